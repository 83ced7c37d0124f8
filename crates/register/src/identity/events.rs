//! Which tellings are of one happening.
//!
//! Two releases of one ministry share half their words whether they tell one meeting or two, so words alone decide nothing.
//! What decides: the numbered name, the milestone of one instrument on one day, the same people on the same day, a name in
//! one period. Two happenings of one document are never one.

use record::{Date, DateRange, EventStatus, EventType};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actors::agree;
use super::{digest, fold};

/// The longest time, in days, that still tells when something happened: a week's visit does, a month does not.
const TELLING_DAYS: i32 = 10;

/// Most months under which a happening with vague dates is looked for.
const MONTHS: usize = 24;

/// Most of those who take part that are paired: those of a conference of all are not its mark.
const PAIRED: usize = 16;

/// A happening as one document tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EventNode {
    /// Its proper name, or a description of it.
    pub name: String,
    /// The document.
    pub document: String,
    /// Id of the fact.
    pub fact: String,
    /// What kind of happening.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// Where it stood on publication.
    pub status: EventStatus,
    /// Folded proper name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proper: Option<String>,
    /// Key of its series, see [`super::series`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Number in the series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<u32>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub start: Option<Date>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub end: Option<Date>,
    /// Folded names of people who take part, their words sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// Folded names of bodies that take part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bodies: Vec<String>,
    /// Codes of jurisdictions that take part, or whose people or bodies do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jurisdictions: Vec<String>,
    /// Folded city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Country code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Milestones of instruments it brought: stage, parties and kind of the instrument.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub milestones: Vec<String>,
}

impl EventNode {
    /// See [`super::Node::key`].
    pub fn key(&self) -> String {
        // Another revision may tell more of it, or other things: that is a node of its own, with the same anchor.
        let told = serde_json::to_string(self).unwrap_or_default();
        format!("e|{}|{}#{}", self.document, self.fact, digest(&told, 6))
    }

    /// The days it covers.
    pub fn when(&self) -> DateRange {
        DateRange { start: self.start, end: self.end, text: String::new() }
    }

    /// Its date tells it from others.
    fn dated(&self) -> bool {
        matches!((self.start, self.end), (Some(start), Some(end))
            if end.since(start).is_ok_and(|span| span.get_days() <= TELLING_DAYS))
    }

    /// See [`super::Node::blocks`]. Thousands bear one name or take place on one day: what two tellings share is told as
    /// narrowly as [`EventNode::same`] asks for it.
    pub fn blocks(&self) -> Vec<String> {
        let mut blocks = Vec::new();
        if let Some(series) = &self.series {
            blocks.extend(self.ordinal.map(|ordinal| format!("s|{series}|{ordinal}")));
            blocks.extend(self.months().map(|month| format!("s|{series}|{month}")));
        }
        if let Some(name) = self.proper.as_ref().filter(|_| self.short()) {
            blocks.extend(self.months().map(|month| format!("w|{name}|{month}")));
        }
        if self.dated()
            && let (Some(start), Some(end)) = (self.start, self.end)
        {
            let mut pairs = [pairs(&self.people), pairs(&self.jurisdictions)].concat();
            if !self.bodies.is_empty() {
                pairs.extend(self::pairs(&self.present()));
            }
            for day in start.series(jiff::Span::new().days(1)).take_while(|day| *day <= end) {
                blocks.extend(pairs.iter().map(|pair| format!("d|{day}|{pair}")));
                blocks.extend(self.milestones.iter().map(|what| format!("m|{day}|{what}")));
            }
        }
        blocks.sort();
        blocks.dedup();
        blocks
    }

    /// The months in which it may take place; for one whose first or last day alone is told, a year of them.
    fn months(&self) -> impl Iterator<Item = String> {
        let year = jiff::Span::new().months(11);
        let (start, end) = match (self.start, self.end) {
            (None, None) => (None, None),
            (start, end) => {
                (start.or_else(|| end?.checked_sub(year).ok()), end.or_else(|| start?.checked_add(year).ok()))
            }
        };
        let months = start.zip(end).map(|(start, end)| {
            let first = start.first_of_month();
            first.series(jiff::Span::new().months(1)).take_while(move |month| *month <= end).take(MONTHS)
        });
        months.into_iter().flatten().map(|month| month.strftime("%Y-%m").to_string())
    }

    /// See [`super::Node::same`].
    pub fn same(&self, other: &Self) -> Option<String> {
        if self.document == other.document || !self.when().overlaps(&other.when()) {
            return None;
        }
        let bounded = |node: &Self| node.start.is_some() || node.end.is_some();
        if self.series.is_some() && self.series == other.series {
            if self.ordinal.is_some() && self.ordinal == other.ordinal {
                return Some("the same number of one series".to_owned());
            }
            // A session without a number: the period must be told, and one of the two may be the plan of it.
            let near = bounded(self) && bounded(other) && (self.short() || other.short());
            if near && agree(&number(self.ordinal), &number(other.ordinal)) && self.agrees_in_place(other) {
                return Some("the session of one series at one time".to_owned());
            }
        }
        if !self.dated() || !other.dated() {
            let named = self.proper.is_some() && self.proper == other.proper && self.ordinal == other.ordinal;
            return (named && self.short() && other.short() && self.agrees_in_place(other))
                .then(|| "the same name in one period".to_owned());
        }
        if !agree(&number(self.ordinal), &number(other.ordinal)) || !self.agrees_in_place(other) {
            return None;
        }
        if self.proper.is_some() && self.proper == other.proper {
            return Some("the same name on the same days".to_owned());
        }
        let sides = shared(&self.jurisdictions, &other.jurisdictions);
        // Each of two parties puts itself first in the name of what they share.
        let numbered = self.ordinal.is_some() && self.ordinal == other.ordinal;
        if numbered && sides >= 2 && self.kind == other.kind {
            return Some("the same number, between the same sides on the same days".to_owned());
        }
        if self.proper.is_some() && other.proper.is_some() && self.series != other.series {
            return None;
        }
        if !compatible(self.kind, other.kind) {
            return None;
        }
        if self.milestones.iter().any(|milestone| other.milestones.contains(milestone)) {
            return Some("the same milestone of one instrument on the same day".to_owned());
        }
        let people = shared(&self.people, &other.people);
        if people >= 2 {
            return Some("the same people on the same days".to_owned());
        }
        if self.kind == other.kind && shared(&self.present(), &other.present()) >= 2 {
            return Some("the same people and bodies on the same days".to_owned());
        }
        let unnamed = self.people.is_empty() || other.people.is_empty();
        let placed = self.city.is_some() && self.city == other.city;
        (sides >= 2 && (people == 1 || unnamed && placed) && self.kind == other.kind)
            .then(|| "the same sides, kind and place on the same days".to_owned())
    }

    /// Who takes part by name: bodies, and people by the letters of their names, which are the same in either order and however
    /// their syllables are joined.
    fn present(&self) -> Vec<String> {
        let letters = |name: &String| {
            let mut letters: Vec<char> = name.chars().filter(|c| *c != ' ').collect();
            letters.sort_unstable();
            letters.into_iter().collect()
        };
        self.people.iter().map(letters).chain(self.bodies.iter().cloned()).collect()
    }

    /// It lasts no longer than a quarter: vaguer plans tell nothing.
    fn short(&self) -> bool {
        matches!((self.start, self.end), (Some(start), Some(end))
            if end.since(start).is_ok_and(|span| span.get_days() <= 92))
    }

    fn agrees_in_place(&self, other: &Self) -> bool {
        agree(&self.city, &other.city) && agree(&self.country, &other.country)
    }
}

/// How many of some names are among others.
fn shared(one: &[String], two: &[String]) -> usize {
    one.iter().filter(|who| two.contains(who)).count()
}

/// All pairs of those who take part, each in one order.
fn pairs(names: &[String]) -> Vec<String> {
    let mut names: Vec<&String> = names.iter().collect();
    names.sort();
    names.truncate(PAIRED);
    let after = |at: usize| names[at + 1..].iter();
    names.iter().enumerate().flat_map(|(at, one)| after(at).map(move |two| format!("{one}|{two}"))).collect()
}

fn number(ordinal: Option<u32>) -> Option<String> {
    ordinal.map(|ordinal| ordinal.to_string())
}

/// What one text calls a meeting another calls the signing that it was for. A round, a visit or a conference has many
/// meetings, and is none of them.
fn compatible(one: EventType, two: EventType) -> bool {
    let meeting = |kind| {
        matches!(
            kind,
            EventType::Meeting
                | EventType::Signing
                | EventType::Ceremony
                | EventType::Roundtable
                | EventType::Consultation
                | EventType::Other
        )
    };
    one == two || meeting(one) && meeting(two)
}

/// A person's name as it is compared between happenings: its words in one order.
pub fn person_key(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cases_hold() {
        super::super::check_cases::<EventNode>(include_str!("events_cases.tsv"), EventNode::same);
    }

    #[test]
    fn the_same_are_in_one_block() {
        super::super::check_blocks::<EventNode>(include_str!("events_cases.tsv"), EventNode::blocks);
    }
}
