//! What people do at the desk: each step is logged, undone by one of its own, and private where it says so.

use jiff::Timestamp;
use jiff::civil::date;
use record::{PublicRecord, Record};
use register::{Author, Deed, Register, Role, Status, Subject, SubjectKind};
use serde_json::json;

const DAY: jiff::civil::Date = date(2025, 12, 20);

fn announcement() -> Record {
    let body = "Chile asked Peru to open its market for lemons.";
    let exact = "asked Peru to open its market for lemons";
    let start = body.find(exact).expect("it is there");
    let public = json!({
        "document": {"id": "d1", "title": "Chile asks Peru", "published": "2025-12-01", "body": body},
        "actors": [{"name": "Chile", "kind": "jurisdiction", "jurisdiction": "CL"},
                   {"name": "Peru", "kind": "jurisdiction", "jurisdiction": "PE"}],
        "instruments": [],
        "facts": [{"kind": "statement", "act": "request", "speakers": ["Chile"], "addressees": ["Peru"],
                   "content": "to open its market for lemons", "rule": "r", "confidence": 0.9,
                   "evidence": [{"field": "body", "start": start, "end": start + exact.len(), "exact": exact}]}],
    });
    let public: PublicRecord = serde_json::from_value(public).expect("a record");
    Record::try_from(public).expect("evidence that holds")
}

struct Desk {
    register: Register,
    fact: String,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut register = Register::open(&folder.path().join("r.db")).expect("a register");
        register.add(announcement(), &Author("engine".to_owned()), Timestamp::UNIX_EPOCH).expect("it is added");
        let fact = register.snapshot(DAY, None).expect("a snapshot").facts_of("d1").expect("facts")[0].id.clone();
        Self { register, fact, _folder: folder }
    }

    fn does(&mut self, deed: &Deed, person: &str) -> i64 {
        self.register.work(deed, person, Timestamp::UNIX_EPOCH).expect("it is done")
    }

    /// What a person sees of the entry: what, text and person of each mark.
    fn marks(&self, person: &str) -> Vec<(String, String, String)> {
        let marks = self.register.marks_on(&Subject::entry(&self.fact), person).expect("marks");
        marks.into_iter().map(|mark| (mark.what, mark.text, mark.person)).collect()
    }

    fn status(&self, day: jiff::civil::Date) -> Status {
        let snapshot = self.register.snapshot(day, None).expect("a snapshot");
        let entries = snapshot.entries(&register::EntryFilter::default()).expect("entries");
        entries.first().expect("one entry").1
    }

    fn note(&self, text: &str, private: bool) -> Deed {
        Deed::Note { on: Subject::entry(&self.fact), text: text.to_owned(), private }
    }

    fn own(&self, owner: &str) -> Deed {
        Deed::Own { entry: self.fact.clone(), owner: owner.to_owned() }
    }

    fn close(&self, status: Status) -> Deed {
        Deed::Close { entry: self.fact.clone(), status, why: "agreed by telephone".to_owned(), day: date(2025, 12, 10) }
    }
}

#[test]
fn notes_are_shared_or_private() {
    let mut desk = Desk::new();
    desk.does(&desk.note("ask again in May", false), "Ines");
    desk.does(&desk.note("they will not", true), "Ines");
    assert_eq!(desk.marks("Ines").len(), 2);
    assert_eq!(desk.marks("Bo"), [("note".to_owned(), "ask again in May".to_owned(), "Ines".to_owned())]);
    let seen_by = |person: &str| desk.register.steps(person, None, None, 10).expect("steps").len();
    assert_eq!((seen_by("Ines"), seen_by("Bo")), (2, 1));
}

#[test]
fn an_entry_has_one_owner_and_a_step_is_undone() {
    let mut desk = Desk::new();
    desk.does(&desk.own("Ministry of Trade"), "Ines");
    let second = desk.does(&desk.own("Bo"), "Ines");
    assert_eq!(desk.marks("Bo"), [("owner".to_owned(), "Bo".to_owned(), "Ines".to_owned())]);
    let undo = desk.register.undo_step(second, "Ines", false, Timestamp::UNIX_EPOCH).expect("it is undone");
    assert_eq!(desk.marks("Bo")[0].1, "Ministry of Trade");
    assert!(desk.register.undo_step(second, "Ines", false, Timestamp::UNIX_EPOCH).is_err(), "once is enough");
    desk.register.undo_step(undo, "Ines", false, Timestamp::UNIX_EPOCH).expect("the undo is undone");
    assert_eq!(desk.marks("Bo")[0].1, "Bo");
    let steps = desk.register.steps("Bo", Some(&Subject::entry(&desk.fact)), Some("Ines"), 10).expect("steps");
    assert_eq!(steps.len(), 4, "the log keeps all of them");
}

#[test]
fn steps_of_others_are_undone_by_administrators_alone_and_private_ones_by_nobody() {
    let mut desk = Desk::new();
    let (own, note) = (desk.does(&desk.own("Bo"), "Ines"), desk.does(&desk.note("mine", true), "Ines"));
    let undo = |desk: &mut Desk, step, others| desk.register.undo_step(step, "Bo", others, Timestamp::UNIX_EPOCH);
    assert!(undo(&mut desk, own, false).is_err());
    assert!(undo(&mut desk, note, true).is_err());
    undo(&mut desk, own, true).expect("it is undone");
    assert_eq!(desk.marks("Bo"), []);
}

#[test]
fn a_later_step_is_undone_before_the_one_it_builds_on() {
    let mut desk = Desk::new();
    let first = desk.does(&desk.own("Ines"), "Ines");
    let second = desk.does(&desk.own("Bo"), "Ines");
    assert!(desk.register.undo_step(first, "Ines", false, Timestamp::UNIX_EPOCH).is_err());
    desk.register.undo_step(second, "Ines", false, Timestamp::UNIX_EPOCH).expect("it is undone");
    assert_eq!(desk.marks("Ines")[0].1, "Ines");
}

#[test]
fn a_status_set_by_hand_holds_from_its_day_until_it_is_undone() {
    let mut desk = Desk::new();
    let before = desk.register.snapshot(DAY, None).expect("a snapshot").operation();
    let step = desk.does(&desk.close(Status::Fulfilled), "Ines");
    assert_eq!((desk.status(date(2025, 12, 9)), desk.status(DAY)), (Status::Open, Status::Fulfilled));
    let then = desk.register.snapshot_at(DAY, before).entries(&register::EntryFilter::default()).expect("entries");
    assert_eq!(then[0].1, Status::Open, "what was known before does not change");
    // A new reading of the same words keeps it.
    let record = desk.register.snapshot(DAY, None).expect("a snapshot").record("d1").expect("the record");
    desk.register.reread(&[record], &Author("engine 2".to_owned()), Timestamp::UNIX_EPOCH).expect("it is read again");
    assert_eq!(desk.status(DAY), Status::Fulfilled);
    desk.register.undo_step(step, "Ines", false, Timestamp::UNIX_EPOCH).expect("it is undone");
    assert_eq!(desk.status(DAY), Status::Open);
    assert_eq!(desk.register.check(|_| ()).expect("it is checked"), []);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut desk = Desk::new();
    let deeds = [
        desk.note("  ", false),
        desk.own(""),
        desk.close(Status::Overdue),
        Deed::Own { entry: "nothing".to_owned(), owner: "Bo".to_owned() },
        Deed::Next { entry: desk.fact.clone(), step: String::new(), day: Some(DAY) },
    ];
    for deed in deeds {
        assert!(desk.register.work(&deed, "Ines", Timestamp::UNIX_EPOCH).is_err(), "{deed:?}");
    }
    assert_eq!(desk.register.steps("Ines", None, None, 10).expect("steps"), [], "nothing is logged");
}

#[test]
fn each_person_follows_alone_and_news_count_from_then_on() {
    let mut desk = Desk::new();
    let peru = Subject::new(SubjectKind::Counterpart, "PE");
    let follow = Deed::Follow { what: peru.clone(), name: "Peru".to_owned(), day: DAY };
    desk.does(&follow, "Ines");
    desk.does(&follow, "Bo");
    let operation = desk.register.snapshot(DAY, None).expect("a snapshot").operation();
    assert_eq!(desk.register.seen("Ines", &peru).expect("it is kept"), Some((operation, DAY)));
    desk.does(&Deed::Unfollow { what: peru.clone() }, "Bo");
    let follows = |person: &str| desk.register.marks_of("follow", person).expect("marks").len();
    assert_eq!((follows("Ines"), follows("Bo")), (1, 0));
}

#[test]
fn accounts_have_roles_and_end() {
    let mut desk = Desk::new();
    let register = &mut desk.register;
    register.set_account("Ines", Role::Officer, "hash", Timestamp::UNIX_EPOCH).expect("it is made");
    assert_eq!(register.account("Ines").expect("it is looked up").expect("it is there").0.role, Role::Officer);
    register.set_role("Ines", Role::Admin).expect("it is another");
    register.end_account("Ines", Timestamp::UNIX_EPOCH).expect("it ends");
    assert!(register.account("Ines").expect("it is looked up").is_none());
    assert!(register.end_account("Ines", Timestamp::UNIX_EPOCH).is_err());
    assert!(register.set_account(" ", Role::Reader, "hash", Timestamp::UNIX_EPOCH).is_err());
    assert_eq!(register.accounts().expect("all").len(), 1);
}
