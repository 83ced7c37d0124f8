//! Linear heads: from vectors to scores.

use crate::file::Reader;
use crate::network::instruction_set::{InstructionSet, Kernel, Operation};

/// Outputs computed at once.
const PANEL: usize = 16;

/// Rows computed at once.
const ROWS: usize = 4;

/// A linear layer in single precision over vectors of any width: those of pieces, of pooled spans, of pairs joined end to end.
#[derive(Debug, Clone)]
pub struct Head {
    inputs: usize,
    outputs: usize,
    /// For every panel of outputs and every input the weights of the panel, zero beyond the last output.
    panels: Vec<[f32; PANEL]>,
    bias: Vec<[f32; PANEL]>,
}

impl Head {
    /// A head from weights given row by row, one row an output, and a bias for each output.
    ///
    /// # Panics
    /// When there are not as many weights as inputs times outputs, or no inputs or outputs.
    pub fn new(weights: &[f32], bias: &[f32], inputs: usize) -> Self {
        let outputs = bias.len();
        assert!(inputs > 0 && outputs > 0, "a head has inputs and outputs");
        assert_eq!(weights.len(), inputs * outputs, "weights do not fit {inputs} inputs and {outputs} outputs");
        let count = outputs.div_ceil(PANEL);
        let mut panels = vec![[0.0; PANEL]; count * inputs];
        let mut padded = vec![[0.0; PANEL]; count];
        for (output, (row, bias)) in weights.chunks_exact(inputs).zip(bias).enumerate() {
            padded[output / PANEL][output % PANEL] = *bias;
            for (input, weight) in row.iter().enumerate() {
                panels[output / PANEL * inputs + input][output % PANEL] = *weight;
            }
        }
        Self { inputs, outputs, panels, bias: padded }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let (inputs, outputs) = (reader.size()?, reader.size()?);
        let weights = reader.floats(inputs.checked_mul(outputs)?)?;
        let bias = reader.floats(outputs)?;
        (inputs > 0 && outputs > 0).then(|| Self::new(&weights, &bias, inputs))
    }

    /// Length of the vectors that the head takes.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Number of scores for each vector.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Scores (logits) of vectors that lie one after the other: [`Head::outputs`] numbers for each, in the order of the vectors.
    ///
    /// # Panics
    /// When `rows` is not made of whole vectors.
    pub fn apply(&self, rows: &[f32]) -> Vec<f32> {
        let mut out = Vec::new();
        self.apply_into(rows, &mut out);
        out
    }

    /// As [`Head::apply`], into a vector that is used again.
    ///
    /// # Panics
    /// As [`Head::apply`].
    pub fn apply_into(&self, rows: &[f32], out: &mut Vec<f32>) {
        self.apply_on(InstructionSet::detect(), rows, out);
    }

    pub(crate) fn apply_on(&self, set: InstructionSet, rows: &[f32], out: &mut Vec<f32>) {
        assert_eq!(rows.len() % self.inputs, 0, "vectors have {} numbers", self.inputs);
        out.clear();
        out.resize(rows.len() / self.inputs * self.outputs, 0.0);
        set.run(Scores { head: self, rows, out });
    }
}

struct Scores<'a> {
    head: &'a Head,
    rows: &'a [f32],
    out: &'a mut [f32],
}

impl Operation for Scores<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<K: Kernel>(self) {
        let Head { inputs, outputs, ref panels, ref bias } = *self.head;
        for (panel, (weights, bias)) in panels.chunks_exact(inputs).zip(bias).enumerate() {
            let width = PANEL.min(outputs - panel * PANEL);
            for (block, out) in self.rows.chunks(ROWS * inputs).zip(self.out.chunks_mut(ROWS * outputs)) {
                let count = block.len() / inputs;
                // A short block repeats its last row.
                let row = |row: usize| &block[row.min(count - 1) * inputs..][..inputs];
                let rows: [&[f32]; ROWS] = [row(0), row(1), row(2), row(3)];
                let mut sums = [*bias; ROWS];
                for (input, weights) in weights.iter().enumerate() {
                    for (sums, row) in sums.iter_mut().zip(&rows) {
                        for (sum, weight) in sums.iter_mut().zip(weights) {
                            *sum += row[input] * weight;
                        }
                    }
                }
                for (sums, out) in sums.iter().zip(out.chunks_exact_mut(outputs)) {
                    out[panel * PANEL..][..width].copy_from_slice(&sums[..width]);
                }
            }
        }
    }
}
