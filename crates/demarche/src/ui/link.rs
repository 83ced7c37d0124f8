//! Addresses of pages. Ids hold any character, and are written so that none of them is taken for a part of the address.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands for itself in a segment of a path (RFC 3986, unreserved).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one segment of a path, or as a value of a query.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// The page of a document.
pub(super) fn document(id: &str) -> String {
    // Browsers take these two for steps between folders, however they are written.
    if matches!(id, "." | "..") {
        return format!("/documents?id={}", encoded(id));
    }
    format!("/documents/{}", encoded(id))
}

/// A fact beside its words.
pub(super) fn fact(document: &str, fact: &str) -> String {
    format!("{}#fact-{}", self::document(document), encoded(fact))
}

/// An entry of the ledger.
pub(super) fn entry(fact: &str) -> String {
    format!("/ledger/{}", encoded(fact))
}

/// Two accounts of a happening.
pub(super) fn compare(happening: &str) -> String {
    format!("/compare/{}", encoded(happening))
}

/// A person or body.
pub(super) fn person(id: &str) -> String {
    format!("/people/{}", encoded(id))
}

/// A country, bloc or organisation.
pub(super) fn counterpart(code: &str) -> String {
    format!("/counterparts/{}", encoded(code))
}

/// An instrument, by id or name.
pub(super) fn instrument(id: &str) -> String {
    format!("/instruments/{}", encoded(id))
}

/// A series of happenings.
pub(super) fn series(key: &str) -> String {
    format!("/series/{}", encoded(key))
}

/// A fact in review.
pub(super) fn review(fact: &str) -> String {
    format!("/review?fact={}", encoded(fact))
}

/// The address of a source that a browser may follow: of the web, or none.
pub(super) fn outside(address: &str) -> Option<&str> {
    let url = url::Url::parse(address).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_cannot_leave_their_segment() {
        assert_eq!(document("a/../b?c#d %é"), "/documents/a%2F..%2Fb%3Fc%23d%20%25%C3%A9");
        assert_eq!(document(".."), "/documents?id=..");
        assert_eq!(fact("x", "1\"2"), "/documents/x#fact-1%222");
    }

    #[test]
    fn only_addresses_of_the_web_are_followed() {
        assert_eq!(outside("https://example.org/1"), Some("https://example.org/1"));
        for other in ["javascript:alert(1)", "data:text/html,x", "example.org", "", "//example.org"] {
            assert_eq!(outside(other), None, "{other:?}");
        }
    }
}
