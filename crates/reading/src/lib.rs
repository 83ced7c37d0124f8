//! Documents to facts.
//!
//! Reading is a pure function of the document, the model and the rules: same in, same out, on any number of threads.
//! Nothing here touches the clock, the disk or the network, and odd prose is never an error: it gives facts and
//! diagnostics.
//!
//! The way through: [`languages`] says whether the document is in a language that is read; the language engine analyses title
//! and body; a trained encoder sees which words carry what ([`perception`]); [`time`], [`names`] and [`attribution`] find what
//! the rules lean on; [`factuality`] says of any predicate whether it came about, and by whose word; [`rules`] state facts;
//! settling weighs them against what the encoder saw and adds what it alone saw.

pub mod amount;
pub mod attribution;
mod context;
pub mod factuality;
pub mod languages;
pub mod meaning;
pub mod names;
pub mod perception;
pub mod rules;
mod settling;
pub mod source;
pub mod time;
mod topic;

pub use context::{Context, Text};
pub use perception::Perceiver;
pub use settling::{Kind, Weighed};

use language::{Analysis, Analyzer};
use record::{Actor, ActorKind, ActorName, Diagnostic, Document, Draft, Fact, FactBody, Field, Record, Violation};

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
    /// What the encoder saw; nothing where the rules read alone.
    pub perception: perception::Perception,
    /// How each fact of the record was weighed, in its order; empty where the rules read alone.
    pub weighed: Vec<Weighed>,
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
    /// What is written in the digits of dates and ranges: "within ten years" is a time, and ten years are a term.
    pub dated: Vec<amount::AmountMention>,
    /// Who is the source of a quotation or reported claim.
    pub attributions: Vec<attribution::Attribution>,
}

impl FieldReading {
    /// Of a text that is not read.
    fn empty(text: &str) -> Self {
        Self {
            analysis: Analysis::new(text, Vec::new()),
            times: Vec::new(),
            amounts: Vec::new(),
            dated: Vec::new(),
            attributions: Vec::new(),
        }
    }

    fn of(analysis: Analysis, document: &Document) -> Self {
        let text = analysis.text();
        let home = names::home(document);
        let fiscal = |at: usize| {
            let country = names::jurisdiction_before(text, at).or_else(|| home.clone());
            country.map_or(time::Fiscal::CALENDAR, |code| time::Fiscal::of(&code.0))
        };
        let times = time::find_with(text, document.published, &fiscal);
        let is_dated = |span: record::Span| {
            let dated = |time: &time::TimeMention| matches!(time.kind, time::TimeKind::Date | time::TimeKind::Range);
            times.iter().any(|time| dated(time) && time.span.overlaps(span))
        };
        let (dated, amounts): (Vec<_>, Vec<_>) =
            amount::find(text).into_iter().partition(|amount| is_dated(amount.span));
        // "$32 billion" by a New Zealand publisher.
        let dollar = home.as_ref().and_then(|code| amount::dollar_of(&code.0));
        let amounts = amounts.into_iter().map(|amount| match dollar {
            Some(code) => amount.in_dollars_of(text, code),
            None => amount,
        });
        let amounts = amounts.collect();
        let attributions = attribution::find(&analysis);
        Self { analysis, times, amounts, dated, attributions }
    }
}

/// Reads a document: in a language that is read into facts, else into none and a diagnostic that says so.
pub fn read(analyzer: &Analyzer, perceiver: &Perceiver, mut document: Document) -> Reading {
    let language = languages::of(&document);
    if !languages::is_read(&language) {
        return unread(document, &language);
    }
    document.language = language.into_owned();
    let (title, body) = (languages::masked(&document.title), languages::masked(&document.body));
    let passages = title.1 + body.1;
    let diagnostics = (passages > 0).then(|| languages::passages_not_read(passages));
    let (title, body) = (analyzer.analyze(&title.0), analyzer.analyze(&body.0));
    read_texts(document, title, body, Some(perceiver), diagnostics.into_iter().collect())
}

/// A document in a language that is not read: kept as it is, with what is to be known.
fn unread(mut document: Document, language: &str) -> Reading {
    language.clone_into(&mut document.language);
    let diagnostics = vec![languages::not_read(language)];
    let (title, body) = (FieldReading::empty(&document.title), FieldReading::empty(&document.body));
    let draft = Draft { document, actors: Vec::new(), instruments: Vec::new(), facts: Vec::new(), diagnostics };
    let (record, left_out) = Record::sift(draft);
    let (names, perception) = (names::Names::default(), perception::Perception::default());
    Reading { record, left_out, title, body, names, perception, weighed: Vec::new() }
}

/// Reads a document whose texts have been analysed already, by the rules alone.
pub fn read_analysed(mut document: Document, title: Analysis, body: Analysis) -> Reading {
    let language = languages::of(&document);
    if !languages::is_read(&language) {
        return unread(document, &language);
    }
    document.language = language.into_owned();
    read_texts(document, title, body, None, Vec::new())
}

/// Reads a document whose language is known and read, and whose texts have been analysed.
fn read_texts(
    document: Document,
    title: Analysis,
    body: Analysis,
    perceiver: Option<&Perceiver>,
    diagnostics: Vec<Diagnostic>,
) -> Reading {
    let perception = perceiver.map(|perceiver| perceiver.perceive(title.text(), body.text())).unwrap_or_default();
    let title = FieldReading::of(title, &document);
    let body = FieldReading::of(body, &document);
    let seen = [Field::Title, Field::Body].map(|field| perception.sight(field).mentions_of_instruments());
    let names = names::find(&document, &title, &body, [&seen[0], &seen[1]]);
    let context = Context::new(&document, &title, &body, &names);
    let facts = rules::read(&context);
    let (facts, mut weighed) = match perceiver {
        Some(perceiver) => settling::settle(&context, perceiver, &perception, facts),
        None => (facts, Vec::new()),
    };
    let mut actors = names.actors().to_vec();
    groups(&facts, &mut actors);
    let instruments = names.instruments().to_vec();
    let (record, left_out) = Record::sift(Draft { document, actors, instruments, facts, diagnostics });
    let record = meaning::with_meanings(record);
    let mut position = 0;
    weighed.retain(|_| {
        position += 1;
        left_out.iter().all(|violation| violation.fact() != Some(position - 1))
    });
    Reading { record, left_out, title, body, names, perception, weighed }
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
