//! What could not be read, and why: a file, a line of one, or a document.

use std::fmt;

use record::Document;
use serde::Serialize;

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Unread {
    /// The file that it is in, or `standard input`, or `register` for what is read again.
    pub(crate) input: String,
    /// The line of the file, from 1, where one line is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<usize>,
    /// The file within the file, where one is at fault: one of an archive, or one that is attached to a mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) part: Option<Box<str>>,
    /// Id of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) document: Option<String>,
    /// Title of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Box<str>>,
    /// What is wrong.
    pub(crate) message: String,
}

impl Unread {
    /// An input that could not be read at all.
    pub(crate) fn input(input: &str, message: impl Into<String>) -> Self {
        Self { input: input.to_owned(), line: None, part: None, document: None, title: None, message: message.into() }
    }

    /// A part of an input that holds no document: a line, or a file in it.
    pub(crate) fn part(input: &str, problem: reading::source::Problem) -> Self {
        Self {
            line: problem.line,
            part: problem.part.map(String::into_boxed_str),
            ..Self::input(input, problem.message)
        }
    }

    /// A document of which a part, or all, was not read.
    pub(crate) fn document(named: &Named, message: impl ToString) -> Self {
        Self {
            document: Some(named.id.clone()),
            title: Some(named.title.as_str().into()),
            ..Self::input(&named.input, message.to_string())
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A file that could not be opened is named by what is said of it.
        if self.line.is_none() && self.part.is_none() && self.document.is_none() {
            return match self.message.contains(&self.input) {
                true => write!(f, "{}", self.message),
                false => write!(f, "{} {}", self.input, self.message),
            };
        }
        write!(f, "{}", self.input)?;
        if let Some(part) = &self.part {
            write!(f, ": {part}")?;
        }
        if let Some(line) = self.line {
            write!(f, ": line {line}")?;
        }
        if let Some(document) = &self.document {
            write!(f, ": {document}")?;
        }
        if let Some(title) = self.title.as_ref().filter(|title| !title.is_empty()) {
            write!(f, " “{title}”")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Where a document comes from and what it is called, kept while it is being read.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// The file that it is in.
    pub(crate) input: String,
    /// Its id.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
}

impl Named {
    /// The names of a document of an input.
    pub(crate) fn of(input: &str, document: &Document) -> Self {
        Self { input: input.to_owned(), id: document.id.0.clone(), title: document.title.clone() }
    }
}
