//! TODO

use super::super::Rule;
use record::Act;

pub(super) const RULE: Rule = Rule {
    name: "statement/proposal",
    read: |context, sink| super::state(Act::Proposal, context, sink),
    examples: &[],
    not: &[],
};
