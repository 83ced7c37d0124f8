//! The heads of the reader and the labels they give.

use record::{Act, ActorKind, EventType, StageName};

/// A labelling of the text by one head of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// Words that carry a statement, by act.
    Statement,
    /// Words that carry an event, by type.
    Event,
    /// Words that carry a stage of an instrument.
    Stage,
    /// Words that carry a figure.
    Figure,
    /// Words that carry a role.
    Role,
    /// The content of a statement.
    Content,
    /// Mentions of actors.
    Actor,
    /// Mentions of instruments.
    Instrument,
    /// Times that belong to a fact.
    Time,
}

impl Head {
    /// All heads, in the order of their declaration.
    pub(super) const ALL: [Self; 9] = [
        Self::Statement,
        Self::Event,
        Self::Stage,
        Self::Figure,
        Self::Role,
        Self::Content,
        Self::Actor,
        Self::Instrument,
        Self::Time,
    ];

    /// Whether words of one label that stand side by side are one passage; two names side by side are two.
    pub(super) fn joins(self) -> bool {
        !matches!(self, Self::Actor | Self::Time | Self::Role)
    }

    /// Its name in the model file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Event => "event",
            Self::Stage => "stage",
            Self::Figure => "figure",
            Self::Role => "role",
            Self::Content => "content",
            Self::Actor => "actor",
            Self::Instrument => "instrument",
            Self::Time => "time",
        }
    }
}

/// What words carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// A statement of an act.
    Statement(Act),
    /// An event of a type.
    Event(EventType),
    /// A stage.
    Stage(StageName),
    /// A figure.
    Figure,
    /// A role.
    Role,
    /// The content of a statement.
    Content,
    /// A mention of an actor of a kind.
    Actor(ActorKind),
    /// A mention of an instrument.
    Instrument,
    /// When an event takes place.
    When,
    /// When something is due.
    Due,
}

impl Label {
    /// The head that gives it.
    pub fn head(self) -> Head {
        match self {
            Self::Statement(_) => Head::Statement,
            Self::Event(_) => Head::Event,
            Self::Stage(_) => Head::Stage,
            Self::Figure => Head::Figure,
            Self::Role => Head::Role,
            Self::Content => Head::Content,
            Self::Actor(_) => Head::Actor,
            Self::Instrument => Head::Instrument,
            Self::When | Self::Due => Head::Time,
        }
    }

    /// The contract's term for it: an act, a type of event, a stage, or the name of the head.
    pub fn term(self) -> &'static str {
        match self {
            Self::Statement(act) => act.as_str(),
            Self::Event(kind) => kind.as_str(),
            Self::Stage(stage) => stage.as_str(),
            Self::Actor(kind) => actor_term(kind),
            Self::When => "when",
            Self::Due => "due",
            other => other.head().name(),
        }
    }

    /// The label of a head by its term.
    pub(super) fn parse(head: Head, term: &str) -> Option<Self> {
        match head {
            Head::Statement => Act::parse(term).map(Self::Statement),
            Head::Event => EventType::parse(term).map(Self::Event),
            Head::Stage => StageName::parse(term).map(Self::Stage),
            Head::Figure => (term == "figure").then_some(Self::Figure),
            Head::Role => (term == "role").then_some(Self::Role),
            Head::Content => (term == "content").then_some(Self::Content),
            Head::Actor => ACTORS.into_iter().find(|kind| actor_term(*kind) == term).map(Self::Actor),
            Head::Instrument => (term == "instrument").then_some(Self::Instrument),
            Head::Time => [Self::When, Self::Due].into_iter().find(|label| label.term() == term),
        }
    }
}

/// The kinds of actor whose mentions are labelled.
const ACTORS: [ActorKind; 4] = [ActorKind::Person, ActorKind::Organisation, ActorKind::Jurisdiction, ActorKind::Group];

fn actor_term(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => "person",
        ActorKind::Organisation => "organisation",
        ActorKind::Jurisdiction => "jurisdiction",
        ActorKind::Group => "group",
    }
}
