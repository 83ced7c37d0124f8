//! Calendars and feeds as subscribers meet them: what they fetch twice is the same, and what changed says so.

use std::path::PathBuf;

use crate::server::{Server, read, succeed};

/// An announcement of a session, with the words that tell it.
fn announcement(session: &str, more: &str) -> String {
    serde_json::json!({
        "id": "ministry-1", "url": "https://ministry.example/1", "publisher": "Ministry of Trade", "section": "",
        "title": "Korea and Chile to Hold Trade Talks", "published": "2025-12-01", "language": "en",
        "body": format!(
            "The Ministry of Trade announced that Korea and Chile {session}, in Santiago. The two sides plan to discuss \
             market access, digital trade and supply chains. Minister Park Min-su said that Korea will submit a revised \
             offer by March 31, 2026. The ministry asked Chile to recognise Korean certificates of origin issued \
             electronically.{more}"
        ),
    })
    .to_string()
}

const FIRST: &str = "will hold the 4th Korea-Chile Free Trade Commission on February 10, 2026";
const MOVED: &str = "will hold the 4th Korea-Chile Free Trade Commission on February 17, 2026";
const CANCELLED: &str = "have cancelled the 4th Korea-Chile Free Trade Commission planned for February 17, 2026";

fn register() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("test.db");
    (folder, path)
}

/// The properties of the appointment whose summary begins so.
fn appointment(calendar: &str, summary: &str) -> Option<Vec<String>> {
    let unfolded = calendar.replace("\r\n ", "");
    unfolded
        .split("BEGIN:VEVENT\r\n")
        .skip(1)
        .map(|event| event.lines().map(str::to_owned).collect::<Vec<_>>())
        .find(|event| event.iter().any(|line| line.starts_with(&format!("SUMMARY:{summary}"))))
}

fn value<'e>(event: &'e [String], name: &str) -> &'e str {
    let line = event.iter().find(|line| line.split([':', ';']).next() == Some(name)).expect("the property is there");
    line.split_once(':').expect("it has a value").1
}

#[test]
fn a_calendar_follows_an_appointment_that_is_moved_and_called_off() {
    let (_folder, register) = register();
    read(&register, &announcement(FIRST, ""));
    let server = Server::start(&register, &[]);
    let first = server.get("/feeds/agenda.ics", &[]);
    assert_eq!(first.status, 200);
    assert_eq!(first.header("content-type"), Some("text/calendar; charset=utf-8"));
    let again = server.get("/feeds/agenda.ics", &[]);
    assert_eq!(first.body, again.body, "the same record gives the same bytes");
    let tag = first.header("etag").expect("a tag");
    assert_eq!(server.get("/feeds/agenda.ics", &[("If-None-Match", tag)]).status, 304);
    let told = appointment(&first.body, "4th Korea-Chile Free Trade Commission").expect("it is there");
    assert_eq!(value(&told, "DTSTART"), "20260210");
    assert_eq!(value(&told, "DTEND"), "20260211");
    assert_eq!(value(&told, "SEQUENCE"), "0");
    assert_eq!(value(&told, "STATUS"), "CONFIRMED");
    assert!(value(&told, "URL").contains("/documents/ministry-1#fact-"));
    drop(server);

    // Another start, at another time of the clock, says the same.
    let server = Server::start(&register, &[]);
    let restarted = server.get("/feeds/agenda.ics", &[]).body;
    let without_address = |text: &str| {
        let lines = text.replace("\r\n ", "");
        lines.lines().filter(|line| !line.contains("http://")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(without_address(&first.body), without_address(&restarted));

    read(&register, &announcement(MOVED, ""));
    std::thread::sleep(std::time::Duration::from_millis(700));
    let moved = server.get("/feeds/agenda.ics", &[]).body;
    let now = appointment(&moved, "4th Korea-Chile Free Trade Commission").expect("it is there");
    assert_eq!(value(&now, "UID"), value(&told, "UID"), "it is the same appointment");
    assert_eq!(value(&now, "DTSTART"), "20260217");
    assert_eq!(value(&now, "SEQUENCE"), "1");
    assert_eq!(value(&now, "CREATED"), value(&told, "CREATED"));
    let promise = appointment(&moved, "commitment: submit a revised offer").expect("it is there");
    assert_eq!(value(&promise, "SEQUENCE"), "0", "what did not change keeps its number");

    read(&register, &announcement(CANCELLED, ""));
    std::thread::sleep(std::time::Duration::from_millis(700));
    let off = server.get("/feeds/agenda.ics?with=Chile", &[]).body;
    let off = appointment(&off, "4th Korea-Chile Free Trade Commission").expect("subscribers see that it is off");
    assert_eq!(value(&off, "UID"), value(&told, "UID"));
    assert_eq!(value(&off, "STATUS"), "CANCELLED");
    assert!(value(&off, "SEQUENCE").parse::<i64>().expect("a number") > 1);
    assert_eq!(server.get("/feeds/agenda.ics?with=Atlantis", &[]).status, 404);
}

#[test]
fn a_feed_tells_each_change_once_in_pages() {
    let (_folder, register) = register();
    read(&register, &announcement(FIRST, ""));
    let more = " The ministry will publish the text of the offer by April 30, 2026.";
    read(&register, &announcement(FIRST, more));
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../corpus/announcements.jsonl");
    let documents = std::fs::read_to_string(corpus).expect("the corpus");
    read(&register, &documents.lines().take(5).collect::<Vec<_>>().join("\n"));
    let server = Server::start(&register, &[]);
    let mut path = "/feeds/changes.atom".to_owned();
    let mut ids = Vec::new();
    let mut updated = Vec::new();
    let mut pages = 0;
    loop {
        let page = server.get(&path, &[]);
        assert_eq!(page.status, 200, "{}", page.body);
        pages += 1;
        for entry in page.body.split("<entry>").skip(1) {
            ids.push(entry.split("<id>").nth(1).and_then(|id| id.split('<').next()).expect("an id").to_owned());
            updated.push(entry.split("<updated>").nth(1).expect("a time")[..30].to_owned());
            assert!(entry.contains("<content type=\"text\">“"), "the words come with it: {entry}");
        }
        let next = page.body.split("<link ").find(|link| link.contains("rel=\"next\""));
        let Some(next) = next else { break };
        let address = next.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an address");
        path = address.trim_start_matches(&format!("http://{}", server.address)).replace("&amp;", "&");
    }
    assert!(pages > 1, "there is more than a page of changes");
    let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "no change is told twice");
    assert!(updated.is_sorted_by(|one, two| one >= two), "the latest first");
    let changes: serde_json::Value = serde_json::from_str(&succeed(&[
        "changes",
        "--since",
        "2020-01-01",
        "--format",
        "json",
        "--register",
        register.to_str().expect("UTF-8"),
    ]))
    .expect("JSON");
    let count = |what: &str| -> usize {
        changes["changes"].as_array().expect("changes").iter().map(|one| one[what].as_array().map_or(0, Vec::len)).sum()
    };
    assert_eq!(ids.len(), count("added") + count("changed") + count("removed"), "it tells what `changes` tells");

    let chile = server.get("/feeds/changes.atom?with=Chile&kind=event", &[]).body;
    assert_eq!(chile.matches("<entry>").count(), 1, "{chile}");
    assert_eq!(server.get("/feeds/changes.atom?kind=rumour", &[]).status, 400);
    assert_eq!(server.get("/feeds/changes.atom?before=x", &[]).status, 400);
}

#[test]
fn words_of_a_document_are_no_part_of_a_calendar_or_a_feed() {
    let (_folder, register) = register();
    let hostile = serde_json::json!({
        "id": "x\r\nATTACH:http://evil.example/", "url": "", "publisher": "P & <b>Q</b>", "section": "",
        "title": "Talks\r\nBEGIN:VALARM\r\n]]><script>alert(1)</script> \u{202e}held\u{7}", "published": "2025-12-01",
        "language": "en",
        "body": "Korea and Chile will hold the 4th Korea-Chile Free Trade Commission on February 10, 2026, in Santiago; \
                 \"<script>alert(1)</script>\" & more, the ministry said.",
    });
    read(&register, &hostile.to_string());
    let server = Server::start(&register, &[]);
    let calendar = server.get("/feeds/agenda.ics", &[]).body;
    let unfolded = calendar.replace("\r\n ", "");
    assert!(calendar.contains("BEGIN:VEVENT"), "{calendar}");
    assert!(!unfolded.lines().any(|line| line.starts_with("ATTACH") || line.starts_with("BEGIN:VALARM")), "{calendar}");
    let feed = server.get("/feeds/changes.atom", &[]).body;
    assert!(feed.contains("<entry>") && !feed.contains("<script") && !feed.contains('\u{7}'), "{feed}");
}

#[test]
fn calendars_show_their_token_as_a_password() {
    let (_folder, register) = register();
    read(&register, &announcement(FIRST, ""));
    let path = register.to_str().expect("UTF-8");
    let secret = succeed(&["token", "make", "calendar", "--register", path]);
    let server = Server::start(&register, &["--tokens"]);
    let refused = server.get("/feeds/agenda.ics", &[]);
    assert_eq!(refused.status, 401);
    assert!(refused.header("www-authenticate").is_some_and(|schemes| schemes.contains("Basic")));
    use base64::Engine;
    let basic = base64::prelude::BASE64_STANDARD.encode(format!("calendar:{}", secret.trim()));
    let headers = [("Authorization", format!("Basic {basic}"))];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(server.get("/feeds/agenda.ics", &headers).status, 200);
}
