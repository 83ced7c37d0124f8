//! Whatever the text, reading ends, and every fact points at its words.

use std::sync::LazyLock;

use language::Analyzer;
use proptest::prelude::*;
use record::{Document, DocumentId, Record};

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::embedded().expect("the embedded model is whole"));

fn read(title: &str, body: &str) -> Record {
    let document = Document {
        id: DocumentId("property".to_owned()),
        url: String::new(),
        publisher: String::new(),
        section: String::new(),
        title: title.to_owned(),
        published: "2025-12-11".parse().ok(),
        language: "en".to_owned(),
        body: body.to_owned(),
    };
    let reading = reading::read_analysed(document, ANALYZER.analyze(title), ANALYZER.analyze(body));
    assert!(reading.left_out.is_empty(), "the rules broke the contract: {:?}", reading.left_out);
    reading.record
}

/// Words of announcements in any order, with marks that cut them up.
fn prose() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Minister",
        "Yeo",
        "Han-koo",
        "of",
        "the",
        "Ministry",
        "Korea",
        "EU’s",
        "–",
        "UK",
        "FTA",
        "(",
        ")",
        ",",
        ".",
        "“",
        "”",
        "agreed",
        "to",
        "will",
        "met",
        "with",
        "in",
        "Seoul",
        "on",
        "May 5",
        "2025",
        "negotiations",
        "upgrade",
        "talks",
        "the two sides",
        "it",
        "He",
        "signed",
        "said",
        "that",
        "USD 5 billion",
        "percent",
        "|",
        "\n",
        "\n- ",
        "MC13",
        "Committee",
        "52nd",
        "held",
        "accession",
        "its",
        "by",
        "next year",
        "safeguard",
        "Act",
        "amended",
        "round",
        "first",
        "Ambassador",
        "é",
        "한국",
        "\u{301}",
        "△5.1%",
        "Section 301",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.join(" "))
}

/// An amount that the sentence it begins in is cut inside of.
#[test]
fn an_amount_can_outlast_its_sentence() {
    for text in [".ῗ9!𑣿A¥{Aa8!n\"8", "It rose to USD\n\n5 billion. 5.\n1 percent", "A record ¥{Aa8!n\"8 US$ 4"] {
        for slice in read(text, text).facts.iter().flat_map(record::Fact::evidence) {
            assert!(!slice.exact().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_slice_is_the_text_it_points_at(title in prose(), body in prose(), odd in "\\PC{0,80}") {
        for (title, body) in [(title.as_str(), body.as_str()), (odd.as_str(), body.as_str()), ("", odd.as_str())] {
            let record = read(title, body);
            for slice in record.facts.iter().flat_map(record::Fact::evidence) {
                prop_assert!(slice.verify(&record.document).is_ok());
            }
            let back = Record::try_from(record.to_public());
            prop_assert_eq!(back, Ok(record));
        }
    }
}

/// A headline that is no sentence, so that the verb is its own root: "Council to continue".
fn headline() -> impl Strategy<Value = String> {
    let subject = prop::sample::select(vec![
        "Council",
        "Korea",
        "EU",
        "Ministers",
        "Trade talks",
        "The Chile–Oman Free Trade Agreement",
        "Nobody",
        "Minister Yeo",
    ]);
    let auxiliary =
        prop::sample::select(vec!["to", "not to", "set to", "yet to", "about to", "and", "to be", "will", ":"]);
    let verb = prop::sample::select(vec![
        "continue",
        "go",
        "start",
        "begin",
        "sign",
        "agree",
        "lift",
        "ban",
        "meet",
        "refuse",
        "stop",
        "continued",
        "signing",
        "continue to continue",
        "go to start to begin",
        "fail to refuse to sign",
    ]);
    let rest = prop::sample::select(vec![
        "",
        " talks",
        " the Chile–Oman Free Trade Agreement",
        " and sign",
        " or not",
        "?",
        " to",
    ]);
    (subject, auxiliary, verb, rest).prop_map(|(a, b, c, d)| format!("{a} {b} {c}{d}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn headlines_that_are_no_sentences_are_read(title in headline(), bullet in headline()) {
        read(&title, &format!("{title}\n\n- {bullet}\n- {title}\n\n{bullet}."));
    }
}

/// Clauses nested a thousand deep end, on a stack of the size that threads of the program have.
#[test]
fn deep_nesting_ends() {
    const DEPTH: usize = 1000;
    let nested = [
        format!("{}it signed the Chile–Oman Free Trade Agreement.", "Chile said that ".repeat(DEPTH)),
        format!("Chile {}sign the Chile–Oman Free Trade Agreement.", "failed to refuse to ".repeat(DEPTH)),
        format!("Council {}", "to continue ".repeat(DEPTH)),
        format!("Chile signed {}.", "and ratified ".repeat(DEPTH)),
        format!("The minister {}.", "of the committee of the council ".repeat(DEPTH)),
        format!("Chile, Peru {}signed it.", "and the country which ".repeat(DEPTH)),
        "if ".repeat(DEPTH),
        "“".repeat(DEPTH),
        "- not\n".repeat(DEPTH),
    ];
    let reads = |text: &String| {
        // A headline is read like a body; a short one tries both.
        if text.len() < 20 * DEPTH {
            read(text, "Text.");
        }
        read("Note", text);
    };
    let run = std::thread::Builder::new().stack_size(2 << 20).spawn(move || nested.iter().for_each(reads));
    run.expect("a thread starts").join().expect("every text is read");
}
