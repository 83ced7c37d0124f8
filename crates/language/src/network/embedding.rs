//! Hash embeddings of token features, and the layer that mixes them.

use crate::lexeme::LexemeFeatures;
use crate::lexicon::{LexiconError, Reader};
use crate::network::weights::Array;

/// A feature that a table embeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feature {
    Norm,
    Prefix,
    Suffix,
    Shape,
    /// A blank follows the token.
    Space,
    /// The token consists of white space.
    IsSpace,
}

impl Feature {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "NORM" => Self::Norm,
            "PREFIX" => Self::Prefix,
            "SUFFIX" => Self::Suffix,
            "SHAPE" => Self::Shape,
            "SPACY" => Self::Space,
            "IS_SPACE" => Self::IsSpace,
            _ => return None,
        })
    }

    fn of(self, lexeme: &LexemeFeatures, space_after: bool) -> u64 {
        match self {
            Self::Norm => lexeme.norm,
            Self::Prefix => lexeme.prefix,
            Self::Suffix => lexeme.suffix,
            Self::Shape => lexeme.shape,
            Self::Space => u64::from(space_after),
            Self::IsSpace => u64::from(lexeme.is_space),
        }
    }
}

#[derive(Debug)]
struct Table {
    feature: Feature,
    seed: u32,
    rows: usize,
    values: Vec<f32>,
}

/// The tables of all features.
#[derive(Debug)]
pub(crate) struct Embeddings {
    tables: Vec<Table>,
    width: usize,
}

impl Embeddings {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, LexiconError> {
        let count = reader.u32()?;
        let mut tables = Vec::new();
        let mut width = 0;
        for _ in 0..count {
            let at = reader.position();
            let feature = Feature::named(reader.str()?).ok_or(LexiconError::OutOfRange(at))?;
            let seed = reader.u32()?;
            let Array { shape, values } = Array::read(reader)?;
            let [rows, columns] = shape[..] else { return Err(LexiconError::OutOfRange(at)) };
            if rows == 0 || width != 0 && columns != width {
                return Err(LexiconError::OutOfRange(at));
            }
            width = columns;
            tables.push(Table { feature, seed, rows, values });
        }
        Ok(Self { tables, width })
    }

    /// Length of an embedded token.
    pub(crate) fn outputs(&self) -> usize {
        self.tables.len() * self.width
    }

    /// Whether the embedding depends on what follows the token.
    pub(crate) fn sees_space(&self) -> bool {
        self.tables.iter().any(|table| table.feature == Feature::Space)
    }

    /// Writes the embedding of a token: for every feature the sum of the four rows that its hashes address.
    pub(crate) fn embed(&self, lexeme: &LexemeFeatures, space_after: bool, out: &mut [f32]) {
        for (table, out) in self.tables.iter().zip(out.chunks_exact_mut(self.width)) {
            out.fill(0.0);
            for hash in murmur_hash_3(table.feature.of(lexeme, space_after), table.seed) {
                let row = hash as usize % table.rows;
                for (sum, value) in out.iter_mut().zip(&table.values[row * self.width..]) {
                    *sum += value;
                }
            }
        }
    }
}

/// Austin Appleby's MurmurHash3 (x64, 128 bits; public domain) of one 64-bit number, as four 32-bit hashes.
fn murmur_hash_3(value: u64, seed: u32) -> [u32; 4] {
    fn finish(mut hash: u64) -> u64 {
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ hash >> 33
    }
    let seed = u64::from(seed);
    let mut first =
        value.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f) ^ seed ^ 8;
    let mut second = seed ^ 8;
    first = first.wrapping_add(second);
    second = second.wrapping_add(first);
    first = finish(first);
    second = finish(second);
    first = first.wrapping_add(second);
    second = second.wrapping_add(first);
    [first as u32, (first >> 32) as u32, second as u32, (second >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::murmur_hash_3;

    #[test]
    fn hashes_are_those_of_thinc() {
        assert_eq!(murmur_hash_3(12345, 8), HASHES_OF_12345);
    }

    /// `NumpyOps().hash(numpy.array([12345], dtype="uint64"), 8)` of thinc 8.3.
    const HASHES_OF_12345: [u32; 4] = [1_415_810_048, 2_915_517_168, 2_123_715_072, 78_308_456];
}
