//! `demarche work`, `mine`: notes, owners, next steps, statuses by hand, what is followed, and what is new about it.

use std::io::Write;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use register::{Deed, Register, Snapshot, Status, Subject, SubjectKind};

use super::Outcome;
use super::store::{At, ListFormat, last_day, today};
use crate::wording::{self, sentence, work as words};
use crate::work::{self, Held, LOCAL, Since};

/// Steps of the log that are shown.
const LOG: usize = 50;

/// Who does it.
#[derive(Debug, Args)]
pub(super) struct Who {
    /// Under which name; the name of a browser on this machine if not given
    #[arg(long = "as", value_name = "NAME", default_value = LOCAL, env = "DEMARCHE_NAME", global = true)]
    pub(super) name: String,
}

/// Arguments of `work`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche work note FACT \"ask again in May\" --private\n  demarche work own FACT \"Ministry of Trade\"\n  demarche work next FACT \"call the Commission\" --day 2026-01-09\n  demarche work close FACT done --why \"reply received by letter\"\n  demarche work follow --with EU\n  demarche work undo 12\n\n`demarche ledger` shows the id of each entry under FACT."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: At,
    #[command(flatten)]
    who: Who,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write a note on an entry of the ledger
    Note {
        /// Id of the fact
        fact: String,
        /// The note
        text: String,
        /// Only its writer sees it
        #[arg(long)]
        private: bool,
    },
    /// Set the owner of an entry, a person or ministry
    Own {
        /// Id of the fact
        fact: String,
        /// The owner; whoever gives the command if not given
        owner: Option<String>,
        /// Remove the owner
        #[arg(long, conflicts_with = "owner")]
        nobody: bool,
    },
    /// Set the next step on an entry
    Next {
        /// Id of the fact
        fact: String,
        /// What is to be done; nothing removes the step
        #[arg(default_value = "")]
        step: String,
        /// By when
        #[arg(long, value_name = "DATE", value_parser = last_day)]
        day: Option<Date>,
    },
    /// Set the status of an entry by hand
    Close {
        /// Id of the fact
        fact: String,
        /// What it is now
        status: Closed,
        /// The reason
        #[arg(long, value_name = "WORDS")]
        why: String,
        /// From which day on; today if not given
        #[arg(long, value_name = "DATE", value_parser = last_day)]
        day: Option<Date>,
    },
    /// Follow an entry, an instrument, a counterpart, a person or words
    Follow {
        #[command(flatten)]
        what: Followed,
        /// Stop following it
        #[arg(long)]
        stop: bool,
    },
    /// Undo a step
    Undo {
        /// Its number
        step: i64,
    },
    /// Show who did what, the latest first
    Log {
        /// Only what was done under this name
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        #[command(flatten)]
        format: ListFormat,
    },
}

/// Statuses that are set by hand.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Closed {
    /// It was done
    Done,
    /// Those who were asked said no
    Declined,
    /// Nobody waits for it any longer
    Irrelevant,
}

/// What is followed: one of these.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Followed {
    /// An entry of the ledger, by the id of its fact
    #[arg(long, value_name = "FACT")]
    entry: Option<String>,
    /// An instrument: its name or id
    #[arg(long, value_name = "WHAT")]
    instrument: Option<String>,
    /// A country, bloc or organisation: a code or a name
    #[arg(long, value_name = "WHO")]
    with: Option<String>,
    /// A person or body: a name or id
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Words that are searched for
    #[arg(long, value_name = "WORDS")]
    topic: Option<String>,
}

impl Followed {
    /// The subject, and its name.
    fn subject(&self, snapshot: Snapshot<'_>) -> Result<(Subject, String)> {
        Ok(if let Some(fact) = &self.entry {
            (Subject::entry(fact), String::new())
        } else if let Some(name) = &self.instrument {
            let entity = views::resolve_instrument(snapshot, name)?;
            (Subject::new(SubjectKind::Instrument, entity.id), entity.name)
        } else if let Some(name) = &self.with {
            let party = views::resolve(snapshot, name)?;
            let id = match &party {
                views::Party::Jurisdiction { code, .. } => code.clone(),
                views::Party::Actor { id, .. } => id.clone(),
            };
            (Subject::new(SubjectKind::Counterpart, id), party.name().to_owned())
        } else if let Some(name) = &self.actor {
            match views::resolve(snapshot, name)? {
                views::Party::Actor { id, name } => (Subject::new(SubjectKind::Person, id), name),
                views::Party::Jurisdiction { code, .. } => bail!("{code} is a country or bloc: follow it with --with"),
            }
        } else {
            let words = self.topic.as_deref().unwrap_or_default().trim();
            (Subject::new(SubjectKind::Search, words), words.to_owned())
        })
    }
}

/// Runs `work`.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let who = arguments.who.name.as_str();
    if let Action::Log { by, format } = &arguments.action {
        return log(&arguments.at.look()?, who, by.as_deref(), format);
    }
    let mut register = existing(&arguments.at)?;
    let deed = match &arguments.action {
        Action::Note { fact, text, private } => {
            Deed::Note { on: Subject::entry(fact), text: text.clone(), private: *private }
        }
        Action::Own { fact, owner, nobody } => {
            let owner = if *nobody { "" } else { owner.as_deref().unwrap_or(who) };
            Deed::Own { entry: fact.clone(), owner: owner.to_owned() }
        }
        Action::Next { fact, step, day } => Deed::Next { entry: fact.clone(), step: step.clone(), day: *day },
        Action::Close { fact, status, why, day } => {
            let status = match status {
                Closed::Done => Status::Fulfilled,
                Closed::Declined => Status::Declined,
                Closed::Irrelevant => Status::Superseded,
            };
            Deed::Close { entry: fact.clone(), status, why: why.clone(), day: day.unwrap_or_else(today) }
        }
        Action::Follow { what, stop } => {
            let (what, name) = what.subject(register.snapshot(today(), None)?)?;
            if *stop { Deed::Unfollow { what } } else { Deed::Follow { what, name, day: today() } }
        }
        Action::Undo { step } => {
            let undo = register.undo_step(*step, who, true, Timestamp::now())?;
            writeln!(std::io::stdout(), "undone; step {undo}")?;
            return Ok(Outcome::Complete);
        }
        Action::Log { .. } => return Ok(Outcome::Complete),
    };
    let step = register.work(&deed, who, Timestamp::now())?;
    writeln!(std::io::stdout(), "done; `demarche work undo {step}` undoes it")?;
    Ok(Outcome::Complete)
}

/// The register, which must be there: nobody works on an empty one.
fn existing(at: &At) -> Result<Register> {
    drop(at.look()?);
    at.write()
}

fn log(register: &Register, who: &str, by: Option<&str>, format: &ListFormat) -> Result<Outcome> {
    let steps = register.steps(who, None, by, LOG)?;
    let mut out = std::io::stdout().lock();
    if format.is_json() {
        serde_json::to_writer_pretty(&mut out, &steps).map_err(std::io::Error::from)?;
        writeln!(out)?;
        return Ok(Outcome::Complete);
    }
    if steps.is_empty() {
        writeln!(out, "nothing was done here yet")?;
    }
    for step in steps {
        let at = step.at.get(..16).unwrap_or_default().replace('T', " ");
        writeln!(
            out,
            "{:>5}  {at}  {} {} ({} {})",
            step.id,
            step.person,
            words::step(&step),
            step.subject.kind.as_str(),
            step.subject.id
        )?;
    }
    Ok(Outcome::Complete)
}

/// Arguments of `mine`.
#[derive(Debug, Args)]
pub(super) struct Mine {
    #[command(flatten)]
    at: At,
    #[command(flatten)]
    who: Who,
    /// As of that day; today if not given
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    as_of: Option<Date>,
    #[command(flatten)]
    format: ListFormat,
}

/// Runs `mine`.
pub(super) fn mine(arguments: &Mine) -> Result<Outcome> {
    let register = arguments.at.look()?;
    let now = register.snapshot(arguments.as_of.unwrap_or_else(today), None)?;
    let mine = work::mine(&register, now, &arguments.who.name, Since::Seen)?;
    let mut out = std::io::stdout().lock();
    if arguments.format.is_json() {
        serde_json::to_writer_pretty(&mut out, &mine).map_err(std::io::Error::from)?;
        writeln!(out)?;
        return Ok(Outcome::Complete);
    }
    let news = mine.news();
    writeln!(out, "What has changed")?;
    if news.is_empty() {
        writeln!(out, "  nothing since {} last looked", mine.person)?;
    }
    for held in news {
        writeln!(out, "  {}", title(held))?;
        writeln!(out, "  {}", words::reason(&held.mark, &held.following.name))?;
        for one in &held.following.news {
            writeln!(out, "    - {}", words::development(one))?;
            if let Some(fact) = &one.fact {
                for quote in &fact.source.words {
                    writeln!(out, "      “{}”", sentence::tidy(quote))?;
                }
                writeln!(out, "      {}, fact {}", wording::source(&fact.source), fact.fact)?;
            }
        }
    }
    for (heading, all) in [("What I own", &mine.owned), ("What I follow", &mine.followed)] {
        writeln!(out, "{heading}")?;
        if all.is_empty() {
            writeln!(out, "  nothing")?;
        }
        for held in all {
            let status = held.following.entry.as_ref().map(|entry| format!(" ({})", wording::standing(entry)));
            writeln!(out, "  {}{}  [{}]", title(held), status.unwrap_or_default(), held.mark.subject.id)?;
            if let Some(next) = &held.next {
                writeln!(out, "    next: {}", words::next(next))?;
            }
        }
    }
    for view in &mine.views {
        writeln!(out, "View: {}  {}", view.text, view.subject.id)?;
    }
    out.flush().context("the answer cannot be written")?;
    Ok(Outcome::Complete)
}

fn title(held: &Held) -> String {
    match &held.following.entry {
        Some(entry) => sentence::of_entry(entry),
        None => held.following.name.clone(),
    }
}
