//! Questions to the register: ledger, timeline, agenda, brief, comparison, search, changes, explanations.

use std::io::Write;

use anyhow::{Result, bail};
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use record::{Act, Firmness};
use register::{Snapshot, Status};
use serde::Serialize;

use super::Outcome;
use super::store::{Ask, Format, PaperFormat, first_day, json, last_day, typed_instant};
use crate::feeds::calendar::{calendar, whom};
use crate::filter::{ACTS, LedgerFilter, ScopeFilter, happening, subject, term};
use crate::shown::{self, Shown};
use crate::{handout, sheets};

fn act(text: &str) -> Result<Act, String> {
    term(ACTS, text)
}

fn status(text: &str) -> Result<Status, String> {
    term(&Status::ALL, text)
}

fn firmness(text: &str) -> Result<Firmness, String> {
    term(Firmness::ALL, text)
}

/// Arguments of `ledger`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche ledger --status open --with EU\n  demarche ledger --instrument 'Korea–UK FTA upgrade' --as-of 2025-12-10\n  demarche ledger --act request --topic steel --format json"
)]
pub(super) struct Ledger {
    #[command(flatten)]
    ask: Ask,
    /// Only what concerns a country, bloc or organisation: a code or a name
    #[arg(long, value_name = "WHO")]
    with: Option<String>,
    /// Only what is about an instrument: its name or id
    #[arg(long, value_name = "WHAT")]
    instrument: Option<String>,
    /// Only what an actor says, is asked or is named in: a name or id
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Only what speaks of this: in its words, in the names and goods of its instruments; beginnings of words are enough
    #[arg(long, value_name = "WORDS")]
    topic: Option<String>,
    /// Only these acts: request, proposal, commitment, agreement
    #[arg(long, value_parser = act, value_delimiter = ',')]
    act: Vec<Act>,
    /// Only these statuses: open, in-progress, fulfilled, overdue, missed, slipped, declined,
    /// withdrawn, superseded
    #[arg(long, value_parser = status, value_delimiter = ',')]
    status: Vec<Status>,
    /// Only what binds so: firm, aim, considering, conditional
    #[arg(long, value_parser = firmness)]
    firmness: Option<Firmness>,
    /// Made on that day or later
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    from: Option<Date>,
    /// Made on that day or earlier
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    to: Option<Date>,
    /// How many entries at most, the latest first
    #[arg(long, default_value_t = 500, value_name = "N")]
    limit: usize,
}

/// Runs `ledger`.
pub(super) fn ledger(arguments: &Ledger) -> Result<Outcome> {
    arguments.ask.answer(
        |snapshot| {
            let filter = LedgerFilter {
                with: arguments.with.clone(),
                instrument: arguments.instrument.clone(),
                actor: arguments.actor.clone(),
                topic: arguments.topic.clone(),
                act: arguments.act.clone(),
                status: arguments.status.clone(),
                firmness: arguments.firmness,
                from: arguments.from,
                to: arguments.to,
            };
            let query = filter.query(snapshot, Some(arguments.limit))?;
            Ok(views::ledger(snapshot, &query)?)
        },
        sheets::ledger,
    )
}

/// Arguments of `timeline`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche timeline 'Korea–GCC FTA'\n  demarche timeline India --as-of 2025-12-31\n  demarche timeline EU --topic steel --from 2025-10-01 --kind statement,stage"
)]
pub(super) struct Timeline {
    /// An instrument, an event, a person, an organisation or a country: its name, code or id
    what: String,
    #[command(flatten)]
    ask: Ask,
    #[command(flatten)]
    filter: ScopeFilter,
    /// How many facts at most, the latest
    #[arg(long, default_value_t = 500, value_name = "N")]
    limit: usize,
}

/// Runs `timeline`.
pub(super) fn timeline(arguments: &Timeline) -> Result<Outcome> {
    arguments.ask.answer(
        |snapshot| {
            let what = subject(snapshot, &arguments.what)?;
            let scope = arguments.filter.scope(snapshot, Some(arguments.limit))?;
            Ok(views::timeline(snapshot, &what, &scope)?)
        },
        sheets::timeline,
    )
}

/// Arguments of `agenda`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche agenda --with EU\n  demarche agenda --instrument 'Korea–UK FTA upgrade' --to 2026-06-30\n  demarche agenda --ics -o trade.ics"
)]
pub(super) struct Agenda {
    #[command(flatten)]
    ask: Ask,
    #[command(flatten)]
    filter: ScopeFilter,
    /// Write a calendar (iCalendar, RFC 5545) that other programs import
    #[arg(long)]
    ics: bool,
    /// How many appointments at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// Runs `agenda`.
pub(super) fn agenda(arguments: &Agenda) -> Result<Outcome> {
    if !arguments.ics {
        return arguments.ask.answer(
            |snapshot| {
                let scope = arguments.filter.scope(snapshot, arguments.limit)?;
                Ok(views::agenda(snapshot, &scope)?)
            },
            sheets::agenda,
        );
    }
    let question = |snapshot: Snapshot<'_>| {
        let scope = arguments.filter.scope(snapshot, arguments.limit)?;
        Ok((views::calendar(snapshot, &scope)?, whom(snapshot, &scope)?))
    };
    arguments.ask.answer_with(question, |(agenda, whom), _, format, out| {
        if format != Format::Table {
            bail!("--ics is a format of its own: leave --format out");
        }
        Ok(out.write_all(calendar(agenda, whom, None).as_bytes())?)
    })
}

/// Arguments of `brief`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche brief --with India\n  demarche brief --with EU --on 2026-01-15 --format docx -o eu.docx\n  demarche brief --instrument 'Korea–UK FTA upgrade' --format html -o upgrade.html"
)]
pub(super) struct Brief {
    #[command(flatten)]
    ask: Ask<PaperFormat>,
    /// The counterpart: a country, bloc or organisation, by code or name
    #[arg(long, value_name = "WHO", required_unless_present = "instrument", conflicts_with = "instrument")]
    with: Option<String>,
    /// A brief on an instrument: its name or id
    #[arg(long, value_name = "WHAT", conflicts_with = "from")]
    instrument: Option<String>,
    /// Whom it is for, a code or name; the home of the register if not given
    #[arg(long, value_name = "WHO")]
    from: Option<String>,
    /// The day of the meeting; the same as --as-of
    #[arg(long, value_name = "DATE", conflicts_with = "as_of", value_parser = last_day)]
    on: Option<Date>,
}

/// An instrument as of a day.
#[derive(Debug, Serialize)]
struct OnInstrument {
    as_of: Date,
    #[serde(flatten)]
    sheet: views::InstrumentSheet,
}

/// Runs `brief`.
pub(super) fn brief(arguments: &Brief) -> Result<Outcome> {
    if let Some(instrument) = &arguments.instrument {
        let question = |snapshot: Snapshot<'_>| {
            let snapshot = arguments.on.map_or(snapshot, |day| snapshot.on(day));
            let entity = views::resolve_instrument(snapshot, instrument)?;
            Ok(OnInstrument { as_of: snapshot.as_of(), sheet: views::instrument(snapshot, &entity.id)? })
        };
        let paper = |answer: &OnInstrument| handout::of_instrument(&answer.sheet, answer.as_of);
        return arguments.ask.answer_with_paper(question, |answer| sheets::paper(&paper(answer)), paper);
    }
    let with = arguments.with.as_deref().unwrap_or_default();
    arguments.ask.answer_with_paper(
        |snapshot| {
            let snapshot = arguments.on.map_or(snapshot, |day| snapshot.on(day));
            let with = views::resolve(snapshot, with)?;
            Ok(views::brief(snapshot, &with, arguments.from.as_deref())?)
        },
        sheets::brief,
        handout::of_brief,
    )
}

/// Arguments of `session`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche session 'Trade Promotion Committee'\n  demarche session 'Trade Promotion Committee' --format docx -o committee.docx"
)]
pub(super) struct Session {
    /// The series: a committee, a council, rounds of negotiations; a part of its name is enough
    series: String,
    #[command(flatten)]
    ask: Ask<PaperFormat>,
}

/// Runs `session`.
pub(super) fn session(arguments: &Session) -> Result<Outcome> {
    arguments.ask.answer_with_paper(
        |snapshot| Ok(views::docket(snapshot, &views::resolve_series(snapshot, &arguments.series)?)?),
        |docket| sheets::paper(&handout::of_session(docket)),
        handout::of_session,
    )
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub(super) struct Compare {
    /// The event: its id, its name, or a document that reports it
    event: String,
    #[command(flatten)]
    ask: Ask,
}

/// Runs `compare`.
pub(super) fn compare(arguments: &Compare) -> Result<Outcome> {
    arguments
        .ask
        .answer(|snapshot| Ok(views::compare(snapshot, &happening(snapshot, &arguments.event)?)?), sheets::comparison)
}

/// Arguments of `search`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche search steel quota\n  demarche search --kind figure --with JP investment\n  demarche search quota --from 2025-10-01 --to 2025-12-31\n  demarche search Sefcovich"
)]
pub(super) struct Search {
    /// Words that must all occur; the beginnings of words are enough
    #[arg(required = true)]
    words: Vec<String>,
    #[command(flatten)]
    ask: Ask,
    #[command(flatten)]
    filter: ScopeFilter,
    /// How many documents at most
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
}

/// Runs `search`.
pub(super) fn search(arguments: &Search) -> Result<Outcome> {
    arguments.ask.answer(
        |snapshot| {
            let words = arguments.words.join(" ");
            let scope = arguments.filter.scope(snapshot, Some(arguments.limit))?;
            Ok(views::search(snapshot, &words, &scope)?)
        },
        sheets::results,
    )
}

/// Arguments of `changes`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche changes --since 2026-01-02T08:00:00Z\n  demarche changes --since 2026-01-02 --with EU --kind statement,stage --limit 50"
)]
pub(super) struct Changes {
    #[command(flatten)]
    ask: Ask,
    /// After that time (2026-01-02, whose end is meant, or 2026-01-02T15:04:05Z)
    #[arg(long, value_name = "TIME", value_parser = typed_instant)]
    since: Timestamp,
    #[command(flatten)]
    filter: ScopeFilter,
    /// How many operations at most, the earliest first; ask again since the time of the last for those after it
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// Runs `changes`.
pub(super) fn changes(arguments: &Changes) -> Result<Outcome> {
    arguments.ask.answer(
        |snapshot| {
            let scope = arguments.filter.scope(snapshot, arguments.limit)?;
            Ok(views::changes(snapshot, arguments.since, &scope)?)
        },
        sheets::changes,
    )
}

/// Arguments of `explain` and `show`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Id of a fact (`3f0c…`), an actor (`a-…`), an instrument (`i-…`) or an event (`e-…`); for show also of a document
    id: String,
    #[command(flatten)]
    ask: Ask,
}

/// Runs `explain`.
pub(super) fn explain(arguments: &Explain) -> Result<Outcome> {
    arguments.ask.answer(|snapshot| Ok(views::explain(snapshot, &arguments.id)?), sheets::explanation)
}

/// Runs `show`: a document with its facts, a happening with its accounts, the timeline of an entity, or a fact.
pub(super) fn show(arguments: &Explain) -> Result<Outcome> {
    arguments.ask.answer_with(
        |snapshot| Ok(shown::show(snapshot, &arguments.id)?),
        |shown, left_out, format, out| {
            match (shown, format) {
                (Shown::Document(record), Format::Table) => super::table::write(record, out)?,
                (Shown::Document(_), _) | (_, Format::Json) => json(&shown.value()?, left_out, out)?,
                (shown, Format::Table) => shown.sheet().table(out)?,
                (shown, Format::Md) => shown.sheet().markdown(out)?,
            }
            Ok(())
        },
    )
}
