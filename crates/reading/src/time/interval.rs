//! Intervals of days, and the arithmetic of the calendar. Nothing here overflows: what leaves the calendar is absent.

use jiff::ToSpan;
use record::Date;

use super::words::Unit;

/// Days from one to another, both inclusive; an absent end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
}

impl Interval {
    pub(super) fn new(from: Date, to: Date) -> Self {
        Self { from: Some(from), to: Some(to) }
    }

    pub(super) fn day(date: Date) -> Self {
        Self::new(date, date)
    }

    pub(super) fn since(from: Date) -> Self {
        Self { from: Some(from), to: None }
    }

    pub(super) fn until(to: Date) -> Self {
        Self { from: None, to: Some(to) }
    }

    /// Whole months.
    pub(super) fn months(year: i64, month: i64, count: i64) -> Option<Self> {
        let first = month_start(year, month)?;
        let last = month_start(year, month.checked_add(count)?.checked_sub(1)?)?.last_of_month();
        Some(Self::new(first, last))
    }

    /// A calendar year.
    pub(super) fn year(year: i64) -> Option<Self> {
        Self::months(year, 1, 12)
    }

    /// Both ends of a closed interval.
    pub(super) fn ends(self) -> Option<(Date, Date)> {
        Some((self.from?, self.to?))
    }

    pub(super) fn is_day(self) -> bool {
        self.from.is_some() && self.from == self.to
    }

    /// Days between the interval and a day; none for a day inside it.
    pub(super) fn distance(self, day: Date) -> i32 {
        let days = |from: Date, to: Date| from.until(to).map_or(i32::MAX, |span| span.get_days());
        match (self.from, self.to) {
            (Some(from), _) if day < from => days(day, from),
            (_, Some(to)) if to < day => days(to, day),
            _ => 0,
        }
    }

    /// The interval as an EDTF string, at the coarsest precision that says the same.
    pub(super) fn edtf(self) -> String {
        let years = |from: Date, to: Date| from.day_of_year() == 1 && (to.month(), to.day()) == (12, 31);
        let months = |from: Date, to: Date| from.day() == 1 && to.day() == to.days_in_month();
        let year = |date: Date| format!("{:04}", date.year());
        let month = |date: Date| format!("{:04}-{:02}", date.year(), date.month());
        let pair = |from: String, to: String| if from == to { from } else { format!("{from}/{to}") };
        match (self.from, self.to) {
            (Some(from), Some(to)) if years(from, to) => pair(year(from), year(to)),
            (Some(from), Some(to)) if months(from, to) => pair(month(from), month(to)),
            (Some(from), Some(to)) => pair(from.to_string(), to.to_string()),
            (Some(from), None) => format!("{from}/.."),
            (None, Some(to)) => format!("../{to}"),
            (None, None) => "../..".to_owned(),
        }
    }
}

/// First day of a month; months beyond twelve run on into the next years.
pub(super) fn month_start(year: i64, month: i64) -> Option<Date> {
    let index = year.checked_mul(12)?.checked_add(month)?.checked_sub(1)?;
    date(index.div_euclid(12), index.rem_euclid(12) + 1, 1)
}

/// A day, if there is such a day.
pub(super) fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| *year > 0)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A day moved by a number of units; a month without that day gives its last.
pub(super) fn shift(day: Date, unit: Unit, count: i64) -> Option<Date> {
    let days = |count: i64| day.checked_add(0.days().try_days(count).ok()?).ok();
    let months = |count: i64| {
        let month = month_start(i64::from(day.year()), i64::from(day.month()).checked_add(count)?)?;
        date(i64::from(month.year()), i64::from(month.month()), i64::from(day.day().min(month.days_in_month())))
    };
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => Some(day),
        Unit::Day => days(count),
        Unit::BusinessDay => business(day, count),
        Unit::Week | Unit::Weekend => days(count.checked_mul(7)?),
        Unit::Fortnight => days(count.checked_mul(14)?),
        Unit::Month => months(count),
        Unit::Quarter => months(count.checked_mul(3)?),
        Unit::Half => months(count.checked_mul(6)?),
        Unit::Year => months(count.checked_mul(12)?),
        Unit::Decade => months(count.checked_mul(120)?),
        Unit::Century => months(count.checked_mul(1200)?),
    }
}

/// A day moved by working days, Monday to Friday. Holidays differ by country and are not known here.
fn business(day: Date, count: i64) -> Option<Date> {
    if count.unsigned_abs() > 10_000 {
        return None;
    }
    let mut at = day;
    let mut left = count.abs();
    while left > 0 {
        at = if count > 0 { at.tomorrow().ok()? } else { at.yesterday().ok()? };
        left -= i64::from(at.weekday().to_monday_one_offset() < 6);
    }
    Some(at)
}

/// The unit that a day lies in: its week (Monday first), month, quarter, year …
pub(super) fn containing(day: Date, unit: Unit) -> Option<Interval> {
    let (year, month) = (i64::from(day.year()), i64::from(day.month()));
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::BusinessDay => Some(Interval::day(day)),
        Unit::Week => week(day, 7),
        Unit::Weekend => {
            let (monday, sunday) = week(day, 7)?.ends()?;
            Some(Interval::new(shift(monday, Unit::Day, 5)?, sunday))
        }
        Unit::Fortnight => week(day, 14),
        Unit::Month => Interval::months(year, month, 1),
        Unit::Quarter => Interval::months(year, (month - 1) / 3 * 3 + 1, 3),
        Unit::Half => Interval::months(year, (month - 1) / 6 * 6 + 1, 6),
        Unit::Year => Interval::year(year),
        Unit::Decade => Interval::months(year / 10 * 10, 1, 120),
        Unit::Century => Interval::months(year / 100 * 100, 1, 1200),
    }
}

fn week(day: Date, days: i64) -> Option<Interval> {
    let monday = shift(day, Unit::Day, 1 - i64::from(day.weekday().to_monday_one_offset()))?;
    Some(Interval::new(monday, shift(monday, Unit::Day, days - 1)?))
}

/// A stretch of the year whose year is not said: "June", "March 26–29", "late October".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Yearless {
    /// Month and day on which it begins.
    pub(super) from: (i8, i8),
    /// Month and day on which it ends; day 0 is the last of the month.
    pub(super) to: (i8, i8),
}

impl Yearless {
    /// The stretch that begins in a year, if the calendar has it (29 February).
    pub(super) fn in_year(self, year: i64) -> Option<Interval> {
        let from = date(year, i64::from(self.from.0), i64::from(self.from.1))?;
        let closes = |year| match self.to {
            (month, 0) => Some(month_start(year, i64::from(month))?.last_of_month()),
            (month, day) => date(year, i64::from(month), i64::from(day)),
        };
        match closes(year).filter(|to| *to >= from) {
            Some(to) => Some(Interval::new(from, to)),
            None => Some(Interval::new(from, closes(year.checked_add(1)?).filter(|_| self.to.0 < self.from.0)?)),
        }
    }

    /// The latest that has begun by a day.
    pub(super) fn before(self, day: Date) -> Option<Interval> {
        let year = i64::from(day.year());
        (0..=8).filter_map(|back| self.in_year(year - back)).find(|found| found.from <= Some(day))
    }

    /// The earliest that has not ended before a day.
    pub(super) fn after(self, day: Date) -> Option<Interval> {
        let year = i64::from(day.year());
        (-1..=8).filter_map(|ahead| self.in_year(year + ahead)).find(|found| found.to >= Some(day))
    }
}
