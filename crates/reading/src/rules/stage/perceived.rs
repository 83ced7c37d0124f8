//! Stages whose words the encoder found: code says of which instrument, since when, and by whom.

use language::Token;
use record::{ActorName, InstrumentName, PartialDate, Span, StageName};

use super::{Reached, dated, state, theme};
use crate::Context;
use crate::context::Text;
use crate::factuality::{self, Polarity, Reality, Source};
use crate::rules::Sink;
use crate::time::{Tense, TimeKind};

/// What the encoder says of a stage.
pub(crate) struct Seen<'s> {
    /// Its words.
    pub(crate) span: Span,
    /// The stage.
    pub(crate) stage: StageName,
    /// The instrument that is in it.
    pub(crate) instrument: &'s InstrumentName,
    /// Who brought it there.
    pub(crate) by: &'s [ActorName],
    /// Another passage of its sentence carries a stage, too.
    pub(crate) beside: bool,
    /// How sure the encoder is.
    pub(crate) confidence: f32,
}

/// States a stage that was seen, or adds its words to the same stage stated before.
pub(crate) fn read<'a>(context: &Context<'a>, text: Text<'a>, seen: &Seen<'_>, sink: &mut Sink<'_>) {
    let Some((main, status)) = factuality::of_span(&text, seen.span) else { return };
    if seen.beside && !tells(&text, seen.span) {
        return;
    }
    // "the agreement, which took effect on 1 July": the clause tells the stage, whatever becomes of the noun.
    let analysis = text.analysis();
    let tokens = analysis.tokens_in(seen.span.range());
    let describes = |token: &Token<'_>| token.dep() == "relcl" && tokens.contains(&token.head().index());
    let clause = analysis.slice(tokens.clone()).find(describes).filter(|_| !main.tag().starts_with('V'));
    let (main, status) = clause.map_or((main, status), |verb| (verb, factuality::of(verb)));
    // "ruled out signing": the word that brings to the stage must have come about, and so must what the passage turns on.
    let brings = |token: &Token<'_>| token.tag() != "JJ" && theme::brings_to(*token, seen.stage);
    let affirmed = clause.is_some() || factuality::any_affirmed(&text, seen.span, brings);
    // What is applied for, proposed, threatened or negotiated is still to come by its nature.
    let looks_ahead = matches!(
        seen.stage,
        StageName::Proposed | StageName::Threatened | StageName::Planned | StageName::Negotiating | StageName::Ongoing
    );
    let open = looks_ahead && status.polarity == Polarity::Affirmed && status.source != Source::Hearsay;
    if !open && (!status.is_affirmed() || !affirmed) {
        return;
    }
    let published = context.published().map(PartialDate::Day);
    // "decided to sign": what is still to come is no stage yet, but for what begins or ends on a day that is set.
    let carried = analysis.slice(tokens.clone()).filter(brings).map(factuality::of);
    let reality =
        carried.filter(factuality::Factuality::is_affirmed).map(|own| own.reality()).next().unwrap_or(status.reality());
    let reality = if open && reality == Reality::Unreal { Reality::Present } else { reality };
    let set = looks_ahead || matches!(seen.stage, StageName::InForce | StageName::Expired | StageName::Extended);
    let tense = if reality == Reality::Future { Tense::Future } else { Tense::Past };
    let within = text
        .times_in(seen.span)
        .filter(|time| matches!(time.kind, TimeKind::Date | TimeKind::Range))
        .find_map(|time| {
            let tense = if reality == Reality::Present { time.likely_tense() } else { tense };
            theme::partial(time, text.slice(time.span), tense, context.published())
        });
    // "decided today to initiate an investigation", "will invite comments from today": a procedure opens with the decision.
    let opens = matches!(seen.stage, StageName::Initiated | StageName::Consultation | StageName::Launched);
    let by_now = matches!((within, context.published()), (Some(day), Some(published)) if day.first_day() <= published);
    let decided = main.lemma() == "decide" && status.reality() == Reality::Done;
    if reality == Reality::Future && !set && !(opens && (by_now || decided)) {
        return;
    }
    let (as_of, said) = match within {
        Some(day) => (Some(day), true),
        None => dated(&text, main, reality, published),
    };
    let reached = Reached {
        text,
        instrument: seen.instrument.clone(),
        stage: seen.stage,
        as_of,
        dated: said,
        by: seen.by.to_vec(),
        span: seen.span,
        confidence: seen.confidence,
    };
    state(reached, published, sink);
}

/// Whether words hold a verb, or a noun or adjective that brings to some stage. Without any, beside words that
/// do, they name an instrument or a day.
fn tells(text: &Text<'_>, span: Span) -> bool {
    let analysis = text.analysis();
    let mut tokens = analysis.slice(analysis.tokens_in(span.range()));
    tokens.any(|token| token.tag().starts_with('V') && token.pos() != "AUX" || theme::is_of_stage(token))
}
