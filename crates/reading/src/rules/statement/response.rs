//! An answer that is neither a promise nor a request.
//!
//! *Reads*: respond, reply, answer with what is said.
//!
//! *Does not read*: responses as measures ("response strategies").
//!
//! *Example*: "The EU **responded that the matter is being examined**": a response of the EU.

use record::Act;

use super::super::{Example, NearMiss, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "statement/response",
    read: |context, sink| super::state(Act::Response, context, sink),
    examples: EXAMPLES,
    not: NOT,
};

const EXAMPLES: &[Example] = &[
    Example {
        text: "Brazil [[responded that the matter is being examined]].",
        published: "2025-05-14",
        fact: r#"{"act": "response", "speakers": ["Brazil"], "content": "the matter is being examined"}"#,
    },
    Example {
        text: "Brazil [[replied that the figures are not yet known]].",
        published: "2025-05-14",
        fact: r#"{"act": "response", "speakers": ["Brazil"], "content": "the figures are not yet known"}"#,
    },
];

const NOT: &[NearMiss] =
    &[NearMiss { text: "Brazil examined response strategies for steel.", but: &[], why: "a noun" }];
