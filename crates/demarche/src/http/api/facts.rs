//! `GET /facts/{id}`.

use std::sync::Arc;

use axum::extract::State;
use views::Explanation;

use super::Id;
use crate::http::answer::{Asked, Kept, answer};
use crate::http::{Answered, Desk, Failure};

/// A fact, and why the record says it.
pub(super) async fn fact(State(desk): State<Arc<Desk>>, Id(id): Id, asked: Asked) -> Answered {
    answer(&desk, asked, move |snapshot| match views::explain(snapshot, &id)? {
        fact @ Explanation::Fact { .. } => Kept::json(&fact),
        Explanation::Entity { .. } => {
            Err(Failure::not_found(format!("{id} is no fact: ask for /api/v1/entities/{id}")))
        }
    })
    .await
}
