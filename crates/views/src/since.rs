//! What changed with a counterpart since the last contact.

use record::{Act, Date, FactBody};
use register::{FactFilter, Snapshot};

use crate::{Error, Line, Party, line};

/// How many of the latest facts of a kind are looked at.
const LOOKED: usize = 24;

/// Requests, promises, answers, concerns and stages that were published after a day, the latest first; at most so many.
///
/// # Errors
/// When the database fails.
pub(crate) fn since(
    snapshot: Snapshot<'_>,
    with: &Party,
    between: Option<&str>,
    day: Date,
    most: usize,
) -> Result<Vec<Line>, Error> {
    let today = snapshot.as_of();
    let (jurisdiction, entity) = with.ids();
    let mut lines = Vec::new();
    for kind in ["statement", "stage"] {
        let found = snapshot.facts(&FactFilter {
            kind: Some(kind),
            jurisdiction,
            entity,
            between,
            told_by: Some(today),
            limit: Some(LOOKED),
            ..Default::default()
        })?;
        let news = found.iter().filter(|fact| fact.published.is_some_and(|published| published > day));
        // A stage of long ago that a new release recalls is no news.
        let fresh = |fact: &&register::StoredFact| {
            kind != "stage" || fact.when().is_none_or(|when| when.end.or(when.start).is_none_or(|date| date > day))
        };
        lines.extend(news.filter(fresh).filter(|fact| counts(fact.fact.body())).map(line));
    }
    lines.sort_by(|one, two| two.source.published.cmp(&one.source.published).then_with(|| one.fact.cmp(&two.fact)));
    lines.truncate(most);
    Ok(lines)
}

/// A view on record changes nothing.
fn counts(body: &FactBody) -> bool {
    match body {
        FactBody::Statement(statement) => {
            statement.act.is_ledger() || matches!(statement.act, Act::Response | Act::Concern)
        }
        _ => true,
    }
}
