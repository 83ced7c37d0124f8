//! Accounts of one happening, side by side.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use views::Comparison;

use super::frame::Frame;
use super::{link, wording};
use crate::http::answer::{Asked, Kept, answer};
use crate::http::{Answered, Desk};

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    frame: Frame,
    comparison: Comparison,
}

/// Gives the page.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    Path(event): Path<String>,
) -> Answered {
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
        let comparison = views::compare(snapshot, &event)?;
        Kept::page(&ComparePage { frame: frame.titled(&comparison.name).within("/documents"), comparison })
    })
    .await
}
