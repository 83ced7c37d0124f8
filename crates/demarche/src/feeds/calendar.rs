//! The agenda as a calendar (iCalendar, RFC 5545 and RFC 7986).

use std::sync::Arc;

use axum::extract::State;
use icalendar::{Component, Event, EventStatus, Property};
use jiff::Timestamp;
use jiff::civil::Date;
use register::{Error, Snapshot};
use url::Url;
use views::{CalendarEntry, Scope};

use crate::filter::ScopeFilter;
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk};
use crate::wording;

/// How often subscribers should come back.
const REFRESH: &str = "PT1H";

/// Where a calendar is served.
pub(crate) struct Served<'a> {
    /// The address of the server.
    pub(crate) base: &'a Url,
    /// Path and query of the calendar.
    pub(crate) path: &'a str,
}

/// `GET /feeds/agenda.ics`.
pub(super) async fn agenda(State(desk): State<Arc<Desk>>, asked: Asked, Query(filter): Query<ScopeFilter>) -> Answered {
    let base = desk.settings.base.clone();
    let path = asked.address().to_owned();
    answer(&desk, asked, move |snapshot| {
        let scope = filter.scope(snapshot, None)?;
        let agenda = views::calendar(snapshot, &scope)?;
        let text = calendar(&agenda, &whom(snapshot, &scope)?, Some(&Served { base: &base, path: &path }));
        Ok(Kept::new("text/calendar; charset=utf-8", text))
    })
    .await
}

/// Names of those that a scope is about.
///
/// # Errors
/// When the database fails.
pub(crate) fn whom(snapshot: Snapshot<'_>, scope: &Scope) -> Result<Vec<String>, Error> {
    let mut names: Vec<String> = scope.with.iter().map(|with| with.name().to_owned()).collect();
    for id in [&scope.instrument, &scope.actor].into_iter().flatten() {
        names.push(snapshot.entity(id)?.name);
    }
    names.extend(scope.topic.clone());
    Ok(names)
}

/// The calendar of an agenda: whole, or of those named.
///
/// The same record gives the same bytes. Identifiers are stable, and times and sequence numbers come from the operations of
/// the record, so that a calendar that reads it again updates what it has. Days are whole days, and vague dates are the
/// spans that they are, up to a month.
pub(crate) fn calendar(agenda: &views::Calendar, whom: &[String], served: Option<&Served<'_>>) -> String {
    let mut calendar = icalendar::Calendar::empty();
    let name = whom.iter().fold("Demarche".to_owned(), |name, whom| format!("{name}: {}", line(whom)));
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", concat!("-//Demarche//", env!("CARGO_PKG_VERSION"), "//EN")))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(text("NAME", &name))
        .append_property(text("X-WR-CALNAME", &name))
        .append_property(Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done())
        .append_property(("X-PUBLISHED-TTL", REFRESH));
    if let Some(changed) = agenda.changed.as_deref().and_then(basic) {
        calendar.append_property(("LAST-MODIFIED", changed.as_str()));
    }
    if let Some(served) = served
        && let Ok(source) = served.base.join(served.path)
        && let Ok(page) = served.base.join("agenda")
    {
        calendar.append_property(Property::new("SOURCE", source.as_str()).add_parameter("VALUE", "URI").done());
        calendar.append_property(("URL", page.as_str()));
    }
    for entry in &agenda.entries {
        if let Some(event) = event(entry, served) {
            calendar.push(event);
        }
    }
    calendar.done().to_string()
}

fn event(entry: &CalendarEntry, served: Option<&Served<'_>>) -> Option<Event> {
    let appointment = &entry.appointment;
    // "By the end of June" is an appointment of its last day.
    let first = appointment.when.start.or(appointment.when.end)?;
    let last = appointment.when.end.or(appointment.when.start)?;
    let day = |day: Date| day.strftime("%Y%m%d").to_string();
    let mut event = Event::new();
    event.uid(&format!("{}@demarche", line(&appointment.id))).summary(&line(&appointment.what));
    // What may be on any day of a long time, or is due by its end, would stand on every day of it: it is an appointment of the
    // last, and says so.
    let long = last.since(first).is_ok_and(|span| span.get_days() > LONG_DAYS);
    let begins = if long { last } else { first };
    event.append_property(date("DTSTART", &day(begins)));
    // The end of whole days is the day after (RFC 5545, 3.6.1).
    event.append_property(date("DTEND", &day(last.tomorrow().ok()?)));
    let modified = basic(&entry.modified)?;
    // Without a method, the stamp is when the appointment was changed last (RFC 5545, 3.8.7.2).
    event.add_property("DTSTAMP", &modified);
    event.add_property("LAST-MODIFIED", &modified);
    event.add_property("CREATED", basic(&entry.made)?);
    event.add_property("SEQUENCE", entry.sequence.to_string());
    event.add_property("TRANSP", "TRANSPARENT");
    event.add_property("CATEGORIES", appointment.kind.to_uppercase());
    event.status(if appointment.cancelled {
        EventStatus::Cancelled
    } else if appointment.kind == "expected" || is_vague(&appointment.when) {
        EventStatus::Tentative
    } else {
        EventStatus::Confirmed
    });
    let mut description = Vec::new();
    if long {
        description.push(format!("By this day: {}", wording::when(&appointment.when)));
    }
    if !appointment.when.text.is_empty() {
        description.push(format!("In the words of the source: {}", line(&appointment.when.text)));
    }
    if !appointment.who.is_empty() {
        description.push(format!("Who: {}", line(&appointment.who.join(", "))));
    }
    for source in &appointment.sources {
        let published = source.published.map(|day| format!(", {day}")).unwrap_or_default();
        description.push(format!("Source: {} ({}{published})", line(&source.title), line(&source.document)));
    }
    event.description(&description.join("\n"));
    if let (Some(served), Some(source)) = (served, appointment.sources.last()) {
        event.url(super::document(served.base, &source.document, appointment.facts.last()?).as_str());
    }
    Some(event.done())
}

/// A span of more days is an appointment of its last day.
const LONG_DAYS: i32 = 31;

/// "By the end of the year", "in the first half": nobody has set the day. A conference of four days is set.
fn is_vague(when: &record::DateRange) -> bool {
    const SET_DAYS: i32 = 14;
    match (when.start, when.end) {
        (Some(first), Some(last)) => last.since(first).map_or(true, |span| span.get_days() > SET_DAYS),
        _ => true,
    }
}

/// A property that the library does not know to be text, and would not escape.
fn text(key: &str, value: &str) -> Property {
    Property::new(key, value).add_parameter("VALUE", "TEXT").done()
}

fn date(key: &str, day: &str) -> Property {
    Property::new(key, day).add_parameter("VALUE", "DATE").done()
}

/// An instant of the record in the basic form of calendars.
fn basic(at: &str) -> Option<String> {
    let at: Timestamp = at.parse().ok()?;
    Some(at.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// Words of a document on one line: a control character in them must not begin a property of its own.
fn line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
