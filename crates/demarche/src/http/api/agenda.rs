//! `GET /agenda`.

use std::sync::Arc;

use axum::extract::State;

use super::page::Paged;
use crate::filter::ScopeFilter;
use crate::http::answer::{Kept, Query, answer};
use crate::http::{Answered, Desk};

/// What comes next.
pub(super) async fn agenda(State(desk): State<Arc<Desk>>, Query(filter): Query<ScopeFilter>, paged: Paged) -> Answered {
    let skip = paged.offset()?;
    answer(&desk, paged.asked.clone(), move |snapshot| {
        let agenda = views::agenda(snapshot, &filter.scope(snapshot, None)?)?;
        Kept::json(&paged.counted(snapshot, agenda.appointments.into_iter().skip(skip))?)
    })
    .await
}
