//! Accounts: who may sign in with a name and a password.
//!
//! Passwords are hashed by the caller, with a salt and a function made for them; what is kept is the hash alone.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use crate::register::instant;
use crate::{Error, Register, Scope};

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// To look, to follow, and to keep private notes.
    Reader,
    /// To add documents, and to work on entries besides.
    Officer,
    /// To decide on facts besides.
    Reviewer,
    /// To undo what others did besides.
    Admin,
}

impl Role {
    /// All of them, each allowing what those before it do.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Officer, Self::Reviewer, Self::Admin];

    /// The word in the store and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Officer => "officer",
            Self::Reviewer => "reviewer",
            Self::Admin => "admin",
        }
    }

    /// The role with that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// What it allows, in the terms of tokens.
    pub fn scopes(self) -> Vec<Scope> {
        match self {
            Self::Reader => vec![Scope::Read],
            Self::Officer => vec![Scope::Read, Scope::Write],
            Self::Reviewer | Self::Admin => Scope::ALL.to_vec(),
        }
    }
}

/// An account, without what its password is recognised by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// The name, under which steps are logged.
    pub name: String,
    /// What its holder may do.
    pub role: Role,
    /// When it was made, UTC.
    pub made: String,
    /// When it was ended, UTC.
    pub ended: Option<String>,
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    let role: String = row.get(1)?;
    Ok(Account {
        name: row.get(0)?,
        role: Role::parse(&role).unwrap_or(Role::Reader),
        made: row.get(2)?,
        ended: row.get(3)?,
    })
}

const COLUMNS: &str = "name, role, made, ended";

impl Register {
    /// Makes an account, or gives one that is there another role or password: `hash` is in the PHC string format.
    ///
    /// # Errors
    /// When the name cannot be one, or the file cannot be written.
    pub fn set_account(&mut self, name: &str, role: Role, hash: &str, at: Timestamp) -> Result<(), Error> {
        let plain = name.trim() == name && !name.is_empty() && name.chars().count() <= 80;
        if !plain || name.chars().any(char::is_control) {
            return Err(Error::Decision(format!("{name:?} cannot be the name of an account")));
        }
        self.connection.execute(
            "INSERT INTO account (name, role, hash, made) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET role = excluded.role, hash = excluded.hash, ended = NULL",
            params![name, role.as_str(), hash, instant(at)],
        )?;
        Ok(())
    }

    /// Gives an account another role.
    ///
    /// # Errors
    /// When there is none of that name, or it was ended.
    pub fn set_role(&mut self, name: &str, role: Role) -> Result<(), Error> {
        let sql = "UPDATE account SET role = ?2 WHERE name = ?1 AND ended IS NULL";
        known(name, self.connection.execute(sql, params![name, role.as_str()])?)
    }

    /// Ends an account: its holder is signed out, and what carries the name stays.
    ///
    /// # Errors
    /// When there is none of that name, or it was ended before.
    pub fn end_account(&mut self, name: &str, at: Timestamp) -> Result<(), Error> {
        let sql = "UPDATE account SET ended = ?2 WHERE name = ?1 AND ended IS NULL";
        known(name, self.connection.execute(sql, params![name, instant(at)])?)
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn accounts(&self) -> Result<Vec<Account>, Error> {
        let mut statement = self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM account ORDER BY name"))?;
        Ok(statement.query_map([], account)?.collect::<Result<_, _>>()?)
    }

    /// The account of that name, if it was not ended, with the hash of its password.
    ///
    /// # Errors
    /// When the database fails.
    pub fn account(&self, name: &str) -> Result<Option<(Account, String)>, Error> {
        Ok(self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS}, hash FROM account WHERE name = ?1 AND ended IS NULL"))?
            .query_row([name], |row| Ok((account(row)?, row.get(4)?)))
            .optional()?)
    }
}

fn known(name: &str, changed: usize) -> Result<(), Error> {
    if changed == 0 {
        return Err(Error::Unknown { what: "account", name: name.to_owned() });
    }
    Ok(())
}
