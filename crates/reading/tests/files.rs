//! One announcement in many formats, each written by a program of others (`tools/interop/sources.py`), and files that mean harm.

use std::io::{Cursor, Write};
use std::path::Path;

use reading::source::{self, Parsed};
use record::Document;

const TITLE: &str = "Norway and the EU agree on a cheese quota";

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(name: &str) -> Parsed {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    source::read(stem, &file(name)).unwrap_or_else(|error| panic!("{name} {error}"))
}

fn day(document: &Document) -> Option<String> {
    document.published.map(|day| day.to_string())
}

/// The announcement is whole: headline, day, sentences in one line each, items, rows; and nothing that is not its text.
fn check(name: &str, document: &Document) {
    assert_eq!(
        (document.title.as_str(), day(document).as_deref()),
        (TITLE, Some("2025-12-04")),
        "{name}: {}",
        document.body
    );
    let lines: Vec<&str> = document.body.lines().collect();
    for wanted in [
        "On 3 December 2025 Trade Minister Anna Berg met European Commissioner Luca Moretti in Tromsø. Minister Berg asked the Commission to exempt small exporters from the reporting duty, which she called a burden for firms with fewer than ten people.",
        "Commissioner Moretti said that the Commission will publish its guidance by the end of February 2026.",
        "Cheese | 7,200 tonnes",
    ] {
        assert!(lines.contains(&wanted), "{name}: {wanted}\n{}", document.body);
    }
    for never in ["PRESS RELEASE", "press office", "Press release 41", "Page 1", "– 1 –", "people.2"] {
        assert!(!document.body.contains(never), "{name}: {never}\n{}", document.body);
    }
}

#[test]
fn documents_of_other_programs_are_read_whole() {
    for name in [
        "python-docx.docx",
        "libreoffice.docx",
        "libreoffice.odt",
        "libreoffice.rtf",
        "libreoffice.pdf",
        "reportlab.pdf",
    ] {
        let parsed = read(name);
        assert!(parsed.problems.is_empty() && parsed.documents.len() == 1, "{name}: {:?}", parsed.problems);
        check(name, &parsed.documents[0]);
        let items = ["- Norway will notify", "• Norway will notify"];
        assert!(
            parsed.documents[0].body.lines().any(|line| items.iter().any(|item| line.starts_with(item))),
            "{name}: {}",
            parsed.documents[0].body
        );
    }
}

#[test]
fn words_broken_in_a_pdf_are_whole_and_its_running_lines_are_gone() {
    let body = read("reportlab.pdf").documents.remove(0).body;
    assert!(
        body.ends_with(
            "Both sides will review the quota in the first half of 2027, and will tell the Committee of what they find."
        ),
        "{body}"
    );
}

#[test]
fn a_korean_release_in_hwpx_is_read_with_its_table_and_day() {
    let parsed = read("release.hwpx");
    check("release.hwpx", &parsed.documents[0]);
}

#[test]
fn locked_and_scanned_files_are_told_as_such() {
    for (name, told) in [("locked.pdf", "locked with a password"), ("scanned.pdf", "pictures of its pages")] {
        let error = source::read("x", &file(name)).expect_err(name).to_string();
        assert!(error.contains(told), "{name}: {error}");
    }
}

#[test]
fn tables_of_documents_are_read_by_their_header() {
    for name in ["openpyxl.xlsx", "libreoffice.csv"] {
        let documents = read(name).documents;
        assert_eq!(documents.len(), 2, "{name}");
        assert_eq!((documents[0].title.as_str(), day(&documents[0]).as_deref()), (TITLE, Some("2025-12-04")), "{name}");
        assert_eq!(
            (documents[0].url.as_str(), documents[0].publisher.as_str()),
            ("https://trade.example/41", "Ministry of Trade")
        );
        assert!(documents[0].body.lines().count() == 2 && documents[1].body.contains("first half of 2027"), "{name}");
    }
}

#[test]
fn a_mail_gives_its_text_and_each_document_attached() {
    let parsed = read("python.eml");
    assert_eq!(
        parsed.documents.iter().map(|document| document.id.0.as_str()).collect::<Vec<_>>(),
        ["python-01", "python-02"]
    );
    let mail = &parsed.documents[0];
    assert_eq!(
        (mail.title.as_str(), day(mail).as_deref(), mail.publisher.as_str()),
        (TITLE, Some("2025-12-04"), "Ministry of Trade")
    );
    assert!(mail.body.contains("Luca Moretti in Tromsø"), "{}", mail.body);
    check("attached", &parsed.documents[1]);
    let parsed = read("python.mbox");
    assert_eq!(
        parsed.documents.iter().map(|document| document.title.as_str()).collect::<Vec<_>>(),
        [TITLE, "A second release"]
    );
    assert!(parsed.documents[0].body.ends_with("From here on the quota is open."));
}

#[test]
fn an_archive_gives_its_files_under_their_own_names() {
    let parsed = read("python.zip");
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    assert_eq!(
        parsed.documents.iter().map(|document| document.id.0.as_str()).collect::<Vec<_>>(),
        ["libreoffice", "python-docx"]
    );
    parsed.documents.iter().for_each(|document| check("archived", document));
}

/// An archive with such files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("it is begun");
        archive.write_all(bytes).expect("it is written");
    }
    archive.finish().expect("it is written").into_inner()
}

#[test]
fn archives_that_mean_harm_do_none() {
    let zeros = vec![0; 32 << 20];
    let names: Vec<String> = (0..9).map(|at| format!("{at}.txt")).collect();
    let bomb = zip(&names.iter().map(|name| (name.as_str(), zeros.as_slice())).collect::<Vec<_>>());
    assert!(bomb.len() < 1 << 20);
    assert!(source::read("x", &bomb).expect_err("a bomb").to_string().contains("unpacks to more"));
    // The same bomb as a part of a document.
    let document = zip(&[("word/document.xml", &vec![b' '; 257 << 20])]);
    assert!(source::read("x", &document).expect_err("a bomb").to_string().contains("unpacks to more"));
    let mut nested = b"Talks\n3 May 2025\n\nText.".to_vec();
    for _ in 0..6 {
        nested = zip(&[("inner.zip", &nested)]);
    }
    let parsed = source::read("x", &nested).expect("it is opened");
    assert!(
        parsed.documents.is_empty() && parsed.problems[0].message.contains("archives within archives"),
        "{parsed:?}"
    );
    // A path leads nowhere: a name is a name.
    let path = zip(&[("../../etc/passwd.txt", b"Talks\n3 May 2025\n\nText.")]);
    assert_eq!(source::read("x", &path).expect("an archive").documents[0].id.0, "passwd");
}

#[test]
fn entities_and_deep_elements_do_no_harm() {
    let lol = format!(
        "<!DOCTYPE rss [<!ENTITY a0 \"ha\">{}]><rss><channel><item><title>&a20;</title></item></channel></rss>",
        (1..21).map(|at| format!("<!ENTITY a{at} \"{}\">", format!("&a{};", at - 1).repeat(10))).collect::<String>()
    );
    assert!(source::read("x", lol.as_bytes()).is_err());
    let deep = |name: &str, outer: &str| {
        format!("{outer}{}Text.{}", format!("<{name}>").repeat(100_000), format!("</{name}>").repeat(100_000))
    };
    for body in [deep("w:tbl", ""), deep("w:sdt", ""), deep("w:p", "")] {
        let xml = format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>");
        let _ = source::read("x", &zip(&[("word/document.xml", xml.as_bytes())]));
    }
    let cells = "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><office:body><office:text><table:table><table:table-row><table:table-cell table:number-columns-repeated='999999999'><text:p>Text.</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>";
    let sheet = zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", cells.as_bytes())]);
    assert!(source::read("x", &sheet).expect("a document").documents[0].title.len() < 10_000);
}

/// A file of objects with a table of where they are.
fn pdf(objects: &[&str]) -> Vec<u8> {
    let (mut bytes, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (at, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| bytes.extend(format!("{place:010} 00000 n \n").bytes()));
    bytes.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1).bytes());
    bytes
}

fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

#[test]
fn pdf_files_that_go_round_in_rings_end() {
    let words = "BT /F1 12 Tf 72 700 Td (Norway opened talks with Chile in Oslo.) Tj ET ";
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    let page = |more: &str| {
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</A 6 0 R>>>>{more}>>"
        )
    };
    let pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
    let form = |inner: &str| {
        stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 6 0 R/B 7 0 R>>>>", inner)
    };
    // A form that shows itself; two that show each other; pages whose parent is a page below them; kids that are their own.
    for objects in [
        vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            pages.to_owned(),
            page(""),
            stream("", &format!("{words}/A Do")),
            font.to_owned(),
            form("/A Do"),
        ],
        vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            pages.to_owned(),
            page(""),
            stream("", &format!("{words}/A Do")),
            font.to_owned(),
            form("/B Do"),
            form("/A Do /A Do"),
        ],
        vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R 2 0 R]/Count 1/Parent 2 0 R>>".to_owned(),
            page(""),
            stream("", words),
            font.to_owned(),
            form(""),
        ],
    ] {
        let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
        match source::read("x", &pdf(&objects)) {
            Ok(parsed) => assert_eq!(parsed.documents[0].title, "Norway opened talks with Chile in Oslo."),
            Err(error) => assert!(error.to_string().contains("ring"), "{error}"),
        }
    }
    assert!(source::read("x", b"%PDF-1.4\n").is_err());
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(source::read("x", &pdf(&["<</Type/Catalog/Pages 2 0 R>>", &deep])).is_err());
}

#[test]
fn whatever_is_cut_off_or_changed_is_read_or_refused() {
    for name in [
        "libreoffice.pdf",
        "reportlab.pdf",
        "libreoffice.odt",
        "libreoffice.rtf",
        "python.eml",
        "openpyxl.xlsx",
        "release.hwpx",
    ] {
        let bytes = file(name);
        for part in 1..8 {
            let _ = source::read("x", &bytes[..bytes.len() * part / 8]);
            let mut changed = bytes.clone();
            for at in (part * 7..changed.len()).step_by(97) {
                changed[at] = changed[at].wrapping_add(part as u8);
            }
            let _ = source::read("x", &changed);
        }
    }
}
