//! Instruments that are told by what they are for, with near misses.

use language::Analyzer;
use record::{Document, DocumentId, Instrument};

fn instruments(analyzer: &Analyzer, publisher: &str, title: &str, body: &str) -> Vec<Instrument> {
    let document = Document {
        id: DocumentId("example".to_owned()),
        url: String::new(),
        publisher: publisher.to_owned(),
        section: String::new(),
        title: title.to_owned(),
        published: "2025-10-07".parse().ok(),
        language: "en".to_owned(),
        body: body.to_owned(),
    };
    let (title, body) = (analyzer.analyze(&document.title), analyzer.analyze(&document.body));
    reading::read_analysed(document, title, body).record.into_draft().instruments
}

/// Publisher, headline, text; then for each measure that must be found: type, party, goods.
type Case<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, &'a str, &'a str)]);

const EU: &str = "European Commission";
const KOREA: &str = "Ministry of Trade, Industry and Resources, Republic of Korea";
const CANADA: &str = "Global Affairs Canada";

const CASES: &[Case<'_>] = &[
    (
        EU,
        "",
        "The Commission today put forward a regulation that will take the place of the steel safeguard in June.",
        &[("regulation", "EU", "steel"), ("safeguard", "EU", "steel")],
    ),
    (
        EU,
        "",
        "Ministers agreed a mandate on the regulation that is to counter the effects of aluminium overcapacity.",
        &[("regulation", "EU", "aluminium")],
    ),
    (
        EU,
        "Council ready for a replacement of the safeguard",
        "Ministers discussed the regulation to replace the safeguard on ferro-alloys and steel.",
        &[("regulation", "EU", "steel"), ("safeguard", "EU", "steel")],
    ),
    (
        EU,
        "",
        "The Commission tabled the proposal for a new EU tariff-rate quota regime for steel.",
        &[("trq", "EU", "steel")],
    ),
    (
        KOREA,
        "",
        "The EU presented plans for a new tariff rate quota on EU steel imports. The scheme is to succeed the current safeguard.",
        &[("safeguard", "EU", "steel")],
    ),
    (
        CANADA,
        "",
        "Canada will apply a Canadian tariff rate quota on softwood lumber. It replaces the safeguard of 2019.",
        &[("trq", "CA", "timber"), ("safeguard", "CA", "timber")],
    ),
    (
        CANADA,
        "",
        "The government presented a successor to the steel safeguard.",
        &[("measure", "CA", "steel"), ("safeguard", "CA", "steel")],
    ),
    (EU, "", "The EU Battery Regulation applies from August.", &[("regulation", "EU", "batteries")]),
];

/// What must not be read: publisher, text, and a type and goods that no instrument may have together.
const NOT: &[(&str, &str, &str, &str)] = &[
    // Goods of another clause are not its goods.
    (EU, "The Commission put forward a regulation on Monday, and steel prices rose.", "regulation", "steel"),
    // A person succeeds a person.
    (EU, "Maroš Šefčovič will succeed Valdis Dombrovskis. The EU safeguard on steel stays.", "measure", "steel"),
    // A quota for a year is on nothing.
    (EU, "The EU announced a tariff rate quota for 2026. Steel was not discussed.", "trq", "steel"),
    // What somebody else imposes takes no place of ours.
    (KOREA, "The U.S. tariff on copper replaced talk of the EU safeguard on steel.", "tariff", "steel"),
];

#[test]
fn measures_are_told_by_what_they_are_for() {
    let analyzer = Analyzer::embedded().expect("the embedded model is whole");
    let mut failures = Vec::new();
    for (publisher, title, body, wanted) in CASES {
        let found = instruments(&analyzer, publisher, title, body);
        for (kind, party, goods) in *wanted {
            let hit = found.iter().any(|one| {
                one.kind.as_str() == *kind
                    && one.parties.iter().map(|code| code.0.as_str()).eq([*party])
                    && one.subject.as_deref() == Some(goods)
            });
            if !hit {
                failures.push(format!("{body:?}: no {kind} of {party} on {goods} in {found:#?}"));
            }
        }
    }
    for (publisher, body, kind, goods) in NOT {
        let found = instruments(&analyzer, publisher, "", body);
        if found.iter().any(|one| one.kind.as_str() == *kind && one.subject.as_deref() == Some(goods)) {
            failures.push(format!("{body:?}: a {kind} on {goods} in {found:#?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Agreements and cases by what they are called: publisher, headline, text, the name that must be found, and its parties.
const NAMED: &[(&str, &str, &str, &str, &[&str])] = &[
    // Nothing but the parties of the headline tells it from others.
    (
        KOREA,
        "Korea and Peru conclude talks on a free trade agreement",
        "The two sides concluded their negotiations for a comprehensive Free Trade Agreement (FTA).",
        "Korea–Peru Free Trade Agreement",
        &["KR", "PE"],
    ),
    (
        EU,
        "",
        "The panel in DS999 was set up in May. Norway has appealed against the ruling in WT/DS998/4.",
        "DS998",
        &[],
    ),
    (
        KOREA,
        "",
        "Korea reached an agreement with Chile. The agreement with Chile covers seafood.",
        "agreement with Chile",
        &["CL", "KR"],
    ),
];

#[test]
fn agreements_and_disputes_are_told_by_parties_and_numbers() {
    let analyzer = Analyzer::embedded().expect("the embedded model is whole");
    for (publisher, title, body, name, parties) in NAMED {
        let found = instruments(&analyzer, publisher, title, body);
        let one = found.iter().find(|one| one.name.0 == *name);
        let one = one.unwrap_or_else(|| panic!("{body:?}: no {name:?} in {found:#?}"));
        let mut codes: Vec<&str> = one.parties.iter().map(|code| code.0.as_str()).collect();
        codes.sort_unstable();
        assert_eq!(codes, *parties, "{body:?}");
    }
}
