//! Long answers in pages: a cursor says where the next one begins, and of which state of the record it is.

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::civil::Date;
use register::Snapshot;
use register::identity::digest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::Failure;
use crate::http::answer::{Asked, Pin, Query};

/// Items that one page has at most.
const MOST: usize = 500;

/// Which page is asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub(super) struct Paging {
    /// How many items at most; 100 if not given.
    #[schemars(with = "usize", range(min = 1, max = 500))]
    #[serde(default, deserialize_with = "crate::filter::number")]
    limit: Option<usize>,
    /// Where the page begins: `next` of the page before.
    #[schemars(with = "String", regex(pattern = "^[A-Za-z0-9_-]{24,200}$"))]
    #[serde(default, deserialize_with = "crate::filter::text")]
    cursor: Option<String>,
}

/// A page that is asked for.
#[derive(Debug, Clone)]
pub(super) struct Paged {
    /// The request; all pages of a listing are of one state of the record.
    pub(super) asked: Asked,
    /// How many items at most.
    pub(super) limit: usize,
    /// Where the page begins, as the page before said; nothing for the first.
    pub(super) after: Option<String>,
    listing: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Paged {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Query(paging) = Query::<Paging>::from_request_parts(parts, state).await?;
        let limit = match paging.limit {
            None => 100,
            Some(limit) if (1..=MOST).contains(&limit) => limit,
            Some(limit) => return Err(Failure::bad_request(format!("limit is 1 to {MOST}, not {limit}"))),
        };
        let mut asked = Asked::from_request_parts(parts, state).await?;
        let listing = listing(parts);
        let Some(cursor) = paging.cursor else { return Ok(Self { asked, limit, after: None, listing }) };
        let place = place(&cursor)?;
        if place.listing != listing {
            return Err(Failure::not_found(
                "this listing has no such page: take `next` of the page before, with the same filters",
            ));
        }
        asked.pin = Some(place.pin);
        Ok(Self { asked, limit, after: Some(place.after), listing })
    }
}

impl Paged {
    /// How many items come before the page, where pages are counted.
    ///
    /// # Errors
    /// When the cursor does not count.
    pub(super) fn offset(&self) -> Result<usize, Failure> {
        let Some(after) = &self.after else { return Ok(0) };
        after.parse::<u32>().map(|offset| offset as usize).map_err(|_| nowhere())
    }

    /// The page, from items that begin where it begins and reach at least one beyond it.
    ///
    /// # Errors
    /// As for [`Self::offset`].
    pub(super) fn counted<T>(
        &self,
        snapshot: Snapshot<'_>,
        items: impl IntoIterator<Item = T>,
    ) -> Result<Page<T>, Failure> {
        let mut items: Vec<T> = items.into_iter().take(self.limit + 1).collect();
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let next = if more { Some((self.offset()? + self.limit).to_string()) } else { None };
        Ok(self.page(snapshot, items, next))
    }

    /// The page, where its items say after what the next one begins.
    pub(super) fn page<T>(&self, snapshot: Snapshot<'_>, items: Vec<T>, next: Option<String>) -> Page<T> {
        let next = next.map(|after| {
            let text = format!("{}|{}|{}|{after}", self.listing, snapshot.operation(), snapshot.as_of());
            BASE64_URL_SAFE_NO_PAD.encode(text)
        });
        Page { as_of: snapshot.as_of(), operation: snapshot.operation(), items, next }
    }
}

/// What a cursor holds.
struct Place {
    listing: String,
    pin: Pin,
    after: String,
}

/// What a cursor says.
fn place(cursor: &str) -> Result<Place, Failure> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !(24..=200).contains(&cursor.len()) || !cursor.chars().all(word) {
        return Err(Failure::bad_request("this cursor is none: take `next` of the page before as it is"));
    }
    let text = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let read = |text: &str| {
        let mut parts = text.splitn(4, '|');
        let listing = parts.next()?.to_owned();
        let operation = parts.next()?.parse().ok()?;
        let day: Date = parts.next()?.parse().ok()?;
        Some(Place { listing, pin: Pin { operation, day }, after: parts.next()?.to_owned() })
    };
    text.as_deref().and_then(read).ok_or_else(nowhere)
}

fn nowhere() -> Failure {
    Failure::not_found("no page begins at this cursor: take `next` of the page before as it is")
}

/// What pages of one listing have in common: the resource and its filters.
fn listing(parts: &Parts) -> String {
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
    let mut pairs: Vec<(String, String)> = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .filter(|(name, _)| name != "cursor" && name != "limit")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    pairs.sort();
    digest(&format!("{} {pairs:?}", uri.path()), 6)
}

/// One page of a long answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "PageOf{T}")]
pub(super) struct Page<T> {
    /// The day of the world that it is about.
    #[schemars(with = "String", extend("format" = "date"))]
    as_of: Date,
    /// The last operation that it knows of.
    operation: i64,
    /// The items.
    items: Vec<T>,
    /// The cursor of the next page; null on the last.
    next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_of_others_lead_nowhere() {
        let good = BASE64_URL_SAFE_NO_PAD.encode("aabbccddeeff|7|2025-12-20|100");
        let place = place(&good).expect("it is one of ours");
        assert_eq!((place.pin.operation, place.after.as_str()), (7, "100"));
        for (cursor, status) in
            [("", 400), ("short", 400), ("spaces are no part of cursors", 400), (&"A".repeat(300), 400)]
                .into_iter()
                .chain([("AAAAAAAAAAAAAAAAAAAAAAAAAAAA", 404)])
        {
            let failure = super::place(cursor).err().map(|failure| failure.status().as_u16());
            assert_eq!(failure, Some(status), "{cursor:?}");
        }
    }
}
