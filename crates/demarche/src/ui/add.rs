//! Adding documents: files are dropped or text is pasted, and what was read appears as it is read.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Extension;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect};
use register::Scope;
use tokio_stream::wrappers::ReceiverStream;

use super::frame::Frame;
use super::link;
use crate::http::answer::Kept;
use crate::http::session::Caller;
use crate::http::{Answered, Desk, Failure};
use crate::intake::{self, File, Job, Outcome, Progress, Told};

/// Files that are taken at once.
const FILES: usize = 1_000;

#[derive(Template)]
#[template(path = "add.html")]
struct AddPage {
    frame: Frame,
    may_add: bool,
    mebibytes: usize,
}

fn page(template: &impl Template) -> Answered {
    let mut response = Kept::page(template)?.body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Gives the form.
pub(super) async fn form(Extension(caller): Extension<Caller>, frame: Frame) -> Answered {
    page(&AddPage {
        frame: frame.titled("Add documents").within("/add"),
        may_add: caller.allows(Scope::Write),
        mebibytes: intake::LARGEST >> 20,
    })
}

/// Takes files and text in, and leads to the page that tells how reading goes on.
pub(super) async fn take(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    mut form: Multipart,
) -> Answered {
    if !caller.allows(Scope::Write) {
        return Err(Failure::forbidden("your token does not allow to add documents: it lacks the scope write"));
    }
    let permit = desk.intake.permit()?;
    let mut files = Vec::new();
    while let Some(field) = form.next_field().await.map_err(refused)? {
        let name = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(refused)?;
        // A form whose file was not chosen sends one without a name.
        let name = match name {
            Some(name) if name.is_empty() && bytes.is_empty() => continue,
            Some(name) => name,
            None if bytes.iter().all(u8::is_ascii_whitespace) => continue,
            None => "pasted text".to_owned(),
        };
        files.push(File { name, bytes });
        if files.len() > FILES {
            return Err(Failure::too_large(format!("no more than {FILES} files are taken at once")));
        }
    }
    if files.is_empty() {
        return Err(Failure::unprocessable(
            "there is no file and no text in what was sent: choose a file or paste text",
        ));
    }
    tracing::info!(caller = caller.name(), files = files.len(), "documents are being added");
    let job = desk.intake.jobs.begin(&desk, permit, files);
    Ok(Redirect::to(&format!("/add/{job}")).into_response())
}

fn refused(error: MultipartError) -> Failure {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Failure::too_large(format!("no more than {} MiB are taken at once: send less", intake::LARGEST >> 20))
        }
        _ => Failure::bad_request(error.body_text()),
    }
}

#[derive(Template)]
#[template(path = "job.html")]
struct JobPage {
    frame: Frame,
    job: String,
    progress: Progress,
}

#[derive(Template)]
#[template(path = "parts/told.html")]
struct ToldPart<'t> {
    told: &'t Told,
}

#[derive(Template)]
#[template(path = "parts/over.html")]
struct OverPart<'p> {
    progress: &'p Progress,
}

fn job(desk: &Desk, name: &str) -> Result<Arc<Job>, Failure> {
    desk.intake
        .jobs
        .job(name)
        .ok_or_else(|| Failure::not_found("nothing is known of this any more: what was read then is in the register"))
}

/// Tells how reading goes on.
pub(super) async fn progress(State(desk): State<Arc<Desk>>, frame: Frame, Path(name): Path<String>) -> Answered {
    let progress = job(&desk, &name)?.progress(0);
    page(&JobPage { frame: frame.titled("Adding documents").within("/add"), job: name, progress })
}

/// Tells it as it goes on, as server-sent events: `told` has an item for the list, `progress` two numbers, `over` the end.
pub(super) async fn events(State(desk): State<Arc<Desk>>, Path(name): Path<String>, headers: HeaderMap) -> Answered {
    let job = job(&desk, &name)?;
    // A browser that lost the connection says what it had last; the page says what it has from the start.
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse::<usize>().ok());
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Event, Infallible>>(16);
    tokio::spawn(async move {
        let mut watch = job.watch();
        let mut seen = last.unwrap_or(0);
        loop {
            watch.borrow_and_update();
            let progress = job.progress(seen);
            let mut batch = Vec::new();
            for told in &progress.told {
                seen += 1;
                let item = ToldPart { told }.render().unwrap_or_default();
                batch.push(Event::default().event("told").id(seen.to_string()).data(item));
            }
            batch.push(Event::default().event("progress").data(format!("{} {}", progress.read, progress.found)));
            if progress.over.is_some() {
                let end = OverPart { progress: &progress }.render().unwrap_or_default();
                batch.push(Event::default().event("over").data(end));
            }
            for event in batch {
                if sender.send(Ok(event)).await.is_err() {
                    return;
                }
            }
            if progress.over.is_some() || watch.changed().await.is_err() {
                return;
            }
        }
    });
    let stream = Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(Duration::from_secs(10)));
    Ok(stream.into_response())
}
