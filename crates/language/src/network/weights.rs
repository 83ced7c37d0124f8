//! Reading weights from model sections.

use crate::lexicon::{LexiconError, Reader};

/// Numbers with their shape, in row-major order.
#[derive(Debug, Clone)]
pub(crate) struct Array {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

impl Array {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, LexiconError> {
        let at = reader.position();
        let rank = reader.u32()?;
        if rank > 4 {
            return Err(LexiconError::OutOfRange(at));
        }
        let shape: Vec<usize> = (0..rank).map(|_| reader.u32().map(|size| size as usize)).collect::<Result<_, _>>()?;
        let width = reader.u32()? as usize;
        let bytes = shape
            .iter()
            .try_fold(width, |product, &size| product.checked_mul(size))
            .ok_or(LexiconError::OutOfRange(at))?;
        let bytes = reader.take(bytes)?;
        let values = match width {
            2 => bytes.as_chunks::<2>().0.iter().map(|half| from_half(u16::from_le_bytes(*half))).collect(),
            4 => bytes.as_chunks::<4>().0.iter().map(|single| f32::from_le_bytes(*single)).collect(),
            _ => return Err(LexiconError::OutOfRange(at)),
        };
        Ok(Self { shape, values })
    }
}

/// IEEE 754 half precision to single precision; exact.
pub(crate) fn from_half(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let exponent = u32::from(half >> 10 & 0x1f);
    let fraction = u32::from(half & 0x3ff);
    match (exponent, fraction) {
        (0, 0) => f32::from_bits(sign),
        // A subnormal half is a normal single: fraction times 2^-24.
        (0, _) => f32::from_bits(sign | (fraction as f32 * 5.960_464_5e-8).to_bits()),
        (31, _) => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::from_half;

    #[test]
    fn halves_are_exact() {
        for (half, single) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 2f32.powi(-24)),
            (0x03ff, 1023.0 * 2f32.powi(-24)),
            (0x3555, 0.333_251_95),
        ] {
            assert_eq!(from_half(half), single);
        }
    }
}
