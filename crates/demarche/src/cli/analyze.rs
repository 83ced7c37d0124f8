//! `demarche analyze`: what the text engine sees.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use language::{Analysis, Analyzer, Model, conllu};
use record::Positions;
use serde::Serialize;

use super::Outcome;
use crate::input::{Input, inputs};

/// Arguments of `analyze`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche analyze release.txt\n  demarche analyze --format conllu release.txt > release.conllu\n  echo 'Korea and India agreed to resume talks.' | demarche analyze"
)]
pub(super) struct Arguments {
    /// Files or directories of plain text, UTF-8; `-` or nothing is standard input
    files: Vec<PathBuf>,
    /// How to print the analysis
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// A model file to use instead of the one in the program (see tools/model/convert.py)
    #[arg(long, value_name = "PATH")]
    model: Option<PathBuf>,
    /// Analyse the text as one piece, without regard to headings, bullets and dashes, as spaCy does
    #[arg(long)]
    plain: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Columns to read
    Table,
    /// One JSON object a file; positions count Unicode code points
    Jsonl,
    /// CoNLL-U, which other tools read
    Conllu,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let analyzer = analyzer(arguments.model.as_deref())?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut outcome = Outcome::Complete;
    for input in inputs(&arguments.files)? {
        let text = match input.text() {
            Ok(text) => text,
            Err(error) => {
                eprintln!("error: {error:#}");
                outcome = Outcome::Partial;
                continue;
            }
        };
        let analysis = if arguments.plain { analyzer.analyze_plain(&text) } else { analyzer.analyze(&text) };
        match arguments.format {
            Format::Table => write_table(&analysis, &mut out)?,
            Format::Jsonl => {
                serde_json::to_writer(&mut out, &Analysed::of(&input, &analysis)).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            }
            Format::Conllu => {
                let mut written = String::new();
                conllu::write(&analysis, &input.stem(), &mut written)?;
                out.write_all(written.as_bytes())?;
            }
        }
    }
    out.flush()?;
    Ok(outcome)
}

/// The analyzer of a model file, or of the model in the program.
fn analyzer(model: Option<&std::path::Path>) -> Result<Analyzer> {
    let Some(path) = model else { return Analyzer::embedded().context("the model in this program is broken") };
    let bytes = std::fs::read(path).with_context(|| format!("cannot read the model {}", path.display()))?;
    let model = Model::from_bytes(bytes).with_context(|| format!("cannot use {}", path.display()))?;
    Analyzer::new(&model).with_context(|| format!("cannot use {}", path.display()))
}

/// One table a sentence: its text, then its tokens.
fn write_table(analysis: &Analysis, out: &mut impl Write) -> std::io::Result<()> {
    for sentence in analysis.sentences() {
        let words = sentence.text().split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(out, "{words}")?;
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        let first = sentence.range().start;
        for token in sentence.tokens() {
            let head = if token.is_root() {
                "·".to_owned()
            } else {
                format!("{} {}", token.head().index() + 1 - first.min(token.head().index()), token.head().text().trim())
            };
            table.add_row([
                (token.index() + 1 - first).to_string(),
                token.text().escape_debug().to_string(),
                token.lemma().trim().to_owned(),
                token.pos().to_owned(),
                token.tag().to_owned(),
                token.dep().to_owned(),
                head,
                if token.entity().is_empty() {
                    String::new()
                } else {
                    format!("{}{}", if token.is_entity_start() { "" } else { "+" }, token.entity())
                },
                token.morph().to_owned(),
            ]);
        }
        for line in table.to_string().lines() {
            writeln!(out, "  {}", line.trim())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// An analysis as JSON.
#[derive(Serialize)]
struct Analysed<'a> {
    source: String,
    text: &'a str,
    sentences: Vec<Sentence>,
    tokens: Vec<Token<'a>>,
    entities: Vec<Entity<'a>>,
    noun_chunks: Vec<Span>,
}

#[derive(Serialize)]
struct Span {
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Sentence {
    start: u32,
    end: u32,
    first_token: usize,
    tokens: usize,
}

#[derive(Serialize)]
struct Token<'a> {
    start: u32,
    end: u32,
    text: &'a str,
    norm: &'a str,
    lemma: &'a str,
    tag: &'a str,
    pos: &'a str,
    morph: &'a str,
    dep: &'a str,
    head: usize,
    #[serde(skip_serializing_if = "str::is_empty")]
    entity: &'a str,
}

#[derive(Serialize)]
struct Entity<'a> {
    start: u32,
    end: u32,
    text: &'a str,
    label: &'a str,
}

impl<'a> Analysed<'a> {
    fn of(input: &Input, analysis: &'a Analysis) -> Self {
        let positions = Positions::of(analysis.text());
        let points = |span: std::ops::Range<usize>| {
            (positions.code_point(span.start as u32), positions.code_point(span.end as u32))
        };
        let bytes = |tokens: std::ops::Range<usize>| {
            analysis.token(tokens.start).span().start..analysis.token(tokens.end - 1).span().end
        };
        let sentences = analysis.sentences().map(|sentence| {
            let (start, end) = points(sentence.span());
            Sentence { start, end, first_token: sentence.range().start, tokens: sentence.range().len() }
        });
        let tokens = analysis.tokens().map(|token| {
            let (start, end) = points(token.span());
            Token {
                start,
                end,
                text: token.text(),
                norm: token.norm(),
                lemma: token.lemma(),
                tag: token.tag(),
                pos: token.pos(),
                morph: token.morph(),
                dep: token.dep(),
                head: token.head().index(),
                entity: token.entity(),
            }
        });
        let entities = analysis.entities().map(|range| {
            let span = bytes(range.clone());
            let (start, end) = points(span.clone());
            Entity { start, end, text: &analysis.text()[span], label: analysis.token(range.start).entity() }
        });
        let noun_chunks = analysis.noun_chunks().map(|chunk| {
            let (start, end) = points(bytes(chunk.tokens));
            Span { start, end }
        });
        Self {
            source: input.name(),
            text: analysis.text(),
            sentences: sentences.collect(),
            tokens: tokens.collect(),
            entities: entities.collect(),
            noun_chunks: noun_chunks.collect(),
        }
    }
}
