//! `demarche since`: two days compared, by default that of the last contact and today.

use anyhow::Result;
use clap::Args;
use jiff::civil::Date;
use views::Between;

use super::Outcome;
use super::store::{Ask, first_day};
use crate::sheet::Sheet;
use crate::wording::{self, sentence};

/// Arguments of `since`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche since --with EU\n  demarche since --with EU --from 2025-10-01 --as-of 2025-12-20"
)]
pub(super) struct Since {
    #[command(flatten)]
    ask: Ask,
    /// The counterpart: a country, bloc or organisation, by code or name
    #[arg(long, value_name = "WHO")]
    with: String,
    /// The earlier day; that of the last contact if not given
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    from: Option<Date>,
}

/// Runs `since`.
pub(super) fn run(arguments: &Since) -> Result<Outcome> {
    arguments.ask.answer(
        |snapshot| Ok(views::between(snapshot, &views::resolve(snapshot, &arguments.with)?, arguments.from)?),
        sheet,
    )
}

fn sheet(between: &Between) -> Sheet {
    let contact = if between.last_contact { ", the day of the last contact," } else { "" };
    let mut sheet = Sheet {
        title: format!("What has changed with {}", between.with.name()),
        subtitle: format!("between {}{contact} and {}", wording::day(between.from), wording::day(between.to)),
        empty: "Nothing changed between these days.",
        ..Sheet::default()
    };
    let moved = between.moved.iter().map(|one| {
        let (before, now) = (wording::status(one.before.as_str()), wording::standing(&one.entry));
        let entry = &one.entry;
        vec![before.to_owned(), now.to_owned(), sentence::of_entry(entry), entry.since.to_string(), entry.fact.clone()]
    });
    sheet.section("Entries with another status", &["before", "now", "what", "since", "fact"], moved.collect());
    let made = between.made.iter().map(|entry| {
        let source = wording::source(&entry.source);
        vec![wording::standing(entry).to_owned(), sentence::of_entry(entry), source, entry.fact.clone()]
    });
    sheet.section("New requests and commitments", &["status", "what", "source", "fact"], made.collect());
    let reported = between.reported.iter();
    let reported = reported
        .map(|line| vec![line.term.clone(), sentence::of_line(line), wording::source(&line.source), line.fact.clone()]);
    sheet.section("Answers, concerns and stages", &["kind", "what", "source", "fact"], reported.collect());
    let contacts = between.contacts.iter().map(|meeting| {
        let line = &meeting.line;
        let when = line.when.as_ref().map(wording::when).unwrap_or_default();
        vec![when, sentence::of_line(line), wording::source(&line.source), line.fact.clone()]
    });
    sheet.section("Contacts", &["when", "what", "source", "fact"], contacts.collect());
    sheet
}
