//! The entity recogniser: transitions that open, continue and close entities.
//!
//! Moves are the BILUO tags (Ratinov and Roth 2009, *Design challenges and misconceptions in named entity recognition*): begin, in
//! and last of an entity of several tokens, unit for one of a single token, out for none.

use std::sync::Arc;

use super::network::{MoveNetwork, MoveScratch, best};
use crate::lexicon::{LexiconError, Reader};
use crate::network::kernel::InstructionSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Begin,
    In,
    Last,
    Unit,
    Out,
}

/// The entity recogniser of one model.
#[derive(Debug)]
pub(crate) struct EntityRecognizer {
    network: MoveNetwork,
    moves: Vec<(Kind, u32)>,
    labels: Vec<Arc<str>>,
}

/// An entity: its tokens and its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entity {
    pub(crate) tokens: std::ops::Range<usize>,
    pub(crate) label: Arc<str>,
}

impl EntityRecognizer {
    pub(crate) fn read(section: &[u8], inputs: usize) -> Result<Self, LexiconError> {
        let mut reader = Reader::new(section);
        let network = MoveNetwork::read(&mut reader, inputs)?;
        let at = reader.position();
        let names = reader.list(|reader| Ok(reader.str()?.to_owned()))?;
        reader.finish()?;
        let mut labels: Vec<Arc<str>> = Vec::new();
        let mut moves = Vec::new();
        for name in &names {
            let (kind, label) = name.split_once('-').unwrap_or((name, ""));
            let kind = match kind {
                "B" => Kind::Begin,
                "I" => Kind::In,
                "L" => Kind::Last,
                "U" => Kind::Unit,
                "O" => Kind::Out,
                _ => return Err(LexiconError::OutOfRange(at)),
            };
            let index = labels.iter().position(|known| &**known == label).unwrap_or_else(|| {
                labels.push(label.into());
                labels.len() - 1
            });
            moves.push((kind, index as u32));
        }
        if moves.len() != network.moves() || network.features() != PLACES {
            return Err(LexiconError::OutOfRange(at));
        }
        Ok(Self { network, moves, labels })
    }

    /// Finds the entities of a text. An entity neither starts with white space nor crosses into the next sentence.
    pub(crate) fn recognize(
        &self,
        set: InstructionSet,
        vectors: &[f32],
        tokens: usize,
        scratch: &mut MoveScratch,
        is_space: impl Fn(usize) -> bool,
        starts_sentence: impl Fn(usize) -> bool,
    ) -> Vec<Entity> {
        self.network.begin(set, vectors, scratch);
        let mut found = Vec::new();
        let mut open: Option<(usize, u32)> = None;
        for token in 0..tokens {
            let places: [Option<usize>; PLACES] =
                [Some(token), open.map(|(start, _)| start), open.and_then(|_| token.checked_sub(1))];
            self.network.score(set, &places, scratch);
            let is_last = token + 1 == tokens;
            let next_starts = !is_last && starts_sentence(token + 1);
            let space = is_space(token);
            let allowed = |index: usize| {
                let (kind, label) = self.moves[index];
                match kind {
                    Kind::Begin => open.is_none() && !is_last && !next_starts && !space,
                    Kind::In => open.is_some_and(|(_, of)| of == label) && !is_last && !next_starts,
                    Kind::Last => open.is_some_and(|(_, of)| of == label),
                    // The unit without a label is for entities blocked beforehand, which there are none of.
                    Kind::Unit => open.is_none() && !space && !self.labels[label as usize].is_empty(),
                    Kind::Out => open.is_none(),
                }
            };
            let Some(index) = best(&scratch.scores[..self.moves.len()], allowed) else { break };
            let (kind, label) = self.moves[index];
            match kind {
                Kind::Begin => open = Some((token, label)),
                Kind::Last => {
                    if let Some((start, label)) = open.take() {
                        found.push(Entity { tokens: start..token + 1, label: self.labels[label as usize].clone() });
                    }
                }
                Kind::Unit => {
                    found.push(Entity { tokens: token..token + 1, label: self.labels[label as usize].clone() })
                }
                Kind::In | Kind::Out => {}
            }
        }
        found
    }
}

/// Tokens of a state that the network looks at: the next word, and the first and last words of the open entity.
const PLACES: usize = 3;
