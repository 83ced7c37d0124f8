//! A paper as a page of its own, to be opened, printed or sent.

use askama::Template;

use super::Handout;

#[derive(Template)]
#[template(path = "handout.html")]
struct Page<'h> {
    paper: &'h Handout,
}

impl Handout {
    /// The paper as a page that needs no other file.
    pub(crate) fn html(&self) -> String {
        // The template has no part that could fail: all of it is text that is written to memory.
        Page { paper: self }.render().unwrap_or_default()
    }
}
