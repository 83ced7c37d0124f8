//! Products of a matrix of weights with many inputs at once.
//!
//! The weights are packed into panels of sixteen outputs, so that the inner loop reads them in order. Inputs may overlap:
//! the window of three tokens is simply a slice three tokens long of the matrix of tokens, moved on by one token. The
//! instruction set is chosen at run time; all of them add in the same order, and the fused ones round once less.

/// Outputs of one panel: two vectors of eight.
const PANEL: usize = 16;

/// A packed matrix of weights with a bias for each output.
#[derive(Debug, Clone)]
pub(crate) struct Linear {
    inputs: usize,
    outputs: usize,
    panels: Vec<f32>,
    bias: Vec<f32>,
}

/// The instruction sets that the kernels are compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InstructionSet {
    /// AVX-512 foundation.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// AVX2 with fused multiply-add.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Whatever the target has at least.
    Portable,
}

impl InstructionSet {
    /// The widest set that this processor has.
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx512f") {
                return Self::Avx512;
            }
            if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
                return Self::Avx2;
            }
        }
        Self::Portable
    }
}

impl Linear {
    /// Packs weights given row by row, one row an output.
    ///
    /// # Panics
    /// When there are not as many weights as inputs times outputs.
    pub(crate) fn new(weights: &[f32], bias: Vec<f32>, inputs: usize) -> Self {
        let outputs = bias.len();
        assert_eq!(weights.len(), inputs * outputs, "weights do not fit {inputs} inputs and {outputs} outputs");
        let mut panels = vec![0.0; outputs.div_ceil(PANEL) * PANEL * inputs];
        for output in 0..outputs {
            let panel = output / PANEL * PANEL * inputs;
            for input in 0..inputs {
                panels[panel + input * PANEL + output % PANEL] = weights[output * inputs + input];
            }
        }
        let mut padded = bias;
        padded.resize(outputs.div_ceil(PANEL) * PANEL, 0.0);
        Self { inputs, outputs, panels, bias: padded }
    }

    /// Number of inputs.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    /// Number of outputs.
    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Outputs rounded up to whole panels: the width of a row of results.
    pub(crate) fn stride(&self) -> usize {
        self.bias.len()
    }

    /// Computes `rows` results into `out`. Input number `i` starts at `i * step` of `input`.
    ///
    /// # Panics
    /// When `input` or `out` is too short.
    pub(crate) fn apply(&self, set: InstructionSet, input: &[f32], step: usize, rows: usize, out: &mut [f32]) {
        if rows == 0 {
            return;
        }
        assert!(input.len() >= (rows - 1) * step + self.inputs, "the input is too short");
        assert!(out.len() >= rows * self.stride(), "the output is too short");
        match set {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the set is only made by `detect`, which asked the processor; lengths are checked above.
            InstructionSet::Avx512 => unsafe { self.apply_avx512(input, step, rows, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            InstructionSet::Avx2 => unsafe { self.apply_avx2(input, step, rows, out) },
            InstructionSet::Portable => self.apply_portable(input, step, rows, out),
        }
    }

    fn apply_portable(&self, input: &[f32], step: usize, rows: usize, out: &mut [f32]) {
        let stride = self.stride();
        for (panel, (weights, bias)) in
            self.panels.chunks_exact(self.inputs * PANEL).zip(self.bias.as_chunks::<PANEL>().0).enumerate()
        {
            for row in 0..rows {
                let mut sums = *bias;
                for (value, weights) in input[row * step..].iter().zip(weights.as_chunks::<PANEL>().0) {
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum += value * weight;
                    }
                }
                out[row * stride + panel * PANEL..][..PANEL].copy_from_slice(&sums);
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn apply_avx2(&self, input: &[f32], step: usize, rows: usize, out: &mut [f32]) {
        use std::arch::x86_64::{_mm256_broadcast_ss, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_storeu_ps};
        /// Rows at once: with two vectors each, twelve sums, two weights and a broadcast fill the sixteen registers.
        const ROWS: usize = 6;
        let stride = self.stride();
        for (panel, (weights, bias)) in
            self.panels.chunks_exact(self.inputs * PANEL).zip(self.bias.as_chunks::<PANEL>().0).enumerate()
        {
            let mut row = 0;
            while row < rows {
                let count = ROWS.min(rows - row);
                // SAFETY: `apply` has checked that every row lies inside of `input` and `out`; the last rows of a short
                // block repeat its first row and are not stored.
                unsafe {
                    let low = _mm256_loadu_ps(bias.as_ptr());
                    let high = _mm256_loadu_ps(bias.as_ptr().add(8));
                    let mut sums = [[low, high]; ROWS];
                    let mut at = [input.as_ptr().add(row * step); ROWS];
                    for (offset, pointer) in at.iter_mut().enumerate().take(count) {
                        *pointer = pointer.add(offset * step);
                    }
                    let mut weight = weights.as_ptr();
                    for k in 0..self.inputs {
                        let low = _mm256_loadu_ps(weight);
                        let high = _mm256_loadu_ps(weight.add(8));
                        weight = weight.add(PANEL);
                        for (sum, pointer) in sums.iter_mut().zip(&at) {
                            let value = _mm256_broadcast_ss(&*pointer.add(k));
                            sum[0] = _mm256_fmadd_ps(value, low, sum[0]);
                            sum[1] = _mm256_fmadd_ps(value, high, sum[1]);
                        }
                    }
                    for (offset, sum) in sums.iter().enumerate().take(count) {
                        let target = out.as_mut_ptr().add((row + offset) * stride + panel * PANEL);
                        _mm256_storeu_ps(target, sum[0]);
                        _mm256_storeu_ps(target.add(8), sum[1]);
                    }
                }
                row += count;
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f")]
    unsafe fn apply_avx512(&self, input: &[f32], step: usize, rows: usize, out: &mut [f32]) {
        use std::arch::x86_64::{_mm512_fmadd_ps, _mm512_loadu_ps, _mm512_set1_ps, _mm512_storeu_ps};
        const ROWS: usize = 12;
        let stride = self.stride();
        for (panel, (weights, bias)) in
            self.panels.chunks_exact(self.inputs * PANEL).zip(self.bias.as_chunks::<PANEL>().0).enumerate()
        {
            let mut row = 0;
            while row < rows {
                let count = ROWS.min(rows - row);
                // SAFETY: as in `apply_avx2`.
                unsafe {
                    let mut sums = [_mm512_loadu_ps(bias.as_ptr()); ROWS];
                    let mut at = [input.as_ptr().add(row * step); ROWS];
                    for (offset, pointer) in at.iter_mut().enumerate().take(count) {
                        *pointer = pointer.add(offset * step);
                    }
                    let mut weight = weights.as_ptr();
                    for k in 0..self.inputs {
                        let weights = _mm512_loadu_ps(weight);
                        weight = weight.add(PANEL);
                        for (sum, pointer) in sums.iter_mut().zip(&at) {
                            *sum = _mm512_fmadd_ps(_mm512_set1_ps(*pointer.add(k)), weights, *sum);
                        }
                    }
                    for (offset, sum) in sums.iter().enumerate().take(count) {
                        _mm512_storeu_ps(out.as_mut_ptr().add((row + offset) * stride + panel * PANEL), *sum);
                    }
                }
                row += count;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instruction_set_computes_the_same_products() {
        let (inputs, outputs, rows, step) = (37, 50, 23, 11);
        let number = |index: usize| ((index * 7919 % 1009) as f32 - 504.0) / 300.0;
        let weights: Vec<f32> = (0..inputs * outputs).map(number).collect();
        let linear = Linear::new(&weights, (0..outputs).map(|o| number(o + 5)).collect(), inputs);
        let input: Vec<f32> = (0..(rows - 1) * step + inputs).map(|i| number(i * 3 + 1)).collect();
        let mut sets = vec![InstructionSet::Portable];
        if InstructionSet::detect() != InstructionSet::Portable {
            sets.push(InstructionSet::detect());
        }
        for set in sets {
            let mut out = vec![0.0; rows * linear.stride()];
            linear.apply(set, &input, step, rows, &mut out);
            for row in 0..rows {
                for output in 0..outputs {
                    let products =
                        (0..inputs).map(|i| f64::from(input[row * step + i]) * f64::from(weights[output * inputs + i]));
                    let exact = f64::from(number(output + 5)) + products.sum::<f64>();
                    let found = f64::from(out[row * linear.stride() + output]);
                    assert!(
                        (found - exact).abs() < 1e-4 * exact.abs().max(1.0),
                        "{set:?} row {row} output {output}: {found} for {exact}"
                    );
                }
            }
        }
    }
}
