//! The clock, and times as people write them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use record::PartialDate;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Today, in UTC.
pub(crate) fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// An instant as people give it: RFC 3339, or a day, of which the end is meant.
///
/// # Errors
/// When it is neither, in words that say what to write.
pub(crate) fn instant(text: &str) -> Result<Timestamp, String> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let day: PartialDate = text.parse().map_err(|_| {
        format!("{text:?} is no time: write 2026-01-02 (its end is meant, UTC) or 2026-01-02T15:04:05Z")
    })?;
    let end = day.last_day().tomorrow().and_then(|end| TimeZone::UTC.to_timestamp(end.at(0, 0, 0, 0)));
    // The last day of the calendar has no end that could be told.
    let Ok(end) = end else { return Ok(Timestamp::MAX) };
    Ok(end - jiff::SignedDuration::from_nanos(1))
}

/// A day in a query; an empty value, as forms send it, is none.
///
/// # Errors
/// When it is no day.
pub(crate) fn optional_day<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let day = text.parse::<Date>().ok().filter(|day| day.year() >= 1 && text.len() == 10);
    day.map(Some).ok_or_else(|| D::Error::custom(format!("{text:?} is no day: write 2026-01-02")))
}

/// An instant in a query; an empty value is none.
///
/// # Errors
/// When it is no instant.
pub(crate) fn optional_instant<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.filter(|text| !text.is_empty()).map(|text| instant(&text).map_err(D::Error::custom)).transpose()
}
