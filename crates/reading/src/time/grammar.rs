//! What productions are and how they are put together.

use record::Date;

use super::interval::{Interval, Yearless, shift};
use super::lexer::Row;
use super::words::Unit;

/// What an expression stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Days that are settled.
    Fixed(Interval),
    /// A stretch of some year.
    Yearless(Yearless),
    /// A day of some week, Monday as 1.
    Weekday(i8),
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
    /// Days are the nearest ones, before publication where both are as near. Months are past ones unless the coming
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
        }
    }

    /// The earliest reading that has not ended before the day of publication.
    pub(super) fn future(&self, moment: Moment) -> Option<Interval> {
        match moment {
            Moment::Fixed(interval) => Some(interval),
            Moment::Yearless(stretch) => stretch.after(self.today),
            Moment::Weekday(day) => self.weekday(day, 0),
        }
    }

    /// The day of the week among the seven days that begin `offset` days from publication.
    pub(super) fn weekday(&self, day: i8, offset: i64) -> Option<Interval> {
        let first = shift(self.today, Unit::Day, offset)?;
        let ahead = i64::from((day - first.weekday().to_monday_one_offset()).rem_euclid(7));
        shift(first, Unit::Day, ahead).map(Interval::day)
    }
}
