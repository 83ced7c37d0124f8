//! What holds for any text: tokens tile it, heads form trees, nothing panics.

use std::sync::LazyLock;

use language::{Analysis, Analyzer};
use proptest::prelude::*;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::embedded().expect("the embedded model is whole"));

fn heads_form_trees(analysis: &Analysis) {
    for token in analysis.tokens() {
        let root = token.ancestors().last().unwrap_or(token);
        assert!(root.is_root(), "the heads above {token:?} go in a circle");
        assert!(token.subtree_range().contains(&token.index()));
    }
}

/// Every byte belongs to one token, or is the single blank after one.
fn tokens_tile(text: &str, analysis: &Analysis) {
    let mut at = 0;
    for token in analysis.tokens() {
        let span = token.span();
        assert!(span.start == at || text[at..span.start] == *" ", "between {at} and {} of {text:?}", span.start);
        assert!(span.start < span.end);
        at = span.end;
    }
    assert!(matches!(&text[at..], "" | " "), "after {at} of {text:?}");
}

fn tokens_are_ordered(analysis: &Analysis) {
    let spans: Vec<_> = analysis.tokens().map(|token| token.span()).collect();
    assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "tokens overlap in {:?}", analysis.text());
}

fn check(text: &str) {
    let plain = ANALYZER.analyze_plain(text);
    tokens_tile(text, &plain);
    heads_form_trees(&plain);
    let structured = ANALYZER.analyze(text);
    tokens_are_ordered(&structured);
    heads_form_trees(&structured);
    let mut written = String::new();
    language::conllu::write(&structured, "x", &mut written).expect("a string takes everything");
    structured.noun_chunks().for_each(drop);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn text_like_an_announcement(text in "([A-Z][a-z]{0,6}|[0-9]{1,4}|U\\.S\\.|No\\.|a\\.m\\.|[“”\"'’–—•□(),.;:%$-]| |\n|\t|\u{a0}|\u{301}|\u{0}|🙂|한국|الرياض){0,60}") {
        check(&text);
    }
}

#[test]
fn odd_texts() {
    for text in [
        "",
        " ",
        "\n",
        "  \n \t ",
        "\u{0}",
        "\u{feff}",
        "-",
        "- - -\n-\n",
        "e\u{301}\u{301}",
        "\u{202e}abc",
        "👩‍👩‍👧",
        "\u{1c}\u{85}\u{2028}",
    ] {
        check(text);
    }
}

#[test]
fn a_long_text_without_a_blank() {
    check(&"a".repeat(1 << 20));
    check(&"한".repeat(1 << 16));
    check(&"-.".repeat(1 << 14));
}

#[test]
fn the_same_text_gives_the_same_analysis_on_any_thread() {
    let text = "Korea and the EU agreed to launch a dialogue. Minister Lee said talks “will resume” in June.";
    let expected = ANALYZER.analyze(text);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(ANALYZER.analyze(text).records(), expected.records()));
        }
    });
}
