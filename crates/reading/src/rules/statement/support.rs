//! Welcome, support, thanks.
//!
//! *Reads*: welcome, support, thank, appreciate, commend; express support or appreciation; be glad, be in favour.
//!
//! *Does not read*: a host's welcome of a guest, support as a programme.
//!
//! *Example*: "Kenya **welcomed the ruling**": support by Kenya.

use record::Act;

use super::super::{Example, NearMiss, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "statement/support",
    read: |context, sink| super::state(Act::Support, context, sink),
    examples: EXAMPLES,
    not: NOT,
};

const EXAMPLES: &[Example] = &[
    Example {
        text: "Kenya [[welcomed the ruling on sugar]].",
        published: "2025-05-14",
        fact: r#"{"act": "support", "speakers": ["Kenya"], "content": "the ruling on sugar"}"#,
    },
    Example {
        text: "[[The ruling on sugar was welcomed by Kenya]].",
        published: "2025-05-14",
        fact: r#"{"act": "support", "speakers": ["Kenya"], "content": "The ruling on sugar"}"#,
    },
    Example {
        text: "Kenya closed the debate, [[welcoming the ruling on sugar]].",
        published: "2025-05-14",
        fact: r#"{"act": "support", "speakers": ["Kenya"], "content": "the ruling on sugar"}"#,
    },
    Example {
        text: "Kenya [[expressed support for the draft]].",
        published: "2025-05-14",
        fact: r#"{"act": "support", "speakers": ["Kenya"], "content": "support for the draft"}"#,
    },
    Example {
        text: "Kenya [[thanked Norway for its help]].",
        published: "2025-05-14",
        fact: r#"{"act": "support", "speakers": ["Kenya"], "addressees": ["Norway"], "content": "Norway for its help"}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss { text: "Kenya set up a fund to support exporters.", but: &[], why: "a purpose" },
    NearMiss { text: "Kenya welcomed its counterpart in Nairobi.", but: &[], why: "a host's welcome" },
];
