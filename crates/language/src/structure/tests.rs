//! Blocks and normalised copies of sample lines.

use super::*;

#[track_caller]
fn check(text: &str, expect: &[(BlockKind, &str)]) {
    let found: Vec<_> = blocks(text).into_iter().map(|block| (block.kind, &text[block.span])).collect();
    assert_eq!(found, expect);
}

#[test]
fn lines_become_blocks() {
    use BlockKind::*;
    check(
        "Norway and Ghana Sign Fisheries Accord\nThe two ministers signed it on Monday.\n\n-\n□ Main points\n- nets\n1) boats.\r\n(2) Ports",
        &[
            (Heading, "Norway and Ghana Sign Fisheries Accord"),
            (Paragraph, "The two ministers signed it on Monday."),
            (Heading, "Main points"),
            (Bullet, "nets"),
            (Bullet, "boats."),
            (Heading, "Ports"),
        ],
    );
    check("Table 2. Exports by region", &[(Caption, "Table 2. Exports by region")]);
    check("Steel | 12.5 | +3%", &[(TableRow, "Steel | 12.5 | +3%")]);
}

#[test]
fn wrapped_lines_stay_together() {
    use BlockKind::*;
    let text = "The committee met in Accra on Tuesday and reviewed the list of goods\nthat the two sides exchanged in March. It asked the secretariat for a new\nVersion by June.";
    check(text, &[(Paragraph, text)]);
}

#[test]
fn headings_without_punctuation_are_split_off() {
    use BlockKind::*;
    check(
        "The talks ended on Friday. Main Results and Next Steps Both sides agreed to meet again.",
        &[
            (Paragraph, "The talks ended on Friday."),
            (Heading, "Main Results and Next Steps"),
            (Paragraph, "Both sides agreed to meet again."),
        ],
    );
    check(
        "What Ghana pays Duties will fall to zero. The duties on rice stay.",
        &[(Heading, "What Ghana pays"), (Paragraph, "Duties will fall to zero. The duties on rice stay.")],
    );
    for prose in [
        "Mali and The Gambia agreed on a common tariff for rice.",
        "The Minister of Trade visited The Hague on Friday for talks.",
        "Trade Minister Saar met the press, and On Trade was published.",
        "Minister Saar told The new daily that talks had ended.",
    ] {
        check(prose, &[(Paragraph, prose)]);
    }
}

#[test]
fn copies_lead_back_to_the_text() {
    let text = "Korea–U.S. \u{200b} talks\n\u{0}March 26–29";
    let copy = normalise(text);
    assert_eq!(copy.text, "Korea-U.S. talks March 26–29");
    for word in ["Korea", "U.S.", "talks", "March", "26–29"] {
        let at = copy.text.find(word).expect("the word is in the copy");
        assert_eq!(&text[copy.original(at..at + word.len())], word);
    }
    assert_eq!(&text[copy.original(5..6)], "–");
    assert!(matches!(normalise("nothing to change").text, std::borrow::Cow::Borrowed(_)));
}
