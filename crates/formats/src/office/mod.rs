//! Office documents: Word and Excel since 2007, OpenDocument.

pub(crate) mod docx;
pub(crate) mod odt;
pub(crate) mod xlsx;
