//! The whole pipeline: text in, analysis out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::analysis::{Analysis, TokenRecord};
use crate::attributes::{AttributeRuler, RuledToken};
use crate::lemmatizer::Lemmatizer;
use crate::lexeme::{LexemeFeatures, Lexemes};
use crate::lexicon::{LexiconError, Reader};
use crate::model::{Model, ModelError};
use crate::network::encoder::{Encoder, EncoderScratch};
use crate::network::kernel::{InstructionSet, Linear};
use crate::network::weights::Array;
use crate::structure;
use crate::tokenizer::{ChunkCache, Piece, SpecialNorm, Tokenizer};
use crate::transition::entities::EntityRecognizer;
use crate::transition::network::MoveScratch;
use crate::transition::parser::Parser;

/// Analyses English text. One analyzer serves any number of threads; it holds no state that changes what it says.
#[derive(Debug)]
pub struct Analyzer {
    instruction_set: InstructionSet,
    tokenizer: Tokenizer,
    lexemes: Lexemes,
    encoder: Encoder,
    tagger: Tagger,
    parser: Parser,
    attributes: AttributeRuler,
    lemmatizer: Lemmatizer,
    entity_encoder: Encoder,
    entities: EntityRecognizer,
    empty: Arc<str>,
    about: Box<str>,
    checksum: u64,
    /// Caches and working memory, one set for every thread that analyses at a time.
    scratches: Mutex<Vec<Scratch>>,
}

/// Scores the fine tags of a token by one product with its vector.
#[derive(Debug)]
struct Tagger {
    linear: Linear,
    tags: Vec<Arc<str>>,
}

impl Tagger {
    fn read(section: &[u8]) -> Result<Self, LexiconError> {
        let mut reader = Reader::new(section);
        let (weights, bias) = (Array::read(&mut reader)?, Array::read(&mut reader)?);
        let at = reader.position();
        let tags = reader.list(|reader| Ok(Arc::from(reader.str()?)))?;
        reader.finish()?;
        match weights.shape[..] {
            [outputs, inputs] if outputs == tags.len() && bias.values.len() == outputs => {
                Ok(Self { linear: Linear::new(&weights.values, bias.values, inputs), tags })
            }
            _ => Err(LexiconError::OutOfRange(at)),
        }
    }

    /// The best tag of every token.
    fn tag(&self, set: InstructionSet, vectors: &[f32], tokens: usize, scores: &mut Vec<f32>) -> Vec<Arc<str>> {
        let stride = self.linear.stride();
        scores.clear();
        scores.resize(tokens * stride, 0.0);
        self.linear.apply(set, vectors, self.linear.inputs(), tokens, scores);
        let best = |row: &[f32]| {
            let scores = &row[..self.tags.len()];
            (1..scores.len()).fold(0, |best, index| if scores[index] > scores[best] { index } else { best })
        };
        scores.chunks_exact(stride).map(|row| self.tags[best(row)].clone()).collect()
    }
}

/// What is known of a word form.
#[derive(Debug, Clone)]
struct Form {
    number: u32,
    features: LexemeFeatures,
    norm: Arc<str>,
}

/// Number of word forms remembered; beyond it the memory starts anew.
const REMEMBERED_FORMS: usize = 65_536;

#[derive(Debug, Default)]
struct Scratch {
    chunks: ChunkCache,
    pieces: Vec<Piece>,
    forms: HashMap<Box<str>, Form>,
    special_forms: HashMap<SpecialNorm, HashMap<Box<str>, Form>>,
    known_forms: u32,
    /// Lemmas by form, universal part of speech and morphology.
    lemmas: HashMap<(u32, Arc<str>, Arc<str>), Arc<str>>,
    strings: HashMap<Box<str>, Arc<str>>,
    inputs: Vec<(LexemeFeatures, bool)>,
    encoder: EncoderScratch,
    entity_encoder: EncoderScratch,
    moves: MoveScratch,
    scores: Vec<f32>,
}

impl Scratch {
    fn intern(strings: &mut HashMap<Box<str>, Arc<str>>, text: &str) -> Arc<str> {
        match strings.get(text) {
            Some(known) => known.clone(),
            None => {
                let made: Arc<str> = text.into();
                strings.insert(text.into(), made.clone());
                made
            }
        }
    }

    /// Forgets the word forms when they have become many, so that no stream of odd words fills the memory.
    fn trim(&mut self) {
        if self.known_forms as usize > REMEMBERED_FORMS {
            self.forms.clear();
            self.special_forms.clear();
            self.lemmas.clear();
            self.strings.clear();
            self.known_forms = 0;
        }
    }
}

impl Analyzer {
    /// The analyzer with the model that is part of the binary.
    ///
    /// # Errors
    /// Only when the binary was built with a broken model.
    pub fn embedded() -> Result<Self, ModelError> {
        Self::new(&Model::embedded()?)
    }

    /// The analyzer of a model.
    ///
    /// # Errors
    /// When a section of the model is missing or malformed, or two of them do not fit together.
    pub fn new(model: &Model) -> Result<Self, ModelError> {
        let encoder = model.read("encoder", Encoder::read)?;
        let entity_encoder = model.read("entity_encoder", Encoder::read)?;
        let tagger = model.read("tagger", Tagger::read)?;
        if tagger.linear.inputs() != encoder.width() {
            return Err(ModelError::Shape("the tagger reads vectors of another width than the encoder gives"));
        }
        Ok(Self {
            instruction_set: InstructionSet::detect(),
            tokenizer: model.read("tokenizer", Tokenizer::read)?,
            lexemes: model.read("lexemes", Lexemes::read)?,
            parser: model.read("parser", |section| Parser::read(section, encoder.width()))?,
            attributes: model.read("attributes", AttributeRuler::read)?,
            lemmatizer: model.read("lemmas", Lemmatizer::read)?,
            entities: model.read("entities", |section| EntityRecognizer::read(section, entity_encoder.width()))?,
            encoder,
            tagger,
            entity_encoder,
            empty: "".into(),
            about: model.about().into(),
            checksum: model.checksum(),
            scratches: Mutex::default(),
        })
    }

    /// Where the model comes from, as JSON.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// Identifies the model's content.
    pub fn checksum(&self) -> u64 {
        self.checksum
    }

    /// Analyses a text exactly as the pipeline does that the model was converted from.
    pub fn analyze_plain(&self, text: &str) -> Analysis {
        let mut records = Vec::new();
        self.with_scratch(|scratch| self.records(text, scratch, &mut records));
        Analysis::new(text, records)
    }

    /// Analyses a text as the announcement that it is: headings, bullets, captions and table rows are parsed by themselves, and
    /// the dashes of names do not break a parse. See [`structure`](crate::structure).
    ///
    /// Signs that open a block (`-`, `□`, `1)`) and rules between blocks are no tokens of the analysis.
    pub fn analyze(&self, text: &str) -> Analysis {
        let blocks = structure::blocks(text);
        let mut records: Vec<TokenRecord> = Vec::new();
        self.with_scratch(|scratch| {
            for block in &blocks {
                let original = &text[block.span.clone()];
                let copy = structure::normalise(original);
                let first = records.len();
                self.records(&copy.text, scratch, &mut records);
                for (offset, record) in records[first..].iter_mut().enumerate() {
                    let span = copy.original(record.span.start as usize..record.span.end as usize);
                    record.span = (block.span.start + span.start) as u32..(block.span.start + span.end) as u32;
                    record.head += first as u32;
                    record.sentence_start |= offset == 0;
                }
            }
        });
        Analysis::new(text, records).with_blocks(blocks)
    }

    fn with_scratch<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        // A panic elsewhere cannot leave the list half changed, so a poisoned lock is as good as a sound one.
        let lock = || self.scratches.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = lock().pop().unwrap_or_default();
        scratch.trim();
        let result = work(&mut scratch);
        lock().push(scratch);
        result
    }

    /// Appends the records of a text; spans and heads count from its start.
    fn records(&self, text: &str, scratch: &mut Scratch, records: &mut Vec<TokenRecord>) {
        let set = self.instruction_set;
        let mut pieces = std::mem::take(&mut scratch.pieces);
        pieces.clear();
        self.tokenizer.tokenize(text, &mut scratch.chunks, &mut pieces);
        let count = pieces.len();
        let form_of = |piece: &Piece| &text[piece.start as usize..piece.end as usize];
        let forms: Vec<Form> = pieces.iter().map(|piece| self.form(form_of(piece), piece.norm, scratch)).collect();
        let is_space = |token: usize| forms[token].features.is_space;

        scratch.inputs.clear();
        scratch.inputs.extend(forms.iter().zip(&pieces).map(|(form, piece)| (form.features, piece.space_after)));
        let vectors = self.encoder.encode(set, &scratch.inputs, &mut scratch.encoder);
        let tags = self.tagger.tag(set, vectors, count, &mut scratch.scores);
        let tree = self.parser.parse(set, vectors, count, &mut scratch.moves, is_space);
        let entity_vectors = self.entity_encoder.encode(set, &scratch.inputs, &mut scratch.entity_encoder);
        let starts = |token: usize| tree.sentence_starts[token];
        let entities = self.entities.recognize(set, entity_vectors, count, &mut scratch.moves, is_space, starts);

        let ruled = |token: usize| {
            (token < count).then(|| RuledToken {
                form: form_of(&pieces[token]),
                tag: &tags[token],
                dep: &tree.labels[token],
            })
        };
        for (token, (piece, form)) in pieces.iter().zip(&forms).enumerate() {
            let found = self.attributes.attributes(token, ruled);
            let Scratch { strings, lemmas, .. } = &mut *scratch;
            let mut intern = |text: Option<&str>| match text {
                None | Some("") => self.empty.clone(),
                Some(text) => Scratch::intern(strings, text),
            };
            let (pos, morph) = (intern(found.pos), intern(found.morph));
            let lemma = match found.lemma {
                Some(lemma) => intern(Some(lemma)),
                None => lemmas
                    .entry((form.number, pos.clone(), morph.clone()))
                    .or_insert_with(|| Arc::from(&*self.lemmatizer.lemma(&self.lexemes, form_of(piece), &pos, &morph)))
                    .clone(),
            };
            records.push(TokenRecord {
                span: piece.start..piece.end,
                norm: form.norm.clone(),
                lemma,
                tag: found.tag.map_or_else(|| tags[token].clone(), |tag| intern(Some(tag))),
                pos,
                dep: found.dep.map_or_else(|| tree.labels[token].clone(), |dep| intern(Some(dep))),
                head: tree.heads[token],
                morph,
                entity: self.empty.clone(),
                entity_start: false,
                sentence_start: tree.sentence_starts[token],
            });
        }
        let first = records.len() - count;
        for entity in entities {
            for token in entity.tokens.clone() {
                let record = &mut records[first + token];
                record.entity = entity.label.clone();
                record.entity_start = token == entity.tokens.start;
            }
        }
        scratch.pieces = pieces;
    }

    fn form(&self, text: &str, special: Option<SpecialNorm>, scratch: &mut Scratch) -> Form {
        let forms = match special {
            None => &mut scratch.forms,
            Some(norm) => scratch.special_forms.entry(norm).or_default(),
        };
        if let Some(known) = forms.get(text) {
            return known.clone();
        }
        let special = special.map(|norm| self.tokenizer.special_norm(norm));
        let norm: Arc<str> = special.map_or_else(|| Arc::from(&*self.lexemes.norm(text)), Arc::from);
        let form = Form { number: scratch.known_forms, features: self.lexemes.features(text, special), norm };
        scratch.known_forms += 1;
        forms.insert(text.into(), form.clone());
        form
    }
}
