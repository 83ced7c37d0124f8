//! Sources in files of our own.

use proptest::prelude::*;

use super::{SourceError, read};

const LISTING: &str = "-\nTrade/Investment\nChile Opens an Office in Oslo\nChile opened an office.\n-\nA bullet of the body.date2025-05-03\n-\nTrade/Investment\nNorway Replies\nNorway replied that it was plea\n-\nTrade/Investment\nThird One\nIt is short.date2025-0";

#[test]
fn a_listing_has_entries_with_optional_parts() {
    let parsed = read("page", LISTING.as_bytes()).expect("a listing");
    let titles: Vec<&str> = parsed.documents.iter().map(|document| document.title.as_str()).collect();
    assert_eq!(titles, ["Chile Opens an Office in Oslo", "Norway Replies", "Third One"]);
    assert_eq!(parsed.documents[0].body, "Chile opened an office.\n-\nA bullet of the body.");
    assert_eq!(parsed.documents[0].published.map(|date| date.to_string()).as_deref(), Some("2025-05-03"));
    assert_eq!(parsed.documents[1].body, "Norway replied that it was plea");
    assert_eq!((parsed.documents[2].body.as_str(), parsed.documents[2].published), ("It is short.", None));
    assert_eq!(parsed.documents[2].id.0, "page-03");
    assert_eq!(parsed.documents[2].section, "Trade/Investment");
}

#[test]
fn json_lines_keep_their_ids_and_bad_lines_are_told() {
    let text = "{\"id\": \"a\", \"title\": \"One\", \"published\": \"2025-05-03\", \"body\": \"Text.\"}\nnot json\n{\"document\": {\"id\": \"b\", \"url\": null, \"title\": \"Two\", \"body\": \"More.\"}, \"facts\": []}\n{\"id\": \"c\"}\n";
    let parsed = read("x", text.as_bytes()).expect("JSON Lines");
    assert_eq!(parsed.documents.iter().map(|document| document.id.0.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(parsed.problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [Some(2), Some(4)]);
    let array = read("x", b"[{\"id\": \"a\", \"title\": \"One\", \"body\": \"Text.\"}]").expect("an array");
    assert_eq!(array.documents.len(), 1);
}

#[test]
fn a_text_has_a_title_line_and_a_date_line() {
    for text in [
        "Norway Opens Talks\n3 May 2025\n\nNorway opened talks.",
        "Published: 2025-05-03\nNorway Opens Talks\nNorway opened talks.\n",
        "PRESS RELEASE\nOslo, May 3, 2025\nNorway Opens Talks\nNorway opened talks.",
    ] {
        let parsed = read("note", text.as_bytes()).expect(text);
        let document = &parsed.documents[0];
        assert_eq!(
            (document.title.as_str(), document.body.as_str(), document.id.0.as_str()),
            ("Norway Opens Talks", "Norway opened talks.", "note")
        );
        assert_eq!(document.published.map(|date| date.to_string()).as_deref(), Some("2025-05-03"));
    }
}

#[test]
fn a_page_gives_its_text_without_the_furniture() {
    let page = "<!doctype html><html lang='en-GB'><head><title>Site | Norway</title><meta property='article:published_time' content='2025-05-03T10:00:00Z'>\
        <meta property='og:site_name' content='Ministry of Trade'><link rel='canonical' href='https://example.org/a'></head><body><nav>Home About</nav>\
        <div class='cookie-banner'>We use cookies</div><article><h1>Norway Opens Talks</h1><p>Norway <b>opened</b> talks with Chile today, in Oslo, after months of careful preparation by both of the teams.</p>\
        <ul><li>One item</li><li>Two &amp; three</li></ul><table><tr><td>Fish</td><td>5%</td></tr></table><script>alert(1)</script></article><footer>Contact</footer></body></html>";
    let parsed = read("page", page.as_bytes()).expect("a page");
    let document = &parsed.documents[0];
    assert_eq!(document.title, "Norway Opens Talks");
    assert_eq!(document.published.map(|date| date.to_string()).as_deref(), Some("2025-05-03"));
    assert_eq!(
        (document.url.as_str(), document.publisher.as_str(), document.language.as_str()),
        ("https://example.org/a", "Ministry of Trade", "en")
    );
    assert_eq!(
        document.body,
        "Norway opened talks with Chile today, in Oslo, after months of careful preparation by both of the teams.\n- One item\n- Two & three\nFish | 5%"
    );
}

#[test]
fn encodings_are_told_apart() {
    let text = "Überblick über Gespräche\n3 May 2025\n\nÖsterreich begrüßt das Abkommen, während Dänemark zögert.";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [text.as_bytes(), &latin, &utf16] {
        assert_eq!(read("x", bytes).expect("a text").documents[0].title, "Überblick über Gespräche");
    }
}

#[test]
fn what_is_no_announcement_is_told() {
    assert_eq!(read("x", b""), Err(SourceError::Empty));
    assert_eq!(read("x", b" \n "), Err(SourceError::Empty));
    assert_eq!(read("x", b"PNG\x00\x01"), Err(SourceError::Binary { at: 3, byte: 0 }));
    assert_eq!(read("x", b"BZh91AY"), Err(SourceError::Archive));
    assert!(matches!(read("x", b"PK\x03\x04\x14"), Err(SourceError::Format(_))));
    assert!(matches!(read("x", b"just a line"), Err(SourceError::Unknown { .. })));
}

#[test]
fn pages_that_are_traps_are_refused_and_others_are_not() {
    let page =
        |inner: &str| format!("<!doctype html><html><body><article><h1>Talks</h1>{inner}</article></body></html>");
    for trap in ["<div>", "<b>", "<x-y>", "<span><i>", "<ul><li>", "<table><tr><td>"] {
        assert_eq!(read("x", page(&trap.repeat(100_000)).as_bytes()), Err(SourceError::Nested), "{trap}");
    }
    for fine in [
        "<p>Word",
        "<li>Word",
        "<br>",
        "<div><p>Word</div>",
        "<td>Word",
        "<div></div>",
        "<span>Word</span>",
        "a < b",
        "<!-- <div> -->",
        "<script>i<n</script>",
        "<svg><path d=''/></svg>",
    ] {
        assert!(!matches!(read("x", page(&fine.repeat(20_000)).as_bytes()), Err(SourceError::Nested)), "{fine}");
    }
    let deep = page(&format!("{}<p>Norway opened talks with Chile in Oslo.", "<div>".repeat(900)));
    assert_eq!(
        read("x", deep.as_bytes()).expect("a page").documents[0].body,
        "Norway opened talks with Chile in Oslo."
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "(-\n|date2025-0[0-9]|[a-zé]{0,6}|\n|<p>|\\{|\"|\\[|3 May 2025| ){0,30}") {
        let _ = read("x", &bytes);
        let _ = read("x", text.as_bytes());
    }
}

#[test]
fn feeds_mails_and_answers_of_publishers_give_a_document_each() {
    let rss = "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Ministry</title><language>en-gb</language><item><media:title>A picture</media:title><title>Norway asks</title><link>https://m.example/1</link><pubDate>Fri, 05 Dec 2025 00:30:00 +0900</pubDate><description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;</description></item><item><title>Second</title><pubDate>Fri, 05 Dec 2025 10:00:00 GMT</pubDate><description>Fish & chips.</description></item></channel></rss>";
    let told = |text: &str| -> Vec<String> {
        let parsed = read("x", text.as_bytes()).unwrap_or_else(|error| panic!("{text} {error}"));
        assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
        let of = |document: &record::Document| {
            let day = document.published.map(|day| day.to_string()).unwrap_or_default();
            format!("{}|{day}|{}|{}", document.title, document.publisher, document.body.replace('\n', "/"))
        };
        parsed.documents.iter().map(of).collect()
    };
    assert_eq!(
        told(rss),
        ["Norway asks|2025-12-05|Ministry|One./Two & three.", "Second|2025-12-05|Ministry|Fish & chips."]
    );
    let govuk = "{\"base_path\":\"/government/news/quota\",\"title\":\"Quota agreed\",\"description\":\"A lead.\",\"locale\":\"en\",\"first_published_at\":\"2025-12-04T10:00:00Z\",\"public_updated_at\":\"2026-01-02T00:00:00Z\",\"details\":{\"body\":\"<p>The text.</p>\"},\"links\":{\"organisations\":[{\"title\":\"Department for Business and Trade\"}]}}";
    assert_eq!(told(govuk), ["Quota agreed|2025-12-04|Department for Business and Trade|A lead./The text."]);
    assert!(!super::is_json_line(govuk) && super::is_json_line("{\"id\":\"a\",\"title\":\"T\",\"body\":\"B.\"}"));
    let register = "{\"count\":1,\"results\":[{\"document_number\":\"2025-1\",\"title\":\"Notice of quota\",\"type\":\"Notice\",\"abstract\":\"A notice.\",\"publication_date\":\"2025-12-04\",\"agencies\":[{\"name\":\"Trade Representative\"}],\"html_url\":\"https://fr.example/1\",\"dates\":\"Comments are due by 5 January 2026.\"}]}";
    assert_eq!(
        told(register),
        ["Notice of quota|2025-12-04|Trade Representative|A notice./Dates: Comments are due by 5 January 2026."]
    );
    let feed = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Ministry\",\"items\":[{\"id\":\"1\",\"url\":\"https://m.example/1\",\"title\":\"Talks\",\"content_html\":\"<p>Text.</p>\",\"date_published\":\"2025-12-04T10:00:00+09:00\"}]}";
    assert_eq!(told(feed), ["Talks|2025-12-04|Ministry|Text."]);
    let briefing = "<?xml version='1.0' encoding='UTF-8'?><response><header><resultCode>0</resultCode><resultMsg>NORMAL SERVICE</resultMsg></header><body><NewsItem><NewsItemId>15</NewsItemId><Title><![CDATA[한국과 노르웨이]]></Title><SubTitle1>부제</SubTitle1><DataContents><![CDATA[<p>본문.</p>]]></DataContents><MinisterCode>산업통상부</MinisterCode><ApproveDate>12/04/2025 11:00:00</ApproveDate></NewsItem></body></response>";
    assert_eq!(told(briefing), ["한국과 노르웨이|2025-12-04|산업통상부|부제/본문."]);
    let failed = "<response><header><resultCode>99</resultCode><resultMsg>THREE_DAYS_OVER_ERROR</resultMsg></header><body/></response>";
    assert!(read("x", failed.as_bytes()).expect_err("no items").to_string().contains("THREE_DAYS_OVER_ERROR"));
    let mail = "Subject: =?utf-8?B?VGFsa3M=?=\r\nFrom: Press <p@m.example>\r\nDate: Thu, 4 Dec 2025 23:00:00 -0500\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><head><title>No</title><style>p{}</style></head><body><p>Norway =\r\nasked.</p></body></html>\r\n";
    assert_eq!(told(mail), ["Talks|2025-12-04|Press|Norway asked."]);
    let markdown = "---\ntitle: Talks open\ndate: 2025-12-04\npublisher: Ministry\n---\n\n# Talks open\n\nNorway asked the *EU*.\n";
    assert_eq!(told(markdown), ["Talks open|2025-12-04|Ministry|Norway asked the EU."]);
    let table = "Title;Date;Text\nTalks;4 December 2025;\"Norway; asked\"\nSecond;2025-12-05;More\n";
    assert_eq!(told(table), ["Talks|2025-12-04||Norway; asked", "Second|2025-12-05||More"]);
    let korean = "<?xml version=\"1.0\" encoding=\"euc-kr\"?><rss><channel><title>부</title><item><title>한국</title><pubDate>Thu, 04 Dec 2025 10:00:00 +0900</pubDate><description>본문</description></item></channel></rss>";
    let (bytes, _, _) = encoding_rs::EUC_KR.encode(korean);
    assert_eq!(read("x", &bytes).expect("a feed").documents[0].title, "한국");
}

#[test]
fn texts_that_were_converted_are_mended() {
    let text = "Norway Asks the Commission\n4 December 2025\n\nMinister Berg asked the Commis-\nsion to exempt ﬁrms by 15 Janu-\nary 2026.\n";
    let document = read("x", text.as_bytes()).expect("a text").documents.remove(0);
    assert_eq!(document.body, "Minister Berg asked the Commission to exempt firms by 15 January 2026.");
    let dated = super::read_of_day("x", b"A headline\n\nA text without a day.", "2025-12-04".parse().ok());
    assert_eq!(dated.expect("a text").documents[0].title, "A headline");
}
