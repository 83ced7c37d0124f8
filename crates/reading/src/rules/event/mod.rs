//! Rules that read events.

use super::Rule;

/// The rules of this kind, general ones first.
pub const RULES: &[Rule] = &[];
