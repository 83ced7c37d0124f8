//! What an actor says it will itself do.
//!
//! *Reads*: will, is to, pledges, plans, aims, intends, commits, undertakes; the nouns "commitment to", "willingness to"; each also
//! below a verb of saying, where the promise decides the act and its actor the speaker.
//!
//! *Does not read*: what befalls somebody, hopes, forecasts, purposes, conditions.
//!
//! *Example*: "The ministry **said it will publish the schedule by June**": a commitment of the ministry, due in June.

use record::Act;

use super::super::{Example, NearMiss, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "statement/commitment",
    read: |context, sink| super::state(Act::Commitment, context, sink),
    examples: EXAMPLES,
    not: NOT,
};

const EXAMPLES: &[Example] = &[
    Example {
        text: "Japan [[pledged to open its market for mangoes]].",
        published: "2025-05-14",
        fact: r#"{"act": "commitment", "speakers": ["Japan"], "firmness": "firm", "content": "open its market for mangoes"}"#,
    },
    Example {
        text: "Japan answered the critics, [[pledging to open its market for mangoes]].",
        published: "2025-05-14",
        fact: r#"{"act": "commitment", "speakers": ["Japan"], "content": "open its market for mangoes", "firmness": "firm"}"#,
    },
    Example {
        text: "Kenya [[aims to ratify the protocol by the end of June]].",
        published: "2025-05-14",
        fact: r#"{"act": "commitment", "speakers": ["Kenya"], "firmness": "aim", "content": "ratify the protocol by the end of June", "due": {"end": "2025-06-30", "text": "by the end of June"}}"#,
    },
    Example {
        text: "New Zealand [[will host the next round in Wellington]].",
        published: "2025-05-14",
        fact: r#"{"act": "commitment", "speakers": ["New Zealand"], "firmness": "firm", "content": "host the next round in Wellington"}"#,
    },
    Example {
        text: "Canada [[plans to publish the list of goods next month]].",
        published: "2025-05-14",
        fact: r#"{"act": "commitment", "speakers": ["Canada"], "firmness": "aim", "content": "publish the list of goods next month", "due": {"start": "2025-06-01", "end": "2025-06-30", "text": "next month"}}"#,
    },
    Example {
        text: "Canada [[reaffirmed its commitment to removing the duties]].",
        published: "2025-05-14",
        fact: r#"{"act": "commitment", "speakers": ["Canada"], "content": "its commitment to removing the duties", "firmness": "firm"}"#,
    },
    Example {
        text: "Vietnam [[is to reduce its fees on imported cars]].",
        published: "2025-05-14",
        fact: r#"{"act": "commitment", "speakers": ["Vietnam"], "content": "reduce its fees on imported cars", "about": ["fees on imported cars"], "firmness": "firm"}"#,
    },
    Example {
        text: "Norway [[said that it will publish the schedule soon]].",
        published: "2025-05-14",
        fact: r#"{"act": "commitment", "speakers": ["Norway"], "content": "publish the schedule soon", "due": {"text": "soon"}, "firmness": "firm"}"#,
    },
    Example {
        text: "If the talks succeed, Norway [[will lift the ban on seal products]].",
        published: "2025-05-14",
        fact: r#"{"act": "commitment", "speakers": ["Norway"], "firmness": "conditional", "content": "lift the ban on seal products"}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss { text: "Chile hopes that Peru will lift the ban.", but: &[], why: "a hope" },
    NearMiss { text: "Exports will rise by ten percent.", but: &["figure percent"], why: "a forecast" },
    NearMiss { text: "Chile will discuss the quota.", but: &[], why: "a point of an agenda" },
    NearMiss { text: "Chile met Peru to reduce fees.", but: &[], why: "a purpose" },
    NearMiss { text: "Chile asked whether Peru will lift the ban.", but: &[], why: "a question" },
];
