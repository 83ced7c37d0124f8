//! Rules that read stages: where an instrument stands, and when it came there.
//!
//! A stage is told by a verb whose theme is the instrument ([`transition`]), by a noun of happening ([`nominal`]), by an
//! adjective or a state ([`standing`]), or by talks that are under way ([`talks`]). What is only hoped for, asked for,
//! agreed to or denied is no stage; what is still to come is `planned` for an undertaking, and nothing otherwise.

mod nominal;
pub(crate) mod perceived;
mod standing;
mod talks;
mod theme;
mod transition;

use language::Token;
use record::{ActorName, FactBody, Field, InstrumentName, PartialDate, Span, Stage, StageName};

use super::{Rule, Sink, when};
use crate::context::Text;
use crate::factuality::Reality;
use crate::time::{Tense, TimeMention};

/// The rules of this kind, the surest first: a later rule adds its words to a stage that is known.
pub const RULES: &[Rule] = &[transition::RULE, nominal::RULE, standing::RULE, talks::RULE];

/// The day, month or year that a time states, as the tense of its clause has it.
pub(crate) fn day_of(text: &Text<'_>, time: &TimeMention, tense: Tense) -> Option<PartialDate> {
    theme::partial(time, text.slice(time.span), tense, None)
}

/// A stage as one rule read it.
struct Reached<'a> {
    text: Text<'a>,
    instrument: InstrumentName,
    stage: StageName,
    as_of: Option<PartialDate>,
    /// The date was said, not taken from the publication.
    dated: bool,
    by: Vec<ActorName>,
    span: Span,
    confidence: f32,
}

/// States a stage, or adds evidence to the same stage stated before: one stage for each instrument, name and date.
fn state(reached: Reached<'_>, published: Option<PartialDate>, sink: &mut Sink<'_>) {
    let Some(evidence) = reached.text.evidence(reached.span) else { return };
    for fact in sink.facts_mut().iter_mut() {
        let FactBody::Stage(known) = fact.body() else { continue };
        if known.instrument != reached.instrument || known.stage != reached.stage {
            continue;
        }
        let compatible = match (known.as_of, reached.as_of) {
            (Some(known), Some(new)) => {
                known.first_day() <= new.last_day() && new.first_day() <= known.last_day()
                    || !reached.dated
                    || Some(known) == published
            }
            _ => true,
        };
        if !compatible {
            continue;
        }
        let mut merged = known.clone();
        // "this year" says less than the day of the news.
        let vaguer = matches!((known.as_of, reached.as_of), (Some(known), Some(new)) if known.first_day() >= new.first_day() && known.last_day() <= new.last_day());
        let narrower = matches!((known.as_of, reached.as_of), (Some(known), Some(new)) if known != new && known.first_day() <= new.first_day() && known.last_day() >= new.last_day());
        if narrower {
            merged.as_of = reached.as_of;
        } else if reached.dated && (known.as_of.is_none() || known.as_of == published) && !vaguer
            || known.as_of.is_none()
        {
            merged.as_of = reached.as_of.or(known.as_of);
        }
        if merged.by.is_empty() {
            merged.by = reached.by.clone();
        }
        fact.revise(merged, evidence);
        return;
    }
    let stage = Stage { instrument: reached.instrument, stage: reached.stage, as_of: reached.as_of, by: reached.by };
    sink.push(stage, &[(reached.text, reached.span)], reached.confidence);
}

/// The date of a stage: what the clause says, else the publication date for what is told as new or present.
fn dated(
    text: &Text<'_>,
    word: Token<'_>,
    reality: Reality,
    published: Option<PartialDate>,
) -> (Option<PartialDate>, bool) {
    let tense = if reality == Reality::Future { Tense::Future } else { Tense::Past };
    let day = match published {
        Some(PartialDate::Day(day)) => Some(day),
        _ => None,
    };
    let said = when::time_of(text, word).and_then(|time| {
        let tense = if reality == Reality::Present { time.likely_tense() } else { tense };
        theme::partial(time, text.slice(time.span), tense, day)
    });
    match said {
        Some(date) => (Some(date), true),
        None => {
            let perfect =
                word.children().any(|child| child.dep() == "aux" && child.lemma() == "have" && child.tag() != "VBD");
            // An undated past belongs to the news only where the news is told: in the opening of the body.
            let news = text.field == Field::Title || word.sentence().index() < 3;
            let recent =
                word.children().any(|child| matches!(child.text().to_lowercase().as_str(), "recent" | "latest"));
            let present = recent || reality != Reality::Done || perfect || news;
            (published.filter(|_| present), false)
        }
    }
}
