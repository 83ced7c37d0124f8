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
    /// The register has nothing of that name, of any kind.
    #[error("the register has nothing named {name:?}; {hint}")]
    Nothing {
        /// As it was asked for.
        name: String,
        /// Where to look.
        hint: String,
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
    /// The file, or its folder, may not be written.
    #[error(
        "the register may only be read: get the right to write its file and folder, or copy it to where you have it; \
         what was reported as done is safe"
    )]
    ReadOnly,
    /// The file cannot be opened at all.
    #[error("the register's file cannot be opened: see that its folder is there and that you may write in it")]
    Closed,
    /// An older program wrote it, and it cannot be brought up to date where it is.
    #[error(
        "the register has the schema of an older program and may only be read here: copy it to where it can be written, \
         and look at the copy"
    )]
    Older,
    /// A writer was cut off, and what it wrote last stands in a journal that cannot be taken in without writing.
    #[error(
        "the register was not closed and may only be read here: copy it with the files -wal and -shm beside it to where it \
         can be written, and look at the copy"
    )]
    Unfinished,
    /// The database refused.
    #[error("the register's database refused: {0}")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::Unwritable("the disk is full: make room and run it again".to_owned()),
            Some(Code::ReadOnly) => Self::ReadOnly,
            Some(Code::CannotOpen) => Self::Closed,
            Some(Code::DatabaseBusy) => {
                Self::Unwritable("another program is writing to it: run it again when that is done".to_owned())
            }
            Some(Code::SystemIoFailure) => {
                Self::Unwritable(format!("the disk fails or allows no larger files ({error})"))
            }
            Some(Code::NotADatabase) => Self::NoRegister,
            Some(Code::DatabaseCorrupt) => {
                Self::Damaged { place: "the file".to_owned(), why: "its pages do not fit together".to_owned() }
            }
            _ => Self::Database(error),
        }
    }
}
