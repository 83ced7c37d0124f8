//! TODO

use super::super::Rule;
use record::Act;

pub(super) const RULE: Rule = Rule {
    name: "statement/commitment",
    read: |context, sink| super::state(Act::Commitment, context, sink),
    examples: &[],
    not: &[],
};
