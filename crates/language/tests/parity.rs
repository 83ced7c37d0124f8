//! The engine against spaCy's own output: boundaries, tags, heads, labels, entities, lemmas, norms.
//!
//! `tools/fixtures/make.py` writes the fixtures and describes their form. The project's own sentences are always compared;
//! announcements of others, of which only the labels are kept, when they lie beside the checkout.

use language::{Analysis, Analyzer};

const FIXTURES: &str = include_str!("fixtures/sentences.txt");

/// What spaCy says of each line of the announcements, without its words; norms and lemmas are checksums.
const LABELS: &str = include_str!("fixtures/announcements.txt");

/// One token as spaCy sees it.
struct Expected<'a> {
    length: usize,
    space_after: bool,
    norm: Option<String>,
    lemma: Option<String>,
    tag: &'a str,
    pos: &'a str,
    morph: &'a str,
    dep: &'a str,
    head: isize,
    entity: &'a str,
    sentence_start: bool,
    /// Norm and lemma are words, and can be compared.
    words: bool,
}

fn unescape(written: &str) -> String {
    let mut text = String::new();
    let mut characters = written.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('t') => text.push('\t'),
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('0') => text.push('\0'),
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    text
}

fn token(line: &str) -> Expected<'_> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [length, space_after, norm, lemma, tag, pos, morph, dep, head, entity, start] = fields[..] else {
        panic!("a fixture line has {} fields: {line:?}", fields.len())
    };
    let word = |field: &str| (!field.is_empty()).then(|| unescape(field));
    Expected {
        length: length.parse().expect("a length"),
        space_after: space_after == "1",
        norm: word(norm),
        lemma: word(lemma),
        tag,
        pos,
        morph,
        dep,
        head: head.parse().expect("a head"),
        entity,
        sentence_start: start == "1",
        words: true,
    }
}

/// What agreed and what did not, by field.
#[derive(Default)]
struct Tally {
    texts: usize,
    tokens: usize,
    boundaries: usize,
    differing: usize,
    differences: Vec<String>,
    by_field: std::collections::BTreeMap<&'static str, usize>,
}

impl Tally {
    fn compare(&mut self, text: &str, analysis: &Analysis, expected: &[Expected<'_>]) {
        self.texts += 1;
        let mut at = 0;
        let spans: Vec<(usize, usize)> = expected
            .iter()
            .map(|token| {
                let span = (at, at + token.length);
                at = span.1 + usize::from(token.space_after);
                span
            })
            .collect();
        let found: Vec<(usize, usize)> =
            analysis.tokens().map(|token| (token.span().start, token.span().end)).collect();
        if spans != found {
            self.boundaries += 1;
            self.differences.push(format!("boundaries of {text:?}"));
            return;
        }
        for (index, (wanted, found)) in expected.iter().zip(analysis.tokens()).enumerate() {
            self.tokens += 1;
            let head = (index as isize + wanted.head) as usize;
            let entity = match (found.entity(), found.is_entity_start()) {
                ("", _) => String::new(),
                (label, true) => format!("B-{label}"),
                (label, false) => format!("I-{label}"),
            };
            let norm = wanted.norm.as_deref().unwrap_or(found.text());
            let lemma = wanted.lemma.as_deref().unwrap_or(norm);
            let starts = analysis.records()[index].sentence_start;
            let fields = [
                ("tag", wanted.tag == found.tag()),
                ("head", head == found.head().index()),
                ("dep", wanted.dep == found.dep()),
                ("entity", wanted.entity == entity),
                ("pos", wanted.pos == found.pos()),
                ("morph", wanted.morph == found.morph()),
                ("norm", !wanted.words || norm == found.norm()),
                ("lemma", !wanted.words || lemma == found.lemma()),
                ("sentence", wanted.sentence_start == starts),
            ];
            let wrong: Vec<&'static str> = fields.iter().filter(|(_, same)| !same).map(|(field, _)| *field).collect();
            if !wrong.is_empty() {
                self.differing += 1;
                for field in &wrong {
                    *self.by_field.entry(field).or_default() += 1;
                }
                self.differences.push(format!("{wrong:?} of {:?} in {text:?}", found.text()));
            }
        }
    }
}

impl Tally {
    /// Prints what differs, and fails below 99.9 % agreement.
    fn judge(&self) {
        let share = 1.0 - self.differing as f64 / self.tokens as f64;
        println!(
            "{} texts, {} tokens, {} texts with other boundaries, {} tokens differ ({:.4} % agree); by field {:?}",
            self.texts,
            self.tokens,
            self.boundaries,
            self.differing,
            share * 100.0,
            self.by_field
        );
        for difference in self.differences.iter().take(60) {
            println!("  {difference}");
        }
        assert_eq!(self.boundaries, 0, "token boundaries differ");
        assert!(share >= 0.999, "only {:.3} % of tokens agree in everything", share * 100.0);
    }
}

#[test]
fn the_engine_says_what_spacy_says() {
    let analyzer = Analyzer::embedded().expect("the embedded model is whole");
    let mut tally = Tally::default();
    for paragraph in FIXTURES.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        let mut lines = paragraph.trim_matches('\n').split('\n');
        let text =
            unescape(lines.next().and_then(|line| line.strip_prefix("T ")).expect("a paragraph opens with its text"));
        let expected: Vec<Expected<'_>> = lines.map(token).collect();
        tally.compare(&text, &analyzer.analyze_plain(&text), &expected);
    }
    tally.judge();
    assert!(tally.texts >= 2000, "only {} texts: the fixtures are cut off", tally.texts);
}

#[test]
fn the_engine_says_what_spacy_says_of_announcements() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/announcements/motir-2025-12.txt");
    let Ok(announcements) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not here", path.display());
        return;
    };
    let analyzer = Analyzer::embedded().expect("the embedded model is whole");
    let mut tally = Tally::default();
    let labels = LABELS.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    for (text, paragraph) in announcements.split('\n').filter(|line| !line.trim().is_empty()).zip(labels) {
        let mut lines = paragraph.trim_matches('\n').split('\n');
        let length = lines.next().and_then(|line| line.split(' ').nth(1)?.parse::<usize>().ok());
        assert_eq!(length, Some(text.len()), "the announcements are not those that were labelled");
        // Norms and lemmas are compared on the project's own sentences, with their words.
        let expected: Vec<Expected<'_>> = lines.map(|line| Expected { words: false, ..token(line) }).collect();
        tally.compare(text, &analyzer.analyze_plain(text), &expected);
    }
    tally.judge();
    assert!(tally.tokens >= 3000, "only {} tokens were compared", tally.tokens);
}
