//! The agenda as a calendar (iCalendar, RFC 5545).

use icalendar::{Calendar, Component, Event, EventStatus};
use jiff::Timestamp;
use views::{Agenda, Appointment};

/// The calendar of an agenda. Identifiers are stable, so that a calendar that imports it again updates what it has; days are
/// whole days, and vague dates are the spans that they are.
pub(super) fn calendar(agenda: &Agenda, now: Timestamp) -> String {
    let mut calendar = Calendar::new();
    calendar.name("Demarche");
    for appointment in &agenda.appointments {
        if let Some(event) = event(appointment, now) {
            calendar.push(event);
        }
    }
    calendar.done().to_string()
}

fn event(appointment: &Appointment, now: Timestamp) -> Option<Event> {
    // "By the end of June" is an appointment of its last day.
    let first = appointment.when.start.or(appointment.when.end)?;
    let last = appointment.when.end.or(appointment.when.start)?;
    let basic = |day: jiff::civil::Date| day.strftime("%Y%m%d").to_string();
    let mut event = Event::new();
    event.uid(&format!("{}@demarche", appointment.id)).summary(&appointment.what);
    event.append_multi_property(date("DTSTART", &basic(first)));
    // The end of whole days is the day after (RFC 5545, 3.6.1).
    event.append_multi_property(date("DTEND", &basic(last.tomorrow().ok()?)));
    event.add_property("DTSTAMP", now.strftime("%Y%m%dT%H%M%SZ").to_string());
    event.add_property("TRANSP", "TRANSPARENT");
    event.add_property("CATEGORIES", appointment.kind.to_uppercase());
    event.status(if appointment.cancelled {
        EventStatus::Cancelled
    } else if appointment.kind == "expected" || first != last {
        EventStatus::Tentative
    } else {
        EventStatus::Confirmed
    });
    let mut description = Vec::new();
    if !appointment.when.text.is_empty() {
        description.push(format!("As told: {}", appointment.when.text));
    }
    if !appointment.who.is_empty() {
        description.push(format!("Who: {}", appointment.who.join(", ")));
    }
    for source in &appointment.sources {
        let published = source.published.map(|day| format!(", {day}")).unwrap_or_default();
        description.push(format!("Source: {} ({}{published})", source.title, source.document));
    }
    event.description(&description.join("\n"));
    Some(event.done())
}

fn date(key: &str, day: &str) -> icalendar::Property {
    icalendar::Property::new(key, day).add_parameter("VALUE", "DATE").done()
}
