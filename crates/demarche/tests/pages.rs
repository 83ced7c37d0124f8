//! The pages as browsers get them: what they say, that they hold together, and that hostile words do nothing in them.

mod server;

use std::collections::BTreeSet;
use std::path::Path;

use scraper::{ElementRef, Html, Selector};
use server::{Reply, Server, read};
use tempfile::TempDir;

const PAGE: (&str, &str) = ("Accept", "text/html");

/// A register of the project's own announcements.
fn corpus(folder: &TempDir) -> std::path::PathBuf {
    let register = folder.path().join("register.db");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/announcements.jsonl");
    read(&register, &std::fs::read_to_string(corpus).expect("the corpus"));
    register
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

fn texts(page: &Html, select: &str) -> Vec<String> {
    let words =
        |element: ElementRef<'_>| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    page.select(&selector(select)).map(words).collect()
}

fn attributes(page: &Html, select: &str, name: &str) -> Vec<String> {
    page.select(&selector(select)).filter_map(|element| element.attr(name).map(str::to_owned)).collect()
}

/// A page that was asked for and is whole: nothing in it runs or loads but what the server serves, links lead to pages or,
/// marked, elsewhere, and what needs a name has one.
fn page(server: &Server, path: &str) -> Html {
    let reply = server.get(path, &[PAGE]);
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    whole(path, &reply)
}

fn whole(path: &str, reply: &Reply) -> Html {
    let policy = reply.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let page = Html::parse_document(&reply.body);
    let mut ids = BTreeSet::new();
    for element in page.select(&selector("*")) {
        let name = element.value().name();
        for (attribute, value) in element.value().attrs() {
            assert!(attribute != "style" && !attribute.starts_with("on"), "{path}: {attribute} of {name}");
            let own = value.starts_with('/') && !value.starts_with("//") || value.starts_with('#');
            match (name, attribute) {
                ("a", "href") if !own => {
                    assert!(value.starts_with("https://") || value.starts_with("http://"), "{path}: {value}");
                    let rel = element.attr("rel").unwrap_or_default();
                    for word in ["noopener", "noreferrer", "nofollow"] {
                        assert!(rel.contains(word), "{path}: {value} without {word}");
                    }
                }
                (_, "href" | "src" | "action") if name != "a" => assert!(own, "{path}: {value}"),
                _ => {}
            }
        }
        if let Some(id) = element.value().id() {
            assert!(ids.insert(id.to_owned()), "{path}: {id} twice");
        }
        assert!(name != "style", "{path}: a style sheet in the page");
        assert!(name != "script" || element.attr("src").is_some(), "{path}: a script in the page");
    }
    assert_eq!(texts(&page, "h1").len(), 1, "{path}: one title");
    assert_eq!(texts(&page, "main").len(), 1, "{path}: one main part");
    assert_eq!(texts(&page, "a.skip"), ["Skip to content"]);
    assert_eq!(texts(&page, "table").len(), texts(&page, "table > caption").len(), "{path}: captions");
    for field in page.select(&selector("input:not([type=hidden]), select, textarea")) {
        let id = field.value().id().unwrap_or_default();
        let label = page.select(&selector("label")).any(|label| label.attr("for") == Some(id));
        assert!(label, "{path}: a field {id:?} without a label");
    }
    for labelled in attributes(&page, "[aria-labelledby]", "aria-labelledby") {
        for id in labelled.split(' ') {
            assert!(ids.contains(id), "{path}: labelled by {id}, which is not there");
        }
    }
    page
}

#[test]
fn the_desk_says_what_is_new_and_what_falls_due() {
    let folder = TempDir::new().expect("a folder");
    let server = Server::start(&corpus(&folder), &[]);
    let desk = page(&server, "/");
    assert_eq!(texts(&desk, "h1"), ["Desk"]);
    assert!(texts(&desk, ".lead")[0].contains("24 documents"), "{:?}", texts(&desk, ".lead"));
    assert!(!texts(&desk, "[aria-labelledby=due] .chip.overdue").is_empty(), "what is overdue");
    assert_eq!(texts(&desk, "[aria-labelledby=new] li").len(), 8, "the latest documents");
    assert!(texts(&desk, "#new")[0].contains("Recently added"));
    assert!(!texts(&desk, "[aria-labelledby=moved] li").is_empty(), "stages");
    assert!(
        attributes(&desk, "[aria-labelledby=doubt] a", "href").iter().any(|link| link.starts_with("/review?fact="))
    );

    // What was seen is new no longer.
    let operation = attributes(&desk, "[name=operation]", "value").remove(0);
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let seen = server.send("POST", "/seen", &[form], &format!("operation={operation}"));
    assert_eq!((seen.status, seen.header("location")), (303, Some("/")));
    let cookie = seen.header("set-cookie").expect("a cookie").split(';').next().expect("a pair").to_owned();
    let again = whole("/", &server.get("/", &[PAGE, ("Cookie", &cookie)]));
    assert_eq!(texts(&again, "#new"), ["New since your last look"]);
    assert!(texts(&again, "[aria-labelledby=new] li").is_empty());
    server.stop();
}

#[test]
fn an_empty_register_says_what_to_do() {
    let folder = TempDir::new().expect("a folder");
    let server = Server::start(&folder.path().join("empty.db"), &[]);
    let desk = page(&server, "/");
    assert!(attributes(&desk, "main a", "href").contains(&"/add".to_owned()));
    assert!(attributes(&desk, "main form", "action").contains(&"/add/sample".to_owned()), "sample data is offered");
    assert!(texts(&desk, "main dt").contains(&"Ledger".to_owned()), "pages say what they will hold");
    let nothing = server.get("/nothing", &[PAGE]);
    assert_eq!((nothing.status, nothing.header("content-encoding")), (404, None));
    assert_eq!(texts(&whole("/nothing", &nothing), "h1"), ["Not found"]);
    for path in
        ["/ledger", "/counterparts", "/instruments", "/agenda", "/search", "/search?q=steel", "/instruments?sort=name"]
    {
        page(&server, path);
    }
}

#[test]
fn the_ledger_is_filtered_sorted_grouped_and_opened() {
    let folder = TempDir::new().expect("a folder");
    let server = Server::start(&corpus(&folder), &[]);
    let all = page(&server, "/ledger?limit=200");
    let rows = texts(&all, "table.ledger tbody tr").len();
    assert!(rows > 40, "{rows} entries");
    let overdue = page(&server, "/ledger?status=overdue&with=EU");
    assert!(!texts(&overdue, "tbody tr").is_empty());
    assert!(texts(&overdue, "tbody .chip").iter().all(|status| status == "overdue"));
    assert!(attributes(&overdue, "a", "href").contains(&"/api/v1/ledger?status=overdue&with=EU".to_owned()));

    // Sorted by date and backwards, what is due comes in order.
    let due = texts(&page(&server, "/ledger?sort=due&status=open&limit=200"), "td[data-label=Due]");
    // "Soon" is no day: what has none stands behind.
    let days: Vec<Option<&str>> =
        due.iter().map(|due| due.get(due.len().saturating_sub(10)..).filter(|day| day.starts_with("20"))).collect();
    let dated = days.iter().filter(|day| day.is_some()).count();
    assert!(dated > 3 && days[..dated].is_sorted() && days[dated..].iter().all(Option::is_none), "{due:?}");
    let back = page(&server, "/ledger?sort=-age");
    assert_eq!(attributes(&back, "th[aria-sort]", "aria-sort"), ["descending"]);

    // Pages follow each other without a gap.
    let history = |page: &Html| attributes(page, "td.what details > p:last-child a", "href");
    let first = page(&server, "/ledger?limit=25");
    let next = attributes(&first, "nav[aria-label=Pages] a", "href");
    let second = page(&server, &next[0]);
    let both: BTreeSet<String> = history(&first).into_iter().chain(history(&second)).collect();
    assert_eq!(both.len(), 50.min(rows));

    let groups = page(&server, "/ledger?group=counterpart");
    assert!(attributes(&groups, "#found h2 a", "href").contains(&"/counterparts/EU".to_owned()));
    // A name that nobody has finds nothing, and the filters stay.
    let unknown = page(&server, "/ledger?with=Atlantis&topic=steel");
    assert!(texts(&unknown, "[role=alert]").iter().any(|text| text.contains("Atlantis")));
    assert_eq!(attributes(&unknown, "#topic", "value"), ["steel"]);
    // Filters that are set stand above the table, each to be taken away.
    let narrowed = page(&server, "/ledger?status=overdue&with=EU");
    assert_eq!(attributes(&narrowed, ".chips a", "href"), ["/ledger?status=overdue", "/ledger?with=EU"]);
    assert!(attributes(&narrowed, "datalist option", "value").contains(&"EU".to_owned()), "counterparts are suggested");
    assert!(texts(&narrowed, "tbody summary bdi").iter().any(|text| text.ends_with('.')), "sentences");
    let groups = page(&server, "/ledger?group=instrument&with=EU");
    assert!(texts(&groups, "#found h2").iter().any(|name| name.contains("steel")));

    let entry = page(&server, &history(&overdue)[0]);
    assert_eq!(texts(&entry, ".history .chip"), ["open", "overdue"]);
    assert!(!texts(&entry, "blockquote").is_empty());
    let source = attributes(&entry, ".source a", "href");
    assert!(source[0].starts_with("/documents/") && source[0].contains("#fact-"), "{source:?}");

    let table = server.get("/ledger.csv?status=overdue", &[]);
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(table.body.starts_with("fact,act,status,") && table.body.contains(",overdue,"));
    for bad in ["/ledger?status=late", "/ledger?sort=colour", "/ledger?group=moon", "/ledger?from=yesterday"] {
        let reply = server.get(bad, &[PAGE]);
        assert_eq!(reply.status, 400, "{bad}");
        whole(bad, &reply);
    }
    assert_eq!(server.get("/ledger/none", &[PAGE]).status, 404);
}

#[test]
fn a_counterpart_has_its_brief_and_a_line_of_time() {
    let folder = TempDir::new().expect("a folder");
    let server = Server::start(&corpus(&folder), &[]);
    let list = page(&server, "/counterparts");
    assert!(attributes(&list, "tbody th a", "href").contains(&"/counterparts/EU".to_owned()));
    assert!(!texts(&list, "[aria-labelledby=bodies] li").is_empty());
    let union = page(&server, "/counterparts/EU");
    let heads = texts(&union, ".sheet h2");
    for head in ["Promises to be kept", "Agreements and measures", "Upcoming"] {
        assert!(heads.iter().any(|one| one == head), "{head} is not among {heads:?}");
    }
    // The brief comes first, its lines are sentences with numbered sources, and the drawing below has only what has a day.
    let sentences = texts(&union, ".sheet li bdi");
    assert!(sentences.iter().filter(|text| text.ends_with('.')).count() > 3, "{sentences:?}");
    assert!(attributes(&union, ".sheet a.source", "href").contains(&"#source-1".to_owned()));
    let order: Vec<String> = attributes(&union, "article > div", "class");
    assert_eq!(order, ["sheet", "more no-print"]);
    assert!(attributes(&union, "svg .undated", "class").is_empty(), "a promise without a day has no length");
    assert!(texts(&union, ".lead")[0].contains("from the side of"), "{:?}", texts(&union, ".lead"));
    for format in ["docx", "md", "html"] {
        let file = server.get_bytes(&format!("/counterparts/EU/brief/{format}"));
        assert_eq!(file.0, 200, "{format}");
    }
    assert_eq!(server.get_bytes("/counterparts/EU/brief/pdf").0, 404);
    // All that is drawn is told in the table, too.
    let drawn = attributes(&union, "svg .contact, svg .kept", "x").len();
    assert_eq!(texts(&union, "figure tbody tr").len(), drawn);
    let britain = page(&server, "/counterparts/UK");
    assert!(!attributes(&britain, "svg rect.contact", "x").is_empty(), "contacts are drawn");
    // Another side is a control on the page; it can be kept as the home, which is nobody's counterpart.
    let other = page(&server, "/counterparts/EU?from=GB");
    assert!(!texts(&other, ".lead")[0].contains("publishers"), "{:?}", texts(&other, ".lead"));
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let kept = server.send("POST", "/home", &[form], "home=EU&back=%2Fcounterparts");
    assert_eq!((kept.status, kept.header("location")), (303, Some("/counterparts")));
    let list = page(&server, "/counterparts");
    assert!(
        !attributes(&list, "tbody th a", "href").contains(&"/counterparts/EU".to_owned()),
        "nobody is their own counterpart"
    );
    let named = server.get("/counterparts?who=Ministry of Trade".replace(' ', "%20").as_str(), &[PAGE]);
    assert_eq!(named.header("location"), Some("/counterparts/Ministry%20of%20Trade"));
    assert_eq!(server.get("/counterparts/Atlantis", &[PAGE]).status, 404);
}

#[test]
fn an_instrument_is_a_track_of_stages() {
    let folder = TempDir::new().expect("a folder");
    let server = Server::start(&corpus(&folder), &[]);
    let list = page(&server, "/instruments");
    let links = attributes(&list, "tbody th a", "href");
    assert!(links.len() > 10 && links[0].starts_with("/instruments/i-"), "{links:?}");
    // By name, all are listed; by news, those with a stage. Lists come in pages.
    let named = attributes(&page(&server, "/instruments?sort=name"), "tbody th a", "href");
    assert!(links.len() <= named.len() && links != named, "{named:?}");
    let upgrade = page(&server, "/instruments/Korea%E2%80%93UK%20FTA%20upgrade");
    let stages = texts(&upgrade, ".track .stage");
    assert!(
        stages.first().is_some_and(|stage| stage == "launched") && stages.contains(&"concluded".to_owned()),
        "{stages:?}"
    );
    assert_eq!(texts(&upgrade, ".track > li").len(), stages.len());
    assert!(texts(&upgrade, ".track > li").iter().all(|station| station.contains("20")), "each has a source");
    assert!(!texts(&upgrade, ".chip").is_empty(), "requests and commitments");
    let union = page(&server, "/instruments?with=EU");
    assert!(texts(&union, "tbody th").iter().any(|name| name.contains("steel")));
}

#[test]
fn the_agenda_draws_vague_dates_as_spans() {
    let folder = TempDir::new().expect("a folder");
    let server = Server::start(&corpus(&folder), &[]);
    let agenda = page(&server, "/agenda");
    assert_eq!(texts(&agenda, "#month"), ["December 2025"]);
    assert!(!texts(&agenda, "table.agenda tbody tr").is_empty());
    assert!(attributes(&agenda, "a", "href").contains(&"/feeds/agenda.ics".to_owned()));
    let days = texts(&agenda, "table.month .days td").len();
    assert_eq!(days % 7, 0);
    let january = page(&server, "/agenda?month=2026-01");
    assert_eq!(texts(&january, "#month"), ["January 2026"]);
    assert!(
        texts(&january, ".throughout .span").iter().any(|what| what.contains("briefings")),
        "early next year is a span"
    );
    for month in attributes(&january, ".months a", "href") {
        page(&server, month.split('#').next().expect("an address"));
    }
    assert_eq!(server.get("/agenda?month=2026-13", &[PAGE]).status, 400);
}

#[test]
fn search_marks_words_and_forgives_a_slip() {
    let folder = TempDir::new().expect("a folder");
    let server = Server::start(&corpus(&folder), &[]);
    let found = page(&server, "/search?q=steel%20quota");
    let marked = texts(&found, "mark");
    assert!(marked.iter().any(|word| word.to_lowercase().starts_with("steel")), "{marked:?}");
    assert!(attributes(&found, "a[data-hit]", "href").iter().any(|link| link.starts_with("/documents/")));
    let slip = page(&server, "/search?q=Sefcovik");
    assert!(texts(&slip, ".names li").iter().any(|name| name.contains("Šefčovič")), "{:?}", texts(&slip, ".names li"));
    assert!(texts(&slip, ".note").iter().any(|note| note.contains("Did you mean")));
    let union = page(&server, "/search?q=European%20Union");
    assert!(attributes(&union, ".names a", "href").contains(&"/counterparts/EU".to_owned()));
    page(&server, "/search?q=steel&kind=figure&with=EU");
    assert_eq!(server.get("/search?q=steel&kind=rumour", &[PAGE]).status, 400);
}

#[test]
fn the_theme_is_kept_without_script() {
    let folder = TempDir::new().expect("a folder");
    let server = Server::start(&folder.path().join("empty.db"), &[]);
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let reply = server.send("POST", "/theme", &[form], "theme=dark&back=%2Fledger%3Fwith%3DEU");
    assert_eq!((reply.status, reply.header("location")), (303, Some("/ledger?with=EU")));
    assert!(reply.header("set-cookie").is_some_and(|cookie| cookie.starts_with("demarche-theme=dark;")));
    let elsewhere = server.send("POST", "/theme", &[form], "theme=light&back=https%3A%2F%2Fexample.org");
    assert_eq!(elsewhere.header("location"), Some("/"));
    let dark = Html::parse_document(&server.get("/", &[PAGE, ("Cookie", "demarche-theme=dark")]).body);
    assert_eq!(attributes(&dark, "html", "data-theme"), ["dark"]);
    let odd = Html::parse_document(&server.get("/", &[PAGE, ("Cookie", "demarche-theme=\"><script>")]).body);
    assert!(attributes(&odd, "html", "data-theme").is_empty());
}

#[test]
fn hostile_words_are_words() {
    let folder = TempDir::new().expect("a folder");
    let register = folder.path().join("register.db");
    let body = "Minister Kenji <script>alert(1)</script> Tanaka of Japan met Minister Yeo Han-koo of Korea in Seoul on December 10, 2025. \
        Japan requested that Korea lift \"><img src=x onerror=alert(2)> the import restriction on scallops by January 15, 2026. \
        Korea will review the <svg onload=alert(3)> import restriction within the year. \
        The two sides agreed to hold the \u{202e}next javascript:alert(4) meeting in March 2026. \
        The Japan\u{2013}Korea <b>FTA</b> was signed on December 10, 2025.";
    let document = serde_json::json!({
        "id": "a\"><script>alert(0)</script>/../x", "url": "javascript:alert(5)", "publisher": "<i>Ministry</i> of Trade",
        "section": "", "title": "</title><script>alert(6)</script> Japan and Korea Meet", "published": "2025-12-11",
        "language": "en", "body": body,
    });
    read(&register, &format!("{document}\n"));
    let server = Server::start(&register, &[]);
    let entries = page(&server, "/ledger");
    let opened = attributes(&entries, "td.what details > p:last-child a", "href");
    assert!(opened.len() >= 2, "the ledger has entries: {}", texts(&entries, "tbody").join(" "));
    let instrument = attributes(&page(&server, "/instruments?sort=name"), "tbody th a", "href");
    let fixed = [
        "/",
        "/ledger?group=counterpart",
        "/ledger?group=instrument",
        "/counterparts",
        "/counterparts/JP",
        "/instruments",
        "/agenda",
        "/agenda?month=2026-01",
        "/search?q=scallops",
        "/search?q=%3Cscript%3Ealert(7)%3C/script%3E",
        "/ledger?topic=%22%3E%3Cscript%3Ealert(8)%3C/script%3E",
        "/agenda?x=%22%3E%3Cscript%3E",
    ];
    let paths = fixed.iter().map(|path| (*path).to_owned()).chain(opened).chain(instrument);
    let mut shown = 0;
    for path in paths {
        // `whole` fails on any attribute or element that would run; scripts are the page's own alone.
        let page = page(&server, &path);
        assert_eq!(texts(&page, "script").len(), 1, "{path}");
        assert!(texts(&page, "main img, main svg[onload]").is_empty(), "{path}");
        shown += usize::from(page.root_element().text().any(|text| text.contains("alert(")));
    }
    assert!(shown > 4, "the words are shown as words on {shown} pages");
}

#[test]
fn another_day_is_kept_while_one_goes_about() {
    let folder = TempDir::new().expect("a folder");
    let server = Server::start(&corpus(&folder), &[]);
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let chosen = server.send("POST", "/time", &[form], "as_of=2025-12-01&known_at=&back=%2Fledger%3Fwith%3DEU");
    assert_eq!((chosen.status, chosen.header("location")), (303, Some("/ledger?with=EU&as_of=2025-12-01")));
    let cookie = chosen.header("set-cookie").expect("a cookie").split(';').next().expect("a pair").to_owned();
    let kept = ("Cookie", cookie.as_str());
    for path in [
        "/",
        "/ledger",
        "/counterparts",
        "/counterparts/EU",
        "/instruments",
        "/agenda",
        "/people",
        "/series",
        "/documents",
        "/search?q=steel",
    ] {
        let led = server.get(path, &[PAGE, kept]);
        assert_eq!(led.status, 303, "{path}");
        let there = led.header("location").expect("an address").to_owned();
        assert!(there.contains("as_of=2025-12-01"), "{there}");
        let page = whole(&there, &server.get(&there, &[PAGE, kept]));
        assert!(texts(&page, ".past")[0].contains("as of 1 December 2025"), "{:?}", texts(&page, ".past"));
    }
    // An address that is shared brings its day along, and there is a way back.
    let shared = server.get("/ledger?as_of=2025-11-30", &[PAGE]);
    assert!(shared.header("set-cookie").is_some_and(|cookie| cookie.starts_with("demarche-time=2025-11-30/")));
    let back = server.send("POST", "/time", &[form, kept], "as_of=&known_at=&back=%2Fledger%3Fas_of%3D2025-12-01");
    assert_eq!(back.header("location"), Some("/ledger"));
    assert!(back.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")));
    assert_eq!(server.send("POST", "/time", &[form], "as_of=soon&back=%2F").status, 400);
    // Programs are not led anywhere.
    assert_eq!(server.get("/api/v1/ledger", &[kept]).status, 200);
}

#[test]
fn text_that_cannot_be_read_is_kept_in_the_form() {
    let folder = TempDir::new().expect("a folder");
    let server = Server::start(&folder.path().join("empty.db"), &[]);
    let send = |fields: &[(&str, &str)]| {
        let mut body = String::new();
        for (name, value) in fields {
            body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        }
        body.push_str("--x--\r\n");
        server.send("POST", "/add", &[PAGE, ("Content-Type", "multipart/form-data; boundary=x")], &body)
    };
    let failed = send(&[("text", "Chile will wait until March."), ("publisher", "Ministry of Trade")]);
    assert_eq!(failed.status, 422);
    let form = whole("/add", &failed);
    assert_eq!(texts(&form, "textarea"), ["Chile will wait until March."]);
    assert_eq!(attributes(&form, "#publisher", "value"), ["Ministry of Trade"]);
    assert!(texts(&form, "#refused")[0].contains("fill in the two fields"), "{:?}", texts(&form, "#refused"));
    let taken = send(&[
        (
            "text",
            "Minister Ana Silva of Chile met Minister Bo Lind of Norway in Oslo. Chile will lift the duty by May 2026.",
        ),
        ("title", "Chile and Norway Meet"),
        ("published", "2025-12-10"),
        ("publisher", "Ministry of Trade"),
    ]);
    assert_eq!(taken.status, 303, "{}", taken.body);
    let job = taken.header("location").expect("a job").to_owned();
    for _ in 0..100 {
        let progress = page(&server, &job);
        if !texts(&progress, ".over .note").is_empty() {
            assert!(!texts(&progress, "[aria-label='What came out'] li").is_empty(), "what came out");
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    panic!("reading does not end");
}

#[test]
fn a_rejected_fact_comes_back_by_one_step() {
    let folder = TempDir::new().expect("a folder");
    let server = Server::start(&corpus(&folder), &[]);
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let entries = page(&server, "/ledger");
    let entry = attributes(&entries, "td.what details > p:last-child a", "href").remove(0);
    let fact = entry.rsplit('/').next().expect("an id").to_owned();
    let rejected = server.send("POST", &format!("/review/{fact}"), &[form], "decision=reject");
    let after = page(&server, rejected.header("location").expect("a page"));
    assert!(texts(&after, "form.note").first().is_some_and(|note| note.contains("Undo")));
    assert_eq!(server.get(&entry, &[PAGE]).status, 404);
    let undone = server.send("POST", &format!("/review/{fact}"), &[form], "decision=undo");
    assert_eq!(undone.status, 303);
    page(&server, &entry);
    // What was decided, by whom and why, stands on the page of the entry.
    server.send("POST", &format!("/review/{fact}"), &[form], "decision=accept&why=checked");
    let accepted = page(&server, &entry);
    assert!(accepted.root_element().text().any(|text| text.contains("Accepted by") && text.contains("checked")));
}
