//! Which document another is a revision of.

use record::Document;
use rusqlite::{Connection, params};

use crate::identity::{content_words, fold};
use crate::register::hash;
use crate::store::{self, DocumentData};
use crate::{Error, identity};

/// Texts that share at least this part of their words are two revisions of one announcement, where title and date agree.
const REVISION: f64 = 0.8;

/// The same, where the publisher agrees, too: of a short text a corrected sentence is a large part.
const SAME_HEAD: f64 = 0.5;

/// Bytes of a sketch that hold the bits of words; before them stands the number of words.
const BITS: usize = 256;

/// What a document is told from others by.
pub(crate) struct Marks {
    /// See [`hash`].
    pub(crate) hash: Vec<u8>,
    /// How many words of the body carry meaning, and a bit for each: with it a body need not be read to be told from most others.
    pub(crate) sketch: Vec<u8>,
    words: Vec<String>,
}

impl Marks {
    /// The marks of a document.
    pub(crate) fn of(document: &Document) -> Self {
        let words = content_words(&document.body);
        Self { hash: hash(document), sketch: sketch(&words), words }
    }
}

/// The document, with its revision, of which this one is another revision: the same release with a minister's name
/// corrected is no second release. An id alone says nothing, for listings number anew every day.
///
/// # Errors
/// When the database fails.
pub(crate) fn revised(
    connection: &Connection,
    document: &Document,
    marks: &Marks,
) -> Result<Option<(String, u32)>, Error> {
    let title = fold(&document.title);
    let published = document.published.map(|day| day.to_string());
    let mut statement = connection.prepare_cached(
        "SELECT row, revision, sketch FROM document WHERE op_to IS NULL AND (id = ?1 OR title_key = ?2 AND published IS ?3)
         ORDER BY id",
    )?;
    let mut rows = statement.query(params![document.id.0, title, published])?;
    while let Some(row) = rows.next()? {
        let sketched = row.get_ref(2)?.as_blob_or_null().ok().flatten();
        if sketched.is_some_and(|other| at_most_alike(&marks.sketch, other) < SAME_HEAD) {
            continue;
        }
        let (row, revision): (i64, u32) = (row.get(0)?, row.get(1)?);
        let data: String = connection
            .prepare_cached("SELECT data FROM document WHERE row = ?1")?
            .query_row([row], |row| row.get(0))?;
        let other = store::parse::<DocumentData>("document", row, &data)?.document;
        let same_id = other.id == document.id;
        let same_head = fold(&other.title) == title && other.published == document.published;
        let enough = if same_head && other.publisher == document.publisher { SAME_HEAD } else { REVISION };
        if (same_head
            || same_id
                && (other.published == document.published || !document.url.is_empty() && other.url == document.url))
            && alike(&content_words(&other.body), &marks.words) >= enough
        {
            return Ok(Some((other.id.0, revision)));
        }
    }
    Ok(None)
}

fn sketch(words: &[String]) -> Vec<u8> {
    let mut sketch = (words.len() as u32).to_le_bytes().to_vec();
    sketch.resize(size_of::<u32>() + BITS, 0);
    for word in words {
        let bit = (identity::hash(word) >> 32) as usize % (BITS * 8);
        sketch[size_of::<u32>() + bit / 8] |= 1 << (bit % 8);
    }
    sketch
}

/// The words of both texts are alike to this part at most: what has a bit in one sketch alone is in one text alone.
fn at_most_alike(one: &[u8], two: &[u8]) -> f64 {
    let (Some((one_count, one)), Some((two_count, two))) = (one.split_first_chunk(), two.split_first_chunk()) else {
        return 1.0;
    };
    let (one_count, two_count) = (u32::from_le_bytes(*one_count), u32::from_le_bytes(*two_count));
    let alone = |mine: &[u8], other: &[u8]| -> u32 {
        mine.iter().zip(other).map(|(mine, other)| (mine & !other).count_ones()).sum()
    };
    let shared = one_count.saturating_sub(alone(one, two)).min(two_count.saturating_sub(alone(two, one)));
    let all = one_count + two_count - shared;
    if all == 0 { 1.0 } else { f64::from(shared) / f64::from(all) }
}

/// Share of the distinct words of both texts that both have (Jaccard index).
fn alike(one: &[String], two: &[String]) -> f64 {
    let shared = one.iter().filter(|word| two.binary_search(word).is_ok()).count();
    let all = one.len() + two.len() - shared;
    if all == 0 { 1.0 } else { shared as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sketches_never_tell_revisions_apart() {
        let words =
            |range: std::ops::Range<usize>| content_words(&range.map(|n| format!("word{n} ")).collect::<String>());
        for (one, two) in [(0..0, 0..0), (0..0, 0..3), (0..400, 0..390), (0..400, 100..600), (0..3000, 5..3000)] {
            let (one, two) = (words(one), words(two));
            let (alike, bound) = (alike(&one, &two), at_most_alike(&sketch(&one), &sketch(&two)));
            assert!(alike <= bound, "{alike} {bound}");
        }
        let bound = at_most_alike(&sketch(&words(0..200)), &sketch(&words(200..400)));
        assert!(bound < REVISION, "texts without a common word: {bound}");
    }
}
