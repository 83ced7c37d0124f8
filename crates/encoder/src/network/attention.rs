//! Attention of one head over a sequence.
//!
//! Queries and keys are rounded to some 13 bits, so that the 32-bit sums over the numbers of a head are exact; values to 15 bits
//! and the weights of attention, which add up to one, to 15 bits, so that the sums over the pieces are exact.

use super::instruction_set::{Kernel, Operation, PANEL};
use super::kernel::WordStep;
use super::linear::ROWS;
use super::numeric::{LANES, exp2, larger, nearest, range, sum};

/// The largest 16-bit number: all the attention of a piece, and the largest value.
const WHOLE: f32 = 32_767.0;

const ZERO: WordStep = WordStep([0; 2 * PANEL]);

/// Queries, keys and values of a head, and room to work in.
#[derive(Debug, Default)]
pub(crate) struct HeadScratch {
    pub(crate) queries: Vec<f32>,
    pub(crate) keys: Vec<f32>,
    pub(crate) values: Vec<f32>,
    query_words: Vec<i16>,
    /// Panels of thirty-two keys, steps of two numbers.
    key_steps: Vec<WordStep>,
    /// Panels of thirty-two numbers, steps of two keys.
    value_steps: Vec<WordStep>,
    scores: Vec<f32>,
    shares: Vec<i16>,
}

impl HeadScratch {
    /// Makes room for a sequence; the former content of queries, keys and values does not matter.
    pub(crate) fn resize(&mut self, rows: usize, depth: usize) {
        for numbers in [&mut self.queries, &mut self.keys, &mut self.values] {
            numbers.resize(rows * depth, 0.0);
        }
        let padded = rows.next_multiple_of(PANEL);
        self.query_words.resize(rows.next_multiple_of(ROWS) * depth, 0);
        self.scores.resize(ROWS * padded, 0.0);
        self.shares.resize(ROWS * padded, 0);
        // Keys and values beyond the last are zero.
        for steps in [&mut self.key_steps, &mut self.value_steps] {
            steps.clear();
            steps.resize(padded * depth / (2 * PANEL), ZERO);
        }
    }
}

/// Lets every piece of a sequence attend to all.
pub(crate) struct Attend<'a> {
    pub(crate) scratch: &'a mut HeadScratch,
    pub(crate) rows: usize,
    /// Numbers of a query.
    pub(crate) depth: usize,
    /// Where the results go: row after row of `width`, those of this head from `column`.
    pub(crate) out: &'a mut [f32],
    pub(crate) width: usize,
    pub(crate) column: usize,
}

/// The scale of numbers and its inverse, for integers up to a limit.
#[inline(always)]
fn scale(numbers: &[f32], limit: f32) -> (f32, f32) {
    let (low, high) = range(numbers);
    let most = larger(high, -low);
    if most > f32::MIN_POSITIVE * 65_536.0 { (most / limit, limit / most) } else { (0.0, 0.0) }
}

impl Operation for Attend<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<K: Kernel>(mut self) {
        // The square of the limit, times the numbers of a query, is less than 2^31.
        let limit = ((f64::from(i32::MAX) / self.depth as f64).sqrt().floor() as f32).min(WHOLE);
        let query_scale = self.write_queries(limit);
        let key_scale = self.write_keys(limit);
        let value_scale = self.write_values();
        let factor = query_scale * key_scale * (std::f32::consts::LOG2_E / (self.depth as f32).sqrt());
        let mut row = 0;
        while row < self.rows {
            // SAFETY: the caller vouches for the instructions.
            unsafe {
                match self.rows - row {
                    ..=4 => self.block::<K, 4>(row, factor, value_scale),
                    5..=8 => self.block::<K, 8>(row, factor, value_scale),
                    _ => self.block::<K, ROWS>(row, factor, value_scale),
                }
            }
            row += ROWS;
        }
    }
}

impl Attend<'_> {
    #[inline(always)]
    fn write_queries(&mut self, limit: f32) -> f32 {
        let HeadScratch { queries, query_words, .. } = &mut *self.scratch;
        let (scale, inverse) = scale(queries, limit);
        for (word, number) in query_words.iter_mut().zip(queries) {
            *word = nearest(*number * inverse) as i16;
        }
        scale
    }

    #[inline(always)]
    fn write_keys(&mut self, limit: f32) -> f32 {
        let HeadScratch { keys, key_steps, .. } = &mut *self.scratch;
        let (scale, inverse) = scale(keys, limit);
        let steps = self.depth / 2;
        for (index, key) in keys.chunks_exact(self.depth).enumerate() {
            let panel = &mut key_steps[index / PANEL * steps..][..steps];
            for (step, pair) in panel.iter_mut().zip(key.as_chunks::<2>().0) {
                let place = index % PANEL * 2;
                step.0[place] = nearest(pair[0] * inverse) as i16;
                step.0[place + 1] = nearest(pair[1] * inverse) as i16;
            }
        }
        scale
    }

    #[inline(always)]
    fn write_values(&mut self) -> f32 {
        let HeadScratch { values, value_steps, .. } = &mut *self.scratch;
        let (scale, inverse) = scale(values, WHOLE);
        let steps = self.rows.next_multiple_of(PANEL) / 2;
        for (index, value) in values.chunks_exact(self.depth).enumerate() {
            for (panel, numbers) in value.as_chunks::<PANEL>().0.iter().enumerate() {
                let step = &mut value_steps[panel * steps + index / 2];
                for (pair, number) in step.0.as_chunks_mut::<2>().0.iter_mut().zip(numbers) {
                    pair[index % 2] = nearest(*number * inverse) as i16;
                }
            }
        }
        scale
    }

    /// Computes the results of a block of pieces.
    ///
    /// # Safety
    /// The processor must have the instructions of `K`.
    #[inline(always)]
    unsafe fn block<K: Kernel, const R: usize>(&mut self, row: usize, factor: f32, value_scale: f32) {
        let HeadScratch { query_words, key_steps, value_steps, scores, shares, .. } = &mut *self.scratch;
        let padded = self.rows.next_multiple_of(PANEL);
        let mut products = [[0; PANEL]; R];
        for (panel, steps) in key_steps.chunks_exact(self.depth / 2).enumerate() {
            // SAFETY: the caller vouches for the instructions.
            unsafe { K::words::<R>(&query_words[row * self.depth..], self.depth, steps, &mut products) };
            for (products, scores) in products.iter().zip(scores.chunks_exact_mut(padded)) {
                // SAFETY: as above.
                unsafe { K::scale(products, 1.0, &mut scores.as_chunks_mut::<PANEL>().0[panel]) };
            }
        }
        for (scores, shares) in scores.chunks_exact_mut(padded).zip(shares.chunks_exact_mut(padded)).take(R) {
            share_out(scores, self.rows, factor, shares);
        }
        for (panel, steps) in value_steps.chunks_exact(padded / 2).enumerate() {
            // SAFETY: as above.
            unsafe { K::words::<R>(shares, padded, steps, &mut products) };
            let column = self.column + panel * PANEL;
            for (products, row) in products.iter().zip(row..self.rows) {
                let out = &mut self.out[row * self.width..][..self.width].as_chunks_mut::<PANEL>().0[column / PANEL];
                // SAFETY: as above.
                unsafe { K::scale(products, value_scale * (1.0 / WHOLE), out) };
            }
        }
    }
}

/// Turns the scores of a piece for all others into their shares of its attention.
#[inline(always)]
fn share_out(scores: &mut [f32], count: usize, factor: f32, shares: &mut [i16]) {
    let mut high = [f32::MIN; LANES];
    scores[count..].fill(f32::MIN);
    for chunk in scores.as_chunks::<LANES>().0 {
        for (high, score) in high.iter_mut().zip(chunk) {
            *high = larger(*high, *score);
        }
    }
    let high = super::numeric::join(high, larger);
    for score in &mut *scores {
        *score = exp2((*score - high) * factor);
    }
    scores[count..].fill(0.0);
    let unit = WHOLE / sum(scores, |share| share);
    for (share, score) in shares.iter_mut().zip(scores) {
        *share = nearest(*score * unit) as i16;
    }
}
