//! Passwords of accounts: hashed with Argon2id, and compared in the same time whether or not there is such an account.

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use register::Account;

use super::Failure;

/// Characters that a password has at least (NIST SP 800-63B), and bytes that are hashed at most.
const SHORTEST: usize = 8;
const LONGEST: usize = 1_000;

/// A hash that no password has, in the place of an account's where there is none.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IGhlcmU$Hh1Rt0lUd9sB2l7C3p0jzMDZ1uRz9m2w3nJq8c0b1aE";

/// The hash of a new password, with a salt of its own, in the PHC string format.
///
/// # Errors
/// When it is too short or too long, in words for who chose it.
pub(crate) fn hash(password: &str) -> Result<String, String> {
    if password.chars().count() < SHORTEST {
        return Err(format!("a password needs at least {SHORTEST} characters"));
    }
    if password.len() > LONGEST {
        return Err("this password is too long".to_owned());
    }
    let salt = SaltString::generate(&mut OsRng);
    Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| error.to_string())
}

/// The account, if the password is its own.
///
/// # Errors
/// When the server stops.
pub(crate) async fn check(found: Option<(Account, String)>, password: String) -> Result<Option<Account>, Failure> {
    let compared = tokio::task::spawn_blocking(move || {
        let stored = found.as_ref().map_or(NOBODY, |(_, hash)| hash.as_str());
        let right = password.len() <= LONGEST
            && PasswordHash::new(stored)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        found.filter(|_| right).map(|(account, _)| account)
    });
    compared.await.map_err(|_| Failure::stopping())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_its_own_alone() {
        let kept = hash("correct horse").expect("it is long enough");
        assert!(kept.starts_with("$argon2id$") && !kept.contains("correct"));
        assert_ne!(kept, hash("correct horse").expect("it is long enough"), "each has a salt of its own");
        let right = |password: &str, stored: &str| {
            let hash = PasswordHash::new(stored).expect("a hash");
            Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
        };
        assert!(right("correct horse", &kept) && !right("correct mule", &kept));
        assert!(!right("", NOBODY), "it takes as long to compare, and is nobody's");
        assert!(hash("short").is_err());
    }
}
