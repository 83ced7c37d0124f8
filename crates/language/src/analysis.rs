//! What the engine says of a text: tokens, their trees, and the named entities over them.
//!
//! [`Analysis`] owns the text and a flat list of [`TokenRecord`]s; [`Token`] is a cheap view of one of them with the
//! walks a linguist expects. All offsets are bytes of the analysed text.

use std::ops::Range;
use std::sync::Arc;

use crate::limits::checkpoint;
use crate::structure::Block;

/// One token as the engine stores it. Heads and spans are plain numbers so that a record can be made by any engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRecord {
    /// Bytes of the text that the token covers.
    pub span: Range<u32>,
    /// Normalised form: lower case, contractions and spelling variants resolved.
    pub norm: Arc<str>,
    /// Dictionary form.
    pub lemma: Arc<str>,
    /// Fine-grained tag (Penn Treebank as extended by OntoNotes 5).
    pub tag: Arc<str>,
    /// Universal part of speech.
    pub pos: Arc<str>,
    /// Dependency label (ClearNLP's scheme, as OntoNotes-trained models give it).
    pub dep: Arc<str>,
    /// Index of the head within the analysis; a root is its own head.
    pub head: u32,
    /// Morphological features in the Universal Dependencies form, `Number=Sing|Person=3`; empty when there are none.
    pub morph: Arc<str>,
    /// Type of the named entity the token belongs to; empty outside of entities.
    pub entity: Arc<str>,
    /// The token opens an entity.
    pub entity_start: bool,
    /// The token opens a sentence.
    pub sentence_start: bool,
}

/// The analysis of one text.
#[derive(Debug, Clone)]
pub struct Analysis {
    text: Arc<str>,
    tokens: Vec<TokenRecord>,
    /// Children of each token in text order, as one flat list with offsets, so that walking a tree allocates nothing.
    children: Vec<u32>,
    children_start: Vec<u32>,
    /// First and one-past-last token of each token's subtree.
    edges: Vec<(u32, u32)>,
    /// First token of every sentence, and one past the last token of the text.
    sentence_starts: Vec<u32>,
    blocks: Vec<Block>,
}

impl Analysis {
    /// Builds the analysis of `text` from its tokens in text order.
    ///
    /// # Panics
    /// When a head lies outside of the list, or a span outside of the text: both are faults of the engine.
    pub fn new(text: impl Into<Arc<str>>, tokens: Vec<TokenRecord>) -> Self {
        let text = text.into();
        let count = tokens.len();
        let mut children_start = vec![0u32; count + 2];
        for (index, token) in tokens.iter().enumerate() {
            assert!((token.head as usize) < count, "the head of token {index} lies outside of the analysis");
            assert!(
                text.get(token.span.start as usize..token.span.end as usize).is_some(),
                "token {index} lies outside of the text"
            );
            if token.head as usize != index {
                children_start[token.head as usize + 2] += 1;
            }
        }
        for index in 2..children_start.len() {
            children_start[index] += children_start[index - 1];
        }
        let mut children = vec![0u32; children_start.last().copied().unwrap_or(0) as usize];
        for (index, token) in tokens.iter().enumerate() {
            if token.head as usize != index {
                let slot = &mut children_start[token.head as usize + 1];
                children[*slot as usize] = index as u32;
                *slot += 1;
            }
        }
        children_start.truncate(count + 1);
        let mut sentence_starts: Vec<u32> = tokens
            .iter()
            .enumerate()
            .filter(|(index, token)| *index == 0 || token.sentence_start)
            .map(|(index, _)| index as u32)
            .collect();
        sentence_starts.push(count as u32);
        let mut analysis =
            Self { text, tokens, children, children_start, edges: Vec::new(), sentence_starts, blocks: Vec::new() };
        analysis.edges = analysis.compute_edges();
        analysis
    }

    /// Adds the layout of the text.
    pub(crate) fn with_blocks(mut self, blocks: Vec<Block>) -> Self {
        self.blocks = blocks;
        self
    }

    /// Headings, paragraphs, bullets, captions and table rows in text order; none where the text was analysed as one piece.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Base noun phrases in text order: a noun with what stands before it, without what hangs behind it.
    ///
    /// The rules are those of spaCy's English pipelines: phrases are headed by nouns, proper nouns and pronouns in the
    /// places of an argument, or coordinated with such a head, and none lies inside of another.
    pub fn noun_chunks(&self) -> impl Iterator<Item = NounChunk> + '_ {
        const ARGUMENTS: [&str; 11] =
            ["oprd", "nsubj", "dobj", "nsubjpass", "pcomp", "pobj", "dative", "appos", "attr", "ROOT", "obj"];
        let mut end = 0;
        self.tokens().filter_map(move |token| {
            if !matches!(token.pos(), "NOUN" | "PROPN" | "PRON") {
                return None;
            }
            let left = token.left_edge().index();
            if left < end {
                return None;
            }
            let heads = ARGUMENTS.contains(&token.dep())
                || token.dep() == "conj" && {
                    let mut head = token.head();
                    while head.dep() == "conj" && head.head().index() < head.index() {
                        head = head.head();
                    }
                    ARGUMENTS.contains(&head.dep())
                };
            heads.then(|| {
                end = token.index() + 1;
                NounChunk { tokens: left..token.index() + 1, root: token.index() }
            })
        })
    }

    /// Subtree edges, found bottom up from every token to its ancestors.
    fn compute_edges(&self) -> Vec<(u32, u32)> {
        let mut edges: Vec<(u32, u32)> = (0..self.tokens.len() as u32).map(|index| (index, index + 1)).collect();
        for index in 0..self.tokens.len() {
            let mut at = index;
            // Heads form trees, so the walk is bounded by the depth; the counter guards against a faulty engine.
            for _ in 0..self.tokens.len() {
                let head = self.tokens[at].head as usize;
                if head == at {
                    break;
                }
                let (left, right) = &mut edges[head];
                *left = (*left).min(index as u32);
                *right = (*right).max(index as u32 + 1);
                at = head;
            }
        }
        edges
    }

    /// The analysed text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// True for a text without tokens.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The records behind the views.
    pub fn records(&self) -> &[TokenRecord] {
        &self.tokens
    }

    /// The token at `index`. Every walk through a tree comes by here, so that it is a [`checkpoint`] of the limits that the
    /// caller may work within.
    ///
    /// # Panics
    /// When there is no such token.
    pub fn token(&self, index: usize) -> Token<'_> {
        checkpoint();
        assert!(index < self.tokens.len(), "token {index} of {}", self.tokens.len());
        Token { analysis: self, index }
    }

    /// All tokens in text order.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = Token<'_>> + ExactSizeIterator + Clone {
        self.slice(0..self.len())
    }

    /// The tokens of an index range, in text order.
    pub fn slice(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = Token<'_>> + ExactSizeIterator + Clone {
        range.map(move |index| Token { analysis: self, index })
    }

    /// Sentences in text order.
    pub fn sentences(&self) -> impl DoubleEndedIterator<Item = Sentence<'_>> + ExactSizeIterator {
        (0..self.sentence_starts.len().saturating_sub(1)).map(move |index| Sentence { analysis: self, index })
    }

    /// The token that covers the byte, or the first one after it.
    pub fn token_at(&self, byte: usize) -> Option<Token<'_>> {
        let index = self.tokens.partition_point(|token| token.span.end as usize <= byte);
        (index < self.len()).then(|| self.token(index))
    }

    /// Indices of the tokens that overlap a byte range.
    pub fn tokens_in(&self, bytes: Range<usize>) -> Range<usize> {
        let start = self.tokens.partition_point(|token| token.span.end as usize <= bytes.start);
        let end = self.tokens.partition_point(|token| (token.span.start as usize) < bytes.end);
        start..end.max(start)
    }

    /// Token ranges of the named entities, in text order.
    pub fn entities(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < self.len() && self.tokens[at].entity.is_empty() {
                at += 1;
            }
            if at >= self.len() {
                return None;
            }
            let start = at;
            at += 1;
            while at < self.len() && !self.tokens[at].entity.is_empty() && !self.tokens[at].entity_start {
                at += 1;
            }
            Some(start..at)
        })
    }
}

/// A view of one sentence.
#[derive(Clone, Copy)]
pub struct Sentence<'a> {
    analysis: &'a Analysis,
    index: usize,
}

impl<'a> Sentence<'a> {
    /// Position of the sentence in the text.
    pub fn index(self) -> usize {
        self.index
    }

    /// Indices of its tokens.
    pub fn range(self) -> Range<usize> {
        self.analysis.sentence_starts[self.index] as usize..self.analysis.sentence_starts[self.index + 1] as usize
    }

    /// Its tokens in text order.
    pub fn tokens(self) -> impl DoubleEndedIterator<Item = Token<'a>> + ExactSizeIterator + Clone {
        self.analysis.slice(self.range())
    }

    /// Bytes from its first token to its last.
    pub fn span(self) -> Range<usize> {
        let range = self.range();
        self.analysis.tokens[range.start].span.start as usize..self.analysis.tokens[range.end - 1].span.end as usize
    }

    /// Its text.
    pub fn text(self) -> &'a str {
        &self.analysis.text[self.span()]
    }

    /// Its root: the first token that is its own head.
    pub fn root(self) -> Token<'a> {
        self.tokens().find(|token| token.is_root()).unwrap_or_else(|| self.analysis.token(self.range().start))
    }
}

/// A noun with what belongs to it, without relative clauses and attached prepositions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NounChunk {
    /// Indices of its tokens.
    pub tokens: Range<usize>,
    /// Index of the noun.
    pub root: usize,
}

/// A view of one token.
#[derive(Clone, Copy)]
pub struct Token<'a> {
    analysis: &'a Analysis,
    index: usize,
}

impl PartialEq for Token<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.analysis, other.analysis) && self.index == other.index
    }
}

impl Eq for Token<'_> {}

impl std::fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}/{}/{}", self.index, self.text(), self.tag(), self.dep())
    }
}

impl<'a> Token<'a> {
    fn record(self) -> &'a TokenRecord {
        &self.analysis.tokens[self.index]
    }

    /// The analysis the token belongs to.
    pub fn analysis(self) -> &'a Analysis {
        self.analysis
    }

    /// Position in the text's token list.
    pub fn index(self) -> usize {
        self.index
    }

    /// Bytes the token covers.
    pub fn span(self) -> Range<usize> {
        self.record().span.start as usize..self.record().span.end as usize
    }

    /// The token as written.
    pub fn text(self) -> &'a str {
        &self.analysis.text[self.span()]
    }

    /// Normalised form.
    pub fn norm(self) -> &'a str {
        &self.record().norm
    }

    /// Dictionary form.
    pub fn lemma(self) -> &'a str {
        &self.record().lemma
    }

    /// Fine-grained tag.
    pub fn tag(self) -> &'a str {
        &self.record().tag
    }

    /// Universal part of speech.
    pub fn pos(self) -> &'a str {
        &self.record().pos
    }

    /// Dependency label.
    pub fn dep(self) -> &'a str {
        &self.record().dep
    }

    /// Morphological features.
    pub fn morph(self) -> &'a str {
        &self.record().morph
    }

    /// Entity type, empty outside of entities.
    pub fn entity(self) -> &'a str {
        &self.record().entity
    }

    /// The token opens an entity.
    pub fn is_entity_start(self) -> bool {
        self.record().entity_start
    }

    /// The head; a root is its own head.
    pub fn head(self) -> Token<'a> {
        self.analysis.token(self.record().head as usize)
    }

    /// True for the root of a tree.
    pub fn is_root(self) -> bool {
        self.record().head as usize == self.index
    }

    /// Children in text order.
    pub fn children(self) -> impl DoubleEndedIterator<Item = Token<'a>> + ExactSizeIterator {
        let analysis = self.analysis;
        let range = analysis.children_start[self.index] as usize..analysis.children_start[self.index + 1] as usize;
        analysis.children[range].iter().map(move |&index| analysis.token(index as usize))
    }

    /// Children before the token, in text order.
    pub fn lefts(self) -> impl DoubleEndedIterator<Item = Token<'a>> {
        self.children().filter(move |child| child.index < self.index)
    }

    /// Children after the token, in text order.
    pub fn rights(self) -> impl DoubleEndedIterator<Item = Token<'a>> {
        self.children().filter(move |child| child.index > self.index)
    }

    /// The token and all that lies below it, in text order.
    pub fn subtree(self) -> impl Iterator<Item = Token<'a>> {
        self.analysis.slice(self.subtree_range()).filter(move |token| self.dominates(*token))
    }

    /// Tokens coordinated with this one, in text order, without itself.
    pub fn conjuncts(self) -> Vec<Token<'a>> {
        let first = std::iter::once(self).chain(self.ancestors()).find(|token| token.dep() != "conj").unwrap_or(self);
        let mut found = vec![first];
        let mut at = 0;
        while at < found.len() {
            let more: Vec<Token<'a>> = found[at].children().filter(|child| child.dep() == "conj").collect();
            found.extend(more);
            at += 1;
        }
        found.retain(|token| *token != self);
        found.sort_by_key(|token| token.index);
        found
    }

    /// The first child with the label.
    pub fn child(self, dep: &str) -> Option<Token<'a>> {
        self.children().find(|child| child.dep() == dep)
    }

    /// Token range from the first to the last token of the subtree (in a projective tree, the subtree itself).
    pub fn subtree_range(self) -> Range<usize> {
        let (left, right) = self.analysis.edges[self.index];
        left as usize..right as usize
    }

    /// First token of the subtree.
    pub fn left_edge(self) -> Token<'a> {
        self.analysis.token(self.subtree_range().start)
    }

    /// Last token of the subtree.
    pub fn right_edge(self) -> Token<'a> {
        self.analysis.token(self.subtree_range().end - 1)
    }

    /// Heads from the nearest to the root, without the token itself.
    pub fn ancestors(self) -> impl Iterator<Item = Token<'a>> {
        let mut at = self;
        // A tree has no path longer than its tokens, so the bound only matters for a faulty engine.
        (0..self.analysis.len()).map_while(move |_| {
            (!at.is_root()).then(|| {
                at = at.head();
                at
            })
        })
    }

    /// True when `other` lies below the token, or is it.
    pub fn dominates(self, other: Token<'a>) -> bool {
        self == other || other.ancestors().any(|ancestor| ancestor == self)
    }

    /// The neighbour `offset` tokens away.
    pub fn neighbour(self, offset: isize) -> Option<Token<'a>> {
        let index = self.index.checked_add_signed(offset)?;
        (index < self.analysis.len()).then(|| self.analysis.token(index))
    }

    /// The sentence the token stands in.
    pub fn sentence(self) -> Sentence<'a> {
        let index = self.analysis.sentence_starts.partition_point(|&start| start as usize <= self.index) - 1;
        Sentence { analysis: self.analysis, index }
    }
}
