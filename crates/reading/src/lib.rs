//! Documents to facts.
//!
//! Reading is a pure function of the document, the model and the rules: same in, same out, on any number of threads.
//! Nothing here touches the clock, the disk or the network, and odd prose is never an error: it gives facts and
//! diagnostics.
//!
//! The way through: the language engine analyses title and body; [`time`], [`names`] and [`attribution`] find what the
//! rules lean on; [`rules`] state the facts.

pub mod amount;
pub mod attribution;
mod context;
pub mod names;
pub mod rules;
pub mod source;
pub mod time;
mod topic;

pub use context::{Context, Text};

use language::Analysis;
use record::{Actor, ActorKind, ActorName, Document, Draft, Fact, FactBody, Record, Violation};

/// Everything the reader saw in one document.
#[derive(Debug)]
pub struct Reading {
    /// The facts, with the actors and instruments they name.
    pub record: Record,
    /// What the rules stated against the contract: such facts are not in the record.
    pub left_out: Vec<Violation>,
    /// What was seen in the headline.
    pub title: FieldReading,
    /// What was seen in the text below it.
    pub body: FieldReading,
    /// Names and what they refer to.
    pub names: names::Names,
}

/// What was seen in one text of a document.
#[derive(Debug)]
pub struct FieldReading {
    /// Sentences, tokens and trees.
    pub analysis: Analysis,
    /// Dates, ranges, durations and frequencies.
    pub times: Vec<time::TimeMention>,
    /// Money, percentages and counts; dates and what is written in their digits are left out.
    pub amounts: Vec<amount::AmountMention>,
    /// Who is the source of a quotation or reported claim.
    pub attributions: Vec<attribution::Attribution>,
}

impl FieldReading {
    fn of(analysis: Analysis, document: &Document) -> Self {
        let times = time::find(analysis.text(), document.published);
        let is_dated = |span: record::Span| {
            let dated = |time: &time::TimeMention| matches!(time.kind, time::TimeKind::Date | time::TimeKind::Range);
            times.iter().any(|time| dated(time) && time.span.start < span.end && span.start < time.span.end)
        };
        let amounts = amount::find(analysis.text()).into_iter().filter(|amount| !is_dated(amount.span)).collect();
        let attributions = attribution::find(&analysis);
        Self { analysis, times, amounts, attributions }
    }
}

/// Reads a document whose texts have been analysed already.
pub fn read_analysed(document: Document, title: Analysis, body: Analysis) -> Reading {
    let title = FieldReading::of(title, &document);
    let body = FieldReading::of(body, &document);
    let names = names::find(&document, &title, &body);
    let facts = rules::read(&Context::new(&document, &title, &body, &names));
    let mut actors = names.actors().to_vec();
    groups(&facts, &mut actors);
    let instruments = names.instruments().to_vec();
    let (record, left_out) = Record::sift(Draft { document, actors, instruments, facts });
    Reading { record, left_out, title, body, names }
}

/// Adds the unnamed people whom facts speak of as groups: every name of a fact stands in the list of actors.
fn groups(facts: &[Fact], actors: &mut Vec<Actor>) {
    let mut add = |name: &ActorName| {
        if actors.iter().all(|actor| actor.name != *name) {
            actors.push(Actor {
                name: name.clone(),
                kind: ActorKind::Group,
                count: counted(&name.0),
                acronym: None,
                aliases: Vec::new(),
                jurisdiction: None,
                title: None,
                org: None,
            });
        }
    };
    for fact in facts {
        match fact.body() {
            FactBody::Event(event) => event.participants.iter().for_each(|participant| add(&participant.actor)),
            FactBody::Statement(statement) => {
                statement.speakers.iter().chain(&statement.voiced_by).chain(&statement.addressees).for_each(&mut add);
            }
            FactBody::Stage(stage) => stage.by.iter().for_each(&mut add),
            FactBody::Role(role) => std::iter::once(&role.person).chain(&role.org).for_each(&mut add),
            FactBody::Figure(_) => {}
        }
    }
}

/// How many people the words of a group say: "about 150 participants".
fn counted(words: &str) -> Option<u64> {
    let amounts = amount::find(words);
    let count = amounts.first().filter(|amount| {
        amount.unit == amount::Unit::None && amount.value_to.is_none() && amount.whole_span().start == 0
    })?;
    (count.value >= 2.0 && count.value.fract() == 0.0).then_some(count.value as u64)
}
