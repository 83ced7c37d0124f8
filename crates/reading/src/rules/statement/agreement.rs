//! TODO

use super::super::Rule;
use record::Act;

pub(super) const RULE: Rule = Rule {
    name: "statement/agreement",
    read: |context, sink| super::state(Act::Agreement, context, sink),
    examples: &[],
    not: &[],
};
