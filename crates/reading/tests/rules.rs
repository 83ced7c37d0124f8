//! Every rule on its own examples and near misses, and every other rule on them too.

use language::Analyzer;
use reading::rules::{self, Example};
use record::{Document, DocumentId, Fact, FactBody, Field};

fn read(analyzer: &Analyzer, body: &str, published: &str) -> Vec<Fact> {
    let document = Document {
        id: DocumentId("example".to_owned()),
        url: String::new(),
        publisher: String::new(),
        section: String::new(),
        title: String::new(),
        published: published.parse().ok(),
        language: "en".to_owned(),
        body: body.to_owned(),
    };
    let (title, body) = (analyzer.analyze(&document.title), analyzer.analyze(&document.body));
    reading::read_analysed(document, title, body).record.into_draft().facts
}

/// The text of an example without its brackets, and the words between them.
fn unbracket(example: &Example) -> (String, String) {
    let (before, rest) = example.text.split_once("[[").expect("an example marks its evidence");
    let (evidence, after) = rest.split_once("]]").expect("an example closes its evidence");
    (format!("{before}{evidence}{after}"), evidence.to_owned())
}

/// A fact without its kind and without fields that say nothing.
fn fields(mut fact: serde_json::Value) -> serde_json::Value {
    if let Some(fields) = fact.as_object_mut() {
        fields.remove("kind");
        fields.retain(|_, value| !(value.is_null() || value.as_array().is_some_and(Vec::is_empty)));
    }
    fact
}

/// The kind of a fact with what says most of it.
fn name(fact: &Fact) -> String {
    let what = match fact.body() {
        FactBody::Event(event) => event.kind.as_str(),
        FactBody::Statement(statement) => statement.act.as_str(),
        FactBody::Stage(stage) => stage.stage.as_str(),
        FactBody::Figure(figure) => &figure.unit,
        FactBody::Role(role) => &role.title,
    };
    format!("{} {what}", fact.body().kind())
}

fn show(facts: &[Fact]) -> String {
    let line = |fact: &Fact| {
        format!(
            "\n    {} {:?} {}",
            fact.rule(),
            fact.evidence()[0].exact(),
            serde_json::to_string(fact.body()).unwrap()
        )
    };
    facts.iter().map(line).collect()
}

#[test]
fn rules_read_their_examples_and_pass_over_their_near_misses() {
    let analyzer = Analyzer::embedded().expect("the embedded model is whole");
    let mut failures = Vec::new();
    let mut checked = 0;
    for rule in rules::all() {
        for example in rule.examples {
            checked += 1;
            let (text, evidence) = unbracket(example);
            let wanted: serde_json::Value = serde_json::from_str(example.fact).expect("an example's fact is JSON");
            let facts = read(&analyzer, &text, example.published);
            // A rule may add its words to a fact that an earlier rule stated.
            let hit = facts.iter().filter(|fact| fact.rule() == rule.name || fact.evidence().len() > 1).any(|fact| {
                fact.evidence().iter().any(|slice| slice.field() == Field::Body && slice.exact() == evidence)
                    && fields(serde_json::to_value(fact.body()).unwrap()) == fields(wanted.clone())
            });
            if !hit {
                failures.push(format!(
                    "{} does not read {:?} as {}; found:{}",
                    rule.name,
                    example.text,
                    example.fact,
                    show(&facts)
                ));
            }
            // Interference: no other rule of the kind may read the same words as another fact.
            let kind = rule.name.split('/').next().unwrap_or_default();
            let rivals: Vec<Fact> = facts
                .into_iter()
                .filter(|fact| {
                    fact.rule() != rule.name && fact.body().kind() == kind && fact.evidence()[0].exact() == evidence
                })
                .collect();
            if !rivals.is_empty() {
                failures.push(format!("{} has rivals on {:?}:{}", rule.name, example.text, show(&rivals)));
            }
        }
        for near in rule.not {
            checked += 1;
            let may_come = |fact: &Fact| fact.rule() != rule.name && near.but.contains(&name(fact).as_str());
            let facts = read(&analyzer, near.text, "2025-05-14");
            let wrong: Vec<Fact> = facts.into_iter().filter(|fact| !may_come(fact)).collect();
            if !wrong.is_empty() {
                failures.push(format!(
                    "{} reads {:?} although: {}; found:{}",
                    rule.name,
                    near.text,
                    near.why,
                    show(&wrong)
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {checked} examples fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_rule_has_examples_and_a_name_of_its_own() {
    let mut names = std::collections::HashSet::new();
    for rule in rules::all() {
        assert!(names.insert(rule.name), "two rules are called {}", rule.name);
        assert!(!rule.examples.is_empty(), "{} has no examples", rule.name);
        assert!(!rule.not.is_empty(), "{} has no near misses", rule.name);
    }
}

#[test]
fn every_rule_file_is_registered() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    for kind in ["statement", "event", "stage", "figure", "role"] {
        for entry in std::fs::read_dir(root.join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let source = std::fs::read_to_string(&path).unwrap_or_default();
            if !source.contains("const RULE: Rule") {
                continue;
            }
            let name = source.split_once("name: \"").and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| name);
            let name = name.unwrap_or_else(|| panic!("{} has a rule without a name", path.display()));
            let file = path.display();
            assert!(
                rules::all().any(|rule| rule.name == name),
                "{file} is not registered: add {name} to the list of its kind"
            );
        }
    }
}
