//! Papers as files: what a page says, to be handed over.

use crate::handout::Handout;
use crate::http::Failure;
use crate::http::answer::Kept;

/// The media type of Word documents (ECMA-376).
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A paper in a format: `md`, `html` or `docx`.
pub(super) fn file(paper: &Handout, format: &str) -> Result<Kept, Failure> {
    Ok(match format {
        "md" => Kept::new("text/markdown; charset=utf-8", paper.markdown()),
        "html" => Kept::new("text/html; charset=utf-8", paper.html()),
        "docx" => Kept::new(DOCX, paper.docx().map_err(|error| Failure::internal(format!("{error:#}")))?),
        other => return Err(Failure::not_found(format!("{other:?} is not one of md, html, docx"))),
    })
}
