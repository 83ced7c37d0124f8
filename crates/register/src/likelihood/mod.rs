//! How likely it is that a later fact does something to an entry of the ledger: boosted trees over what the two have in common.
//!
//! A pair is weighed by the two facts, their documents and identity alone; what else the register holds changes nothing. The trees
//! are trained by `tools/links` on reviewed dossiers and read from `links.trees`.

mod features;
mod trees;

use std::borrow::Cow;
use std::sync::LazyLock;

pub use features::NAMES;
pub(crate) use features::{Weighed, compare};
use trees::Trees;

use crate::links::LinkKind;

/// Kinds that the trees tell apart, in their order; the first of their classes is no link.
const CLASSES: [LinkKind; 7] = [
    LinkKind::Answers,
    LinkKind::Refuses,
    LinkKind::Fulfils,
    LinkKind::Supersedes,
    LinkKind::Withdraws,
    LinkKind::Misses,
    LinkKind::SameAs,
];

static TREES: LazyLock<Trees> = LazyLock::new(|| Trees::parse(&text()));

/// The trees to weigh with. A build for development takes those of a fold instead, so that whole
/// registers can be scored on dossiers that took no part in training: `tools/links/train.py --apart` writes such trees.
fn text() -> Cow<'static, str> {
    if cfg!(debug_assertions)
        && let Some(path) = std::env::var_os("DEMARCHE_LINK_TREES")
        && let Ok(text) = std::fs::read_to_string(path)
    {
        return text.into();
    }
    include_str!("links.trees").into()
}

/// What a later fact may do to an entry, and how likely it is that it does anything.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Likely {
    /// The likeliest kind.
    pub(crate) kind: LinkKind,
    /// The chance that there is a link at all.
    pub(crate) chance: f64,
    /// It is likely enough to count.
    pub(crate) counts: bool,
}

/// Weighs a pair; nothing while there are no trees.
pub(crate) fn weigh(entry: &Weighed, later: &Weighed) -> Option<Likely> {
    let chances = TREES.chances(&compare(entry, later))?;
    let (at, _) = chances[1..].iter().enumerate().max_by(|one, two| one.1.total_cmp(two.1))?;
    let (kind, chance) = (*CLASSES.get(at)?, 1.0 - chances[0]);
    Some(Likely { kind, chance, counts: chance >= TREES.floor(at) })
}
