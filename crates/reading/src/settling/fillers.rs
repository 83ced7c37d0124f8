//! The names and times of a document, and which of them fill the places of a fact.

use record::{ActorName, Field, InstrumentName, Span};

use crate::context::{Context, Text};
use crate::names::{Form, Mention};
use crate::perception::{Label, LinkRole, Linker, Mentioned, Perceiver, Perception};
use crate::time::{TimeKind, TimeMention};

/// What a document names, ready to fill the places of its facts.
pub(super) struct Fillers<'a> {
    mentions: Vec<&'a Mention>,
    /// Actors that the encoder saw where no name was found: "exporters", "the six development banks".
    unnamed: Vec<ActorName>,
    times: Vec<(Text<'a>, &'a TimeMention)>,
    linker: Linker<'a>,
}

impl<'a> Fillers<'a> {
    pub(super) fn of(context: &Context<'a>, perceiver: &'a Perceiver, perception: &'a Perception) -> Self {
        let mentions = [Field::Title, Field::Body].into_iter().flat_map(|field| context.names.mentions(field));
        let mentions: Vec<&Mention> = mentions.filter(|mention| mention.form != Form::Part).collect();
        let times: Vec<(Text<'a>, &TimeMention)> = context
            .texts()
            .into_iter()
            .flat_map(|text| text.reading.times.iter().map(move |time| (text, time)))
            .filter(|(_, time)| matches!(time.kind, TimeKind::Date | TimeKind::Range))
            .collect();
        let (unnamed, unnamed_at): (Vec<ActorName>, Vec<Mentioned>) = unnamed(context, perception).into_iter().unzip();
        let named = mentions.iter().map(|mention| Mentioned { field: mention.field, span: mention.span });
        let timed = times.iter().map(|(text, time)| Mentioned { field: text.field, span: time.span });
        let places: Vec<Mentioned> = named.chain(unnamed_at).chain(timed).collect();
        Self { linker: Linker::new(perceiver, perception, &places), mentions, unnamed, times }
    }

    /// The actors that fill a place, the likeliest first.
    pub(super) fn actors(&self, role: LinkRole, fact: Mentioned) -> Vec<ActorName> {
        self.filling(role, self.weighed_actors(role, fact))
    }

    /// The instruments that fill a place, the likeliest first.
    pub(super) fn instruments(&self, role: LinkRole, fact: Mentioned) -> Vec<InstrumentName> {
        self.filling(role, self.weighed_instruments(role, fact))
    }

    /// All actors with their weights, the likeliest first.
    pub(super) fn weighed_actors(&self, role: LinkRole, fact: Mentioned) -> Vec<(ActorName, f32)> {
        self.weighed(role, fact, |number| match self.mentions.get(number) {
            Some(mention) => mention.actors().to_vec(),
            None => self.unnamed.get(number - self.mentions.len()).cloned().into_iter().collect(),
        })
    }

    /// All instruments with their weights, the likeliest first.
    pub(super) fn weighed_instruments(&self, role: LinkRole, fact: Mentioned) -> Vec<(InstrumentName, f32)> {
        self.weighed(role, fact, |number| {
            self.mentions.get(number).and_then(|mention| mention.instrument()).cloned().into_iter().collect()
        })
    }

    /// The times with their weights, the likeliest first; times of one value are each their own.
    pub(super) fn times(&self, role: LinkRole, fact: Mentioned) -> Vec<(Text<'a>, &'a TimeMention, f32)> {
        let weights = self.linker.weights(role, fact);
        let weights = weights.into_iter().skip(self.mentions.len() + self.unnamed.len());
        let mut found: Vec<_> =
            self.times.iter().zip(weights).map(|((text, time), weight)| (*text, *time, weight)).collect();
        found.sort_by(|a, b| b.2.total_cmp(&a.2));
        found
    }

    /// Names with what their mentions weigh together.
    fn weighed<N: PartialEq>(&self, role: LinkRole, fact: Mentioned, named: impl Fn(usize) -> Vec<N>) -> Vec<(N, f32)> {
        let mut found: Vec<(N, f32)> = Vec::new();
        for (number, weight) in self.linker.weights(role, fact).into_iter().enumerate() {
            for name in named(number) {
                match found.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, sum)) => *sum += weight,
                    None => found.push((name, weight)),
                }
            }
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found
    }

    /// The names whose weight reaches the floor of a place; one alone where a place has room for one. In statements one who is far
    /// less likely than the first is none of them.
    fn filling<N>(&self, role: LinkRole, found: Vec<(N, f32)>) -> Vec<N> {
        let (floor, always) = self.linker.threshold(role);
        let first = found.first().map_or(0.0, |(_, weight)| *weight);
        let least = if role == LinkRole::Participant { floor } else { floor.max(SHARE * first) };
        let kept = found.iter().filter(|(_, weight)| *weight >= least).count().max(usize::from(always));
        let room = if role.is_single() { 1 } else { usize::MAX };
        found.into_iter().take(kept.min(room)).map(|(name, _)| name).collect()
    }
}

/// The least weight of a name beside the first, as a share of that of the first.
const SHARE: f32 = 0.4;

/// Actors that the encoder saw and that no name covers, as the text calls them.
fn unnamed(context: &Context<'_>, perception: &Perception) -> Vec<(ActorName, Mentioned)> {
    let mut found = Vec::new();
    for text in context.texts() {
        let mentions = context.names.mentions(text.field);
        for seen in perception.sight(text.field).spans() {
            let named = || mentions.iter().any(|mention| mention.span.overlaps(seen.span));
            if !matches!(seen.label, Label::Actor(_)) || named() {
                continue;
            }
            if let Some(span) = noun_phrase(&text, seen.span) {
                let name = text.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
                found.push((ActorName(name), Mentioned { field: text.field, span }));
            }
        }
    }
    found
}

/// The words of a group without an article before them, if they are a noun phrase.
fn noun_phrase(text: &Text<'_>, span: Span) -> Option<Span> {
    let analysis = text.analysis();
    let tokens = analysis.tokens_in(span.range());
    let spare = |tag: &str| matches!(tag, "DT" | "PRP$" | "IN" | "CC" | "," | "POS" | "``" | "''" | "-LRB-");
    let first = tokens.clone().find(|index| !spare(analysis.token(*index).tag()))?;
    let last = tokens.rev().find(|index| !spare(analysis.token(*index).tag()))?;
    let noun = matches!(analysis.token(last).pos(), "NOUN" | "PROPN");
    (noun && first <= last && last - first < 9).then(|| text.span_of(first..last + 1))
}
