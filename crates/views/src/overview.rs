//! The record at a glance: what is new, what falls due, what moved, what to look at.

use record::Date;
use register::{Arrival, FactFilter, Snapshot, Status};
use serde::Serialize;

use crate::{Appointment, Entry, Error, LedgerQuery, Line, Scope, agenda, ledger, line};

/// How many lines a part has at most.
const LINES: usize = 8;

/// Beyond so many nobody counts.
const MOST: usize = 1_000;

/// The record at a glance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overview {
    /// The day.
    pub as_of: Date,
    /// The last operation that it knows of: where the next look goes on.
    pub operation: i64,
    /// The latest documents that were read since the last look.
    pub arrivals: Vec<Arrival>,
    /// How many there are, up to 1,000.
    pub arrived: usize,
    /// Entries of the ledger past their day.
    pub overdue: Vec<Entry>,
    /// There are more of them.
    pub more_overdue: bool,
    /// What comes, or falls due, within a week.
    pub week: Vec<Appointment>,
    /// What comes, or falls due, within three months.
    pub quarter: Vec<Appointment>,
    /// Stages of instruments that were told or reached last.
    pub stages: Vec<Line>,
    /// The facts that are least sure.
    pub doubtful: Vec<Line>,
    /// How many facts are less sure than four in five, up to 1,000.
    pub doubts: usize,
}

/// Surveys the record; what was written after the operation `since` is new.
///
/// # Errors
/// When the database fails.
pub fn overview(snapshot: Snapshot<'_>, since: i64) -> Result<Overview, Error> {
    let _reading = snapshot.reading()?;
    let today = snapshot.as_of();
    let (arrivals, arrived) = snapshot.arrivals(since, LINES, MOST)?;
    let query = LedgerQuery { statuses: vec![Status::Overdue], limit: Some(LINES), ..Default::default() };
    let overdue = ledger(snapshot, &query)?;
    let end = |days: i32| today.saturating_add(jiff::Span::new().days(days));
    let (week_ends, quarter_ends) = (end(7), end(92));
    let (mut week, mut quarter) = (Vec::new(), Vec::new());
    for appointment in agenda(snapshot, &Scope { limit: Some(3 * LINES), ..Scope::default() })?.appointments {
        // What may happen at any time of a long period does not fall due because the period goes on: the week has what ends
        // in it, the three months what begins or ends in them.
        let starts = appointment.when.start.filter(|start| *start >= today);
        match appointment.when.end.or(starts) {
            Some(last) if last <= week_ends => week.push(appointment),
            Some(last) if last <= quarter_ends || starts.is_some_and(|start| start <= quarter_ends) => {
                quarter.push(appointment);
            }
            _ => {}
        }
    }
    week.truncate(LINES);
    quarter.truncate(LINES);
    let stages = snapshot.facts(&FactFilter {
        kind: Some("stage"),
        to: Some(today),
        told_by: Some(today),
        limit: Some(LINES),
        ..Default::default()
    })?;
    Ok(Overview {
        as_of: today,
        operation: snapshot.operation(),
        arrivals,
        arrived,
        overdue: overdue.entries,
        more_overdue: overdue.more,
        week,
        quarter,
        stages: stages.iter().map(line).collect(),
        doubtful: snapshot.least_sure(4)?.iter().map(line).collect(),
        doubts: snapshot.doubtful_count(MOST)?,
    })
}
