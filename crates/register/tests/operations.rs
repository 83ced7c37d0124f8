//! Whatever is done to a register in whatever order: it stays whole, and what was known never changes.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;
use record::{FactBody, PublicRecord, Record};
use register::{Author, Error, FactFilter, Register, Snapshot, StoredFact, Verdict};
use serde_json::json;

/// An announcement of a family of similar ones: `number` tells which, `variant` which revision of it.
fn announcement(number: usize, variant: usize) -> Record {
    let minister = ["Ann Lee", "Bo Chen", "Ann Lee"][number % 3];
    let day = ["2025-03-01", "2025-03-02", "2025-03-01"][number / 2 % 3];
    let told = ["2025-03-02", "2025-04-10", "2025-07-20"][number % 3];
    let (request, promise) = ("urged Beta to lower the duty", "agreed to sign the agreement by June");
    let note = ["", "A note.", "Another note."][variant % 3];
    let body = format!(
        "{minister} met Carl Diaz in Rome. Alpha {request}. Alpha and Beta {promise}. The agreement was signed. {note}"
    );
    let slice = |words: &str| {
        let start = body.find(words).expect("it is there");
        json!([{"field": "body", "start": start, "end": start + words.len(), "exact": words}])
    };
    let signed = if number.is_multiple_of(2) { "signed" } else { "concluded" };
    let public = json!({
        "document": {"id": format!("d{number}"), "title": format!("Alpha and Beta meet, no. {number}"),
                     "published": told, "body": body},
        "actors": [
            {"name": "Alpha", "kind": "jurisdiction", "jurisdiction": "IT"},
            {"name": "Beta", "kind": "jurisdiction", "jurisdiction": "FR"},
            {"name": minister, "kind": "person", "jurisdiction": "IT", "title": "Minister"},
            {"name": "Carl Diaz", "kind": "person", "jurisdiction": "FR"},
        ],
        "instruments": [{"name": format!("Alpha–Beta Trade Agreement{}", ["", " (ABTA)"][number % 2]), "type": "fta", "parties": ["FR", "IT"]}],
        "facts": [
            {"kind": "event", "type": "meeting", "status": "held", "when": {"start": day, "end": day},
             "participants": [{"actor": minister, "role": "participant"}, {"actor": "Carl Diaz", "role": "participant"}],
             "evidence": slice("met Carl Diaz in Rome"), "rule": "r", "confidence": 0.9},
            {"kind": "statement", "act": "request", "speakers": ["Alpha"], "addressees": ["Beta"], "content": request,
             "evidence": slice(request), "rule": "r", "confidence": 0.8},
            {"kind": "statement", "act": "agreement", "speakers": ["Alpha", "Beta"], "content": promise,
             "about": [format!("Alpha–Beta Trade Agreement{}", ["", " (ABTA)"][number % 2])],
             "due": {"end": "2025-06-30", "text": "by June"}, "firmness": "firm",
             "evidence": slice(promise), "rule": "r", "confidence": 0.9},
            {"kind": "stage", "instrument": format!("Alpha–Beta Trade Agreement{}", ["", " (ABTA)"][number % 2]), "stage": signed,
             "as_of": told,
             "evidence": slice("was signed"), "rule": "r", "confidence": 0.7},
        ],
    });
    let public: PublicRecord = serde_json::from_value(public).expect("a record");
    Record::try_from(public).expect("evidence that holds")
}

#[derive(Debug, Clone)]
enum Act {
    Add(usize, usize),
    Reread(usize),
    Accept(usize),
    Reject(usize),
    Correct(usize),
    Merge(usize, usize),
    Split(usize),
    Forget(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (0..6_usize, 0..3_usize).prop_map(|(number, variant)| Act::Add(number, variant)),
        1 => (0..6_usize).prop_map(Act::Reread),
        1 => (0..40_usize).prop_map(Act::Accept),
        1 => (0..40_usize).prop_map(Act::Reject),
        1 => (0..40_usize).prop_map(Act::Correct),
        2 => (0..20_usize, 0..20_usize).prop_map(|(one, two)| Act::Merge(one, two)),
        2 => (0..20_usize).prop_map(Act::Split),
        1 => (0..6_usize).prop_map(Act::Forget),
    ]
}

/// All that a snapshot says.
fn state(snapshot: Snapshot<'_>) -> Result<BTreeSet<String>, Error> {
    let mut state = BTreeSet::new();
    for id in snapshot.document_ids()? {
        let document = snapshot.document(&id)?;
        state.insert(format!("{id} revision {} {:?}", document.revision, document.happening));
        for fact in snapshot.facts_of(&id)? {
            state.insert(format!("{} {:?} {:?}", fact.id, fact.fact.body(), snapshot.names(&fact)?));
            state.insert(format!("{} {:?}", fact.id, snapshot.history(&fact)?));
            for link in snapshot.links(&fact)? {
                state.insert(format!("{} {} {}", link.later.id, link.kind, link.earlier.id));
            }
        }
    }
    Ok(state)
}

fn perform(register: &mut Register, act: &Act) -> Result<(), Error> {
    let author = Author("property".to_owned());
    let now = Timestamp::now();
    let today = jiff::civil::Date::constant(2026, 1, 1);
    let (facts, entities, documents) = {
        let snapshot = register.snapshot(today, None)?;
        let documents = snapshot.document_ids()?;
        let mut facts = Vec::new();
        for id in &documents {
            facts.extend(snapshot.facts_of(id)?);
        }
        let mut entities = Vec::new();
        for kind in ["actor", "instrument", "event"] {
            for id in snapshot.entity_ids(kind)? {
                entities.push(snapshot.entity(&id)?);
            }
        }
        (facts, entities, documents)
    };
    let fact = |at: usize| facts.get(at % facts.len().max(1));
    match act {
        Act::Add(number, variant) => register.add(announcement(*number, *variant), &author, now).map(|_| ()),
        Act::Reread(at) => match documents.get(at % documents.len().max(1)) {
            Some(id) => {
                let record = register.snapshot(today, None)?.record(id)?;
                register.reread(&[record], &author, now)
            }
            None => Ok(()),
        },
        Act::Accept(at) => {
            fact(*at).map_or(Ok(()), |fact| register.decide(&fact.id, &Verdict::Accept, &author, "", now))
        }
        Act::Reject(at) => {
            fact(*at).map_or(Ok(()), |fact| register.decide(&fact.id, &Verdict::Reject, &author, "", now))
        }
        Act::Correct(at) => match fact(*at).map(|fact| (fact.id.clone(), fact.fact.body().clone())) {
            Some((id, FactBody::Statement(mut statement))) => {
                statement.content = "corrected".to_owned();
                register.decide(&id, &Verdict::Correct(Box::new(statement.into())), &author, "", now)
            }
            _ => Ok(()),
        },
        Act::Merge(one, two) => {
            let pick = |at: usize| entities.get(at % entities.len().max(1)).map(|entity| entity.id.clone());
            match (pick(*one), pick(*two)) {
                (Some(one), Some(two)) if one != two && one[..1] == two[..1] => {
                    register.merge(&one, &two, &author, "", now)
                }
                _ => Ok(()),
            }
        }
        Act::Split(at) => match entities.get(at % entities.len().max(1)) {
            Some(entity) if entity.forms.iter().any(|form| form.name() != entity.forms[0].name()) => {
                register.split(&entity.id, entity.forms[0].name(), &author, "", now)
            }
            _ => Ok(()),
        },
        Act::Forget(at) => match documents.get(at % documents.len().max(1)) {
            Some(id) => register.forget(id, &author, "on request", now),
            None => Ok(()),
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_register_stays_whole_and_the_past_stays_as_it_was(acts in prop::collection::vec(act(), 1..14)) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut register = Register::open(&folder.path().join("p.db")).expect("a register");
        let today = jiff::civil::Date::constant(2026, 1, 1);
        let mut known: Vec<(Timestamp, BTreeSet<String>)> = Vec::new();
        for act in &acts {
            perform(&mut register, act).map_err(|error| TestCaseError::fail(format!("{act:?}: {error}")))?;
            prop_assert_eq!(register.check(|_| {}).expect("checked"), vec![], "after {:?}", act);
            if matches!(act, Act::Forget(_)) {
                // What is deleted on request is deleted from the past, too.
                known.clear();
            }
            for (at, before) in &known {
                let now = state(register.snapshot(today, Some(*at)).expect("a snapshot")).expect("a state");
                let differ: Vec<_> = before.symmetric_difference(&now).take(4).collect();
                prop_assert!(differ.is_empty(), "after {:?}: {:#?}", act, differ);
            }
            let present = state(register.snapshot(today, None).expect("a snapshot")).expect("a state");
            known.push((Timestamp::now(), present));
        }
    }
}

#[test]
fn a_register_opens_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("first.db");
    let mut register = Register::open(&path).expect("a register");
    register.add(announcement(1, 0), &Author("a".to_owned()), Timestamp::now()).expect("added");
    drop(register);
    let again = Register::open(&path).expect("it opens again");
    assert_eq!(again.check(|_| {}).expect("checked"), vec![]);
    let today = jiff::civil::Date::constant(2026, 1, 1);
    assert_eq!(again.snapshot(today, None).expect("a snapshot").document_count().expect("a count"), 1);
}

/// Registers written by every released schema become present ones, with all that they knew. `tests/registers` has one of
/// each, made with `demarche backup` by the program of its time.
#[test]
fn older_registers_are_brought_up_to_date() {
    for schema in ["schema_1.db", "schema_2.db", "schema_3.db"] {
        brought_up_to_date(schema);
    }
}

fn brought_up_to_date(schema: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("old.db");
    let old = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/registers").join(schema);
    std::fs::copy(old, &path).expect("copied");
    let mut register = Register::open(&path).expect("it opens");
    assert_eq!(register.check(|_| {}).expect("checked"), vec![]);
    let today = jiff::civil::Date::constant(2026, 1, 1);
    let snapshot = register.snapshot(today, None).expect("a snapshot");
    assert_eq!(snapshot.document_count().expect("a count"), 4);
    assert_eq!(snapshot.find("Koera", 5).expect("found")[0].name, "Korea", "names can be found, misspelt, too");
    // The first schema kept every link that showed a promise kept, and not the first alone.
    let known = |snapshot: Snapshot<'_>| -> BTreeSet<String> {
        let mut known = state(snapshot).expect("a state");
        known.retain(|line| schema != "schema_1.db" || !line.contains(" fulfils "));
        known
    };
    let before = known(snapshot);
    let tokens = usize::from(schema == "schema_3.db");
    assert_eq!(register.tokens().expect("tokens").len(), tokens, "{schema}: whoever may ask still may");
    // What the index of endings lists is what the facts say.
    let filter = |day| FactFilter { ends_from: Some(day), ..Default::default() };
    let ending = snapshot.facts(&filter(today)).expect("facts");
    let ends = |fact: &StoredFact| fact.when().and_then(|when| when.end);
    let all = snapshot.facts(&FactFilter::default()).expect("facts").into_iter();
    let all = all.filter(|fact| matches!(fact.fact.body(), FactBody::Event(_) | FactBody::Statement(_)));
    let mut expected: Vec<_> =
        all.filter(|fact| ends(fact).is_some_and(|end| end >= today)).map(|fact| fact.id).collect();
    let mut listed: Vec<_> = ending.into_iter().map(|fact| fact.id).collect();
    expected.sort();
    listed.sort();
    assert!(!listed.is_empty() && listed == expected, "{schema}: {listed:?} {expected:?}");
    let ids = register.snapshot(today, None).expect("a snapshot").document_ids().expect("ids");
    for id in ids {
        let record = register.snapshot(today, None).expect("a snapshot").record(&id).expect("a record");
        register.reread(&[record], &Author("test".to_owned()), Timestamp::now()).expect("read again");
    }
    let after = known(register.snapshot(today, None).expect("a snapshot"));
    let differ: Vec<_> = before.symmetric_difference(&after).take(4).collect();
    assert!(differ.is_empty(), "{differ:#?}");
    assert_eq!(register.check(|_| {}).expect("checked"), vec![]);
}

/// Two facts with the same words: what is decided about one leaves the other alone, in any order, and in a new reading.
#[test]
fn a_decision_leaves_the_twin_alone() {
    let body = "Alpha urged Beta to act. Beta declined. Alpha urged Beta to act.";
    let slice = |start: usize| json!([{"field": "body", "start": start, "end": start + 10, "exact": "urged Beta"}]);
    let request = |start: usize, content: &str| {
        json!({"kind": "statement", "act": "request", "speakers": ["Alpha"], "addressees": ["Beta"],
               "content": content, "evidence": slice(start), "rule": "r", "confidence": 0.8})
    };
    let starts: Vec<usize> = body.match_indices("urged Beta").map(|(at, _)| at).collect();
    let public: PublicRecord = serde_json::from_value(json!({
        "document": {"id": "twins", "title": "Twins", "published": "2025-03-01", "body": body},
        "actors": [{"name": "Alpha", "kind": "jurisdiction", "jurisdiction": "IT"},
                   {"name": "Beta", "kind": "jurisdiction", "jurisdiction": "FR"}],
        "facts": [request(starts[0], "first"), request(starts[0], "the same words"), request(starts[1], "last")],
    }))
    .expect("a record");
    let record = Record::try_from(public).expect("evidence that holds");
    let folder = tempfile::tempdir().expect("a folder");
    let mut register = Register::open(&folder.path().join("twins.db")).expect("a register");
    let author = Author("test".to_owned());
    register.add(record.clone(), &author, Timestamp::now()).expect("added");
    let today = jiff::civil::Date::constant(2026, 1, 1);
    let told = |register: &Register| -> Vec<(String, String)> {
        let facts = register.snapshot(today, None).expect("a snapshot").facts_of("twins").expect("facts");
        facts
            .into_iter()
            .map(|fact| match fact.fact.body() {
                FactBody::Statement(statement) => (fact.id.clone(), statement.content.clone()),
                other => panic!("{other:?}"),
            })
            .collect()
    };
    let before = told(&register);
    register.decide(&before[0].0, &Verdict::Reject, &author, "", Timestamp::now()).expect("decided");
    assert_eq!(told(&register), before[1..]);
    // The next decision is on the twin that is left, under the id it always had.
    register.decide(&before[1].0, &Verdict::Accept, &author, "", Timestamp::now()).expect("decided");
    assert_eq!(told(&register), before[1..]);
    register.decide(&before[1].0, &Verdict::Reject, &author, "", Timestamp::now()).expect("decided");
    assert_eq!(told(&register), before[2..]);
    register.reread(&[record], &author, Timestamp::now()).expect("read again");
    assert_eq!(told(&register), before[2..]);
    assert_eq!(register.check(|_| {}).expect("checked"), vec![]);
}
