//! The network that scores moves.

use crate::lexicon::{LexiconError, Reader};
use crate::network::kernel::{InstructionSet, Linear};
use crate::network::weights::Array;

/// Tokens whose products are computed together.
const BLOCK: usize = 64;

/// Blocks of products kept; one is computed again when it is asked for after it was dropped.
const CACHED_BLOCKS: usize = 64;

/// Layers of one component.
#[derive(Debug)]
pub(crate) struct MoveNetwork {
    reduce: Linear,
    /// Product of a token with every place of the state it can take.
    places: Linear,
    /// What an empty place adds.
    empty: Vec<f32>,
    bias: Vec<f32>,
    upper: Linear,
    features: usize,
    pieces: usize,
    hidden: usize,
}

/// Products of the tokens of one text.
#[derive(Debug, Default)]
pub(crate) struct MoveScratch {
    reduced: Vec<f32>,
    /// Slot of each block, one past the number where it has none.
    slots: Vec<Option<u32>>,
    /// Which block each slot holds.
    owners: Vec<usize>,
    oldest: usize,
    products: Vec<f32>,
    sums: Vec<f32>,
    hidden: Vec<f32>,
    /// Scores of the moves, in their order.
    pub(crate) scores: Vec<f32>,
}

impl MoveNetwork {
    /// Reads the layers; the names of the moves follow in the section.
    pub(crate) fn read(reader: &mut Reader<'_>, inputs: usize) -> Result<Self, LexiconError> {
        let at = reader.position();
        let malformed = || LexiconError::OutOfRange(at);
        let linear = |reader: &mut Reader<'_>| -> Result<Linear, LexiconError> {
            let (weights, bias) = (Array::read(reader)?, Array::read(reader)?);
            match weights.shape[..] {
                [outputs, inputs] if bias.values.len() == outputs => {
                    Ok(Linear::new(&weights.values, bias.values, inputs))
                }
                _ => Err(malformed()),
            }
        };
        let reduce = linear(reader)?;
        let lower = Array::read(reader)?;
        let bias = Array::read(reader)?.values;
        let empty = Array::read(reader)?.values;
        let upper = linear(reader)?;
        let [features, pieces, hidden, width] = lower.shape[..] else { return Err(malformed()) };
        let outputs = features * pieces * hidden;
        let fits = reduce.inputs() == inputs
            && reduce.outputs() == width
            && reduce.stride() == width
            && bias.len() == pieces * hidden
            && empty.len() == outputs
            && outputs % 16 == 0
            && pieces > 0
            && upper.inputs() == hidden;
        if !fits {
            return Err(malformed());
        }
        let places = Linear::new(&lower.values, vec![0.0; outputs], width);
        Ok(Self { reduce, places, empty, bias, upper, features, pieces, hidden })
    }

    /// Number of moves scored.
    pub(crate) fn moves(&self) -> usize {
        self.upper.outputs()
    }

    /// Number of places of a state.
    pub(crate) fn features(&self) -> usize {
        self.features
    }

    /// Makes ready for a text with these token vectors.
    pub(crate) fn begin(&self, set: InstructionSet, vectors: &[f32], scratch: &mut MoveScratch) {
        let tokens = vectors.len() / self.reduce.inputs();
        scratch.reduced.clear();
        scratch.reduced.resize(tokens * self.reduce.stride(), 0.0);
        self.reduce.apply(set, vectors, self.reduce.inputs(), tokens, &mut scratch.reduced);
        let blocks = tokens.div_ceil(BLOCK);
        scratch.slots.clear();
        scratch.slots.resize(blocks, None);
        scratch.owners.clear();
        scratch.oldest = 0;
        scratch.products.resize(blocks.min(CACHED_BLOCKS) * BLOCK * self.places.stride(), 0.0);
        scratch.hidden.resize(self.hidden, 0.0);
        scratch.scores.resize(self.upper.stride(), 0.0);
    }

    /// Where the products of a token start.
    fn products_of(&self, set: InstructionSet, token: usize, scratch: &mut MoveScratch) -> usize {
        let (block, stride) = (token / BLOCK, self.places.stride());
        let slot = match scratch.slots[block] {
            Some(slot) => slot as usize,
            None => {
                let slot = if scratch.owners.len() < CACHED_BLOCKS {
                    scratch.owners.push(block);
                    scratch.owners.len() - 1
                } else {
                    let slot = scratch.oldest;
                    scratch.oldest = (slot + 1) % CACHED_BLOCKS;
                    scratch.slots[scratch.owners[slot]] = None;
                    scratch.owners[slot] = block;
                    slot
                };
                scratch.slots[block] = Some(slot as u32);
                let width = self.places.inputs();
                let vectors = &scratch.reduced[block * BLOCK * width..];
                let count = BLOCK.min(vectors.len() / width);
                let out = &mut scratch.products[slot * BLOCK * stride..][..BLOCK * stride];
                self.places.apply(set, vectors, width, count, out);
                slot
            }
        };
        (slot * BLOCK + token % BLOCK) * stride
    }

    /// Scores all moves in a state whose places hold these tokens.
    pub(crate) fn score(&self, set: InstructionSet, places: &[Option<usize>], scratch: &mut MoveScratch) {
        let row = self.pieces * self.hidden;
        let mut sums = std::mem::take(&mut scratch.sums);
        sums.clear();
        sums.resize(row, 0.0);
        for (place, token) in places.iter().enumerate() {
            let added = match token {
                Some(token) => {
                    let at = self.products_of(set, *token, scratch) + place * row;
                    &scratch.products[at..at + row]
                }
                None => &self.empty[place * row..][..row],
            };
            for (sum, value) in sums.iter_mut().zip(added) {
                *sum += value;
            }
        }
        for (sum, bias) in sums.iter_mut().zip(&self.bias) {
            *sum += bias;
        }
        let (best, others) = sums.split_at(self.hidden);
        scratch.hidden.copy_from_slice(best);
        for other in others.chunks_exact(self.hidden) {
            for (best, other) in scratch.hidden.iter_mut().zip(other) {
                *best = best.max(*other);
            }
        }
        scratch.sums = sums;
        self.upper.apply(set, &scratch.hidden, self.hidden, 1, &mut scratch.scores);
    }
}

/// The first of the best-scored moves that are allowed.
pub(crate) fn best(scores: &[f32], allowed: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (index, score) in scores.iter().enumerate() {
        if best.is_none_or(|best| *score > scores[best]) && allowed(index) {
            best = Some(index);
        }
    }
    best
}
