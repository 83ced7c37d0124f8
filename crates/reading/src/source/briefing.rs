//! The XML of Korea's policy briefing service: `response/body/NewsItem`, the text in HTML, days month first.

use formats::{FormatError, day, xml};

use super::{Parsed, SourceError, document, page};

/// Whether a text is such an answer.
pub(super) fn is_briefing(text: &str) -> bool {
    formats::feed::root(text) == Some("response") && (text.contains("<NewsItem") || text.contains("<resultCode"))
}

pub(super) fn read(text: &str) -> Result<Parsed, SourceError> {
    let text = xml::mended(text);
    let answer = xml::parse("XML", &text)?;
    let root = answer.root_element();
    let header = xml::child(root, "header");
    let of_header = |name| header.and_then(|header| xml::child(header, name)).map(xml::words).unwrap_or_default();
    let mut parsed = Parsed::default();
    for item in root.descendants().filter(|node| node.tag_name().name() == "NewsItem") {
        let value = |name: &str| xml::child(item, name).map(xml::words).unwrap_or_default();
        let content = xml::child(item, "DataContents").map(xml::raw).unwrap_or_default();
        let text = if content.contains('<') { page::fragment(&content) } else { content };
        // Lines below the headline say what it leaves out.
        let leads = ["SubTitle1", "SubTitle2", "SubTitle3"].map(value);
        let body: Vec<&str> =
            leads.iter().map(String::as_str).filter(|lead| !lead.is_empty()).chain([text.as_str()]).collect();
        let mut found = document(&page::fragment(&value("Title")), &body.join("\n"));
        found.id.0 = value("NewsItemId");
        found.url = value("OriginalUrl");
        found.publisher = value("MinisterCode");
        found.published =
            day::of_american_stamp(&value("ApproveDate")).or_else(|| day::of_stamp(&value("ApproveDate")));
        "ko".clone_into(&mut found.language);
        parsed.documents.push(found);
    }
    match (parsed.documents.is_empty(), of_header("resultCode").trim_start_matches('0')) {
        (false, _) => Ok(parsed),
        (true, "") => Err(SourceError::Empty),
        (true, code) => Err(SourceError::Format(FormatError::Broken {
            format: "policy briefing",
            why: format!("the service answered {code} {}", of_header("resultMsg")),
        })),
    }
}
