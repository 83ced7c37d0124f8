//! TODO

use super::super::Rule;
use record::Act;

pub(super) const RULE: Rule = Rule {
    name: "statement/response",
    read: |context, sink| super::state(Act::Response, context, sink),
    examples: &[],
    not: &[],
};
