//! One fact that is damaged, or that an older version let in, never keeps the others from being asked for.

use std::path::Path;

use jiff::Timestamp;
use record::{Date, FactBody, Record};
use register::{Author, ChangeFilter, EntryFilter, Error, FactFilter, Register, Snapshot, Verdict};
use rusqlite::Connection;
use serde_json::{Value, json};

const BODY: &str = "Norway asked Chile to lift the duty. Norway will publish its list by March. Chile welcomed the visit. \
                    Berg met Rojas in Lima.";

fn announcement(id: &str, body: &str) -> Record {
    let slice = |words: &str| {
        let start = body.find(words).expect("it is there");
        json!([{"field": "body", "start": start, "end": start + words.len(), "exact": words}])
    };
    let fact = |mut fields: Value, words: &str| {
        let more = [("evidence", slice(words)), ("rule", json!("r")), ("confidence", json!(0.7))];
        fields.as_object_mut().expect("fields").extend(more.map(|(name, value)| (name.to_owned(), value)));
        fields
    };
    let text = json!({
        "document": {"id": id, "title": format!("Norway and Chile, {id}"), "published": "2025-12-01", "body": body},
        "actors": [
            {"name": "Norway", "kind": "jurisdiction", "jurisdiction": "NO"},
            {"name": "Chile", "kind": "jurisdiction", "jurisdiction": "CL"},
            {"name": "Berg", "kind": "person", "jurisdiction": "NO"},
            {"name": "Rojas", "kind": "person", "jurisdiction": "CL"}
        ],
        "instruments": [{"name": "duty", "type": "tariff", "parties": ["CL"]}],
        "facts": [
            fact(json!({"kind": "statement", "act": "request", "speakers": ["Norway"], "addressees": ["Chile"], "content": "lift the duty",
                        "about": ["duty"]}), "asked Chile to lift the duty"),
            fact(json!({"kind": "statement", "act": "commitment", "speakers": ["Norway"], "content": "publish its list",
                        "due": {"end": "2026-03-31", "text": "by March"}, "firmness": "firm"}), "will publish its list"),
            fact(json!({"kind": "statement", "act": "support", "speakers": ["Chile"], "content": "the visit"}), "welcomed the visit"),
            fact(json!({"kind": "event", "type": "meeting", "status": "held", "when": {"start": "2025-12-01", "end": "2025-12-01"},
                        "participants": [{"actor": "Berg", "role": "participant"}, {"actor": "Rojas", "role": "participant"}]}), "met Rojas in Lima"),
        ]
    });
    Record::from_json(&text.to_string()).expect("a record")
}

fn author() -> Author {
    Author("test".to_owned())
}

fn today() -> Date {
    Date::constant(2025, 12, 20)
}

fn register(folder: &Path) -> Register {
    let mut register = Register::open(&folder.join("test.db")).expect("a register");
    for (id, body) in [("one", BODY.to_owned()), ("two", format!("{BODY} Rojas flew home."))] {
        register.add(announcement(id, &body), &author(), Timestamp::now()).expect("added");
    }
    assert_eq!(register.check(|_| {}).expect("checked"), []);
    register
}

/// What older versions let in, and what other hands do: SQL on the request of the first document, and the word on it.
const DAMAGES: &[(&str, &str)] = &[
    ("DELETE FROM evidence WHERE fact = ?1", "evidence: there is none"),
    (
        "UPDATE fact SET body = json_set(body, '$.speakers[0]', 'Nobody at all') WHERE row = ?1",
        "speakers/0: \"Nobody at all\" is not an actor",
    ),
    (
        "UPDATE fact SET body = json_set(body, '$.about[0]', 'no duty') WHERE row = ?1",
        "about/0: \"no duty\" is not an instrument",
    ),
    ("UPDATE fact SET body = json_set(body, '$.content', '') WHERE row = ?1", "content: it is empty"),
    ("UPDATE fact SET body = json_set(body, '$.act', 'threat') WHERE row = ?1", "act: unknown variant"),
    ("UPDATE fact SET body = substr(body, 1, 20) WHERE row = ?1", "not JSON"),
    ("UPDATE fact SET confidence = 7 WHERE row = ?1", "confidence: 7 is not a confidence"),
    ("UPDATE evidence SET exact = upper(exact) WHERE fact = ?1", "the evidence says"),
    ("UPDATE evidence SET exact = exact || '!' WHERE fact = ?1", "no text at"),
    ("UPDATE evidence SET start = start + 1, end = end + 1 WHERE fact = ?1", "the evidence says"),
    ("UPDATE evidence SET start = start + 9000, end = end + 9000 WHERE fact = ?1", "no text at"),
    ("UPDATE evidence SET field = 'footer' WHERE fact = ?1", "evidence: unknown variant"),
];

fn damage(register: &Register, sql: &str) -> i64 {
    let other = Connection::open(register.path()).expect("the file");
    let row: i64 = other
        .query_row(
            "SELECT fact.row FROM fact JOIN document ON document.row = fact.document
             WHERE document.id = 'one' AND fact.term = 'request' AND fact.op_to IS NULL",
            [],
            |row| row.get(0),
        )
        .expect("the fact");
    assert!(other.execute(sql, [row]).expect("it is damaged") > 0, "{sql}");
    row
}

/// Looks at all that can be asked: the fact is missed everywhere, and its absence is said each time.
fn ask(snapshot: Snapshot<'_>, id: &str, word: &str) {
    let said = |count: usize| {
        let left_out = snapshot.left_out();
        assert_eq!(left_out.len(), count, "{left_out:?}");
        for damage in left_out {
            assert_eq!((damage.fact.as_str(), damage.document.as_str(), damage.number), (id, "one", 1));
            assert!(damage.why.contains(word), "{damage} does not say {word:?}");
        }
    };
    let entries = snapshot.entries(&EntryFilter { repeats: true, ..EntryFilter::default() }).expect("entries");
    assert_eq!(entries.iter().filter(|(fact, ..)| fact.document == "one").count(), 1);
    assert!(entries.iter().any(|(fact, ..)| fact.document == "two"));
    said(1);
    assert_eq!(snapshot.facts_of("one").expect("facts").len(), 3);
    said(1);
    assert_eq!(snapshot.facts_of("two").expect("facts").len(), 4);
    said(0);
    assert_eq!(snapshot.record("one").expect("a record").facts.len(), 3);
    said(1);
    assert_eq!(snapshot.facts(&FactFilter::default()).expect("facts").len(), 7);
    said(1);
    assert_eq!(snapshot.touched(&ChangeFilter::default(), 100).expect("changes").len(), 7);
    said(1);
    let doubtful = snapshot.doubtful(100).expect("facts");
    assert!(doubtful.iter().all(|fact| fact.id != id));
    drop(snapshot.left_out());
    for fact in snapshot.facts_of("two").expect("facts") {
        assert!(snapshot.links(&fact).expect("links").iter().all(|link| link.earlier.id != id));
    }
    drop(snapshot.left_out());
    match snapshot.fact(id) {
        Err(Error::Damaged { why, .. }) => assert!(why.contains(word), "{why}"),
        other => panic!("{other:?}"),
    }
    drop(snapshot.left_out());
}

#[test]
fn a_damaged_fact_is_left_out_and_reported_and_the_rest_is_answered_for() {
    for (sql, word) in DAMAGES {
        let folder = tempfile::tempdir().expect("a folder");
        let mut register = register(folder.path());
        let snapshot = register.snapshot(today(), None).expect("a snapshot");
        let facts = snapshot.facts_of("one").expect("facts");
        let (id, other) = (facts[0].id.clone(), facts[1].id.clone());
        let row = damage(&register, sql);
        // Another look at the register knows nothing of what this one compared before.
        let look = Register::open_to_read(register.path()).expect("a register");
        ask(look.snapshot(today(), None).expect("a snapshot"), &id, word);

        let findings = register.check(|_| {}).expect("checked");
        assert!(
            findings
                .iter()
                .any(|found| found.place == format!("fact {row}") && found.what.contains(word) && found.left_out),
            "{sql}: {findings:?}"
        );
        assert!(findings.iter().all(|found| found.left_out), "{sql}: {findings:?}");

        // Others are written, linked and decided on.
        let more = announcement("three", &format!("{BODY} Berg flew home, too."));
        register.add(more, &author(), Timestamp::now()).expect("added");
        register.decide(&other, &Verdict::Accept, &author(), "", Timestamp::now()).expect("decided");
        let snapshot = register.snapshot(today(), None).expect("a snapshot");
        assert_eq!(snapshot.facts_of("one").expect("facts").len(), 3, "{sql}");
        // The document was written anew without it, and can be read again with it.
        assert_eq!(snapshot.left_out(), [], "{sql}");
        register.reread(&[announcement("one", BODY)], &author(), Timestamp::now()).expect("read again");
        let snapshot = register.snapshot(today(), None).expect("a snapshot");
        assert_eq!(snapshot.facts_of("one").expect("facts").len(), 4, "{sql}");
        assert!(snapshot.fact(&id).is_ok(), "{sql}");
        register.reindex().expect("indexed anew");
    }
}

#[test]
fn a_damaged_fact_does_not_stop_the_indexes_from_being_built() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut register = register(folder.path());
    damage(&register, "UPDATE fact SET body = '{' WHERE row = ?1");
    register.reindex().expect("indexed anew");
    let snapshot = register.snapshot(today(), None).expect("a snapshot");
    assert!(!snapshot.entries(&EntryFilter::default()).expect("entries").is_empty());
}

#[test]
fn corrections_make_facts_or_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut register = register(folder.path());
    let facts = register.snapshot(today(), None).expect("a snapshot").facts_of("one").expect("facts");
    let FactBody::Statement(body) = facts[0].fact.body().clone() else { panic!("a statement comes first") };
    let mut correct = |change: &dyn Fn(&mut record::Statement)| {
        let mut body = body.clone();
        change(&mut body);
        register.decide(&facts[0].id, &Verdict::Correct(Box::new(body.into())), &author(), "", Timestamp::now())
    };
    for (change, word) in [
        (
            &(|body: &mut record::Statement| body.content.clear()) as &dyn Fn(&mut record::Statement),
            "content: it is empty",
        ),
        (&|body| body.speakers = vec!["Nobody".into()], "speakers/0: \"Nobody\""),
        (&|body| body.about = vec!["Norway".into()], "about/0: \"Norway\""),
    ] {
        match correct(change) {
            Err(Error::Decision(why)) => assert!(why.contains(word), "{why}"),
            other => panic!("{other:?}"),
        }
    }
    correct(&|body| body.addressees = vec!["Rojas".into()]).expect("it is corrected");
    // A later reading that calls nobody Rojas keeps what the reviewer said, with the name that was meant.
    let mut draft = announcement("one", BODY).into_draft();
    draft.actors.retain(|actor| actor.name.0 != "Rojas");
    draft.facts.pop();
    let record = Record::new(draft).expect("a record");
    register.reread(&[record], &author(), Timestamp::now()).expect("read again");
    let snapshot = register.snapshot(today(), None).expect("a snapshot");
    let record = snapshot.record("one").expect("a record");
    let FactBody::Statement(body) = record.facts[0].body() else { panic!("a statement comes first") };
    assert_eq!(body.addressees, ["Rojas".into()]);
    assert!(record.actors.iter().any(|actor| actor.name.0 == "Rojas" && actor.jurisdiction == Some("CL".into())));
    assert_eq!(register.check(|_| {}).expect("checked"), []);
    // One that is no JSON any more leaves the fact as it is read, and is found.
    Connection::open(register.path())
        .expect("the file")
        .execute("UPDATE decision SET data = '{' WHERE verdict = 'correct'", [])
        .expect("it is damaged");
    register.reread(&[announcement("one", BODY)], &author(), Timestamp::now()).expect("read again");
    let findings = register.check(|_| {}).expect("checked");
    assert!(matches!(findings.as_slice(), [one] if one.place.starts_with("decision") && one.left_out), "{findings:?}");
}

#[test]
fn names_of_any_script_are_taken_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut register = register(folder.path());
    for (number, name) in ["Ľubomír Hora", "아구스 산토소", "李 明", "Ὀδυσσεύς", "ß ẞ"].into_iter().enumerate()
    {
        let mut draft = announcement(&format!("name-{number}"), &format!("{BODY} {name} flew home.")).into_draft();
        let template = draft.actors[2].clone();
        draft.actors.push(record::Actor { name: name.into(), ..template });
        let record = Record::new(draft).expect("a record");
        register.add(record, &author(), Timestamp::now()).expect("added");
    }
    assert_eq!(register.check(|_| {}).expect("checked"), []);
}
