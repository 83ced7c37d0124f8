//! The agenda: a month as a sheet of weeks, on which vague dates are the spans that they are, and all that comes as a list.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use views::{Agenda, Appointment, Party};

use super::address::Address;
use super::chart::{Scale, Strip, Tick};
use super::frame::Frame;
use super::{link, wording};
use crate::filter::{ScopeFilter, text};
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk, Failure};

/// Appointments on the page at most.
const MOST: usize = 120;

/// Units of the drawing of a year beside the list.
const WIDTH: f64 = 240.0;

/// How the page is laid out.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Choice {
    /// The month to show, as 2026-01; the present one if not given.
    #[serde(default, deserialize_with = "text")]
    month: Option<String>,
}

/// A week of the sheet.
struct Week {
    days: Vec<Day>,
    /// Rows of spans: each fills the seven days.
    lanes: Vec<Vec<Piece>>,
}

/// A day of the sheet.
struct Day {
    date: Date,
    /// It is one of the month.
    inside: bool,
    today: bool,
    /// What is on this very day: its place in the agenda.
    on: Vec<usize>,
}

/// A part of a row of spans.
struct Piece {
    days: usize,
    /// The appointment, by its place in the agenda; nothing for a gap.
    appointment: Option<usize>,
    /// It goes on before, or after, the week.
    before: bool,
    after: bool,
}

/// A month.
struct Month {
    first: Date,
    weeks: Vec<Week>,
    /// What may be on any day of it, by its place in the agenda.
    throughout: Vec<usize>,
}

#[derive(Template)]
#[template(path = "agenda.html")]
struct AgendaPage {
    frame: Frame,
    address: Address,
    with: Option<Party>,
    view: Agenda,
    month: Month,
    strips: Vec<Strip>,
    ticks: Vec<Tick>,
    width: f64,
}

impl AgendaPage {
    fn at(&self, place: &usize) -> &Appointment {
        &self.view.appointments[*place]
    }

    /// The address of another month.
    fn month_at(&self, months: i32) -> Option<(String, String)> {
        let other = self.month.first.checked_add(jiff::Span::new().months(months)).ok()?;
        let now = self.view.as_of.first_of_month();
        let farthest = now.saturating_add(jiff::Span::new().months(36));
        let shown = other >= now && other <= farthest;
        shown.then(|| (self.address.with("month", other.strftime("%Y-%m")).to_string(), title(other)))
    }

    /// The address of the calendar of the same appointments.
    fn calendar(&self) -> String {
        self.address.with("month", "").at("/feeds/agenda.ics").to_string()
    }
}

/// A month in words.
fn title(month: Date) -> String {
    month.strftime("%B %Y").to_string()
}

/// Gives the page.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    address: Address,
    Query(filter): Query<ScopeFilter>,
    Query(choice): Query<Choice>,
) -> Answered {
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
        let scope = filter.scope(snapshot, Some(MOST))?;
        let view = views::agenda(snapshot, &scope)?;
        let with = scope.with;
        let first = match &choice.month {
            None => view.as_of.first_of_month(),
            Some(month) => format!("{month}-01")
                .parse::<Date>()
                .ok()
                .filter(|_| month.len() == 7)
                .ok_or_else(|| Failure::bad_request(format!("{month:?} is no month: write 2026-01")))?,
        };
        let month = sheet(first, &view);
        let last = view.as_of.saturating_add(jiff::Span::new().days(365));
        let scale = Scale::new(view.as_of, last, 0.0, WIDTH);
        let strips = view.appointments.iter().map(|one| Strip::of(&one.when, &scale, last)).collect();
        let frame = frame.titled("Agenda").within("/agenda");
        let ticks = scale.ticks();
        Kept::page(&AgendaPage { frame, address, with, view, month, strips, ticks, width: WIDTH })
    })
    .await
}

/// The days on which an appointment may be; what has no beginning may be from today on.
fn span(appointment: &Appointment, today: Date) -> (Date, Date) {
    let start = appointment.when.start.unwrap_or(today);
    let end = appointment.when.end.unwrap_or(start);
    (start.min(end), end)
}

/// Lays a month out in weeks.
fn sheet(first: Date, agenda: &Agenda) -> Month {
    let last = first.last_of_month();
    let spans: Vec<(usize, Date, Date)> = agenda
        .appointments
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let (start, end) = span(one, agenda.as_of);
            (place, start, end)
        })
        .collect();
    let from_today = first.max(agenda.as_of);
    let covers = |start: Date, end: Date| start <= from_today && end >= last && start != end;
    let throughout = spans.iter().filter(|(_, start, end)| covers(*start, *end)).map(|(place, ..)| *place).collect();
    let monday = first.saturating_sub(jiff::Span::new().days(i64::from(first.weekday().since(Weekday::Monday))));
    let mut weeks = Vec::new();
    let mut begin = monday;
    while begin <= last {
        let days: Vec<Date> = (0..7).map(|day| begin.saturating_add(jiff::Span::new().days(day))).collect();
        let end = days[6];
        let vague = spans.iter().filter(|(_, start, stop)| {
            start != stop
                && !covers(*start, *stop)
                && *start <= end
                && *stop >= begin
                && *stop >= first
                && *start <= last
        });
        let lanes = lanes(vague.map(|(place, start, stop)| (*place, *start, *stop)), begin, end);
        let days = days
            .into_iter()
            .map(|date| Day {
                date,
                inside: date.month() == first.month(),
                today: date == agenda.as_of,
                on: spans
                    .iter()
                    .filter(|(_, start, stop)| start == stop && *start == date)
                    .map(|(place, ..)| *place)
                    .collect(),
            })
            .collect();
        weeks.push(Week { days, lanes });
        begin = end.saturating_add(jiff::Span::new().days(1));
    }
    Month { first, weeks, throughout }
}

/// Puts spans into as few rows as they need, so that none covers another.
fn lanes(spans: impl Iterator<Item = (usize, Date, Date)>, begin: Date, end: Date) -> Vec<Vec<Piece>> {
    let mut rows: Vec<(usize, Vec<Piece>)> = Vec::new();
    let day = |date: Date| date.since(begin).map_or(0, |span| usize::try_from(span.get_days()).unwrap_or(0));
    let mut spans: Vec<_> = spans.collect();
    spans.sort_by_key(|(place, start, _)| (*start.max(&begin), *place));
    for (place, start, stop) in spans {
        let (from, to) = (day(start.max(begin)), day(stop.min(end)));
        let free = rows.iter().position(|(filled, _)| *filled <= from);
        let row = free.unwrap_or_else(|| {
            rows.push((0, Vec::new()));
            rows.len() - 1
        });
        let (filled, pieces) = &mut rows[row];
        if *filled < from {
            pieces.push(Piece { days: from - *filled, appointment: None, before: false, after: false });
        }
        pieces.push(Piece { days: to - from + 1, appointment: Some(place), before: start < begin, after: stop > end });
        *filled = to + 1;
    }
    for (filled, pieces) in &mut rows {
        if *filled < 7 {
            pieces.push(Piece { days: 7 - *filled, appointment: None, before: false, after: false });
        }
    }
    rows.into_iter().map(|(_, pieces)| pieces).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::lanes;

    #[test]
    fn spans_share_a_row_where_they_can() {
        let (begin, end) = (date(2026, 1, 5), date(2026, 1, 11));
        let spans = [
            (0, date(2026, 1, 1), date(2026, 1, 6)),
            (1, date(2026, 1, 6), date(2026, 1, 20)),
            (2, date(2026, 1, 8), date(2026, 1, 9)),
        ];
        let rows = lanes(spans.into_iter(), begin, end);
        assert_eq!(rows.len(), 2);
        for row in &rows {
            assert_eq!(row.iter().map(|piece| piece.days).sum::<usize>(), 7);
        }
        let shape: Vec<(usize, Option<usize>)> = rows[0].iter().map(|piece| (piece.days, piece.appointment)).collect();
        assert_eq!(shape, [(2, Some(0)), (1, None), (2, Some(2)), (2, None)]);
        assert!(rows[1][1].after && !rows[1][1].before && rows[0][0].before);
    }
}
