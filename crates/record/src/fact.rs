//! The five kinds of fact.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::Flaw;
use crate::name::vocabulary;
use crate::{ActorName, DateRange, Evidence, InstrumentName, Jurisdiction, Meaning, PartialDate};

/// How sure the reader is, from 0 to 1: the share of facts of this confidence that a reviewer would accept.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("minimum" = 0, "maximum" = 1))]
pub struct Confidence(f32);

/// A number that is not a confidence.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is not a confidence: give a number from 0 to 1")]
pub struct ConfidenceError(pub f32);

impl Confidence {
    /// Clamps to 0..=1; a NaN is no confidence at all.
    pub fn new(value: f32) -> Self {
        Self(if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) })
    }

    /// The number.
    pub fn get(self) -> f32 {
        self.0
    }
}

impl TryFrom<f32> for Confidence {
    type Error = ConfidenceError;

    fn try_from(value: f32) -> Result<Self, Self::Error> {
        if (0.0..=1.0).contains(&value) { Ok(Self(value)) } else { Err(ConfidenceError(value)) }
    }
}

impl<'de> Deserialize<'de> for Confidence {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f32::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
    }
}

impl Default for Confidence {
    fn default() -> Self {
        Self(1.0)
    }
}

/// Something an announcement states, with the words it came from. There is none without evidence, and none whose own
/// fields contradict the contract.
#[derive(Debug, Clone)]
pub struct Fact {
    body: FactBody,
    evidence: Vec<Evidence>,
    rule: String,
    confidence: Confidence,
    meaning: Option<Box<Meaning>>,
}

/// What a fact means follows from its words: two with the same words are one.
impl PartialEq for Fact {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
            && self.evidence == other.evidence
            && self.rule == other.rule
            && self.confidence == other.confidence
    }
}

/// A fact that cannot be constructed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", crate::contract::joined(.flaws))]
pub struct FactError {
    /// All that is wrong with it; never empty.
    pub flaws: Vec<Flaw>,
}

impl Fact {
    /// A fact with its evidence, the principal slice first.
    ///
    /// # Errors
    /// When there is no evidence, or a field says what the contract does not allow.
    pub fn new(
        body: impl Into<FactBody>,
        evidence: Vec<Evidence>,
        rule: &str,
        confidence: Confidence,
    ) -> Result<Self, FactError> {
        let body = body.into();
        let mut flaws = body.flaws();
        if evidence.is_empty() {
            flaws.push(Flaw::new("/evidence", "there is none: quote the words of the document that say it"));
        }
        if flaws.is_empty() {
            Ok(Self { body, evidence, rule: rule.to_owned(), confidence, meaning: None })
        } else {
            Err(FactError { flaws })
        }
    }

    /// Restates the fact with what further words of the document say, and adds those words to its evidence. A fact that
    /// could not be constructed so stays as it was, and false is returned.
    pub fn revise(&mut self, body: impl Into<FactBody>, evidence: Evidence) -> bool {
        let body = body.into();
        if !body.flaws().is_empty() {
            return false;
        }
        self.body = body;
        self.meaning = None;
        if !self.evidence.contains(&evidence) {
            self.evidence.push(evidence);
        }
        true
    }

    /// What is stated.
    pub fn body(&self) -> &FactBody {
        &self.body
    }

    /// The words it came from, the principal slice first; never empty.
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// Some of its words are those of another fact, too, of the same document.
    pub fn shares_words(&self, other: &Self) -> bool {
        self.evidence.iter().any(|mine| {
            let mut theirs = other.evidence.iter().filter(|its| its.field() == mine.field());
            theirs.any(|its| its.span().start < mine.span().end && mine.span().start < its.span().end)
        })
    }

    /// The fact with what its words say.
    #[must_use]
    pub fn with_meaning(mut self, meaning: Meaning) -> Self {
        self.meaning = Some(Box::new(meaning));
        self
    }

    /// What its words say, where that has been looked at.
    pub fn meaning(&self) -> Option<&Meaning> {
        self.meaning.as_deref()
    }

    /// The rule that read it.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// How sure the reader is.
    pub fn confidence(&self) -> Confidence {
        self.confidence
    }
}

/// What a fact states, by kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum FactBody {
    /// Something happens.
    Event(Event),
    /// Somebody says, asks or promises something.
    Statement(Statement),
    /// An instrument stands somewhere.
    Stage(Stage),
    /// A quantity is reported.
    Figure(Figure),
    /// Somebody holds an office.
    Role(Role),
}

impl FactBody {
    /// The contract's name of the kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Event(_) => "event",
            Self::Statement(_) => "statement",
            Self::Stage(_) => "stage",
            Self::Figure(_) => "figure",
            Self::Role(_) => "role",
        }
    }
}

macro_rules! body_from {
    ($($kind:ident),+) => {
        $(impl From<$kind> for FactBody {
            fn from(body: $kind) -> Self {
                Self::$kind(body)
            }
        })+
    };
}
body_from!(Event, Statement, Stage, Figure, Role);

vocabulary! {
    /// What kind of happening an event is.
    EventType {
        /// A meeting.
        Meeting = "meeting",
        /// A call, by telephone or video.
        Call = "call",
        /// A visit or trip.
        Visit = "visit",
        /// A roundtable.
        Roundtable = "roundtable",
        /// A session of a standing body.
        Committee = "committee",
        /// A conference or summit.
        Conference = "conference",
        /// A forum.
        Forum = "forum",
        /// A round of negotiations.
        NegotiationRound = "negotiation-round",
        /// A ceremony.
        Ceremony = "ceremony",
        /// A signing.
        Signing = "signing",
        /// A consultation.
        Consultation = "consultation",
        /// A publication.
        Publication = "publication",
        /// Anything else.
        Other = "other",
    }
}

vocabulary! {
    /// Where an event stands on the publication date.
    EventStatus {
        /// Over.
        Held = "held",
        /// Under way.
        Ongoing = "ongoing",
        /// To come.
        Planned = "planned",
        /// Moved; `when` keeps the date missed.
        Postponed = "postponed",
        /// Called off.
        Cancelled = "cancelled",
    }
}

vocabulary! {
    /// What a participant does at an event.
    ParticipantRole {
        /// Presides.
        Chair = "chair",
        /// Holds or hosts.
        Host = "host",
        /// Takes part.
        Participant = "participant",
    }
}

vocabulary! {
    /// What is done by saying it.
    Act {
        /// The speaker wants someone else to do something.
        Request = "request",
        /// Something to be done together, or offered.
        Proposal = "proposal",
        /// The actor says what it will itself do.
        Commitment = "commitment",
        /// Parties settle something together.
        Agreement = "agreement",
        /// Worry, regret, objection, caution.
        Concern = "concern",
        /// Welcomes, supports, thanks.
        Support = "support",
        /// An answer that is none of the above.
        Response = "response",
        /// Any other view put on record.
        Position = "position",
    }
}

impl Act {
    /// Requests, proposals, commitments and agreements are the ledger.
    pub fn is_ledger(self) -> bool {
        matches!(self, Self::Request | Self::Proposal | Self::Commitment | Self::Agreement)
    }
}

vocabulary! {
    /// How firmly a commitment or agreement binds.
    Firmness {
        /// will, agreed to, pledged.
        Firm = "firm",
        /// aims, plans, seeks, intends.
        Aim = "aim",
        /// would explore, is reviewing.
        Considering = "considering",
        /// if, once, after a required step, subject to.
        Conditional = "conditional",
    }
}

vocabulary! {
    /// Where an instrument stands. One vocabulary; which terms apply depends on the type of instrument.
    StageName {
        /// Idea, draft, bill, announced plan.
        Proposed = "proposed",
        /// Talks announced or opened; an undertaking begun.
        Launched = "launched",
        /// From the first round on.
        Negotiating = "negotiating",
        /// Agreed in principle.
        InPrinciple = "in-principle",
        /// Talks concluded, or the text adopted.
        Concluded = "concluded",
        /// Initialled.
        Initialled = "initialled",
        /// Adopted: a joint statement, measure or law.
        Adopted = "adopted",
        /// Signed.
        Signed = "signed",
        /// Domestic procedures after signature.
        Ratifying = "ratifying",
        /// Prolonged.
        Extended = "extended",
        /// Provisionally applied.
        Provisional = "provisional",
        /// In force.
        InForce = "in-force",
        /// Suspended.
        Suspended = "suspended",
        /// Taken up again.
        Resumed = "resumed",
        /// Ended.
        Terminated = "terminated",
        /// A measure threatened.
        Threatened = "threatened",
        /// Open for comments.
        Consultation = "consultation",
        /// Changed.
        Amended = "amended",
        /// Postponed or suspended.
        Paused = "paused",
        /// Withdrawn.
        Withdrawn = "withdrawn",
        /// Lapsed.
        Expired = "expired",
        /// Annulled by a court.
        StruckDown = "struck-down",
        /// A case opened.
        Initiated = "initiated",
        /// A case under way.
        Ongoing = "ongoing",
        /// Preliminary finding.
        Preliminary = "preliminary",
        /// Definitive finding.
        Definitive = "definitive",
        /// Under review.
        Review = "review",
        /// Decided.
        Decided = "decided",
        /// Appealed.
        Appealed = "appealed",
        /// Closed.
        Closed = "closed",
        /// An undertaking to come.
        Planned = "planned",
        /// An undertaking at work.
        Operating = "operating",
        /// Finished.
        Completed = "completed",
        /// Called off.
        Cancelled = "cancelled",
    }
}

vocabulary! {
    /// How exactly a figure is meant.
    Qualifier {
        /// As given.
        Exact = "exact",
        /// About, also nearly, close to.
        About = "about",
        /// More than.
        MoreThan = "more-than",
        /// At least.
        AtLeast = "at-least",
        /// Less than.
        LessThan = "less-than",
        /// Up to.
        UpTo = "up-to",
    }
}

/// Where an event takes place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The building or room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
    /// The city, only if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Jurisdiction>,
}

/// Who takes part in an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Participant {
    /// The actor.
    pub actor: ActorName,
    /// What it does there.
    pub role: ParticipantRole,
}

/// Something that happens at a time or a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// What kind of happening.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// Proper name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The numbered or recurring row it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Its number in the series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<u32>,
    /// Stated frequency, as `annual` or `semiannual`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cadence: Option<String>,
    /// When it happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<DateRange>,
    /// Where it happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Where it stands on the publication date.
    pub status: EventStatus,
    /// Who takes part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<Participant>,
}

/// Who said, asked or promised what, to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// What is done by saying it.
    pub act: Act,
    /// On whose behalf it is said.
    pub speakers: Vec<ActorName>,
    /// The person who speaks for an organisation or government.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voiced_by: Option<ActorName>,
    /// To whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addressees: Vec<ActorName>,
    /// The words that carry what is asked, promised or said.
    pub content: String,
    /// Instruments it concerns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<InstrumentName>,
    /// When what is promised or asked is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<DateRange>,
    /// How firmly it binds; commitments and agreements have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmness: Option<Firmness>,
}

/// Where an instrument stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stage {
    /// The instrument.
    pub instrument: InstrumentName,
    /// The stage it is in.
    pub stage: StageName,
    /// When it took or takes that stage; absent for an undated past one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<PartialDate>,
    /// Who brought it there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<ActorName>,
}

/// A quantity that the announcement reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// The number; the lower end of a range.
    pub value: f64,
    /// The upper end of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_to: Option<f64>,
    /// ISO 4217 code, `percent`, or the counted noun in the singular.
    pub unit: String,
    /// How exactly it is meant.
    pub qualifier: Qualifier,
    /// The words that say what is counted.
    pub measure: String,
    /// An actor or instrument of the record that it is a figure of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The time it covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<DateRange>,
    /// It is the highest or lowest ever.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub record: bool,
    /// Place in an order, first is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
}

/// Who holds which office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Role {
    /// The person.
    pub person: ActorName,
    /// The office, as stated.
    pub title: String,
    /// The organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<ActorName>,
    /// The jurisdiction acted for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<Jurisdiction>,
    /// Publication date of the document that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<PartialDate>,
}
