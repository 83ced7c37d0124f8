//! What parties settle together.
//!
//! *Reads*: agree, decide, share the view, reach an understanding; confirm and affirm of several; what is settled without a named agent.
//!
//! *Does not read*: agreements as things ("the agreement covers"), what is still to be agreed, denial.
//!
//! *Example*: "The two sides **agreed to resume talks**": an agreement of both.

use record::Act;

use super::super::{Example, NearMiss, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "statement/agreement",
    read: |context, sink| super::state(Act::Agreement, context, sink),
    examples: EXAMPLES,
    not: NOT,
};

const EXAMPLES: &[Example] = &[
    Example {
        text: "India and Chile [[agreed to resume talks on services]].",
        published: "2025-05-14",
        fact: r#"{"act": "agreement", "speakers": ["India", "Chile"], "content": "resume talks on services", "firmness": "firm"}"#,
    },
    Example {
        text: "[[A timetable for the talks was agreed by India and Chile]].",
        published: "2025-05-14",
        fact: r#"{"act": "agreement", "speakers": ["India", "Chile"], "content": "A timetable for the talks", "firmness": "firm"}"#,
    },
    Example {
        text: "India and Chile met in Delhi, [[agreeing to resume talks on services]].",
        published: "2025-05-14",
        fact: r#"{"act": "agreement", "speakers": ["India", "Chile"], "content": "resume talks on services", "firmness": "firm"}"#,
    },
    Example {
        text: "Peru and Japan [[shared the view that the rules are outdated]].",
        published: "2025-05-14",
        fact: r#"{"act": "agreement", "speakers": ["Peru", "Japan"], "content": "the view that the rules are outdated", "firmness": "firm"}"#,
    },
    Example {
        text: "Peru and Japan [[affirmed that the rules need reform]].",
        published: "2025-05-14",
        fact: r#"{"act": "agreement", "speakers": ["Peru", "Japan"], "content": "the rules need reform", "firmness": "firm"}"#,
    },
    Example {
        text: "[[A timetable for the talks was affirmed by Peru and Japan]].",
        published: "2025-05-14",
        fact: r#"{"act": "agreement", "speakers": ["Peru", "Japan"], "content": "A timetable for the talks", "firmness": "firm"}"#,
    },
    Example {
        text: "Peru and Japan concluded the session, [[affirming that the rules need reform]].",
        published: "2025-05-14",
        fact: r#"{"act": "agreement", "speakers": ["Peru", "Japan"], "content": "the rules need reform", "firmness": "firm"}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss { text: "The agreement covers trade in services.", but: &[], why: "the noun" },
    NearMiss { text: "India and Chile have not agreed on a date.", but: &[], why: "negation" },
    NearMiss { text: "India hopes to agree on a date.", but: &[], why: "a hope" },
];
