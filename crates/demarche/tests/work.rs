//! The desk as a place of work, as people meet it: accounts and roles, what is done on an entry, *Mine*, the digest, feeds of views.

mod server;

use std::process::{Command, Output};

use server::{Server, read};

const OCTOBER: &str = r#"{"id": "o1", "title": "Chile and Peru meet in Lima", "published": "2025-10-02", "publisher": "Ministry of Trade of Chile", "body": "Chilean Trade Minister Ana Silva met Peruvian Trade Minister Luis Rojas in Lima on October 2, 2025. Minister Silva asked Peru to finalise the rules of origin for lemons."}"#;

const DECEMBER: &str = r#"{"id": "o2", "title": "Peru answers Chile", "published": "2025-12-12", "publisher": "Ministry of Trade of Chile", "body": "Peruvian Trade Minister Luis Rojas replied on December 12, 2025 that Peru had finalised the rules of origin for lemons, as Chile had requested. Peru agreed to publish the rules of origin for lemons by January 31, 2026."}"#;

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a folder") };
        read(&desk.path(), OCTOBER);
        desk
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("r.db")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let register = self.path();
        Command::new(env!("CARGO_BIN_EXE_demarche"))
            .args(arguments)
            .arg("--register")
            .arg(register)
            .output()
            .expect("the program runs")
    }

    fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The id of the request.
    fn fact(&self) -> String {
        let ledger = self.succeed(&["ledger", "--format", "json", "--as-of", "2025-12-20"]);
        let ledger: serde_json::Value = serde_json::from_str(&ledger).expect("JSON");
        let entries = ledger["entries"].as_array().expect("entries");
        let request = entries.iter().find(|entry| entry["act"] == "request").expect("the request");
        request["fact"].as_str().expect("an id").to_owned()
    }

    fn account(&self, name: &str, role: &str) -> String {
        self.succeed(&["account", "add", name, "--role", role]).trim().to_owned()
    }
}

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// Signs in, and gives the cookie.
fn sign_in(server: &Server, name: &str, password: &str) -> Option<String> {
    let reply = server.send("POST", "/sign-in", &[FORM], &format!("name={name}&password={password}"));
    let cookie = reply.header("set-cookie")?;
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    Some(cookie.split(';').next()?.to_owned())
}

#[test]
fn people_sign_in_and_do_what_their_role_allows() {
    let desk = Desk::new();
    let fact = desk.fact();
    let (officer, reader) = (desk.account("Ines", "officer"), desk.account("Bo", "reader"));
    let server = Server::start(&desk.path(), &["--tokens"]);
    assert_eq!(sign_in(&server, "Ines", "a wrong one"), None);
    assert_eq!(sign_in(&server, "Nobody", &officer), None);
    let ines = sign_in(&server, "Ines", &officer).expect("a session");
    let bo = sign_in(&server, "Bo", &reader).expect("a session");
    let act = |cookie: &str, form: &str| server.send("POST", "/work", &[FORM, ("Cookie", cookie)], form);
    let own = format!("what=owner&subject={fact}&text=Ministry+of+Trade&back=%2Fledger%2F{fact}");
    assert_eq!(act(&bo, &own).status, 403, "a reader owns nothing");
    assert_eq!(act(&ines, &own).status, 303);
    assert_eq!(act(&ines, &format!("what=note&subject={fact}&text=they+will+not&private=yes")).status, 303);
    assert_eq!(act(&bo, &format!("what=note&subject={fact}&text=mine+alone&private=yes")).status, 303);
    assert_eq!(act(&bo, "what=follow&kind=counterpart&subject=PE&text=Peru").status, 303);
    let page = |cookie: &str| server.get(&format!("/ledger/{fact}"), &[("Cookie", cookie)]).body;
    let (hers, his) = (page(&ines), page(&bo));
    assert!(hers.contains("Ministry of Trade") && his.contains("Ministry of Trade"));
    assert!(hers.contains("they will not") && !his.contains("they will not"), "private is private");
    assert!(his.contains("mine alone") && !hers.contains("mine alone"));
    assert!(hers.contains("Signed in as") && hers.contains("Ines"));
    assert!(!his.contains("value=\"owner\""), "a reader has no form for it");
    assert_eq!(act(&bo, "what=undo&step=1").status, 422, "what others did is theirs");
    let elsewhere =
        [FORM, ("Cookie", ines.as_str()), ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")];
    assert_eq!(server.send("POST", "/work", &elsewhere, &own).status, 403, "no other site's page acts for her");
    assert_eq!(server.send("POST", "/work", &[FORM], &own).status, 401, "nor does anybody unknown");
    desk.succeed(&["account", "end", "Ines"]);
    assert_ne!(act(&ines, &own).status, 303, "an account that was ended is signed out");
}

#[test]
fn an_answer_is_new_to_who_follows_and_the_digest_has_its_words() {
    let desk = Desk::new();
    let fact = desk.fact();
    desk.succeed(&["work", "follow", "--entry", &fact, "--as", "Ines"]);
    desk.succeed(&["work", "follow", "--with", "PE", "--as", "Ines"]);
    desk.succeed(&["work", "own", &fact, "--as", "Ines"]);
    desk.succeed(&["work", "next", &fact, "call Lima", "--day", "2025-12-22", "--as", "Ines"]);
    let mine = || desk.succeed(&["mine", "--as", "Ines", "--as-of", "2025-12-20"]);
    assert!(mine().contains("nothing since Ines last looked"), "{}", mine());
    read(&desk.path(), DECEMBER);
    let mine = mine();
    assert!(mine.contains("You follow Peru.") && mine.contains("You own this entry."), "{mine}");
    assert!(mine.contains("finalised the rules of origin for lemons"), "{mine}");
    let digest = |more: &[&str]| {
        let mut arguments = vec!["digest", "--since", "2025-01-01", "--as-of", "2025-12-20", "--for", "Ines"];
        arguments.extend(more);
        desk.run(&arguments)
    };
    let text = String::from_utf8(digest(&[]).stdout).expect("UTF-8");
    assert!(text.contains("call Lima, by 22 December 2025") && text.contains("rules of origin for lemons"), "{text}");
    let html = String::from_utf8(digest(&["--format", "html"]).stdout).expect("UTF-8");
    assert!(html.contains("<blockquote>") && !html.contains("<img") && !html.contains("<script"), "{html}");
    let mail = String::from_utf8(digest(&["--format", "eml", "--to", "ines@ministry.example"]).stdout).expect("UTF-8");
    for header in [
        "To: ",
        "From: ",
        "Subject: ",
        "Date: ",
        "Message-ID: ",
        "Auto-Submitted: auto-generated",
        "multipart/alternative",
    ] {
        assert!(mail.contains(header), "{header} is missing: {mail}");
    }
    assert!(!digest(&["--format", "eml"]).status.success(), "a mail has a recipient");
    let nothing = desk.run(&["digest", "--since", "2025-01-01", "--as-of", "2025-12-20", "--for", "Bo"]);
    assert!(nothing.status.success() && nothing.stdout.is_empty());
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("nothing is new since 1 January 2025"));
}

#[test]
fn a_status_is_set_with_a_reason_and_undone_by_one_step() {
    let desk = Desk::new();
    let fact = desk.fact();
    let status = || {
        let ledger = desk.succeed(&["ledger", "--format", "json", "--as-of", "2025-12-20"]);
        let ledger: serde_json::Value = serde_json::from_str(&ledger).expect("JSON");
        let entry = ledger["entries"].as_array().expect("entries").iter().find(|entry| entry["fact"] == fact.as_str());
        entry.expect("the entry")["status"].as_str().expect("a word").to_owned()
    };
    assert_eq!(status(), "open");
    let day = ["--day", "2025-12-01"];
    assert!(!desk.run(&["work", "close", &fact, "declined", day[0], day[1]]).status.success(), "it needs a reason");
    let done = desk.succeed(&["work", "close", &fact, "declined", "--why", "by letter", day[0], day[1]]);
    assert_eq!(status(), "declined");
    let step = done.split("undo ").nth(1).and_then(|rest| rest.split('`').next()).expect("a number");
    desk.succeed(&["work", "undo", step]);
    assert_eq!(status(), "open");
    let log = desk.succeed(&["work", "log"]);
    assert!(log.contains("set the status: by letter (undone)") && log.contains("undid: status"), "{log}");
    assert!(!desk.run(&["work", "own", "nothing"]).status.success());
}

#[test]
fn a_saved_view_has_a_feed() {
    let desk = Desk::new();
    let server = Server::start(&desk.path(), &[]);
    let save = "what=view&kind=view&subject=%2Fledger%3Fwith%3DPE&text=Peru,+pending&back=%2Fmine";
    assert_eq!(server.send("POST", "/work", &[FORM], save).status, 303);
    let mine = server.get("/mine", &[]).body;
    assert!(mine.contains("Peru, pending") && mine.contains("View saved") == mine.contains("done"), "{mine}");
    let feed =
        mine.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|link| link.contains("/feeds/views/"));
    let feed = server.get(feed.expect("a feed"), &[]);
    assert_eq!(feed.status, 200);
    assert!(feed.body.contains("<feed") && feed.body.contains("finalise the rules of origin"), "{}", feed.body);
    assert_eq!(server.get("/feeds/views/99.atom", &[]).status, 404);
    let elsewhere = "what=view&kind=view&subject=https%3A%2F%2Fevil.example&text=x";
    assert_eq!(server.send("POST", "/work", &[FORM], elsewhere).status, 422);
}

#[test]
fn the_api_does_what_the_pages_do() {
    let desk = Desk::new();
    let fact = desk.fact();
    let secret = desk.succeed(&["token", "make", "colleague", "--scope", "read,write"]).trim().to_owned();
    let server = Server::start(&desk.path(), &[]);
    let bearer = format!("Bearer {secret}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let note = format!(r#"{{"what": "note", "subject": "{fact}", "text": "ask again"}}"#);
    let reply = server.send("POST", "/api/v1/work", &headers, &note);
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(reply.body.contains("colleague"));
    let on = server.get(&format!("/api/v1/work/{fact}"), &headers).body;
    assert!(on.contains("ask again") && on.contains("\"steps\""), "{on}");
    let undo = r#"{"what": "undo", "step": 1}"#;
    assert_eq!(server.send("POST", "/api/v1/work", &headers, undo).status, 200);
    assert!(
        !server
            .get(&format!("/api/v1/work/{fact}"), &headers)
            .body
            .contains("\"what\":\"note\",\"subject\":{\"kind\":\"entry\",\"id\":\"x\"")
    );
    assert_eq!(server.send("POST", "/api/v1/work", &headers, r#"{"what": "dance"}"#).status, 400);
    assert_eq!(server.get("/api/v1/mine", &headers).status, 200);
}

#[test]
fn two_days_are_compared() {
    let desk = Desk::new();
    read(&desk.path(), DECEMBER);
    let since = desk.succeed(&["since", "--with", "PE", "--as-of", "2025-12-20"]);
    assert!(since.contains("between 2 October 2025, the day of the last contact, and 20 December 2025"), "{since}");
    assert!(since.contains("publish the rules of origin for lemons"), "what was promised since: {since}");
    let later = desk.run(&["since", "--with", "PE", "--from", "2025-12-21", "--as-of", "2025-12-20"]);
    assert!(!later.status.success() && String::from_utf8_lossy(&later.stderr).contains("is not before"));
    let server = Server::start(&desk.path(), &[]);
    let page = server.get("/counterparts/PE/since?from=2025-10-02", &[("Accept", "text/html")]);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("What has changed") && page.body.contains("publish the rules"), "{}", page.body);
    server.stop();
}
