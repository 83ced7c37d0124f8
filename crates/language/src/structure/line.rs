//! Blocks as the lines show them.

use std::ops::Range;

use super::{Block, BlockKind};

/// Signs that open an item even without a blank after them.
const SIGNS: &[char] = &[
    '•', '‣', '◦', '∙', '▪', '▫', '■', '□', '○', '●', '◎', '◆', '◇', '▶', '▷', '►', '➤', '➢', '☞', '※', '✓', '✔', 'ㅇ',
    'ㆍ',
];

/// Signs that open an item only when a blank follows: they can begin a word or a number as well.
const DASHES: &[char] = &['-', '–', '—', '*', '·', '△', '▲', '▼', '>', '+', 'o'];

/// Words that open a caption when a number or a colon follows.
const CAPTIONS: &[&str] = &["Table", "Figure", "Fig.", "Chart", "Photo", "Picture", "Image", "Caption", "Graph", "Box"];

/// The most words that a line without a full stop may have and still be a heading.
const HEADING_WORDS: usize = 25;

/// A line above this many characters was never broken by hand to fit a page.
const WRAP_WIDTH: usize = 110;

/// The least length of a line that was broken because it was full.
const WRAP_LEAST: usize = 40;

/// The blocks of a text, one for each line or group of lines that were broken to fit a page.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut group: Vec<Range<usize>> = Vec::new();
    for line in lines(text) {
        if line.is_empty() {
            flush(text, &mut group, &mut blocks);
        } else {
            group.push(line);
        }
    }
    flush(text, &mut group, &mut blocks);
    blocks
}

/// Byte ranges of the lines without the white space around them; empty ranges for empty lines.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let breaks =
        |character: char| matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    // A carriage return with its line feed would otherwise look like an empty line.
    text.split_inclusive("\r\n").flat_map(move |part| part.strip_suffix("\r\n").unwrap_or(part).split(breaks)).map(
        |line| {
            let trimmed = line.trim_matches(|character: char| character.is_whitespace() || character.is_control());
            let start = trimmed.as_ptr() as usize - text.as_ptr() as usize;
            start..start + trimmed.len()
        },
    )
}

/// Turns a group of neighbouring lines into blocks.
fn flush(text: &str, group: &mut Vec<Range<usize>>, blocks: &mut Vec<Block>) {
    let width = group.iter().map(|line| text[line.clone()].chars().count()).max().unwrap_or(0);
    let mut lines = group.drain(..).peekable();
    while let Some(mut span) = lines.next() {
        let mut last = span.clone();
        while let Some(next) = lines.peek() {
            if !continues(&text[last.clone()], &text[next.clone()], width) {
                break;
            }
            span.end = next.end;
            last = next.clone();
            lines.next();
        }
        if let Some(block) = block(text, span) {
            blocks.push(block);
        }
    }
}

/// True when the line was broken only because it was full: `next` goes on with the same paragraph.
fn continues(line: &str, next: &str, width: usize) -> bool {
    if marker(next).is_some() || is_row(line) || is_row(next) || line.ends_with(':') {
        return false;
    }
    let length = line.chars().count();
    if next.starts_with(char::is_lowercase) {
        return length >= WRAP_LEAST && !ends_sentence(line) || line.ends_with(',');
    }
    let first_word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
    width <= WRAP_WIDTH && length >= WRAP_LEAST && length + 1 + first_word > width
}

/// The block of a span of lines; nothing for a lone marker or a rule drawn with signs.
fn block(text: &str, span: Range<usize>) -> Option<Block> {
    let whole = &text[span.clone()];
    let marker_end = marker(whole).unwrap_or(0);
    let content = whole[marker_end..].trim_start_matches(char::is_whitespace);
    if !content.chars().any(char::is_alphanumeric) {
        return None;
    }
    let start = span.end - content.len();
    let marked = &whole[..marker_end];
    let marker = (marker_end > 0).then(|| span.start..span.start + marked.trim_end().len());
    let numbered = marked.chars().any(char::is_alphanumeric);
    let kind = if is_row(content) {
        BlockKind::TableRow
    } else if is_caption(content) {
        BlockKind::Caption
    } else if is_heading(content, marker.is_some(), numbered || marked.starts_with(['□', '■', '◆', '◇'])) {
        BlockKind::Heading
    } else if marker.is_some() {
        BlockKind::Bullet
    } else {
        BlockKind::Paragraph
    };
    Some(Block { span: start..span.end, kind, marker })
}

/// Length in bytes of the sign or number that opens a line.
fn marker(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let after_first = &line[first.len_utf8()..];
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    if SIGNS.contains(&first) || ('①'..='⓿').contains(&first) || (DASHES.contains(&first) && ends(after_first)) {
        return Some(first.len_utf8());
    }
    let (inner, bracketed) = line.strip_prefix('(').map_or((line, false), |inner| (inner, true));
    let body = inner.find(|character: char| !character.is_ascii_alphanumeric()).map_or(inner, |end| &inner[..end]);
    let closing = inner[body.len()..].chars().next()?;
    let end = line.len() - inner.len() + body.len() + 1;
    let number = !body.is_empty() && body.len() <= 2 && body.bytes().all(|byte| byte.is_ascii_digit());
    let letter = body.len() == 1 && body.bytes().all(|byte| byte.is_ascii_alphabetic());
    let counts = match closing {
        ')' => number || letter || is_roman(body),
        // A single capital with a point is the initial of a name more often than a number, except for I.
        '.' if !bracketed => number || (is_roman(body) && (body.len() > 1 || matches!(body, "i" | "v" | "x" | "I"))),
        _ => false,
    };
    (counts && ends(&line[end..])).then_some(end)
}

fn is_roman(body: &str) -> bool {
    let one_case =
        body.bytes().all(|byte| byte.is_ascii_lowercase()) || body.bytes().all(|byte| byte.is_ascii_uppercase());
    !body.is_empty() && body.len() <= 4 && one_case && body.bytes().all(|byte| b"ivxIVX".contains(&byte))
}

/// A row of a table has two dividers at least.
fn is_row(line: &str) -> bool {
    line.matches('|').count() >= 2 || line.matches('\t').count() >= 2 || line.contains(" | ")
}

fn is_caption(content: &str) -> bool {
    let mut words = content.trim_start_matches(['<', '[', '(']).split_whitespace();
    let Some(first) = words.next() else { return false };
    let second = words.next().unwrap_or("");
    let bare = first.trim_end_matches(':');
    CAPTIONS.contains(&bare)
        && (first.ends_with(':') || second.starts_with(|c: char| c.is_ascii_digit()) || second == ":")
}

/// True when the words end as a sentence does, closing quotes and brackets aside.
pub(super) fn ends_sentence(content: &str) -> bool {
    content.trim_end_matches(['”', '’', '"', '\'', ')', ']', '»']).ends_with(['.', '!', '?', '…', '。'])
}

/// A line without a full stop is a heading when it is short. Items of a list have no full stop either, so there the
/// heading must be numbered and written in few words with capitals.
fn is_heading(content: &str, marked: bool, section: bool) -> bool {
    if ends_sentence(content) || content.ends_with([';', ',']) {
        return false;
    }
    let words = content.split_whitespace().count();
    if !marked {
        return words <= if content.ends_with(':') { 6 } else { HEADING_WORDS };
    }
    section && words <= 8 && content.starts_with(char::is_uppercase)
}
