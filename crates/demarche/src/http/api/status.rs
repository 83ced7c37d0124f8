//! `GET /status`.

use std::sync::Arc;

use axum::extract::State;
pub(super) use views::Holdings;

use crate::http::answer::{Asked, Kept, answer};
use crate::http::{Answered, Desk};

/// What the record holds.
pub(super) async fn status(State(desk): State<Arc<Desk>>, asked: Asked) -> Answered {
    answer(&desk, asked, |snapshot| Kept::json(&views::holdings(snapshot)?)).await
}
