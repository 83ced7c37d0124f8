//! From whose side answers are written.

use register::{Basis, Snapshot};
use schemars::JsonSchema;
use serde::Serialize;

use crate::party::{jurisdiction_named, resolve};
use crate::{Error, Party};

/// How it came that an answer is written from a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ground {
    /// It was asked for.
    Asked,
    /// It is the home that somebody set.
    Set,
    /// Most of the latest documents are published there.
    Publishers,
    /// It speaks most in the latest documents, whose publishers are not known.
    Speakers,
    /// The counterpart is the home itself: it is the side that speaks most with it.
    Talks,
}

/// The side from which an answer is written.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Home {
    /// The jurisdiction.
    pub party: Party,
    /// How it came that it is this one.
    pub ground: Ground,
}

/// The home of the register; nothing where the record concerns nobody.
///
/// # Errors
/// When the database fails.
pub fn home(snapshot: Snapshot<'_>) -> Result<Option<Home>, Error> {
    let Some(home) = snapshot.home()? else { return Ok(None) };
    let ground = match home.basis {
        Basis::Set => Ground::Set,
        Basis::Publishers => Ground::Publishers,
        Basis::Speakers => Ground::Speakers,
    };
    Ok(Some(Home { party: jurisdiction_named(snapshot, &home.code)?, ground }))
}

/// The side from which an answer on a counterpart is written: the one asked for, by code or name, or else the home.
///
/// # Errors
/// When the one asked for is no country or bloc, or the database fails.
pub(crate) fn side(snapshot: Snapshot<'_>, with: &Party, from: Option<&str>) -> Result<Option<Home>, Error> {
    if let Some(from) = from {
        let party = match resolve(snapshot, from) {
            Ok(party) if party.code().is_some() => party,
            // A code that the record does not know yet is the side of one who has not spoken yet.
            _ if from.len() <= 6 && !from.contains(' ') => jurisdiction_named(snapshot, &from.to_uppercase())?,
            Ok(party) => {
                let why = format!("{} is not a country or bloc: name the side that the brief is for", party.name());
                return Err(Error::Decision(why));
            }
            Err(error) => return Err(error),
        };
        return Ok(Some(Home { party, ground: Ground::Asked }));
    }
    match home(snapshot)? {
        Some(home) if with.code().is_none() || home.party.code() != with.code() => Ok(Some(home)),
        _ => {
            let other = with.code().map(|code| snapshot.other_side(code)).transpose()?.flatten();
            let party = other.map(|code| jurisdiction_named(snapshot, &code)).transpose()?;
            Ok(party.map(|party| Home { party, ground: Ground::Talks }))
        }
    }
}
