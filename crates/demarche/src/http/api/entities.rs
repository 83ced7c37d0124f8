//! `GET /instruments`, `/actors`, `/entities/{id}`.

use std::sync::Arc;

use axum::extract::State;
pub(super) use register::Entity;
use views::Explanation;

use super::Id;
use super::page::Paged;
use crate::http::answer::{Asked, Kept, answer};
use crate::http::{Answered, Desk, Failure};

/// All instruments.
pub(super) async fn instruments(state: State<Arc<Desk>>, paged: Paged) -> Answered {
    list(state, paged, "instrument").await
}

/// All actors.
pub(super) async fn actors(state: State<Arc<Desk>>, paged: Paged) -> Answered {
    list(state, paged, "actor").await
}

async fn list(State(desk): State<Arc<Desk>>, paged: Paged, kind: &'static str) -> Answered {
    answer(&desk, paged.asked.clone(), move |snapshot| {
        let mut entities = views::entities(snapshot, kind, paged.after.as_deref(), paged.limit + 1)?;
        let more = entities.len() > paged.limit;
        entities.truncate(paged.limit);
        let next = entities.last().filter(|_| more).map(|entity| entity.id.clone());
        Kept::json(&paged.page(snapshot, entities, next))
    })
    .await
}

/// One of them, and why its forms are one thing.
pub(super) async fn entity(State(desk): State<Arc<Desk>>, Id(id): Id, asked: Asked) -> Answered {
    answer(&desk, asked, move |snapshot| match views::explain(snapshot, &id)? {
        entity @ Explanation::Entity { .. } => Kept::json(&entity),
        Explanation::Fact { .. } => Err(Failure::not_found(format!("{id} is no entity: ask for /api/v1/facts/{id}"))),
    })
    .await
}
