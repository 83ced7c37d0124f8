//! The HTTP API under `/api/v1`: the views as JSON.

mod agenda;
mod brief;
mod changes;
mod compare;
mod counterparts;
mod documents;
mod entities;
mod facts;
mod ledger;
mod openapi;
mod operation;
mod page;
mod review;
mod search;
mod status;
mod timeline;
mod work;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use register::Scope;

pub(crate) use openapi::document as description;
use operation::Operation;

use super::answer::Times;
use super::{Desk, Failure};
use crate::filter::{LedgerFilter, ScopeFilter};
use page::{Page, Paging};

/// All routes of the API.
pub(crate) fn routes(_desk: &Arc<Desk>) -> Router<Arc<Desk>> {
    let router = operations().into_iter().map(Operation::into_route);
    router
        .fold(Router::new(), |router, (path, route)| router.route(path, route))
        .fallback(|| std::future::ready(Failure::not_found("the API has no such resource: see /api/v1/openapi.json")))
}

/// All that the API does: the one list that its routes and its description come from.
fn operations() -> Vec<Operation> {
    vec![
        Operation::get::<_, _, status::Holdings>(
            "/status",
            "getStatus",
            "What the record holds, and how its ledger stands",
            status::status,
        )
        .query::<Times>(),
        Operation::get::<_, _, Page<views::Entry>>(
            "/ledger",
            "listLedger",
            "Requests, proposals, commitments and agreements with their status; pages go back in time, and the urgent of a page come first",
            ledger::ledger,
        )
        .query::<LedgerFilter>()
        .query::<Times>()
        .query::<Paging>()
        .example("with", "EU"),
        Operation::get::<_, _, views::Explanation>(
            "/facts/{id}",
            "getFact",
            "A fact with its words, its rule, what it names, and where it stands over time",
            facts::fact,
        )
        .id("Id of the fact")
        .query::<Times>(),
        Operation::get::<_, _, views::Timeline>(
            "/timeline",
            "getTimeline",
            "What became of an instrument, a country, an organisation or a person",
            timeline::timeline,
        )
        .query::<timeline::Of>()
        .query::<ScopeFilter>()
        .query::<Times>()
        .example("of", "EU"),
        Operation::get::<_, _, Page<views::Appointment>>(
            "/agenda",
            "listAgenda",
            "What comes next, by date",
            agenda::agenda,
        )
        .query::<ScopeFilter>()
        .query::<Times>()
        .query::<Paging>()
        .example("with", "EU"),
        Operation::get::<_, _, views::Brief>(
            "/brief",
            "getBrief",
            "One page before a meeting: contacts, requests, promises, instruments, people, dates",
            brief::brief,
        )
        .query::<brief::With>()
        .query::<Times>()
        .example("with", "EU"),
        Operation::get::<_, _, Page<views::Counterpart>>(
            "/counterparts",
            "listCounterparts",
            "Countries, territories and blocs, with what is pending with each",
            counterparts::counterparts,
        )
        .query::<Times>()
        .query::<Paging>(),
        Operation::get::<_, _, Page<views::FactChange>>(
            "/changes",
            "listChanges",
            "What changed, fact by fact, the latest first",
            changes::changes,
        )
        .query::<ScopeFilter>()
        .query::<Times>()
        .query::<Paging>()
        .example("with", "EU"),
        Operation::get::<_, _, views::Comparison>(
            "/accounts/{id}",
            "compareAccounts",
            "Accounts of one event side by side: what only one of them reports",
            compare::compare,
        )
        .id("Id of the event, or of a document that reports it")
        .query::<Times>()
        .example("id", "dev-04"),
        Operation::get::<_, _, search::Found>(
            "/search",
            "search",
            "Words in documents and facts, and names, tolerating typos",
            search::search,
        )
        .query::<search::Words>()
        .query::<ScopeFilter>()
        .query::<Times>()
        .query::<Paging>()
        .example("q", "steel quota"),
        Operation::get::<_, _, Page<views::Listed>>(
            "/documents",
            "listDocuments",
            "Documents, the latest first",
            documents::list,
        )
        .query::<documents::Filter>()
        .query::<Times>()
        .query::<Paging>(),
        Operation::post::<_, _, documents::Taken>(
            "/documents",
            "addDocuments",
            "Reads documents into the record, and says what came of each; what is known already is no harm",
            Scope::Write,
            documents::add,
        )
        .body("application/json", operation::input::<documents::Sent>())
        .body("application/x-ndjson", text("A document a line"))
        .body("text/plain", text("A release whose first lines hold a title and a date, or a listing of releases"))
        .body("text/html", text("The page of a release"))
        .takes_up_to(documents::LARGEST),
        Operation::get::<_, _, record::PublicRecord>(
            "/documents/{id}",
            "getDocument",
            "A document with its actors, instruments and facts; positions count Unicode code points",
            documents::document,
        )
        .id("Id of the document")
        .query::<Times>()
        .example("id", "dev-04"),
        Operation::get::<_, _, Page<views::Line>>(
            "/review",
            "listDoubtful",
            "Facts on which nobody has decided, the least sure first",
            review::doubtful,
        )
        .query::<Times>()
        .query::<Paging>(),
        Operation::post::<_, _, review::Decided>(
            "/review/decisions",
            "decide",
            "Accepts, rejects and corrects facts, merges and splits names, in the name of the token; those before one that cannot be made hold",
            Scope::Review,
            review::decide,
        )
        .body("application/json", operation::input::<review::Sent>())
        .body("application/x-ndjson", text("A decision a line")),
        Operation::get::<_, _, crate::work::Mine>(
            "/mine",
            "getMine",
            "What the caller owns and follows, what is new about it, and saved views",
            work::mine,
        ),
        Operation::get::<_, _, work::OnEntry>(
            "/work/{id}",
            "getWork",
            "Notes, owner, next step and status by hand of an entry of the ledger, and the log of what was done",
            work::entry,
        )
        .id("Id of the fact"),
        Operation::post::<_, _, work::Done>(
            "/work",
            "work",
            "Writes a note, sets an owner, a next step or a status, follows, saves a view, or undoes a step, in the name of the caller",
            Scope::Write,
            work::act,
        )
        .body("application/json", operation::input::<work::ToDo>()),
        Operation::get::<_, _, Page<entities::Entity>>(
            "/instruments",
            "listInstruments",
            "Agreements, measures, laws, cases and undertakings, with all forms of their names",
            entities::instruments,
        )
        .query::<Times>()
        .query::<Paging>(),
        Operation::get::<_, _, Page<entities::Entity>>(
            "/actors",
            "listActors",
            "Countries, organisations, people and groups, with all forms of their names",
            entities::actors,
        )
        .query::<Times>()
        .query::<Paging>(),
        Operation::get::<_, _, views::Explanation>(
            "/entities/{id}",
            "getEntity",
            "An actor, instrument or event: its forms, and why they are one thing",
            entities::entity,
        )
        .id("Id of the entity: `a-…`, `i-…` or `e-…`")
        .query::<Times>(),
        Operation::get::<_, _, serde_json::Value>(
            "/openapi.json",
            "getDescription",
            "This description",
            openapi::openapi,
        ),
    ]
}

/// The schema of a text.
fn text(description: &str) -> serde_json::Value {
    serde_json::json!({"type": "string", "description": description})
}

/// The `id` in a path.
#[derive(Debug, Clone)]
struct Id(String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|id| Self(id.0)).map_err(|rejection| Failure::bad_request(rejection.body_text()))
    }
}
