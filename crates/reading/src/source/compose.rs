//! A text laid out in blocks to a document: which block is the headline, and which holds the day.

use formats::{Block, Kind, Laid};
use record::{Date, Document};

use super::day::Setting;
use super::{document, plain};

/// Blocks in which headline and day are looked for.
const HEAD: usize = 14;

/// Characters of a headline at most.
const TITLE: usize = 300;

/// The document of a text that was laid out; `day` is the one that its container gives it.
pub(super) fn compose(laid: Laid, day: Option<Date>) -> Document {
    let Laid { blocks, title: property, language, publisher, .. } = laid;
    let whole = blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n");
    let setting = Setting::of(&language, "", &whole);
    let titled = titled(&blocks, &property, &setting);
    let dated = blocks.iter().take(HEAD).position(|block| plain::date(&block.text, &setting).is_some());
    let mut found = document(titled.map_or(property.as_str(), |at| plain::strip_label(&blocks[at].text)), "");
    let in_row = || blocks.iter().take(HEAD).find_map(|block| labelled(&block.text, &setting));
    let dateline = || blocks.iter().take(HEAD).find_map(|block| dateline(&block.text, &setting));
    found.published = dated
        .and_then(|at| plain::date(&blocks[at].text, &setting))
        .or_else(in_row)
        .or_else(dateline)
        .or(day)
        .or_else(|| blocks.iter().rev().take(3).find_map(|block| plain::date(&block.text, &setting)));
    let body: Vec<&str> = blocks
        .iter()
        .enumerate()
        .filter(|(at, block)| {
            let before = titled.is_some_and(|titled| *at < titled);
            !(Some(*at) == titled
                || Some(*at) == dated
                || before && plain::is_label(&block.text)
                || before && titled.is_some_and(|titled| titled < HEAD) && is_letterhead(&block.text))
        })
        .map(|(_, block)| block.text.as_str())
        .collect();
    found.body = body.join("\n").trim().to_owned();
    if !language.is_empty() {
        found.language = super::primary(&language);
    }
    found.publisher = publisher;
    found
}

/// Where the headline is: a title as its style or its size says, else a heading, else the first line that may be one.
fn titled(blocks: &[Block], property: &str, setting: &Setting) -> Option<usize> {
    let may_be = |block: &Block| {
        block.kind != Kind::Row
            && block.text.chars().count() <= TITLE
            && plain::date(&block.text, setting).is_none()
            && !plain::is_label(&block.text)
            && block.text.contains(char::is_alphabetic)
    };
    let head = || blocks.iter().enumerate().take(HEAD).filter(|(_, block)| may_be(block));
    // Programs fill the property with the name of a file; where it is in the text, too, somebody meant it.
    let named = head().find(|(_, block)| !property.is_empty() && block.text == property);
    let of = |kind: Kind| head().find(move |(_, block)| block.kind == kind && !is_letterhead(&block.text));
    let found = named
        .or_else(|| of(Kind::Title))
        .or_else(|| of(Kind::Heading))
        .or_else(|| head().find(|(_, block)| block.kind != Kind::Item && !is_letterhead(&block.text)))
        .or_else(|| head().next());
    found.map(|(at, _)| at)
}

/// Names that letterheads begin with.
const OFFICES: &[&str] = &[
    "ministry of",
    "department of",
    "department for",
    "office of",
    "government of",
    "republic of",
    "embassy of",
    "federal ministry",
    "the white house",
];

/// Notices that stand beside them, before a colon or a number.
const NOTICES: &[&str] = &["tel", "phone", "e-mail", "email", "no", "ref", "contact", "fax"];

/// Notices of Korean releases.
const KOREAN_NOTICES: &[&str] = &["담당", "보도자료", "보도시점", "배포"];

/// Verbs of headlines: a line with one is no letterhead.
const VERBS: &[&str] = &[
    "announces",
    "launches",
    "opens",
    "issues",
    "publishes",
    "welcomes",
    "initiates",
    "signs",
    "releases",
    "holds",
    "hosts",
    "calls",
    "says",
    "extends",
    "imposes",
    "seeks",
    "concludes",
    "proposes",
    "invites",
    "urges",
    "begins",
    "finds",
    "requests",
    "meets",
    "statement",
    "to",
];

/// Whether a line at the head of a page is the name of an office or a notice on it, and no headline.
pub(super) fn is_letterhead(text: &str) -> bool {
    let lower = text.to_lowercase();
    let lower = lower.strip_prefix("the ").unwrap_or(&lower);
    let named = OFFICES.iter().any(|name| lower.starts_with(name.strip_prefix("the ").unwrap_or(name)));
    let words: Vec<&str> = lower.split_whitespace().collect();
    let says = || words.iter().any(|word| VERBS.contains(word));
    let notice = NOTICES.iter().any(|mark| {
        let behind = lower.strip_prefix(mark).map(str::trim_start);
        behind.is_some_and(|behind| {
            behind.starts_with(|c: char| matches!(c, ':' | '.' | '+' | '(') || c.is_ascii_digit())
        })
    });
    let notice = notice || ["www.", "http"].iter().chain(KOREAN_NOTICES).any(|mark| lower.starts_with(mark));
    named && words.len() <= 8 && !says() || notice && words.len() <= 12
}

/// The day in a line that says that it is the day of publication.
fn labelled(text: &str, setting: &Setting) -> Option<Date> {
    let lower = text.to_lowercase();
    let says = [
        "published",
        "date",
        "released",
        "issued",
        "release",
        "보도시점",
        "보도일시",
        "배포",
        "등록일",
        "작성일",
        "게시일",
        "일시",
    ];
    let says = says.iter().any(|label| lower.trim_start_matches(['|', ' ']).starts_with(label));
    (says && text.chars().count() <= 120).then(|| setting.find(text).map(|(date, _)| date)).flatten()
}

/// The day of a text that begins with its place and day: "BRUSSELS, 4 December 2025 – The Commission …".
fn dateline(text: &str, setting: &Setting) -> Option<Date> {
    let head: String = text.chars().take(90).collect();
    let (date, place) = setting.find(&head)?;
    let before = &head[..place.start];
    let dash = head[place.end..].trim_start_matches([')', '.', ']', ' ']).starts_with(['–', '—', '-', ':']);
    // What stands before it names a place: words with capitals, and few of them.
    let named =
        before.split_whitespace().all(|word| word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic()));
    (dash && named && before.split_whitespace().count() <= 6).then_some(date)
}
