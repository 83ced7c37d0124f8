//! The layers of the encoder, from pieces to vectors.

use super::attention::{Attend, HeadScratch};
use super::instruction_set::{InstructionSet, PANEL};
use super::linear::{Activations, Matrix, Project, ROWS};
use super::norm::{Activate, Next, Norm, Normalise, Round};
use crate::file::{File, Reader};
use crate::model::ModelError;

/// Vectors that go together through what follows attention, so that all in between stays in the second-level cache.
const BLOCK: usize = 4 * ROWS;

/// The sizes of an encoder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    layers: usize,
    width: usize,
    heads: usize,
    intermediate: usize,
    positions: usize,
    epsilon: f32,
}

impl Shape {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            layers: reader.size()?,
            width: reader.size()?,
            heads: reader.size()?,
            intermediate: reader.size()?,
            positions: reader.size()?,
            epsilon: reader.floats(1)?[0],
        })
    }

    /// Refuses what the kernels do not compute, or not exactly.
    pub(crate) fn check(&self) -> Result<(), ModelError> {
        let Self { layers, width, heads, intermediate, positions, epsilon } = *self;
        let whole = |size: usize| size > 0 && size.is_multiple_of(PANEL) && size <= 1 << 13;
        let refuse = |fits: bool, what| if fits { Ok(()) } else { Err(ModelError::Shape(what)) };
        refuse(layers <= 64, "more than 64 layers")?;
        refuse(whole(width) && whole(intermediate), "vectors that are not multiples of 32 numbers, up to 8,192")?;
        refuse(
            heads > 0 && width % heads == 0 && whole(width / heads),
            "heads that are not multiples of 32 numbers wide",
        )?;
        refuse((1..=512).contains(&positions), "no positions or more than 512")?;
        refuse(epsilon > 0.0, "normalisation without an epsilon")
    }
}

/// One layer of the encoder.
#[derive(Debug)]
struct Layer {
    /// What the inputs of queries, keys and values are multiplied with.
    attention_balance: Vec<f32>,
    query: Matrix,
    key: Matrix,
    value: Matrix,
    attention_output: Matrix,
    attention_norm: Norm,
    /// What the inputs of the intermediate matrix are multiplied with.
    intermediate_balance: Vec<f32>,
    intermediate: Matrix,
    output: Matrix,
    output_norm: Norm,
}

impl Layer {
    fn read(reader: &mut Reader<'_>, shape: Shape) -> Option<Self> {
        let Shape { width, intermediate, epsilon, .. } = shape;
        Some(Self {
            attention_balance: reader.floats(width)?,
            query: Matrix::read(reader, width, width)?,
            key: Matrix::read(reader, width, width)?,
            value: Matrix::read(reader, width, width)?,
            attention_output: Matrix::read(reader, width, width)?,
            attention_norm: Norm::read(reader, width, epsilon)?,
            intermediate_balance: reader.floats(width)?,
            intermediate: Matrix::read(reader, width, intermediate)?,
            output: Matrix::read(reader, intermediate, width)?,
            output_norm: Norm::read(reader, width, epsilon)?,
        })
    }
}

/// Embeddings and layers.
#[derive(Debug)]
pub(crate) struct Encoder {
    shape: Shape,
    /// One scale for each piece.
    scale: Vec<f32>,
    /// One vector in 8 bits for each piece.
    embeddings: Vec<u8>,
    /// One vector for each position.
    positions: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

/// A workspace of one thread: what is computed between the layers, and the instructions to compute it with.
#[derive(Debug)]
pub struct Scratch {
    set: InstructionSet,
    vectors: Vec<f32>,
    rounded: Activations,
    balanced: Vec<f32>,
    head: HeadScratch,
    context: Vec<f32>,
    update: Vec<f32>,
    inner: Vec<f32>,
    rounded_block: Activations,
    rounded_inner: Activations,
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

impl Scratch {
    /// A workspace with the fastest instructions of the processor.
    pub fn new() -> Self {
        Self::on(InstructionSet::detect())
    }

    /// A workspace with chosen instructions, which change the time that encoding takes and nothing else.
    pub fn on(set: InstructionSet) -> Self {
        Self {
            set,
            vectors: Vec::new(),
            rounded: Activations::default(),
            balanced: Vec::new(),
            head: HeadScratch::default(),
            context: Vec::new(),
            update: Vec::new(),
            inner: Vec::new(),
            rounded_block: Activations::default(),
            rounded_inner: Activations::default(),
        }
    }
}

impl Encoder {
    pub(crate) fn read(file: &File<'_>, shape: Shape, vocabulary: usize) -> Result<Self, ModelError> {
        let Shape { width, epsilon, .. } = shape;
        let (scale, embeddings, positions, norm) = file.read("embeddings", |reader| {
            let scale = reader.floats(vocabulary)?;
            let embeddings = reader.take(vocabulary.checked_mul(width)?)?.to_vec();
            let positions = reader.floats(shape.positions * width)?;
            Some((scale, embeddings, positions, Norm::read(reader, width, epsilon)?))
        })?;
        let layers = (0..shape.layers)
            .map(|number| file.read(&format!("layer.{number}"), |reader| Layer::read(reader, shape)))
            .collect::<Result<_, _>>()?;
        Ok(Self { shape, scale, embeddings, positions, norm, layers })
    }

    pub(crate) fn width(&self) -> usize {
        self.shape.width
    }

    pub(crate) fn positions(&self) -> usize {
        self.shape.positions
    }

    /// One vector for each piece, row after row.
    pub(crate) fn encode<'s>(&self, ids: &[u32], scratch: &'s mut Scratch) -> &'s [f32] {
        let Shape { width, intermediate, positions, .. } = self.shape;
        let rows = ids.len();
        assert!(rows <= positions, "{rows} pieces are more than the {positions} positions of the encoder");
        scratch.vectors.resize(rows * width, 0.0);
        scratch.context.resize(rows * width, 0.0);
        scratch.update.resize(BLOCK.min(rows) * width, 0.0);
        scratch.inner.resize(BLOCK.min(rows) * intermediate, 0.0);
        scratch.rounded.resize(rows, width);
        scratch.balanced.resize(width, 0.0);
        self.embed(ids, scratch);
        for (number, layer) in self.layers.iter().enumerate() {
            self.attend(layer, rows, scratch);
            for first in (0..rows).step_by(BLOCK) {
                self.feed_forward(number, first, BLOCK.min(rows - first), scratch);
            }
        }
        &scratch.vectors
    }

    fn embed(&self, ids: &[u32], scratch: &mut Scratch) {
        let width = self.shape.width;
        for (row, id) in scratch.vectors.chunks_exact_mut(width).zip(ids) {
            let id = *id as usize;
            assert!(id < self.scale.len(), "piece {id} is not in the vocabulary");
            for (value, byte) in row.iter_mut().zip(&self.embeddings[id * width..]) {
                *value = f32::from(*byte as i8) * self.scale[id];
            }
        }
        let update = &self.positions[..ids.len() * width];
        let Scratch { set, vectors, rounded, balanced, .. } = scratch;
        let next =
            self.layers.first().map(|layer| Next { balance: &layer.attention_balance, rounded, first: 0, balanced });
        set.run(Normalise { norm: &self.norm, vectors, update, next });
    }

    /// Attention: from the rounded vectors of all pieces to the context of each.
    fn attend(&self, layer: &Layer, rows: usize, scratch: &mut Scratch) {
        let Shape { width, heads, .. } = self.shape;
        let depth = width / heads;
        let Scratch { set, rounded, head, context, .. } = scratch;
        for number in 0..heads {
            let panels = number * depth / PANEL..(number + 1) * depth / PANEL;
            head.resize(rows, depth);
            for (matrix, out) in
                [(&layer.query, &mut head.queries), (&layer.key, &mut head.keys), (&layer.value, &mut head.values)]
            {
                set.run(Project { matrix, panels: panels.clone(), input: rounded, rows, out });
            }
            set.run(Attend { scratch: head, rows, depth, out: context, width, column: number * depth });
        }
    }

    /// What each vector goes through for itself after attention.
    fn feed_forward(&self, number: usize, first: usize, rows: usize, scratch: &mut Scratch) {
        let layer = &self.layers[number];
        let Shape { width, intermediate, .. } = self.shape;
        let part = first * width..(first + rows) * width;
        let Scratch { set, vectors, rounded, balanced, context, update, inner, rounded_block, rounded_inner, .. } =
            scratch;
        let vectors = &mut vectors[part.clone()];
        rounded_block.resize(rows, width);
        rounded_inner.resize(rows, intermediate);
        set.run(Round { vectors: &context[part], width, rounded: rounded_block });
        set.run(Project::all(&layer.attention_output, rounded_block, rows, update));
        let balance = &layer.intermediate_balance;
        let next = Some(Next { balance, rounded: rounded_block, first: 0, balanced });
        set.run(Normalise { norm: &layer.attention_norm, vectors, update, next });
        set.run(Project::all(&layer.intermediate, rounded_block, rows, inner));
        set.run(Activate { vectors: &mut inner[..rows * intermediate], width: intermediate, rounded: rounded_inner });
        set.run(Project::all(&layer.output, rounded_inner, rows, update));
        let following = self.layers.get(number + 1);
        let next = following.map(|layer| Next { balance: &layer.attention_balance, rounded, first, balanced });
        set.run(Normalise { norm: &layer.output_norm, vectors, update, next });
    }
}
