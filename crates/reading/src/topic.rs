//! The instrument that an announcement as a whole is about.

use std::collections::{BTreeMap, BTreeSet};

use record::{Field, InstrumentName, Jurisdiction, Span};

use crate::context::Text;
use crate::names::{Form, Names};

/// What an announcement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Topic {
    /// The instrument.
    pub(crate) instrument: InstrumentName,
    /// The announcement speaks of it so much that what names no instrument is about this one.
    pub(crate) prevails: bool,
}

/// The instrument that the announcement is about: the one of its headline, else the one that it speaks of most. A change under
/// negotiation comes before what it changes. With it, whether the announcement speaks of it so much that what names no
/// instrument is about this one.
pub(crate) fn find<'n>(names: &'n Names, body: Text<'n>) -> Option<Topic> {
    let named = |field| {
        let mentions = names.mentions(field).iter().filter(|mention| mention.form != Form::Part);
        mentions.filter_map(|mention| mention.instrument()).collect::<Vec<_>>()
    };
    let base = |name: &InstrumentName| names.instrument(name).and_then(|known| known.amends.as_ref());
    let told = named(Field::Body);
    let mut counts: BTreeMap<&InstrumentName, usize> = BTreeMap::new();
    for name in &told {
        *counts.entry(name).or_default() += 1;
    }
    // Who speaks of a change speaks of what it changes, and the other way round.
    let times = |topic: &InstrumentName| -> usize {
        let own = |name: &InstrumentName| name == topic || base(topic) == Some(name) || base(name) == Some(topic);
        counts.iter().filter(|(name, _)| own(name)).map(|(_, count)| count).sum()
    };
    let most = counts.keys().map(|name| times(name)).max().unwrap_or_default();
    let changed_first = |among: Vec<&'n InstrumentName>| -> Option<&'n InstrumentName> {
        among.iter().find(|name| base(name).is_some()).or(among.first()).copied()
    };
    let headline = named(Field::Title);
    let titled = changed_first(headline.clone());
    let parties = |name: &InstrumentName| -> Option<BTreeSet<&Jurisdiction>> {
        names.instrument(name).map(|known| known.parties.iter().collect())
    };
    let alone = |name: &&InstrumentName| headline.iter().all(|other| parties(other) == parties(name));
    if let Some(titled) = titled.filter(|name| times(name) >= most && alone(name)) {
        return Some(Topic { instrument: titled.clone(), prevails: true });
    }
    // A line of place and day may stand before the first sentence.
    let opening = body.analysis().sentences().find(|sentence| sentence.tokens().any(|token| token.pos() == "VERB"));
    let opening = opening.map(|first| Span::from(first.span()));
    let opens: Vec<&InstrumentName> = opening
        .into_iter()
        .flat_map(|opening| body.mentions_in(opening))
        .filter(|mention| mention.form != Form::Part)
        .filter_map(|mention| mention.instrument())
        .collect();
    // What the announcement opens with is its subject where others, at most, are spoken of somewhat more: what it replaces.
    let announced = opens.into_iter().find(|name| times(name) * 3 >= most);
    // Of those spoken of equally often, the one spoken of first.
    let mut leading: Vec<&InstrumentName> = counts.keys().filter(|name| times(name) == most).copied().collect();
    leading.sort_by_key(|name| told.iter().position(|other| other == name));
    let leading = changed_first(leading);
    let prevails = announced.or(leading.filter(|_| most > 2 && most == told.len()));
    let topic = |prevails: bool| move |name: &InstrumentName| Topic { instrument: name.clone(), prevails };
    prevails.map(topic(true)).or_else(|| titled.or(leading).map(topic(false)))
}
