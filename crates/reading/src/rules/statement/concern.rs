//! Worry, regret, objection, caution.
//!
//! *Reads*: express or raise concern, regret, caution, warn, oppose, criticise; naming a measure by a reproach ("called it unfair").
//!
//! *Does not read*: concerns as a topic ("discussed concerns"), "concerning".
//!
//! *Example*: "India **expressed concern over the safeguard duty**": a concern of India.

use record::Act;

use super::super::{Example, NearMiss, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "statement/concern",
    read: |context, sink| super::state(Act::Concern, context, sink),
    examples: EXAMPLES,
    not: NOT,
};

const EXAMPLES: &[Example] = &[
    Example {
        text: "India [[expressed concern over the safeguard duty]].",
        published: "2025-05-14",
        fact: r#"{"act": "concern", "speakers": ["India"], "content": "concern over the safeguard duty", "about": ["safeguard"]}"#,
    },
    Example {
        text: "[[Concern over the safeguard duty was expressed by India]].",
        published: "2025-05-14",
        fact: r#"{"act": "concern", "speakers": ["India"], "content": "Concern over the safeguard duty", "about": ["safeguard"]}"#,
    },
    Example {
        text: "India addressed the committee, [[expressing concern over the safeguard duty]].",
        published: "2025-05-14",
        fact: r#"{"act": "concern", "speakers": ["India"], "content": "concern over the safeguard duty", "about": ["safeguard"]}"#,
    },
    Example {
        text: "Mexico [[warned that the levy could raise prices]].",
        published: "2025-05-14",
        fact: r#"{"act": "concern", "speakers": ["Mexico"], "content": "the levy could raise prices"}"#,
    },
    Example {
        text: "Mexico [[regretted the decision on tomatoes]].",
        published: "2025-05-14",
        fact: r#"{"act": "concern", "speakers": ["Mexico"], "content": "the decision on tomatoes"}"#,
    },
    Example {
        text: "Thailand [[called the levy unfair]].",
        published: "2025-05-14",
        fact: r#"{"act": "concern", "speakers": ["Thailand"], "content": "the levy unfair"}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss { text: "India and Chile discussed concerns of exporters.", but: &[], why: "a topic" },
    NearMiss { text: "The rules concerning steel are new.", but: &[], why: "a preposition" },
];
