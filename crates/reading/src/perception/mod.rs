//! Perception: what a trained encoder sees in an announcement, before any rule.
//!
//! The encoder gives every piece of the text a vector; linear heads over the vectors label which words carry a statement, an
//! event, a stage, a figure or a role, which of a statement's words are its content, and where actors and instruments are
//! mentioned. A link head says which mention fills which place of a fact. Perception states no fact: it gives spans with
//! labels and probabilities, and settling makes facts of them with everything that is exact.
//!
//! The text is read in windows: the headline and as many sentences of the body as fit beside it. The trainer in
//! `tools/reader` cuts the same windows.

mod decode;
mod labels;
mod link;
mod metadata;
mod window;

use encoder::{Model, ModelError, Scratch};
use record::{Field, Span};

pub use labels::{Head, Label};
pub(crate) use link::Linker;
pub use link::{LinkRole, Mentioned};
pub use metadata::MetadataError;

use link::Links;
use metadata::Metadata;

use crate::settling::Calibration;

/// The reader's model as the binary carries it.
static EMBEDDED: &[u8] = include_bytes!("../../model/reader.demarche");

/// A trained reader, ready to look at announcements. It has no state: one serves all threads.
#[derive(Debug)]
pub struct Perceiver {
    model: Model,
    metadata: Metadata,
    /// The token heads of the model, in the order of [`Head::ALL`].
    heads: Vec<encoder::Head>,
    links: Option<Links>,
}

/// Why a file cannot serve as the reader's model.
#[derive(Debug, thiserror::Error)]
pub enum PerceiverError {
    /// The file is no model of the encoder.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Its description cannot be used.
    #[error("the description in the reader's model: {0}")]
    Metadata(#[from] MetadataError),
    /// A head that the description names is missing, or has another number of outputs than labels.
    #[error("the reader's model has no head {0:?} of the described size")]
    Head(&'static str),
}

impl Perceiver {
    /// The reader that is part of the binary.
    ///
    /// # Errors
    /// Only when the binary was built with a broken file.
    pub fn embedded() -> Result<Self, PerceiverError> {
        Self::from_bytes(EMBEDDED)
    }

    /// A reader from the bytes of a model file, as `tools/reader` writes it.
    ///
    /// # Errors
    /// When the file is no model, is damaged, or describes heads that it does not have.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PerceiverError> {
        let model = Model::from_bytes(bytes)?;
        let metadata = Metadata::parse(model.metadata())?;
        let mut heads = Vec::new();
        for head in Head::ALL {
            let found = model.head(head.name()).filter(|found| found.outputs() == metadata.labels(head).len());
            heads.push(found.ok_or(PerceiverError::Head(head.name()))?.clone());
        }
        let links = Links::of(&model, &metadata)?;
        Ok(Self { model, metadata, heads, links })
    }

    /// How its facts are weighed.
    pub(crate) fn calibration(&self) -> &Calibration {
        &self.metadata.calibration
    }

    /// What distinguishes this model from others: a hash of its file, in hexadecimal.
    pub fn id(&self) -> String {
        self.model.id().to_owned()
    }

    /// Looks at the headline and the body of a document.
    pub fn perceive(&self, headline: &str, text: &str) -> Perception {
        let tokenizer = self.model.tokenizer();
        let title = tokenizer.tokenize(headline);
        let body = tokenizer.tokenize(text);
        let mut seen = Perception { title: Sight::empty(title.len()), body: Sight::empty(body.len()) };
        let mut scratch = Scratch::default();
        let opening = &title[..title.len().min(self.metadata.title_pieces)];
        let room = self.metadata.window - opening.len() - window::MARKS;
        let windows = window::cut(text, &body, room);
        // A document without a body still has its headline read.
        let windows = if windows.is_empty() { std::iter::once(0..0).collect() } else { windows };
        for (number, range) in windows.iter().enumerate() {
            let ids = window::ids(opening, &body[range.clone()], tokenizer);
            let vectors = self.model.encode_with(&ids, &mut scratch);
            let logits: Vec<Vec<f32>> = self.heads.iter().map(|head| head.apply(vectors.as_slice())).collect();
            let keep = |sight: &mut Sight, words: &str, pieces: &[encoder::Piece], first: usize| {
                let rows = first..first + pieces.len();
                sight.add(pieces, vectors.rows(rows.clone()));
                for (head, logits) in Head::ALL.into_iter().zip(&logits) {
                    let labels = self.metadata.labels(head);
                    let scores = &logits[rows.start * labels.len()..rows.end * labels.len()];
                    sight.label(words, (head, labels), scores, self.metadata.outside_bias(head));
                }
                sight.windows.push(sight.pieces.len());
            };
            if number == 0 {
                keep(&mut seen.title, headline, opening, 1);
            }
            keep(&mut seen.body, text, &body[range.clone()], 1 + opening.len() + 1);
        }
        seen
    }
}

/// What was seen in a document.
#[derive(Debug, Clone, Default)]
pub struct Perception {
    title: Sight,
    body: Sight,
}

impl Perception {
    /// What was seen in one text.
    pub fn sight(&self, field: Field) -> &Sight {
        match field {
            Field::Title => &self.title,
            Field::Body => &self.body,
        }
    }
}

/// What was seen in one text of a document.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    /// Bytes that each piece covers.
    pieces: Vec<Span>,
    /// The vectors of the pieces, one behind the other.
    vectors: Vec<f32>,
    /// For each head, the probability of each label at each piece.
    probabilities: Vec<Vec<f32>>,
    /// One past the last piece of each window.
    windows: Vec<usize>,
    spans: Vec<Perceived>,
}

/// Words that the encoder labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Perceived {
    /// The words, in bytes of the text.
    pub span: Span,
    /// What they carry.
    pub label: Label,
    /// Mean probability of the label over the pieces of the words, from 0 to 1.
    pub probability: f32,
    /// The next likely label of the same head and its mean probability; nothing where no words are the runner-up.
    pub runner_up: Option<(Label, f32)>,
}

impl Sight {
    fn empty(pieces: usize) -> Self {
        Self { pieces: Vec::with_capacity(pieces), probabilities: vec![Vec::new(); Head::ALL.len()], ..Self::default() }
    }

    fn add(&mut self, pieces: &[encoder::Piece], vectors: &[f32]) {
        self.pieces.extend(pieces.iter().map(|piece| Span::from(piece.span.clone())));
        self.vectors.extend_from_slice(vectors);
    }

    /// Adds the labels of one head over the pieces of the text that were added last.
    fn label(&mut self, text: &str, head: (Head, &[Option<Label>]), scores: &[f32], outside_bias: f32) {
        let (head, labels) = head;
        let count = scores.len() / labels.len();
        let first = self.pieces.len() - count;
        let mut probabilities = scores.to_vec();
        for row in probabilities.chunks_exact_mut(labels.len()) {
            encoder::softmax(row);
        }
        let found = decode::spans(scores, labels.len(), outside_bias);
        self.probabilities[head as usize].extend_from_slice(&probabilities);
        for (class, range) in found {
            let Some(label) = labels[decode::begin(class)] else { continue };
            let range = first + range.start..first + range.end;
            let span = Span { start: self.pieces[range.start].start, end: self.pieces[range.end - 1].end };
            let span = whole_words(text, span);
            // Two parts of one word are one.
            let before = self.spans.iter().rev().take_while(|other| other.label.head() == head);
            if before.clone().any(|other| other.span.end > span.start && other.span.start < span.end) {
                continue;
            }
            let (span, range) = match before.clone().next().filter(|last| head.joins() && last.label == label) {
                Some(last) if is_continued(text, last.span, span) => {
                    let whole = Span { start: last.span.start, end: span.end };
                    self.spans.pop();
                    (whole, self.pieces_in(whole))
                }
                _ => (span, range),
            };
            let ranked = self.ranked(head, labels, range);
            let own = ranked.iter().find(|(known, _)| *known == label).map_or(0.0, |(_, probability)| *probability);
            let runner_up = ranked.into_iter().find(|(known, _)| *known != label);
            self.spans.push(Perceived { span, label, probability: own, runner_up });
        }
    }

    /// The labels of a head by their mean probability over a range of pieces, the likeliest first.
    fn ranked(&self, head: Head, labels: &[Option<Label>], pieces: std::ops::Range<usize>) -> Vec<(Label, f32)> {
        let rows = &self.probabilities[head as usize];
        let count = pieces.len().max(1) as f32;
        let mut found: Vec<(Label, f32)> = (0..decode::classes(labels.len()))
            .filter_map(|class| {
                let begin = decode::begin(class);
                let sum: f32 = pieces
                    .clone()
                    .map(|piece| rows[piece * labels.len() + begin] + rows[piece * labels.len() + begin + 1])
                    .sum();
                labels[begin].map(|label| (label, sum / count))
            })
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found
    }

    /// The spans that were labelled, in the order of heads within each window.
    pub fn spans(&self) -> &[Perceived] {
        &self.spans
    }

    /// The words that were taken for mentions of instruments.
    pub(crate) fn mentions_of_instruments(&self) -> Vec<Span> {
        self.spans.iter().filter(|seen| seen.label == Label::Instrument).map(|seen| seen.span).collect()
    }

    /// Pieces that overlap with bytes of the text.
    fn pieces_in(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.pieces.partition_point(|piece| piece.end <= span.start);
        let end = self.pieces.partition_point(|piece| piece.start < span.end);
        start..end.max(start)
    }

    /// How strongly the encoder sees a label in words: the mean probability over their pieces, to which labels that are `akin` add
    /// a part of theirs; 0 where it saw none of the pieces.
    pub(crate) fn support(
        &self,
        perceiver: &Perceiver,
        label: Label,
        span: Span,
        akin: impl Fn(Label) -> Option<f32>,
    ) -> f32 {
        let pieces = self.pieces_in(span);
        if pieces.is_empty() {
            return 0.0;
        }
        let ranked = self.ranked(label.head(), perceiver.metadata.labels(label.head()), pieces);
        let part = |known: Label| if known == label { Some(1.0) } else { akin(known) };
        ranked.into_iter().filter_map(|(known, probability)| Some(part(known)? * probability)).sum()
    }
}

/// Whether words go on where others of their label end: with nothing but a space between.
fn is_continued(text: &str, first: Span, second: Span) -> bool {
    let between = text.get(first.end as usize..second.start as usize);
    let open = !text[first.range()].ends_with(['.', ',', ';', ':', '!', '?', '"', '”', ')']);
    open && between.is_some_and(|between| between.len() < 3 && between.chars().all(|c| c == ' ' || c == '\u{a0}'))
}

/// A span up to the ends of the words that it cuts.
fn whole_words(text: &str, span: Span) -> Span {
    let (before, inside, behind) = (&text[..span.start as usize], &text[span.range()], &text[span.end as usize..]);
    let word = |c: &char| c.is_alphanumeric();
    let joins = |character: Option<char>| character.is_some_and(|c| word(&c));
    let reach = |characters: &mut dyn Iterator<Item = char>| {
        characters.take_while(word).map(char::len_utf8).sum::<usize>() as u32
    };
    let start = if joins(inside.chars().next()) { span.start - reach(&mut before.chars().rev()) } else { span.start };
    let end = if joins(inside.chars().next_back()) { span.end + reach(&mut behind.chars()) } else { span.end };
    Span { start, end }
}

/// The probability of a score by the logistic function, in arithmetic that every processor rounds alike.
pub(crate) fn logistic(score: f32) -> f32 {
    let mut value = [score];
    encoder::sigmoid(&mut value);
    value[0]
}

/// `e` to the power of a score, bounded so that it stays a number, in arithmetic that every processor rounds alike.
fn weight(score: f32) -> f32 {
    // The odds of the logistic function are that power.
    let probability = logistic(score.clamp(-15.0, 15.0));
    probability / (1.0 - probability)
}
