//! `demarche annotate`: everything the reader saw.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use reading::amount::Unit;
use reading::names::Target;
use reading::time::TimeKind;
use reading::{FieldReading, Reading};
use record::{Field, Positions, Span};
use serde::Serialize;

use super::output::Output;
use super::{Outcome, html};
use crate::input::inputs;
use crate::pipeline::{self, Options, Reader};

/// Arguments of `annotate`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche annotate release.txt | jq .names\n  demarche annotate --format html -o releases.html releases.txt"
)]
pub(super) struct Arguments {
    /// Files, directories or patterns (`inbox/*.html`); `-` or nothing is standard input
    paths: Vec<PathBuf>,
    /// How to print what was seen
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    #[command(flatten)]
    options: Options,
    /// Write to a file, which appears when all is written
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a document; positions count Unicode code points
    Jsonl,
    /// One page with all documents, everything marked in its place
    Html,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let inputs = inputs(&arguments.paths)?;
    let mut out = BufWriter::new(Output::open(arguments.output.as_deref())?);
    if arguments.format == Format::Html {
        html::open(&mut out)?;
    }
    // Facts that are printed to the same terminal leave no room for a bar.
    let progress = pipeline::progress(arguments.output.is_some() || !std::io::stdout().is_terminal());
    let missed = pipeline::read(&inputs, &Reader::of(&arguments.options)?, &arguments.options, &progress, |reading| {
        match arguments.format {
            Format::Jsonl => {
                serde_json::to_writer(&mut out, &Annotated::of(&reading)?).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            }
            Format::Html => html::write(&reading, &mut out)?,
        }
        out.flush()?;
        Ok(())
    })?;
    if arguments.format == Format::Html {
        html::close(&mut out)?;
    }
    out.flush()?;
    out.into_inner().map_err(|error| error.into_error())?.finish()?;
    Ok(missed.into())
}

/// What was seen in one document; the record's own fields stand beside it.
#[derive(Serialize)]
struct Annotated<'a> {
    #[serde(flatten)]
    record: serde_json::Map<String, serde_json::Value>,
    sentences: Vec<Place>,
    tokens: Vec<Token<'a>>,
    names: Vec<Name<'a>>,
    times: Vec<Time<'a>>,
    amounts: Vec<Amount<'a>>,
    attributions: Vec<Attribution>,
    /// What the encoder saw.
    perceived: Vec<Perceived>,
    /// How each fact was weighed, in the order of the facts.
    weighed: Vec<Weighed>,
}

/// A span of a text in code points.
#[derive(Serialize, Clone, Copy)]
struct Place {
    field: Field,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Token<'a> {
    #[serde(flatten)]
    place: Place,
    text: &'a str,
    lemma: &'a str,
    tag: &'a str,
    pos: &'a str,
    dep: &'a str,
    /// Position of the head in this list.
    head: usize,
    #[serde(skip_serializing_if = "str::is_empty")]
    entity: &'a str,
}

#[derive(Serialize)]
struct Name<'a> {
    #[serde(flatten)]
    place: Place,
    text: &'a str,
    kind: &'static str,
    canonical: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    jurisdiction: Option<&'a str>,
}

#[derive(Serialize)]
struct Time<'a> {
    #[serde(flatten)]
    place: Place,
    text: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<record::Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<record::Date>,
    value: &'a str,
}

#[derive(Serialize)]
struct Amount<'a> {
    #[serde(flatten)]
    place: Place,
    text: &'a str,
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_to: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    qualifier: &'static str,
}

#[derive(Serialize)]
struct Attribution {
    source: Place,
    cue: Place,
    content: Place,
}

#[derive(Serialize)]
struct Perceived {
    #[serde(flatten)]
    place: Place,
    head: &'static str,
    label: &'static str,
    probability: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    runner_up: Option<RunnerUp>,
}

#[derive(Serialize)]
struct RunnerUp {
    label: &'static str,
    probability: f32,
}

#[derive(Serialize)]
struct Weighed {
    kind: &'static str,
    /// The confidence of the rule; none where the encoder alone saw the fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    stated: Option<f32>,
    seen: f32,
    confidence: f32,
}

/// One text with its positions.
struct Seen<'a> {
    field: Field,
    reading: &'a FieldReading,
    positions: Positions,
}

impl<'a> Seen<'a> {
    fn place(&self, span: Span) -> Place {
        Place {
            field: self.field,
            start: self.positions.code_point(span.start),
            end: self.positions.code_point(span.end),
        }
    }

    fn text(&self, span: Span) -> &'a str {
        &self.reading.analysis.text()[span.range()]
    }
}

impl<'a> Annotated<'a> {
    fn of(reading: &'a Reading) -> Result<Self> {
        let texts = [(Field::Title, &reading.title), (Field::Body, &reading.body)].map(|(field, reading)| Seen {
            field,
            reading,
            positions: Positions::of(reading.analysis.text()),
        });
        let serde_json::Value::Object(record) = serde_json::to_value(reading.record.to_public())? else {
            anyhow::bail!("a record is a JSON object");
        };
        let mut annotated = Self {
            record,
            sentences: Vec::new(),
            tokens: Vec::new(),
            names: Vec::new(),
            times: Vec::new(),
            amounts: Vec::new(),
            attributions: Vec::new(),
            perceived: Vec::new(),
            weighed: reading.weighed.iter().map(weighed).collect(),
        };
        for seen in &texts {
            annotated.words(seen);
            annotated.names(reading, seen);
            annotated.quantities(seen);
            annotated
                .perceived
                .extend(reading.perception.sight(seen.field).spans().iter().map(|span| perceived(seen, span)));
        }
        Ok(annotated)
    }

    fn words(&mut self, seen: &Seen<'a>) {
        let analysis = &seen.reading.analysis;
        let before = self.tokens.len();
        self.sentences.extend(analysis.sentences().map(|sentence| seen.place(Span::from(sentence.span()))));
        self.tokens.extend(analysis.tokens().map(|token| Token {
            place: seen.place(Span::from(token.span())),
            text: token.text(),
            lemma: token.lemma(),
            tag: token.tag(),
            pos: token.pos(),
            dep: token.dep(),
            head: before + token.head().index(),
            entity: token.entity(),
        }));
    }

    fn names(&mut self, reading: &'a Reading, seen: &Seen<'a>) {
        for mention in reading.names.mentions(seen.field) {
            let place = seen.place(mention.span);
            let text = seen.text(mention.span);
            match &mention.target {
                Target::Instrument(name) => {
                    self.names.push(Name { place, text, kind: "instrument", canonical: &name.0, jurisdiction: None });
                }
                Target::Actors(names) => {
                    for name in names {
                        let Some(actor) = reading.names.actor(name) else { continue };
                        self.names.push(Name {
                            place,
                            text,
                            kind: html::kind(actor.kind),
                            canonical: &actor.name.0,
                            jurisdiction: actor.jurisdiction.as_ref().map(|code| code.0.as_str()),
                        });
                    }
                }
            }
        }
    }

    fn quantities(&mut self, seen: &Seen<'a>) {
        self.times.extend(seen.reading.times.iter().map(|time| Time {
            place: seen.place(time.span),
            text: seen.text(time.span),
            kind: match time.kind {
                TimeKind::Date => "date",
                TimeKind::Range => "range",
                TimeKind::Duration => "duration",
                TimeKind::Set => "set",
            },
            from: time.from,
            to: time.to,
            value: &time.value,
        }));
        self.amounts.extend(seen.reading.amounts.iter().map(|amount| Amount {
            place: seen.place(amount.whole_span()),
            text: seen.text(amount.whole_span()),
            value: amount.value,
            value_to: amount.value_to,
            unit: match amount.unit {
                Unit::Currency(code) => Some(code),
                Unit::Percent => Some("percent"),
                Unit::PercentagePoint => Some("percentage point"),
                Unit::None => None,
            },
            qualifier: amount.qualifier.as_str(),
        }));
        self.attributions.extend(seen.reading.attributions.iter().map(|attribution| Attribution {
            source: seen.place(attribution.source),
            cue: seen.place(attribution.cue),
            content: seen.place(attribution.content),
        }));
    }
}

fn perceived(seen: &Seen<'_>, span: &reading::perception::Perceived) -> Perceived {
    Perceived {
        place: seen.place(span.span),
        head: span.label.head().name(),
        label: span.label.term(),
        probability: span.probability,
        runner_up: span.runner_up.map(|(label, probability)| RunnerUp { label: label.term(), probability }),
    }
}

fn weighed(weighed: &reading::Weighed) -> Weighed {
    Weighed { kind: weighed.kind.name(), stated: weighed.stated, seen: weighed.seen, confidence: weighed.confidence }
}
