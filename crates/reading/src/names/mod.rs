//! Who and what a document names: actors, instruments, and every mention that refers to them.

mod find;
mod jurisdictions;

use record::{Actor, ActorName, Field, Instrument, InstrumentName, Span};

use crate::FieldReading;

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

/// The names of a document and their mentions.
#[derive(Debug, Clone, Default)]
pub struct Names {
    actors: Vec<Actor>,
    instruments: Vec<Instrument>,
    title: Vec<Mention>,
    body: Vec<Mention>,
}

impl Names {
    /// Actors in the order of their first mention.
    pub fn actors(&self) -> &[Actor] {
        &self.actors
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
pub fn find(title: &FieldReading, body: &FieldReading) -> Names {
    let mut finder = find::Finder::default();
    let body = finder.field(&body.analysis, Field::Body);
    let title = finder.field(&title.analysis, Field::Title);
    Names { actors: finder.into_actors(), instruments: Vec::new(), title, body }
}
