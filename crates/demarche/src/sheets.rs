//! The answers of the views as sheets.

use views::{
    Agenda, Appointment, Brief, Changes, Comparison, Entry, Explanation, Ledger, Line, Meeting, Party, Results, Source,
    Station, Timeline, dates,
};

use crate::handout::Handout;
use crate::sheet::{Block, Sheet};
use crate::wording::{self, sentence};

/// Where a line comes from, as short as it can be looked up by: document and date.
fn source(source: &Source) -> String {
    match source.published {
        Some(day) => format!("{} ({day})", source.document),
        None => source.document.clone(),
    }
}

/// Where a block comes from: publisher and day for people, the document's id for commands.
fn origin(source: &Source) -> String {
    format!("{} · {}", wording::source(source), source.document)
}

fn origins(all: &[Source]) -> String {
    let mut texts: Vec<String> = all.iter().map(origin).collect();
    texts.dedup();
    texts.join("; ")
}

fn sources(all: &[Source]) -> String {
    let mut texts: Vec<String> = all.iter().map(source).collect();
    texts.dedup();
    texts.join(", ")
}

/// "Korea (by Yeo Han-koo) → EU".
fn who(entry: &Entry) -> String {
    let mut who = entry.speakers.join(", ");
    if let Some(voice) = &entry.voiced_by {
        who = format!("{who} (by {voice})");
    }
    if !entry.addressees.is_empty() {
        who = format!("{who} → {}", entry.addressees.join(", "));
    }
    who
}

/// The status with what made it: "fulfilled 2025-12-15 by dev-04".
fn status(entry: &Entry) -> String {
    let mut text = wording::standing(entry).to_owned();
    let made = |kind: &str| {
        let links: Vec<&views::Answer> = entry.linked(kind).collect();
        let mut documents: Vec<&str> = links.iter().map(|link| link.source.document.as_str()).collect();
        documents.dedup();
        links.first().map(|first| format!(" {} by {}", first.day, documents.join(", ")))
    };
    let by = match entry.status.as_str() {
        "fulfilled" => made("fulfils"),
        "slipped" | "superseded" => made("supersedes"),
        "withdrawn" => made("withdraws"),
        "missed" => made("misses"),
        // Nobody said that it was not done: its day is past, and nothing that was read reports on it.
        "overdue" => Some(format!(" since {}, nothing reported", entry.since)),
        "declined" => made("refuses"),
        "open" | "in-progress" => made("answers").map(|by| format!(", answered{by}")),
        _ => None,
    };
    text.push_str(&by.unwrap_or_default());
    if let Some(slippage) = entry.slippage {
        let times = match slippage.times {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            times => format!("{times} times"),
        };
        text.push_str(&format!("; postponed {times}, by {} days", slippage.days));
    }
    text
}

fn due(entry: &Entry) -> String {
    entry.due.as_ref().map(dates).unwrap_or_default()
}

/// What a request was answered with, in the words of those who answered.
fn answered(entry: &Entry) -> String {
    let text = |answer: &views::Answer| format!("{}: {}", answer.who.join(" "), answer.what);
    entry.linked("answers").map(text).collect::<Vec<_>>().join("; ")
}

/// What, with how firm it is and how often it was said again.
fn content(entry: &Entry) -> String {
    let mut notes = Vec::new();
    let words = &entry.content;
    notes.extend(entry.firmness.filter(|firm| *firm != record::Firmness::Firm).map(|firm| firm.to_string()));
    let again = entry.linked("same-as").count();
    if again > 0 {
        notes.push(format!("said again {again}×"));
    }
    let on = views::on(&entry.about, words);
    match notes.is_empty() {
        true => format!("{words}{on}"),
        false => format!("{words}{on} [{}]", notes.join("; ")),
    }
}

const LEDGER: &[&str] = &["fact", "act", "who", "what", "due", "status", "source"];

fn ledger_row(entry: &Entry) -> Vec<String> {
    vec![
        entry.fact.clone(),
        entry.act.to_string(),
        who(entry),
        content(entry),
        due(entry),
        status(entry),
        source(&entry.source),
    ]
}

/// The ledger.
pub(crate) fn ledger(ledger: &Ledger) -> Sheet {
    let mut sheet = Sheet {
        title: "Ledger of requests and commitments".to_owned(),
        subtitle: format!(
            "as of {}: {} {}{}",
            ledger.as_of,
            ledger.entries.len(),
            if ledger.entries.len() == 1 { "entry" } else { "entries" },
            if ledger.more { ", and more: raise --limit" } else { "" }
        ),
        empty: "No matching entries.",
        ..Sheet::default()
    };
    sheet.section("", LEDGER, ledger.entries.iter().map(ledger_row).collect());
    blocks(&mut sheet, ledger.entries.iter().map(entry_block).collect());
    sheet
}

/// Gives the rows of the section that was added last a better form as blocks; nothing where it was left out, being empty.
fn blocks(sheet: &mut Sheet, blocks: Vec<Block>) {
    if let Some(section) = sheet.sections.last_mut().filter(|section| section.rows.len() == blocks.len()) {
        section.blocks = blocks;
    }
}

/// An entry as a block: where it is, as a sentence, with its id to copy.
fn entry_block(entry: &Entry) -> Block {
    let mut head = vec![wording::standing(entry).to_owned()];
    let since = wording::since(entry);
    if !since.is_empty() {
        head[0] = format!("{} {since}", head[0]);
    }
    head.extend(entry.due.as_ref().map(|due| format!("due {}", wording::due(due))));
    head.push(match entry.firmness.filter(|firm| *firm != record::Firmness::Firm) {
        Some(firmness) => format!("{} ({firmness})", entry.act),
        None => entry.act.to_string(),
    });
    let again = entry.linked("same-as").count();
    if again > 0 {
        head.push(format!("said again {again}×"));
    }
    let mut text = sentence::of_entry(entry);
    for answer in entry.linked("answers") {
        text.push_str(&format!(" Answer: {}.", wording::answer(answer)));
    }
    Block { head: head.join(" · "), text, foot: format!("{} · {}", entry.fact, origin(&entry.source)) }
}

/// A fact as a block.
fn line_block(line: &Line) -> Block {
    let when = line.when.as_ref().map(wording::when).filter(|_| line.kind != "statement");
    let when = when.or_else(|| line.source.published.map(wording::day)).unwrap_or_default();
    let term = match line.kind.as_str() {
        "stage" => wording::stage(&line.term),
        // The unit of a figure and the title of an office say nothing about the line.
        "figure" | "role" => line.kind.clone(),
        _ => line.term.replace('-', " "),
    };
    let head = [when, term].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    Block { head, text: sentence::of_line(line), foot: format!("{} · {}", line.fact, origin(&line.source)) }
}

fn appointment_block(appointment: &Appointment) -> Block {
    let kind = match (appointment.cancelled, appointment.kind.as_str()) {
        (true, _) => "cancelled",
        (false, "due") => "due",
        (false, "expected") => "expected",
        _ => "event",
    };
    let mut head = format!("{} · {kind}", wording::when(&appointment.when));
    if !appointment.when.text.is_empty() {
        head.push_str(&format!(" · “{}”", appointment.when.text));
    }
    let text = wording::appointment(appointment);
    let mut foot = origins(&appointment.sources);
    if let Some(fact) = appointment.facts.first() {
        foot = format!("{fact} · {foot}");
    }
    Block { head, text, foot }
}

const LINES: &[&str] = &["when", "kind", "who", "what", "source"];

fn line_row(line: &Line) -> Vec<String> {
    let when = line.when.as_ref().map(dates).filter(|_| line.kind != "statement");
    let when = when.or_else(|| line.source.published.map(|day| day.to_string()));
    let what = format!("{}{}", line.what, views::on(&line.about, &line.what));
    // The unit of a figure and the title of an office are no kinds.
    let term = if matches!(line.kind.as_str(), "figure" | "role") { &line.kind } else { &line.term };
    vec![when.unwrap_or_default(), term.clone(), line.who.join(", "), what, source(&line.source)]
}

/// The day of a stage; one that is only the day of publication says when the stage was reported, not when it was reached.
fn stage_day(station: &Station) -> String {
    let Some(day) = &station.as_of else { return "undated".to_owned() };
    if station.is_reported() { format!("reported {day}") } else { day.clone() }
}

fn station_row(station: &Station) -> Vec<String> {
    vec![
        stage_day(station),
        wording::stage(station.stage.as_str()),
        station.conflicts.join("; "),
        sources(&station.sources),
    ]
}

/// A timeline.
pub(crate) fn timeline(timeline: &Timeline) -> Sheet {
    let mut sheet = Sheet {
        title: timeline.name.clone(),
        subtitle: timeline.id.clone(),
        empty: "Nothing is on record by then.",
        ..Sheet::default()
    };
    let stations = timeline.stations.iter().map(station_row).collect();
    sheet.section("Stages", &["as of", "stage", "conflicts", "sources"], stations);
    sheet.section("Mentions", LINES, timeline.lines.iter().map(line_row).collect());
    blocks(&mut sheet, timeline.lines.iter().map(line_block).collect());
    sheet
}

fn appointment_row(appointment: &Appointment) -> Vec<String> {
    let kind = if appointment.cancelled { "cancelled".to_owned() } else { appointment.kind.clone() };
    let when = match appointment.when.text.is_empty() {
        true => dates(&appointment.when),
        false => format!("{} ({})", dates(&appointment.when), appointment.when.text),
    };
    vec![when, kind, appointment.what.clone(), appointment.who.join(", "), sources(&appointment.sources)]
}

const APPOINTMENTS: &[&str] = &["when", "kind", "what", "who", "sources"];

/// The agenda.
pub(crate) fn agenda(agenda: &Agenda) -> Sheet {
    let mut sheet = Sheet {
        title: "Upcoming".to_owned(),
        subtitle: format!("from {}", agenda.as_of),
        empty: "Nothing is planned or due.",
        ..Sheet::default()
    };
    sheet.section("", APPOINTMENTS, agenda.appointments.iter().map(appointment_row).collect());
    blocks(&mut sheet, agenda.appointments.iter().map(appointment_block).collect());
    sheet
}

/// The brief.
pub(crate) fn brief(brief: &Brief) -> Sheet {
    let them = brief.with.name();
    let us = brief.from.as_ref().map_or("us", Party::name);
    let mut sheet = Sheet {
        title: format!("Brief: {them}"),
        subtitle: match wording::ground(brief.ground) {
            "" => format!("for {us}, as of {}", wording::day(brief.as_of)),
            ground => format!("for {us} ({ground}; --from changes it), as of {}", wording::day(brief.as_of)),
        },
        empty: "Nothing is on record by then.",
        ..Sheet::default()
    };
    let contact_row = |contact: &Meeting| {
        let mut row = line_row(&contact.line);
        row[4] = sources(&contact.sources);
        row
    };
    const CONTACTS: &[&str] = &["when", "kind", "who", "what", "sources"];
    sheet.section("Last contacts", CONTACTS, brief.contacts.iter().map(contact_row).collect());
    const REQUESTS: &[&str] = &["age", "act", "who", "what", "due", "status", "answer", "source"];
    let request_row = |entry: &Entry| {
        let age = entry.age_days.map(|days| format!("{days} d")).unwrap_or_default();
        let (act, from) = (entry.act.to_string(), source(&entry.source));
        vec![age, act, who(entry), content(entry), due(entry), status(entry), answered(entry), from]
    };
    sheet.section(
        &format!("What they asked ({them})"),
        REQUESTS,
        brief.their_requests.iter().map(request_row).collect(),
    );
    let entry_blocks = |entries: &[Entry]| entries.iter().map(entry_block).collect::<Vec<_>>();
    blocks(&mut sheet, entry_blocks(&brief.their_requests));
    sheet.section(&format!("What we asked ({us})"), REQUESTS, brief.our_requests.iter().map(request_row).collect());
    blocks(&mut sheet, entry_blocks(&brief.our_requests));
    const PROMISES: &[&str] = &["due", "who", "what", "status", "source"];
    let promise_row =
        |entry: &Entry| vec![due(entry), who(entry), content(entry), status(entry), source(&entry.source)];
    for (heading, entries) in
        [("Open promises", &brief.promises), ("Joint positions", &brief.views), ("Recently closed", &brief.settled)]
    {
        sheet.section(heading, PROMISES, entries.iter().map(promise_row).collect());
        blocks(&mut sheet, entry_blocks(entries));
    }
    // Statements have the day of publication; the meeting may have been before it.
    const SAID: &[&str] = &["reported", "kind", "who", "what", "source"];
    for (heading, lines) in [("Concerns", &brief.concerns), ("Positions on record", &brief.positions)] {
        sheet.section(heading, SAID, lines.iter().map(line_row).collect());
        blocks(&mut sheet, lines.iter().map(line_block).collect());
    }
    let instruments = brief.instruments.iter().map(|position| {
        let Some(last) = position.stations.last() else {
            let last = position.last.as_ref().map(source).unwrap_or_default();
            return vec![position.name.clone(), "mentioned".to_owned(), String::new(), last];
        };
        let earlier = position.stations[..position.stations.len() - 1]
            .iter()
            .rev()
            .take(3)
            .rev()
            .map(|station| format!("{} {}", station.stage, station.as_of.as_deref().unwrap_or("undated")));
        let conflicts: Vec<String> = position.stations.iter().flat_map(|station| station.conflicts.clone()).collect();
        let before = earlier.chain(conflicts).collect::<Vec<_>>().join("; ");
        let now = format!("{} {}", wording::stage(last.stage.as_str()), stage_day(last));
        vec![position.name.clone(), now, before, sources(&last.sources)]
    });
    sheet.section("Instruments", &["instrument", "stage", "before", "sources"], instruments.collect());
    sheet.section("Figures", LINES, brief.figures.iter().map(line_row).collect());
    blocks(&mut sheet, brief.figures.iter().map(line_block).collect());
    let people = brief.people.iter().map(|holder| {
        let day = holder.as_of.map(|day| day.to_string()).unwrap_or_default();
        vec![holder.person.clone(), holder.office.clone(), day, source(&holder.source)]
    });
    sheet.section("People", &["person", "office", "as of", "source"], people.collect());
    sheet.section("Upcoming", APPOINTMENTS, brief.next.iter().map(appointment_row).collect());
    blocks(&mut sheet, brief.next.iter().map(appointment_block).collect());
    sheet
}

/// A paper on a terminal.
pub(crate) fn paper(paper: &Handout) -> Sheet {
    let mut sheet = Sheet {
        title: paper.title.clone(),
        subtitle: paper.subtitle.clone(),
        empty: "Nothing is on record by then.",
        ..Sheet::default()
    };
    for part in &paper.parts {
        let rows = part.items.iter().map(|item| {
            let sources = paper.sources.iter().filter(|cited| item.sources.contains(&cited.number));
            let documents: Vec<&str> = sources.map(|cited| cited.document.as_str()).collect();
            vec![item.lead.clone(), item.text.clone(), documents.join(", ")]
        });
        sheet.section(&part.heading, &["when", "what", "sources"], rows.collect());
    }
    sheet
}

/// Accounts side by side.
pub(crate) fn comparison(comparison: &Comparison) -> Sheet {
    let mut sheet = Sheet {
        title: comparison.name.clone(),
        subtitle: format!("{} accounts of one event: {}", comparison.accounts.len(), comparison.why.join("; ")),
        empty: "No document reports it.",
        ..Sheet::default()
    };
    if comparison.accounts.len() < 2 {
        sheet.subtitle = "one account".to_owned();
    }
    let accounts = comparison.accounts.iter().map(|account| {
        let event = account.event.as_ref();
        vec![
            account.document.clone(),
            account.published.map(|day| day.to_string()).unwrap_or_default(),
            account.title.clone(),
            event.map(|event| event.what.clone()).unwrap_or_default(),
            event.map(|event| event.who.join(", ")).unwrap_or_default(),
        ]
    });
    sheet.section("Accounts", &["document", "published", "title", "reports", "who"], accounts.collect());
    let shared = comparison.shared.iter().map(|lines| {
        let documents: Vec<&str> = lines.iter().map(|line| line.source.document.as_str()).collect();
        let first = &lines[0];
        vec![first.kind.clone(), first.term.clone(), first.who.join(", "), first.what.clone(), documents.join(", ")]
    });
    sheet.section("Reported by both", &["kind", "term", "who", "what", "documents"], shared.collect());
    for account in &comparison.accounts {
        let rows = account
            .only
            .iter()
            .map(|line| vec![line.kind.clone(), line.term.clone(), line.who.join(", "), line.what.clone()]);
        sheet.section(&format!("Only in {}", account.document), &["kind", "term", "who", "what"], rows.collect());
    }
    sheet
}

/// What was found.
pub(crate) fn results(results: &Results) -> Sheet {
    let mut sheet = Sheet { title: "Search".to_owned(), empty: "Nothing was found.", ..Sheet::default() };
    if let Some(instead) = &results.instead {
        sheet.subtitle = format!("no text has these words; matches for the name {instead}:");
    }
    let hits = results.hits.iter().map(|hit| {
        let day = hit.published.map(|day| day.to_string()).unwrap_or_default();
        let facts: Vec<String> = hit.facts.iter().map(|line| format!("{} {}", line.fact, line.term)).collect();
        vec![hit.document.clone(), day, hit.title.clone(), format!("…{}…", hit.snippet), facts.join(", ")]
    });
    sheet.section("Documents", &["document", "published", "title", "text", "facts"], hits.collect());
    let names = results.names.iter().map(|name| vec![name.entity.clone(), name.kind.clone(), name.name.clone()]);
    sheet.section("Names", &["id", "kind", "name"], names.collect());
    sheet
}

/// What is new.
pub(crate) fn changes(changes: &Changes) -> Sheet {
    let mut sheet = Sheet { title: "Changes".to_owned(), empty: "Nothing changed.", ..Sheet::default() };
    for change in &changes.changes {
        let row = |sign: &str, line: &Line| {
            vec![
                sign.to_owned(),
                line.fact.clone(),
                line.term.clone(),
                line.who.join(", "),
                line.what.clone(),
                source(&line.source),
            ]
        };
        let mut rows: Vec<Vec<String>> = change.added.iter().map(|line| row("+", line)).collect();
        for (before, after) in &change.changed {
            rows.push(row("was", before));
            rows.push(row("now", after));
        }
        rows.extend(change.removed.iter().map(|line| row("-", line)));
        let operation = &change.operation;
        let note = if operation.note.is_empty() { String::new() } else { format!(": {}", operation.note) };
        let heading = format!("{} {} {} by {}{note}", operation.id, operation.at, operation.kind, operation.author);
        if rows.is_empty() {
            rows.push(vec![
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                "no fact changed".to_owned(),
                String::new(),
            ]);
        }
        sheet.section(&heading, &["", "fact", "term", "who", "what", "source"], rows);
    }
    if changes.more
        && let Some(last) = changes.changes.last()
    {
        sheet.subtitle = format!("There are more: --since {}", last.operation.at);
    }
    sheet
}

/// Why.
pub(crate) fn explanation(explanation: &Explanation) -> Sheet {
    match explanation {
        Explanation::Entity { entity, joints } => {
            let mut sheet = Sheet {
                title: entity.name.clone(),
                subtitle: format!("{}, {} form(s)", entity.id, entity.forms.len()),
                empty: "It has one form only.",
                ..Sheet::default()
            };
            let rows = joints.iter().map(|joint| vec![joint.one.clone(), joint.two.clone(), joint.why.clone()]);
            sheet.section("Names of one thing, because", &["form", "form", "reason"], rows.collect());
            sheet
        }
        Explanation::Fact { line, rule, names, history, entry } => {
            let mut sheet = Sheet {
                title: line.what.clone(),
                subtitle: format!("{} {}, read by {rule}, confidence {:.2}", line.kind, line.term, line.confidence),
                empty: "",
                ..Sheet::default()
            };
            let words = line.source.words.iter().map(|words| vec![source(&line.source), words.clone()]);
            sheet.section("Words", &["source", "words"], words.collect());
            let names = names.iter().map(|(part, entity, name)| vec![part.clone(), name.clone(), entity.clone()]);
            sheet.section("Names", &["part", "name", "entity"], names.collect());
            let history = history.iter().map(|(status, from)| vec![from.clone(), status.clone()]);
            sheet.section("Status", &["from", "status"], history.collect());
            if let Some(entry) = entry {
                let links = entry.links.iter().map(|link| {
                    vec![
                        link.day.to_string(),
                        link.kind.clone(),
                        link.why.clone(),
                        link.fact.clone(),
                        source(&link.source),
                    ]
                });
                sheet.section("Links", &["from", "kind", "reason", "fact", "source"], links.collect());
            }
            sheet
        }
    }
}
