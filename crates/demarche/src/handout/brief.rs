//! The brief on a counterpart as a paper of one page.

use views::{Appointment, Brief, Entry, Line, Party, Position, Station};

use super::{Handout, Item};
use crate::wording::{self, sentence};

/// How many lines a part has: all of them together fill a page.
const LINES: usize = 5;

/// The brief on a counterpart.
pub(crate) fn of_brief(brief: &Brief) -> Handout {
    let them = brief.with.name();
    let us = brief.from.as_ref().map_or("us", Party::name);
    let ground = match wording::ground(brief.ground) {
        "" => String::new(),
        ground => format!(" ({ground})"),
    };
    let mut paper = Handout {
        title: format!("Brief: {them}"),
        subtitle: format!("For {us}{ground}, as of {}", wording::day(brief.as_of)),
        ..Handout::default()
    };
    let contacts: Vec<Item> = brief
        .contacts
        .iter()
        .take(2)
        .map(|contact| {
            let when = contact.line.when.as_ref().map(wording::when).unwrap_or_default();
            let sources: Vec<_> = contact.sources.iter().take(3).collect();
            paper.item(when, sentence::of_line(&contact.line), &contact.line.fact, &sources)
        })
        .collect();
    paper.part("Last contact", contacts);
    if let Some(last) = brief.last_contact {
        let items = brief.since.iter().take(LINES).map(|line| of_line(&mut paper, line)).collect();
        paper.part(format!("New since {}", wording::day(last)), items);
    }
    let new: Vec<&str> = brief.since.iter().take(LINES).map(|line| line.fact.as_str()).collect();
    let fresh = |entries: &[Entry]| -> Vec<Entry> {
        entries.iter().filter(|entry| !new.contains(&entry.fact.as_str())).take(LINES).cloned().collect()
    };
    for (heading, entries) in [
        (format!("What {} asked", sentence::names(&[them.to_owned()])), &brief.their_requests),
        (format!("What {} asked", sentence::names(&[us.to_owned()])), &brief.our_requests),
        ("Promises to be kept".to_owned(), &brief.promises),
    ] {
        let items = fresh(entries).iter().map(|entry| of_entry(&mut paper, entry)).collect();
        paper.part(heading, items);
    }
    let concerns: Vec<&Line> = brief.concerns.iter().filter(|line| !new.contains(&line.fact.as_str())).collect();
    let items = concerns.into_iter().take(3).map(|line| of_line(&mut paper, line)).collect();
    paper.part("Concerns", items);
    let items = brief.instruments.iter().filter(|position| !position.stations.is_empty()).take(LINES);
    let items = items.map(|position| of_position(&mut paper, position)).collect();
    paper.part("Agreements and measures", items);
    let items = brief.next.iter().take(LINES).map(|one| of_appointment(&mut paper, one)).collect();
    paper.part("Upcoming", items);
    let items = brief.settled.iter().take(3).map(|entry| of_entry(&mut paper, entry)).collect();
    paper.part("Recently closed", items);
    let people = brief.people.iter().take(LINES);
    let items =
        people.map(|holder| paper.item("", format!("{}, {}", holder.person, holder.office), "", &[&holder.source]));
    let items = items.collect();
    paper.part("People", items);
    paper
}

/// A fact as a line, with the day on which it was published.
pub(super) fn of_line(paper: &mut Handout, line: &Line) -> Item {
    if line.kind == "stage" {
        let when = line.when.as_ref().map(wording::when).unwrap_or_default();
        let text = format!("{}: {}", line.what, wording::stage(&line.term));
        return paper.item(when, text, &line.fact, &[&line.source]);
    }
    let day = line.source.published.map(wording::day).unwrap_or_default();
    paper.item(day, sentence::of_line(line), &line.fact, &[&line.source])
}

/// An entry of the ledger as a line: status and due date, the sentence, and how it was answered.
pub(super) fn of_entry(paper: &mut Handout, entry: &Entry) -> Item {
    let mut lead = wording::standing(entry).to_owned();
    match entry.status.as_str() {
        "open" | "overdue" => {
            if let Some(due) = &entry.due {
                lead.push_str(&format!(", due {}", wording::due(due)));
            }
        }
        _ => {
            let since = wording::since(entry);
            if !since.is_empty() {
                lead.push_str(&format!(" {since}"));
            }
        }
    }
    let mut text = sentence::of_entry(entry);
    let mut sources = vec![&entry.source];
    for answer in entry.linked("answers").take(1) {
        text.push_str(&format!(" Answer of {}: {}.", wording::day(answer.day), wording::answer(answer)));
        sources.push(&answer.source);
    }
    paper.item(lead, text, &entry.fact, &sources)
}

fn of_position(paper: &mut Handout, position: &Position) -> Item {
    let Some(last) = position.stations.last() else { return Item::default() };
    let text = format!("{}: {}", position.name, stage(last));
    let sources: Vec<_> = last.sources.iter().take(2).collect();
    paper.item("", text, "", &sources)
}

/// A stage with its day; one that is only the day of publication says when it was reported.
pub(super) fn stage(station: &Station) -> String {
    let word = wording::stage(station.stage.as_str());
    match &station.as_of {
        None => format!("{word}, undated"),
        Some(day) if station.is_reported() => format!("{word} as reported on {}", wording::partial(day)),
        Some(day) => format!("{word} {}", wording::partial(day)),
    }
}

/// Something to come as a line.
pub(super) fn of_appointment(paper: &mut Handout, one: &Appointment) -> Item {
    let text = format!("{}.", wording::appointment(one));
    let sources: Vec<_> = one.sources.iter().take(2).collect();
    paper.item(wording::when(&one.when), text, one.facts.first().map_or("", String::as_str), &sources)
}
