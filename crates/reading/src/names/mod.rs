//! Who and what a document names: actors, instruments, and every mention that refers to them.

mod find;
mod instrument;
mod jurisdictions;
mod lexicon;
mod office;
mod phrase;

pub(crate) use instrument::Family;
use record::{Actor, ActorKind, ActorName, Document, Field, Instrument, InstrumentName, Jurisdiction, Span};

use crate::FieldReading;
use crate::time::TimeKind;

/// What a mention refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One actor, or several ("the two sides").
    Actors(Vec<ActorName>),
    /// An instrument.
    Instrument(InstrumentName),
}

/// How a mention refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// By its name or acronym, a person with or without title.
    Name,
    /// By an adjective or possessive: "Korean", "the EU’s".
    Modifier,
    /// By a description: "the ministry", "the agreement", "Ambassador Das" is a name, "the ambassador" is not.
    Description,
    /// By a pronoun: "He", "They".
    Pronoun,
    /// Several at once: "the two sides", "both ministers".
    Collective,
    /// Inside of another name: "Korea" in "Korea–EU FTA".
    Part,
}

/// A place in a text that refers to an actor or instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Which text.
    pub field: Field,
    /// The words that refer, with title ("Minister Yeo"), without article.
    pub span: Span,
    /// What they refer to.
    pub target: Target,
    /// How they refer.
    pub form: Form,
}

impl Mention {
    /// The actors referred to; none for an instrument.
    pub fn actors(&self) -> &[ActorName] {
        match &self.target {
            Target::Actors(names) => names,
            Target::Instrument(_) => &[],
        }
    }

    /// The instrument referred to.
    pub fn instrument(&self) -> Option<&InstrumentName> {
        match &self.target {
            Target::Actors(_) => None,
            Target::Instrument(name) => Some(name),
        }
    }
}

/// Who holds which office, as a title before a name or an apposition behind it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Who holds it.
    pub person: ActorName,
    /// The office, as stated.
    pub title: String,
    /// The body it belongs to.
    pub org: Option<ActorName>,
    /// The jurisdiction acted for.
    pub jurisdiction: Option<Jurisdiction>,
    /// Which text says so.
    pub field: Field,
    /// The words that say so, title and name.
    pub span: Span,
}

/// The names of a document and their mentions.
#[derive(Debug, Clone, Default)]
pub struct Names {
    home: Option<Jurisdiction>,
    announcer: Option<ActorName>,
    actors: Vec<Actor>,
    offices: Vec<Office>,
    instruments: Vec<Instrument>,
    title: Vec<Mention>,
    body: Vec<Mention>,
}

impl Names {
    /// Actors in the order of their first mention.
    pub fn actors(&self) -> &[Actor] {
        &self.actors
    }

    /// The jurisdiction of the publisher, where it is known.
    pub fn home(&self) -> Option<&Jurisdiction> {
        self.home.as_ref()
    }

    /// The body that makes the announcement: the publisher, else the first body that the text names.
    pub fn announcer(&self) -> Option<&ActorName> {
        self.announcer.as_ref()
    }

    /// Who holds which office, in the order of first mention; one for each person, title and body.
    pub fn offices(&self) -> &[Office] {
        &self.offices
    }

    /// Instruments in the order of their first mention.
    pub fn instruments(&self) -> &[Instrument] {
        &self.instruments
    }

    /// Mentions of a text in text order, the longer first where two start together.
    pub fn mentions(&self, field: Field) -> &[Mention] {
        match field {
            Field::Title => &self.title,
            Field::Body => &self.body,
        }
    }

    /// The country, territory or bloc of a code, where the document names it.
    pub(crate) fn country(&self, code: &Jurisdiction) -> Option<&ActorName> {
        let is_it = |actor: &&Actor| actor.kind == ActorKind::Jurisdiction && actor.jurisdiction.as_ref() == Some(code);
        self.actors.iter().find(is_it).map(|actor| &actor.name)
    }

    /// The actor of a name.
    pub fn actor(&self, name: &ActorName) -> Option<&Actor> {
        self.actors.iter().find(|actor| actor.name == *name)
    }

    /// The instrument of a name.
    pub fn instrument(&self, name: &InstrumentName) -> Option<&Instrument> {
        self.instruments.iter().find(|instrument| instrument.name == *name)
    }
}

/// Finds the names of a document and resolves every mention of them.
///
/// `seen` gives, for title and body, the words that the encoder took for mentions of instruments.
pub fn find(document: &Document, title: &FieldReading, body: &FieldReading, seen: [&[Span]; 2]) -> Names {
    let body_reading = body;
    let (title, body) = (&title.analysis, &body.analysis);
    let home = find::home(document, body.text());
    let phrases = [find::phrases(title), find::phrases(body)];
    let pair = jurisdictions::pair(title.text());
    let mut instruments = instrument::Instruments::new(home.clone(), pair);
    // What the headline or a later line names, an earlier one may refer to: both are read twice.
    instruments.field(body, Field::Body, &phrases[1], seen[1]);
    let headline = instruments.field(title, Field::Title, &phrases[0], seen[0]);
    instruments.rewind(&headline);
    let in_body = instruments.field(body, Field::Body, &phrases[1], seen[1]);
    let in_title = instruments.field(title, Field::Title, &phrases[0], seen[0]);
    let mut finder = find::Finder::new(home.clone(), instruments.acronyms());
    let dates = body_reading.times.iter().filter(|time| matches!(time.kind, TimeKind::Date | TimeKind::Range));
    let claimed: Vec<Span> = in_body.iter().map(|mention| mention.span).chain(dates.map(|time| time.span)).collect();
    finder.collect(body, Field::Body, &phrases[1], &claimed);
    // The title and the body are read twice: whom "the two sides" means is known only after the first time.
    let first = [finder.mentions(title, Field::Title, &in_title), finder.mentions(body, Field::Body, &in_body)];
    finder.settle_pair(&first[0], &first[1]);
    let merge = |mut mentions: Vec<Mention>, instruments: Vec<Mention>| {
        mentions.extend(instruments);
        mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
        mentions
    };
    let body = merge(finder.mentions(body, Field::Body, &in_body), in_body);
    let title = merge(finder.mentions(title, Field::Title, &in_title), in_title);
    let (mut actors, offices) = finder.finish();
    let mentioned = |actor: &Actor| title.iter().chain(&body).any(|mention| mention.actors().contains(&actor.name));
    actors.retain(|actor| actor.kind == ActorKind::Person || mentioned(actor));
    let home = home.as_deref().map(Jurisdiction::from);
    let published_by = |actor: &&Actor| {
        let forms = std::iter::once(&actor.name.0).chain(&actor.acronym);
        actor.kind == ActorKind::Organisation
            && forms.filter(|form| form.len() > 2).any(|form| document.publisher.contains(form.as_str()))
    };
    let bodies = || actors.iter().filter(|actor| actor.kind == ActorKind::Organisation);
    let announcer = actors.iter().find(published_by).or_else(|| bodies().next()).map(|actor| actor.name.clone());
    Names { home, announcer, actors, offices, instruments: instruments.into_instruments(), title, body }
}

/// The jurisdiction of a document's publisher, where its name tells.
pub(crate) fn home(document: &Document) -> Option<Jurisdiction> {
    find::home(document, "").as_deref().map(Jurisdiction::from)
}

/// The jurisdiction that a sentence names last before a byte of it.
pub(crate) fn jurisdiction_before(text: &str, at: usize) -> Option<Jurisdiction> {
    let start = text[..at].rfind(['\n', ';']).map_or(0, |found| found + 1);
    let start = text[..at].rfind(". ").map_or(start, |found| start.max(found + 2));
    jurisdictions::all_in(text.get(start..at)?).into_iter().next_back().map(Jurisdiction)
}

/// The first jurisdiction that a row of words names.
pub(crate) fn jurisdiction_in(words: &str) -> Option<Jurisdiction> {
    let starts = words.char_indices().filter(|(at, _)| *at == 0 || words[..*at].ends_with([' ', '(', '-', '–']));
    starts
        .map(|(at, _)| at)
        .find_map(|at| jurisdictions::at_start(&words[at..]))
        .map(|known| Jurisdiction::from(known.code))
}

/// The jurisdictions that a row of words names, in order.
pub(crate) fn jurisdictions_in(words: &str) -> Vec<Jurisdiction> {
    jurisdictions::all_in(words).into_iter().map(Jurisdiction).collect()
}
