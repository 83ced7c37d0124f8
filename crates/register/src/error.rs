//! What can go wrong with a register.

/// An error of the register.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file holds something else.
    #[error("the file is a database, but not a register of demarche")]
    NoRegister,
    /// A newer program wrote it.
    #[error("the register has schema {version}, this program knows {known}: use the newer program that wrote it")]
    Newer {
        /// Schema of the file.
        version: usize,
        /// Newest schema known here.
        known: usize,
    },
    /// The register has nothing of that name.
    #[error("the register has no {what} {name:?}")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// As it was asked for.
        name: String,
    },
    /// A decision that makes no sense.
    #[error("{0}")]
    Decision(String),
    /// A stored row that cannot be read back.
    #[error("{place} is damaged: {why}; restore a backup")]
    Damaged {
        /// Table and row.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// Nothing can be written.
    #[error("the register cannot be written: {0}; what was reported as done is safe")]
    Unwritable(String),
    /// The database refused.
    #[error("the register's database refused: {0}")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::Unwritable("the disk is full".to_owned()),
            Some(Code::ReadOnly) => Self::Unwritable("the file is read-only".to_owned()),
            Some(Code::DatabaseBusy) => Self::Unwritable("another program is writing to it".to_owned()),
            Some(Code::SystemIoFailure) => Self::Unwritable(format!("the disk fails ({error})")),
            Some(Code::NotADatabase) => Self::NoRegister,
            Some(Code::DatabaseCorrupt) => {
                Self::Damaged { place: "the file".to_owned(), why: "its pages do not fit together".to_owned() }
            }
            _ => Self::Database(error),
        }
    }
}
