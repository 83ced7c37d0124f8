//! From what rules read and what the encoder saw to the facts of a document.
//!
//! Each fact of a rule is weighed by how strongly the encoder sees its label in its words; each span of the encoder that no rule
//! has read becomes a fact of its own, with everything that code knows better: names, days, places. Both get the confidence
//! that their kind earned on announcements of publishers that the model had not seen ([`Calibration`]); what stays below the
//! floor of its kind is no fact.

mod calibration;
mod fillers;
mod refine;

use record::{Confidence, EventStatus, Fact, FactBody, Field, Span};

pub(crate) use calibration::Calibration;
pub use calibration::{Kind, Weighed};
use fillers::Fillers;

use crate::context::{Context, Text};
use crate::perception::{Label, LinkRole, Mentioned, Perceived, Perceiver, Perception};
use crate::rules::{self, Sink};

/// Odds below which the likeliest instrument of a stage is taken for none of those that the document names.
const LIKELY_INSTRUMENT: f32 = 0.2;

/// Share of the shorter of two passages that must be common for them to carry one fact.
const COMMON: f32 = 0.3;

/// Settles the facts of a document, in text order, and says how each was weighed.
pub(crate) fn settle<'a>(
    context: &Context<'a>,
    perceiver: &'a Perceiver,
    perception: &'a Perception,
    read: Vec<Fact>,
) -> (Vec<Fact>, Vec<Weighed>) {
    let calibration = perceiver.calibration();
    let fillers = Fillers::of(context, perceiver, perception);
    let mut facts: Vec<(Fact, Weighed)> = Vec::new();
    for fact in read {
        let weighed = weigh(perceiver, perception, &fact);
        facts.push((refine::refined(context, &fillers, fact), weighed));
    }
    // The body first: a headline repeats what the body reports, and counts for what the body does not say.
    for text in [context.body, context.title] {
        let reported: Vec<Label> = facts.iter().filter_map(|(fact, _)| label_of(fact.body())).collect();
        for seen in perception.sight(text.field).spans() {
            let Some(kind) = Kind::of_label(seen.label) else { continue };
            let Some(seen) = &in_one_block(text, seen) else { continue };
            if text.field == Field::Title && reported.contains(&seen.label) {
                continue;
            }
            let own = calibration.span(kind, seen.probability);
            if own < calibration.floor(kind) {
                continue;
            }
            // Several figures stand in one passage: only the number tells whether one is read already.
            let rivals: Vec<usize> = (0..facts.len())
                .filter(|index| {
                    seen.label != Label::Figure
                        && is_of_kind(facts[*index].0.body(), seen.label)
                        && overlaps(&facts[*index].0, text.field, seen.span)
                })
                .collect();
            // A rule that read the same words as another label yields where the encoder is surer of its own.
            if rivals
                .iter()
                .any(|index| label_of(facts[*index].0.body()) == Some(seen.label) || facts[*index].1.confidence >= own)
            {
                continue;
            }
            for index in rivals.into_iter().rev() {
                facts.remove(index);
            }
            for fact in state(context, perception, &fillers, text, seen, own, &facts) {
                let weighed = Weighed::of_span(kind, seen.probability, own);
                facts.push((fact, weighed));
            }
        }
    }
    facts.retain(|(_, weighed)| weighed.confidence >= calibration.floor(weighed.kind));
    facts.sort_by_key(|(fact, _)| {
        let first = &fact.evidence()[0];
        (first.field() != Field::Title, first.span().start, first.span().end)
    });
    facts.into_iter().map(|(fact, weighed)| (reweighed(fact, weighed.confidence), weighed)).unzip()
}

/// What the encoder saw, cut to the block of the text that most of it is in: a heading or a cell is no part of the sentence behind
/// it. What is said may go on over a list, and stays whole. Nothing where no word of weight is left.
fn in_one_block(text: Text<'_>, seen: &Perceived) -> Option<Perceived> {
    let blocks = text.analysis().blocks().iter().map(|block| Span::from(block.span.clone()));
    let common = |block: &Span| block.end.min(seen.span.end).saturating_sub(block.start.max(seen.span.start));
    let most = blocks.max_by_key(common).filter(|block| common(block) > 0);
    let span = match most {
        Some(block) if !matches!(seen.label, Label::Statement(_)) => {
            Span { start: seen.span.start.max(block.start), end: seen.span.end.min(block.end) }
        }
        _ => seen.span,
    };
    let analysis = text.analysis();
    let mut words = analysis.slice(analysis.tokens_in(span.range()));
    let weighs = words.any(|token| matches!(token.pos(), "NOUN" | "PROPN" | "VERB" | "AUX" | "NUM" | "ADJ"));
    weighs.then(|| Perceived { span, ..seen.clone() })
}

/// What a fact of a rule is worth, given what the encoder sees in its words.
fn weigh(perceiver: &Perceiver, perception: &Perception, fact: &Fact) -> Weighed {
    let support = label_of(fact.body()).map_or(0.0, |label| {
        let slices = fact.evidence().iter();
        slices
            .map(|slice| {
                perception.sight(slice.field()).support(perceiver, label, slice.span(), |other| akin(label, other))
            })
            .fold(0.0, f32::max)
    });
    // What is called off or put off is rarely told, and the encoder has hardly met it: that it does not see it says little.
    let rare = matches!(fact.body(), FactBody::Event(event) if matches!(event.status, EventStatus::Cancelled | EventStatus::Postponed));
    let counted = if rare { support.max(RARELY_SEEN) } else { support };
    let kind = Kind::of(fact.body());
    let confidence = perceiver.calibration().rule(kind, fact.confidence().get(), counted);
    Weighed { kind, stated: Some(fact.confidence().get()), seen: support, confidence }
}

/// What the encoder is taken to see at least where it has hardly met the like.
const RARELY_SEEN: f32 = 0.5;

/// The share of what the encoder sees of one act that speaks for another: whether a promise is shared is easily taken one way or
/// the other.
const KINSHIP: f32 = 0.7;

/// How much words of one label speak for a fact of another.
fn akin(label: Label, other: Label) -> Option<f32> {
    match (label, other) {
        (Label::Statement(a), Label::Statement(b)) if a.is_ledger() && b.is_ledger() => Some(KINSHIP),
        _ => None,
    }
}

/// The fact with another confidence.
fn reweighed(fact: Fact, confidence: f32) -> Fact {
    Fact::new(fact.body().clone(), fact.evidence().to_vec(), fact.rule(), Confidence::new(confidence)).unwrap_or(fact)
}

/// The label that the encoder would give to the words of a fact.
fn label_of(body: &FactBody) -> Option<Label> {
    Some(match body {
        FactBody::Event(event) => Label::Event(event.kind),
        FactBody::Statement(statement) => Label::Statement(statement.act),
        FactBody::Stage(stage) => Label::Stage(stage.stage),
        FactBody::Figure(_) => Label::Figure,
        FactBody::Role(_) => Label::Role,
    })
}

/// Whether a fact is of the kind that a label speaks of.
fn is_of_kind(body: &FactBody, label: Label) -> bool {
    label_of(body).is_some_and(|own| own.head() == label.head())
}

/// Whether a fact's words and a passage have enough in common to be one.
fn overlaps(fact: &Fact, field: Field, span: Span) -> bool {
    fact.evidence().iter().filter(|slice| slice.field() == field).any(|slice| {
        let own = slice.span();
        let common = own.end.min(span.end).saturating_sub(own.start.max(span.start));
        let shorter = own.len().min(span.len());
        common > 0 && common as f32 >= COMMON * shorter as f32
    })
}

/// The facts that a span of the encoder states; none where code finds nobody who speaks, or no instrument.
fn state<'a>(
    context: &Context<'a>,
    perception: &Perception,
    fillers: &Fillers<'_>,
    text: Text<'a>,
    seen: &Perceived,
    confidence: f32,
    known: &[(Fact, Weighed)],
) -> Vec<Fact> {
    let mut facts = Vec::new();
    let own = Mentioned { field: text.field, span: seen.span };
    match seen.label {
        Label::Statement(act) => {
            let content = perception.sight(text.field).spans().iter();
            let content = content
                .filter(|other| other.label == Label::Content && seen.span.contains(other.span))
                .map(|other| other.span)
                .max_by_key(|span| span.len());
            let voices = fillers.actors(LinkRole::VoicedBy, own);
            let seen = rules::statement::perceived::Seen {
                span: seen.span,
                act,
                content,
                speakers: &fillers.actors(LinkRole::Speaker, own),
                voiced_by: voices.first(),
                addressees: &fillers.actors(LinkRole::Addressee, own),
                about: &fillers.instruments(LinkRole::About, own),
                confidence,
            };
            rules::statement::perceived::read(context, text, &seen, &mut Sink::new("encoder/statement", &mut facts));
        }
        Label::Event(kind) => {
            let participants = fillers.actors(LinkRole::Participant, own);
            let beside = has_kin_beside(perception, text, seen, known);
            let seen = rules::event::perceived::Seen {
                span: seen.span,
                kind,
                participants: &participants,
                beside,
                confidence,
            };
            let mut events: Vec<Fact> = Vec::new();
            rules::event::perceived::read(context, text, &seen, &mut Sink::new("encoder/event", &mut events));
            let events = events.into_iter().map(|event| refine::refined(context, fillers, event));
            // What another passage told of one event is known to the rule that merges them.
            facts.extend(events.filter(|event| !known.iter().any(|(other, _)| rules::event::is_told(other, event))));
        }
        Label::Stage(stage) => {
            let by = fillers.actors(LinkRole::By, own);
            let beside = has_kin_beside(perception, text, seen, known);
            let likely = fillers.weighed_instruments(LinkRole::Instrument, own);
            let likely = likely.first().is_some_and(|(_, odds)| *odds >= LIKELY_INSTRUMENT);
            for instrument in fillers.instruments(LinkRole::Instrument, own).iter().filter(|_| likely) {
                let seen =
                    rules::stage::perceived::Seen { span: seen.span, stage, instrument, by: &by, beside, confidence };
                let mut stages: Vec<Fact> = Vec::new();
                rules::stage::perceived::read(context, text, &seen, &mut Sink::new("encoder/stage", &mut stages));
                facts
                    .extend(stages.into_iter().filter(|new| !known.iter().any(|(other, _)| is_same_stage(other, new))));
            }
        }
        Label::Figure => {
            let mut figures: Vec<Fact> = Vec::new();
            let mut sink = Sink::new("encoder/figure", &mut figures);
            rules::figure::prose::read_seen(context, text, seen.span, confidence, &mut sink);
            facts.extend(figures.into_iter().filter(|new| !known.iter().any(|(other, _)| is_same_figure(other, new))));
        }
        Label::Role => {
            let mut roles: Vec<Fact> = Vec::new();
            let mut sink = Sink::new("encoder/role", &mut roles);
            rules::role::perceived::read(context, text, seen.span, confidence, &mut sink);
            // An office that a form gives away is better told by its form.
            facts.extend(roles.into_iter().filter(|new| !known.iter().any(|(other, _)| is_same_person(other, new))));
        }
        Label::Content | Label::Actor(_) | Label::Instrument | Label::When | Label::Due => {}
    }
    facts
}

/// Whether other words of a passage's sentence carry a fact of its kind, too.
fn has_kin_beside(perception: &Perception, text: Text<'_>, seen: &Perceived, known: &[(Fact, Weighed)]) -> bool {
    let Some(first) = text.analysis().token_at(seen.span.start as usize) else { return false };
    let sentence = Span::from(first.sentence().span());
    let mut perceived = perception.sight(text.field).spans().iter();
    let kin = |other: &Perceived| other.label.head() == seen.label.head() && !other.span.overlaps(seen.span);
    let mut facts = known.iter().map(|(fact, _)| fact).filter(|fact| is_of_kind(fact.body(), seen.label));
    let in_sentence = |slice: &record::Evidence| slice.field() == text.field && slice.span().overlaps(sentence);
    perceived.any(|other| kin(other) && other.span.overlaps(sentence))
        || facts.any(|fact| fact.evidence().iter().any(in_sentence))
}

/// Whether two roles are of one person.
fn is_same_person(a: &Fact, b: &Fact) -> bool {
    matches!((a.body(), b.body()), (FactBody::Role(a), FactBody::Role(b)) if a.person == b.person)
}

/// Whether two facts are of one number in the text.
fn is_same_figure(a: &Fact, b: &Fact) -> bool {
    match (a.body(), b.body()) {
        (FactBody::Figure(one), FactBody::Figure(other)) => {
            let evidence = &b.evidence()[0];
            one.value == other.value && overlaps(a, evidence.field(), evidence.span())
        }
        _ => false,
    }
}

/// Whether two facts say the same stage of one instrument.
fn is_same_stage(a: &Fact, b: &Fact) -> bool {
    match (a.body(), b.body()) {
        (FactBody::Stage(a), FactBody::Stage(b)) => a.instrument == b.instrument && a.stage == b.stage,
        _ => false,
    }
}
