//! What somebody offers, or wants done together.
//!
//! *Reads*: propose, suggest, offer, invite, put forward, raise an idea; what both sides "should" do.
//!
//! *Does not read*: "proposed" as an adjective of a measure, proposals still to come.
//!
//! *Example*: "Chile **proposed a working group on lithium**": a proposal of Chile.

use record::Act;

use super::super::{Example, NearMiss, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "statement/proposal",
    read: |context, sink| super::state(Act::Proposal, context, sink),
    examples: EXAMPLES,
    not: NOT,
};

const EXAMPLES: &[Example] = &[
    Example {
        text: "Chile [[proposed a working group on lithium]].",
        published: "2025-05-14",
        fact: r#"{"act": "proposal", "speakers": ["Chile"], "content": "a working group on lithium"}"#,
    },
    Example {
        text: "[[A working group on lithium was proposed by Chile]].",
        published: "2025-05-14",
        fact: r#"{"act": "proposal", "speakers": ["Chile"], "content": "A working group on lithium"}"#,
    },
    Example {
        text: "Chile spoke of closer ties, [[proposing a working group on lithium]].",
        published: "2025-05-14",
        fact: r#"{"act": "proposal", "speakers": ["Chile"], "content": "a working group on lithium"}"#,
    },
    Example {
        text: "Singapore [[suggested holding the next meeting in May]].",
        published: "2025-05-14",
        fact: r#"{"act": "proposal", "speakers": ["Singapore"], "content": "holding the next meeting in May", "due": {"start": "2025-05-01", "end": "2025-05-31", "text": "in May"}}"#,
    },
    Example {
        text: "Switzerland [[offered to host the secretariat]].",
        published: "2025-05-14",
        fact: r#"{"act": "proposal", "speakers": ["Switzerland"], "content": "host the secretariat"}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss {
        text: "Chile examined the proposed duty on copper.",
        but: &["stage proposed"],
        why: "an adjective of the measure",
    },
    NearMiss { text: "Chile has not proposed a date.", but: &[], why: "negation" },
];
