//! TODO

use super::super::Rule;
use record::Act;

pub(super) const RULE: Rule = Rule {
    name: "statement/position",
    read: |context, sink| super::state(Act::Position, context, sink),
    examples: &[],
    not: &[],
};
