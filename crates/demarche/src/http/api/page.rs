//! Long answers in pages: a cursor says where the next one begins.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::Failure;

/// Items that one page has at most.
const MOST: usize = 500;

/// Which page is asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub(super) struct Paging {
    /// How many items at most.
    #[schemars(range(min = 1, max = 500))]
    #[serde(default, deserialize_with = "crate::filter::number")]
    limit: Option<usize>,
    /// Where the page begins: `next` of the page before.
    #[serde(default, deserialize_with = "crate::filter::text")]
    cursor: Option<String>,
}

impl Paging {
    /// How many items at most.
    ///
    /// # Errors
    /// When more are asked for than one page holds.
    pub(super) fn limit(&self) -> Result<usize, Failure> {
        match self.limit {
            None => Ok(100),
            Some(limit) if (1..=MOST).contains(&limit) => Ok(limit),
            Some(limit) => Err(Failure::bad_request(format!("limit is 1 to {MOST}, not {limit}"))),
        }
    }

    /// How many items come before the page.
    ///
    /// # Errors
    /// When the cursor is none of ours.
    pub(super) fn offset(&self) -> Result<usize, Failure> {
        let Some(cursor) = &self.cursor else { return Ok(0) };
        let number = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        number
            .and_then(|text| text.strip_prefix("o:")?.parse::<u32>().ok())
            .map(|offset| offset as usize)
            .ok_or_else(|| Failure::bad_request("this cursor is none: take `next` of the page before as it is"))
    }
}

/// One page of a long answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Page<T> {
    /// The items.
    pub(super) items: Vec<T>,
    /// The cursor of the next page; nothing on the last.
    pub(super) next: Option<String>,
}

impl<T> Page<T> {
    /// The page that was asked for, from items that begin with the answer and reach at least one beyond the page.
    pub(super) fn of(all: impl IntoIterator<Item = T>, offset: usize, limit: usize) -> Self {
        let mut items: Vec<T> = all.into_iter().skip(offset).take(limit + 1).collect();
        let more = items.len() > limit;
        items.truncate(limit);
        Self { items, next: more.then(|| BASE64_URL_SAFE_NO_PAD.encode(format!("o:{}", offset + limit))) }
    }
}
