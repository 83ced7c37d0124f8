//! The layout of an announcement: what is a paragraph, a bullet, a heading, a caption or a row of a table.
//!
//! Statistical parsers are trained on running prose. A heading without a full stop, or the sign of a bullet, misleads
//! them over the sentences that follow. Each [`Block`] is therefore parsed by itself, from a [`normalised`](normalise)
//! copy in which white space is plain and the dashes in names are hyphens, as in the parser's training text.

mod inline;
mod line;
mod normal;

use std::ops::Range;

pub use normal::{Normalised, normalise};

/// What a block of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKind {
    /// A title or subtitle, on its own line or at the start of a paragraph.
    Heading,
    /// Running prose.
    Paragraph,
    /// An item of a list.
    Bullet,
    /// The words under a picture, a table or a chart.
    Caption,
    /// A row of a table, its cells divided by bars or tabulators.
    TableRow,
}

/// A stretch of text that no sentence crosses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Bytes of the words, without the marker and without white space around them.
    pub span: Range<usize>,
    /// What the block is.
    pub kind: BlockKind,
    /// Bytes of the sign or number that opens the block (`-`, `□`, `1)`), if there is one.
    pub marker: Option<Range<usize>>,
}

/// The blocks of a text in order. Between them lie only white space, markers, and lines without a letter or digit.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let common = inline::common_words(text);
    for block in line::blocks(text) {
        if matches!(block.kind, BlockKind::Paragraph | BlockKind::Bullet) {
            inline::split(text, block, &common, &mut blocks);
        } else {
            blocks.push(block);
        }
    }
    blocks
}

#[cfg(test)]
mod tests;
