//! What the reader has to say about a document beside its facts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that a person should know who looks at the facts of a document, or at there being none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnostic {
    /// What it is about, for programs.
    pub kind: DiagnosticKind,
    /// What there is to know, for people: "not read: the text is German; only English is read so far".
    pub message: String,
}

/// What a diagnostic is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DiagnosticKind {
    /// The document is in a language that is not read yet: there are no facts of it.
    LanguageNotRead,
    /// Paragraphs, or the title, are in a language that is not read yet: there are no facts of these.
    PassagesNotRead,
}

impl DiagnosticKind {
    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LanguageNotRead => "language-not-read",
            Self::PassagesNotRead => "passages-not-read",
        }
    }
}
