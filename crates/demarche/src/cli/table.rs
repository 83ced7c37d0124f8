//! Facts to read: one document below the other, its facts by kind.

use std::io::{self, Write};

use anstyle::Style;
use comfy_table::{ContentArrangement, Table};
use record::{Act, ActorName, Event, Fact, FactBody, Figure, Record, Role, Stage, Statement};

/// Writes the facts of a record.
pub(super) fn write(record: &Record, out: &mut impl Write) -> io::Result<()> {
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    let document = &record.document;
    writeln!(out, "{bold}{}{bold:#}", document.title)?;
    let published = document.published.map_or("no date".to_owned(), |date| date.to_string());
    let language = if document.language == "en" { String::new() } else { format!("language {}", document.language) };
    let source = [&published, &document.publisher, &document.section, &language, &document.id.0].map(String::as_str);
    let source: Vec<&str> = source.into_iter().filter(|part| !part.is_empty()).collect();
    writeln!(out, "{dim}{}{dim:#}", source.join(" · "))?;
    for diagnostic in &record.diagnostics {
        writeln!(out, "\n   {}", diagnostic.message)?;
    }
    let mut empty = true;
    for (heading, rows) in sections(&record.facts) {
        if rows.is_empty() {
            continue;
        }
        empty = false;
        writeln!(out, "\n  {bold}{heading}{bold:#}")?;
        let mut table = Table::new();
        table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        if table.width().is_none() {
            table.set_width(120);
        }
        for row in rows {
            table.add_row(row);
        }
        for line in table.to_string().lines() {
            writeln!(out, "   {}", line.trim_end())?;
        }
    }
    if empty && record.diagnostics.is_empty() {
        writeln!(out, "\n   No facts were found.")?;
    }
    Ok(())
}

/// The rows of each kind, in the order in which a reader asks for them.
fn sections(facts: &[Fact]) -> [(&'static str, Vec<Vec<String>>); 6] {
    let mut events = Vec::new();
    let mut ledger = Vec::new();
    let mut views = Vec::new();
    let mut stages = Vec::new();
    let mut figures = Vec::new();
    let mut roles = Vec::new();
    for fact in facts {
        match fact.body() {
            FactBody::Event(event) => events.push(of_event(event)),
            FactBody::Statement(statement) if statement.act.is_ledger() => ledger.push(of_statement(statement)),
            FactBody::Statement(statement) => views.push(of_statement(statement)),
            FactBody::Stage(stage) => stages.push(of_stage(stage)),
            FactBody::Figure(figure) => figures.push(of_figure(figure)),
            FactBody::Role(role) => roles.push(of_role(role)),
        }
    }
    [
        ("Events", events),
        ("Requests and commitments", ledger),
        ("Views", views),
        ("Stages", stages),
        ("Figures", figures),
        ("Offices", roles),
    ]
}

fn names(actors: &[ActorName]) -> String {
    actors.iter().map(|actor| actor.0.as_str()).collect::<Vec<_>>().join(", ")
}

fn of_event(event: &Event) -> Vec<String> {
    let when = event.when.as_ref().map(views::dates).unwrap_or_default();
    let place = event.place.as_ref().map(|place| {
        let country = place.country.as_ref().map(|code| code.0.clone());
        [place.venue.clone(), place.city.clone(), country].into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    let people = event.participants.iter().map(|participant| match participant.role {
        record::ParticipantRole::Participant => participant.actor.0.clone(),
        role => format!("{} ({role})", participant.actor),
    });
    let name = event.name.clone().unwrap_or_default();
    let about = [name, place.unwrap_or_default(), people.collect::<Vec<_>>().join(", ")];
    let about: Vec<String> = about.into_iter().filter(|part| !part.is_empty()).collect();
    vec![event.kind.to_string(), event.status.to_string(), when, about.join("; ")]
}

fn of_statement(statement: &Statement) -> Vec<String> {
    let mut who = names(&statement.speakers);
    if let Some(voice) = &statement.voiced_by {
        who = format!("{who} (by {voice})");
    }
    if !statement.addressees.is_empty() {
        who = format!("{who} → {}", names(&statement.addressees));
    }
    let mut notes = Vec::new();
    if let Some(due) = &statement.due {
        notes.push(format!("due {}", views::dates(due)));
    }
    if let Some(firmness) = statement.firmness.filter(|firmness| *firmness != record::Firmness::Firm) {
        notes.push(firmness.to_string());
    }
    if !statement.about.is_empty() && statement.act != Act::Position {
        notes.push(format!("on {}", statement.about.iter().map(|name| name.0.as_str()).collect::<Vec<_>>().join(", ")));
    }
    let content = statement.content.split_whitespace().collect::<Vec<_>>().join(" ");
    let content = if notes.is_empty() { content } else { format!("{content} [{}]", notes.join("; ")) };
    vec![statement.act.to_string(), who, content]
}

fn of_stage(stage: &Stage) -> Vec<String> {
    let as_of = stage.as_of.map(|date| date.to_string()).unwrap_or_default();
    let by = if stage.by.is_empty() { String::new() } else { format!("by {}", names(&stage.by)) };
    vec![stage.stage.to_string(), as_of, stage.instrument.0.clone(), by]
}

fn of_figure(figure: &Figure) -> Vec<String> {
    let value = match figure.value_to {
        Some(to) => format!("{} to {}", number(figure.value), number(to)),
        None => number(figure.value),
    };
    let qualifier = match figure.qualifier {
        record::Qualifier::Exact => String::new(),
        qualifier => qualifier.as_str().replace('-', " "),
    };
    let mut notes = Vec::new();
    if let Some(period) = &figure.period {
        notes.push(views::dates(period));
    }
    if figure.record {
        notes.push("record".to_owned());
    }
    if let Some(rank) = figure.rank {
        notes.push(format!("rank {rank}"));
    }
    vec![qualifier, format!("{value} {}", figure.unit), figure.measure.clone(), notes.join(", ")]
}

/// A number with its thousands set off.
fn number(value: f64) -> String {
    let plain = format!("{value}");
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, ""), |(whole, fraction)| (whole, fraction));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 && whole.len() > 4 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{fraction}") }
}

fn of_role(role: &Role) -> Vec<String> {
    let org = role.org.as_ref().map(|org| org.0.clone()).unwrap_or_default();
    let code = role.jurisdiction.as_ref().map(|code| code.0.clone()).unwrap_or_default();
    vec![role.person.0.clone(), role.title.clone(), org, code]
}
