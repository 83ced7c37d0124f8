//! Webhooks as their receivers meet them: signed, each change once, sent again until it is taken or given up.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, Mac};
use serde_json::Value;

use crate::server::{Server, read, succeed};

/// An event as it arrived.
#[derive(Debug, Clone)]
struct Received {
    headers: Vec<(String, String)>,
    body: String,
}

impl Received {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).expect("the header is there")
    }

    fn event(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// A receiver on this machine that answers each request with the next status of a list, and then with 204.
struct Receiver {
    port: u16,
    received: Arc<Mutex<Vec<Received>>>,
    down: Arc<AtomicBool>,
}

impl Receiver {
    fn start(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let down = Arc::new(AtomicBool::new(false));
        let (all, statuses) = (Arc::clone(&received), Mutex::new(statuses.iter().copied()));
        let is_down = Arc::clone(&down);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                if is_down.load(Ordering::SeqCst) {
                    continue;
                }
                let mut reader = BufReader::new(stream.try_clone().expect("the same one"));
                let mut headers = Vec::new();
                let mut line = String::new();
                while reader.read_line(&mut line).is_ok_and(|length| length > 2) {
                    if let Some((key, value)) = line.split_once(':') {
                        headers.push((key.to_lowercase(), value.trim().to_owned()));
                    }
                    line.clear();
                }
                let length = headers.iter().find(|(key, _)| key == "content-length");
                let Some(length) = length.and_then(|(_, length)| length.parse().ok()) else { continue };
                let mut body = vec![0; length];
                reader.read_exact(&mut body).expect("the body");
                let body = String::from_utf8(body).expect("UTF-8");
                all.lock().expect("a lock").push(Received { headers, body });
                let status = statuses.lock().expect("a lock").next().unwrap_or(204);
                let _ = write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        Self { port, received, down }
    }

    /// Closes every connection unheard, until told otherwise. Its port stays its own, so that nobody else gets it meanwhile.
    fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    fn all(&self) -> Vec<Received> {
        self.received.lock().expect("a lock").clone()
    }

    /// Waits until so many arrived, and a little longer: no more must come.
    fn wait(&self, count: usize) -> Vec<Received> {
        until(|| self.all().len() >= count);
        std::thread::sleep(Duration::from_millis(1_500));
        let all = self.all();
        assert_eq!(all.len(), count, "{all:#?}");
        all
    }
}

/// Waits until something is so.
fn until(mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(120), "it never came about");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn announcement(id: &str, body: &str) -> String {
    serde_json::json!({
        "id": id, "url": "", "publisher": "Ministry of Trade", "section": "", "title": format!("Statement {id}"),
        "published": "2025-12-01", "language": "en", "body": body,
    })
    .to_string()
}

const CHILE: &str =
    "The Ministry of Trade asked Chile to recognise Korean certificates of origin issued electronically.";
const PERU: &str = "The Ministry of Trade asked Peru to open its market for Korean apples.";

/// A register that knows Chile already, and the folder it is in.
fn register() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("test.db");
    read(
        &path,
        &announcement(
            "first",
            "Chile and Peru welcomed the talks. The Ministry of Trade thanked Chile for its support.",
        ),
    );
    (folder, path)
}

fn webhook(register: &Path, arguments: &[&str]) -> String {
    let register = register.to_str().expect("UTF-8");
    succeed(&[&["webhook"], arguments, &["--register", register]].concat())
}

fn add(register: &Path, port: u16, more: &[&str]) -> String {
    let url = format!("http://127.0.0.1:{port}/hook");
    webhook(register, &[&["add", &url], more].concat()).trim().to_owned()
}

const QUICK: &[&str] = &["--webhook-pause", "0.1", "--webhook-attempts", "3"];

/// As quick, but gives nothing up for hours.
const PATIENT: &[&str] = &["--webhook-pause", "0.1", "--webhook-attempts", "30"];

#[test]
fn each_change_is_told_once_and_signed() {
    let (_folder, register) = register();
    let receiver = Receiver::start(&[]);
    let secret = add(&register, receiver.port, &["--with", "Chile"]);
    let server = Server::start(&register, QUICK);
    // Another program writes, beside the server.
    read(&register, &[announcement("second", CHILE), announcement("third", PERU)].join("\n"));
    let received = receiver.wait(1);
    let event = received[0].event();
    assert_eq!(event["specversion"], "1.0");
    assert_eq!(event["type"], "app.demarche.fact.recorded");
    assert_eq!(event["source"], format!("http://{}/", server.address));
    assert_eq!(event["subject"], event["data"]["fact"]["fact"]);
    let words = event["data"]["fact"]["source"]["words"][0].as_str().expect("words");
    assert!(CHILE.contains(words), "{words}");
    assert!(received[0].header("content-type").starts_with("application/cloudevents+json"));

    let id = received[0].header("webhook-id");
    assert_eq!(event["id"], id);
    let key = BASE64_STANDARD.decode(secret.trim_start_matches("whsec_")).expect("a key");
    let signed = format!("{id}.{}.{}", received[0].header("webhook-timestamp"), received[0].body);
    let signature = received[0].header("webhook-signature").strip_prefix("v1,").expect("the first version");
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).expect("a key");
    mac.update(signed.as_bytes());
    mac.verify_slice(&BASE64_STANDARD.decode(signature).expect("base64")).expect("the signature holds");

    // A correction closes what was told and records what is told instead; what stays is not told again.
    read(&register, &announcement("second", &CHILE.replace("electronically", "on paper and electronically")));
    let received = receiver.wait(3);
    let kinds: BTreeSet<String> =
        received[1..].iter().map(|one| one.event()["type"].as_str().expect("a type").to_owned()).collect();
    assert_eq!(kinds, BTreeSet::from(["app.demarche.fact.closed".to_owned(), "app.demarche.fact.recorded".to_owned()]));

    // What was forgotten is to be forgotten by who was told, too.
    let path = register.to_str().expect("UTF-8");
    succeed(&["forget", "third", "--why", "on request", "--author", "keeper", "--register", path]);
    let received = receiver.wait(4);
    let event = received[3].event();
    assert_eq!((&event["type"], &event["subject"]), (&"app.demarche.document.forgotten".into(), &"third".into()));
    let metrics = server.get("/metrics", &[]).body;
    assert!(metrics.contains("demarche_webhook_deliveries_total{outcome=\"delivered\"} 4"), "{metrics}");
    server.stop();
}

#[test]
fn what_fails_is_sent_again_and_given_up_in_the_end() {
    let (_folder, register) = register();
    let receiver = Receiver::start(&[500, 503, 204, 500, 500, 500]);
    add(&register, receiver.port, &[]);
    let server = Server::start(&register, QUICK);
    read(&register, &announcement("second", CHILE));
    let received = receiver.wait(3);
    assert!(received.iter().all(|one| one.body == received[0].body), "the same event is sent again");
    assert!(received.iter().all(|one| one.header("webhook-id") == received[0].header("webhook-id")));
    assert_eq!(webhook(&register, &["dead"]), "");

    read(&register, &announcement("third", PERU));
    receiver.wait(6);
    let dead: Value = serde_json::from_str(&webhook(&register, &["dead", "--json"])).expect("JSON");
    let dead = dead.as_array().expect("letters");
    assert_eq!(dead.len(), 1, "{dead:?}");
    assert_eq!(dead[0]["attempts"], 3);
    assert!(dead[0]["error"].as_str().is_some_and(|error| error.starts_with("500")), "{dead:?}");
    assert_eq!(dead[0]["body"]["type"], "app.demarche.fact.recorded");
    assert!(webhook(&register, &["list"]).ends_with("0 waiting, 1 dead\n"));

    assert_eq!(webhook(&register, &["retry", &dead[0]["row"].to_string()]), "1 to be sent again\n");
    let received = receiver.wait(7);
    assert_eq!(received[6].body, received[5].body);
    until(|| webhook(&register, &["list"]).ends_with("0 waiting, 0 dead\n"));
    drop(server);
}

#[test]
fn nothing_is_lost_or_doubled_by_a_restart() {
    let (_folder, register) = register();
    let receiver = Receiver::start(&[]);
    let late = Receiver::start(&[]);
    late.set_down(true);
    add(&register, late.port, &[]);
    let server = Server::start(&register, PATIENT);
    read(&register, &announcement("second", CHILE));
    until(|| webhook(&register, &["list"]).ends_with("1 waiting, 0 dead\n"));
    // It is killed, not stopped.
    drop(server);
    // While nobody serves, something is read; and the receiver comes up.
    read(&register, &announcement("third", PERU));
    late.set_down(false);
    add(&register, receiver.port, &[]);
    // It may have been killed with a delivery under way: that stays its own for a while.
    let server = Server::start(&register, PATIENT);
    let received = {
        until(|| webhook(&register, &["list"]).ends_with("0 waiting, 0 dead\n") && late.all().len() >= 2);
        late.wait(2)
    };
    let ids: BTreeSet<&str> = received.iter().map(|one| one.header("webhook-id")).collect();
    assert_eq!(ids.len(), 2, "each once");
    assert!(receiver.all().is_empty(), "who came later is told of what came later");
    server.stop();
    // Two servers of one register: each operation is taken up by one of them.
    let (one, two) = (Server::start(&register, PATIENT), Server::start(&register, PATIENT));
    read(&register, &announcement("fourth", &PERU.replace("apples", "pears")));
    late.wait(3);
    receiver.wait(1);
    drop((one, two));
}

#[test]
fn a_receiver_that_wants_no_more_is_told_no_more() {
    let (_folder, register) = register();
    let receiver = Receiver::start(&[410]);
    add(&register, receiver.port, &[]);
    let server = Server::start(&register, QUICK);
    read(&register, &announcement("second", CHILE));
    receiver.wait(1);
    read(&register, &announcement("third", PERU));
    receiver.wait(1);
    let listed = webhook(&register, &["list"]);
    assert!(listed.contains("the receiver wants no more (410)"), "{listed}");
    drop(server);
}

#[test]
fn a_webhook_is_tested_before_anything_happens() {
    let (_folder, register) = register();
    let receiver = Receiver::start(&[204, 302]);
    add(&register, receiver.port, &[]);
    let listed = webhook(&register, &["list"]);
    let id = listed.split(' ').next().expect("an id");
    assert_eq!(webhook(&register, &["test", id]), "taken\n");
    let refused = |arguments: &[&str]| -> String {
        let all = [&["webhook"], arguments, &["--register", register.to_str().expect("UTF-8")]].concat();
        let output = Command::new(env!("CARGO_BIN_EXE_demarche")).args(all).output().expect("the program runs");
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
    };
    assert!(refused(&["test", id]).contains("302"), "redirections are not followed");
    assert_eq!(receiver.all().len(), 2);
    assert!(refused(&["add", "http://desk.example/hook"]).contains("--allow-http"));
    assert!(refused(&["add", "ftp://127.0.0.1/hook"]).contains("https"));
    assert!(refused(&["add", "https://desk.example/hook", "--with", "Atlantis"]).contains("Atlantis"));
    assert_eq!(webhook(&register, &["remove", id]), format!("removed {id}\n"));
}

#[test]
fn an_entry_of_the_ledger_that_stands_elsewhere_is_told() {
    let (_folder, register) = register();
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../corpus/announcements.jsonl");
    let documents = std::fs::read_to_string(corpus).expect("the corpus");
    let document = |id: &str| {
        let own = |line: &&str| serde_json::from_str::<Value>(line).is_ok_and(|document| document["id"] == id);
        documents.lines().find(own).expect("it is there").to_owned()
    };
    // Talks are to be concluded within the year, then they are.
    read(&register, &document("dev-03"));
    let receiver = Receiver::start(&[]);
    add(&register, receiver.port, &["--topic", "negotiations"]);
    let server = Server::start(&register, QUICK);
    read(&register, &document("dev-04"));
    let changed = |received: &Received| received.event()["type"] == "app.demarche.ledger.status-changed";
    until(|| receiver.all().iter().any(changed));
    let event = receiver.all().iter().find(|received| changed(received)).expect("it is there").event();
    assert_eq!(event["data"]["before"], "open");
    assert_eq!(event["data"]["entry"]["status"], "fulfilled");
    assert_eq!(event["data"]["entry"]["fact"], event["subject"]);
    assert_eq!(event["data"]["entry"]["source"]["document"], "dev-03");
    drop(server);
}
