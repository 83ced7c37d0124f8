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

    #[inline(always)]
    unsafe fn scale(sums: &[i32; PANEL], scale: f32, out: &mut [f32; PANEL]) {
        for (out, sum) in out.iter_mut().zip(sums) {
            *out = *sum as f32 * scale;
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
        __m512i, _mm512_cvtepi32_ps, _mm512_dpbusd_epi32, _mm512_dpwssd_epi32, _mm512_load_si512, _mm512_loadu_si512,
        _mm512_mul_ps, _mm512_set1_epi32, _mm512_set1_ps, _mm512_setzero_si512, _mm512_storeu_ps, _mm512_storeu_si512,
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

        #[inline(always)]
        unsafe fn scale(sums: &[i32; PANEL], scale: f32, out: &mut [f32; PANEL]) {
            let (sums, _) = sums.as_chunks::<16>();
            let (out, _) = out.as_chunks_mut::<16>();
            for (sums, out) in sums.iter().zip(out) {
                // SAFETY: both are arrays of sixteen numbers of 32 bits.
                unsafe {
                    let sums = _mm512_cvtepi32_ps(_mm512_loadu_si512(sums.as_ptr().cast()));
                    _mm512_storeu_ps(out.as_mut_ptr(), _mm512_mul_ps(sums, _mm512_set1_ps(scale)));
                }
            }
        }
    }
}

/// 256 bits. Sixteen registers hold the sums of four rows and half a panel.
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_abs_epi8, _mm256_add_epi32, _mm256_cvtepi32_ps, _mm256_load_si256, _mm256_loadu_si256,
        _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_mul_ps, _mm256_set1_epi16, _mm256_set1_epi32, _mm256_set1_ps,
        _mm256_setzero_si256, _mm256_sign_epi8, _mm256_storeu_ps, _mm256_storeu_si256,
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

        #[inline(always)]
        unsafe fn scale(sums: &[i32; PANEL], scale: f32, out: &mut [f32; PANEL]) {
            let (sums, _) = sums.as_chunks::<8>();
            let (out, _) = out.as_chunks_mut::<8>();
            for (sums, out) in sums.iter().zip(out) {
                // SAFETY: both are arrays of eight numbers of 32 bits.
                unsafe {
                    let sums = _mm256_cvtepi32_ps(_mm256_loadu_si256(sums.as_ptr().cast()));
                    _mm256_storeu_ps(out.as_mut_ptr(), _mm256_mul_ps(sums, _mm256_set1_ps(scale)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::instruction_set::{InstructionSet, Operation};

    const ROWS: usize = 12;

    /// Rows of bytes and of words times panels of random weights.
    struct Products<'a> {
        bytes: &'a [i8],
        words: &'a [i16],
        byte_panel: &'a [ByteStep],
        word_panel: &'a [WordStep],
    }

    /// Sums of bytes for blocks of twelve and of four rows, those of words, and these as floating point.
    type Sums = ([[i32; PANEL]; ROWS], [[i32; PANEL]; 4], [[i32; PANEL]; ROWS], [[u32; PANEL]; ROWS]);

    impl Operation for Products<'_> {
        type Output = Sums;

        #[inline(always)]
        unsafe fn run<K: Kernel>(self) -> Sums {
            let flipped: Vec<u8> = self.bytes.iter().map(|value| *value as u8 ^ K::FLIP).collect();
            let (mut twelve, mut four, mut words) = ([[0; PANEL]; ROWS], [[0; PANEL]; 4], [[0; PANEL]; ROWS]);
            let mut floats = [[0.0; PANEL]; ROWS];
            let (byte_stride, word_stride) = (self.bytes.len() / ROWS, self.words.len() / ROWS);
            // SAFETY: `InstructionSet::run` chooses a kernel that the processor has.
            unsafe {
                K::bytes::<ROWS>(&flipped, byte_stride, self.byte_panel, &mut twelve);
                K::bytes::<4>(&flipped, byte_stride, self.byte_panel, &mut four);
                K::words::<ROWS>(self.words, word_stride, self.word_panel, &mut words);
                for (words, floats) in words.iter().zip(&mut floats) {
                    K::scale(words, 0.37, floats);
                }
            }
            for sums in twelve.iter_mut().chain(&mut four) {
                for (output, sum) in sums.iter_mut().enumerate() {
                    let weights = self.byte_panel.iter().flat_map(|step| &step.0[output * 4..][..4]);
                    *sum -= i32::from(K::FLIP) * weights.map(|weight| i32::from(*weight)).sum::<i32>();
                }
            }
            (twelve, four, words, floats.map(|row| row.map(f32::to_bits)))
        }
    }

    fn check(bytes: &[i8], words: &[i16], byte_panel: &[ByteStep], word_panel: &[WordStep]) {
        let (byte_stride, word_stride) = (bytes.len() / ROWS, words.len() / ROWS);
        for set in InstructionSet::available() {
            let (twelve, four, word_sums, floats) = set.run(Products { bytes, words, byte_panel, word_panel });
            for row in 0..ROWS {
                for output in 0..PANEL {
                    let exact: i64 = (0..byte_panel.len() * 4)
                        .map(|input| {
                            i64::from(bytes[row * byte_stride + input])
                                * i64::from(byte_panel[input / 4].0[output * 4 + input % 4])
                        })
                        .sum();
                    assert_eq!(i64::from(twelve[row][output]), exact, "{set}: bytes");
                    assert!(row >= 4 || four[row] == twelve[row], "{set}: four rows");
                    let exact: i64 = (0..word_panel.len() * 2)
                        .map(|input| {
                            i64::from(words[row * word_stride + input])
                                * i64::from(word_panel[input / 2].0[output * 2 + input % 2])
                        })
                        .sum();
                    assert_eq!(i64::from(word_sums[row][output]), exact, "{set}: words");
                    assert_eq!(f32::from_bits(floats[row][output]), exact as i32 as f32 * 0.37, "{set}: floats");
                }
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]

        #[test]
        fn sums_are_exact_on_every_instruction_set(steps in 1usize..40, spare in 0usize..3, seed in proptest::num::u64::ANY) {
            let mut state = seed | 1;
            let mut next = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 32) as u32
            };
            let mut byte = || ((next() % 255) as i16 - 127) as i8;
            let bytes: Vec<i8> = (0..ROWS * (steps * 4 + spare)).map(|_| byte()).collect();
            let byte_panel: Vec<ByteStep> = (0..steps).map(|_| ByteStep(std::array::from_fn(|_| byte()))).collect();
            // Small enough that no sum is larger than 32 bits.
            let mut word = || (next() % 8191) as i16 - 4095;
            let words: Vec<i16> = (0..ROWS * (steps * 2 + spare)).map(|_| word()).collect();
            let word_panel: Vec<WordStep> = (0..steps).map(|_| WordStep(std::array::from_fn(|_| word()))).collect();
            check(&bytes, &words, &byte_panel, &word_panel);
        }
    }

    #[test]
    fn the_largest_sums_are_exact() {
        // As many inputs as a layer of the shipped encoder has at most, all of the largest magnitude.
        for (sign, weight) in [(127, 127), (-127, 127), (127, -127), (-127, -127)] {
            let panel = vec![ByteStep([weight; 4 * PANEL]); 384];
            // Queries and keys of 32 numbers, and all of the attention on one value.
            let queries = vec![WordStep([8191; 2 * PANEL]); 16];
            check(&vec![sign; ROWS * 1536], &vec![8191 * i16::from(sign.signum()); ROWS * 32], &panel, &queries);
            let values = vec![WordStep([-32_767; 2 * PANEL]); 1];
            check(&vec![sign; ROWS * 1536], &[32_767, 0].repeat(ROWS), &panel, &values);
        }
    }
}
