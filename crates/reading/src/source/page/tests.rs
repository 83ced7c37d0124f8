//! Pages as sites make them, with texts of our own.

use crate::source::{Parsed, SourceError, read};

const FIRST: &str = "On 3 December 2025 Trade Minister Anna Berg met Commissioner Luca Moretti in Oslo and asked the Commission to exempt small exporters.";
const SECOND: &str = "The Commission will publish its guidance by the end of February 2026.";
const THIRD: &str = "Norway will notify its new quota by 15 January 2026.";
const TITLE: &str = "Norway and the EU discuss trade";

fn page(head: &str, body: &str) -> Result<Parsed, SourceError> {
    let body = body
        .replace("[1]", FIRST)
        .replace("[2]", SECOND)
        .replace("[3]", THIRD)
        .replace("[T]", &format!("<h1>{TITLE}</h1>"));
    let html = format!(
        "<!doctype html><html lang=en><head><title>{TITLE} | Ministry</title>{head}</head><body>{body}</body></html>"
    );
    read("page", html.as_bytes())
}

/// One document with the title, the day if one is given, and these lines and no others.
#[track_caller]
fn check(head: &str, body: &str, day: &str, lines: &[&str]) {
    let parsed = page(head, body).expect(body);
    assert_eq!(parsed.documents.len(), 1, "{body}");
    let document = &parsed.documents[0];
    assert_eq!(document.title, TITLE, "{body}");
    assert_eq!(document.body.lines().collect::<Vec<_>>(), lines, "{body}");
    assert_eq!(document.published.map(|day| day.to_string()).unwrap_or_default(), day, "{body}");
}

#[test]
fn text_is_whole_wherever_it_stands() {
    let all = &[FIRST, SECOND];
    for body in [
        "<div class=page><div class=f>[T]</div><div class=f><div><p>[1]</div></div><div class=f><p>[2]</div></div>",
        "<article>[T]<p>[1]</p></article><div class=rest><p>[2]</p></div>",
        "<div class='page with-right-sidebar'>[T]<p>[1]</p><p>[2]</p></div>",
        "<div class='main-wrapper has-menu'>[T]</div><div class=social-scroll-past-this><p>[1]</p><p>[2]</p></div>",
        "<form id=aspnetForm><input type=hidden><div>[T]<div>[1]<br><br>[2]</div></div></form>",
        "<main>[T]<form action=.><p>[1]</p><p>[2]</p></form></main>",
        "<main><article><header>[T]<p>[1]</p></header><p>[2]</p></article></main>",
        "<article class=teaser><h2>Fish fair</h2><p>The minister opened a fish fair in Bergen on 1 December and thanked all for a record year, with sales of many billions in all markets.</p></article><article>[T]<p>[1]</p><p>[2]</p></article>",
        "<section class=cookie-notice><h2>Cookies</h2><p>We use cookies that are necessary to make this site work, and we would like to set more that help us to make it better, unless you do not agree to that, which you can tell us below.</p><p>Accept all of them or none of them.</p></section><div>[T]<p>[1]</p><p>[2]</p></div>",
        "<h1><a href=/>Ministry of Trade</a></h1><div>[T]<p>[1]</p><p>[2]</p></div>",
        "<main>[T]<p>[1]</p><p>[2]</p><h2>Related news</h2><ul><li><a href=/a>Another release on fish and cheese</a></li></ul></main>",
        "<nav><ul><li><a href=/>Home</a></ul></nav><div id=content>[T]<p>[1]</p><p>[2]</p></div><footer><p>Contact the ministry at any time of the day.</p></footer>",
    ] {
        check("", body, "", all);
    }
}

#[test]
fn tables_notes_and_items_are_kept_as_they_mean() {
    check(
        "",
        "<main>[T]<p>[1]</p><figure class=wp-block-table><table><tr><th>Good<th>Quota<tr><td>Cheese<td>7,200 tonnes</table><figcaption>Quotas</figcaption></figure><figure><img src=x><figcaption>The ministers</figcaption></figure></main>",
        "",
        &[FIRST, "Good | Quota", "Cheese | 7,200 tonnes"],
    );
    check(
        "",
        "<main>[T]<p>[1]</p><p>By 15 January 2026<sup>2</sup> exports rose to 1,234<sup><a href=#n3>3</a></sup> tonnes<a href='#n4'>[4]</a> on 5 m<sup>2</sup>, for the 2<sup>nd</sup> time.</p></main>",
        "",
        &[FIRST, "By 15 January 2026 exports rose to 1,234 tonnes on 5 m2, for the 2nd time."],
    );
    check(
        "",
        "<main>[T]<p>[1]</p><ul><li><p>[2]</p><ul><li>[3]</li></ul></li></ul></main>",
        "",
        &[FIRST, &format!("- {SECOND}"), &format!("- {THIRD}")],
    );
}

#[test]
fn the_day_is_that_of_the_release() {
    let lines = &[FIRST, SECOND];
    let text = "<p>[1]</p><p>[2]</p>";
    for (head, body) in [
        ("<meta name=date content=2025-12-04>", format!("<main>[T]{text}</main>")),
        ("<meta name=DC.date.issued content='04/12/2025'>", format!("<main>[T]{text}</main>")),
        ("", format!("<main>[T]<p>04.12.2025</p>{text}</main>")),
        ("", format!("<main>[T]<p>04/12/2025</p>{text}</main>")),
        (
            "",
            format!(
                "<main>[T]<p>4 December 2025</p>{text}</main><footer><time datetime=2026-11-30>now</time></footer>"
            ),
        ),
        (
            "",
            format!(
                "<div class=related><span class=date>19 November 2025</span> Other</div><main>[T]<p>4 December 2025</p>{text}</main>"
            ),
        ),
        (
            "",
            format!(
                "<div class=date>Today is Monday, 30 November 2026</div><main>[T]<p>4 December 2025</p>{text}</main>"
            ),
        ),
        ("", format!("<div class=date>30 November 2026</div><main>[T]<p>4 December 2025</p>{text}</main>")),
        ("<meta name=last-modified content=2026-01-09>", format!("<main>[T]<p>4 December 2025</p>{text}</main>")),
        (
            "<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"NewsArticle\",\"datePublished\":\"2025-12-04T23:00:00-05:00\"}]}</script>",
            format!("<main>[T]{text}</main>"),
        ),
        ("<link rel=canonical href=https://trade.example/news/2025/12/04/quota>", format!("<main>[T]{text}</main>")),
    ] {
        check(head, &body, "2025-12-04", lines);
    }
    let body = format!(
        "<main>[T]<div class=meta><time datetime=2025-12-04T10:00:00Z>Thursday</time></div>{text}<p>Last updated: 9 January 2026</p></main>"
    );
    let parsed = page("", &body).expect("a page");
    assert_eq!(parsed.documents[0].published.map(|day| day.to_string()).as_deref(), Some("2025-12-04"));
}

#[test]
fn a_page_of_several_releases_gives_each() {
    let body = "<h1>News</h1><article><h2><a href=https://trade.example/1>Norway and the EU discuss trade</a></h2><time datetime=2025-12-04>Thursday</time><p>[1]</p></article><article><h2>A second release</h2><p>5 December 2025</p><p>[2] [3]</p></article>";
    let html = body.replace("[1]", FIRST).replace("[2]", SECOND).replace("[3]", THIRD);
    let html = format!("<!doctype html><html lang=en><head><title>News</title></head><body>{html}</body></html>");
    let documents = read("page", html.as_bytes()).expect("a page").documents;
    let told: Vec<(&str, &str, String)> = documents
        .iter()
        .map(|document| {
            (
                document.title.as_str(),
                document.url.as_str(),
                document.published.map(|day| day.to_string()).unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (TITLE, "https://trade.example/1", "2025-12-04".to_owned()),
            ("A second release", "", "2025-12-05".to_owned())
        ]
    );
}

#[test]
fn pages_in_place_of_a_release_are_refused() {
    for title in ["Just a moment...", "403 Forbidden", "Access Denied", "Page not found"] {
        let html = format!(
            "<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>Checking whether your browser is one that may see this page; this takes some seconds and needs nothing of you.</p></body></html>"
        );
        assert!(matches!(read("x", html.as_bytes()), Err(SourceError::Instead(_))), "{title}");
    }
}
