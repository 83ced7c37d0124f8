//! Linear layers in 8 bits.

use std::ops::Range;

use super::instruction_set::{Kernel, Operation, PANEL};
use super::kernel::ByteStep;
use super::numeric::nearest;
use crate::file::Reader;

/// Rows of the largest block that a kernel computes at once.
pub(crate) const ROWS: usize = 12;

/// Vectors in 8 bits: a number is `scale` times its integer between -127 and 127, plus `centre`.
#[derive(Debug, Default)]
pub(crate) struct Activations {
    width: usize,
    /// Whole blocks of rows; those beyond the last vector hold whatever was there.
    bytes: Vec<u8>,
    scale: Vec<f32>,
    centre: Vec<f32>,
}

impl Activations {
    /// Makes room for vectors, whose former content does not matter.
    pub(crate) fn resize(&mut self, rows: usize, width: usize) {
        self.width = width;
        self.bytes.resize(rows.next_multiple_of(ROWS) * width, 0);
        self.scale.resize(rows, 0.0);
        self.centre.resize(rows, 0.0);
    }

    /// Writes a vector whose smallest and largest numbers are known.
    #[inline(always)]
    pub(crate) fn write<K: Kernel>(&mut self, row: usize, values: &[f32], (low, high): (f32, f32)) {
        let centre = (high + low) * 0.5;
        let spread = high - low;
        // A vector of one number has no spread, and is its centre.
        let inverse = if spread > f32::MIN_POSITIVE * 256.0 { 254.0 / spread } else { 0.0 };
        for (byte, value) in self.bytes[row * self.width..][..self.width].iter_mut().zip(values) {
            *byte = nearest((value - centre) * inverse) as u8 ^ K::FLIP;
        }
        self.scale[row] = spread * (1.0 / 254.0);
        self.centre[row] = centre;
    }
}

/// A matrix of weights in 8 bits with a scale and a bias for each output.
#[derive(Debug)]
pub(crate) struct Matrix {
    /// Steps of a panel: four inputs each.
    steps: usize,
    panels: Vec<ByteStep>,
    scale: Vec<[f32; PANEL]>,
    bias: Vec<[f32; PANEL]>,
    /// Sums of the weights of each output, for what is added to all its inputs.
    sums: Vec<[i32; PANEL]>,
    /// The same, scaled.
    shares: Vec<[f32; PANEL]>,
}

impl Matrix {
    /// Reads a matrix of a shape that the caller expects, both sides whole panels.
    pub(crate) fn read(reader: &mut Reader<'_>, inputs: usize, outputs: usize) -> Option<Self> {
        if reader.size()? != inputs
            || reader.size()? != outputs
            || !inputs.is_multiple_of(PANEL)
            || !outputs.is_multiple_of(PANEL)
        {
            return None;
        }
        let scale = reader.floats(outputs)?.as_chunks().0.to_vec();
        let bias = reader.floats(outputs)?.as_chunks().0.to_vec();
        let bytes = reader.take(inputs.checked_mul(outputs)?)?;
        if bytes.contains(&0x80) {
            return None;
        }
        let steps = inputs / 4;
        let panels: Vec<ByteStep> =
            bytes.as_chunks().0.iter().map(|step| ByteStep(step.map(|byte| byte as i8))).collect();
        let sums: Vec<[i32; PANEL]> = panels.chunks_exact(steps).map(sums).collect();
        let share = |(scale, sums): (&[f32; PANEL], &[i32; PANEL])| {
            std::array::from_fn(|output| scale[output] * sums[output] as f32)
        };
        let shares = scale.iter().zip(&sums).map(share).collect();
        Some(Self { steps, panels, scale, bias, sums, shares })
    }
}

/// The sums of the weights of each output of a panel.
fn sums(panel: &[ByteStep]) -> [i32; PANEL] {
    let mut sums = [0i32; PANEL];
    for step in panel {
        for (sum, weights) in sums.iter_mut().zip(step.0.as_chunks::<4>().0) {
            *sum += weights.iter().map(|weight| i32::from(*weight)).sum::<i32>();
        }
    }
    sums
}

/// Some panels of a matrix, applied to the first vectors.
pub(crate) struct Project<'a> {
    pub(crate) matrix: &'a Matrix,
    pub(crate) panels: Range<usize>,
    pub(crate) input: &'a Activations,
    pub(crate) rows: usize,
    /// Row after row, as wide as the panels together.
    pub(crate) out: &'a mut [f32],
}

impl<'a> Project<'a> {
    /// The whole matrix.
    pub(crate) fn all(matrix: &'a Matrix, input: &'a Activations, rows: usize, out: &'a mut [f32]) -> Self {
        Self { matrix, panels: 0..matrix.bias.len(), input, rows, out }
    }
}

impl Operation for Project<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<K: Kernel>(mut self) {
        assert_eq!(self.input.width, self.matrix.steps * 4, "vectors are as wide as the matrix has inputs");
        for panel in self.panels.clone() {
            let mut row = 0;
            while row < self.rows {
                // SAFETY: the caller vouches for the instructions.
                unsafe {
                    match self.rows - row {
                        ..=4 => self.block::<K, 4>(panel, row),
                        5..=8 => self.block::<K, 8>(panel, row),
                        _ => self.block::<K, ROWS>(panel, row),
                    }
                }
                row += ROWS;
            }
        }
    }
}

impl Project<'_> {
    /// Computes one panel for a block of rows.
    ///
    /// # Safety
    /// The processor must have the instructions of `K`.
    #[inline(always)]
    unsafe fn block<K: Kernel, const R: usize>(&mut self, panel: usize, row: usize) {
        let Self { matrix, panels, input, rows, out } = self;
        let mut products = [[0; PANEL]; R];
        let weights = &matrix.panels[panel * matrix.steps..][..matrix.steps];
        // SAFETY: the caller vouches for the instructions.
        unsafe { K::bytes::<R>(&input.bytes[row * input.width..], input.width, weights, &mut products) };
        let width = panels.len() * PANEL;
        let column = (panel - panels.start) * PANEL;
        let (scales, biases, shares) = (&matrix.scale[panel], &matrix.bias[panel], &matrix.shares[panel]);
        let excess = matrix.sums[panel].map(|sum| sum * i32::from(K::FLIP));
        for (products, row) in products.iter().zip(row..*rows) {
            let (scale, centre) = (input.scale[row], input.centre[row]);
            let out: &mut [f32; PANEL] =
                (&mut out[row * width + column..][..PANEL]).try_into().expect("the slice is as long as a panel");
            for output in 0..PANEL {
                let product = (products[output] - excess[output]) as f32;
                out[output] = product * scale * scales[output] + (centre * shares[output] + biases[output]);
            }
        }
    }
}
