//! Drawings to scale: days on a line. Only numbers come from here; the templates draw, and style sheets colour.

use jiff::civil::Date;
use views::{Course, Promise};

use super::wording;

/// Units of the drawing; it is scaled to the page.
const WIDTH: f64 = 960.0;

/// Where the axis begins: the labels of the bars stand before it.
const LEFT: f64 = 300.0;

/// Heights of the axis' labels, the row of contacts, and each bar.
const AXIS: f64 = 26.0;
const CONTACTS: f64 = 34.0;
const ROW: f64 = 24.0;

/// Days before and after today beyond which nothing is drawn.
const BACK: i32 = 3 * 366;
const AHEAD: i32 = 2 * 366;

/// A line of days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    from: Date,
    days: f64,
    left: f64,
    width: f64,
}

impl Scale {
    /// From a day to another, drawn from `left` on, `width` units wide.
    pub(super) fn new(from: Date, to: Date, left: f64, width: f64) -> Self {
        let days = to.since(from).map(|span| span.get_days()).unwrap_or(0).max(1);
        Self { from, days: f64::from(days), left, width }
    }

    /// Where a day begins; days outside stand at the end that is next to them.
    pub(super) fn x(&self, day: Date) -> f64 {
        let days = day.since(self.from).map(|span| span.get_days()).unwrap_or(0);
        let share = (f64::from(days) / self.days).clamp(0.0, 1.0);
        ((self.left + share * self.width) * 10.0).round() / 10.0
    }

    /// Days at which months, quarters or years begin, whichever there is room for, with what to write there.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let step = match self.days {
            days if days <= 400.0 => 1,
            days if days <= 1_600.0 => 3,
            _ => 12,
        };
        let mut ticks = Vec::new();
        let mut day = self.from.first_of_month();
        for _ in 0..400 {
            let Ok(next) = day.checked_add(jiff::Span::new().months(1)) else { break };
            day = next;
            if day.since(self.from).map(|span| f64::from(span.get_days())).unwrap_or(0.0) > self.days {
                break;
            }
            if (day.month() - 1) % step == 0 {
                let year = day.month() == 1;
                let label = if year { day.year().to_string() } else { day.strftime("%b").to_string() };
                ticks.push(Tick { x: self.x(day), label, year });
            }
        }
        ticks
    }
}

/// A day on the axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub(super) x: f64,
    pub(super) label: String,
    /// A year begins.
    pub(super) year: bool,
}

/// A contact.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) title: String,
    /// Its day is told for a longer time than a week.
    pub(super) vague: bool,
}

/// A promise.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    pub(super) y: f64,
    pub(super) label: String,
    pub(super) title: String,
    pub(super) status: register::Status,
    /// From its making to its day, or its end where that came first.
    pub(super) x: f64,
    pub(super) width: f64,
    /// What ran over: where that begins, and how wide it is.
    pub(super) over: Option<(f64, f64)>,
    /// It is pending, and its day is beyond today.
    pub(super) ahead: Option<(f64, f64)>,
    /// It is open, and no day was told.
    pub(super) undated: bool,
    /// Where its day is.
    pub(super) due: Option<f64>,
}

/// The course of relations with a counterpart, drawn to scale.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chart {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) left: f64,
    pub(super) ticks: Vec<Tick>,
    pub(super) marks: Vec<Mark>,
    pub(super) bars: Vec<Bar>,
    pub(super) today: f64,
    pub(super) from: Date,
    pub(super) to: Date,
    /// Contacts before the line begins.
    pub(super) older: usize,
}

impl Chart {
    /// Draws a course; nothing where there is nothing to draw.
    pub(super) fn of(course: &Course) -> Option<Self> {
        let today = course.as_of;
        let earliest = today.saturating_sub(jiff::Span::new().days(BACK));
        let latest = today.saturating_add(jiff::Span::new().days(AHEAD));
        let begins =
            course.contacts.iter().map(|contact| contact.from).chain(course.promises.iter().map(|one| one.made));
        let ends = course.promises.iter().filter_map(|promise| promise.due).chain([today]);
        let from = begins.min()?.max(earliest).min(today);
        let to = ends.max()?.min(latest);
        let (from, to) = (from.first_of_month(), to.last_of_month());
        let scale = Scale::new(from, to, LEFT, WIDTH - LEFT - 12.0);
        let shown = course.contacts.iter().filter(|contact| contact.to >= from);
        let marks: Vec<Mark> = shown
            .map(|contact| {
                let x = scale.x(contact.from);
                let days = contact.to.since(contact.from).map_or(0, |span| span.get_days());
                Mark {
                    vague: days > 7,
                    x,
                    width: (scale.x(contact.to) - x).max(3.0),
                    title: format!("{}: {}", contact.from, wording::cut(&contact.line.what, 120)),
                }
            })
            .collect();
        let top = AXIS + CONTACTS;
        let shown = course.promises.iter().filter(|promise| promise.ended.unwrap_or(today) >= from).enumerate();
        let bars: Vec<Bar> = shown.map(|(at, promise)| bar(promise, top + ROW * at as f64, &scale, today)).collect();
        Some(Self {
            width: WIDTH,
            height: top + ROW * bars.len() as f64 + 8.0,
            left: LEFT,
            ticks: scale.ticks(),
            older: course.contacts.len() - marks.len(),
            marks,
            bars,
            today: scale.x(today),
            from,
            to,
        })
    }
}

fn bar(promise: &Promise, y: f64, scale: &Scale, today: Date) -> Bar {
    let end = promise.ended.unwrap_or(today);
    let in_time = promise.due.map_or(end, |due| due.min(end));
    let x = scale.x(promise.made);
    let over = promise.due.filter(|due| *due < end).map(|due| (scale.x(due), scale.x(end) - scale.x(due)));
    let ahead = promise
        .due
        .filter(|due| promise.ended.is_none() && *due > today)
        .map(|due| (scale.x(today), scale.x(due) - scale.x(today)));
    let entry = &promise.entry;
    let by = wording::owed(entry).by;
    let day = promise.due.map(|due| format!(", due {due}")).unwrap_or_default();
    Bar {
        y,
        label: wording::cut(&format!("{}: {}", wording::cut(&by, 18), entry.content), 46),
        title: format!(
            "{by}: {} — made {}{day}, {} {}",
            entry.content,
            promise.made,
            entry.status,
            wording::since(entry)
        ),
        status: entry.status,
        x,
        width: (scale.x(in_time) - x).max(2.0),
        over: over.filter(|(_, width)| *width > 0.0).map(|(x, width)| (x, width.max(2.0))),
        ahead,
        undated: promise.due.is_none() && promise.ended.is_none(),
        due: promise.due.map(|due| scale.x(due)),
    }
}

/// A span of days on a line from one day to another, as a part of a row of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Strip {
    pub(super) x: f64,
    pub(super) width: f64,
    /// It reaches beyond the line.
    pub(super) further: bool,
}

impl Strip {
    /// Draws the days of a range on a scale.
    pub(super) fn of(when: &record::DateRange, scale: &Scale, last: Date) -> Self {
        let start = when.start.unwrap_or(scale.from);
        let end = when.end.unwrap_or(last);
        let x = scale.x(start);
        Self { x, width: (scale.x(end) - x).max(4.0), further: end > last }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Scale;

    #[test]
    fn days_stand_to_scale() {
        let scale = Scale::new(date(2025, 1, 1), date(2026, 1, 1), 100.0, 365.0);
        assert_eq!(scale.x(date(2025, 1, 1)), 100.0);
        assert_eq!(scale.x(date(2025, 7, 1)), 281.0);
        assert_eq!(scale.x(date(2030, 1, 1)), 465.0);
        let labels: Vec<String> = scale.ticks().into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels[..2], ["Feb", "Mar"]);
        assert_eq!(labels.last().map(String::as_str), Some("2026"));
    }
}
