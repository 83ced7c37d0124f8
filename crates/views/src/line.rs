//! One fact on one line, with its source.

use record::{Date, DateRange, FactBody};
use register::StoredFact;
use schemars::JsonSchema;
use serde::Serialize;

/// Where a line comes from.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Source {
    /// Id of the document.
    pub document: String,
    /// Its title.
    pub title: String,
    /// Who published it; empty where unknown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub publisher: String,
    /// When.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub published: Option<Date>,
    /// The words, the principal slice first.
    pub words: Vec<String>,
}

impl Source {
    /// The source of a fact.
    pub fn of(fact: &StoredFact) -> Self {
        Self {
            document: fact.document.clone(),
            title: fact.title.clone(),
            publisher: fact.publisher.clone(),
            published: fact.published,
            words: fact.fact.evidence().iter().map(|evidence| evidence.exact().to_owned()).collect(),
        }
    }
}

/// The parts of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Saying {
    /// The act.
    pub act: record::Act,
    /// On whose behalf it was said.
    pub speakers: Vec<String>,
    /// Who said it for them.
    pub voiced_by: Option<String>,
    /// To whom.
    pub addressees: Vec<String>,
}

/// One fact in short.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Line {
    /// Id of the fact.
    pub fact: String,
    /// Its kind, with the contract's word.
    pub kind: String,
    /// The contract's word within the kind: act, stage, type.
    pub term: String,
    /// Who, as the document names them; behind the last who said it for them, and to whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<String>,
    /// What, in the document's words where there are any.
    pub what: String,
    /// Instruments that a statement is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// Of a statement, its parts, for those who put it into a sentence.
    #[serde(skip)]
    pub said: Option<Saying>,
    /// When it holds, is due or happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<DateRange>,
    /// Confidence of the reader.
    pub confidence: f32,
    /// Where it comes from.
    pub source: Source,
}

/// The line of a fact.
pub fn line(fact: &StoredFact) -> Line {
    let names = |names: &[record::ActorName]| names.iter().map(|name| name.0.clone()).collect::<Vec<_>>();
    let (term, who, what) = match fact.fact.body() {
        FactBody::Event(event) => {
            let who: Vec<String> = event.participants.iter().map(|participant| participant.actor.0.clone()).collect();
            let place = event.place.as_ref().map(|place| {
                let country = place.country.as_ref().map(|code| code.0.clone());
                [place.venue.clone(), place.city.clone(), country].into_iter().flatten().collect::<Vec<_>>().join(", ")
            });
            let name = event.name.clone().unwrap_or_else(|| match event.ordinal {
                Some(ordinal) => format!("{} no. {ordinal}", event.kind),
                None => event.kind.to_string(),
            });
            let place = place.filter(|place| !place.is_empty()).map(|place| format!(", {place}")).unwrap_or_default();
            (event.kind.to_string(), who, format!("{name}{place} ({})", event.status))
        }
        FactBody::Statement(statement) => {
            let mut who = names(&statement.speakers);
            let mut behind = String::new();
            if let Some(voice) = &statement.voiced_by {
                behind.push_str(&format!(" (by {voice})"));
            }
            if !statement.addressees.is_empty() {
                behind.push_str(&format!(" → {}", names(&statement.addressees).join(", ")));
            }
            match who.last_mut() {
                Some(last) => last.push_str(&behind),
                None if !behind.is_empty() => who.push(behind.trim_start().to_owned()),
                None => {}
            }
            (statement.act.to_string(), who, statement.content.clone())
        }
        FactBody::Stage(stage) => (stage.stage.to_string(), names(&stage.by), stage.instrument.0.clone()),
        FactBody::Figure(figure) => {
            let to = figure.value_to.map(|to| format!(" to {}", number(to))).unwrap_or_default();
            let qualifier = match figure.qualifier {
                record::Qualifier::Exact => String::new(),
                other => format!("{} ", other.as_str().replace('-', " ")),
            };
            let rank = figure.rank.map(|rank| format!(", rank {rank}")).unwrap_or_default();
            let record = if figure.record { ", a record" } else { "" };
            let value = format!("{qualifier}{}{to} {}", number(figure.value), figure.unit);
            // "more than 670 Korean companies": what is counted stands in the measure already.
            let counted = figure.unit.chars().all(|c| c.is_lowercase() || c == ' ') && figure.unit != "percent";
            let stem = figure.unit.trim_end_matches(['y', 's']);
            let what = if counted && figure.measure.to_lowercase().contains(stem) {
                format!("{qualifier}{}{to} {}{record}{rank}", number(figure.value), figure.measure)
            } else {
                format!("{}: {value}{record}{rank}", figure.measure)
            };
            (figure.unit.clone(), figure.subject.iter().cloned().collect(), what)
        }
        FactBody::Role(role) => {
            let org = role.org.as_ref().map(|org| format!(", {org}")).unwrap_or_default();
            (role.title.clone(), vec![role.person.0.clone()], format!("{}{org}", role.title))
        }
    };
    let about = match fact.fact.body() {
        FactBody::Statement(statement) => statement.about.iter().map(|name| name.0.clone()).collect(),
        _ => Vec::new(),
    };
    let said = match fact.fact.body() {
        FactBody::Statement(statement) => Some(Saying {
            act: statement.act,
            speakers: names(&statement.speakers),
            voiced_by: statement.voiced_by.as_ref().map(|name| name.0.clone()),
            addressees: names(&statement.addressees),
        }),
        _ => None,
    };
    Line {
        said,
        fact: fact.id.clone(),
        kind: fact.fact.body().kind().to_owned(),
        term,
        who,
        what,
        about,
        when: fact.when(),
        confidence: fact.fact.confidence().get(),
        source: Source::of(fact),
    }
}

/// What words do not say themselves: " [on the Korea–UK FTA upgrade]"; nothing where they name what they are about.
pub fn on(about: &[String], words: &str) -> String {
    let unnamed: Vec<&str> = about.iter().map(String::as_str).filter(|name| !words.contains(name)).collect();
    if unnamed.is_empty() { String::new() } else { format!(" [on {}]", unnamed.join(", ")) }
}

/// Dates as people read them: "2025-12-11", "2026-01-01 to 2026-06-30", "by 2026-06-30", or the words where no day is known.
pub fn dates(range: &DateRange) -> String {
    match (range.start, range.end) {
        (Some(start), Some(end)) if start == end => start.to_string(),
        (Some(start), Some(end)) => format!("{start} to {end}"),
        (Some(start), None) => format!("from {start}"),
        (None, Some(end)) => format!("by {end}"),
        (None, None) => range.text.clone(),
    }
}

/// A number as people read it: large ones in millions, billions, trillions.
fn number(value: f64) -> String {
    let scaled = [(1e12, " trillion"), (1e9, " billion"), (1e6, " million")]
        .into_iter()
        .find(|(scale, _)| value.abs() >= *scale)
        .map(|(scale, word)| (value / scale, word));
    let (value, word) = scaled.unwrap_or((value, ""));
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let grouped: Vec<String> =
        digits.as_bytes().rchunks(3).rev().map(|chunk| String::from_utf8_lossy(chunk).into_owned()).collect();
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{sign}{}{fraction}{word}", grouped.join(","))
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_read_well() {
        for (value, text) in [
            (6.1e9, "6.1 billion"),
            (18_300_000.0, "18.3 million"),
            (75_000.0, "75,000"),
            (670.0, "670"),
            (-2.5, "-2.5"),
            (1e12, "1 trillion"),
        ] {
            assert_eq!(super::number(value), text);
        }
    }
}
