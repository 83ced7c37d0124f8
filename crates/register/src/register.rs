//! Opening a register and writing to it.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use record::{Document, DocumentId, Record};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use crate::damage::Vetting;
use crate::review::Numbered;
use crate::revision::{Marks, revised};
use crate::{Error, derive, schema, store};

/// Who writes: an engine with the hash of its model, or a reviewer by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author(pub String);

/// What came of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// It is new, with the id it has now: another announcement may have had its id.
    New(String),
    /// It is another revision of the document with that id.
    Revision(String, u32),
    /// The register had it word for word.
    Known(String),
    /// It was deleted on request, and stays so.
    Buried(String),
}

/// A register, open for writing.
#[derive(Debug)]
pub struct Register {
    pub(crate) connection: Connection,
    pub(crate) vetting: Vetting,
    path: PathBuf,
}

impl Register {
    /// Opens the register at `path`, and makes one where there is none.
    ///
    /// # Errors
    /// When the file is no register, is newer than this program, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let mut connection = Connection::open(path)?;
        prepare(&connection)?;
        // What a document changes lies all over the register, and is kept at hand for the next one.
        connection.pragma_update(None, "cache_size", -65_536)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A commit is on the disk when it is reported: a power cut loses nothing that was said to be read.
        connection.pragma_update(None, "synchronous", "FULL")?;
        // Pages that many documents change are copied back to the file once for all of them.
        connection.pragma_update(None, "wal_autocheckpoint", 8_000)?;
        schema::migrate(&mut connection)?;
        Ok(Self { connection, vetting: Vetting::default(), path: path.to_owned() })
    }

    /// Opens the register at `path` to look at it only. That works on a medium and for a user that may not write, too.
    ///
    /// # Errors
    /// When there is none, when it is newer than this program, or when it is older and cannot be written to bring it up to date.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::Unknown { what: "file", name: path.display().to_string() });
        }
        // A file that may not be written is opened for reading by these flags.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags).map_err(Error::from).and_then(|connection| {
            prepare(&connection)?;
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
            Ok(connection)
        });
        let mut connection = match opened {
            // Reading beside others takes a file of shared memory, which cannot be made where nothing can be written.
            Err(Error::Closed | Error::ReadOnly) => immutable(path)?,
            opened => opened?,
        };
        let unwritable = connection.is_readonly("main")?;
        schema::migrate(&mut connection).map_err(|error| match error {
            Error::ReadOnly | Error::Closed if unwritable => Error::Older,
            error => error,
        })?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self { connection, vetting: Vetting::default(), path: path.to_owned() })
    }

    /// Every entry of the ledger with every later fact, and what the two have in common: what the likelihood of links is
    /// trained on. It is for registers of a few documents.
    ///
    /// # Errors
    /// When the database fails.
    pub fn pairs(&mut self) -> Result<Vec<derive::Pair>, Error> {
        derive::pairs(&self.connection.transaction()?)
    }

    /// Where it is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds what was read from a document, in one transaction: all of it is in the register afterwards, or nothing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add(&mut self, record: Record, author: &Author, at: Timestamp) -> Result<Added, Error> {
        let transaction = self.write()?;
        let added = add(&transaction, record, author, at)?;
        transaction.commit()?;
        Ok(added)
    }

    /// Adds what was read from documents that are ready at one time, and returns when they are on the disk: they share the wait
    /// for it, and the pages that every one of them changes. Each is a transaction of its own within that of all, and an
    /// operation of its own: it is in the register whole or not at all, whatever becomes of the others. The first that
    /// cannot be written is the last of those returned.
    ///
    /// # Errors
    /// When the file cannot be written; none of them is in the register then.
    pub fn add_all(
        &mut self,
        records: impl IntoIterator<Item = Record>,
        author: &Author,
        at: Timestamp,
    ) -> Result<Vec<Result<Added, Error>>, Error> {
        let transaction = self.write()?;
        let mut all = Vec::new();
        for record in records {
            transaction.execute_batch("SAVEPOINT document")?;
            let added = add(&transaction, record, author, at);
            let failed = added.is_err();
            transaction.execute_batch(if failed {
                "ROLLBACK TO document; RELEASE document"
            } else {
                "RELEASE document"
            })?;
            all.push(added);
            if failed {
                break;
            }
        }
        transaction.commit()?;
        Ok(all)
    }

    /// Puts another reading of documents it has in the place of the present one, as one operation.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn reread(&mut self, records: &[Record], author: &Author, at: Timestamp) -> Result<(), Error> {
        let transaction = self.write()?;
        let operation = operation(&transaction, at, "reread", author, "")?;
        for record in records {
            let id = &record.document.id.0;
            let revision = store::current_revision(&transaction, id)?;
            derive::close_document(&transaction, operation, id)?;
            let read = Numbered::reading(record.clone());
            derive::write_document(&transaction, operation, read, revision, &Marks::of(&record.document))?;
        }
        Ok(transaction.commit()?)
    }

    /// Deletes a document with everything read from it, its words included, and leaves a tombstone with who and why.
    ///
    /// # Errors
    /// When there is no such document, or the file cannot be written.
    pub fn forget(&mut self, id: &str, author: &Author, why: &str, at: Timestamp) -> Result<(), Error> {
        let transaction = self.write()?;
        if !store::document_exists(&transaction, id)? {
            return Err(Error::Unknown { what: "document", name: id.to_owned() });
        }
        let operation = operation(&transaction, at, "forget", author, why)?;
        derive::close_document(&transaction, operation, id)?;
        derive::erase_document(&transaction, operation, id)?;
        transaction.commit()?;
        // The words must not stay in free pages either.
        self.connection.execute_batch("VACUUM")?;
        Ok(())
    }

    /// Copies the register to a new file, whole and consistent, while others may write.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        if to.exists() {
            return Err(Error::Unwritable(format!("{} exists", to.display())));
        }
        let part = to.with_extension("part");
        let _ = std::fs::remove_file(&part);
        // A register that is open to be looked at may be copied, too.
        self.connection.pragma_update(None, "query_only", false)?;
        self.connection.execute("VACUUM INTO ?1", [part.to_string_lossy()])?;
        std::fs::rename(&part, to).map_err(|error| Error::Unwritable(format!("{}: {error}", to.display())))
    }

    /// A transaction that writes; it waits for other writers.
    pub(crate) fn write(&mut self) -> Result<Transaction<'_>, Error> {
        Ok(self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }
}

/// Writes what was read from a document, as an operation.
fn add(transaction: &Transaction<'_>, record: Record, author: &Author, at: Timestamp) -> Result<Added, Error> {
    let marks = Marks::of(&record.document);
    if let Some(id) = store::current_by_hash(transaction, &marks.hash)? {
        return Ok(Added::Known(id));
    }
    if let Some(id) = store::buried(transaction, &marks.hash)? {
        return Ok(Added::Buried(id));
    }
    let revised = revised(transaction, &record.document, &marks)?;
    let id = match &revised {
        Some((id, _)) => id.clone(),
        None => store::free_id(transaction, &record.document.id.0)?,
    };
    let record = record.with_id(DocumentId(id));
    let operation = operation(transaction, at, "read", author, "")?;
    Ok(match revised {
        Some((id, revision)) => {
            derive::close_document(transaction, operation, &id)?;
            derive::write_document(transaction, operation, Numbered::reading(record), revision + 1, &marks)?;
            Added::Revision(id, revision + 1)
        }
        None => {
            let id = record.document.id.0.clone();
            derive::write_document(transaction, operation, Numbered::reading(record), 1, &marks)?;
            Added::New(id)
        }
    })
}

/// Opens a register that nobody can write to. What stands in a journal beside it would not be seen: that is no whole register.
fn immutable(path: &Path) -> Result<Connection, Error> {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-wal");
    if std::fs::metadata(journal).is_ok_and(|journal| journal.len() > 0) {
        return Err(Error::Unfinished);
    }
    let name: String = path
        .to_string_lossy()
        .chars()
        .map(|c| match c {
            '%' => "%25".to_owned(),
            '?' => "%3f".to_owned(),
            '#' => "%23".to_owned(),
            c => c.to_string(),
        })
        .collect();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?;
    prepare(&connection)?;
    Ok(connection)
}

/// Settings of every connection.
fn prepare(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(std::time::Duration::from_secs(30))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // Pages of the file are read where the system keeps them. The cache, in KiB, holds those alone that are still in the journal,
    // for every connection of a server again.
    connection.pragma_update(None, "cache_size", -8_192)?;
    connection.pragma_update(None, "mmap_size", 1_i64 << 32)?;
    // Plans must not hang on the values bound: with SQLite's sampled statistics built in, every statement would be prepared
    // anew for each value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// Writes an operation. Its time is after the last one's, so that times and operations have one order, and who asks for what
/// came after one of them misses nothing.
pub(crate) fn operation(
    transaction: &Transaction<'_>,
    at: Timestamp,
    kind: &str,
    author: &Author,
    note: &str,
) -> Result<i64, Error> {
    let last: Option<String> = transaction
        .prepare_cached("SELECT at FROM operation ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let next =
        last.and_then(|last| last.parse::<Timestamp>().ok()?.checked_add(jiff::SignedDuration::from_nanos(1)).ok());
    let at = next.map_or(at, |next| at.max(next));
    transaction
        .prepare_cached("INSERT INTO operation (at, kind, author, note) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![instant(at), kind, author.0, note])?;
    Ok(transaction.last_insert_rowid())
}

/// An instant as stored: fixed width, so that the order of texts is the order of time.
pub(crate) fn instant(at: Timestamp) -> String {
    format!("{at:.9}")
}

/// What makes two documents the same word for word.
pub(crate) fn hash(document: &Document) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let published = document.published.map(|day| day.to_string()).unwrap_or_default();
    for part in [&document.title, &published, &document.body] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_vec()
}
