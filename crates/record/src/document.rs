//! An announcement as it is stored.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// Identifies a document; opaque to everything but its source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct DocumentId(pub String);

impl std::fmt::Display for DocumentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One announcement. Title and body are stored as they are quoted: evidence points into them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Its identity within its source.
    pub id: DocumentId,
    /// Where it was published, if known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Who published it, if known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub publisher: String,
    /// The publisher's category, if any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// The headline.
    pub title: String,
    /// Publication date: relative dates in the text are resolved against it. Absent when the source was cut off.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "day")]
    #[schemars(with = "Option<String>", regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), extend("format" = "date"))]
    pub published: Option<Date>,
    /// Language of the text: the primary subtag of BCP 47, which is the code of ISO 639-1 where there is one, else that of
    /// ISO 639-3. A source's own mark until the document is read, what the text shows from then on.
    #[serde(default = "english")]
    pub language: String,
    /// The text below the headline.
    pub body: String,
}

fn english() -> String {
    "en".to_owned()
}

/// A day that can be told as four digits of a year, two of a month and two of a day: none before the first year.
fn day<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    match Option::<Date>::deserialize(deserializer)? {
        Some(day) if day.year() < 1 => Err(D::Error::custom(format!("{day} is before the first year"))),
        day => Ok(day),
    }
}

impl Document {
    /// The stored text of a field.
    pub fn text(&self, field: crate::Field) -> &str {
        match field {
            crate::Field::Title => &self.title,
            crate::Field::Body => &self.body,
        }
    }
}
