//! The ledger: requests and commitments to filter, sort and group; one entry with its words, history and links.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use record::Firmness;
use register::{Anchor, Decided, Error, Scope, Snapshot, Status};
use serde::Deserialize;
use views::{Entry, Explanation, Ledger, Line};

use super::address::Address;
use super::frame::Frame;
use super::work::{self, AtDesk, Done, moment};
use super::{link, wording};
use crate::filter::{ACTS, LedgerFilter, number, text};
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::session::Caller;
use crate::http::{Answered, Desk, Failure};
use crate::wording::work as words;

/// Entries on one page, where nothing else is asked for, and at most.
const USUAL: usize = 100;
const MOST: usize = 200;

/// Countries and blocs that are suggested while somebody types.
const SUGGESTED: usize = 80;

/// How far into the record its pages go; filters lead further.
const FARTHEST: usize = 20_000;

/// How the page is laid out.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Layout {
    /// `age`, `due`, `status`, `firmness` or `who`, backwards with `-` before it; by urgency if not given.
    #[serde(default, deserialize_with = "text")]
    sort: Option<String>,
    /// `counterpart` or `instrument`.
    #[serde(default, deserialize_with = "text")]
    group: Option<String>,
    /// How many entries at most.
    #[serde(default, deserialize_with = "number")]
    limit: Option<usize>,
    /// How many of the latest entries are left out.
    #[serde(default, deserialize_with = "number")]
    skip: Option<usize>,
}

/// Entries that belong together.
struct Group {
    /// What joins them; empty where all are shown as one.
    name: String,
    /// Its page.
    address: Option<String>,
    entries: Vec<Entry>,
}

/// A column that can be sorted by.
struct Column {
    key: &'static str,
    name: &'static str,
}

const COLUMNS: &[Column] = &[
    Column { key: "age", name: "Age" },
    Column { key: "due", name: "Due" },
    Column { key: "status", name: "Status" },
    Column { key: "who", name: "To act" },
];

/// Choices of the filter for statuses: value, name.
const STATUSES: &[(&str, &str)] = &[
    ("", "Any"),
    ("open,in-progress,overdue", "Pending"),
    ("open", "Open"),
    ("in-progress", "In progress"),
    ("overdue", "Overdue"),
    ("fulfilled", "Fulfilled"),
    ("slipped", "Postponed"),
    ("missed", "Missed"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
    ("superseded", "Superseded"),
];

#[derive(Template)]
#[template(path = "ledger.html")]
struct LedgerPage {
    frame: Frame,
    address: Address,
    view: Ledger,
    count: usize,
    groups: Vec<Group>,
    layout: Layout,
    limit: usize,
    skip: usize,
    /// What is wrong with the filters; empty for nothing.
    problem: String,
    /// Codes and names to choose a counterpart from.
    counterparts: Vec<(String, String)>,
}

/// Filters that stand behind "More filters".
const FURTHER: &[&str] = &["instrument", "act", "firmness", "from", "to", "group"];

/// Filters as people name them.
const FILTERS: &[(&str, &str)] = &[
    ("with", "counterpart"),
    ("instrument", "instrument"),
    ("actor", "actor"),
    ("topic", "words"),
    ("act", "act"),
    ("status", "status"),
    ("firmness", "firmness"),
    ("from", "made from"),
    ("to", "made until"),
];

impl LedgerPage {
    /// Something is asked for that stands behind "More filters".
    fn narrowed(&self) -> bool {
        FURTHER.iter().any(|name| !self.address.value(name).is_empty())
    }

    /// The filters that are set: name, value, and the address without it.
    fn active(&self) -> Vec<(&'static str, String, String)> {
        let set = FILTERS.iter().filter(|(key, _)| !self.address.value(key).is_empty());
        set.map(|(key, name)| {
            let value = self.address.value(key);
            let value = if *key == "status" {
                value.split(',').map(wording::status).collect::<Vec<_>>().join(", ")
            } else {
                value.to_owned()
            };
            (*name, value, self.address.with(key, "").with("skip", "").to_string())
        })
        .collect()
    }

    /// A due date in a column: the last day on which it is in time, or the words that say when.
    fn due(&self, due: &record::DateRange) -> String {
        match (due.start, due.end) {
            (_, Some(end)) => end.to_string(),
            (Some(start), None) => format!("from {start}"),
            (None, None) => due.text.clone(),
        }
    }

    /// The address that sorts by a column, or turns its order round.
    fn sorted(&self, column: &Column) -> String {
        let now = self.layout.sort.as_deref();
        let next = if now == Some(column.key) { format!("-{}", column.key) } else { column.key.to_owned() };
        self.address.with("sort", next).to_string()
    }

    /// How the table is sorted by a column, for `aria-sort`.
    fn direction(&self, column: &Column) -> Option<&'static str> {
        match self.layout.sort.as_deref()?.strip_prefix('-') {
            Some(key) => (key == column.key).then_some("descending"),
            None => (self.layout.sort.as_deref() == Some(column.key)).then_some("ascending"),
        }
    }

    fn next(&self) -> Option<String> {
        let next = self.skip + self.limit;
        (self.view.more && next < FARTHEST).then(|| self.address.with("skip", next).to_string())
    }

    fn previous(&self) -> Option<String> {
        let previous = self.skip.saturating_sub(self.limit);
        let text = if previous == 0 { String::new() } else { previous.to_string() };
        (self.skip > 0).then(|| self.address.with("skip", text).to_string())
    }
}

/// Gives the page.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    address: Address,
    Query(filter): Query<LedgerFilter>,
    Query(layout): Query<Layout>,
) -> Answered {
    let limit = layout.limit.unwrap_or(USUAL).clamp(1, MOST);
    let skip = layout.skip.unwrap_or(0).min(FARTHEST);
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
        // A name that the record does not have finds nothing; the page and its filters stay.
        let (mut view, problem) = match filter.query(snapshot, Some(limit)) {
            Ok(mut query) => {
                query.skip = skip;
                (views::ledger(snapshot, &query)?, String::new())
            }
            Err(Error::Unknown { what, name }) => {
                let empty = Ledger { as_of: snapshot.as_of(), entries: Vec::new(), more: false };
                (empty, format!("No {what} is named “{name}”."))
            }
            Err(error) => return Err(error.into()),
        };
        sort(&mut view.entries, layout.sort.as_deref())?;
        let count = view.entries.len();
        let entries = std::mem::take(&mut view.entries);
        let groups = match layout.group.as_deref() {
            None => vec![Group { name: String::new(), address: None, entries }],
            Some("instrument") => by_instrument(entries),
            Some("counterpart") => by_counterpart(snapshot, entries)?,
            Some(other) => {
                return Err(Failure::bad_request(format!("{other:?} is not one of counterpart, instrument")));
            }
        };
        let frame = frame.titled("Ledger").within("/ledger");
        let mut counterparts = Vec::new();
        for code in snapshot.jurisdictions("", SUGGESTED)? {
            let name = snapshot.jurisdiction_name(&code)?.unwrap_or_else(|| code.clone());
            counterparts.push((code, name));
        }
        Kept::page(&LedgerPage { frame, address, view, count, groups, layout, limit, skip, problem, counterparts })
    })
    .await
}

/// Sorts entries as is asked for; they come by urgency.
fn sort(entries: &mut [Entry], by: Option<&str>) -> Result<(), Failure> {
    let Some(by) = by else { return Ok(()) };
    let (key, back) = by.strip_prefix('-').map_or((by, false), |key| (key, true));
    let rank = |status: Status| Status::ALL.iter().position(|one| *one == status);
    match key {
        "age" => entries.sort_by_key(|entry| entry.age_days),
        "due" => entries.sort_by_key(|entry| {
            let due = entry.due.as_ref().and_then(|due| due.end.or(due.start));
            (due.is_none(), due)
        }),
        "status" => {
            entries.sort_by_key(|entry| (entry.status != Status::Overdue, rank(entry.status), Reverse(entry.since)))
        }
        "firmness" => entries.sort_by_key(|entry| (entry.firmness.is_none(), entry.firmness)),
        "who" => entries.sort_by_key(|entry| {
            let by = wording::owed(entry).by;
            (by.is_empty(), by)
        }),
        other => {
            return Err(Failure::bad_request(format!("{other:?} is not one of age, due, status, firmness, who")));
        }
    }
    if back {
        entries.reverse();
    }
    Ok(())
}

fn by_instrument(entries: Vec<Entry>) -> Vec<Group> {
    let mut groups: BTreeMap<(bool, String), Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        let name = entry.about.first().cloned().unwrap_or_default();
        groups.entry((name.is_empty(), name)).or_default().push(entry);
    }
    let group = |((unnamed, name), entries): ((bool, String), Vec<Entry>)| match unnamed {
        true => Group { name: "About no instrument".to_owned(), address: None, entries },
        false => Group { address: Some(link::instrument(&name)), name, entries },
    };
    groups.into_iter().map(group).collect()
}

/// By the jurisdictions concerned besides the one that is concerned most: the side that the record is kept from.
fn by_counterpart(snapshot: Snapshot<'_>, entries: Vec<Entry>) -> Result<Vec<Group>, Failure> {
    let mut concerned: Vec<Vec<String>> = Vec::with_capacity(entries.len());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &entries {
        let codes = snapshot.concerned(&entry.fact)?;
        for code in &codes {
            *counts.entry(code.clone()).or_default() += 1;
        }
        concerned.push(codes);
    }
    let home = counts.into_iter().max_by_key(|(code, count)| (*count, Reverse(code.clone()))).map(|(code, _)| code);
    let mut groups: BTreeMap<Vec<String>, Vec<Entry>> = BTreeMap::new();
    for (entry, mut codes) in entries.into_iter().zip(concerned) {
        if codes.len() > 1 {
            codes.retain(|code| Some(code) != home.as_ref());
        }
        groups.entry(codes).or_default().push(entry);
    }
    let mut named = Vec::with_capacity(groups.len());
    for (codes, entries) in groups {
        let mut names = Vec::with_capacity(codes.len());
        for code in &codes {
            names.push(snapshot.jurisdiction_name(code)?.unwrap_or_else(|| code.clone()));
        }
        let address = match codes.as_slice() {
            [code] => Some(link::counterpart(code)),
            _ => None,
        };
        let name = if names.is_empty() { "No country".to_owned() } else { names.join(", ") };
        named.push(Group { name, address, entries });
    }
    named.sort_by(|one, two| one.name.cmp(&two.name));
    Ok(named)
}

/// Gives the same entries as comma-separated values.
pub(super) async fn csv(
    State(desk): State<Arc<Desk>>,
    asked: Asked,
    Query(filter): Query<LedgerFilter>,
    Query(layout): Query<Layout>,
) -> Answered {
    let skip = layout.skip.unwrap_or(0).min(FARTHEST);
    let limit = layout.limit.unwrap_or(USUAL).clamp(1, MOST);
    answer(&desk, asked, move |snapshot| {
        let mut query = filter.query(snapshot, Some(limit))?;
        query.skip = skip;
        let mut view = views::ledger(snapshot, &query)?;
        sort(&mut view.entries, layout.sort.as_deref())?;
        let table = table(&view.entries).map_err(|error| Failure::internal(error.to_string()))?;
        Ok(Kept::new("text/csv; charset=utf-8", table))
    })
    .await
}

fn table(entries: &[Entry]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "fact",
        "act",
        "status",
        "since",
        "speakers",
        "voiced_by",
        "addressees",
        "content",
        "about",
        "due_start",
        "due_end",
        "firmness",
        "age_days",
        "document",
        "publisher",
        "published",
        "words",
    ])?;
    for entry in entries {
        let day = |day: Option<record::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let due = entry.due.as_ref();
        let cells = [
            entry.fact.clone(),
            entry.act.to_string(),
            entry.status.to_string(),
            entry.since.to_string(),
            entry.speakers.join("; "),
            entry.voiced_by.clone().unwrap_or_default(),
            entry.addressees.join("; "),
            entry.content.clone(),
            entry.about.join("; "),
            day(due.and_then(|due| due.start)),
            day(due.and_then(|due| due.end)),
            entry.firmness.map(|firmness| firmness.to_string()).unwrap_or_default(),
            entry.age_days.map(|days| days.to_string()).unwrap_or_default(),
            entry.source.document.clone(),
            entry.source.publisher.clone(),
            day(entry.source.published),
            entry.source.words.join(" … "),
        ];
        table.write_record(cells.iter().map(|cell| harmless(cell)))?;
    }
    Ok(table.into_inner()?)
}

/// A cell that no spreadsheet takes for a formula, whatever an announcement says.
fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "entry.html")]
struct EntryPage {
    frame: Frame,
    line: Line,
    rule: String,
    names: Vec<(String, String, String)>,
    history: Vec<(String, String)>,
    entry: Option<Entry>,
    /// Decisions of reviewers on it, the earliest first.
    decisions: Vec<Decided>,
    may_decide: bool,
    /// What people did on it; nothing for a fact that is no entry.
    desk: AtDesk,
}

impl EntryPage {
    /// The beginning of the sentence, as a log names the entry.
    fn short(&self) -> String {
        wording::cut(&wording::sentence::of_line(&self.line), 60)
    }

    /// A decision, as a line of a log says it.
    fn decided(&self, decided: &Decided) -> String {
        let word = match decided.verdict.as_str() {
            "accept" => "Accepted",
            "reject" => "Rejected",
            "correct" => "Corrected",
            other => other,
        };
        let why = if decided.by.why.is_empty() { String::new() } else { format!(": {}", decided.by.why) };
        format!("{word} by {} on {}{why}", decided.by.author, wording::partial(super::day(&decided.by.at)))
    }

    /// The page of something that the fact names.
    fn named(&self, id: &str) -> String {
        match id.split('-').next() {
            Some("i") => link::instrument(id),
            Some("e") => link::compare(id),
            _ => link::person(id),
        }
    }
}

/// What reviewers decided on a fact; nothing where there is no such fact.
async fn decisions(desk: &Arc<Desk>, id: String) -> Result<Vec<Decided>, Failure> {
    let day = desk.today();
    let found = desk.ask(move |register| {
        let snapshot = register.snapshot(day, None)?;
        let Ok(fact) = snapshot.fact(&id) else { return Ok(Vec::new()) };
        let record = snapshot.record(&fact.document)?;
        Ok(register.decisions_on(&Anchor::of(&record, &fact.fact), &id)?)
    });
    found.await
}

/// Gives the page of one entry.
pub(super) async fn entry(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    frame: Frame,
    asked: Asked,
    Extension(caller): Extension<Caller>,
    Query(done): Query<Done>,
) -> Answered {
    let may_decide = caller.allows(Scope::Review);
    let decisions = decisions(&desk, id.clone()).await?;
    let key = format!("{}\n{may_decide}\n{}", work::key(&desk, &frame).await?, caller.name());
    let (fact, by) = (id.clone(), caller.clone());
    let at_desk = desk.ask(move |register| AtDesk::on(register, &fact, &by, done.step())).await?;
    answer(&desk, asked.by(&key), move |snapshot| match views::explain(snapshot, &id)? {
        Explanation::Fact { line, rule, mut names, history, entry } => {
            names.retain(|(part, ..)| part != "self");
            let title = wording::cut(&wording::sentence::of_line(&line), 80);
            let frame = frame.titled(title).within("/ledger");
            let entry = entry.map(|entry| *entry);
            let desk = at_desk;
            Kept::page(&EntryPage { frame, line: *line, rule, names, history, entry, decisions, may_decide, desk })
        }
        Explanation::Entity { .. } => Err(Failure::not_found(format!("{id} is not a fact"))),
    })
    .await
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_are_no_formulas() {
        assert_eq!(super::harmless("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(super::harmless("keep the quota"), "keep the quota");
    }
}
