//! Reads figures out of tables: rows of cells under a heading that tells their unit.
//!
//! *Reads*: "Manufacturing | 15.77 | +8.8%" below "Results (USD billion; year-on-year change)" and "Category | 2025 | Change".
//!
//! *Does not read*: a number whose unit no cell, header or heading tells.
//!
//! *Example*: "Metals | 2.74 | **△5.1%**": -5.1 percent.

use std::ops::Range;

use language::structure::{Block, BlockKind};
use record::{DateRange, Figure, Qualifier, Span};

use super::state;
use crate::Context;
use crate::amount::{self, Unit};
use crate::context::Text;
use crate::rules::{Example, NearMiss, Rule, Sink};
use crate::time::{self, TimeKind};

pub(super) const RULE: Rule = Rule { name: "figure/table", read, examples: EXAMPLES, not: NOT };

fn read(context: &Context<'_>, sink: &mut Sink<'_>) {
    let text = context.body;
    let body = text.analysis().text();
    let mut table = Table::default();
    for block in text.analysis().blocks() {
        let line = whole(block);
        if block.kind != BlockKind::TableRow {
            table.heading(&body[line.clone()]);
            continue;
        }
        let cells = cells(body, line.clone());
        if table.is_header(body, &cells) {
            table.header = cells.iter().map(|cell| body[cell.clone()].to_owned()).collect();
            continue;
        }
        table.row(&text, line, &cells, sink);
    }
}

/// A block with its marker.
fn whole(block: &Block) -> Range<usize> {
    let start = block.marker.as_ref().map_or(block.span.start, |marker| marker.start.min(block.span.start));
    start..block.span.end
}

/// The cells of a row, in bytes, without the white space around them.
fn cells(body: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = line.start;
    let separators = body[line.clone()].char_indices().filter(|(_, c)| matches!(c, '|' | '\t'));
    let ends: Vec<(usize, usize)> =
        separators.map(|(at, c)| (line.start + at, c.len_utf8())).chain(std::iter::once((line.end, 0))).collect();
    for (end, length) in ends {
        let cell = &body[start..end];
        let from = start + (cell.len() - cell.trim_start().len());
        let to = end - (cell.len() - cell.trim_end().len());
        if from < to {
            found.push(from..to);
        }
        start = end + length;
    }
    found
}

/// What the lines above a row say of it.
#[derive(Default)]
struct Table {
    unit: Option<(String, f64)>,
    group: String,
    header: Vec<String>,
}

impl Table {
    /// A line between rows: the unit in its brackets, and what the rows below have in common.
    fn heading(&mut self, line: &str) {
        if let Some(unit) = unit_of(line) {
            self.unit = Some(unit);
            self.header.clear();
        } else if line.len() > 90 {
            // A paragraph ends the table.
            *self = Self::default();
            return;
        }
        self.group = line.split('(').next().unwrap_or_default().trim().to_owned();
        let bracket = line.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inside, _)| inside.trim());
        if let Some(inside) = bracket.filter(|inside| unit_of(inside).is_none()) {
            self.group = format!("{inside}, {}", self.group);
        }
    }

    /// No cell behind the first holds an amount other than a year.
    fn is_header(&self, body: &str, cells: &[Range<usize>]) -> bool {
        cells.len() > 1
            && cells[1..].iter().all(|cell| {
                let cell = &body[cell.clone()];
                period(cell).is_some() || amount::find(cell).is_empty()
            })
    }

    fn row(&self, text: &Text<'_>, line: Range<usize>, cells: &[Range<usize>], sink: &mut Sink<'_>) {
        let body = text.analysis().text();
        let Some(label) = cells.first().map(|cell| body[cell.clone()].trim_start_matches(['-', '•', '·', '○']).trim())
        else {
            return;
        };
        let is_record = body[line.clone()].to_lowercase().contains("record");
        // The corner above the labels may be empty.
        let corner = usize::from(cells.len() == self.header.len() + 1);
        for (column, cell) in cells.iter().enumerate().skip(1) {
            let header = self.header.get(column - corner).map_or("", String::as_str);
            let found = amount::find(&body[cell.clone()]);
            let Some(amount) = found.first() else { continue };
            let (unit, scale) = match amount.unit {
                Unit::Percent | Unit::PercentagePoint => ("percent".to_owned(), 1.0),
                Unit::Currency(code) => (code.to_owned(), 1.0),
                Unit::None => match unit_of(header).or_else(|| self.unit.clone()) {
                    Some(unit) => unit,
                    None => continue,
                },
            };
            let period = period(header).or_else(|| self.header.iter().find_map(|header| period(header)));
            let told = if header.is_empty() || self::period(header).is_some() {
                String::new()
            } else {
                format!(", {}", header.to_lowercase())
            };
            let group = if self.group.is_empty() { String::new() } else { format!("{}: ", self.group) };
            let product = amount.value * scale;
            // What binary multiplication leaves is rounded away: 28.59 billion is 28590000000.
            let value = if product.abs() >= 1000.0 { product.round() } else { product };
            let figure = Figure {
                value,
                value_to: None,
                unit,
                qualifier: if amount.qualifier == Qualifier::MoreThan { Qualifier::Exact } else { amount.qualifier },
                measure: format!("{group}{label}{told}"),
                subject: None,
                period,
                record: is_record && column == 1,
                rank: None,
            };
            let span = Span::from(cells[0].start..cell.end);
            state(*text, figure, span, 0.85, sink);
        }
    }
}

/// A unit in words: "USD billion", "in million tonnes", "%".
fn unit_of(line: &str) -> Option<(String, f64)> {
    let inside = match (line.find('('), line.rfind(')')) {
        (Some(open), Some(close)) if open < close => &line[open + 1..close],
        _ => line,
    };
    let part = inside
        .split([';', ','])
        .map(str::trim)
        .find(|part| part.split_whitespace().count() <= 4 && !part.is_empty())?;
    // The amount reader knows currencies and scales: give it a number to stand before them.
    let words: Vec<&str> = part
        .split_whitespace()
        .filter(|word| {
            !matches!(
                word.to_lowercase().as_str(),
                "in" | "unit" | "unit:" | "value" | "values" | "amounts" | "figures"
            )
        })
        .collect();
    let scale_word = |word: &&&str| amount::find(&format!("2 {word}")).first().is_some_and(|found| found.value > 2.0);
    let scale = words.iter().find(scale_word);
    let factor = scale.map_or(1.0, |word| amount::find(&format!("1 {word}")).first().map_or(1.0, |found| found.value));
    let rest: Vec<&str> = words.iter().filter(|word| Some(word) != scale.as_ref()).copied().collect();
    let currency = amount::find(&format!("1 {}", rest.join(" "))).first().and_then(|found| match found.unit {
        Unit::Currency(code) => Some(code.to_owned()),
        Unit::Percent => Some("percent".to_owned()),
        _ => None,
    });
    if let Some(code) = currency {
        return Some((code, factor));
    }
    let [noun] = rest.as_slice() else { return None };
    let counted = scale.is_some() || inside.len() < line.len();
    let singular = noun.strip_suffix('s').unwrap_or(noun).to_lowercase();
    (counted && scale.is_some() && noun.chars().all(char::is_alphabetic)).then_some((singular, factor))
}

/// The time that a cell is of, if it holds nothing else: "2025", "April-June 2025".
fn period(cell: &str) -> Option<DateRange> {
    let cell = cell.trim().trim_end_matches('*');
    let [time] = &time::find(cell, None)[..] else { return None };
    let range = time.kind == TimeKind::Range && time.from.is_some() && time.to.is_some();
    (range && time.span.len() == cell.len()).then(|| DateRange {
        start: time.from,
        end: time.to,
        text: cell.to_owned(),
    })
}

const EXAMPLES: &[Example] = &[
    Example {
        text: "Results (USD billion; change on year)\n\nCategory | 2025 | Change\nGoods | 15.77 | +8.8%\n[[Services | 19.05]] | △6.8%\n",
        published: "2026-01-10",
        fact: r#"{"value": 19050000000.0, "unit": "USD", "period": {"start": "2025-01-01", "end": "2025-12-31", "text": "2025"}, "qualifier": "exact", "measure": "Results: Services"}"#,
    },
    Example {
        text: "Results (USD billion; change on year)\n\nCategory | 2025 | Change\nGoods | 15.77 | +8.8%\n[[Services | 19.05 | △6.8%]]\n",
        published: "2026-01-10",
        fact: r#"{"value": -6.8, "unit": "percent", "qualifier": "exact", "measure": "Results: Services, change", "period": {"start": "2025-01-01", "end": "2025-12-31", "text": "2025"}}"#,
    },
    Example {
        text: "Trade (Value in USD Billion)\n\n | April-June 2025 | April-June 2024\nExports | 112.2 | 110.1\n[[Balance | -20.3]] | -22.4\n",
        published: "2025-07-15",
        fact: r#"{"value": -20300000000.0, "unit": "USD", "qualifier": "exact", "measure": "Trade: Balance", "period": {"start": "2025-04-01", "end": "2025-06-30", "text": "April-June 2025"}}"#,
    },
];

const NOT: &[NearMiss] =
    &[NearMiss { text: "Room | Floor\nHall A | 3\nHall B | 4\n", but: &[], why: "no unit is told" }];
