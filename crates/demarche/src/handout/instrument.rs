//! The brief on an instrument as a paper.

use views::InstrumentSheet;

use super::brief::{of_entry, of_line, stage};
use super::{Handout, Item};
use crate::wording;

/// How many lines a part has.
const LINES: usize = 8;

/// The brief on an instrument.
pub(crate) fn of_instrument(sheet: &InstrumentSheet, as_of: jiff::civil::Date) -> Handout {
    let mut paper = Handout {
        title: format!("Brief: {}", sheet.about.name),
        subtitle: format!("As of {}", wording::day(as_of)),
        ..Handout::default()
    };
    let stations = &sheet.position.stations;
    let now: Vec<Item> = stations
        .last()
        .map(|last| {
            let sources: Vec<_> = last.sources.iter().take(2).collect();
            paper.item("", format!("{}: {}.", sheet.about.name, stage(last)), "", &sources)
        })
        .into_iter()
        .collect();
    paper.part("Where it is", now);
    let track: Vec<Item> = stations
        .iter()
        .rev()
        .take(LINES)
        .map(|station| {
            let sources: Vec<_> = station.sources.iter().take(2).collect();
            let conflict = match station.conflicts.is_empty() {
                true => String::new(),
                false => format!(" (sources differ: {})", station.conflicts.join("; ")),
            };
            paper.item("", format!("{}{conflict}", stage(station)), "", &sources)
        })
        .collect();
    paper.part("Stages, the latest first", track);
    let items = sheet.entries.iter().take(LINES).map(|entry| of_entry(&mut paper, entry)).collect();
    paper.part("Requests and commitments", items);
    let items = sheet.mentions.iter().take(LINES).map(|line| of_line(&mut paper, line)).collect();
    paper.part("Statements and events", items);
    let items = sheet.figures.iter().take(LINES).map(|line| of_line(&mut paper, line)).collect();
    paper.part("Figures", items);
    paper
}
