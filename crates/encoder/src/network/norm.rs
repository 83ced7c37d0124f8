//! What is done to single vectors between the products: normalisation, activation, rounding to 8 bits.

use super::instruction_set::{Kernel, Operation};
use super::linear::Activations;
use super::numeric::{gelu_of, range, sum};
use crate::file::Reader;

/// Layer normalisation (Ba, Kiros and Hinton 2016).
#[derive(Debug)]
pub(crate) struct Norm {
    gain: Vec<f32>,
    shift: Vec<f32>,
    epsilon: f32,
}

impl Norm {
    pub(crate) fn read(reader: &mut Reader<'_>, width: usize, epsilon: f32) -> Option<Self> {
        Some(Self { gain: reader.floats(width)?, shift: reader.floats(width)?, epsilon })
    }

    #[inline(always)]
    fn apply(&self, row: &mut [f32]) {
        let share = 1.0 / row.len() as f32;
        let mean = sum(row, |value| value) * share;
        let variance = sum(row, |value| (value - mean) * (value - mean)) * share;
        let scale = 1.0 / (variance + self.epsilon).sqrt();
        for ((value, gain), shift) in row.iter_mut().zip(&self.gain).zip(&self.shift) {
            *value = (*value - mean) * scale * gain + shift;
        }
    }
}

/// Adds an update to vectors and normalises them; rounds them to 8 bits for the matrices that take them next.
pub(crate) struct Normalise<'a> {
    pub(crate) norm: &'a Norm,
    pub(crate) vectors: &'a mut [f32],
    pub(crate) update: &'a [f32],
    pub(crate) next: Option<Next<'a>>,
}

/// Where normalised vectors go to.
pub(crate) struct Next<'a> {
    /// What each number is multiplied with, so that those which are often large do not take the precision of the others;
    /// the weights of the next matrices are divided by it (Xiao et al. 2023, *SmoothQuant*).
    pub(crate) balance: &'a [f32],
    pub(crate) rounded: &'a mut Activations,
    /// The row of `rounded` that the first vector goes to.
    pub(crate) first: usize,
    /// Room for a vector.
    pub(crate) balanced: &'a mut [f32],
}

impl Operation for Normalise<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<K: Kernel>(mut self) {
        let width = self.norm.gain.len();
        let rows = self.vectors.chunks_exact_mut(width).zip(self.update.chunks_exact(width));
        for (index, (row, update)) in rows.enumerate() {
            for (value, update) in row.iter_mut().zip(update) {
                *value += update;
            }
            self.norm.apply(row);
            if let Some(next) = &mut self.next {
                for ((balanced, value), balance) in next.balanced.iter_mut().zip(row).zip(next.balance) {
                    *balanced = *value * balance;
                }
                next.rounded.write::<K>(next.first + index, next.balanced, range(next.balanced));
            }
        }
    }
}

/// Applies the Gaussian error linear unit to vectors and rounds them to 8 bits.
pub(crate) struct Activate<'a> {
    pub(crate) vectors: &'a mut [f32],
    pub(crate) width: usize,
    pub(crate) rounded: &'a mut Activations,
}

impl Operation for Activate<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<K: Kernel>(self) {
        for (index, row) in self.vectors.chunks_exact_mut(self.width).enumerate() {
            for value in &mut *row {
                *value = gelu_of(*value);
            }
            self.rounded.write::<K>(index, row, range(row));
        }
    }
}

/// Rounds vectors to 8 bits.
pub(crate) struct Round<'a> {
    pub(crate) vectors: &'a [f32],
    pub(crate) width: usize,
    pub(crate) rounded: &'a mut Activations,
}

impl Operation for Round<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<K: Kernel>(self) {
        for (index, row) in self.vectors.chunks_exact(self.width).enumerate() {
            self.rounded.write::<K>(index, row, range(row));
        }
    }
}
