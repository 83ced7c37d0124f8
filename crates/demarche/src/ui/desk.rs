//! The desk: what is new, what falls due, what to review.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use register::Status;

use super::frame::Frame;
use crate::http::answer::{Asked, Kept, answer};
use crate::http::{Answered, Desk};

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    frame: Frame,
    documents: u64,
    statuses: Vec<(Status, u64)>,
}

/// Gives the page.
pub(super) async fn page(State(desk): State<Arc<Desk>>, frame: Frame, asked: Asked) -> Answered {
    answer(&desk, asked.by(frame.key()), move |snapshot| {
        Kept::page(&DeskPage {
            frame: frame.titled("Desk").within("/"),
            documents: snapshot.document_count()?,
            statuses: snapshot.status_counts()?,
        })
    })
    .await
}
