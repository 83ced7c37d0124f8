//! The verbs of saying that announcements use most, in active, passive and participle form.

use std::collections::BTreeMap;

use language::Analyzer;
use record::{Document, DocumentId, FactBody};

/// Verbs that must be covered, at least.
const VERBS: usize = 20;

#[test]
fn verbs_of_saying_are_read_in_every_form() {
    let analyzer = Analyzer::embedded().expect("the embedded model is whole");
    let mut forms: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut failures = Vec::new();
    for line in include_str!("verbs_of_saying.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [verb, form, act, speaker, marked] = columns[..] else { panic!("five columns: {line}") };
        forms.entry(verb).or_default().push(form);
        let body = marked.replace("[[", "").replace("]]", "");
        let start = marked.find("[[").expect("the words are marked");
        let end = marked.find("]]").expect("the words are marked") - 2;
        let document = Document {
            id: DocumentId("verb".to_owned()),
            url: String::new(),
            publisher: String::new(),
            section: String::new(),
            title: String::new(),
            published: "2025-05-14".parse().ok(),
            language: "en".to_owned(),
            body: body.clone(),
        };
        let (title, text) = (analyzer.analyze(""), analyzer.analyze(&body));
        let facts = reading::read_analysed(document, title, text).record.into_draft().facts;
        let hit = facts.iter().any(|fact| {
            let span = fact.evidence()[0].span();
            let overlaps = (span.start as usize) < end && start < span.end as usize;
            matches!(fact.body(), FactBody::Statement(statement)
                if statement.act.as_str() == act && statement.speakers.iter().any(|name| name.0 == speaker) && overlaps)
        });
        if !hit {
            let found: Vec<String> =
                facts.iter().map(|fact| format!("{:?} {:?}", fact.body(), fact.evidence()[0].exact())).collect();
            failures.push(format!("{verb}, {form}: {marked}\n    {}", found.join("\n    ")));
        }
    }
    assert!(forms.len() >= VERBS, "only {} verbs are covered", forms.len());
    for (verb, forms) in &forms {
        for form in ["active", "passive", "participle"] {
            assert!(forms.contains(&form), "{verb} has no {form} example");
        }
    }
    assert!(failures.is_empty(), "{} forms are not read:\n{}", failures.len(), failures.join("\n"));
}
