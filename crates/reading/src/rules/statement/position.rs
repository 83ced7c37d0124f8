//! Any other view put on record.
//!
//! *Reads*: say, state, note, stress, emphasise, underscore, highlight, explain, hope, expect, according to …
//!
//! *Does not read*: announcements of what happened, sayings without a speaker who can speak, negated saying.
//!
//! *Example*: "Minister Lee **stressed the value of open markets**": a position of Lee.

use record::Act;

use super::super::{Example, NearMiss, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "statement/position",
    read: |context, sink| super::state(Act::Position, context, sink),
    examples: EXAMPLES,
    not: NOT,
};

const EXAMPLES: &[Example] = &[
    Example {
        text: "Chile [[said that open markets matter]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "open markets matter"}"#,
    },
    Example {
        text: "[[It was said by Chile that open markets matter]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "open markets matter"}"#,
    },
    Example {
        text: "Chile opened the debate, [[saying that open markets matter]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "open markets matter"}"#,
    },
    Example {
        text: "Chile [[stated that open markets matter]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "open markets matter"}"#,
    },
    Example {
        text: "[[It was stated by Chile that open markets matter]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "open markets matter"}"#,
    },
    Example {
        text: "Chile opened the debate, [[stating that open markets matter]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "open markets matter"}"#,
    },
    Example {
        text: "Chile [[noted the importance of open markets]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the importance of open markets"}"#,
    },
    Example {
        text: "[[The importance of open markets was noted by Chile]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "The importance of open markets"}"#,
    },
    Example {
        text: "Chile opened the debate, [[noting the importance of open markets]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the importance of open markets"}"#,
    },
    Example {
        text: "Chile [[stressed the importance of open markets]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the importance of open markets"}"#,
    },
    Example {
        text: "[[The importance of open markets was stressed by Chile]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "The importance of open markets"}"#,
    },
    Example {
        text: "Chile opened the debate, [[stressing the importance of open markets]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the importance of open markets"}"#,
    },
    Example {
        text: "Chile [[emphasized the importance of open markets]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the importance of open markets"}"#,
    },
    Example {
        text: "[[The importance of open markets was emphasized by Chile]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "The importance of open markets"}"#,
    },
    Example {
        text: "Chile opened the debate, [[emphasizing the importance of open markets]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the importance of open markets"}"#,
    },
    Example {
        text: "Chile [[underscored the importance of open markets]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the importance of open markets"}"#,
    },
    Example {
        text: "[[The importance of open markets was underscored by Chile]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "The importance of open markets"}"#,
    },
    Example {
        text: "Chile opened the debate, [[underscoring the importance of open markets]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the importance of open markets"}"#,
    },
    Example {
        text: "Chile [[highlighted the importance of open markets]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the importance of open markets"}"#,
    },
    Example {
        text: "[[The importance of open markets was highlighted by Chile]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "The importance of open markets"}"#,
    },
    Example {
        text: "Chile opened the debate, [[highlighting the importance of open markets]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the importance of open markets"}"#,
    },
    Example {
        text: "Chile [[explained the reasons for the measure]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the reasons for the measure"}"#,
    },
    Example {
        text: "[[The reasons for the measure were explained by Chile]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "The reasons for the measure"}"#,
    },
    Example {
        text: "Chile opened the debate, [[explaining the reasons for the measure]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the reasons for the measure"}"#,
    },
    Example {
        text: "Chile [[added that open markets matter]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "open markets matter"}"#,
    },
    Example {
        text: "Chile opened the debate, [[adding that open markets matter]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "open markets matter"}"#,
    },
    Example {
        text: "Chile [[expressed hope that the talks will succeed]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "hope that the talks will succeed"}"#,
    },
    Example {
        text: "[[According to Chile, the measure has no basis]].",
        published: "2025-05-14",
        fact: r#"{"act": "position", "speakers": ["Chile"], "content": "the measure has no basis"}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss { text: "Chile did not say when the talks end.", but: &[], why: "negation" },
    NearMiss { text: "Chile announced that exports rose.", but: &[], why: "news, not a view" },
    NearMiss { text: "The table notes three exceptions.", but: &["figure exception"], why: "the subject cannot speak" },
];
