//! Polarity, factuality and source of what a text says: the one place that is asked whether something came about.
//!
//! For any predicate (a verb, or a noun such as "signing") [`of`] gives whether it is affirmed or denied, when it is true
//! (done, present, to come) or why it is not (hypothetical, hoped for), and whose word it is. Events, stages and statements
//! ask it, and so may anything that marks a passage: [`of_span`] finds the main predicate of the passage first.
//!
//! The reading goes from the root of the sentence down to the predicate, and at each step lets the word above act on the
//! complement below: implicative verbs after Lauri Karttunen, "Implicative Verbs" (Language 47, 1971) and his later
//! signatures ("failed to" denies where it is affirmed and affirms where it is denied), and the values of FactBank (Roser
//! Saurí and James Pustejovsky, 2009) for what is only possible, hoped for or reported. The words stand in `words.tsv`.
//!
//! It knows no names: a source is the noun that names it, and whose side that is, is for the caller to find out.

mod clause;
mod descent;
mod negation;
mod source;
mod words;

use language::Token;
use record::Span;

use crate::context::Text;

pub(crate) use negation::marker;
pub(crate) use source::{according_to, is_hearsay_source};
pub(crate) use words::{denies_complement, is_assent};

/// Whether a predicate is affirmed or denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polarity {
    /// "signed", "did not fail to sign"
    Affirmed,
    /// "did not sign", "failed to sign", "nobody signed"
    Denied,
}

/// When a predicate is true, or why nothing is said of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// "signed", "has been concluded"
    Done,
    /// "is suspended", "enters into force today"
    Present,
    /// "will open", "agreed to launch"
    Future,
    /// Possible, conditional, asked for, asked about: "would sign", "if it signs", "urged it to sign".
    Hypothetical,
    /// "hopes to sign"
    Hoped,
}

/// Whose word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// The announcement's own.
    Announcer,
    /// A party's: the noun that names it. Of itself it may be believed, of others it is a third party.
    Party(Token<'a>),
    /// Of nobody who answers for it: critics, the press, "reportedly", "is believed to".
    Hearsay,
}

/// Polarity, time and source of a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factuality<'a> {
    /// Affirmed or denied.
    pub polarity: Polarity,
    /// When it is true.
    pub time: Time,
    /// Whose word it is.
    pub source: Source<'a>,
}

impl Factuality<'_> {
    /// Whether the text affirms the predicate as done, true or to come, and no hearsay.
    pub fn is_affirmed(&self) -> bool {
        self.polarity == Polarity::Affirmed
            && matches!(self.time, Time::Done | Time::Present | Time::Future)
            && self.source != Source::Hearsay
    }

    /// What the rules for stages and events distinguish.
    pub(crate) fn reality(&self) -> Reality {
        if !self.is_affirmed() {
            return Reality::Unreal;
        }
        match self.time {
            Time::Done => Reality::Done,
            Time::Present => Reality::Present,
            Time::Future => Reality::Future,
            Time::Hypothetical | Time::Hoped => Reality::Unreal,
        }
    }
}

/// Whether what a predicate says has come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reality {
    /// Reported as done: "signed", "has been concluded".
    Done,
    /// Reported as true today: "is suspended", "enters into force today".
    Present,
    /// To come: "will open", "agreed to launch".
    Future,
    /// Hoped for, asked for, conditional, denied, hearsay.
    Unreal,
}

/// Polarity, time and source of a predicate in its sentence.
pub fn of(predicate: Token<'_>) -> Factuality<'_> {
    descent::factuality(predicate)
}

/// Whether what a predicate says has come about.
pub(crate) fn reality(predicate: Token<'_>) -> Reality {
    of(predicate).reality()
}

/// Whether a predicate is denied, by words of its own or by what governs it.
pub(crate) fn is_denied(predicate: Token<'_>) -> bool {
    of(predicate).polarity == Polarity::Denied
}

/// The main predicate of a passage with what is said of it: the verb nearest to the root of the sentence, else the noun.
/// Nothing for a passage without words.
pub fn of_span<'a>(text: &Text<'a>, span: Span) -> Option<(Token<'a>, Factuality<'a>)> {
    let analysis = text.analysis();
    let tokens = analysis.tokens_in(span.range());
    let depth = |token: &Token<'a>| token.ancestors().count();
    let of_kind = |wanted: &dyn Fn(&Token<'a>) -> bool| analysis.slice(tokens.clone()).filter(wanted).min_by_key(depth);
    let main = |token: &Token<'a>| {
        clause::is_verb(*token)
            && !matches!(token.dep(), "aux" | "auxpass" | "amod" | "compound")
            // A clause that only describes a noun of the passage is no predicate of it.
            && !(token.dep() == "relcl" && tokens.contains(&token.head().index()))
    };
    let predicate = of_kind(&main)
        .or_else(|| of_kind(&|token| matches!(token.dep(), "aux" | "auxpass")).map(Token::head))
        .or_else(|| of_kind(&|token| matches!(token.pos(), "NOUN" | "PROPN")))?;
    Some((predicate, of(predicate)))
}

/// Whether one of the words of a passage that `carries` what it says is affirmed. Where none of them does, those of its sentence are
/// asked ("Peru failed" of "Peru failed to sign"); where those say nothing either, nothing speaks against it.
pub(crate) fn any_affirmed<'a>(text: &Text<'a>, span: Span, carries: impl Fn(&Token<'a>) -> bool) -> bool {
    let analysis = text.analysis();
    let own = analysis.tokens_in(span.range());
    let sentence = own.clone().next().map(|index| analysis.token(index).sentence().range());
    for passage in std::iter::once(own).chain(sentence) {
        let mut words = analysis.slice(passage).filter(&carries).peekable();
        if words.peek().is_some() {
            return words.any(|word| of(word).is_affirmed());
        }
    }
    true
}
