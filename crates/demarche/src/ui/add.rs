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
use views::Line;

use super::frame::Frame;
use super::{link, wording};
use crate::http::answer::Kept;
use crate::http::session::Caller;
use crate::http::{Answered, Desk, Failure};
use crate::input::SAMPLE;
use crate::intake::{self, File, Job, Outcome, Progress, Told};

/// Files that are taken at once.
const FILES: usize = 1_000;

/// Facts that are shown of what was added.
const SHOWN: usize = 12;

/// Documents that are looked at for them.
const LOOKED: usize = 40;

#[derive(Template)]
#[template(path = "add.html")]
struct AddPage {
    frame: Frame,
    may_add: bool,
    mebibytes: usize,
    /// What was pasted, if it has to be looked at again, and why.
    pasted: Pasted,
    problem: String,
}

/// Text with what is known about it.
#[derive(Debug, Clone, Default)]
struct Pasted {
    text: String,
    title: String,
    published: String,
    publisher: String,
    url: String,
}

impl Pasted {
    fn field(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "text" => &mut self.text,
            "title" => &mut self.title,
            "published" => &mut self.published,
            "publisher" => &mut self.publisher,
            "url" => &mut self.url,
            _ => return None,
        })
    }

    /// The documents of the text, with what the fields say of them, as a file of JSON Lines.
    ///
    /// # Errors
    /// When it is not known what title or day it has, in words that say what to do.
    fn file(&self) -> Result<File, String> {
        let named = self.title.lines().chain(self.text.lines()).find(|line| !line.trim().is_empty()).unwrap_or("text");
        let stem = slug(named);
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let day = match given(&self.published) {
            Some(day) => Some(crate::clock::last_day(&day).map_err(|why| format!("Day of publication: {why}."))?),
            None => None,
        };
        let mut documents = match (given(&self.title), day) {
            (Some(title), Some(day)) => vec![record::Document {
                id: record::DocumentId(stem.clone()),
                url: String::new(),
                publisher: String::new(),
                section: String::new(),
                title,
                published: Some(day),
                language: "en".to_owned(),
                body: self.text.replace("\r\n", "\n"),
            }],
            _ => reading::source::read(&stem, self.text.as_bytes()).map(|parsed| parsed.documents).map_err(unread)?,
        };
        for document in &mut documents {
            if let Some(title) = given(&self.title) {
                document.title = title;
            }
            document.published = day.or(document.published);
            document.publisher = given(&self.publisher).unwrap_or_else(|| document.publisher.clone());
            document.url = given(&self.url).unwrap_or_else(|| document.url.clone());
        }
        let lines: Result<Vec<String>, _> = documents.iter().map(serde_json::to_string).collect();
        let lines = lines.map_err(|error| error.to_string())?;
        Ok(File { name: format!("{stem}.jsonl"), bytes: lines.join("\n").into() })
    }
}

/// What is said where a text has no title and day that could be found.
fn unread(error: reading::source::SourceError) -> String {
    match error {
        reading::source::SourceError::Unknown { .. } => {
            "No title and no day of publication were found in the text: fill in the \
            two fields, or write the title on the first line and the day (10 December 2025) on the second."
                .to_owned()
        }
        other => format!("The text {other}."),
    }
}

/// A name for a document, from its first words.
fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.take(8).collect::<Vec<_>>().join("-");
    if slug.is_empty() { "text".to_owned() } else { slug.chars().take(60).collect() }
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
    let page_of = empty(frame, caller.allows(Scope::Write));
    page(&page_of)
}

fn empty(frame: Frame, may_add: bool) -> AddPage {
    AddPage {
        frame: frame.titled("Add documents").within("/add"),
        may_add,
        mebibytes: intake::LARGEST >> 20,
        pasted: Pasted::default(),
        problem: String::new(),
    }
}

/// Gives the form again, with what was sent and what is wrong with it.
fn again(frame: Frame, pasted: Pasted, problem: String) -> Answered {
    let mut response = page(&AddPage { pasted, problem, ..empty(frame, true) })?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Takes the sample announcements in.
pub(super) async fn sample(State(desk): State<Arc<Desk>>, Extension(caller): Extension<Caller>) -> Answered {
    if !caller.allows(Scope::Write) {
        return Err(Failure::forbidden("your token does not allow to add documents: it lacks the scope write"));
    }
    let permit = desk.intake.permit()?;
    let files = vec![File { name: "sample.jsonl".to_owned(), bytes: SAMPLE.into() }];
    let job = desk.intake.jobs.begin(&desk, permit, files);
    Ok(Redirect::to(&format!("/add/{job}")).into_response())
}

/// Takes files and text in, and leads to the page that tells how reading goes on.
pub(super) async fn take(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    frame: Frame,
    mut form: Multipart,
) -> Answered {
    if !caller.allows(Scope::Write) {
        return Err(Failure::forbidden("your token does not allow to add documents: it lacks the scope write"));
    }
    let permit = desk.intake.permit()?;
    let (mut files, mut pasted) = (Vec::new(), Pasted::default());
    while let Some(field) = form.next_field().await.map_err(refused)? {
        let (part, name) = (field.name().unwrap_or_default().to_owned(), field.file_name().map(str::to_owned));
        let bytes = field.bytes().await.map_err(refused)?;
        // A form whose file was not chosen sends one without a name.
        let name = match name {
            Some(name) if name.is_empty() && bytes.is_empty() => continue,
            Some(name) => name,
            None => {
                if let Some(field) = pasted.field(&part) {
                    *field = String::from_utf8_lossy(&bytes).into_owned();
                }
                continue;
            }
        };
        files.push(File { name, bytes });
        if files.len() > FILES {
            return Err(Failure::too_large(format!("no more than {FILES} files are taken at once")));
        }
    }
    if !pasted.text.trim().is_empty() {
        match pasted.file() {
            Ok(file) => files.push(file),
            Err(problem) => return again(frame, pasted, problem),
        }
    }
    if files.is_empty() {
        return again(frame, pasted, "Choose a file, or paste a text.".to_owned());
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
    out: Vec<Line>,
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
    out: &'p [Line],
}

/// What came out of what was added: requests and promises, those that are due first, then stages and meetings to come.
async fn came_out(desk: &Desk, progress: &Progress) -> Result<Vec<Line>, Failure> {
    if progress.over.is_none() {
        return Ok(Vec::new());
    }
    let added = progress.told.iter().filter(|told| matches!(told.outcome, Outcome::New | Outcome::Revised));
    let documents: Vec<String> = added.filter_map(|told| told.document.clone()).take(LOOKED).collect();
    desk.look(None, None, move |snapshot| {
        let today = snapshot.as_of();
        let mut lines = Vec::new();
        for document in documents {
            lines.extend(snapshot.facts_of(&document)?.iter().map(views::line));
        }
        let coming = |line: &Line| line.when.as_ref().and_then(|when| when.end).filter(|end| *end >= today);
        let owed = |line: &Line| line.said.as_ref().is_some_and(|said| said.act.is_ledger());
        lines.retain(|line| owed(line) || line.kind == "stage" || line.kind == "event" && coming(line).is_some());
        lines.sort_by_key(|line| (coming(line).is_none(), coming(line), !owed(line)));
        lines.truncate(SHOWN);
        Ok(lines)
    })
    .await
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
    let out = came_out(&desk, &progress).await?;
    page(&JobPage { frame: frame.titled("Adding documents").within("/add"), job: name, progress, out })
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
                let out = came_out(&desk, &job.progress(0)).await.unwrap_or_default();
                let end = OverPart { progress: &progress, out: &out }.render().unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_is_a_document_with_what_the_fields_say() {
        let mut pasted = Pasted { text: "Chile will wait.".to_owned(), ..Pasted::default() };
        assert!(pasted.file().expect_err("no title, no day").starts_with("No title and no day"));
        pasted.title = "Chile Waits".to_owned();
        pasted.published = "10 December 2025".to_owned();
        pasted.publisher = "Ministry of Trade".to_owned();
        let file = pasted.file().expect("a file");
        assert_eq!(file.name, "chile-waits.jsonl");
        let document: serde_json::Value = serde_json::from_slice(&file.bytes).expect("JSON");
        assert_eq!(document["published"], "2025-12-10");
        assert_eq!(document["publisher"], "Ministry of Trade");
        assert_eq!(document["body"], "Chile will wait.");
        let whole =
            Pasted { text: "Chile Waits\n10 December 2025\n\nChile will wait.".to_owned(), ..Pasted::default() };
        assert!(whole.file().is_ok());
    }
}
