//! `GET /accounts/{id}`.

use std::sync::Arc;

use axum::extract::State;

use super::Id;
use crate::filter;
use crate::http::answer::{Asked, Kept, answer};
use crate::http::{Answered, Desk};

/// Accounts of one happening.
pub(super) async fn compare(State(desk): State<Arc<Desk>>, Id(id): Id, asked: Asked) -> Answered {
    answer(&desk, asked, move |snapshot| {
        let happening = filter::happening(snapshot, &id)?;
        Kept::json(&views::compare(snapshot, &happening)?)
    })
    .await
}
