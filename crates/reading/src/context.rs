//! What a rule sees of a document.

use std::cell::OnceCell;
use std::ops::Range;

use language::{Analysis, Token};
use record::{Actor, ActorName, Date, Document, Evidence, Field, Instrument, InstrumentName, Jurisdiction, Span};

use crate::FieldReading;
use crate::names::{Mention, Names};
use crate::rules::statement::{Candidate, candidates};
use crate::time::TimeMention;
use crate::topic::{self, Topic};

/// A document as the rules see it: two texts, and the names over both.
pub struct Context<'a> {
    /// The announcement.
    pub document: &'a Document,
    /// The headline.
    pub title: Text<'a>,
    /// The text below it.
    pub body: Text<'a>,
    /// Actors and instruments.
    pub names: &'a Names,
    statements: OnceCell<Vec<Candidate>>,
    topic: OnceCell<Option<Topic>>,
}

/// One text of a document.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// Which text.
    pub field: Field,
    /// What was seen in it.
    pub reading: &'a FieldReading,
    names: &'a Names,
    document: &'a Document,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        document: &'a Document,
        title: &'a FieldReading,
        body: &'a FieldReading,
        names: &'a Names,
    ) -> Self {
        Self {
            document,
            title: Text { field: Field::Title, reading: title, names, document },
            body: Text { field: Field::Body, reading: body, names, document },
            names,
            statements: OnceCell::new(),
            topic: OnceCell::new(),
        }
    }

    /// What may be a statement, found once for all rules.
    pub(crate) fn statements(&self) -> &[Candidate] {
        self.statements.get_or_init(|| candidates(self))
    }

    /// The instrument that the announcement is about, found once for all rules.
    pub(crate) fn topic(&self) -> Option<&Topic> {
        self.topic.get_or_init(|| topic::find(self.names, self.body)).as_ref()
    }

    /// Title and body.
    pub fn texts(&self) -> [Text<'a>; 2] {
        [self.title, self.body]
    }

    /// The publication date.
    pub fn published(&self) -> Option<Date> {
        self.document.published
    }
}

impl<'a> Text<'a> {
    /// Sentences, tokens and trees.
    pub fn analysis(&self) -> &'a Analysis {
        &self.reading.analysis
    }

    /// Byte span of a token range.
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        let analysis = self.analysis();
        Span::from(analysis.token(tokens.start).span().start..analysis.token(tokens.end - 1).span().end)
    }

    /// The words of a span.
    pub fn slice(&self, span: Span) -> &'a str {
        &self.analysis().text()[span.range()]
    }

    /// Evidence for a byte span, trimmed of surrounding white space; nothing for an empty one.
    pub fn evidence(&self, span: Span) -> Option<Evidence> {
        let text = self.slice(span);
        let start = span.start as usize + (text.len() - text.trim_start().len());
        let end = span.end as usize - (text.len() - text.trim_end().len());
        (start < end).then(|| Evidence::of(self.document, self.field, start..end).ok()).flatten()
    }

    /// Time expressions that lie inside of a byte span, in text order.
    pub fn times_in(&self, span: Span) -> impl Iterator<Item = &'a TimeMention> {
        self.reading.times.iter().filter(move |time| span.contains(time.span))
    }

    /// Mentions of actors and instruments that lie inside of a byte span, in text order.
    pub fn mentions_in(&self, span: Span) -> impl Iterator<Item = &'a Mention> {
        self.names.mentions(self.field).iter().filter(move |mention| span.contains(mention.span))
    }

    /// The instrument of a name.
    pub fn instrument(&self, name: &InstrumentName) -> Option<&'a Instrument> {
        self.names.instrument(name)
    }

    /// The body that makes the announcement.
    pub fn announcer(&self) -> Option<&'a ActorName> {
        self.names.announcer()
    }

    /// The actor of a name.
    pub fn actor(&self, name: &ActorName) -> Option<&'a Actor> {
        self.names.actor(name)
    }

    /// The actors that are the jurisdictions named in a row of words.
    pub(crate) fn jurisdictions_in(&self, words: &str) -> Vec<ActorName> {
        let codes = crate::names::jurisdictions_in(words);
        codes.iter().filter_map(|code| self.names.country(code)).cloned().collect()
    }

    /// The jurisdiction named in the words of a venue or body.
    pub(crate) fn names_jurisdiction_in(&self, words: &str) -> Option<Jurisdiction> {
        crate::names::jurisdiction_in(words)
    }

    /// Whether words are the title of somebody who is named: "India’s Minister of Commerce".
    pub(crate) fn is_title(&self, words: &str) -> bool {
        self.names.offices().iter().any(|office| {
            words.ends_with(&office.title)
                || words
                    .strip_prefix(&office.title)
                    .is_some_and(|rest| rest.starts_with(" for ") || rest.starts_with(" of "))
        })
    }

    /// Whether a mention is of the body in a person's office: "Jan Berg, President of the Chamber".
    pub(crate) fn is_employer(&self, mention: &Mention) -> bool {
        let between = |office: &crate::names::Office| {
            let text = self.analysis().text();
            text.get(office.span.end as usize..mention.span.start as usize).unwrap_or("-").trim()
        };
        let of_office = |office: &crate::names::Office| {
            office.field == mention.field
                && office.org.as_ref().is_some_and(|org| mention.actors().contains(org))
                && (office.span.contains(mention.span) || matches!(between(office), "of" | "of the" | "at" | "at the"))
        };
        self.names.offices().iter().any(of_office)
    }

    /// The mention of an instrument that covers a token, the longest if several do.
    pub fn instrument_at(&self, token: Token<'_>) -> Option<&'a Mention> {
        let span = Span::from(token.span());
        let covering = self.names.mentions(self.field).iter().filter(|mention| mention.span.contains(span));
        covering.filter(|mention| mention.instrument().is_some()).max_by_key(|mention| mention.span.len())
    }

    /// The mention that covers a token, the longest if several do.
    pub fn mention_at(&self, token: Token<'_>) -> Option<&'a Mention> {
        let span = Span::from(token.span());
        self.names
            .mentions(self.field)
            .iter()
            .filter(|mention| mention.span.contains(span))
            .max_by_key(|mention| mention.span.len())
    }
}
