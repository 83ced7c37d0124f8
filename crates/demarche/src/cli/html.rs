//! Documents as a page: the text with everything marked in its place, the facts beside it.
//!
//! The page needs no script and loads nothing: whatever a document holds is shown as text.

use std::io::{self, Write};

use reading::Reading;
use reading::names::{Form, Target};
use record::{ActorKind, Fact, FactBody, Field, Span};

const STYLE: &str = include_str!("annotate.css");

/// What kind of actor, in a word.
pub(super) fn kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => "person",
        ActorKind::Organisation => "organisation",
        ActorKind::Jurisdiction => "jurisdiction",
        ActorKind::Group => "group",
    }
}

/// Opens the page.
pub(super) fn open(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>Annotated announcements</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<p class=\"legend\">Marked: <span class=\"fact\">words of a fact</span> <span class=\"n person\">person</span> <span class=\"n organisation\">body</span> <span class=\"n jurisdiction\">jurisdiction</span> <span class=\"n instrument\">instrument</span> <span class=\"n time\">time</span> <span class=\"n amount\">amount</span></p>"
    )
}

/// Closes the page.
pub(super) fn close(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "</main>\n</body>\n</html>")
}

/// Writes one document as an article.
pub(super) fn write(reading: &Reading, out: &mut impl Write) -> io::Result<()> {
    let document = &reading.record.document;
    writeln!(out, "<article>\n<header>")?;
    write!(out, "<h2>")?;
    marked(reading, Field::Title, 0..document.title.len(), out)?;
    writeln!(out, "</h2>")?;
    let published = document.published.map(|date| date.to_string()).unwrap_or_default();
    let source = [published.as_str(), &document.publisher, &document.section, &document.id.0];
    let source: Vec<String> = source.into_iter().filter(|part| !part.is_empty()).map(escape).collect();
    writeln!(out, "<p class=\"source\">{}</p>\n</header>", source.join(" · "))?;
    for diagnostic in &reading.record.diagnostics {
        writeln!(out, "<p class=\"source\">{}</p>", escape(&diagnostic.message))?;
    }
    let titled: Vec<(usize, &Fact)> = facts_in(reading, Field::Title, 0..u32::MAX);
    list(&titled, out)?;
    for paragraph in paragraphs(&document.body) {
        writeln!(out, "<section>")?;
        write!(out, "<p class=\"text\">")?;
        marked(reading, Field::Body, paragraph.clone(), out)?;
        writeln!(out, "</p>")?;
        let facts = facts_in(reading, Field::Body, paragraph.start as u32..paragraph.end as u32);
        list(&facts, out)?;
        writeln!(out, "</section>")?;
    }
    writeln!(out, "</article>")
}

/// The lines of a body; long lines are cut at the ends of sentences so that facts stand near their words.
fn paragraphs(body: &str) -> Vec<std::ops::Range<usize>> {
    const LONG: usize = 700;
    let mut found = Vec::new();
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let end = start + line.len();
        let mut from = start;
        while end - from > LONG {
            let reach = &body[from..end];
            let cut = reach.match_indices(". ").map(|(at, _)| at + 2).find(|at| *at >= LONG / 2);
            let Some(cut) = cut else { break };
            found.push(from..from + cut);
            from += cut;
        }
        if !body[from..end].trim().is_empty() {
            found.push(from..end);
        }
        start = end;
    }
    found
}

/// The facts whose first words lie in a stretch of text, with their numbers in the record.
fn facts_in(reading: &Reading, field: Field, stretch: std::ops::Range<u32>) -> Vec<(usize, &Fact)> {
    let here = |fact: &Fact| fact.evidence()[0].field() == field && stretch.contains(&fact.evidence()[0].span().start);
    reading.record.facts.iter().enumerate().filter(|(_, fact)| here(fact)).collect()
}

/// A stretch of text with its marks. Spans overlap, so the text is cut at every end of one.
fn marked(reading: &Reading, field: Field, stretch: std::ops::Range<usize>, out: &mut impl Write) -> io::Result<()> {
    let text = reading.record.document.text(field);
    let spans = spans(reading, field);
    let mut cuts: Vec<usize> =
        spans.iter().flat_map(|mark| [mark.span.start as usize, mark.span.end as usize]).collect();
    cuts.extend([stretch.start, stretch.end]);
    cuts.retain(|cut| *cut >= stretch.start && *cut <= stretch.end);
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2) {
        let words = escape(&text[pair[0]..pair[1]]);
        let over: Vec<&Mark> = spans
            .iter()
            .filter(|mark| mark.span.start as usize <= pair[0] && mark.span.end as usize >= pair[1])
            .collect();
        if over.is_empty() {
            write!(out, "{words}")?;
            continue;
        }
        let mut classes: Vec<&str> = over.iter().map(|mark| mark.class).collect();
        classes.dedup();
        let titles: Vec<String> =
            over.iter().filter(|mark| !mark.title.is_empty()).map(|mark| escape(&mark.title)).collect();
        write!(out, "<span class=\"{}\" title=\"{}\">{words}</span>", classes.join(" "), titles.join(" · "))?;
    }
    Ok(())
}

struct Mark {
    span: Span,
    class: &'static str,
    title: String,
}

fn spans(reading: &Reading, field: Field) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (index, fact) in reading.record.facts.iter().enumerate() {
        for slice in fact.evidence().iter().filter(|slice| slice.field() == field) {
            marks.push(Mark {
                span: slice.span(),
                class: "fact",
                title: format!("{} {}", fact.body().kind(), index + 1),
            });
        }
    }
    for mention in reading.names.mentions(field).iter().filter(|mention| mention.form != Form::Part) {
        let (class, title) = match &mention.target {
            Target::Instrument(name) => ("n instrument", name.0.clone()),
            Target::Actors(names) => {
                let first = names.first().and_then(|name| reading.names.actor(name));
                let class = match first.map(|actor| actor.kind) {
                    Some(ActorKind::Person) => "n person",
                    Some(ActorKind::Jurisdiction) => "n jurisdiction",
                    _ => "n organisation",
                };
                (class, names.iter().map(|name| name.0.as_str()).collect::<Vec<_>>().join(", "))
            }
        };
        marks.push(Mark { span: mention.span, class, title });
    }
    let seen = if field == Field::Title { &reading.title } else { &reading.body };
    marks.extend(seen.times.iter().map(|time| Mark { span: time.span, class: "n time", title: time.value.clone() }));
    marks.extend(seen.amounts.iter().map(|amount| Mark {
        span: amount.whole_span(),
        class: "n amount",
        title: format!("{}", amount.value),
    }));
    marks
}

/// The facts of a paragraph.
fn list(facts: &[(usize, &Fact)], out: &mut impl Write) -> io::Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    writeln!(out, "<ul class=\"facts\">")?;
    for (index, fact) in facts {
        writeln!(
            out,
            "<li><b>{} {}</b> {} <span class=\"rule\">{} {:.2}</span></li>",
            escape(headline(fact)),
            index + 1,
            escape(line(fact)),
            escape(fact.rule()),
            fact.confidence().get()
        )?;
    }
    writeln!(out, "</ul>")
}

fn headline(fact: &Fact) -> String {
    match fact.body() {
        FactBody::Statement(statement) => statement.act.to_string(),
        FactBody::Event(event) => event.kind.to_string(),
        FactBody::Stage(stage) => stage.stage.to_string(),
        body => body.kind().to_owned(),
    }
}

/// A fact in one line.
fn line(fact: &Fact) -> String {
    let names = |names: &[record::ActorName]| names.iter().map(|name| name.0.as_str()).collect::<Vec<_>>().join(", ");
    let day = |range: &record::DateRange| match (range.start, range.end) {
        (Some(start), Some(end)) if start == end => start.to_string(),
        (start, end) => {
            let show = |day: Option<record::Date>| day.map_or("…".to_owned(), |day| day.to_string());
            format!("{} to {}", show(start), show(end))
        }
    };
    match fact.body() {
        FactBody::Statement(statement) => {
            let to = if statement.addressees.is_empty() {
                String::new()
            } else {
                format!(" → {}", names(&statement.addressees))
            };
            let due = statement.due.as_ref().map(|due| format!(" (due {})", day(due))).unwrap_or_default();
            format!("{}{to}: {}{due}", names(&statement.speakers), statement.content)
        }
        FactBody::Event(event) => {
            let when = event.when.as_ref().map(day).unwrap_or_default();
            let people: Vec<record::ActorName> =
                event.participants.iter().map(|participant| participant.actor.clone()).collect();
            let parts = [event.status.to_string(), when, event.name.clone().unwrap_or_default(), names(&people)];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
        }
        FactBody::Stage(stage) => {
            let as_of = stage.as_of.map(|date| format!(", {date}")).unwrap_or_default();
            format!("{}{as_of}", stage.instrument)
        }
        FactBody::Figure(figure) => {
            let to = figure.value_to.map(|to| format!(" to {to}")).unwrap_or_default();
            format!("{}{to} {}: {}", figure.value, figure.unit, figure.measure)
        }
        FactBody::Role(role) => format!("{}, {}", role.person, role.title),
    }
}

/// Text that a page shows as it stands.
fn escape(text: impl AsRef<str>) -> String {
    let mut escaped = String::with_capacity(text.as_ref().len());
    for character in text.as_ref().chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
