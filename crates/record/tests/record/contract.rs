//! What the constructors refuse, and how they say so.

use proptest::prelude::*;
use record::{
    Confidence, Document, Draft, Evidence, EvidenceError, Fact, FactBody, Field, Figure, Qualifier, Record, RecordError,
};
use serde_json::{Value, json};

use crate::generated;

const BODY: &str =
    "Minister Berg said that Norway would lift the quota on cod by 15 January 2026. Exports rose 3 percent.";

/// A record with a fact of each kind.
fn good() -> Value {
    let slice = |words: &str| {
        let start = BODY.find(words).expect("it is there");
        json!([{"field": "body", "start": start, "end": start + words.len(), "exact": words}])
    };
    json!({
        "document": {"id": "d1", "title": "Norway to lift a quota", "published": "2025-12-10", "body": BODY},
        "actors": [
            {"name": "Norway", "kind": "jurisdiction", "jurisdiction": "NO"},
            {"name": "Berg", "kind": "person", "jurisdiction": "NO", "org": "Ministry of Fisheries"},
            {"name": "fishermen", "kind": "group", "count": 40}
        ],
        "instruments": [{"name": "cod quota", "type": "trq", "parties": ["NO"], "amends": "quota of 2019"}],
        "facts": [
            {"kind": "statement", "act": "commitment", "speakers": ["Norway"], "voiced_by": "Berg", "addressees": ["fishermen"],
             "content": "lift the quota on cod", "about": ["cod quota"], "firmness": "firm",
             "due": {"start": "2026-01-01", "end": "2026-01-15", "text": "by 15 January 2026"},
             "evidence": slice("would lift the quota"), "rule": "r", "confidence": 0.9},
            {"kind": "event", "type": "meeting", "status": "held", "ordinal": 2, "name": "Fish Day",
             "when": {"start": "2025-12-01", "end": "2025-12-02"}, "place": {"city": "Oslo", "country": "NO"},
             "participants": [{"actor": "Norway", "role": "host"}],
             "evidence": slice("Berg said"), "rule": "r", "confidence": 0.9},
            {"kind": "stage", "instrument": "cod quota", "stage": "withdrawn", "as_of": "2026-01", "by": ["Norway"],
             "evidence": slice("quota on cod"), "rule": "r", "confidence": 0.9},
            {"kind": "figure", "value": 3.0, "value_to": 4.0, "unit": "percent", "qualifier": "exact", "measure": "Exports", "rank": 1,
             "subject": "Norway", "period": {"end": "2025-12-31"},
             "evidence": slice("3 percent"), "rule": "r", "confidence": 0.9},
            {"kind": "role", "person": "Berg", "title": "Minister", "org": "Norway", "jurisdiction": "NO", "as_of": "2025-12-10",
             "evidence": slice("Minister Berg"), "rule": "r", "confidence": 0.9}
        ]
    })
}

fn refused(record: &Value) -> RecordError {
    Record::from_json(&record.to_string()).expect_err("it is refused")
}

/// Puts a value at a place of the good record, and looks for the word on that place.
fn check(pointer: &str, value: Value, at: &str, word: &str) {
    let mut record = good();
    let (parent, field) = pointer.rsplit_once('/').expect("a pointer");
    match record.pointer_mut(parent).expect("a place") {
        Value::Object(fields) => drop(fields.insert(field.to_owned(), value)),
        Value::Array(items) => items[field.parse::<usize>().expect("a number")] = value,
        other => panic!("{other} has no fields"),
    }
    let error = refused(&record);
    assert_eq!(error.violations.len(), 1, "{pointer}: {error}");
    let violation = &error.violations[0];
    assert_eq!(violation.pointer, at, "{pointer}: {error}");
    assert!(violation.message.contains(word), "{pointer}: {error}");
}

#[test]
fn what_the_contract_allows_is_taken() {
    let record = Record::from_json(&good().to_string()).expect("a record");
    assert_eq!(record.facts.len(), 5);
}

#[test]
fn no_evidence_no_fact() {
    check("/facts/2/evidence", json!([]), "/facts/2/evidence", "there is none");
    let mut record = good();
    record["facts"][2].as_object_mut().expect("a fact").remove("evidence");
    assert_eq!(refused(&record).violations[0].message, "missing field `evidence`");
    let body: FactBody = Figure {
        value: 1.0,
        value_to: None,
        unit: "tonne".into(),
        qualifier: Qualifier::Exact,
        measure: String::new(),
        subject: None,
        period: None,
        record: false,
        rank: None,
    }
    .into();
    let error = Fact::new(body, Vec::new(), "r", Confidence::default()).expect_err("it is refused");
    assert!(error.to_string().contains("evidence: there is none"), "{error}");
}

#[test]
fn evidence_is_the_text_it_points_at() {
    let slice =
        |start: usize, end: usize, exact: &str| json!({"field": "body", "start": start, "end": end, "exact": exact});
    let at = "/facts/0/evidence/0";
    check(at, slice(0, 8, "Ministry"), at, "reads \"Minister\"");
    check(at, slice(1, 9, "Minister"), at, "reads");
    check(at, slice(0, 0, ""), at, "no text at 0..0");
    check(at, slice(8, 0, "Minister"), at, "no text at 8..0");
    check(at, slice(90, 9_000, "x"), at, "no text at 90..9000");
    check(at, json!({"field": "title", "start": 0, "end": 8, "exact": "Minister"}), at, "the title at 0..8");
}

#[test]
fn every_name_of_a_fact_is_listed() {
    for (pointer, what) in [
        ("/facts/0/speakers/0", "an actor"),
        ("/facts/0/voiced_by", "an actor"),
        ("/facts/0/addressees/0", "an actor"),
        ("/facts/0/about/0", "an instrument"),
        ("/facts/1/participants/0/actor", "an actor"),
        ("/facts/2/instrument", "an instrument"),
        ("/facts/2/by/0", "an actor"),
        ("/facts/3/subject", "an actor or instrument"),
        ("/facts/4/person", "an actor"),
    ] {
        check(pointer, json!("Nobody at all"), pointer, &format!("\"Nobody at all\" is not {what}"));
    }
    check("/facts/0/about/0", json!("Norway"), "/facts/0/about/0", "is not an instrument");
    check("/facts/0/voiced_by", json!("Norway"), "/facts/0/voiced_by", "is not a person");
}

#[test]
fn other_forms_of_names_are_the_names_that_are_listed() {
    let mut record = good();
    record["actors"][0]["acronym"] = json!("NOR");
    record["actors"][0]["aliases"] = json!(["Kingdom of Norway"]);
    record["facts"][0]["speakers"] = json!(["NOR"]);
    record["facts"][2]["by"] = json!(["Kingdom of Norway"]);
    record["facts"][4]["org"] = json!("Institute of Marine Research");
    let read = Record::from_json(&record.to_string()).expect("all names can be found");
    let names =
        |fact: usize| read.facts[fact].body().names().into_iter().map(|used| used.name.to_owned()).collect::<Vec<_>>();
    assert_eq!(names(0)[0], "Norway");
    assert!(names(2).contains(&"Norway".to_owned()), "{:?}", names(2));
    assert!(
        read.actors.iter().any(|actor| actor.name.0 == "Institute of Marine Research"),
        "the body of an office is listed"
    );
}

#[test]
fn fields_say_something_and_nothing_impossible() {
    for (pointer, value, word) in [
        ("/facts/0/content", json!(" \n"), "empty"),
        ("/facts/0/due", json!({"start": "2026-02-01", "end": "2026-01-15"}), "before it begins"),
        ("/facts/0/due", json!({}), "says nothing"),
        ("/facts/0/act", json!("threat"), "unknown variant"),
        ("/facts/0/confidence", json!(1.2), "from 0 to 1"),
        ("/facts/0/confidence", json!(-0.1), "from 0 to 1"),
        ("/facts/0/kind", json!("rumour"), "not a kind of fact"),
        ("/facts/1/ordinal", json!(0), "count from 1"),
        ("/facts/1/name", json!(""), "empty"),
        ("/facts/1/place", json!({}), "says nothing"),
        ("/facts/1/place/country", json!("Norway"), "ISO 3166-1"),
        ("/facts/1/when", json!({"start": "2025-12-03", "end": "2025-12-02"}), "before it begins"),
        ("/facts/2/as_of", json!("January 2026"), "is not a date"),
        ("/facts/3/value_to", json!(2.0), "not above"),
        ("/facts/3/unit", json!(""), "empty"),
        ("/facts/3/rank", json!(0), "count from 1"),
        ("/facts/3/period", json!({"text": " "}), "says nothing"),
        ("/facts/4/title", json!(""), "empty"),
        ("/facts/4/jurisdiction", json!("Norway"), "not a code"),
        ("/actors/0/jurisdiction", json!("no"), "not a code"),
        ("/instruments/0/amends", json!("cod quota"), "does not amend itself"),
        ("/document/id", json!(""), "empty"),
    ] {
        check(pointer, value, pointer, word);
    }
    check("/facts/0/due", json!({"end": "2026-02-30"}), "/facts/0/due/end", "");
    check("/facts/0/due", json!({"end": "-000001-01-01"}), "/facts/0/due/end", "outside of the years");
    check("/facts/1/participants/0", json!({"actor": "Norway"}), "/facts/1/participants/0", "missing field `role`");
    check("/instruments/0/parties", json!(["NO", "Norway"]), "/instruments/0/parties/1", "not a code");
    check("/facts/0/act", json!("request"), "/facts/0/firmness", "alone have it");
    check("/facts", json!({}), "/facts", "not a list");
}

#[test]
fn all_that_is_wrong_is_reported_at_once_with_fact_and_field() {
    let mut record = good();
    record["facts"][0]["evidence"] = json!([]);
    record["facts"][0]["speakers"] = json!(["Nobody"]);
    record["facts"][3]["rank"] = json!(0);
    record["actors"][0]["jurisdiction"] = json!("Norway");
    let error = refused(&record);
    let said: Vec<String> = error.violations.iter().map(ToString::to_string).collect();
    assert_eq!(error.document, "d1");
    assert_eq!(said.len(), 4, "{said:#?}");
    assert!(said[0].starts_with("actors/0/jurisdiction: "), "{said:#?}");
    assert!(said[1].starts_with("fact 1 (statement), evidence: "), "{said:#?}");
    assert!(said[2].starts_with("fact 1 (statement), speakers/0: \"Nobody\""), "{said:#?}");
    assert!(said[3].starts_with("fact 4 (figure), rank: "), "{said:#?}");
}

#[test]
fn a_record_may_be_made_of_what_holds_alone() {
    let draft = Record::from_json(&good().to_string()).expect("a record").into_draft();
    let broken = Draft { actors: draft.actors[..1].to_vec(), ..draft.clone() };
    assert!(Record::new(broken.clone()).is_err());
    let (record, violations) = Record::sift(broken);
    // Without Berg and the fishermen the statement and the role are lost.
    assert_eq!(record.facts, [&draft.facts[1..4]].concat());
    assert_eq!(violations.iter().filter_map(record::Violation::fact).collect::<Vec<_>>(), [0, 0, 4]);
    let other = Draft { document: Document { body: BODY.replace("lift", "keep"), ..draft.document.clone() }, ..draft };
    assert_eq!(Record::sift(other).0.facts.len(), 4);
}

#[test]
fn a_fact_is_not_revised_into_none() {
    let draft = Record::from_json(&good().to_string()).expect("a record").into_draft();
    let mut fact = draft.facts[0].clone();
    let FactBody::Statement(mut statement) = fact.body().clone() else { panic!("a statement comes first") };
    let more = Evidence::of(&draft.document, Field::Title, 0..6).expect("a slice");
    statement.content = String::new();
    assert!(!fact.revise(statement.clone(), more.clone()));
    assert_eq!(fact, draft.facts[0]);
    statement.content = "lift the quota".to_owned();
    assert!(fact.revise(statement, more.clone()));
    assert_eq!(fact.evidence().last(), Some(&more));
}

#[test]
fn confidence_is_a_share() {
    assert_eq!(Confidence::new(f32::NAN).get(), 0.0);
    assert_eq!((Confidence::new(7.0).get(), Confidence::new(-7.0).get()), (1.0, 0.0));
    for value in [f32::NAN, 1.01, -0.01, f32::INFINITY] {
        assert!(Confidence::try_from(value).is_err(), "{value}");
    }
}

#[test]
fn what_a_store_kept_is_as_long_as_it_says() {
    assert!(Evidence::kept(Field::Body, 3..8, "Korea".to_owned()).is_ok());
    for (span, exact) in [(3..8, "Kore"), (3..3, ""), (3..9, "Korea")] {
        assert!(Evidence::kept(Field::Body, span, exact.to_owned()).is_err(), "{exact:?}");
    }
}

proptest! {
    #[test]
    fn slices_begin_and_end_between_characters(record in generated::record(), start in 0..80_usize, end in 0..80_usize) {
        let document = &record.document;
        match Evidence::of(document, Field::Body, start..end) {
            Ok(slice) => {
                prop_assert_eq!(document.body.get(start..end), Some(slice.exact()));
                prop_assert!(slice.verify(document).is_ok());
                let other = Document { body: format!("\u{1f600}{}", document.body), ..document.clone() };
                // Elsewhere the same place has other words, unless they happen to repeat.
                prop_assert_eq!(slice.verify(&other).is_ok(), other.body.get(start..end) == Some(slice.exact()));
            }
            Err(error) => {
                prop_assert!(document.body.get(start..end).is_none_or(str::is_empty));
                let no_text = matches!(error, EvidenceError::NoText { .. });
                prop_assert!(no_text);
            }
        }
    }

    #[test]
    fn a_name_that_is_taken_from_the_list_is_missed(record in generated::record()) {
        let draft = record.into_draft();
        let used: Vec<Vec<String>> =
            draft.facts.iter().map(|fact| fact.body().names().iter().map(|used| used.name.to_owned()).collect()).collect();
        let (left, violations) = Record::sift(Draft { actors: Vec::new(), instruments: Vec::new(), ..draft });
        prop_assert_eq!(left.facts.len(), used.iter().filter(|names| names.is_empty()).count());
        prop_assert_eq!(violations.len(), used.iter().map(Vec::len).sum::<usize>());
    }
}
