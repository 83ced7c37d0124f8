//! What became of one thing over time.

use record::{Date, FactBody, StageName};
use register::{FactFilter, Snapshot, StoredFact};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Error, Line, Party, Scope, Source, line};

/// The history of an instrument, an actor or a series.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Timeline {
    /// Its name.
    pub name: String,
    /// Id of its entity, or code of the jurisdiction.
    pub id: String,
    /// For an instrument: its stages in the order of time, each with all who tell it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stations: Vec<Station>,
    /// Everything else, in the order of time.
    pub lines: Vec<Line>,
}

/// A stage of an instrument.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Station {
    /// The stage.
    pub stage: StageName,
    /// The date, at the precision told; nothing for an undated past.
    pub as_of: Option<String>,
    /// What does not fit: another date elsewhere, or a stage out of order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<String>,
    /// Ids of the facts.
    pub facts: Vec<String>,
    /// All who tell it.
    pub sources: Vec<Source>,
}

impl Station {
    /// Its date is only the day on which it was published: it says when the stage was reported, not when it was reached.
    pub fn is_reported(&self) -> bool {
        let published = |source: &Source| source.published.map(|day| day.to_string()) == self.as_of;
        self.as_of.is_some() && self.sources.iter().any(published)
    }
}

/// The timeline of an entity, by the day asked about, of what is within a scope.
///
/// # Errors
/// When the database fails or there is no such entity.
pub fn timeline(snapshot: Snapshot<'_>, what: &Party, scope: &Scope) -> Result<Timeline, Error> {
    let _reading = snapshot.reading()?;
    let to = Some(snapshot.as_of());
    // What the store does not filter by is looked at here, and the limit counts what is left.
    let limit = scope.limit.filter(|_| scope.is_open());
    let (id, filter) = match what {
        Party::Jurisdiction { code, .. } => {
            (code, FactFilter { jurisdiction: Some(code), to, limit, ..Default::default() })
        }
        Party::Actor { id, .. } => (id, FactFilter { entity: Some(id), limit, ..Default::default() }),
    };
    let mut facts = snapshot.facts(&filter)?;
    if !scope.is_open() {
        let sieve = scope.sieve(snapshot);
        let mut admitted = Vec::new();
        for fact in facts {
            if scope.limit.is_some_and(|limit| admitted.len() >= limit) {
                break;
            }
            if sieve.admits(&fact)? {
                admitted.push(fact);
            }
        }
        facts = admitted;
    }
    let day = |fact: &StoredFact| match fact.fact.body() {
        FactBody::Event(_) | FactBody::Stage(_) => {
            fact.when().and_then(|when| when.start.or(when.end)).or(fact.published)
        }
        _ => fact.published,
    };
    let instrument = id.starts_with("i-");
    let (mut stages, mut rest): (Vec<_>, Vec<_>) =
        facts.into_iter().partition(|fact| instrument && matches!(fact.fact.body(), FactBody::Stage(_)));
    stages.retain(|fact| fact.published.is_none_or(|day| day <= snapshot.as_of()));
    rest.retain(|fact| {
        let told = fact.published.is_none_or(|day| day <= snapshot.as_of());
        told && !matches!(fact.fact.body(), FactBody::Role(_))
    });
    rest.sort_by_key(|fact| (day(fact), fact.document.clone(), fact.ordinal));
    Ok(Timeline {
        name: what.name().to_owned(),
        id: id.clone(),
        stations: stations(&stages),
        lines: rest.iter().map(line).collect(),
    })
}

/// The stages of an instrument in the order of time; a stage told again is the same station, at the finest date told.
pub(crate) fn stations(facts: &[StoredFact]) -> Vec<Station> {
    struct Told<'a> {
        stage: StageName,
        when: Option<(Date, Date)>,
        text: Option<String>,
        facts: Vec<&'a StoredFact>,
    }
    let mut told: Vec<Told<'_>> = Vec::new();
    let mut ordered: Vec<(&StoredFact, &record::Stage)> = facts
        .iter()
        .filter_map(|fact| match fact.fact.body() {
            FactBody::Stage(stage) => Some((fact, stage)),
            _ => None,
        })
        .collect();
    let span = |stage: &record::Stage| stage.as_of.map(|day| (day.first_day(), day.last_day()));
    // The finest date first, so that vaguer tellings find it.
    ordered.sort_by_key(|(fact, stage)| {
        let width = span(stage).and_then(|(start, end)| end.since(start).ok()).map(|width| width.get_days());
        (width.unwrap_or(i32::MAX), span(stage), fact.document.clone(), fact.ordinal)
    });
    for (fact, stage) in ordered {
        let when = span(stage);
        // A present state, "is in force", is told again and again: it is one stage, and its first telling dates it.
        let state = matches!(
            stage.stage,
            StageName::Negotiating
                | StageName::InForce
                | StageName::Ongoing
                | StageName::Proposed
                | StageName::Operating
                | StageName::Ratifying
        );
        let same = told.iter_mut().find(|told| {
            told.stage == stage.stage
                && match (told.when, when) {
                    (Some((start, end)), Some((other_start, other_end))) => {
                        start <= other_end && other_start <= end || state
                    }
                    _ => true,
                }
        });
        match same {
            Some(told) => {
                if let (Some(mine), Some(its)) = (told.when, when)
                    && its.0 < mine.0
                    && its.1 < mine.1
                {
                    told.when = when;
                    told.text = stage.as_of.map(|day| day.to_string());
                }
                told.facts.push(fact);
            }
            None => told.push(Told {
                stage: stage.stage,
                when,
                text: stage.as_of.map(|day| day.to_string()),
                facts: vec![fact],
            }),
        }
    }
    told.sort_by_key(|told| (told.when.map(|(start, _)| start), rank(told.stage)));
    let mut stations = Vec::with_capacity(told.len());
    for (at, one) in told.iter().enumerate() {
        let mut conflicts = Vec::new();
        for other in told.iter().filter(|other| !std::ptr::eq(*other, one)) {
            let once = matches!(
                other.stage,
                StageName::Launched
                    | StageName::Concluded
                    | StageName::Initialled
                    | StageName::Signed
                    | StageName::Initiated
            );
            if other.stage == one.stage && once {
                conflicts.push(format!("another source says {}", other.text.as_deref().unwrap_or("no date")));
            }
        }
        let after = told[..at].iter().find(|before| {
            matches!((rank(before.stage), rank(one.stage)), (Some(before), Some(mine)) if before > mine)
                && before.when < one.when
        });
        conflicts.extend(after.map(|before| format!("out of order: {} came before", before.stage)));
        stations.push(Station {
            stage: one.stage,
            as_of: one.text.clone(),
            conflicts,
            facts: one.facts.iter().map(|fact| fact.id.clone()).collect(),
            sources: one.facts.iter().map(|fact| Source::of(fact)).collect(),
        });
    }
    stations
}

/// The place of a stage on the usual way of agreements; others come at any time.
fn rank(stage: StageName) -> Option<u8> {
    use StageName as S;
    Some(match stage {
        S::Proposed => 0,
        S::Launched => 1,
        S::Negotiating => 2,
        S::InPrinciple => 3,
        S::Concluded => 4,
        S::Initialled => 5,
        S::Signed => 6,
        S::Ratifying => 7,
        S::InForce => 8,
        _ => return None,
    })
}
