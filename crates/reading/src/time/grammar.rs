//! What productions are and how they are put together.

use record::Date;

use super::fiscal::Fiscal;
use super::interval::{Interval, Yearless, shift};
use super::lexer::Row;
use super::words::{self, Unit};

/// What an expression stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Days that are settled.
    Fixed(Interval),
    /// A stretch of some year.
    Yearless(Yearless),
    /// A day of some week, Monday as 1.
    Weekday(i8),
    /// A day that the calendar has not: "30 February", with the year if one is said.
    Impossible(Option<i16>, i8, i8),
}

/// An expression that a production has read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// One past its last token.
    pub(super) end: usize,
    pub(super) moment: Moment,
    /// It was counted from the publication date.
    pub(super) relative: bool,
    /// It is one end of an open interval.
    pub(super) bound: Option<Bound>,
}

/// The side on which an interval is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// From its first day on.
    Since,
    /// From the day after its last.
    After,
    /// To its last day.
    By,
    /// To the day before its first.
    Before,
}

impl Bound {
    /// The open interval that a closed one bounds.
    pub(super) fn apply(self, interval: Interval) -> Option<Interval> {
        match self {
            Self::Since => interval.from.map(Interval::since),
            Self::After => interval.to?.tomorrow().ok().map(Interval::since),
            Self::By => interval.to.map(Interval::until),
            Self::Before => interval.from?.yesterday().ok().map(Interval::until),
        }
    }
}

impl Found {
    pub(super) fn fixed(end: usize, interval: Interval) -> Self {
        Self { end, moment: Moment::Fixed(interval), relative: false, bound: None }
    }

    pub(super) fn relative(end: usize, interval: Interval) -> Self {
        Self { end, moment: Moment::Fixed(interval), relative: true, bound: None }
    }

    pub(super) fn with_moment(self, moment: Moment) -> Self {
        Self { moment, ..self }
    }

    pub(super) fn yearless(end: usize, from: (i8, i8), to: (i8, i8)) -> Self {
        Self { end, moment: Moment::Yearless(Yearless { from, to }), relative: false, bound: None }
    }
}

/// The row of tokens being read, and the day it was published.
#[derive(Debug)]
pub(super) struct Grammar {
    pub(super) row: Row,
    pub(super) today: Date,
    /// What the expression before this one stood for: "the following January" is counted from it.
    pub(super) anchor: Option<Interval>,
    /// The fiscal years that are meant where the text speaks of one, by token.
    pub(super) fiscal: Vec<(usize, Fiscal)>,
    /// Whether the words around the token that is read speak of what is to come, where they tell.
    pub(super) to_come: Option<bool>,
}

/// Reads one kind of expression that begins at a token.
pub(super) type Production = fn(&Grammar, usize) -> Option<Found>;

impl Grammar {
    /// The longest reading among productions; the first of equals.
    pub(super) fn longest(&self, at: usize, productions: &[Production]) -> Option<Found> {
        let mut best: Option<Found> = None;
        for found in productions.iter().filter_map(|production| production(self, at)) {
            if best.is_none_or(|best| found.end > best.end) {
                best = Some(found);
            }
        }
        best
    }

    /// The reading that the words alone suggest.
    ///
    /// The nearest verb decides where it tells. Else days are the nearest ones, before publication where both are as near. Months are past ones unless the coming
    /// one is much nearer. What something lasts or is due "by" is to come, unless that is most of a year away.
    pub(super) fn settle(&self, moment: Moment, bound: Option<Bound>) -> Option<Interval> {
        const MOST_OF_A_YEAR: i32 = 270;
        let (Some(past), Some(future)) = (self.past(moment), self.future(moment)) else {
            return self.past(moment).or_else(|| self.future(moment));
        };
        let (back, ahead) = (past.distance(self.today), future.distance(self.today));
        let whole = matches!(moment, Moment::Yearless(stretch) if stretch.to.1 == 0);
        let to_come = match bound {
            Some(Bound::Since | Bound::After) => false,
            Some(Bound::By | Bound::Before) => ahead < MOST_OF_A_YEAR,
            None if self.to_come.is_some() => self.to_come?,
            None if whole => ahead.saturating_mul(2) < back,
            None => ahead < back,
        };
        Some(if to_come { future } else { past })
    }

    /// The latest reading that has begun by the day of publication.
    pub(super) fn past(&self, moment: Moment) -> Option<Interval> {
        match moment {
            Moment::Fixed(interval) => Some(interval),
            Moment::Yearless(stretch) => stretch.before(self.today),
            Moment::Weekday(day) => self.weekday(day, -6),
            Moment::Impossible(..) => None,
        }
    }

    /// The earliest reading that has not ended before the day of publication.
    pub(super) fn future(&self, moment: Moment) -> Option<Interval> {
        match moment {
            Moment::Fixed(interval) => Some(interval),
            Moment::Yearless(stretch) => stretch.after(self.today),
            Moment::Weekday(day) => self.weekday(day, 0),
            Moment::Impossible(..) => None,
        }
    }

    /// Whether the nearest words speak of what is to come or of what is over: those before in the sentence, else those behind.
    pub(super) fn speaks_of_future(&self, at: usize) -> Option<bool> {
        const BEFORE: usize = 14;
        const BEHIND: usize = 8;
        let row = &self.row;
        let ends = |place: &usize| !row.is_mark_among(*place, &['.', '\n', ';', ':', '?', '!']);
        let cue = |place: usize| {
            let word = row.word(place);
            // "to sign" is to come; "to Brussels", "to the", "to 5" are no verbs.
            let infinitive = word == "to"
                && !row.capital(place + 1)
                && row.word(place + 1).len() > 1
                && !row.is_word(
                    place + 1,
                    &["the", "its", "their", "his", "her", "our", "an", "this", "that", "these", "all"],
                );
            // "be signed" has its tense further on.
            let passive = row.is_word(place.wrapping_sub(1), &["be", "been", "being"]) && word.ends_with("ed");
            if infinitive { Some(true) } else { words::is_to_come(word).filter(|_| !passive) }
        };
        let before = (at.saturating_sub(BEFORE)..at).rev().take_while(ends).find_map(cue);
        // "in June the two sides undertook to seek …": an infinitive further on hangs below a verb with a tense of its own.
        let finite = |place: usize| cue(place).filter(|_| row.word(place) != "to");
        before.or_else(|| (at + 1..(at + BEHIND).min(row.0.len())).take_while(ends).find_map(finite))
    }

    /// The fiscal years meant at a token: those of the country that the words around it name.
    pub(super) fn fiscal_at(&self, at: usize) -> Fiscal {
        self.fiscal.iter().min_by_key(|(place, _)| place.abs_diff(at)).map_or(Fiscal::CALENDAR, |(_, fiscal)| *fiscal)
    }

    /// The day of the week among the seven days that begin `offset` days from publication.
    pub(super) fn weekday(&self, day: i8, offset: i64) -> Option<Interval> {
        let first = shift(self.today, Unit::Day, offset)?;
        let ahead = i64::from((day - first.weekday().to_monday_one_offset()).rem_euclid(7));
        shift(first, Unit::Day, ahead).map(Interval::day)
    }
}
