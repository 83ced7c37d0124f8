//! The paper for the next session of a standing body.

use views::Docket;

use super::brief::{of_entry, of_line};
use super::{Handout, Item};
use crate::wording::{self, sentence};

/// How many lines a part has: the paper has one to three pages.
const LINES: usize = 12;

/// The paper for the next session.
pub(crate) fn of_session(docket: &Docket) -> Handout {
    let next = match &docket.next {
        Some(when) => format!("Next session: {}", wording::when(when)),
        None => "No date of the next session is on record".to_owned(),
    };
    let number = docket.ordinal.map(|ordinal| format!(", session {}", ordinal + 1)).unwrap_or_default();
    let mut paper = Handout {
        title: format!("{}{number}: paper for the session", sentence::capital(&docket.series)),
        subtitle: format!("{next}. As of {}", wording::day(docket.as_of)),
        ..Handout::default()
    };
    if let Some(last) = &docket.last {
        let when = docket.held.as_ref().map(wording::when).unwrap_or_default();
        let item = Item { lead: when, text: format!("{}.", sentence::event(last)), ..Item::default() };
        paper.part("Last session", vec![item]);
    }
    for (heading, entries) in [
        ("To be done since the last session", &docket.open),
        ("Done, postponed or declined", &docket.closed),
        ("Left by earlier sessions", &docket.earlier),
    ] {
        let items = entries.iter().take(LINES).map(|entry| of_entry(&mut paper, entry)).collect();
        paper.part(heading, items);
    }
    for matter in &docket.matters {
        let items = matter.news.iter().map(|line| of_line(&mut paper, line)).collect();
        paper.part(format!("New: {}", matter.name), items);
    }
    let items = docket.questions.iter().take(LINES).map(|entry| {
        let asked = match (entry.status.as_str(), &entry.due) {
            ("overdue", Some(due)) => format!("Due {}, and nothing is reported. Is it done?", wording::due(due)),
            _ => "No answer is on record. Has one been given?".to_owned(),
        };
        let text = format!("{} {asked}", sentence::of_entry(entry));
        paper.item("", text, &entry.fact, &[&entry.source])
    });
    let items = items.collect();
    paper.part("Questions", items);
    paper
}
