//! The digest: what is new since a day, for one person or for all, as text, as a page without images, or as a mail.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;
use mail_builder::MessageBuilder;
use register::{Register, Snapshot, Subject, SubjectKind};
use url::Url;
use views::{Development, Following};

use crate::wording::{self, sentence, work as words};
use crate::work::{self, Since};

/// Developments that a digest for all has at most.
const MOST: usize = 60;

/// Slices that are quoted for one fact.
const QUOTES: usize = 2;

/// What is new.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Digest {
    /// For whom; nothing for all.
    pub(crate) person: Option<String>,
    /// Since which day.
    pub(crate) since: Date,
    /// Until which day.
    pub(crate) until: Date,
    /// Next steps whose day has come, or comes within a week.
    pub(crate) steps: Vec<Item>,
    /// What is new, by subject.
    pub(crate) sections: Vec<Section>,
}

/// What is new about one subject.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Section {
    /// The subject, as a title.
    pub(crate) title: String,
    /// Its page.
    pub(crate) address: String,
    /// Why it is here, in a line.
    pub(crate) reason: String,
    /// What is new.
    pub(crate) items: Vec<Item>,
    /// There is more than is shown.
    pub(crate) more: bool,
}

/// One thing that is new.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Item {
    /// A sentence.
    pub(crate) text: String,
    /// The quoted words.
    pub(crate) quotes: Vec<String>,
    /// Where they are from.
    pub(crate) source: String,
    /// Their page.
    pub(crate) address: String,
    /// What it does to earlier entries.
    pub(crate) answers: Vec<String>,
}

#[derive(Template)]
#[template(path = "digest.html")]
struct Page<'d> {
    digest: &'d Digest,
}

/// Makes the digest of a person, or of all.
///
/// # Errors
/// When the database fails.
pub(crate) fn digest(
    register: &Register,
    person: Option<&str>,
    since: Date,
    until: Date,
    base: &Url,
) -> Result<Digest, register::Error> {
    let now = register.snapshot(until, None)?;
    // What was recorded on the day itself is new; the status is compared with that of the day.
    let start: Timestamp = format!("{since}T00:00:00Z").parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let operation = register.snapshot(since, Some(start))?.operation();
    let mut digest =
        Digest { person: person.map(str::to_owned), since, until, steps: Vec::new(), sections: Vec::new() };
    match person {
        Some(person) => of_person(&mut digest, register, now, person, operation, base)?,
        None => {
            let all = views::developments(now, register.snapshot_at(since, operation), MOST)?;
            if !all.news.is_empty() {
                let reason = "All that is new in the register.".to_owned();
                digest.sections.push(section("The register".to_owned(), base.to_string(), reason, &all, base));
            }
        }
    }
    Ok(digest)
}

fn of_person(
    digest: &mut Digest,
    register: &Register,
    now: Snapshot<'_>,
    person: &str,
    operation: i64,
    base: &Url,
) -> Result<(), register::Error> {
    let mine = work::mine(register, now, person, Since::Moment(operation, digest.since))?;
    for held in mine.news() {
        let following = &held.following;
        let title = match &following.entry {
            Some(entry) => sentence::of_entry(entry),
            None => following.name.clone(),
        };
        let reason = words::reason(&held.mark, &following.name);
        digest.sections.push(section(title, page(base, &held.mark.subject), reason, following, base));
    }
    let soon = digest.until.checked_add(jiff::Span::new().days(7)).unwrap_or(digest.until);
    let mut due: Vec<(Date, Item)> = Vec::new();
    for held in mine.all() {
        let Some((next, day)) = held.next.as_ref().and_then(|next| Some((next, next.day?))) else { continue };
        if day <= soon {
            let past = if day < digest.until { " (past its day)" } else { "" };
            let entry = held.following.entry.as_ref();
            let item = Item {
                text: format!("{}{past}", words::next(next)),
                source: entry.map(|entry| sentence::of_entry(entry)).unwrap_or_default(),
                address: page(base, &held.mark.subject),
                ..Item::default()
            };
            due.push((day, item));
        }
    }
    due.sort_by(|one, two| (one.0, &one.1.address).cmp(&(two.0, &two.1.address)));
    due.dedup();
    digest.steps = due.into_iter().map(|(_, item)| item).collect();
    Ok(())
}

fn section(title: String, address: String, reason: String, following: &Following, base: &Url) -> Section {
    let items = following.news.iter().map(|one| item(one, base)).collect();
    Section { title, address, reason, items, more: following.more }
}

fn item(one: &Development, base: &Url) -> Item {
    let text = words::development(one);
    let answers = one.answers.iter();
    let answers = answers.map(|(kind, line)| format!("{}: {}", words::answers(kind), sentence::of_line(line)));
    let answers = answers.collect();
    match &one.fact {
        Some(fact) => Item {
            text,
            quotes: quotes(&fact.source.words),
            source: wording::source(&fact.source),
            address: crate::feeds::document(base, &fact.source.document, &fact.fact).to_string(),
            answers,
        },
        None => Item { text, answers, ..Item::default() },
    }
}

/// The quoted words, each once and the longest of those that hold each other.
fn quotes(words: &[String]) -> Vec<String> {
    let mut quotes: Vec<String> = Vec::new();
    for one in words {
        if quotes.iter().all(|known| !known.contains(one.as_str())) {
            quotes.push(one.clone());
        }
    }
    quotes.truncate(QUOTES);
    quotes
}

/// The address of a subject's page.
fn page(base: &Url, subject: &Subject) -> String {
    let mut address = base.clone();
    let folder = match subject.kind {
        SubjectKind::Entry => "ledger",
        SubjectKind::Instrument => "instruments",
        SubjectKind::Counterpart => "counterparts",
        SubjectKind::Person => "people",
        SubjectKind::Search | SubjectKind::View => {
            if let Ok(mut path) = address.path_segments_mut() {
                path.pop_if_empty().push("search");
            }
            address.query_pairs_mut().append_pair("q", &subject.id);
            return address.to_string();
        }
    };
    if let Ok(mut path) = address.path_segments_mut() {
        path.pop_if_empty().push(folder).push(&subject.id);
    }
    address.to_string()
}

impl Digest {
    /// Nothing is new, and no step has come: there is nothing to send.
    pub(crate) fn is_empty(&self) -> bool {
        self.sections.is_empty() && self.steps.is_empty()
    }

    /// What it is, in a line.
    pub(crate) fn subject(&self) -> String {
        let count: usize = self.sections.iter().map(|section| section.items.len()).sum();
        let steps = self.steps.len();
        let steps = if steps == 1 { "1 next step".to_owned() } else { format!("{steps} next steps") };
        if count == 0 {
            return format!("{steps} due by {}", wording::day(self.until));
        }
        let news = if count == 1 { "1 development".to_owned() } else { format!("{count} developments") };
        format!("{news} since {}", wording::day(self.since))
    }

    /// The heading above it.
    pub(crate) fn heading(&self) -> String {
        match &self.person {
            Some(person) => format!("Digest for {person}"),
            None => "Digest".to_owned(),
        }
    }

    /// "From 10 December 2025 to 20 December 2025."
    pub(crate) fn period(&self) -> String {
        format!("{}, as of {}.", self.subject(), wording::day(self.until))
    }

    /// As plain text.
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![self.heading(), self.period(), String::new()];
        if !self.steps.is_empty() {
            lines.push("NEXT STEPS".to_owned());
            for step in &self.steps {
                lines.push(format!("- {}", step.text));
                lines.extend(
                    [&step.source, &step.address]
                        .into_iter()
                        .filter(|text| !text.is_empty())
                        .map(|text| format!("  {text}")),
                );
            }
            lines.push(String::new());
        }
        for section in &self.sections {
            lines.push(section.title.clone());
            lines.push(format!("{} {}", section.reason, section.address));
            for item in &section.items {
                lines.push(format!("- {}", item.text));
                lines.extend(item.quotes.iter().map(|quote| format!("  “{}”", sentence::tidy(quote))));
                if !item.source.is_empty() {
                    lines.push(format!("  {}: {}", item.source, item.address));
                }
                lines.extend(item.answers.iter().map(|answer| format!("  {answer}")));
            }
            if section.more {
                lines.push(format!("- There is more: {}", section.address));
            }
            lines.push(String::new());
        }
        lines.join("\n").trim_end().to_owned() + "\n"
    }

    /// As a page that loads nothing.
    pub(crate) fn html(&self) -> String {
        // The template has no part that could fail: all of it is text that is written to memory.
        Page { digest: self }.render().unwrap_or_default()
    }

    /// As a mail (RFC 5322), with the text and the page beside it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn eml(&self, from: &str, to: &str, at: Timestamp) -> std::io::Result<Vec<u8>> {
        // The same digest has the same id, so that a mail program shows it once however often it is made.
        let id = crate::feeds::uuid(&[&self.text(), to]).replace("urn:uuid:", "");
        let host = from.rsplit_once('@').map_or("demarche.invalid", |(_, host)| host.trim_end_matches('>'));
        MessageBuilder::new()
            .from(from)
            .to(to)
            .subject(format!("Demarche: {}", self.subject()))
            .date(at.as_second())
            .message_id(format!("{id}@{host}"))
            .header("Auto-Submitted", mail_builder::headers::raw::Raw::new("auto-generated"))
            .text_body(self.text())
            .html_body(self.html())
            .write_to_vec()
    }
}
