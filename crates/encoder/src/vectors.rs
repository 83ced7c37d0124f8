//! The vectors of a text.

use std::ops::Range;

/// One vector for each piece, row after row.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors {
    width: usize,
    values: Vec<f32>,
}

impl Vectors {
    pub(crate) fn new(width: usize, values: Vec<f32>) -> Self {
        debug_assert_eq!(values.len() % width, 0, "rows are whole");
        Self { width, values }
    }

    /// Length of a vector.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of vectors: as many as pieces were encoded.
    pub fn len(&self) -> usize {
        self.values.len() / self.width
    }

    /// Whether there are no vectors.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The vector of a piece.
    ///
    /// # Panics
    /// When there is no such piece.
    pub fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.width..][..self.width]
    }

    /// The vectors of consecutive pieces, one after the other, as [`crate::Head::apply`] takes them.
    ///
    /// # Panics
    /// When the range reaches beyond the last piece.
    pub fn rows(&self, range: Range<usize>) -> &[f32] {
        &self.values[range.start * self.width..range.end * self.width]
    }

    /// All vectors, one after the other.
    pub fn as_slice(&self) -> &[f32] {
        &self.values
    }

    /// The mean of the vectors of consecutive pieces, zero of none.
    ///
    /// # Panics
    /// When the range reaches beyond the last piece.
    pub fn mean(&self, range: Range<usize>) -> Vec<f32> {
        let count = range.len().max(1) as f32;
        let mut mean = vec![0.0f32; self.width];
        for row in self.rows(range).chunks_exact(self.width) {
            for (sum, value) in mean.iter_mut().zip(row) {
                *sum += value;
            }
        }
        for value in &mut mean {
            *value /= count;
        }
        mean
    }
}
