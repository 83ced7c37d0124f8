//! What a word is about: instruments as the themes of verbs and nouns, and the times and modality of clauses.

use std::collections::HashMap;
use std::sync::LazyLock;

use language::Token;
use record::{Date, InstrumentName, InstrumentType, PartialDate, StageName};

use crate::context::Text;
pub(super) use crate::names::Family;
use crate::names::{Form, Mention};
use crate::time::{Tense, TimeMention};

/// What passes through stages: an instrument of a family, or the talks on an agreement, apart from the agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    Talks,
    Of(Family),
}

impl Course {
    /// Whether a family of `stages.tsv` takes this one in.
    fn is_in(self, family: &str) -> bool {
        let of = |families: &[Family]| matches!(self, Self::Of(mine) if families.contains(&mine));
        match family {
            "talks" => self == Self::Talks,
            "agreement" => of(&[Family::Agreement]),
            "deal" => self == Self::Talks || of(&[Family::Agreement]),
            "paper" => of(&[Family::Paper]),
            "measure" => of(&[Family::Measure]),
            "law" => of(&[Family::Law]),
            "rule" => of(&[Family::Measure, Family::Law]),
            "case" => of(&[Family::Case]),
            "undertaking" => of(&[Family::Undertaking]),
            _ => false,
        }
    }
}

/// An instrument in a place of a sentence.
#[derive(Debug, Clone)]
pub(super) struct Theme<'a> {
    pub(super) instrument: InstrumentName,
    pub(super) course: Course,
    pub(super) kind: InstrumentType,
    pub(super) mention: &'a Mention,
}

/// The rows of `stages.tsv` by word and part: family and stage.
type Rows = HashMap<(&'static str, &'static str), Vec<(&'static str, StageName)>>;

static ROWS: LazyLock<Rows> = LazyLock::new(|| {
    let mut rows = Rows::new();
    for line in include_str!("stages.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(word), Some(part), Some(family), Some(stage)) =
            (columns.next(), columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        if let Some(stage) = StageName::parse(stage.trim()) {
            rows.entry((word, part)).or_default().push((family, stage));
        }
    }
    rows
});

/// Stages by word, part and family.
pub(super) fn stages(word: &str, part: &str, family: Course) -> Option<StageName> {
    ROWS.get(&(word, part))?.iter().find(|(families, _)| family.is_in(families)).map(|(_, stage)| *stage)
}

/// Whether a word brings instruments to any stage, or says that they are in one.
pub(super) fn is_of_stage(token: Token<'_>) -> bool {
    let lemma = token.lemma().to_lowercase();
    ["verb", "noun", "adjective"].iter().any(|part| ROWS.contains_key(&(lemma.as_str(), *part)))
}

/// Whether a word brings instruments of some family to a stage.
pub(super) fn brings_to(token: Token<'_>, stage: StageName) -> bool {
    let lemma = token.lemma().to_lowercase();
    ["verb", "noun"].iter().any(|part| {
        ROWS.get(&(lemma.as_str(), *part)).is_some_and(|rows| rows.iter().any(|(_, listed)| *listed == stage))
    })
}

/// A meeting of negotiators, which is an event: concluding it concludes no talks.
pub(super) fn is_round(token: Token<'_>) -> bool {
    matches!(
        token.lemma().to_lowercase().as_str(),
        "round"
            | "session"
            | "meeting"
            | "visit"
            | "discussion"
            | "consultation"
            | "procedure"
            | "chapter"
            | "review"
            | "work"
            | "text"
    )
}

/// The instruments that a noun phrase stands for, those of coordinated nouns too.
pub(super) fn themes<'a>(text: &Text<'a>, noun: Token<'a>) -> Vec<Theme<'a>> {
    let mut found: Vec<Theme<'a>> = Vec::new();
    let mut queue = vec![noun];
    while let Some(noun) = queue.pop() {
        if is_round(noun) && !covers(text, noun) {
            continue;
        }
        if let Some(theme) = theme(text, noun)
            && !found.iter().any(|known| known.instrument == theme.instrument)
        {
            found.push(theme);
        }
        queue.extend(
            noun.children().filter(|child| child.dep() == "conj" && matches!(child.pos(), "NOUN" | "PROPN" | "PRON")),
        );
    }
    found
}

fn covers(text: &Text<'_>, noun: Token<'_>) -> bool {
    text.mention_at(noun).is_some_and(|mention| mention.instrument().is_some())
}

/// The instrument of one noun: its own mention, or the one it is of ("the negotiations on …").
fn theme<'a>(text: &Text<'a>, noun: Token<'a>) -> Option<Theme<'a>> {
    let make = |mention: &'a Mention, talks: bool| {
        let name = mention.instrument()?;
        let kind = text.instrument(name)?.kind;
        // The investigation behind a duty is a case, whatever the duty is.
        let case = matches!(noun.lemma().to_lowercase().as_str(), "investigation" | "proceeding" | "probe");
        if case {
            return Some(Theme { instrument: name.clone(), course: Course::Of(Family::Case), kind, mention });
        }
        let course =
            if talks && Family::of(kind) == Family::Agreement { Course::Talks } else { Course::Of(Family::of(kind)) };
        Some(Theme { instrument: name.clone(), course, kind, mention })
    };
    let talks = is_talks(noun);
    // The mention whose last word is the noun, or that covers it.
    let covering = text.instrument_at(noun);
    if let Some(mention) = covering {
        return make(mention, talks);
    }
    let linking = matches!(
        noun.lemma().to_lowercase().as_str(),
        "process"
            | "text"
            | "content"
            | "set"
            | "draft"
            | "proposal"
            | "plan"
            | "amendment"
            | "revision"
            | "upgrade"
            | "reform"
    );
    if !linking {
        return None;
    }
    let below = noun.subtree_range();
    text.mentions_in(text.span_of(below))
        .filter(|mention| mention.form != Form::Part)
        .find_map(|mention| make(mention, false))
}

/// Negotiations and talks.
pub(super) fn is_talks(token: Token<'_>) -> bool {
    matches!(token.text().to_lowercase().as_str(), "negotiations" | "negotiation" | "talks")
}

/// A time at the precision at which it is said: a day, a month or a year.
pub(super) fn partial(time: &TimeMention, words: &str, tense: Tense, published: Option<Date>) -> Option<PartialDate> {
    let (from, to) = time.resolve(tense);
    let day = from.or(to)?;
    if from == to && from.is_some() {
        return Some(PartialDate::Day(day));
    }
    let words = words.to_lowercase();
    let has_day = words.split(|c: char| !c.is_alphanumeric()).any(|word| {
        word.trim_end_matches(|c: char| c.is_alphabetic()).parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
    });
    if from.is_none() {
        // "by the end of June": the stage is due at its last day.
        return Some(PartialDate::Day(day));
    }
    const MONTHS: &str = "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec month";
    let has_month = words
        .split(|c: char| !c.is_alphabetic())
        .any(|word| word.len() > 2 && MONTHS.split(' ').any(|month| month == word));
    if has_month && has_day
        || to.is_some_and(|to| {
            day != to
                && published.is_some_and(|published| day <= published && published <= to)
                && words.contains("week")
        })
    {
        return Some(PartialDate::Day(day));
    }
    let same_month = to.is_some_and(|to| to.year() == day.year() && to.month() == day.month());
    if has_month || same_month {
        return Some(PartialDate::Month(day.year(), day.month()));
    }
    Some(PartialDate::Year(day.year()))
}
