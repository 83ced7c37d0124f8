//! The choice of instructions at run time.

use std::fmt;

use super::kernel::{ByteStep, Portable, WordStep};
#[cfg(target_arch = "x86_64")]
use super::kernel::{avx2::Avx2, vnni::Vnni};

/// Outputs of one panel of weights.
pub(crate) const PANEL: usize = 32;

/// The instructions that an encoder computes with. All give the same bits; they differ in speed alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstructionSet(Kind);

/// Private, so that a set which the processor lacks cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[cfg(target_arch = "x86_64")]
    Vnni,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

impl InstructionSet {
    /// What the target has at least, without choice at run time.
    pub const PORTABLE: Self = Self(Kind::Portable);

    /// The sets that this processor has, the fastest first.
    pub fn available() -> Vec<Self> {
        let mut sets = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            if has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl") && has!("avx512vnni") {
                sets.push(Self(Kind::Vnni));
            }
            if has!("avx2") {
                sets.push(Self(Kind::Avx2));
            }
        }
        sets.push(Self::PORTABLE);
        sets
    }

    /// The fastest set that this processor has.
    pub fn detect() -> Self {
        Self::available()[0]
    }

    /// Runs an operation compiled for the set.
    pub(crate) fn run<O: Operation>(self, operation: O) -> O::Output {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `available` alone makes this set, after it has asked the processor.
            Kind::Vnni => unsafe { run_vnni(operation) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Kind::Avx2 => unsafe { run_avx2(operation) },
            // SAFETY: the portable kernel asks nothing of the processor.
            Kind::Portable => unsafe { operation.run::<Portable>() },
        }
    }
}

impl fmt::Display for InstructionSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Vnni => "AVX-512 VNNI",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "AVX2",
            Kind::Portable => "portable",
        })
    }
}

/// Something to compute, written once and compiled for every set.
///
/// Implementations are `#[inline(always)]`, and so is what they call: only what is inlined into the function that enables
/// a set is compiled for it.
pub(crate) trait Operation {
    type Output;

    /// Computes with the kernel.
    ///
    /// # Safety
    /// The processor must have the instructions of `K`.
    unsafe fn run<K: Kernel>(self) -> Self::Output;
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
unsafe fn run_vnni<O: Operation>(operation: O) -> O::Output {
    // SAFETY: the caller vouches for the instructions.
    unsafe { operation.run::<Vnni>() }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn run_avx2<O: Operation>(operation: O) -> O::Output {
    // SAFETY: the caller vouches for the instructions.
    unsafe { operation.run::<Avx2>() }
}

/// Exact products of integers with a panel of weights.
///
/// `R` rows are computed at once; it is a multiple of four.
pub(crate) trait Kernel {
    /// What bytes of activations are combined with by exclusive or: `0x80` where the instructions take them without sign.
    const FLIP: u8;

    /// Sums over all inputs of activations times weights. Row `r` begins at `r * stride` of `input`, four inputs a step.
    ///
    /// Where activations have no sign, the sums are those of the activations with 128 added.
    ///
    /// # Safety
    /// The processor must have the instructions.
    ///
    /// # Panics
    /// When `input` is too short.
    unsafe fn bytes<const R: usize>(input: &[u8], stride: usize, panel: &[ByteStep], out: &mut [[i32; PANEL]; R]);

    /// The same of 16-bit numbers, two inputs a step.
    ///
    /// # Safety
    /// As `bytes`.
    ///
    /// # Panics
    /// As `bytes`.
    unsafe fn words<const R: usize>(input: &[i16], stride: usize, panel: &[WordStep], out: &mut [[i32; PANEL]; R]);

    /// Sums as floating point, times a scale.
    ///
    /// # Safety
    /// As `bytes`.
    unsafe fn scale(sums: &[i32; PANEL], scale: f32, out: &mut [f32; PANEL]);
}
