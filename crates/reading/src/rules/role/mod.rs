//! Rules that read roles: who holds which office.

mod office;
pub(crate) mod perceived;

use super::Rule;

/// The rules of this kind.
pub const RULES: &[Rule] = &[office::RULE];
