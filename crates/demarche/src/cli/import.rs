//! Records that export or extract wrote, taken into a register line by line.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use jiff::Timestamp;
use record::{Record, RecordError};
use register::{Added, Author, Error, Handover, Register};

use super::Outcome;
use super::store::At;

/// Arguments of `import`.
#[derive(Debug, Args)]
#[command(
    after_help = "Each line is taken or left out by itself. What a line breaks of the contract is named on standard error, with the line, \
the fact and the field; the other lines are taken all the same, and the exit status is 1. Importing the mended file again is no \
harm: what is in the register is known."
)]
pub(super) struct Import {
    #[command(flatten)]
    at: At,
    /// JSON Lines that export or extract wrote
    from: PathBuf,
}

/// The first look at a line: records have a document, other lines have none.
#[derive(serde::Deserialize)]
struct Peek {
    #[serde(default)]
    document: Option<serde::de::IgnoredAny>,
}

/// Why a line is left out.
enum Refused {
    /// It says nothing that can be taken.
    Line(String),
    /// It is a record that breaks the contract.
    Record(RecordError),
    /// The register cannot go on.
    Stop(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        match error {
            Error::Unknown { .. } | Error::Decision(_) | Error::Damaged { .. } => Self::Line(error.to_string()),
            error => Self::Stop(error),
        }
    }
}

/// What was taken.
#[derive(Default)]
struct Taken {
    new: usize,
    known: usize,
    decided: usize,
    refused: usize,
    /// A document may have another id here, where another announcement has its own.
    renamed: HashMap<String, String>,
    /// Documents that were deleted here on request.
    buried: HashSet<String>,
}

/// Runs `import`. Facts are taken as they are, and decisions of reviewers with them.
pub(super) fn import(arguments: &Import) -> Result<Outcome> {
    let from = arguments.from.display();
    let file = std::fs::File::open(&arguments.from).with_context(|| format!("cannot open {from}"))?;
    let mut register = arguments.at.write()?;
    let author = Author(format!("import of {from}"));
    let mut taken = Taken::default();
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let place = format!("{from} line {}", number + 1);
        let refused = match line {
            Ok(line) if line.trim().is_empty() => Ok(()),
            Ok(line) => taken.take(&mut register, &line, &author),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                Err(Refused::Line("it is not UTF-8: convert the file".to_owned()))
            }
            Err(error) => return Err(error).with_context(|| format!("cannot read {from}")),
        };
        match refused {
            Ok(()) => continue,
            Err(Refused::Stop(error)) => return Err(error).context(place),
            Err(Refused::Line(why)) => eprintln!("error: {place}: {why}"),
            Err(Refused::Record(error)) => {
                let document = match error.document.is_empty() {
                    true => String::new(),
                    false => format!(", document {}", error.document),
                };
                for violation in &error.violations {
                    eprintln!("error: {place}{document}: {violation}");
                }
            }
        }
        taken.refused += 1;
    }
    writeln!(std::io::stdout(), "{}", taken.summary())?;
    Ok(if taken.refused == 0 { Outcome::Complete } else { Outcome::Partial })
}

impl Taken {
    /// Takes one line.
    fn take(&mut self, register: &mut Register, line: &str, author: &Author) -> Result<(), Refused> {
        let peek: Peek = serde_json::from_str(line)
            .map_err(|error| Refused::Line(format!("it is not a JSON object of a record or a decision: {error}")))?;
        if peek.document.is_none() {
            return self.take_over(register, line);
        }
        // Records of other programs, and of older versions, do not say what their words mean.
        let record = reading::meaning::with_meanings(Record::from_json(line).map_err(Refused::Record)?);
        let there = record.document.id.0.clone();
        let here = match register.add(record, author, Timestamp::now())? {
            Added::New(id) | Added::Revision(id, _) => {
                self.new += 1;
                id
            }
            Added::Known(id) => {
                self.known += 1;
                id
            }
            Added::Buried(_) => {
                self.known += 1;
                self.buried.insert(there);
                return Ok(());
            }
        };
        if here != there {
            self.renamed.insert(there, here);
        }
        Ok(())
    }

    /// Takes a line of decisions over.
    fn take_over(&mut self, register: &mut Register, line: &str) -> Result<(), Refused> {
        let line: Handover = serde_json::from_str(line)
            .map_err(|error| Refused::Line(format!("it is neither a record nor a decision: {error}")))?;
        let of = match &line {
            Handover::Decisions { of, .. } => of.as_str(),
            Handover::Pair { .. } | Handover::Tombstone { .. } => "",
        };
        if self.buried.contains(of) {
            return Ok(());
        }
        let here = self.renamed.get(of).map_or(of, String::as_str);
        self.decided += usize::from(register.take_over(&line, here, Timestamp::now())?);
        Ok(())
    }

    fn summary(&self) -> String {
        let mut summary = format!("{} documents imported, {} known already", self.new, self.known);
        if self.decided > 0 {
            summary.push_str(&format!(", {} lines of decisions taken over", self.decided));
        }
        match self.refused {
            0 => {}
            1 => summary.push_str(", one line left out"),
            lines => summary.push_str(&format!(", {lines} lines left out")),
        }
        summary
    }
}
