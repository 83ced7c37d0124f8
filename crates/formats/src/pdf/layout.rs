//! From characters with places to lines, and from lines to paragraphs and rows.

use std::collections::HashMap;

use crate::{Block, Kind, Laid, is_note_mark, mend};

/// A gap between characters that is a space, and one that parts cells, in sizes of the font.
const SPACE: f64 = 0.17;
const CELL: f64 = 1.6;

/// How much larger than the text a heading is, and a title.
const LARGER: f64 = 1.12;

/// Lines at the head and at the foot of a page among which running ones are looked for.
const EDGE: usize = 3;

/// Characters that stand side by side on one line.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) text: String,
}

/// A page as it is being read.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) height: f64,
    pub(super) bottom: f64,
    segments: Vec<Segment>,
}

impl Page {
    /// Adds a character.
    pub(super) fn put(&mut self, new: Segment, spacing: f64) {
        let Some(last) = self.segments.last_mut() else {
            self.segments.push(new);
            return;
        };
        let size = last.size.max(new.size);
        let (rise, gap) = (new.y - last.y, new.start - last.end - spacing.max(0.0));
        let level = rise.abs() < 0.12 * size;
        // A smaller character above or below the line belongs to the word before it.
        let raised = !level && rise.abs() < 0.6 * size && new.size < 0.85 * last.size;
        if (level || raised) && gap > -0.6 * size && gap < CELL * size {
            let spaced = gap > SPACE * size && !last.text.ends_with(' ') && !new.text.starts_with(' ');
            let note = raised && rise > 0.0 && is_note_mark(&last.text, &new.text);
            if !note {
                if spaced {
                    last.text.push(' ');
                }
                last.text.push_str(&new.text);
            }
            last.end = last.end.max(new.end);
            if new.size > last.size && last.text.trim().chars().count() <= 3 {
                last.size = new.size;
            }
        } else if level || !new.text.trim().is_empty() {
            self.segments.push(new);
        }
    }

    /// How many characters of words it has.
    pub(super) fn characters(&self) -> usize {
        self.segments.iter().map(|segment| segment.text.chars().filter(|c| c.is_alphanumeric()).count()).sum()
    }

    /// Its lines from the segments, in the order in which they were drawn.
    fn lines(self, page: usize) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for segment in self.segments {
            if segment.text.trim().is_empty() {
                continue;
            }
            let side = lines.last_mut().filter(|last| {
                (segment.y - last.y).abs() < 0.4 * last.size.max(segment.size)
                    && segment.start > last.end - 0.3 * segment.size
            });
            match side {
                Some(last) => {
                    let marked = is_mark(last.text.trim());
                    let gap = segment.start - last.end;
                    let cell = gap > CELL * segment.size.max(last.size) && !marked;
                    last.row |= cell;
                    last.text.push_str(if cell { " | " } else { " " });
                    last.text.push_str(segment.text.trim());
                    last.end = segment.end;
                }
                None => lines.push(Line {
                    page,
                    start: segment.start,
                    end: segment.end,
                    y: segment.y,
                    size: segment.size,
                    text: segment.text.trim().to_owned(),
                    row: false,
                    place: if self.height > 0.0 { (segment.y - self.bottom) / self.height } else { 0.5 },
                }),
            }
        }
        lines
    }
}

/// One line.
#[derive(Debug, Clone)]
struct Line {
    page: usize,
    start: f64,
    end: f64,
    y: f64,
    size: f64,
    text: String,
    row: bool,
    /// How high it stands, from 0 at the foot of the page to 1 at its head.
    place: f64,
}

/// Whether a text is the mark of an item.
fn is_mark(text: &str) -> bool {
    let inner = text.trim_start_matches('(').trim_end_matches(['.', ')']);
    matches!(text, "-" | "–" | "—" | "•" | "·" | "*" | "□" | "○" | "▪" | "◦" | "o" | "▲" | "※")
        || inner.len() < text.len()
            && inner.len() <= 2
            && inner.chars().all(|c| c.is_ascii_alphanumeric())
            && !inner.is_empty()
}

/// Lays out the pages of a file.
pub(super) fn lay(pages: Vec<Page>) -> Laid {
    let total = pages.len();
    let lines: Vec<Line> = pages.into_iter().enumerate().flat_map(|(number, page)| page.lines(number)).collect();
    let body = body_size(&lines);
    let lines = without_running(lines, total, body);
    let (mut laid, mut paragraph) = (Laid::default(), String::new());
    let known = mend::Vocabulary::of(lines.iter().map(|line| line.text.as_str()));
    let leading = leading(&lines);
    let right = right_edge(&lines, body);
    let largest = lines.iter().filter(|line| line.page == 0 && !line.row).map(|line| line.size).fold(0.0, f64::max);
    let kind_of = |line: &Line| {
        if line.row {
            Kind::Row
        } else if line.size > LARGER * body {
            if line.page == 0 && line.size > 0.97 * largest { Kind::Title } else { Kind::Heading }
        } else if starts_item(&line.text) {
            Kind::Item
        } else {
            Kind::Paragraph
        }
    };
    let mut kind = Kind::Paragraph;
    let mut last: Option<&Line> = None;
    for line in &lines {
        let own = kind_of(line);
        let goes_on = last.is_some_and(|last| joins(last, line, kind, own, leading, right, body));
        if goes_on {
            mend::join(&mut paragraph, &line.text, &known);
        } else {
            flush(&mut laid, kind, &mut paragraph);
            paragraph.push_str(&line.text);
            kind = own;
        }
        last = Some(line);
    }
    flush(&mut laid, kind, &mut paragraph);
    laid
}

fn flush(laid: &mut Laid, kind: Kind, text: &mut String) {
    let text = crate::blocks::one_line(&std::mem::take(text));
    if !text.is_empty() {
        laid.blocks.push(Block { kind, text });
    }
}

fn starts_item(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(mark, _)| is_mark(mark)) || text.starts_with(['•', '▪', '□', '○', '※'])
}

/// The size of the font that most of the text has.
fn body_size(lines: &[Line]) -> f64 {
    let mut sizes: HashMap<i64, usize> = HashMap::new();
    for line in lines {
        *sizes.entry((line.size * 2.0).round() as i64).or_default() += line.text.len();
    }
    let most = sizes.into_iter().max_by_key(|(size, count)| (*count, *size));
    most.map_or(10.0, |(size, _)| size as f64 / 2.0)
}

/// The distance between lines of one paragraph, in sizes of the font.
fn leading(lines: &[Line]) -> f64 {
    let mut gaps: Vec<f64> = lines
        .windows(2)
        .filter(|pair| pair[0].page == pair[1].page && (pair[0].size - pair[1].size).abs() < 0.5)
        .map(|pair| (pair[0].y - pair[1].y) / pair[0].size.max(1.0))
        .filter(|gap| (0.8..2.6).contains(gap))
        .collect();
    gaps.sort_by(f64::total_cmp);
    // Within paragraphs lines stand closest: the lower third is theirs.
    gaps.get(gaps.len() / 3).copied().unwrap_or(1.2)
}

/// Where lines of text end that are full.
fn right_edge(lines: &[Line], body: f64) -> f64 {
    let mut ends: Vec<f64> =
        lines.iter().filter(|line| !line.row && (line.size - body).abs() < 1.0).map(|line| line.end).collect();
    ends.sort_by(f64::total_cmp);
    ends.get(ends.len() * 19 / 20).copied().unwrap_or(0.0)
}

/// Whether a line goes on with the paragraph of the one before.
fn joins(last: &Line, line: &Line, kind: Kind, own: Kind, leading: f64, right: f64, body: f64) -> bool {
    if own == Kind::Row || kind == Kind::Row || own == Kind::Item || (last.size - line.size).abs() > 0.08 * last.size {
        return false;
    }
    let gap = last.y - line.y;
    let headings = matches!(own, Kind::Title | Kind::Heading);
    if headings {
        return kind == own
            && last.page == line.page
            && gap > 0.0
            && gap < 1.7 * line.size
            && !last.text.ends_with('.');
    }
    if matches!(kind, Kind::Title | Kind::Heading) {
        return false;
    }
    let ended = last.text.ends_with(['.', ':', ';', '!', '?', '”', '"', '。']);
    let near = gap > 0.3 * line.size && gap < leading * line.size * 1.3;
    let turned = last.page != line.page || gap < -2.0 * line.size;
    if turned {
        // A sentence goes on over the end of a page or of a column.
        return !ended
            && (line.text.starts_with(char::is_lowercase) || last.text.ends_with('-') || last.text.ends_with(','));
    }
    if !near {
        return false;
    }
    // The next word would have fitted: the line was ended on purpose.
    let first = line.text.split(' ').next().unwrap_or_default().chars().count() as f64;
    let width = (line.end - line.start) / line.text.chars().count().max(1) as f64;
    let edge = if right > last.end { right } else { last.end };
    let full = last.end + (first + 1.0) * width > edge - 0.5 * body;
    let indented = line.start > last.start + 1.0 * body && ended;
    (full || !ended && line.text.starts_with(char::is_lowercase)) && !indented
}

/// Takes out running heads and feet, and numbers of pages.
fn without_running(lines: Vec<Line>, pages: usize, body: f64) -> Vec<Line> {
    let mut edges: Vec<Vec<usize>> = vec![Vec::new(); pages];
    for (page, edge) in edges.iter_mut().enumerate() {
        let mut own: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].page == page).collect();
        own.sort_by(|a, b| lines[*b].y.total_cmp(&lines[*a].y));
        let foot = own.len().saturating_sub(EDGE).max(EDGE.min(own.len()));
        *edge = own[..EDGE.min(own.len())].iter().chain(&own[foot..]).copied().collect();
    }
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    for at in edges.iter().flatten() {
        seen.entry(plain(&lines[*at].text)).or_default().push(*at);
    }
    let mut gone = vec![false; lines.len()];
    for places in seen.values() {
        let mut on: Vec<usize> = places.iter().map(|at| lines[*at].page).collect();
        on.dedup();
        let high = places.iter().map(|at| lines[*at].place).fold(f64::NAN, f64::max);
        let low = places.iter().map(|at| lines[*at].place).fold(f64::NAN, f64::min);
        // The same words at the same height on most pages, at the very edge of them.
        let edge = low > 0.85 || high < 0.12;
        if on.len() >= 2 && on.len() * 2 >= pages && high - low < 0.02 && edge {
            places.iter().for_each(|at| gone[*at] = true);
        }
    }
    for at in edges.iter().flatten() {
        let line = &lines[*at];
        if is_page_number(&line.text, pages) && (line.place < 0.12 || line.place > 0.88) && line.size < 1.5 * body {
            gone[*at] = true;
        }
    }
    let mut gone = gone.into_iter();
    lines.into_iter().filter(|_| !gone.next().unwrap_or(false)).collect()
}

/// A text without its numbers, by which running lines are alike.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() { '#' } else { c })
        .collect::<String>()
        .replace("##", "#")
        .replace("##", "#")
}

/// Whether a line is the number of a page: `3`, `- 3 -`, `Page 3 of 7`, `3/7`.
fn is_page_number(text: &str, pages: usize) -> bool {
    mend::page_number(text).is_some_and(|number| number <= pages + 200)
}
