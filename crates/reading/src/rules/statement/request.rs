//! What somebody wants another to do.
//!
//! *Reads*: request, urge, call on, call for, ask, appeal, demand, in the active, the passive and as participles; what
//! "should" be done when it is put to a counterpart.
//!
//! *Does not read*: requests still to be made ("will ask"), questions ("asked about"), purposes ("met to urge").
//!
//! *Example*: "Korea **urged the EU to finalise its rules**": a request of Korea to the EU.

use record::Act;

use super::super::{Example, NearMiss, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "statement/request",
    read: |context, sink| super::state(Act::Request, context, sink),
    examples: EXAMPLES,
    not: NOT,
};

const EXAMPLES: &[Example] = &[
    Example {
        text: "Brazil [[requested a review of the quota]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Brazil"], "content": "a review of the quota"}"#,
    },
    Example {
        text: "[[A review of the quota was requested by Brazil]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Brazil"], "content": "A review of the quota"}"#,
    },
    Example {
        text: "Canada raised the matter in Geneva, [[requesting a review of the quota]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Canada"], "content": "a review of the quota"}"#,
    },
    Example {
        text: "Canada [[urged Japan to lift its restrictions on beef]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Canada"], "addressees": ["Japan"], "content": "Japan to lift its restrictions on beef"}"#,
    },
    Example {
        text: "[[Japan was urged by Canada to lift its restrictions on beef]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Canada"], "addressees": ["Japan"], "content": "lift its restrictions on beef"}"#,
    },
    Example {
        text: "Canada raised the matter again, [[urging Japan to lift its restrictions on beef]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Canada"], "addressees": ["Japan"], "content": "Japan to lift its restrictions on beef"}"#,
    },
    Example {
        text: "Australia [[called on China to remove the duties on wine]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Australia"], "addressees": ["China"], "content": "China to remove the duties on wine", "about": ["duties on wine"]}"#,
    },
    Example {
        text: "Canada welcomed the talks but [[called for a fair review of the case]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Canada"], "content": "a fair review of the case"}"#,
    },
    Example {
        text: "Australia addressed the council, [[calling on China to remove the duties on wine]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Australia"], "addressees": ["China"], "content": "China to remove the duties on wine", "about": ["duties on wine"]}"#,
    },
    Example {
        text: "Norway [[asked the European Union to exempt its producers]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Norway"], "addressees": ["European Union"], "content": "the European Union to exempt its producers"}"#,
    },
    Example {
        text: "Canada and Japan met on Monday. At the talks the two sides spoke of beef. Canada [[stressed that any such ban should \
               follow an assessment]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Canada"], "addressees": ["Japan"], "content": "any such ban should follow an assessment"}"#,
    },
    Example {
        text: "The Ministry of Trade of Chile held a roundtable with the Japan Chamber of Commerce in Lima. The Japanese side \
               [[requested shorter entry procedures]].",
        published: "2025-05-14",
        fact: r#"{"act": "request", "speakers": ["Japan Chamber of Commerce"], "addressees": ["Ministry of Trade of Chile"], "content": "shorter entry procedures"}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss {
        text: "Canada will ask Japan to lift its restrictions.",
        but: &["statement commitment"],
        why: "a plan to ask is a commitment",
    },
    NearMiss { text: "Asked about wine, the minister smiled.", but: &[], why: "a question" },
    NearMiss { text: "Canada did not request a review.", but: &[], why: "negation" },
    NearMiss { text: "Canada met Japan to request a review.", but: &[], why: "a purpose" },
];
