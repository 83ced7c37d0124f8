//! `GET /counterparts`.

use std::sync::Arc;

use axum::extract::State;

use super::page::Paged;
use crate::http::answer::{Kept, answer};
use crate::http::{Answered, Desk};

/// Countries and blocs, with what is pending with each.
pub(super) async fn counterparts(State(desk): State<Arc<Desk>>, paged: Paged) -> Answered {
    answer(&desk, paged.asked.clone(), move |snapshot| {
        let found = views::counterparts(snapshot, paged.after.as_deref().unwrap_or_default(), paged.limit)?;
        Kept::json(&paged.page(snapshot, found.jurisdictions, found.next))
    })
    .await
}
