//! Tokens: who may ask the desk for what.
//!
//! A secret is shown once, when it is made; the register keeps its SHA-256 alone. Secrets are random and long, so that a
//! plain hash is as good as a slow one.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use crate::register::instant;
use crate::{Error, Register};

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// To look at the record.
    Read,
    /// To read documents into it.
    Write,
    /// To decide on facts.
    Review,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Review];

    /// The word in the store and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Review => "review",
        }
    }

    /// The scope with that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Token {
    /// Its id, by which it is revoked.
    pub id: String,
    /// Whose it is, or what for.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// When it was made, UTC.
    pub made: String,
    /// When it was revoked, UTC.
    pub revoked: Option<String>,
}

impl Token {
    /// It allows this.
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

const COLUMNS: &str = "id, name, scopes, made, revoked";

fn token(row: &Row<'_>) -> rusqlite::Result<Token> {
    let scopes: String = row.get(2)?;
    Ok(Token {
        id: row.get(0)?,
        name: row.get(1)?,
        scopes: scopes.split(' ').filter_map(Scope::parse).collect(),
        made: row.get(3)?,
        revoked: row.get(4)?,
    })
}

impl Register {
    /// Keeps a token whose secret was made by the caller, from at least 128 random bits.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add_token(
        &mut self,
        id: &str,
        name: &str,
        scopes: &[Scope],
        secret: &str,
        at: Timestamp,
    ) -> Result<(), Error> {
        let scopes: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        self.connection.execute(
            "INSERT INTO token (id, name, scopes, hash, made) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![id, name, scopes.join(" "), Sha256::digest(secret).to_vec(), instant(at)],
        )?;
        Ok(())
    }

    /// Ends a token: who uses it is turned away from now on.
    ///
    /// # Errors
    /// When there is none of that id, or it was revoked before.
    pub fn revoke_token(&mut self, id: &str, at: Timestamp) -> Result<(), Error> {
        let changed = self
            .connection
            .execute("UPDATE token SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL", params![id, instant(at)])?;
        if changed == 0 {
            return Err(Error::Unknown { what: "valid token", name: id.to_owned() });
        }
        Ok(())
    }

    /// All tokens, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tokens(&self) -> Result<Vec<Token>, Error> {
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM token ORDER BY made DESC, id"))?;
        Ok(statement.query_map([], token)?.collect::<Result<_, _>>()?)
    }

    /// The token with that secret, if it holds.
    ///
    /// # Errors
    /// When the database fails.
    pub fn token(&self, secret: &str) -> Result<Option<Token>, Error> {
        // Looking a digest up tells nothing by its time: who does not know the secret cannot choose the digest.
        Ok(self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM token WHERE hash = ?1 AND revoked IS NULL"))?
            .query_row([Sha256::digest(secret).to_vec()], token)
            .optional()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_until_it_is_revoked() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut register = Register::open(&folder.path().join("r.db")).expect("a register");
        let now = Timestamp::UNIX_EPOCH;
        register.add_token("t1", "calendar", &[Scope::Read], "open sesame", now).expect("it is kept");
        let found = register.token("open sesame").expect("it is looked up").expect("it is there");
        assert!(found.allows(Scope::Read) && !found.allows(Scope::Write));
        assert_eq!(register.token("open").expect("it is looked up"), None);
        register.revoke_token("t1", now).expect("it is revoked");
        assert_eq!(register.token("open sesame").expect("it is looked up"), None);
        assert!(register.revoke_token("t1", now).is_err());
        let bytes = std::fs::read(folder.path().join("r.db-wal")).unwrap_or_default();
        assert!(!bytes.windows(11).any(|window| window == b"open sesame"), "the secret is not in the file");
    }
}
