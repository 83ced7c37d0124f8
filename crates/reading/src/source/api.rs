//! JSON of publishers: lists and single announcements of the content interfaces of GOV.UK, the Federal Register, the Commission's
//! press corner and Canada's newsroom, and JSON Feed. Their fields have other names and the same meaning.

use record::{Document, DocumentId};
use serde_json::{Map, Value};

use super::{document, page, primary};

/// Where lists stand.
const LISTS: &[&str] = &[
    "items",
    "results",
    "documents",
    "entries",
    "entry",
    "articles",
    "news",
    "data",
    "docuLanguageListResources",
    "docs",
    "releases",
];

/// Names of fields, the best first.
const TITLES: &[&str] = &["title", "headline", "name"];
const ADDRESSES: &[&str] = &["html_url", "url", "web_url", "canonical_url", "link", "permalink", "external_url"];
const DAYS: &[&str] = &[
    "publication_date",
    "date_published",
    "first_published_at",
    "first_public_at",
    "published_at",
    "publishedDate",
    "published",
    "releaseDate",
    "datePublished",
    "pubDate",
    "eventDate",
    "public_timestamp",
    "public_updated_at",
    "date",
    "created_at",
];
const TEXTS: &[&str] = &[
    "body_html",
    "content_html",
    "content_text",
    "body",
    "content",
    "text",
    "htmlContent",
    "full_text",
    "description",
    "abstract",
    "teaser",
    "summary",
];
const PUBLISHERS: &[&str] = &["publisher", "agency", "organisation", "organization", "source", "ministry", "dept"];
const SECTIONS: &[&str] = &["type", "document_type", "documentType", "category", "section", "fcpType"];
const IDS: &[&str] = &["document_number", "refCode", "reference"];

/// Whether an object is one of these, and not a document of this program's own.
pub(super) fn is_shape(value: &Value) -> bool {
    list(value).is_some() || value.as_object().is_some_and(|object| of(object).is_some())
}

/// The objects of a list; none for what is no list.
pub(super) fn list(value: &Value) -> Option<&Vec<Value>> {
    let object = value.as_object()?;
    let own = LISTS.iter().find_map(|name| object.get(*name)?.as_array());
    let inner = || ["feed", "response", "data"].iter().find_map(|name| list(object.get(*name)?));
    own.or_else(inner).filter(|list| {
        list.iter().any(|item| item.as_object().is_some_and(|item| text(item, TITLES).is_some()))
            && !object.contains_key("body")
    })
}

/// The name of the publisher that a list says of itself.
pub(super) fn publisher(value: &Value) -> String {
    let feed = value.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed"));
    if feed { value.get("title").and_then(Value::as_str).unwrap_or_default().to_owned() } else { String::new() }
}

/// The document of an object.
pub(super) fn of(object: &Map<String, Value>) -> Option<Document> {
    // A document of this program's own has these.
    if object.contains_key("document") || object.contains_key("id") && object.get("body").is_some_and(Value::is_string)
    {
        return None;
    }
    let details = object.get("details").and_then(Value::as_object);
    let field = |names: &[&str]| text(object, names).or_else(|| details.and_then(|details| text(details, names)));
    let day = field(DAYS).and_then(|stamp| formats::day::of_stamp(&stamp));
    let mut lines: Vec<String> = Vec::new();
    let main =
        details.and_then(|details| text(details, TEXTS)).or_else(|| text(object, TEXTS)).map(|text| plain(&text));
    let lead = text(object, &["description", "abstract"]).map(|text| plain(&text));
    lines.extend(lead.filter(|lead| main.as_ref().is_none_or(|main| !main.contains(lead))));
    lines.extend(main);
    // What the Federal Register says of a document beside its abstract.
    if object.contains_key("document_number") {
        for (name, label) in [("action", "Action"), ("dates", "Dates")] {
            lines.extend(text(object, &[name]).map(|words| format!("{label}: {}", plain(&words))));
        }
    }
    if day.is_none() && lines.is_empty() {
        return None;
    }
    let mut found = document(&plain(&field(TITLES)?), &lines.join("\n"));
    found.published = day;
    let path = text(object, &["base_path"]);
    found.url = text(object, ADDRESSES).or_else(|| path.clone()).map(|url| absolute(&url)).unwrap_or_default();
    let id = text(object, IDS).or_else(|| path?.rsplit('/').next().map(str::to_owned));
    found.id = DocumentId(id.unwrap_or_default());
    found.publisher = organisations(object).or_else(|| text(object, PUBLISHERS)).unwrap_or_default();
    found.section = text(object, SECTIONS).unwrap_or_default();
    if let Some(language) = text(object, &["language", "locale", "lang"]) {
        found.language = primary(&language);
    }
    Some(found)
}

/// Paths of GOV.UK stand without the site.
fn absolute(url: &str) -> String {
    if url.starts_with('/') { format!("https://www.gov.uk{url}") } else { url.to_owned() }
}

fn plain(text: &str) -> String {
    if text.contains(['<', '&']) { page::fragment(text) } else { text.replace("\r\n", "\n").trim().to_owned() }
}

fn text(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    let value = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        // Texts in several formats: the one for pages.
        Value::Array(texts) => {
            texts.iter().find_map(|text| text.get("content").and_then(Value::as_str).map(str::to_owned))
        }
        Value::Object(inner) => ["html", "en", "text", "name", "title"]
            .iter()
            .find_map(|name| inner.get(*name)?.as_str().map(str::to_owned)),
        _ => None,
    };
    names.iter().find_map(|name| object.get(*name).and_then(value).filter(|text| !text.trim().is_empty()))
}

/// The names of the organisations that published it.
fn organisations(object: &Map<String, Value>) -> Option<String> {
    let links = object.get("links").and_then(|links| links.get("organisations"));
    let list = object
        .get("agencies")
        .or(links)
        .or_else(|| object.get("organisations"))
        .or_else(|| object.get("authors"))?
        .as_array()?;
    let names = list
        .iter()
        .filter_map(|agency| ["name", "title", "raw_name"].iter().find_map(|name| agency.get(*name)?.as_str()));
    let names: Vec<&str> = names.collect();
    (!names.is_empty()).then(|| names.join(", "))
}
