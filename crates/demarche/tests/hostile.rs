//! Hostile documents and requests do no harm.

#![cfg(unix)]

mod server;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use server::{Reply, Server, read, succeed};
use tempfile::TempDir;

/// A script wherever a document can hold one, and marks that turn the direction of writing.
fn hostile_document() -> Value {
    json!({
        "id": "evil-1",
        "url": "javascript:alert(1)",
        "publisher": "<img src=x onerror=alert(2)> Ministry",
        "title": "<script>alert(3)</script> Minister Yeo Han-koo meets \u{202e}EU Commissioner\u{2066}",
        "published": "2025-12-10",
        "body": "On December 10, Minister for Trade Yeo Han-koo met EU Commissioner Maroš Šefčovič in Brussels. \
                 Minister Yeo requested that the EU exempt \"></p><script>alert(4)</script> steel from its quota. \
                 \u{202e}The EU\u{202c} will review the request by March 2026. <iframe src=//evil.example></iframe>"
    })
}

struct Fixture {
    folder: TempDir,
    register: PathBuf,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let register = folder.path().join("register.db");
        read(&register, &hostile_document().to_string());
        Self { folder, register }
    }

    fn register(&self) -> &str {
        self.register.to_str().expect("UTF-8")
    }

    /// Makes a token, and gives its secret.
    fn token(&self, scopes: &str) -> String {
        let secret = succeed(&["token", "make", "tester", "--scope", scopes, "--register", self.register()]);
        secret.trim().to_owned()
    }

    /// The register is whole.
    fn check(&self) {
        succeed(&["check", "--register", self.register()]);
    }
}

fn bearer(secret: &str) -> String {
    format!("Bearer {secret}")
}

/// Sends bytes as they are, and gives what comes back until the other side closes, or `patience` is over.
fn raw(address: &str, bytes: &[u8], patience: Duration) -> (String, Duration) {
    let start = Instant::now();
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(patience)).expect("a timeout");
    // The server may close before all is sent.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    (String::from_utf8_lossy(&answer).into_owned(), start.elapsed())
}

fn status(answer: &str) -> Option<u16> {
    answer.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

/// Problem details with that status.
fn is_problem(reply: &Reply, status: u16) {
    assert_eq!(reply.status, status, "{} {}", reply.head, reply.body);
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{}", reply.head);
    let problem: Value = serde_json::from_str(&reply.body).expect("JSON");
    assert_eq!(problem["status"], status);
}

#[test]
fn what_a_document_holds_never_runs() {
    let fixture = Fixture::new();
    let server = Server::start(&fixture.register, &[]);
    let documents: Value = serde_json::from_str(&server.get("/api/v1/documents", &[]).body).expect("JSON");
    assert_eq!(documents["items"].as_array().expect("items").len(), 1);
    let entries: Value = serde_json::from_str(&server.get("/api/v1/ledger", &[]).body).expect("JSON");
    let fact = entries["items"][0]["fact"].as_str().expect("there is an entry").to_owned();
    let pages = [
        "/",
        "/ledger",
        &format!("/ledger/{fact}"),
        "/counterparts",
        "/counterparts/EU",
        "/agenda",
        "/instruments",
        "/documents",
        "/documents/evil-1",
        "/search?q=steel",
        "/search?q=%3Cscript%3Ealert(5)%3C/script%3E",
        "/review",
        "/people",
        "/series",
        "/no/such/%3Cscript%3Ealert(6)%3C/script%3E",
    ];
    let mut shown = 0;
    for path in pages {
        let reply = server.get(path, &[("Accept", "text/html")]);
        assert!(reply.status < 500, "{path}: {}", reply.status);
        let policy = reply.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        for live in ["<script>alert", "<img src=x", "<iframe", "onerror=alert(2)>", "href=\"javascript:", "</p><script"]
        {
            assert!(!reply.body.contains(live), "{path} holds {live}");
        }
        shown += usize::from(reply.body.contains("&#60;script&#62;") || reply.body.contains("&lt;script&gt;"));
    }
    assert!(shown >= 2, "what was written is shown as text, on {shown} pages");
    // Programs have it as it is, as JSON that no browser takes for a page.
    let reply = server.get("/api/v1/documents/evil-1", &[("Accept", "text/html")]);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert!(reply.header("content-security-policy").is_some());
}

#[test]
fn paths_lead_nowhere_but_to_resources() {
    let fixture = Fixture::new();
    std::fs::write(fixture.folder.path().join("secret.txt"), "top secret").expect("a file");
    let server = Server::start(&fixture.register, &[]);
    let long = format!("/documents/{}", "a".repeat(30_000));
    for path in [
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/../../../../etc/passwd",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/..\\..\\secret.txt",
        "/assets/style.css%00.txt",
        "/documents/..%2f..%2fetc%2fpasswd",
        "/api/v1/documents/..%2f..%2fetc%2fpasswd",
        "/api/v1/documents/%00",
        "/api/v1/documents/%ff%fe",
        "/api/v1/facts/%27%20OR%201=1--",
        "/api/v1/entities/i-%25",
        "//evil.example/",
        &long,
    ] {
        let reply = server.get(path, &[]);
        assert!((400..500).contains(&reply.status), "{path}: {}", reply.status);
        assert!(!reply.body.contains("root:") && !reply.body.contains("top secret"), "{path}");
    }
    // A head that has no end.
    let endless = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(200_000));
    let (answer, _) = raw(&server.address, endless.as_bytes(), Duration::from_secs(10));
    assert!(matches!(status(&answer), Some(400..=499) | None), "{answer}");
    let headers: String = (0..5_000).map(|number| format!("X-{number}: a\r\n")).collect();
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
    let (answer, _) = raw(&server.address, many.as_bytes(), Duration::from_secs(10));
    assert!(matches!(status(&answer), Some(400..=499) | None), "{answer}");
    assert_eq!(server.get("/healthz", &[]).status, 200);
}

#[test]
fn two_readings_of_one_request_are_refused() {
    let fixture = Fixture::new();
    let server = Server::start(&fixture.register, &[]);
    let host = format!("Host: {}\r\n", server.address);
    let smuggled = "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (why, head) in [
        ("two lengths", "Content-Length: 0\r\nContent-Length: 40\r\n"),
        ("a list of lengths", "Content-Length: 0, 40\r\n"),
        ("a length with a sign", "Content-Length: +0\r\n"),
        ("an unknown coding", "Transfer-Encoding: xchunked\r\n"),
        ("a space before the colon", "Content-Length : 0\r\n"),
        ("a folded line", "X-A: b\r\n Content-Length: 40\r\n"),
        ("a NUL", "X-A: b\0c\r\n"),
        ("no name", ": b\r\n"),
    ] {
        let request = format!("POST /review HTTP/1.1\r\n{host}{head}\r\n{smuggled}");
        let (answer, _) = raw(&server.address, request.as_bytes(), Duration::from_secs(5));
        assert_eq!(status(&answer), Some(400), "{why}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{why}: one answer, and the connection ends");
    }
    // Both a length and chunks: the chunks count, and the connection is not used again.
    let request = format!(
        "POST /sign-in HTTP/1.1\r\n{host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}"
    );
    let (answer, _) = raw(&server.address, request.as_bytes(), Duration::from_secs(5));
    assert!(!answer.contains("\"operation\""), "what follows is not taken for a request: {answer}");
    for nonsense in [
        "GET / HTTP/9.9\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example:80\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}",
    ] {
        let (answer, _) = raw(&server.address, nonsense.as_bytes(), Duration::from_secs(2));
        assert!(matches!(status(&answer), Some(400..=499 | 505) | None), "{nonsense:?}: {answer}");
    }
    // Asking for another protocol gets the answer in this one.
    let upgrade = [
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    assert_eq!(server.get("/api/v1/status", &upgrade).status, 200);
    assert_eq!(server.get("/healthz", &[]).status, 200);
}

#[test]
fn large_bodies_are_refused_and_compressed_ones_too() {
    let fixture = Fixture::new();
    let (write, review) = (bearer(&fixture.token("read,write")), bearer(&fixture.token("read,review")));
    let server = Server::start(&fixture.register, &[]);
    let json = ("Content-Type", "application/json");
    let post = |path: &str, token: &str, headers: &[(&str, &str)], body: &str| {
        let mut all = vec![("Authorization", token)];
        all.extend_from_slice(headers);
        server.send("POST", path, &all, body)
    };
    // A line of ten megabytes is longer than any announcement.
    let line = json!({"id": "long", "title": "Long", "published": "2025-12-10", "body": "steel ".repeat(1_700_000)});
    is_problem(&post("/api/v1/documents", &write, &[json], &line.to_string()), 422);
    // A length is believed only as far as it is taken.
    let head = format!(
        "POST /api/v1/documents HTTP/1.1\r\nHost: {}\r\nAuthorization: {write}\r\nContent-Type: application/json\r\n\
         Content-Length: 999999999999\r\n\r\n",
        server.address
    );
    let (answer, _) = raw(&server.address, head.as_bytes(), Duration::from_secs(5));
    assert_eq!(status(&answer), Some(413), "{answer}");
    let decisions = format!("[{}]", "{\"accept\": \"nothing\"},".repeat(60_000));
    is_problem(&post("/api/v1/review/decisions", &review, &[json], &decisions), 413);
    // Archives are no documents, and what is compressed is not opened.
    for media in ["application/zip", "application/gzip", "application/octet-stream", "multipart/form-data", ""] {
        is_problem(&post("/api/v1/documents", &write, &[("Content-Type", media)], "PK\u{3}\u{4}"), 415);
    }
    is_problem(&post("/api/v1/documents", &write, &[json, ("Content-Encoding", "gzip")], "{}"), 415);
    is_problem(&post("/api/v1/documents", &write, &[("Content-Type", "text/plain")], "PK\u{3}\u{4}bomb"), 422);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    is_problem(&post("/api/v1/documents", &write, &[json], &deep), 400);
    is_problem(&post("/api/v1/review/decisions", &review, &[json], &deep), 400);
    let status: Value = serde_json::from_str(&server.get("/api/v1/status", &[]).body).expect("JSON");
    assert_eq!(status["documents"], 1, "none of it was read");
    server.stop();
    fixture.check();
}

#[test]
fn only_tokens_write_and_only_what_they_allow() {
    let fixture = Fixture::new();
    let (reader, writer) = (bearer(&fixture.token("read")), bearer(&fixture.token("write")));
    let revoked = fixture.token("read,write,review");
    let tokens: Value =
        serde_json::from_str(&succeed(&["token", "list", "--json", "--register", fixture.register()])).expect("JSON");
    let id =
        tokens.as_array().expect("tokens").iter().find(|token| token["scopes"].as_array().expect("scopes").len() == 3);
    succeed(&[
        "token",
        "revoke",
        id.expect("it is listed")["id"].as_str().expect("an id"),
        "--register",
        fixture.register(),
    ]);
    let server = Server::start(&fixture.register, &["--tokens"]);
    let document =
        json!({"id": "d", "title": "A title", "published": "2025-12-10", "body": "Minister Yeo met Mr Kim."});
    let post = |path: &str, token: Option<&str>, body: &Value| {
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(token.map(|token| ("Authorization", token)));
        server.send("POST", path, &headers, &body.to_string())
    };
    let get = |token: &str| server.get("/api/v1/status", &[("Authorization", token)]);
    is_problem(&server.get("/api/v1/status", &[]), 401);
    assert_eq!(get(&reader).status, 200);
    is_problem(&get(&writer), 403);
    is_problem(&get(&bearer(&revoked)), 401);
    is_problem(&get(&bearer("demarche_forged")), 401);
    is_problem(&get("Bearer"), 401);
    is_problem(&get("Negotiate abc"), 401);
    for path in ["/api/v1/documents", "/api/v1/review/decisions"] {
        is_problem(&post(path, None, &document), 401);
        is_problem(&post(path, Some(&reader), &document), 403);
        is_problem(&post(path, Some(&bearer(&revoked)), &document), 401);
    }
    is_problem(&post("/api/v1/review/decisions", Some(&writer), &json!({"accept": "x"})), 403);
    let taken = post("/api/v1/documents", Some(&writer), &document);
    assert_eq!(taken.status, 200, "{}", taken.body);
    let taken: Value = serde_json::from_str(&taken.body).expect("JSON");
    assert_eq!(taken["documents"][0]["outcome"], "new", "{taken}");
    // Nothing in the paths that anybody may ask for gets around it.
    for path in ["/assets/../api/v1/status", "/sign-in/../api/v1/status", "/healthz/../metrics", "/metrics", "/mcp"] {
        let reply = server.get(path, &[]);
        assert!(matches!(reply.status, 303 | 401 | 404), "{path}: {}", reply.status);
    }
    server.stop();
    fixture.check();
}

#[test]
fn tokens_cannot_be_guessed_at_will() {
    let fixture = Fixture::new();
    let good = bearer(&fixture.token("read"));
    let server = Server::start(&fixture.register, &["--tokens"]);
    let statuses: Vec<u16> = (0..40)
        .map(|guess| server.get("/api/v1/status", &[("Authorization", &bearer(&format!("demarche_{guess}")))]).status)
        .collect();
    assert!(statuses.contains(&429), "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 401 | 429)), "{statuses:?}");
    // Who has a token is not shut out by who guesses.
    assert_eq!(server.get("/api/v1/status", &[("Authorization", &good)]).status, 200);
}

#[test]
fn storms_are_limited() {
    let fixture = Fixture::new();
    let server = Server::start(&fixture.register, &["--rate", "5"]);
    let replies: Vec<Reply> = (0..60).map(|_| server.get("/api/v1/status", &[])).collect();
    let refused = replies.iter().find(|reply| reply.status == 429).expect("some are refused");
    is_problem(refused, 429);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(replies[0].status, 200);
}

#[test]
fn slow_clients_are_dropped() {
    let fixture = Fixture::new();
    let write = bearer(&fixture.token("write"));
    let server = Server::start(&fixture.register, &["--silence", "1"]);
    let body = format!(
        "POST /api/v1/documents HTTP/1.1\r\nHost: {}\r\nAuthorization: {write}\r\nContent-Type: application/json\r\n\
         Content-Length: 5000\r\n\r\n[{{\"id\": ",
        server.address
    );
    let halves = ["", "G", "GET / HTTP/1.1\r\nHost: local", "PRI * HTTP/2.0\r\n", &body];
    std::thread::scope(|scope| {
        let asked: Vec<_> = halves
            .iter()
            .map(|half| (half, scope.spawn(|| raw(&server.address, half.as_bytes(), Duration::from_secs(20)))))
            .collect();
        for (half, answer) in asked {
            let (answer, took) = answer.join().expect("it ends");
            assert!(took < Duration::from_secs(15), "{half:?} was waited for");
            assert!(matches!(status(&answer), None | Some(400 | 408)), "{half:?}: {answer}");
        }
    });
    assert_eq!(server.get("/healthz", &[]).status, 200);
    server.stop();
    fixture.check();
}

#[test]
fn connections_that_say_nothing_make_room_for_others() {
    let fixture = Fixture::new();
    let server = Server::start(&fixture.register, &["--silence", "2"]);
    // More than the server takes at once, as far as this system lets one process have them.
    let mut silent: Vec<TcpStream> = (0..1_100).map_while(|_| TcpStream::connect(&server.address).ok()).collect();
    assert!(silent.len() > 500, "only {} connections could be made", silent.len());
    // Room for the answer, where this process has no more left.
    silent.truncate(silent.len() - 8);
    assert_eq!(server.get("/healthz", &[]).status, 200, "beside {} silent connections", silent.len());
    server.stop();
}

#[test]
fn other_sites_and_other_names_are_refused() {
    let fixture = Fixture::new();
    let server = Server::start(&fixture.register, &[]);
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    for headers in [
        vec![form, ("Origin", "https://evil.example")],
        vec![form, ("Sec-Fetch-Site", "cross-site")],
        vec![form, ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")],
    ] {
        for path in ["/review", "/add", "/sign-in", "/api/v1/documents", "/mcp"] {
            let reply = server.send("POST", path, &headers, "fact=x&verdict=reject");
            assert_eq!(reply.status, 403, "{path} {headers:?}: {}", reply.body);
        }
    }
    // A name that a foreign page made to mean this machine.
    for host in ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example"] {
        let request = format!("GET /api/v1/status HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let (answer, _) = raw(&server.address, request.as_bytes(), Duration::from_secs(5));
        assert_eq!(status(&answer), Some(403), "{host}: {answer}");
    }
    let reply = server.get("/api/v1/status", &[("Origin", "https://evil.example")]);
    assert_eq!(reply.header("access-control-allow-origin"), None, "no other site reads the answer");
}

#[test]
fn methods_are_told_apart() {
    let fixture = Fixture::new();
    let server = Server::start(&fixture.register, &[]);
    for method in ["DELETE", "PUT", "PATCH", "TRACE", "QUERY", "FOO"] {
        let reply = server.send(method, "/api/v1/ledger", &[], "");
        is_problem(&reply, 405);
        assert_eq!(reply.header("allow"), Some("GET,HEAD"), "{method}");
    }
    let options = server.send("OPTIONS", "/api/v1/documents", &[], "");
    assert_eq!((options.status, options.header("allow")), (204, Some("GET,HEAD,POST")));
    let head = server.send("HEAD", "/api/v1/ledger", &[], "");
    let get = server.get("/api/v1/ledger", &[]);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("etag"), get.header("etag"));
    let known = server.get("/api/v1/ledger", &[("If-None-Match", get.header("etag").expect("a tag"))]);
    assert_eq!((known.status, known.body.as_str()), (304, ""));
    is_problem(&server.get("/api/v1/ledger?wiht=EU", &[]), 400);
    is_problem(&server.get("/api/v1/ledger?act=requests", &[]), 400);
    is_problem(&server.get("/api/v1/nothing", &[]), 404);
    // Whatever is asked for, the numbers stay few.
    for number in 0..20 {
        server.get(&format!("/nothing/{number}"), &[]);
        server.send(&format!("FOO{number}"), "/ledger", &[], "");
    }
    let metrics = server.get("/metrics", &[]).body;
    assert!(metrics.contains("demarche_documents 1"), "{metrics}");
    assert!(!metrics.contains("FOO") && !metrics.contains("/nothing/"), "{metrics}");
    assert!(metrics.contains("route=\"/api/v1/ledger\""), "{metrics}");
    let id = ("X-Request-Id", "abc-123");
    assert_eq!(server.get("/healthz", &[id]).header("x-request-id"), Some("abc-123"));
    let forged = server.get("/healthz", &[("X-Request-Id", "a b {\"level\":\"ERROR\"}")]);
    assert!(forged.header("x-request-id").is_some_and(|id| id.len() == 16), "{}", forged.head);
}

#[test]
fn a_stop_lets_requests_end_and_leaves_the_register_whole() {
    let fixture = Fixture::new();
    let token = bearer(&fixture.token("read,write"));
    let server = Server::start(&fixture.register, &[]);
    let documents: Vec<Value> = (0..40)
        .map(|number| {
            json!({
                "id": format!("many-{number}"), "title": format!("Talks number {number}"), "published": "2025-12-10",
                "body": "Minister for Trade Yeo Han-koo requested that the EU exempt steel from its quota. ".repeat(20)
            })
        })
        .collect();
    let body = serde_json::to_string(&documents).expect("JSON");
    let request = format!(
        "POST /api/v1/documents HTTP/1.1\r\nHost: {0}\r\nAuthorization: {token}\r\nContent-Type: application/json\r\n\
         Connection: close\r\nContent-Length: {1}\r\n\r\n{body}",
        server.address,
        body.len()
    );
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    stream.write_all(request.as_bytes()).expect("it is sent");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    std::thread::sleep(Duration::from_millis(300));
    server.stop();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    // It was answered whole, or cut off when the server's patience was over: what is in the register is whole.
    assert!(matches!(status(&answer), Some(200) | None), "{answer}");
    fixture.check();
}

#[test]
fn other_addresses_need_tokens() {
    let fixture = Fixture::new();
    let refused = std::process::Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["serve", "--listen", "0.0.0.0:0", "--register", fixture.register()])
        .output()
        .expect("it runs");
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("token make"), "{said}");
}

#[test]
fn pages_of_a_listing_are_of_one_state_of_the_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let register = folder.path().join("register.db");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/announcements.jsonl");
    let corpus = std::fs::read_to_string(corpus).expect("the corpus");
    let (first, last) = corpus.trim().split_at(corpus.trim().rfind('\n').expect("several lines"));
    read(&register, first);
    let server = Server::start(&register, &[]);
    let ask = |path: &str| -> Value {
        let reply = server.get(path, &[]);
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        serde_json::from_str(&reply.body).expect("JSON")
    };
    for list in [
        "ledger?status=open,fulfilled",
        "ledger?topic=steel",
        "agenda?",
        "documents?",
        "actors?",
        "instruments?",
        "review?",
        "changes?",
        "counterparts?",
        "search?q=trade",
    ] {
        let key = |item: &Value| {
            ["fact", "id", "document", "code"]
                .iter()
                .find_map(|key| item[*key].as_str().map(str::to_owned))
                .unwrap_or_else(|| item.to_string())
        };
        let collect = |limit: usize, between: &dyn Fn()| -> Vec<String> {
            let mut page = ask(&format!("/api/v1/{list}&limit={limit}").replace("?&", "?"));
            let operation = page["operation"].clone();
            let mut keys = Vec::new();
            loop {
                assert_eq!(page["operation"], operation, "{list}");
                keys.extend(page["items"].as_array().expect("items").iter().map(key));
                let Some(next) = page["next"].as_str() else { return keys };
                between();
                page = ask(&format!("/api/v1/{list}&limit={limit}&cursor={next}").replace("?&", "?"));
            }
        };
        let mut whole = collect(500, &|| {});
        let mut parts = collect(7, &|| {});
        whole.sort();
        parts.sort();
        assert!(!whole.is_empty(), "{list} has something");
        assert_eq!(whole, parts, "{list}: nothing is left out or told twice");
    }
    // Another page of the listing, after something was read.
    let page = ask("/api/v1/documents?limit=5");
    read(&register, last);
    std::thread::sleep(Duration::from_millis(700));
    let next = ask(&format!("/api/v1/documents?limit=5&cursor={}", page["next"].as_str().expect("more")));
    assert_eq!(next["operation"], page["operation"]);
    assert_ne!(ask("/api/v1/documents?limit=5")["operation"], page["operation"]);
    let foreign = server.get(&format!("/api/v1/actors?cursor={}", page["next"].as_str().expect("more")), &[]);
    is_problem(&foreign, 404);
    is_problem(&server.get("/api/v1/actors?cursor=x", &[]), 400);
}

#[test]
fn decisions_are_made_in_the_name_of_the_token() {
    let fixture = Fixture::new();
    let review = bearer(&fixture.token("read,review"));
    let server = Server::start(&fixture.register, &[]);
    let lines: Value = serde_json::from_str(&server.get("/api/v1/review", &[]).body).expect("JSON");
    let facts: Vec<&str> =
        lines["items"].as_array().expect("items").iter().map(|line| line["fact"].as_str().expect("an id")).collect();
    assert!(facts.len() >= 2, "{lines}");
    let headers = [("Authorization", review.as_str()), ("Content-Type", "application/json")];
    let decide = |body: Value| server.send("POST", "/api/v1/review/decisions", &headers, &body.to_string());
    let reply = decide(json!([{"accept": facts[0], "why": "as told"}, {"reject": facts[1]}]));
    assert_eq!(reply.status, 200, "{}", reply.body);
    let decided: Value = serde_json::from_str(&reply.body).expect("JSON");
    assert_eq!((decided["decided"].as_u64(), decided["author"].as_str()), (Some(2), Some("tester")));
    is_problem(&server.get(&format!("/api/v1/facts/{}", facts[1]), &[]), 404);
    let fact: Value =
        serde_json::from_str(&server.get(&format!("/api/v1/facts/{}", facts[0]), &[]).body).expect("JSON");
    assert_eq!(fact["rule"], "review");
    is_problem(&decide(json!({"accept": "nothing"})), 404);
    is_problem(&decide(json!({"correct": facts[0], "set": {"kind": "role"}})), 422);
    is_problem(&decide(json!({"accept": facts[0], "reject": facts[0]})), 400);
    is_problem(&decide(json!({"accept": facts[0], "author": "somebody else"})), 400);
    is_problem(&decide(json!({"merge": ["a-1", "a-2"]})), 404);
    let changes: Value = serde_json::from_str(&server.get("/api/v1/changes", &[]).body).expect("JSON");
    let authors: Vec<&str> = changes["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|one| one["operation"]["author"].as_str())
        .collect();
    assert!(authors.contains(&"tester"), "{authors:?}");
}
