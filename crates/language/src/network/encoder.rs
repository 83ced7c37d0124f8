//! From the features of tokens to vectors that know their neighbours.

use std::collections::HashMap;

use super::embedding::Embeddings;
use super::kernel::{InstructionSet, Linear};
use super::weights::Array;
use crate::lexeme::LexemeFeatures;
use crate::lexicon::{LexiconError, Reader};

/// Rows computed at once, so that what passes between the steps of a layer stays in the nearest cache.
const BLOCK: usize = 48;

/// Embedded forms kept by one scratch; beyond it the cache starts anew.
const CACHED_FORMS: usize = 32_768;

/// A maxout layer with layer normalisation.
#[derive(Debug)]
struct Maxout {
    linear: Linear,
    pieces: usize,
    width: usize,
    gain: Vec<f32>,
    shift: Vec<f32>,
}

impl Maxout {
    fn read(reader: &mut Reader<'_>) -> Result<Self, LexiconError> {
        let at = reader.position();
        let weights = Array::read(reader)?;
        let bias = Array::read(reader)?;
        let (gain, shift) = (Array::read(reader)?.values, Array::read(reader)?.values);
        let [pieces, width, inputs] = weights.shape[..] else { return Err(LexiconError::OutOfRange(at)) };
        // Whole panels keep the pieces of an output a fixed distance apart.
        let fits = bias.shape == [pieces, width]
            && gain.len() == width
            && shift.len() == width
            && width % 16 == 0
            && pieces > 0;
        if !fits || width == 0 {
            return Err(LexiconError::OutOfRange(at));
        }
        Ok(Self { linear: Linear::new(&weights.values, bias.values, inputs), pieces, width, gain, shift })
    }

    /// Applies the layer to `rows` inputs, `step` apart, and hands every result with its row to `take`.
    fn apply(
        &self,
        set: InstructionSet,
        input: &[f32],
        step: usize,
        rows: usize,
        buffer: &mut Vec<f32>,
        mut take: impl FnMut(usize, &[f32]),
    ) {
        let stride = self.linear.stride();
        buffer.resize(BLOCK * stride, 0.0);
        for first in (0..rows).step_by(BLOCK) {
            let count = BLOCK.min(rows - first);
            self.linear.apply(set, &input[first * step..], step, count, buffer);
            for (offset, row) in buffer.chunks_exact_mut(stride).take(count).enumerate() {
                let (best, others) = row.split_at_mut(self.width);
                for other in others.chunks_exact(self.width).take(self.pieces - 1) {
                    for (best, other) in best.iter_mut().zip(other) {
                        *best = best.max(*other);
                    }
                }
                self.normalise(best);
                take(first + offset, best);
            }
        }
    }

    fn normalise(&self, row: &mut [f32]) {
        let count = row.len() as f32;
        let mean = lanes(row, |value| value) / count;
        let variance = lanes(row, |value| (value - mean) * (value - mean)) / count + 1e-8;
        let scale = 1.0 / variance.sqrt();
        for ((value, gain), shift) in row.iter_mut().zip(&self.gain).zip(&self.shift) {
            *value = (*value - mean) * scale * gain + shift;
        }
    }
}

/// A sum in sixteen lanes, which compilers turn into vector instructions.
fn lanes(row: &[f32], value: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0f32; 16];
    for chunk in row.as_chunks::<16>().0 {
        for (sum, &number) in sums.iter_mut().zip(chunk) {
            *sum += value(number);
        }
    }
    sums.iter().sum()
}

/// Embeddings and window layers of one component.
#[derive(Debug)]
pub(crate) struct Encoder {
    embeddings: Embeddings,
    mix: Maxout,
    layers: Vec<Maxout>,
}

/// Forms embedded so far, and room for the layers to work in.
#[derive(Debug, Default)]
pub(crate) struct EncoderScratch {
    forms: HashMap<(LexemeFeatures, bool), u32>,
    mixed: Vec<f32>,
    embedded: Vec<f32>,
    buffer: Vec<f32>,
    rows: [Vec<f32>; 2],
}

impl Encoder {
    pub(crate) fn read(section: &[u8]) -> Result<Self, LexiconError> {
        let mut reader = Reader::new(section);
        let embeddings = Embeddings::read(&mut reader)?;
        let at = reader.position();
        let count = reader.u32()?;
        let mix = Maxout::read(&mut reader)?;
        let layers = (1..count).map(|_| Maxout::read(&mut reader)).collect::<Result<Vec<_>, _>>()?;
        reader.finish()?;
        let width = mix.width;
        let fits = mix.linear.inputs() == embeddings.outputs()
            && layers.iter().all(|layer| layer.width == width && layer.linear.inputs() == 3 * width);
        if fits { Ok(Self { embeddings, mix, layers }) } else { Err(LexiconError::OutOfRange(at)) }
    }

    /// Length of a vector.
    pub(crate) fn width(&self) -> usize {
        self.mix.width
    }

    /// Encodes the tokens of a text; gives one vector a token.
    pub(crate) fn encode<'s>(
        &self,
        set: InstructionSet,
        tokens: &[(LexemeFeatures, bool)],
        scratch: &'s mut EncoderScratch,
    ) -> &'s [f32] {
        let width = self.width();
        // As many empty rows as the layers see neighbours stand before and after the text, and change with it from layer to
        // layer; one more on either side stays empty.
        let margin = self.layers.len();
        let rows = tokens.len() + 2 * margin;
        let EncoderScratch { forms, mixed, embedded, buffer, rows: [current, next] } = scratch;
        if forms.len() > CACHED_FORMS {
            forms.clear();
            mixed.clear();
        }
        for rows_of in [&mut *current, &mut *next] {
            rows_of.clear();
            rows_of.resize((rows + 2) * width, 0.0);
        }
        for (index, &(lexeme, space_after)) in tokens.iter().enumerate() {
            let space_after = space_after && self.embeddings.sees_space();
            let known = forms.len() as u32;
            let form = *forms.entry((lexeme, space_after)).or_insert_with(|| {
                embedded.resize(self.embeddings.outputs(), 0.0);
                self.embeddings.embed(&lexeme, space_after, embedded);
                self.mix.apply(set, embedded, embedded.len(), 1, buffer, |_, row| mixed.extend_from_slice(row));
                known
            }) as usize;
            current[(index + margin + 1) * width..][..width].copy_from_slice(&mixed[form * width..][..width]);
        }
        for layer in &self.layers {
            // The window of row i begins at row i - 1, and the rows lie one after the other: no copy is needed.
            layer.apply(set, current, width, rows, buffer, |row, result| {
                let at = (row + 1) * width;
                for ((out, before), result) in next[at..at + width].iter_mut().zip(&current[at..at + width]).zip(result)
                {
                    *out = before + result;
                }
            });
            std::mem::swap(current, next);
        }
        &current[(margin + 1) * width..][..tokens.len() * width]
    }
}
