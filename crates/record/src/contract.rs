//! What the contract asks of a fact and of a record beyond the types of their fields, and how a breach is reported.

use std::collections::HashSet;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::record::Draft;
use crate::{
    Act, Actor, ActorKind, ActorName, Date, DateRange, Event, Fact, FactBody, Figure, Instrument, Jurisdiction, Place,
    Statement,
};

/// What is wrong with one field of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The field, as a JSON Pointer (RFC 6901) from the fact on: `/due/start`.
    pub pointer: String,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Flaw {
    /// A flaw of the field at a pointer.
    pub(crate) fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }

    /// The name of the field itself, without what is inside it.
    pub fn field(&self) -> &str {
        self.pointer.split('/').nth(1).unwrap_or_default()
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.strip_prefix('/') {
            Some(field) => write!(f, "{field}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Something in a record that the contract does not allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Violation {
    /// Where it is, as a JSON Pointer (RFC 6901) into the record: `/facts/2/speakers/0`.
    pub pointer: String,
    /// The kind of the fact, where it is in a fact that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Violation {
    /// A flaw of a fact, by its position from 0.
    pub(crate) fn of_fact(position: usize, kind: Option<&str>, flaw: Flaw) -> Self {
        Self {
            pointer: format!("/facts/{position}{}", flaw.pointer),
            kind: kind.map(str::to_owned),
            message: flaw.message,
        }
    }

    fn of_list(list: &str, position: usize, field: &str, message: String) -> Self {
        Self { pointer: format!("/{list}/{position}/{field}"), kind: None, message }
    }

    /// The position of the fact, from 0; nothing where it is not in a fact.
    pub fn fact(&self) -> Option<usize> {
        let mut parts = self.pointer.split('/').skip(1);
        (parts.next() == Some("facts")).then(|| parts.next()?.parse().ok()).flatten()
    }
}

impl fmt::Display for Violation {
    /// Names the fact by its number, from 1, and its kind, then the field: `fact 3 (statement), speakers/0: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.pointer.strip_prefix('/').unwrap_or_default();
        let field = match self.fact() {
            None => path,
            Some(position) => {
                write!(f, "fact {}", position + 1)?;
                if let Some(kind) = &self.kind {
                    write!(f, " ({kind})")?;
                }
                let field = path.splitn(3, '/').nth(2).unwrap_or_default();
                if !field.is_empty() {
                    f.write_str(", ")?;
                }
                field
            }
        };
        if path.is_empty() { f.write_str(&self.message) } else { write!(f, "{field}: {}", self.message) }
    }
}

/// So many things that are wrong are named in one message; the others are counted.
const NAMED: usize = 5;

/// Several messages as one.
pub(crate) fn joined(all: &[impl fmt::Display]) -> String {
    let mut text = all.iter().take(NAMED).map(ToString::to_string).collect::<Vec<_>>().join("; ");
    if all.len() > NAMED {
        text.push_str(&format!("; and {} more", all.len() - NAMED));
    }
    text
}

/// Which list of a record a name is looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// The actors.
    Actors,
    /// The instruments.
    Instruments,
    /// Either of them.
    Either,
}

/// A name in a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameUse<'a> {
    /// The field, as a JSON Pointer from the fact on.
    pub pointer: String,
    /// The name.
    pub name: &'a str,
    /// Where it must be listed.
    pub listing: Listing,
}

impl FactBody {
    /// The names that the fact uses.
    pub fn names(&self) -> Vec<NameUse<'_>> {
        fn each<'a>(field: &'a str, names: &'a [ActorName]) -> impl Iterator<Item = NameUse<'a>> {
            names.iter().enumerate().map(move |(at, name)| actor(format!("/{field}/{at}"), name))
        }
        fn actor(pointer: impl Into<String>, name: &ActorName) -> NameUse<'_> {
            NameUse { pointer: pointer.into(), name: &name.0, listing: Listing::Actors }
        }
        match self {
            Self::Event(event) => {
                let all = event.participants.iter().enumerate();
                all.map(|(at, one)| actor(format!("/participants/{at}/actor"), &one.actor)).collect()
            }
            Self::Statement(statement) => {
                let about = statement.about.iter().enumerate().map(|(at, name)| NameUse {
                    pointer: format!("/about/{at}"),
                    name: &name.0,
                    listing: Listing::Instruments,
                });
                each("speakers", &statement.speakers)
                    .chain(statement.voiced_by.iter().map(|name| actor("/voiced_by", name)))
                    .chain(each("addressees", &statement.addressees))
                    .chain(about)
                    .collect()
            }
            Self::Stage(stage) => {
                let instrument = NameUse {
                    pointer: "/instrument".to_owned(),
                    name: &stage.instrument.0,
                    listing: Listing::Instruments,
                };
                std::iter::once(instrument).chain(each("by", &stage.by)).collect()
            }
            Self::Figure(figure) => {
                let subject = figure.subject.iter();
                let either = |name| NameUse { pointer: "/subject".to_owned(), name, listing: Listing::Either };
                subject.map(|name| either(name.as_str())).collect()
            }
            Self::Role(role) => std::iter::once(actor("/person", &role.person))
                .chain(role.org.iter().map(|name| actor("/org", name)))
                .collect(),
        }
    }

    /// What the contract does not allow in the fields themselves, whatever the document says.
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut found = Flaws(Vec::new());
        match self {
            Self::Event(event) => found.event(event),
            Self::Statement(statement) => found.statement(statement),
            Self::Stage(_) => {}
            Self::Figure(figure) => found.figure(figure),
            Self::Role(role) => {
                found.words("/title", &role.title);
                found.code("/jurisdiction", role.jurisdiction.as_ref());
            }
        }
        found.0
    }
}

/// Flaws as they are found.
struct Flaws(Vec<Flaw>);

impl Flaws {
    fn find(&mut self, pointer: &str, message: impl Into<String>) {
        self.0.push(Flaw::new(pointer, message));
    }

    fn words(&mut self, pointer: &str, words: &str) {
        if words.trim().is_empty() {
            self.find(pointer, "it is empty: give the words of the announcement");
        }
    }

    fn optional_words(&mut self, pointer: &str, words: Option<&String>) {
        if words.is_some_and(|words| words.trim().is_empty()) {
            self.find(pointer, "it is empty: give its words, or leave the field out");
        }
    }

    fn code(&mut self, pointer: &str, code: Option<&Jurisdiction>) {
        if let Some(code) = code.filter(|code| !code.is_well_formed()) {
            self.find(pointer, not_a_code(code));
        }
    }

    fn first_is_one(&mut self, pointer: &str, number: Option<u32>) {
        if number == Some(0) {
            self.find(pointer, "numbers count from 1: give the number, or leave the field out");
        }
    }

    fn range(&mut self, pointer: &str, range: Option<&DateRange>) {
        let Some(range) = range else { return };
        let mut days = [("start", range.start), ("end", range.end)].into_iter();
        if let Some((end, day)) = days.find_map(|(end, day)| Some((end, day.filter(|day| !is_four_digit(*day))?))) {
            self.find(&format!("{pointer}/{end}"), format!("{day} is outside of the years 1 to 9999"));
        }
        match (range.start, range.end) {
            (Some(start), Some(end)) if end < start => {
                self.find(pointer, format!("it ends on {end}, before it begins on {start}: give the days in order"));
            }
            (None, None) if range.text.trim().is_empty() => {
                self.find(pointer, "it says nothing: give start, end or text, or leave the field out");
            }
            _ => {}
        }
    }

    fn event(&mut self, event: &Event) {
        for (field, words) in [("/name", &event.name), ("/series", &event.series), ("/cadence", &event.cadence)] {
            self.optional_words(field, words.as_ref());
        }
        self.first_is_one("/ordinal", event.ordinal);
        self.range("/when", event.when.as_ref());
        let Some(place) = &event.place else { return };
        if *place == Place::default() {
            self.find("/place", "it says nothing: give venue, city or country, or leave the field out");
        }
        for (field, words) in [("/place/venue", &place.venue), ("/place/city", &place.city)] {
            self.optional_words(field, words.as_ref());
        }
        if let Some(country) = place.country.as_ref().filter(|country| !country.is_country()) {
            self.find("/place/country", format!("{:?} is not an ISO 3166-1 alpha-2 code, as KR", country.0));
        }
    }

    fn statement(&mut self, statement: &Statement) {
        self.words("/content", &statement.content);
        self.range("/due", statement.due.as_ref());
        if statement.firmness.is_some() && !matches!(statement.act, Act::Commitment | Act::Agreement) {
            let what = format!("commitments and agreements alone have it, not a {}: leave it out", statement.act);
            self.find("/firmness", what);
        }
    }

    fn figure(&mut self, figure: &Figure) {
        // JSON has no such numbers, but a program may compute them.
        if !figure.value.is_finite() {
            self.find("/value", "it is not a finite number");
        }
        if let Some(to) = figure.value_to.filter(|to| !to.is_finite() || *to < figure.value) {
            self.find("/value_to", format!("{to} is not above {}: the lower end of a range comes first", figure.value));
        }
        self.words("/unit", &figure.unit);
        self.optional_words("/subject", figure.subject.as_ref());
        self.first_is_one("/rank", figure.rank);
        self.range("/period", figure.period.as_ref());
    }
}

fn is_four_digit(day: Date) -> bool {
    (1..=9999).contains(&day.year())
}

fn not_a_code(code: &Jurisdiction) -> String {
    format!(
        "{:?} is not a code of a jurisdiction: write ISO 3166-1 alpha-2 as KR, EU, or the acronym of a bloc",
        code.0
    )
}

/// The names that facts may use: those that a record lists.
#[derive(Debug)]
pub struct Listed<'a> {
    actors: HashSet<&'a str>,
    people: HashSet<&'a str>,
    instruments: HashSet<&'a str>,
}

impl<'a> Listed<'a> {
    /// The names of these actors and instruments.
    pub fn of(actors: &'a [Actor], instruments: &'a [Instrument]) -> Self {
        let human = |actor: &&Actor| matches!(actor.kind, ActorKind::Person | ActorKind::Group);
        Self {
            actors: actors.iter().map(|actor| actor.name.0.as_str()).collect(),
            people: actors.iter().filter(human).map(|actor| actor.name.0.as_str()).collect(),
            instruments: instruments.iter().map(|instrument| instrument.name.0.as_str()).collect(),
        }
    }

    fn has(&self, used: &NameUse<'_>) -> bool {
        match used.listing {
            Listing::Actors => self.actors.contains(used.name),
            Listing::Instruments => self.instruments.contains(used.name),
            Listing::Either => self.actors.contains(used.name) || self.instruments.contains(used.name),
        }
    }

    /// The names that a fact uses without their being listed, and an organisation or a country where the one who
    /// speaks for it is meant.
    pub fn flaws(&self, body: &FactBody) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        for used in body.names() {
            let (what, list) = match used.listing {
                Listing::Actors => ("an actor", "`actors`"),
                Listing::Instruments => ("an instrument", "`instruments`"),
                Listing::Either => ("an actor or instrument", "`actors` or `instruments`"),
            };
            if !self.has(&used) {
                let message = format!(
                    "{:?} is not {what} of the document: write a name as it is listed in {list}, or list it there",
                    used.name
                );
                flaws.push(Flaw::new(used.pointer, message));
            } else if used.pointer == "/voiced_by" && !self.people.contains(used.name) {
                let message =
                    format!("{:?} is not a person: name the one who speaks, or leave the field out", used.name);
                flaws.push(Flaw::new(used.pointer, message));
            }
        }
        flaws
    }
}

/// All that is wrong with the parts of a record: with its document and lists first, then fact by fact.
pub(crate) fn violations(draft: &Draft) -> Vec<Violation> {
    let mut found = lists(draft);
    let listed = Listed::of(&draft.actors, &draft.instruments);
    for (position, fact) in draft.facts.iter().enumerate() {
        let kind = Some(fact.body().kind());
        let flaws = fact_flaws(draft, &listed, fact);
        found.extend(flaws.into_iter().map(|flaw| Violation::of_fact(position, kind, flaw)));
    }
    found
}

/// What is wrong with a fact beside its document and lists.
fn fact_flaws(draft: &Draft, listed: &Listed<'_>, fact: &Fact) -> Vec<Flaw> {
    let slices = fact.evidence().iter().enumerate();
    let mut flaws: Vec<Flaw> = slices
        .filter_map(|(at, slice)| Some((at, slice.verify(&draft.document).err()?)))
        .map(|(at, error)| Flaw::new(format!("/evidence/{at}"), error.to_string()))
        .collect();
    flaws.extend(listed.flaws(fact.body()));
    flaws
}

/// What is wrong with the document, the actors and the instruments. An organisation of a person and an instrument that is
/// amended need not be listed: no fact has to speak of them.
pub(crate) fn lists(draft: &Draft) -> Vec<Violation> {
    let mut found = Vec::new();
    if draft.document.id.0.trim().is_empty() {
        let message = "it is empty: give the document an id".to_owned();
        found.push(Violation { pointer: "/document/id".to_owned(), kind: None, message });
    }
    for (at, actor) in draft.actors.iter().enumerate() {
        if actor.name.0.trim().is_empty() {
            found.push(Violation::of_list("actors", at, "name", "it is empty: give the name".to_owned()));
        }
        if let Some(code) = actor.jurisdiction.as_ref().filter(|code| !code.is_well_formed()) {
            found.push(Violation::of_list("actors", at, "jurisdiction", not_a_code(code)));
        }
    }
    for (at, instrument) in draft.instruments.iter().enumerate() {
        if instrument.name.0.trim().is_empty() {
            found.push(Violation::of_list("instruments", at, "name", "it is empty: give the name".to_owned()));
        }
        for (party, code) in instrument.parties.iter().enumerate().filter(|(_, code)| !code.is_well_formed()) {
            found.push(Violation::of_list("instruments", at, &format!("parties/{party}"), not_a_code(code)));
        }
        if instrument.amends.as_ref() == Some(&instrument.name) {
            let message = "an instrument does not amend itself: name the one that it changes".to_owned();
            found.push(Violation::of_list("instruments", at, "amends", message));
        }
    }
    found
}
