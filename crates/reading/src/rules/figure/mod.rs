//! Rules that read figures: quantities that an announcement reports.
//!
//! [`prose`] reads money, percentages, counts and terms of policy out of sentences; [`table`] reads rows of cells under
//! a heading that tells their unit. Plain dates, ordinals of events, elapsed time and numbers that are names (sections,
//! articles, telephone numbers) are no figures.

pub(crate) mod prose;
mod table;
mod unit;

use record::{FactBody, Figure, Span};

use super::{Rule, Sink};
use crate::context::Text;

/// The rules of this kind.
pub const RULES: &[Rule] = &[prose::RULE, table::RULE];

/// States a figure; the same quantity told again in another sentence adds its words to the first.
fn state(text: Text<'_>, figure: Figure, span: Span, confidence: f32, sink: &mut Sink<'_>) {
    let Some(evidence) = text.evidence(span) else { return };
    let sentence = |at: u32| text.analysis().token_at(at as usize).map(|token| token.sentence().index());
    for fact in sink.facts_mut().iter_mut() {
        let FactBody::Figure(known) = fact.body() else { continue };
        let same = known.value == figure.value && known.value_to == figure.value_to && known.unit == figure.unit;
        let elsewhere = fact
            .evidence()
            .iter()
            .all(|slice| slice.field() != text.field || sentence(slice.span().start) != sentence(span.start));
        let spoken_alike =
            text.field == record::Field::Title || alike(&known.measure, &figure.measure) || known.unit != "percent";
        if same && elsewhere && spoken_alike {
            let mut merged = known.clone();
            merged.period = merged.period.or(figure.period);
            merged.record |= figure.record;
            merged.rank = merged.rank.or(figure.rank);
            merged.subject = merged.subject.or(figure.subject);
            fact.revise(merged, evidence);
            return;
        }
    }
    sink.push(figure, &[(text, span)], confidence);
}

/// Whether two measures may be of the same thing: they share a word of weight, or one says nothing.
fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    a.len() < 2 || b.len() < 2 || a.iter().any(|word| b.contains(word))
}
