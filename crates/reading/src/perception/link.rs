//! Which mention fills which place of a fact.
//!
//! A fact and a mention are each the vector of their first piece beside the mean of their pieces. Two linear layers turn them into
//! vectors of a role; their product, with what the distance between the two adds, says how likely the mention is the speaker,
//! the instrument and so on (a bilinear scorer, as of Dozat and Manning, 2017).

use std::ops::Range;

use record::{Field, Span};

use super::metadata::{Metadata, MetadataError};
use super::{Perceiver, PerceiverError, Perception};

/// A place of a fact that a mention or time can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkRole {
    /// Who speaks.
    Speaker,
    /// To whom.
    Addressee,
    /// Who speaks for another.
    VoicedBy,
    /// The instrument that a statement is about.
    About,
    /// The instrument of a stage.
    Instrument,
    /// Who brought a stage about.
    By,
    /// Who takes part in an event.
    Participant,
    /// When something is due.
    Due,
    /// When an event takes place.
    When,
    /// When a stage is reached.
    AsOf,
    /// The country where an event takes place.
    Place,
}

impl LinkRole {
    const ALL: [Self; 11] = [
        Self::Speaker,
        Self::Addressee,
        Self::VoicedBy,
        Self::About,
        Self::Instrument,
        Self::By,
        Self::Participant,
        Self::Due,
        Self::When,
        Self::AsOf,
        Self::Place,
    ];

    /// Whether a fact has one of it at most.
    pub(crate) fn is_single(self) -> bool {
        matches!(self, Self::VoicedBy | Self::Instrument | Self::Due | Self::When | Self::AsOf | Self::Place)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Addressee => "addressee",
            Self::VoicedBy => "voiced_by",
            Self::About => "about",
            Self::Instrument => "instrument",
            Self::By => "by",
            Self::Participant => "participant",
            Self::Due => "due",
            Self::When => "when",
            Self::AsOf => "as_of",
            Self::Place => "place",
        }
    }
}

/// Words of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mentioned {
    /// In which text.
    pub field: Field,
    /// Which words.
    pub span: Span,
}

/// The scorer of links.
#[derive(Debug)]
pub(super) struct Links {
    facts: encoder::Head,
    mentions: encoder::Head,
    width: usize,
    /// For each role in the order of [`LinkRole::ALL`]; nothing where the model does not know it.
    roles: Vec<Option<Role>>,
}

/// What the model knows of a role.
#[derive(Debug)]
struct Role {
    /// Its position in the heads.
    at: usize,
    /// What each bucket of distance adds.
    distance: Vec<f32>,
    /// What is always added.
    bias: f32,
    /// The least weight of a name that fills the place.
    floor: f32,
    /// The likeliest name fills it, however likely it is.
    always: bool,
}

/// Number of buckets of distance, see [`distance`].
const BUCKETS: usize = 12;

impl Links {
    /// The scorer of a model; nothing where the model has none.
    pub(super) fn of(model: &encoder::Model, metadata: &Metadata) -> Result<Option<Self>, PerceiverError> {
        let Some(raw) = &metadata.links else { return Ok(None) };
        let head = |name: &'static str| {
            let found = model.head(name).filter(|head| head.outputs() == raw.width * raw.roles.len());
            found.cloned().ok_or(PerceiverError::Head(name))
        };
        let (facts, mentions) = (head("link_q")?, head("link_k")?);
        if raw.distance.len() != raw.roles.len() || raw.bias.len() != raw.roles.len() {
            return Err(MetadataError::Links("another number of roles than distances or biases").into());
        }
        if raw.distance.iter().any(|row| row.len() != BUCKETS) {
            return Err(MetadataError::Links("another number of distances than this program knows").into());
        }
        let roles = LinkRole::ALL.into_iter().map(|role| {
            let at = raw.roles.iter().position(|known| known == role.name())?;
            let threshold = raw.thresholds.get(role.name()).copied().unwrap_or_default();
            let floor = super::weight(threshold.floor);
            Some(Role { at, distance: raw.distance[at].clone(), bias: raw.bias[at], floor, always: threshold.always })
        });
        Ok(Some(Self { facts, mentions, width: raw.width, roles: roles.collect() }))
    }
}

/// Words that may fill a place, ready to be compared with any fact of their document.
pub(crate) struct Linker<'a> {
    links: Option<&'a Links>,
    perception: &'a Perception,
    keys: Vec<Option<Pooled>>,
}

/// Words as the scorer sees them.
struct Pooled {
    place: Place,
    vectors: Vec<f32>,
}

/// Where words stand in the windows of the encoder.
#[derive(Debug, Clone)]
struct Place {
    titled: bool,
    window: usize,
    /// Its pieces among those of its text.
    pieces: Range<usize>,
    /// Its pieces counted from the beginning of the window, marks and headline included.
    position: Range<usize>,
}

impl<'a> Linker<'a> {
    /// Prepares words for comparison.
    pub(crate) fn new(perceiver: &'a Perceiver, perception: &'a Perception, fillers: &[Mentioned]) -> Self {
        let links = perceiver.links.as_ref();
        let keys =
            fillers.iter().map(|filler| links.and_then(|links| pooled(perception, *filler, &links.mentions))).collect();
        Self { links, perception, keys }
    }

    /// The least weight of a name that fills a place, and whether the likeliest one does in any case.
    pub(crate) fn threshold(&self, role: LinkRole) -> (f32, bool) {
        let known = self.links.and_then(|links| links.roles[role as usize].as_ref());
        known.map_or((1.0, false), |known| (known.floor, known.always))
    }

    /// How well each of the words fills a place of a fact, as `e` to the power of its score: those of one name add up.
    /// Nothing where the model does not know the place.
    pub(crate) fn weights(&self, role: LinkRole, fact: Mentioned) -> Vec<f32> {
        let known = self.links.and_then(|links| Some((links, links.roles[role as usize].as_ref()?)));
        let Some((links, known)) = known else { return Vec::new() };
        let Some(query) = pooled(self.perception, fact, &links.facts) else { return Vec::new() };
        let part = known.at * links.width..(known.at + 1) * links.width;
        let weight = |key: &Pooled| {
            let product: f32 =
                query.vectors[part.clone()].iter().zip(&key.vectors[part.clone()]).map(|(a, b)| a * b).sum();
            let score =
                product / (links.width as f32).sqrt() + known.distance[distance(&query.place, &key.place)] + known.bias;
            super::weight(score)
        };
        self.keys.iter().map(|key| key.as_ref().map_or(0.0, weight)).collect()
    }
}

/// The vectors of words, of all roles.
fn pooled(perception: &Perception, words: Mentioned, head: &encoder::Head) -> Option<Pooled> {
    let sight = perception.sight(words.field);
    let place = place(perception, words)?;
    let width = sight.vectors.len() / sight.pieces.len();
    let rows = &sight.vectors[place.pieces.start * width..place.pieces.end * width];
    let mut row = rows[..width].to_vec();
    row.extend((0..width).map(|column| rows[column..].iter().step_by(width).sum::<f32>() / place.pieces.len() as f32));
    Some(Pooled { place, vectors: head.apply(&row) })
}

/// Where words stand; what runs past the window in which they begin is left out.
fn place(perception: &Perception, words: Mentioned) -> Option<Place> {
    let sight = perception.sight(words.field);
    let pieces = sight.pieces_in(words.span);
    if pieces.is_empty() {
        return None;
    }
    let window = sight.windows.partition_point(|end| *end <= pieces.start);
    let pieces = pieces.start..pieces.end.min(*sight.windows.get(window)?);
    let titled = words.field == Field::Title;
    let opens = window.checked_sub(1).map_or(0, |before| sight.windows[before]);
    // A mark stands before the headline, and one between it and the body.
    let before = if titled { 1 } else { perception.sight(Field::Title).pieces.len() + 2 };
    let position = pieces.start - opens + before..pieces.end - opens + before;
    Some(Place { titled, window, pieces, position })
}

/// The bucket of distance of a mention, seen from a fact: inside of it; up to 8, 24, 64 pieces or more before it; the same behind it;
/// in an earlier or a later window; in the headline.
fn distance(fact: &Place, mention: &Place) -> usize {
    if mention.titled && !fact.titled {
        return 11;
    }
    if mention.window != fact.window {
        return if mention.window < fact.window { 9 } else { 10 };
    }
    if mention.position.end <= fact.position.start {
        beyond(fact.position.start + 1 - mention.position.end, 1)
    } else if mention.position.start >= fact.position.end {
        beyond(mention.position.start + 1 - fact.position.end, 5)
    } else {
        0
    }
}

/// The bucket of a gap, from the first bucket of its side on.
fn beyond(gap: usize, first: usize) -> usize {
    first + [8, 24, 64].iter().filter(|limit| gap > **limit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(window: usize, position: Range<usize>) -> Place {
        Place { titled: false, window, pieces: position.clone(), position }
    }

    #[test]
    fn distance_is_counted_in_pieces_to_either_side() {
        let fact = at(1, 100..120);
        let of = |window, pieces| distance(&fact, &at(window, pieces));
        assert_eq!(of(1, 110..112), 0, "inside");
        assert_eq!(of(1, 96..100), 1, "right before");
        assert_eq!(of(1, 80..90), 2);
        assert_eq!(of(1, 50..60), 3);
        assert_eq!(of(1, 5..9), 4);
        assert_eq!(of(1, 120..121), 5, "right behind");
        assert_eq!(of(1, 200..201), 8);
        assert_eq!((of(0, 5..9), of(2, 300..301)), (9, 10));
        assert_eq!(distance(&fact, &Place { titled: true, ..at(0, 0..2) }), 11);
    }
}
