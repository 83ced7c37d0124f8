//! The dependency parser: arc-eager transitions with pseudo-projective labels.
//!
//! The system is arc-eager (Nivre 2003, *An efficient algorithm for projective dependency parsing*) with two additions of
//! spaCy's: a *break* that starts a sentence at the next word, and a *reduce* of a headless word that moves it back to the
//! buffer instead (Nivre and Fernández-González 2014, *Arc-eager parsing with the tree constraint*; Honnibal and Johnson
//! 2015, *An improved non-monotonic transition system for dependency parsing*). Arcs may be replaced later. Labels such as
//! `prep||nsubj` say that a word hangs one step too high, and name the label of its true head below (Nivre and Nilsson
//! 2005, *Pseudo-projective dependency parsing*).

use std::sync::Arc;

use super::network::{MoveNetwork, MoveScratch, best};
use crate::lexicon::{LexiconError, Reader};
use crate::limits::checkpoint;
use crate::network::kernel::InstructionSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Shift,
    Reduce,
    Left,
    Right,
    Break,
}

/// A label, and for a word that hangs too high the label of the head it belongs to.
#[derive(Debug, Clone)]
struct Label {
    name: Arc<str>,
    head: Option<Arc<str>>,
}

/// The parser of one model.
#[derive(Debug)]
pub(crate) struct Parser {
    network: MoveNetwork,
    moves: Vec<(Kind, u32)>,
    labels: Vec<Label>,
    root: Arc<str>,
}

/// Head and label of every token, and the tokens that start a sentence.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) heads: Vec<u32>,
    pub(crate) labels: Vec<Arc<str>>,
    pub(crate) sentence_starts: Vec<bool>,
}

impl Parser {
    pub(crate) fn read(section: &[u8], inputs: usize) -> Result<Self, LexiconError> {
        let mut reader = Reader::new(section);
        let network = MoveNetwork::read(&mut reader, inputs)?;
        let at = reader.position();
        let names = reader.list(|reader| Ok(reader.str()?.to_owned()))?;
        reader.finish()?;
        let mut labels: Vec<Label> = Vec::new();
        let mut moves = Vec::new();
        for name in &names {
            let (kind, label) = name.split_once('-').unwrap_or((name, ""));
            let kind = match kind {
                "S" => Kind::Shift,
                "D" => Kind::Reduce,
                "L" => Kind::Left,
                "R" => Kind::Right,
                "B" => Kind::Break,
                _ => return Err(LexiconError::OutOfRange(at)),
            };
            let (own, head) = label.split_once("||").map_or((label, None), |(own, head)| (own, Some(head)));
            let known = labels.iter().position(|known| &*known.name == own && known.head.as_deref() == head);
            let index = known.unwrap_or_else(|| {
                labels.push(Label { name: own.into(), head: head.map(Into::into) });
                labels.len() - 1
            });
            moves.push((kind, index as u32));
        }
        if moves.len() != network.moves() || network.features() != PLACES {
            return Err(LexiconError::OutOfRange(at));
        }
        Ok(Self { network, moves, labels, root: "ROOT".into() })
    }

    /// Parses a text; `is_space` tells tokens of white space, which never become heads by their label.
    pub(crate) fn parse(
        &self,
        set: InstructionSet,
        vectors: &[f32],
        tokens: usize,
        scratch: &mut MoveScratch,
        is_space: impl Fn(usize) -> bool,
    ) -> Tree {
        self.network.begin(set, vectors, scratch);
        let mut state = State::new(tokens);
        while !state.is_final() {
            checkpoint();
            self.network.score(set, &state.places(), scratch);
            let allowed = state.allowed();
            match best(&scratch.scores[..self.moves.len()], |index| allowed[self.moves[index].0 as usize]) {
                Some(index) => state.apply(self.moves[index].0, self.moves[index].1),
                None => break,
            }
        }
        self.tree(&state, is_space)
    }

    fn tree(&self, state: &State, is_space: impl Fn(usize) -> bool) -> Tree {
        let count = state.heads.len();
        let mut heads: Vec<u32> = (0..count).map(|token| state.heads[token].unwrap_or(token as u32)).collect();
        let mut labels: Vec<Arc<str>> = (0..count)
            .map(|token| match state.heads[token] {
                Some(_) => self.labels[state.labels[token] as usize].name.clone(),
                None => self.root.clone(),
            })
            .collect();
        self.lower(state, &mut heads, &mut labels, is_space);
        let sentence_starts = sentence_starts(&heads);
        Tree { heads, labels, sentence_starts }
    }

    /// Hangs words with a decorated label below the first descendant of their head, breadth first, that has the label named.
    fn lower(&self, state: &State, heads: &mut [u32], labels: &mut [Arc<str>], is_space: impl Fn(usize) -> bool) {
        let decorated =
            |token: usize| state.heads[token].and_then(|_| self.labels[state.labels[token] as usize].head.as_ref());
        if !(0..heads.len()).any(|token| decorated(token).is_some()) {
            return;
        }
        let mut children: Vec<Vec<u32>> = vec![Vec::new(); heads.len()];
        for (token, &head) in heads.iter().enumerate() {
            if head as usize != token {
                children[head as usize].push(token as u32);
            }
        }
        // While the search runs, words not reached yet still carry their decorated labels.
        let full: Vec<Option<&Label>> = (0..heads.len())
            .map(|token| state.heads[token].map(|_| &self.labels[state.labels[token] as usize]))
            .collect();
        let mut done = vec![false; heads.len()];
        for token in 0..heads.len() {
            let Some(wanted) = decorated(token) else { continue };
            let has_label = |child: usize| {
                labels[child] == *wanted && (done[child] || full[child].is_none_or(|label| label.head.is_none()))
            };
            let mut level = vec![heads[token]];
            let mut found = None;
            'search: while !level.is_empty() {
                let mut below = Vec::new();
                for &parent in &level {
                    for &child in &children[parent as usize] {
                        if child as usize == token || is_space(child as usize) {
                            continue;
                        }
                        if has_label(child as usize) {
                            found = Some(child);
                            break 'search;
                        }
                        below.push(child);
                    }
                }
                level = below;
            }
            done[token] = true;
            if let Some(head) = found {
                children[heads[token] as usize].retain(|&child| child as usize != token);
                let siblings = &mut children[head as usize];
                siblings.insert(siblings.partition_point(|&child| (child as usize) < token), token as u32);
                heads[token] = head;
            }
        }
    }
}

/// A sentence starts at the left edge of every root.
fn sentence_starts(heads: &[u32]) -> Vec<bool> {
    let count = heads.len();
    let mut left: Vec<u32> = (0..count as u32).collect();
    // Edges spread up the trees; a pass in each direction is enough unless arcs cross.
    loop {
        let mut changed = false;
        for token in (0..count).chain((0..count).rev()) {
            let head = heads[token] as usize;
            if left[token] < left[head] {
                left[head] = left[token];
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut starts = vec![false; count];
    for token in 0..count {
        if heads[token] as usize == token {
            starts[left[token] as usize] = true;
        }
    }
    starts
}

/// Tokens of a state that the network looks at.
const PLACES: usize = 8;

#[derive(Debug)]
struct State {
    stack: Vec<u32>,
    /// Words moved back in front of the buffer.
    returned: Vec<u32>,
    next: usize,
    heads: Vec<Option<u32>>,
    labels: Vec<u32>,
    /// Children in the order in which their arcs were made.
    left: Vec<Vec<u32>>,
    right: Vec<Vec<u32>>,
    starts: Vec<bool>,
    unshiftable: Vec<bool>,
}

impl State {
    fn new(count: usize) -> Self {
        Self {
            stack: Vec::new(),
            returned: Vec::new(),
            next: 0,
            heads: vec![None; count],
            labels: vec![0; count],
            left: vec![Vec::new(); count],
            right: vec![Vec::new(); count],
            starts: vec![false; count],
            unshiftable: vec![false; count],
        }
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffer_length() == 0
    }

    fn buffer_length(&self) -> usize {
        self.heads.len() - self.next + self.returned.len()
    }

    fn stacked(&self, depth: usize) -> Option<usize> {
        self.stack.iter().rev().nth(depth).map(|&token| token as usize)
    }

    fn buffered(&self, offset: usize) -> Option<usize> {
        match self.returned.iter().rev().nth(offset) {
            Some(&token) => Some(token as usize),
            None => {
                let token = self.next + (offset - self.returned.len());
                (token < self.heads.len()).then_some(token)
            }
        }
    }

    /// The child whose arc was made last.
    fn nearest(children: &[Vec<u32>], head: Option<usize>) -> Option<usize> {
        head.and_then(|head| children[head].last()).map(|&child| child as usize)
    }

    fn places(&self) -> [Option<usize>; PLACES] {
        let (first, top) = (self.buffered(0), self.stacked(0));
        [
            first,
            self.buffered(1),
            top,
            self.stacked(1),
            self.stacked(2),
            Self::nearest(&self.left, first),
            Self::nearest(&self.left, top),
            Self::nearest(&self.right, top),
        ]
    }

    /// Which kinds of move are allowed, in the order of [`Kind`].
    fn allowed(&self) -> [bool; 5] {
        let first = self.buffered(0);
        let starts = first.is_some_and(|token| self.starts[token]);
        let (stacked, buffered) = (!self.stack.is_empty(), self.buffer_length());
        let arc = stacked && buffered > 0 && !starts;
        let shift = !stacked || buffered >= 2 && !starts && !first.is_some_and(|token| self.unshiftable[token]);
        let break_ = buffered >= 2
            && self.buffered(1) == first.map(|token| token + 1)
            && !self.buffered(1).is_some_and(|token| self.starts[token]);
        [shift, stacked, arc, arc, break_]
    }

    fn apply(&mut self, kind: Kind, label: u32) {
        match kind {
            Kind::Shift => self.push(),
            Kind::Reduce => {
                let Some(top) = self.stack.pop() else { return };
                if self.heads[top as usize].is_none() && !self.stack.is_empty() {
                    self.unshiftable[top as usize] = true;
                    self.returned.push(top);
                }
            }
            Kind::Left => {
                let (Some(head), Some(child)) = (self.buffered(0), self.stacked(0)) else { return };
                self.add_arc(head, child, label);
                self.unshiftable[head] = false;
                self.stack.pop();
            }
            Kind::Right => {
                let (Some(head), Some(child)) = (self.stacked(0), self.buffered(0)) else { return };
                self.add_arc(head, child, label);
                self.push();
            }
            Kind::Break => {
                if let Some(token) = self.buffered(1) {
                    self.starts[token] = true;
                }
            }
        }
    }

    fn push(&mut self) {
        let token = self.returned.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next as u32 - 1
        });
        self.stack.push(token);
    }

    fn add_arc(&mut self, head: usize, child: usize, label: u32) {
        if let Some(old) = self.heads[child] {
            let old = old as usize;
            let siblings = if old > child { &mut self.left[old] } else { &mut self.right[old] };
            // Only the arc made last is withdrawn; an older one keeps its place among the children, as in the
            // implementation the network was trained with.
            if siblings.last() == Some(&(child as u32)) {
                siblings.pop();
            }
        }
        let siblings = if head > child { &mut self.left[head] } else { &mut self.right[head] };
        siblings.push(child as u32);
        self.heads[child] = Some(head as u32);
        self.labels[child] = label;
    }
}
