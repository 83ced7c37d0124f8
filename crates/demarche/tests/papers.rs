//! Pages of documents, review, adding and signing in, as the server gives them.

#[allow(dead_code, reason = "each test of the server uses a part of what is shared")]
mod server;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use register::{Register, Snapshot};
use server::{Reply, Server, read, succeed};

fn corpus() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/announcements.jsonl");
    std::fs::read_to_string(path).expect("the corpus")
}

/// A register with the project's own announcements.
fn filled(folder: &tempfile::TempDir) -> PathBuf {
    let register = folder.path().join("desk.db");
    read(&register, &corpus());
    register
}

fn snapshot(register: &Register) -> Snapshot<'_> {
    register.snapshot("2025-12-20".parse().expect("a day"), None).expect("a snapshot")
}

fn page(server: &Server, path: &str) -> Reply {
    server.get(path, &[("Accept", "text/html")])
}

/// The text of HTML: without tags, its references resolved.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    text.push_str(rest);
    for (reference, meant) in
        [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&#38;", "&")]
    {
        text = text.replace(reference, meant);
    }
    text
}

/// A form with files and text, as browsers send it.
fn form(parts: &[(&str, Option<&str>, &str)]) -> (String, String) {
    let boundary = "----a boundary that is in no document".replace(' ', "-");
    let mut body = String::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
        ));
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// Sends documents in and gives the page of the result.
fn add(server: &Server, parts: &[(&str, Option<&str>, &str)]) -> String {
    let (kind, body) = form(parts);
    let reply = server.send("POST", "/add", &[("Content-Type", &kind), ("Accept", "text/html")], &body);
    assert_eq!(reply.status, 303, "{}", reply.body);
    let job = reply.header("location").expect("where it goes on").to_owned();
    let start = Instant::now();
    loop {
        let shown = page(server, &job);
        assert_eq!(shown.status, 200);
        if shown.body.contains("Done:") {
            return shown.body;
        }
        assert!(start.elapsed() < Duration::from_secs(120), "{}", shown.body);
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_document_shows_its_words_and_marks_are_slices_of_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = filled(&folder);
    let server = Server::start(&path, &[]);
    let register = Register::open_to_read(&path).expect("the register");
    let mut marked = 0;
    for id in snapshot(&register).document_ids().expect("ids") {
        let record = snapshot(&register).record(&id).expect("a record");
        let html = page(&server, &format!("/documents/{id}")).body;
        let shown = text(&html);
        for line in record.document.body.lines().filter(|line| !line.trim().is_empty()) {
            assert!(shown.contains(line), "{id} shows {line:?}");
        }
        assert!(shown.contains(&record.document.title), "{id}");
        let marks: Vec<(Vec<&str>, String)> = html
            .split("<mark data-facts=\"")
            .skip(1)
            .map(|rest| {
                let (facts, rest) = rest.split_once('"').expect("facts");
                let (_, rest) = rest.split_once('>').expect("an end");
                (facts.split(' ').collect(), text(rest.split_once("</mark>").expect("an end").0))
            })
            .collect();
        for fact in snapshot(&register).facts_of(&id).expect("facts") {
            assert!(html.contains(&format!("id=\"fact-{}\"", fact.id)), "{id} {}", fact.id);
            assert_eq!(html.matches(&format!("id=\"words-{}\"", fact.id)).count(), 1, "{id} {}", fact.id);
            let words: String = marks
                .iter()
                .filter(|(facts, _)| facts.contains(&fact.id.as_str()))
                .map(|(_, words)| &words[..])
                .collect();
            let principal: String = fact.fact.evidence()[0].exact().lines().collect();
            assert!(words.contains(&principal), "{id}: {principal:?} in {words:?}");
            marked += 1;
        }
    }
    assert!(marked > 200, "{marked}");
    server.stop();
}

#[test]
fn whatever_a_document_holds_is_shown_as_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&folder.path().join("desk.db"), &[]);
    let hostile = serde_json::json!({
        "id": "a/../<b>?\"#%", "url": "javascript:alert(1)", "publisher": "<i>P</i>", "section": "</p>",
        "title": "<script>alert(1)</script> \u{202e}back to front", "published": "2025-12-03",
        "body": "Korea asked the EU to <script>alert(2)</script> exempt \"its\" steel' & iron.\n</article><svg onload=alert(3)>"
    });
    let html = add(&server, &[("files", Some("<b>.jsonl"), &hostile.to_string())]);
    let listed = html.split("<ul class=\"list told\">").nth(1).expect("a list of documents");
    let address = listed.split("href=\"/documents/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    assert_eq!(address, "a%2F..%2F%3Cb%3E%3F%22%23%25");
    for path in [format!("/documents/{address}"), "/documents".to_owned(), "/review".to_owned(), "/people".to_owned()] {
        let reply = page(&server, &path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        for harm in ["<script>alert", "<i>P", "<svg", "<b>", "href=\"javascript"] {
            assert!(!reply.body.contains(harm), "{path} has {harm}");
        }
        let policy = reply.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }
    let shown = text(&page(&server, &format!("/documents/{address}")).body);
    assert!(
        shown.contains("<script>alert(1)</script> \u{202e}back to front")
            && shown.contains("exempt \"its\" steel' & iron.")
    );
    server.stop();
}

#[test]
fn a_decision_by_a_page_is_seen_everywhere_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = filled(&folder);
    let server = Server::start(&path, &[]);
    let ledger = page(&server, "/api/v1/ledger?limit=1").body;
    let ledger: serde_json::Value = serde_json::from_str(&ledger).expect("JSON");
    let entry = &ledger["items"][0];
    let (fact, document) =
        (entry["fact"].as_str().expect("an id"), entry["source"]["document"].as_str().expect("an id"));
    let form = page(&server, &format!("/review?fact={fact}")).body;
    assert!(form.contains("<mark>"), "its words stand in their context");
    let send = |decision: &str| {
        let kind = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html")];
        server.send("POST", &format!("/review/{fact}"), &kind, decision)
    };
    let wrong = send("decision=correct&firmness=very&speakers=Nobody+of+that+name&due.end=soon");
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("id=\"wrong-due\"") && wrong.body.contains("soon"), "what was sent is kept");
    let wrong = send("decision=correct&speakers=Nobody+of+that+name");
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("id=\"wrong-speakers\""), "{}", wrong.body);
    let done = send("decision=correct&firmness=conditional&due.end=2026-06-30&due.start=&due.text=&why=read+again");
    assert_eq!(done.status, 303, "{}", done.body);
    let ledger = page(&server, "/api/v1/ledger?limit=500").body;
    let ledger: serde_json::Value = serde_json::from_str(&ledger).expect("JSON");
    let items = ledger["items"].as_array().expect("items");
    let entry = items.iter().find(|entry| entry["fact"] == fact).expect("it is there still");
    assert_eq!((&entry["firmness"], &entry["due"]["end"]), (&"conditional".into(), &"2026-06-30".into()));
    assert!(page(&server, &format!("/documents/{document}")).body.contains("by 30 June 2026"));
    let changes = succeed(&["changes", "--since", "2020-01-01", "--register", path.to_str().expect("UTF-8")]);
    assert!(changes.contains("desk"), "the decision has its author");
    assert_eq!(send("decision=reject").status, 303);
    assert_eq!(page(&server, &format!("/review?fact={fact}")).status, 404);
    assert_eq!(send("decision=perhaps").status, 400);
    server.stop();
}

#[test]
fn what_is_sent_in_is_read_told_and_known_the_second_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let server = Server::start(&path, &[]);
    let corpus = corpus();
    let pasted = "Korea and Peru agree on a roadmap\n\n2025-12-02\n\nKorea and Peru agreed to conclude their talks by June 2026.\n";
    let parts =
        [("files", Some("announcements.jsonl"), corpus.as_str()), ("text", None, pasted), ("files", Some(""), "")];
    let first = add(&server, &parts);
    assert!(text(&first).contains("Done: 25 new"), "{}", text(&first));
    let second = add(&server, &parts);
    assert!(text(&second).contains("Done: 25 known"), "{}", text(&second));
    let report = succeed(&["check", "--register", path.to_str().expect("UTF-8")]);
    assert!(!report.contains("damaged"), "{report}");
    server.stop();
}

#[test]
fn what_cannot_be_read_is_told_with_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&folder.path().join("desk.db"), &[]);
    let long = format!("A long text\n\n2025-12-02\n\n{}\n", "word ".repeat(300_000));
    let html = add(
        &server,
        &[
            ("files", Some("photo.png"), "\u{89}PNG\u{0}\u{1}"),
            ("files", Some("inbox.zip"), "PK\u{3}\u{4}…"),
            ("files", Some("note.txt"), "just a line"),
            ("files", Some("empty.txt"), ""),
            ("files", Some("long.txt"), &long),
        ],
    );
    let shown = text(&html);
    for told in [
        "photo.png is not text",
        "inbox.zip is a broken ZIP",
        "note.txt is not recognised",
        "empty.txt is empty",
        "long.txt",
        "split it",
        "5 failed",
    ] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    let (kind, body) = form(&[("text", None, "  ")]);
    assert_eq!(server.send("POST", "/add", &[("Content-Type", &kind)], &body).status, 422);
    assert_eq!(page(&server, "/add/nothing").status, 404);
    server.stop();
}

#[test]
fn too_much_is_refused_and_the_server_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&folder.path().join("desk.db"), &[]);
    let large = "x".repeat(66 << 20);
    let (kind, body) = form(&[("files", Some("large.txt"), &large)]);
    // The server may close the connection before all of it is sent.
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        server.send("POST", "/add", &[("Content-Type", &kind)], &body).status
    }));
    assert!(refused.is_err() || refused.is_ok_and(|status| status == 413));
    assert_eq!(page(&server, "/add").status, 200);
    server.stop();
}

#[test]
fn revisions_are_kept_and_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&folder.path().join("desk.db"), &[]);
    let release = |minister: &str| {
        format!(
            "Korea and Chile hold talks\n\n2025-12-01\n\nMinister {minister} met his counterpart in Seoul on Monday to discuss trade, investment and supply chains for lithium, copper and food. Korea asked Chile to open its market for pears and apples from Korean orchards. The two sides agreed to meet again next year.\n"
        )
    };
    for minister in ["Ahn Duk-geun", "Kim Jung-kwan"] {
        add(&server, &[("files", Some("chile.txt"), &release(minister))]);
    }
    let shown = text(&page(&server, "/documents/chile").body);
    assert!(shown.contains("Revision 2 of 2"), "{shown}");
    let compared = page(&server, "/documents/chile/revisions").body;
    for changed in ["<del>Ahn</del>", "<ins>Kim</ins>", "<del>Duk-geun</del>", "<ins>Jung-kwan</ins>"] {
        assert!(compared.contains(changed), "{changed}: {compared}");
    }
    assert_eq!(page(&server, "/documents/chile/revisions?from=1&to=7").status, 404);
    let turned = page(&server, "/documents/chile/revisions?from=2&to=1");
    assert_eq!(turned.header("location"), Some("/documents/chile/revisions?from=1&to=2"));
    server.stop();
}

#[test]
fn who_signs_in_may_do_what_the_token_allows() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = filled(&folder);
    let token = |name: &str, scope: &str| {
        let arguments = ["token", "make", name, "--scope", scope, "--register", path.to_str().expect("UTF-8")];
        succeed(&arguments).trim().to_owned()
    };
    let (reader, reviewer) = (token("reader", "read"), token("reviewer", "read,review"));
    let server = Server::start(&path, &["--tokens"]);
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(page(&server, "/documents").header("location"), Some("/sign-in"));
    let session = |token: &str| {
        let reply = server.send("POST", "/sign-in", &[form], &format!("token={token}"));
        assert_eq!(reply.status, 303, "{}", reply.body);
        let cookie = reply.header("set-cookie").expect("a cookie").to_owned();
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains("Secure"),
            "{cookie}"
        );
        assert!(!cookie.contains(token), "the token is not in the cookie");
        cookie.split(';').next().expect("a pair").to_owned()
    };
    let secure = server.send("POST", "/sign-in", &[form, ("X-Forwarded-Proto", "https")], &format!("token={reader}"));
    assert!(secure.header("set-cookie").is_some_and(|cookie| cookie.contains("Secure")));
    let (reading, reviewing) = (session(&reader), session(&reviewer));
    let as_reader = [("Cookie", reading.as_str()), form];
    assert_eq!(server.get("/documents", &as_reader).status, 200);
    assert!(server.get("/sign-in", &as_reader).body.contains("reader"));
    let fact = snapshot(&Register::open_to_read(&path).expect("the register")).doubtful(1).expect("facts").remove(0).id;
    let decide = format!("/review/{fact}");
    assert_eq!(server.send("POST", &decide, &as_reader, "decision=accept").status, 403);
    assert_eq!(server.send("POST", &decide, &[form], "decision=accept").status, 401);
    let as_reviewer = [("Cookie", reviewing.as_str()), form];
    assert_eq!(server.send("POST", &decide, &as_reviewer, "decision=accept").status, 303);
    let elsewhere = [as_reviewer[0], form, ("Origin", "https://example.org"), ("Sec-Fetch-Site", "cross-site")];
    assert_eq!(server.send("POST", &decide, &elsewhere, "decision=reject").status, 403);
    let changes = succeed(&["changes", "--since", "2020-01-01", "--register", path.to_str().expect("UTF-8")]);
    assert!(changes.contains("reviewer"), "{changes}");
    let (kind, body) = self::form(&[("text", None, "Anything\n\n2025-12-02\n\nKorea agreed.\n")]);
    assert_eq!(server.send("POST", "/add", &[as_reviewer[0], ("Content-Type", &kind)], &body).status, 403);
    assert_eq!(server.send("POST", "/sign-out", &as_reader, "").status, 303);
    assert_eq!(server.get("/documents", &[as_reader[0], ("Accept", "text/html")]).header("location"), Some("/sign-in"));
    let guesses: Vec<u16> = (0..12).map(|_| server.send("POST", "/sign-in", &[form], "token=guess").status).collect();
    assert!(guesses.contains(&403) && guesses.contains(&429), "{guesses:?}");
    server.stop();
}

#[test]
fn lists_people_series_and_accounts_have_their_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = filled(&folder);
    let server = Server::start(&path, &[]);
    let first = |list: &str, prefix: &str| {
        let html = page(&server, list).body;
        let at =
            html.find(&format!("<th scope=\"row\"><a href=\"{prefix}")).unwrap_or_else(|| panic!("{list}: {html}"));
        html[at..].split('"').nth(3).expect("an address").to_owned()
    };
    let person = page(&server, &first("/people?q=Sefcovik", "/people/")).body;
    assert!(text(&person).contains("Maroš Šefčovič") && person.contains("id=\"meetings\""), "{person}");
    let series = page(&server, &first("/series", "/series/")).body;
    assert!(series.contains("Sessions, the latest first"));
    let mut shown = 0;
    let register = Register::open_to_read(&path).expect("the register");
    for id in snapshot(&register).document_ids().expect("ids") {
        let html = page(&server, &format!("/documents/{id}")).body;
        let Some(address) = html.split("href=\"").find(|rest| rest.starts_with("/compare/")) else { continue };
        let compared = page(&server, address.split('"').next().expect("an address"));
        assert_eq!(compared.status, 200);
        assert!(compared.body.matches("<section class=\"account\"").count() >= 2, "{}", compared.body);
        shown += 1;
    }
    assert!(shown >= 2, "{shown} documents have a second account");
    for nothing in ["/people/a-nothing", "/series/nothing", "/compare/e-nothing", "/documents/nothing"] {
        let reply = page(&server, nothing);
        assert_eq!(reply.status, 404, "{nothing}");
        assert!(reply.body.contains("<h1>Not found</h1>") && reply.body.contains("has no"), "{}", reply.body);
    }
    server.stop();
}

#[test]
fn the_list_of_documents_is_walked_page_by_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let lines: Vec<String> = (0..120)
        .map(|number| {
            let published = (number % 10 != 0).then(|| format!("2025-11-{:02}", number % 28 + 1));
            serde_json::json!({
                "id": format!("d-{number}"), "title": format!("Release {number}"), "published": published,
                "publisher": if number % 3 == 0 { "Ministry of One" } else { "Ministry of Two" }, "body": "Korea agreed."
            })
            .to_string()
        })
        .collect();
    read(&path, &lines.join("\n"));
    let server = Server::start(&path, &[]);
    let walk = |from: &str| {
        let mut address = from.to_owned();
        let mut seen: Vec<String> = Vec::new();
        loop {
            let html = page(&server, &address).body;
            seen.extend(
                html.split("href=\"/documents/").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned),
            );
            let next =
                html.split("href=\"").find(|rest| rest.contains("rel=\"next\"") && rest.starts_with("/documents?"));
            let Some(next) = next else { return seen };
            address = next.split('"').next().expect("an address").replace("&#38;", "&").replace("&amp;", "&");
        }
    };
    let all = walk("/documents");
    let distinct: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (120, 120));
    assert_eq!(walk("/documents?publisher=one").len(), 40);
    assert!(walk("/documents?q=release+17").contains(&"d-17".to_owned()));
    server.stop();
}
