//! TODO

use super::super::Rule;
use record::Act;

pub(super) const RULE: Rule = Rule {
    name: "statement/concern",
    read: |context, sink| super::state(Act::Concern, context, sink),
    examples: &[],
    not: &[],
};
