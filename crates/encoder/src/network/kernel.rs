//! The inner loops, one set of instructions each.
//!
//! Weights lie in panels of thirty-two outputs, step by step: a step holds, for each output, the weights of the next four
//! inputs in 8 bits or of the next two in 16 bits. So a loop reads them in order, and meets each with one broadcast of 32
//! bits of a row.

use super::instruction_set::{Kernel, PANEL};

/// Weights of four inputs for each output of a panel. None is -128, so that each can be negated.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct ByteStep(pub(crate) [i8; 4 * PANEL]);

/// Weights of two inputs for each output of a panel.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct WordStep(pub(crate) [i16; 2 * PANEL]);

/// What the target has at least.
#[derive(Debug)]
pub(crate) struct Portable;

impl Kernel for Portable {
    const FLIP: u8 = 0;

    #[inline(always)]
    unsafe fn bytes<const R: usize>(input: &[u8], stride: usize, panel: &[ByteStep], out: &mut [[i32; PANEL]; R]) {
        for (row, sums) in out.iter_mut().enumerate() {
            *sums = [0; PANEL];
            let row = &input[row * stride..][..4 * panel.len()];
            for (values, step) in row.as_chunks::<4>().0.iter().zip(panel) {
                let values = values.map(|value| i32::from(value as i8));
                for (sum, weights) in sums.iter_mut().zip(step.0.as_chunks::<4>().0) {
                    let weights = weights.map(i32::from);
                    *sum += values[0] * weights[0]
                        + values[1] * weights[1]
                        + values[2] * weights[2]
                        + values[3] * weights[3];
                }
            }
        }
    }

    #[inline(always)]
    unsafe fn words<const R: usize>(input: &[i16], stride: usize, panel: &[WordStep], out: &mut [[i32; PANEL]; R]) {
        for (row, sums) in out.iter_mut().enumerate() {
            *sums = [0; PANEL];
            let row = &input[row * stride..][..2 * panel.len()];
            for (values, step) in row.as_chunks::<2>().0.iter().zip(panel) {
                let values = values.map(i32::from);
                for (sum, weights) in sums.iter_mut().zip(step.0.as_chunks::<2>().0) {
                    *sum += values[0] * i32::from(weights[0]) + values[1] * i32::from(weights[1]);
                }
            }
        }
    }
}

/// The least length of the input of `R` rows.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn reach<const R: usize>(stride: usize, inputs: usize) -> usize {
    const { assert!(R > 0 && R.is_multiple_of(4), "rows come in fours") };
    (R - 1) * stride + inputs
}

/// 512 bits, with the products of Vector Neural Network Instructions.
#[cfg(target_arch = "x86_64")]
pub(crate) mod vnni {
    use std::arch::x86_64::{
        __m512i, _mm512_dpbusd_epi32, _mm512_dpwssd_epi32, _mm512_load_si512, _mm512_set1_epi32, _mm512_setzero_si512,
        _mm512_storeu_si512,
    };

    use super::{ByteStep, Kernel, PANEL, WordStep, reach};

    #[derive(Debug)]
    pub(crate) struct Vnni;

    impl Kernel for Vnni {
        const FLIP: u8 = 0x80;

        #[inline(always)]
        unsafe fn bytes<const R: usize>(input: &[u8], stride: usize, panel: &[ByteStep], out: &mut [[i32; PANEL]; R]) {
            assert!(input.len() >= reach::<R>(stride, 4 * panel.len()), "the input is too short");
            // SAFETY: the assertion keeps all reads of rows inside of `input`: the last is of four bytes at
            // `(R - 1) * stride + 4 * (panel.len() - 1)`. Steps and rows of `out` are arrays of 128 bytes, steps aligned to 64.
            unsafe {
                let mut sums = [[_mm512_setzero_si512(); 2]; R];
                let mut at = input.as_ptr();
                for step in panel {
                    let weights = step.0.as_ptr().cast::<__m512i>();
                    let (low, high) = (_mm512_load_si512(weights), _mm512_load_si512(weights.add(1)));
                    for (row, sums) in sums.iter_mut().enumerate() {
                        let values = _mm512_set1_epi32(at.add(row * stride).cast::<i32>().read_unaligned());
                        sums[0] = _mm512_dpbusd_epi32(sums[0], values, low);
                        sums[1] = _mm512_dpbusd_epi32(sums[1], values, high);
                    }
                    at = at.add(4);
                }
                for (sums, out) in sums.iter().zip(out) {
                    _mm512_storeu_si512(out.as_mut_ptr().cast(), sums[0]);
                    _mm512_storeu_si512(out.as_mut_ptr().add(16).cast(), sums[1]);
                }
            }
        }

        #[inline(always)]
        unsafe fn words<const R: usize>(input: &[i16], stride: usize, panel: &[WordStep], out: &mut [[i32; PANEL]; R]) {
            assert!(input.len() >= reach::<R>(stride, 2 * panel.len()), "the input is too short");
            // SAFETY: as in `bytes`, with two numbers of 16 bits instead of four of 8.
            unsafe {
                let mut sums = [[_mm512_setzero_si512(); 2]; R];
                let mut at = input.as_ptr();
                for step in panel {
                    let weights = step.0.as_ptr().cast::<__m512i>();
                    let (low, high) = (_mm512_load_si512(weights), _mm512_load_si512(weights.add(1)));
                    for (row, sums) in sums.iter_mut().enumerate() {
                        let values = _mm512_set1_epi32(at.add(row * stride).cast::<i32>().read_unaligned());
                        sums[0] = _mm512_dpwssd_epi32(sums[0], values, low);
                        sums[1] = _mm512_dpwssd_epi32(sums[1], values, high);
                    }
                    at = at.add(2);
                }
                for (sums, out) in sums.iter().zip(out) {
                    _mm512_storeu_si512(out.as_mut_ptr().cast(), sums[0]);
                    _mm512_storeu_si512(out.as_mut_ptr().add(16).cast(), sums[1]);
                }
            }
        }
    }
}

/// 256 bits. Sixteen registers hold the sums of four rows and half a panel.
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_abs_epi8, _mm256_add_epi32, _mm256_load_si256, _mm256_madd_epi16, _mm256_maddubs_epi16,
        _mm256_set1_epi16, _mm256_set1_epi32, _mm256_setzero_si256, _mm256_sign_epi8, _mm256_storeu_si256,
    };

    use super::{ByteStep, Kernel, PANEL, WordStep, reach};

    const ROWS: usize = 4;

    #[derive(Debug)]
    pub(crate) struct Avx2;

    impl Kernel for Avx2 {
        const FLIP: u8 = 0;

        #[inline(always)]
        unsafe fn bytes<const R: usize>(input: &[u8], stride: usize, panel: &[ByteStep], out: &mut [[i32; PANEL]; R]) {
            assert!(input.len() >= reach::<R>(stride, 4 * panel.len()), "the input is too short");
            for half in 0..2 {
                for (block, out) in out.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
                    // SAFETY: the assertion keeps all reads of rows inside of `input`, as `block * ROWS + row` stays below `R`.
                    // Half a step is 64 bytes, aligned to 64, and half a row of `out` as many.
                    unsafe {
                        let ones = _mm256_set1_epi16(1);
                        let mut sums = [[_mm256_setzero_si256(); 2]; ROWS];
                        let mut at = input.as_ptr().add(block * ROWS * stride);
                        for step in panel {
                            let weights = step.0.as_ptr().add(half * 64).cast::<__m256i>();
                            let weights = [_mm256_load_si256(weights), _mm256_load_si256(weights.add(1))];
                            for (row, sums) in sums.iter_mut().enumerate() {
                                let values = _mm256_set1_epi32(at.add(row * stride).cast::<i32>().read_unaligned());
                                let magnitudes = _mm256_abs_epi8(values);
                                for (sum, weights) in sums.iter_mut().zip(weights) {
                                    // The sign goes over to the weights. Two products of at most 127 * 127 do not saturate.
                                    let signed = _mm256_sign_epi8(weights, values);
                                    let pairs = _mm256_maddubs_epi16(magnitudes, signed);
                                    *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(pairs, ones));
                                }
                            }
                            at = at.add(4);
                        }
                        for (sums, out) in sums.iter().zip(out) {
                            let out = out.as_mut_ptr().add(half * 16).cast::<__m256i>();
                            _mm256_storeu_si256(out, sums[0]);
                            _mm256_storeu_si256(out.add(1), sums[1]);
                        }
                    }
                }
            }
        }

        #[inline(always)]
        unsafe fn words<const R: usize>(input: &[i16], stride: usize, panel: &[WordStep], out: &mut [[i32; PANEL]; R]) {
            assert!(input.len() >= reach::<R>(stride, 2 * panel.len()), "the input is too short");
            for half in 0..2 {
                for (block, out) in out.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
                    // SAFETY: as in `bytes`, with two numbers of 16 bits instead of four of 8.
                    unsafe {
                        let mut sums = [[_mm256_setzero_si256(); 2]; ROWS];
                        let mut at = input.as_ptr().add(block * ROWS * stride);
                        for step in panel {
                            let weights = step.0.as_ptr().add(half * 32).cast::<__m256i>();
                            let weights = [_mm256_load_si256(weights), _mm256_load_si256(weights.add(1))];
                            for (row, sums) in sums.iter_mut().enumerate() {
                                let values = _mm256_set1_epi32(at.add(row * stride).cast::<i32>().read_unaligned());
                                for (sum, weights) in sums.iter_mut().zip(weights) {
                                    *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(values, weights));
                                }
                            }
                            at = at.add(2);
                        }
                        for (sums, out) in sums.iter().zip(out) {
                            let out = out.as_mut_ptr().add(half * 16).cast::<__m256i>();
                            _mm256_storeu_si256(out, sums[0]);
                            _mm256_storeu_si256(out.add(1), sums[1]);
                        }
                    }
                }
            }
        }
    }
}
