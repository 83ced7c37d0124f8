//! `demarche review`: facts by confidence, and decisions on them.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use register::{Author, Register, Verdict};

use super::Outcome;
use super::store::{At, ListFormat, reviewer, today, warn};
use crate::decision;
use crate::sheet::Sheet;

/// Arguments of `review`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Without a decision it lists the facts the reader is least sure of.\n\nA file of decisions has one JSON object a line:\n  {\"accept\": \"FACT\"}\n  {\"reject\": \"FACT\", \"why\": \"…\"}\n  {\"correct\": \"FACT\", \"set\": {\"act\": \"request\"}}\n  {\"undo\": \"FACT\"}\n  {\"merge\": [\"a-…\", \"a-…\"]}\n  {\"split\": \"a-…\", \"form\": \"JK Kim\"}"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: At,
    /// What to decide
    #[command(subcommand)]
    decision: Option<Decision>,
    /// How many facts to list
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
    #[command(flatten)]
    format: ListFormat,
}

#[derive(Debug, Args)]
struct Who {
    /// Who decides; the user of this session if not given
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Why
    #[arg(long, default_value = "", value_name = "WORDS")]
    why: String,
}

#[derive(Debug, Subcommand)]
enum Decision {
    /// A fact is right
    Accept {
        /// Id of the fact
        fact: String,
        #[command(flatten)]
        who: Who,
    },
    /// A fact is wrong
    Reject {
        /// Id of the fact
        fact: String,
        #[command(flatten)]
        who: Who,
    },
    /// A fact is something else: fields to set, as a JSON object
    Correct {
        /// Id of the fact
        fact: String,
        /// As {"act": "request", "firmness": null}
        set: String,
        #[command(flatten)]
        who: Who,
    },
    /// Take the decision on a fact back: it is as it was read, also where it had been rejected
    Undo {
        /// Id of the fact
        fact: String,
        #[command(flatten)]
        who: Who,
    },
    /// Two actors, instruments or events are one
    Merge {
        /// Id of one
        one: String,
        /// Id of the other
        other: String,
        #[command(flatten)]
        who: Who,
    },
    /// A name, or a document's account, was joined to an entity wrongly
    Split {
        /// Id of the entity
        entity: String,
        /// The name; for an event, the id of the document
        form: String,
        #[command(flatten)]
        who: Who,
    },
    /// Decisions of a file, in order; the first that makes no sense stops it
    File {
        /// JSON Lines
        path: PathBuf,
        #[command(flatten)]
        who: Who,
    },
}

/// Runs `review`.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let Some(decision) = &arguments.decision else { return list(arguments) };
    arguments.at.look()?;
    let mut register = arguments.at.write()?;
    let register = &mut register;
    match decision {
        Decision::Accept { fact, who } => decide(register, fact, &Verdict::Accept, who)?,
        Decision::Reject { fact, who } => decide(register, fact, &Verdict::Reject, who)?,
        Decision::Correct { fact, set, who } => {
            let set = serde_json::from_str(set).context("the fields to set are no JSON object")?;
            let verdict = corrected(register, fact, set)?;
            decide(register, fact, &verdict, who)?;
        }
        Decision::Undo { fact, who } => register.undo(fact, &author(who)?, &who.why, Timestamp::now())?,
        Decision::Merge { one, other, who } => {
            register.merge(one, other, &author(who)?, &who.why, Timestamp::now())?;
        }
        Decision::Split { entity, form, who } => {
            register.split(entity, form, &author(who)?, &who.why, Timestamp::now())?;
        }
        Decision::File { path, who } => {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            let mut count = 0;
            for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                of_file(register, line, who).with_context(|| {
                    format!("{} line {}; the {count} decisions before it hold", path.display(), number + 1)
                })?;
                count += 1;
            }
            writeln!(std::io::stdout(), "{count} decisions")?;
            return Ok(Outcome::Complete);
        }
    }
    writeln!(std::io::stdout(), "decided")?;
    Ok(Outcome::Complete)
}

fn author(who: &Who) -> Result<Author> {
    reviewer(who.author.as_deref())
}

fn decide(register: &mut Register, fact: &str, verdict: &Verdict, who: &Who) -> Result<()> {
    Ok(register.decide(fact, verdict, &author(who)?, &who.why, Timestamp::now())?)
}

fn of_file(register: &mut Register, line: &str, who: &Who) -> Result<()> {
    let mut line: serde_json::Value = serde_json::from_str(line)?;
    // Who decided may be told with each.
    let author = match line.as_object_mut().and_then(|line| line.remove("author")) {
        Some(serde_json::Value::String(author)) => Some(author),
        _ => who.author.clone(),
    };
    let decision = decision::Decision::read(line).map_err(anyhow::Error::msg)?;
    Ok(decision.apply(register, &reviewer(author.as_deref())?, &who.why)?)
}

/// The fact with some of its fields set; null takes a field away.
fn corrected(register: &Register, fact: &str, set: serde_json::Value) -> Result<Verdict> {
    let serde_json::Value::Object(set) = set else {
        bail!("the fields to set are a JSON object, as {{\"act\": \"request\"}}");
    };
    Ok(decision::corrected(register.snapshot(today(), None)?, fact, set)?)
}

fn list(arguments: &Arguments) -> Result<Outcome> {
    let register = arguments.at.look()?;
    let snapshot = register.snapshot(today(), None)?;
    let facts = snapshot.doubtful(arguments.limit)?;
    warn(&snapshot.left_out());
    let lines: Vec<views::Line> = facts.iter().map(views::line).collect();
    let mut out = anstream::stdout();
    if arguments.format.is_json() {
        writeln!(out, "{}", serde_json::to_string_pretty(&lines)?)?;
        return Ok(Outcome::Complete);
    }
    let mut sheet = Sheet {
        title: "Facts by confidence, lowest first".to_owned(),
        subtitle: "demarche review accept|reject|correct|undo FACT".to_owned(),
        empty: "There is nothing to review.",
        ..Sheet::default()
    };
    let rows = lines.iter().map(|line| {
        let words = line.source.words.first().cloned().unwrap_or_default();
        vec![
            format!("{:.2}", line.confidence),
            line.fact.clone(),
            format!("{} {}", line.kind, line.term),
            line.who.join(", "),
            line.what.clone(),
            words,
            line.source.document.clone(),
        ]
    });
    sheet.section("", &["sure", "fact", "kind", "who", "what", "words", "document"], rows.collect());
    sheet.table(&mut out)?;
    Ok(Outcome::Complete)
}
