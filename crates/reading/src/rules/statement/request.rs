//! TODO

use super::super::Rule;
use record::Act;

pub(super) const RULE: Rule = Rule {
    name: "statement/request",
    read: |context, sink| super::state(Act::Request, context, sink),
    examples: &[],
    not: &[],
};
