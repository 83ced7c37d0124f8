//! Which facts are asked for, and how the store is asked.

use record::Date;

use super::Snapshot;
use crate::status::Status;

/// Which facts are asked for. What is left out does not matter.
#[derive(Debug, Clone, Default)]
pub struct FactFilter<'f> {
    /// Kind of fact.
    pub kind: Option<&'f str>,
    /// Terms: acts, stages, types.
    pub terms: &'f [&'f str],
    /// A jurisdiction that it concerns.
    pub jurisdiction: Option<&'f str>,
    /// An entity that it names or tells.
    pub entity: Option<&'f str>,
    /// Of statements: which way they go, seen from that jurisdiction or entity.
    pub direction: Option<Direction>,
    /// The jurisdiction that stands on the other side: what the one asked about settles with third parties is left out.
    pub between: Option<&'f str>,
    /// The last day on which it was published.
    pub told_by: Option<Date>,
    /// Of happenings and statements: the first day on which they may end or be due; those that end first come first.
    pub ends_from: Option<Date>,
    /// The first day, of when it holds or was told.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// How many of the latest are passed over, where there is a limit.
    pub skip: usize,
    /// How many at most, the latest first.
    pub limit: Option<usize>,
}

impl FactFilter<'_> {
    /// The end of a question that asks for some of many.
    pub(super) fn page(&self) -> String {
        self.limit.map(|limit| format!(" LIMIT {limit} OFFSET {}", self.skip)).unwrap_or_default()
    }
}

/// Which way a statement goes, seen from the one that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The one asked about says it.
    From,
    /// Another says it, to the one asked about or to nobody in particular.
    Toward,
}

/// Which entries of the ledger are asked for.
#[derive(Debug, Clone, Default)]
pub struct EntryFilter<'f> {
    /// As for facts; the kind is statements, the terms are acts.
    pub facts: FactFilter<'f>,
    /// Statuses on the day asked about; all if empty.
    pub statuses: &'f [Status],
    /// Those that merely repeat an earlier entry, too.
    pub repeats: bool,
}

/// How facts are asked for: the table that lists them and its column of them, or nothing where all are looked at; the
/// conditions and the order, with the values of their parameters.
pub(super) struct Question {
    pub(super) from: String,
    pub(super) fact: &'static str,
    pub(super) conditions: String,
    pub(super) order: &'static str,
    pub(super) values: Vec<String>,
}

impl Snapshot<'_> {
    /// How the facts of a filter are asked for. What takes a question of its own is asked of `tested`, the facts of a table that is
    /// joined to the first: where that table leaves few, most are never asked.
    pub(super) fn question(&self, filter: &FactFilter<'_>, tested: Option<&'static str>) -> Question {
        let mut values: Vec<String> = Vec::new();
        let mut value = |text: &str| {
            values.push(text.to_owned());
            format!("?{}", values.len())
        };
        let mut conditions = vec![self.visible("fact")];
        let ending = filter.ends_from.filter(|_| filter.entity.is_none());
        // What the first table tells is asked of it alone: most of what it lists is not looked at then.
        let (from, fact, order) = match (filter.jurisdiction, filter.entity, ending) {
            (code, _, Some(day)) => {
                let code = value(code.unwrap_or_default());
                conditions.push(format!("ending.jurisdiction = {code} AND ending.day >= '{day}'"));
                conditions.extend(filter.kind.map(|kind| format!("ending.kind = {}", value(kind))));
                ("ending".to_owned(), "ending.fact", "ending.day, ending.fact")
            }
            (Some(code), _, None) => {
                conditions.push(format!("concern.jurisdiction = {}", value(code)));
                conditions.extend(filter.kind.map(|kind| format!("concern.kind = {}", value(kind))));
                conditions.extend(filter.from.map(|day| format!("concern.day >= '{day}'")));
                conditions.extend(filter.to.map(|day| format!("concern.day <= '{day}'")));
                // It may be concerned in several parts; walking the index backwards, the first of them is enough.
                conditions.push(format!(
                    "NOT EXISTS (SELECT 1 FROM concern AS part WHERE part.jurisdiction = concern.jurisdiction
                     AND part.kind = concern.kind AND part.day = concern.day AND part.fact = {}
                     AND part.part > concern.part)",
                    tested.unwrap_or("concern.fact")
                ));
                ("concern".to_owned(), "concern.fact", "concern.day DESC, concern.fact DESC")
            }
            (None, Some(entity), None) => {
                // Thousands speak of an agreement, and few of them tell its stages.
                let part = match filter.kind {
                    Some("stage") if entity.starts_with("i-") => " AND naming.part = 'instrument'",
                    _ => "",
                };
                let table = format!(
                    "(SELECT DISTINCT naming.fact AS fact FROM member CROSS JOIN naming ON naming.node = member.node{part}
                      WHERE member.entity = {} AND {}) AS asked",
                    value(entity),
                    self.visible("member")
                );
                (table, "asked.fact", "fact.valid_from DESC, fact.row DESC")
            }
            (None, None, None) => (String::new(), "fact.row", "fact.valid_from DESC, fact.row DESC"),
        };
        let tested = tested.unwrap_or(fact);
        if let (Some(_), Some(entity)) = (filter.jurisdiction, filter.entity) {
            conditions.push(self.names_entity(tested, &value(entity), ""));
        }
        if let Some(direction) = filter.direction {
            let who = value(filter.jurisdiction.or(filter.entity).unwrap_or_default());
            let plays = |part: &str| match filter.jurisdiction {
                Some(_) => format!(
                    "EXISTS (SELECT 1 FROM concern AS side WHERE side.fact = {tested} AND side.jurisdiction = {who}
                     AND side.part = '{part}')"
                ),
                None => self.names_entity(tested, &who, &format!("AND naming.part = '{part}'")),
            };
            conditions.push(match direction {
                Direction::From => plays("speaker"),
                // What is said to nobody is said to those who are there, not to those whom the title names.
                Direction::Toward => {
                    let present = match filter.jurisdiction {
                        Some(_) => plays("setting"),
                        None => "TRUE".to_owned(),
                    };
                    format!(
                        "NOT {} AND ({} OR {present} AND NOT EXISTS
                         (SELECT 1 FROM naming WHERE naming.fact = {tested} AND naming.part = 'addressee'))",
                        plays("speaker"),
                        plays("addressee")
                    )
                }
            });
        }
        if let Some(home) = filter.between {
            let home = value(home);
            let with = value(filter.jurisdiction.unwrap_or_default());
            conditions.push(format!(
                "(EXISTS (SELECT 1 FROM concern AS side WHERE side.fact = {tested} AND side.jurisdiction = {home})
                 OR NOT EXISTS (SELECT 1 FROM concern AS side WHERE side.fact = {tested} AND side.jurisdiction != {with}))"
            ));
        }
        conditions
            .extend(filter.told_by.map(|day| format!("(document.published IS NULL OR document.published <= '{day}')")));
        let concerned = from == "concern";
        if let Some(kind) = filter.kind.filter(|_| !concerned && ending.is_none()) {
            conditions.push(format!("fact.kind = {}", value(kind)));
        }
        if !filter.terms.is_empty() {
            let terms: Vec<String> = filter.terms.iter().map(|term| value(term)).collect();
            let table = if concerned { "concern" } else { "fact" };
            conditions.push(format!("{table}.term IN ({})", terms.join(", ")));
        }
        if !concerned {
            conditions.extend(filter.from.map(|day| format!("coalesce(fact.valid_to, fact.valid_from) >= '{day}'")));
            conditions.extend(filter.to.map(|day| format!("coalesce(fact.valid_from, fact.valid_to) <= '{day}'")));
        }
        if ending.is_none() {
            let end =
                "CASE fact.kind WHEN 'statement' THEN json_extract(fact.body, '$.due.end') ELSE fact.valid_to END";
            conditions.extend(filter.ends_from.map(|day| format!("{end} >= '{day}'")));
        }
        Question { from, fact, conditions: conditions.join(" AND "), order, values }
    }

    /// The condition that a fact names an entity; `part` narrows it.
    fn names_entity(&self, fact: &str, entity: &str, part: &str) -> String {
        format!(
            "EXISTS (SELECT 1 FROM naming JOIN member ON member.node = naming.node AND {} WHERE naming.fact = {fact}
             AND member.entity = {entity} {part})",
            self.visible("member")
        )
    }
}
