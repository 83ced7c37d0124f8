//! Records of any content that the contract allows.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use record::{
    Act, Actor, ActorKind, ActorName, Confidence, Date, DateRange, Document, DocumentId, Draft, Event, EventStatus,
    EventType, Evidence, Fact, FactBody, Field, Figure, Firmness, Instrument, InstrumentName, InstrumentType,
    Jurisdiction, PartialDate, Participant, ParticipantRole, Place, Qualifier, Record, Role, Stage, StageName,
    Statement,
};

/// Pieces of text that are one to four bytes a character, with marks that combine and signs that JSON escapes.
const PIECES: &[&str] = &[
    "Korea", "asked", "the", "EU", " ", "\n", "é", "e\u{301}", "한국", "貿易", "–", "“", "\"", "\\", "\t", "😀", "𝒳",
    "🇰🇷", "\u{0}", "/", "\u{2028}", "🤝🏽",
];

const ACTORS: &[&str] = &["Korea", "European Union", "Šefčovič", "대한민국", "Club \"𝒳\"", "exporters 😀"];

const INSTRUMENTS: &[&str] = &["Korea–EU Digital Trade Agreement", "CBAM", "철강 TRQ", "Act \\ 7"];

fn text() -> impl Strategy<Value = String> {
    vec(select(PIECES), 1..40).prop_map(|pieces| pieces.concat())
}

fn words() -> impl Strategy<Value = String> {
    text().prop_filter("words are not blank", |text| !text.trim().is_empty())
}

fn day() -> impl Strategy<Value = Date> {
    (1_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Date::constant(year, month, day))
}

fn range() -> impl Strategy<Value = DateRange> {
    (day(), day(), 0..4_u8, words()).prop_map(|(one, two, shape, text)| match shape {
        0 => DateRange { start: Some(one.min(two)), end: Some(one.max(two)), text },
        1 => DateRange { start: Some(one), end: None, text: String::new() },
        2 => DateRange { start: None, end: Some(one), text },
        _ => DateRange { start: None, end: None, text },
    })
}

fn partial() -> impl Strategy<Value = PartialDate> {
    (day(), 0..3_u8).prop_map(|(day, precision)| match precision {
        0 => PartialDate::Year(day.year()),
        1 => PartialDate::Month(day.year(), day.month()),
        _ => PartialDate::Day(day),
    })
}

fn code() -> impl Strategy<Value = Jurisdiction> {
    select(&["KR", "EU", "ASEAN", "GB"][..]).prop_map(Jurisdiction::from)
}

fn actor(name: &str) -> impl Strategy<Value = Actor> + use<> {
    let name = ActorName::from(name);
    let kind = select(&[ActorKind::Person, ActorKind::Organisation, ActorKind::Jurisdiction, ActorKind::Group][..]);
    (kind, option::of(words()), vec(words(), 0..2), option::of(code()), option::of(any::<u64>())).prop_map(
        move |(kind, acronym, aliases, jurisdiction, count)| Actor {
            name: name.clone(),
            kind,
            acronym,
            aliases,
            jurisdiction,
            title: None,
            org: None,
            count,
        },
    )
}

fn instrument(name: &str) -> impl Strategy<Value = Instrument> + use<> {
    let name = InstrumentName::from(name);
    (select(InstrumentType::ALL), vec(code(), 0..3), option::of(words())).prop_map(move |(kind, parties, subject)| {
        Instrument { name: name.clone(), kind, parties, acronym: None, aliases: Vec::new(), subject, amends: None }
    })
}

/// Names that facts may use, by what they are.
#[derive(Debug, Clone)]
struct Names {
    actors: Vec<ActorName>,
    people: Vec<ActorName>,
    instruments: Vec<InstrumentName>,
}

fn event(names: &Names) -> impl Strategy<Value = FactBody> + use<> {
    let participants = subsequence(names.actors.clone(), 0..=names.actors.len());
    let place = (option::of(words()), words(), option::of(select(&["KR", "SA, AE"][..])))
        .prop_map(|(venue, city, country)| Place { venue, city: Some(city), country: country.map(Jurisdiction::from) });
    let what = (select(EventType::ALL), select(EventStatus::ALL), select(ParticipantRole::ALL));
    (what, option::of(words()), option::of(1..100_u32), option::of(range()), option::of(place), participants).prop_map(
        |((kind, status, role), name, ordinal, when, place, participants)| {
            let participants = participants.into_iter().map(|actor| Participant { actor, role }).collect();
            let series = name.clone();
            Event { kind, name, series, ordinal, cadence: None, when, place, status, participants }.into()
        },
    )
}

fn statement(names: &Names) -> impl Strategy<Value = FactBody> + use<> {
    let some = |names: &[ActorName]| subsequence(names.to_vec(), 0..=names.len());
    let voice = subsequence(names.people.clone(), 0..=names.people.len().min(1));
    let about = subsequence(names.instruments.clone(), 0..=names.instruments.len());
    let firmness = option::of(select(Firmness::ALL));
    let said = (select(Act::ALL), words(), option::of(range()), firmness);
    (said, some(&names.actors), voice, some(&names.actors), about).prop_map(
        |((act, content, due, firmness), speakers, voice, addressees, about)| {
            let binds = matches!(act, Act::Commitment | Act::Agreement);
            let firmness = firmness.filter(|_| binds);
            Statement { act, speakers, voiced_by: voice.into_iter().next(), addressees, content, about, due, firmness }
                .into()
        },
    )
}

fn stage(names: &Names) -> impl Strategy<Value = FactBody> + use<> {
    let by = subsequence(names.actors.clone(), 0..=names.actors.len());
    (select(names.instruments.clone()), select(StageName::ALL), option::of(partial()), by)
        .prop_map(|(instrument, stage, as_of, by)| Stage { instrument, stage, as_of, by }.into())
}

fn figure(names: &Names) -> impl Strategy<Value = FactBody> + use<> {
    let actors = names.actors.iter().map(|name| name.0.clone());
    let subjects: Vec<String> = actors.chain(names.instruments.iter().map(|name| name.0.clone())).collect();
    let counted = (-1e12..1e12_f64, option::of(0.0..1e9_f64), words(), select(Qualifier::ALL));
    (counted, text(), option::of(select(subjects)), option::of(range()), any::<bool>(), option::of(1..9_u32)).prop_map(
        |((value, width, unit, qualifier), measure, subject, period, record, rank)| {
            let value_to = width.map(|width| value + width);
            Figure { value, value_to, unit, qualifier, measure, subject, period, record, rank }.into()
        },
    )
}

fn role(names: &Names) -> impl Strategy<Value = FactBody> + use<> {
    let actor = || select(names.actors.clone());
    (actor(), words(), option::of(actor()), option::of(code()), option::of(partial()))
        .prop_map(|(person, title, org, jurisdiction, as_of)| Role { person, title, org, jurisdiction, as_of }.into())
}

fn slice(document: &Document) -> impl Strategy<Value = Evidence> + use<> {
    let document = document.clone();
    (select(&[Field::Title, Field::Body][..]), any::<Index>(), any::<Index>()).prop_map(move |(field, from, to)| {
        let text = document.text(field);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let from = from.index(starts.len() - 1);
        let to = from + 1 + to.index(starts.len() - 1 - from);
        Evidence::of(&document, field, starts[from]..starts[to]).expect("a slice between characters")
    })
}

fn fact(document: &Document, names: &Names) -> impl Strategy<Value = Fact> + use<> {
    let body = prop_oneof![event(names), statement(names), stage(names), figure(names), role(names)];
    let confidence = (0..=1000_u16).prop_map(|thousandths| Confidence::new(f32::from(thousandths) / 1000.0));
    (body, vec(slice(document), 1..4), words(), confidence).prop_map(|(body, evidence, rule, confidence)| {
        Fact::new(body, evidence, &rule, confidence).expect("a fact that the contract allows")
    })
}

/// A record with texts of any script and facts of all kinds.
pub(crate) fn record() -> impl Strategy<Value = Record> {
    let document = (words(), text(), text(), option::of(day())).prop_map(|(id, title, body, published)| Document {
        id: DocumentId(id),
        url: String::new(),
        publisher: "Ministry of 무역".to_owned(),
        section: String::new(),
        title,
        published,
        language: "en".to_owned(),
        body,
    });
    let actors =
        subsequence(ACTORS, 1..=ACTORS.len()).prop_flat_map(|names| names.into_iter().map(actor).collect::<Vec<_>>());
    let instruments = subsequence(INSTRUMENTS, 1..=INSTRUMENTS.len())
        .prop_flat_map(|names| names.into_iter().map(instrument).collect::<Vec<_>>());
    (document, actors, instruments).prop_flat_map(|(document, actors, instruments)| {
        let human = |actor: &&Actor| matches!(actor.kind, ActorKind::Person | ActorKind::Group);
        let names = Names {
            actors: actors.iter().map(|actor| actor.name.clone()).collect(),
            people: actors.iter().filter(human).map(|actor| actor.name.clone()).collect(),
            instruments: instruments.iter().map(|instrument| instrument.name.clone()).collect(),
        };
        vec(fact(&document, &names), 0..6).prop_map(move |facts| {
            let (document, actors, instruments) = (document.clone(), actors.clone(), instruments.clone());
            let diagnostics = Vec::new();
            Record::new(Draft { document, actors, instruments, facts, diagnostics })
                .expect("a record that the contract allows")
        })
    })
}
