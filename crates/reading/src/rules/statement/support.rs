//! TODO

use super::super::Rule;
use record::Act;

pub(super) const RULE: Rule = Rule {
    name: "statement/support",
    read: |context, sink| super::state(Act::Support, context, sink),
    examples: &[],
    not: &[],
};
