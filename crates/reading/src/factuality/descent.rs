//! From the root of a sentence down to a predicate: what each word does to the one below it.

use language::Token;

use super::clause::{Form, form, is_verb};
use super::words::{self, Effect, Word};
use crate::rules::statement::{cue, reports_words};

use super::{Factuality, Polarity, Source, Time, negation, source};

/// How many words above a predicate are asked. Deeper trees are lists and faulty readings, and what stands that far above says
/// nothing of the predicate.
const DEPTH: usize = 32;

/// What the words above leave open for a word to say.
#[derive(Debug, Clone, Copy)]
struct Given<'a> {
    /// Denied by what governs it.
    denied: bool,
    /// The time that the words above give it, and whether it holds for a finite verb, too.
    time: Option<(Time, bool)>,
    source: Source<'a>,
    /// Vouched for by the word above: "confirmed reports that".
    vouched: bool,
}

impl<'a> Given<'a> {
    /// Nothing but the source is handed down.
    fn free(source: Source<'a>) -> Self {
        Self { denied: false, time: None, source, vouched: false }
    }

    /// The time of the word above, for what has none of its own.
    fn lent(self, time: Time) -> Self {
        Self { time: Some((time, false)), ..self }
    }

    /// A time for whatever stands below, finite or not.
    fn set(self, time: Time) -> Self {
        Self { time: Some((time, true)), ..self }
    }
}

/// Polarity, time and source of a predicate.
pub(super) fn factuality(predicate: Token<'_>) -> Factuality<'_> {
    let mut path: Vec<Token<'_>> = std::iter::once(predicate).chain(predicate.ancestors().take(DEPTH)).collect();
    path.reverse();
    let question = question(predicate);
    let mut given = Given::free(Source::Announcer);
    let mut above: Option<(Token<'_>, Factuality<'_>)> = None;
    for at in path {
        if let Some((head, status)) = above {
            given = step(given, head, status, at);
        }
        let enters = |start: usize| at.index() >= start && above.is_none_or(|(head, _)| head.index() < start);
        if question.is_some_and(enters) && at.dep() != "relcl" {
            given = given.set(Time::Hypothetical);
        }
        above = Some((at, settle(given, at)));
    }
    // The path holds the predicate at least.
    above.map_or(
        Factuality { polarity: Polarity::Affirmed, time: Time::Present, source: Source::Announcer },
        |(_, status)| status,
    )
}

/// Where the question of a predicate's sentence begins, if it is one.
fn question(predicate: Token<'_>) -> Option<usize> {
    let sentence = predicate.sentence().range();
    let analysis = predicate.analysis();
    let is_quote = |token: &Token<'_>| matches!(token.text(), "”" | "\"" | "''" | "’");
    let mut tail = analysis.slice(sentence.clone()).rev().skip_while(|token| token.text().trim().is_empty());
    let last = tail.next()?;
    if last.text() == "?" {
        return Some(sentence.start);
    }
    let asked = is_quote(&last) && tail.next().is_some_and(|mark| mark.text() == "?");
    let opens = |token: &Token<'_>| matches!(token.text(), "“" | "``" | "\"");
    asked.then(|| {
        let before = analysis.slice(sentence.start..last.index()).rev().find(opens);
        before.map_or(sentence.start, |mark| mark.index())
    })
}

/// What a word says with what is given to it.
fn settle<'a>(given: Given<'a>, at: Token<'a>) -> Factuality<'a> {
    let local = negation::local(at);
    let form = form(at);
    let nominal = form == Form::Nominal;
    // "no plans", under a verb that is denied by them: one denial.
    let noun = matches!(at.pos(), "NOUN" | "PROPN" | "PRON");
    let mut denied = if noun { given.denied || local.denied } else { given.denied != local.denied };
    let own = match form {
        Form::Finite(time) => Some(time),
        Form::Participle => given.time.is_none().then_some(Time::Done),
        Form::Infinitive | Form::Gerund | Form::Nominal => None,
    };
    let mut time = match (own, given.time) {
        (_, Some((time, true))) => time,
        (Some(own), _) => own,
        (None, Some((time, false))) => time,
        (None, None) => default_time(at, form),
    };
    if local.open {
        time = Time::Hypothetical;
    }
    let mut origin = given.source;
    if !nominal {
        match opening(at, time) {
            Some(Effect::Denies) => denied = !denied,
            Some(_) => time = Time::Hypothetical,
            None => {}
        }
        if let Some(named) = source::of_adjunct(at) {
            origin = named;
        }
    }
    if local.hearsay {
        origin = Source::Hearsay;
    }
    let polarity = if denied { Polarity::Denied } else { Polarity::Affirmed };
    Factuality { polarity, time, source: origin }
}

/// The time of a word to which neither its form nor what stands above gives one.
fn default_time(at: Token<'_>, form: Form) -> Time {
    match form {
        // A headline: "Council to continue talks", "Ministers signing the accord".
        Form::Infinitive if at.is_root() => Time::Future,
        Form::Gerund if at.is_root() => Time::Present,
        Form::Infinitive | Form::Gerund => Time::Hypothetical,
        Form::Finite(time) => time,
        Form::Participle => Time::Done,
        Form::Nominal => Time::Present,
    }
}

/// What the conjunction that opens a clause does to it: "if", "once", "before", "rather than".
fn opening(verb: Token<'_>, time: Time) -> Option<Effect> {
    verb.lefts().filter(|child| opens(*child)).find_map(|child| {
        let word = child.text().to_lowercase();
        // "when it was signed" reports, "when it is signed" does not; "so that it is signed" aims.
        let looks_ahead = matches!(word.as_str(), "when" | "so") && child.dep() != "cc" && time != Time::Done;
        if looks_ahead { Some(Effect::Open) } else { words::conjunction(child) }
    })
}

/// A word that may open a clause, and is no preposition of a phrase: "before the talks", and no adverb: "never before".
fn opens(child: Token<'_>) -> bool {
    match child.dep() {
        "mark" | "cc" => true,
        "advmod" => !matches!(child.text().to_lowercase().as_str(), "before" | "until" | "since"),
        "prep" => child.child("pobj").is_none(),
        _ => false,
    }
}

/// What a word hands down to one that hangs below it.
fn step<'a>(given: Given<'a>, head: Token<'a>, status: Factuality<'a>, at: Token<'a>) -> Given<'a> {
    let free = Given::free(status.source);
    let unreal = matches!(status.time, Time::Hypothetical | Time::Hoped);
    let passed =
        Given { denied: status.polarity == Polarity::Denied, vouched: given.vouched, ..free }.lent(status.time);
    match at.dep() {
        // Coordinated words share what stands above them.
        "conj" if is_verb(at) == is_verb(head) => coordinated(given, free, head, status, at),
        "relcl" | "appos" | "parataxis" | "amod" => free,
        // "shared expectations, called for progress": a verb of a row that the parser hung below a noun of it.
        "acl"
            if at.tag() == "VBD" && at.lefts().all(|child| !matches!(child.dep(), "nsubj" | "nsubjpass" | "mark")) =>
        {
            free
        }
        "acl" if form(at) == Form::Participle => {
            if unreal && is_indefinite(head) {
                passed
            } else {
                free
            }
        }
        // "in case it signed".
        "acl" if words::conjunction(head).is_some() => free.set(Time::Hypothetical),
        // "He compared it to batting: one may miss a ball": beside each other, whatever hangs below which.
        "ccomp" if is_cut_off(at, head) => free,
        "advcl" => adverbial(free, passed, head, status, at),
        // "closed the debate, welcoming …", "the ministers signing it".
        _ if at.tag() == "VBG" && (at.dep() == "acl" || is_set_off(at)) => free.lent(status.time),
        _ if at.pos() == "ADP" || at.pos() == "SCONJ" && !is_verb(at) => passed,
        "pcomp" | "pobj" => below_preposition(free, passed, head, status, at),
        "nsubj" if !is_verb(at) => match words::of_subject(head) {
            Some(Effect::Denies) => Given { denied: true, ..passed },
            _ => passed,
        },
        "csubj" | "csubjpass" => {
            let verdict = head.rights().find(|child| matches!(child.dep(), "acomp" | "attr" | "oprd"));
            let row = verdict.and_then(|word| words::governor(word, at)).or_else(|| words::governor(head, at));
            row.map_or(passed, |row| governed(free, row, status, given.vouched))
        }
        "acomp" | "attr" | "oprd" | "advmod" | "prt" if !is_verb(at) => passed,
        _ => match row_of(head, at) {
            Some(row) => governed(told(free, head, status, at), row, status, given.vouched),
            None => ungoverned(told(free, head, status, at), passed, head, status, at),
        },
    }
}

/// A finite clause below a verb is the word of its subject.
fn told<'a>(free: Given<'a>, head: Token<'a>, status: Factuality<'a>, at: Token<'a>) -> Given<'a> {
    let reports = is_verb(head) && matches!(form(at), Form::Finite(_)) && status.source != Source::Hearsay;
    let source = if reports { source::of_clause(head).unwrap_or(status.source) } else { status.source };
    Given { source, ..free }
}

/// A participle behind a comma.
fn is_set_off(verb: Token<'_>) -> bool {
    let before = verb.left_edge().neighbour(-1);
    !matches!(verb.dep(), "pcomp" | "xcomp")
        && before.is_some_and(|before| matches!(before.text(), "," | "–" | "—" | ";"))
}

/// A clause that a colon or semicolon divides from the verb behind it, or a comma where that verb governs none: "It was signed in May,
/// it did not make it through Congress".
fn is_cut_off(clause: Token<'_>, head: Token<'_>) -> bool {
    let mut between = head.analysis().slice(clause.index()..head.index().max(clause.index()));
    let bare = |verb: Token<'_>| verb.lefts().all(|child| child.dep() != "mark");
    let spliced = || {
        // "Had it signed, tariffs would have fallen" is a condition.
        let subject = |child: &Token<'_>| matches!(child.dep(), "nsubj" | "nsubjpass");
        let opens = clause.lefts().find(subject).is_some_and(|own| own.left_edge() == clause.left_edge());
        let of_party = |own: Token<'_>| own.index() > clause.index() && !source::is_hearsay_source(own);
        let behind = head.lefts().find(subject).is_some_and(of_party);
        let told = cue(head).is_some() || reports_words(head) || words::governor(head, clause).is_some();
        opens && behind && bare(clause) && bare(head) && !told
    };
    between.clone().any(|token| matches!(token.text(), ":" | ";"))
        || between.any(|token| token.text() == ",") && spliced()
}

/// What stands above a row of words acts on each, and so does the conjunction that opens the row: "until it is signed and
/// enters into force". A finite verb behind an infinitive goes on from the verb above that: "refused to wait and signed".
fn coordinated<'a>(
    given: Given<'a>,
    free: Given<'a>,
    head: Token<'a>,
    status: Factuality<'a>,
    at: Token<'a>,
) -> Given<'a> {
    if matches!(form(at), Form::Finite(_)) && matches!(form(head), Form::Infinitive | Form::Gerund) {
        return free;
    }
    match opening(head, status.time) {
        Some(Effect::Open) => given.set(Time::Hypothetical),
        _ => given,
    }
}

/// A noun that names nothing known: "an agreement signed by all".
fn is_indefinite(noun: Token<'_>) -> bool {
    let article = noun.lefts().find(|child| matches!(child.dep(), "det" | "poss"));
    noun.pos() == "NOUN"
        && article.is_none_or(|article| matches!(article.text().to_lowercase().as_str(), "a" | "an" | "any"))
}

/// The row by which a word governs what hangs below it; the subject of a copula governs what the copula equates with it.
fn row_of(head: Token<'_>, at: Token<'_>) -> Option<&'static Word> {
    let argument = is_verb(at) || matches!(at.dep(), "dobj" | "nsubjpass" | "dative" | "obj" | "ccomp" | "xcomp");
    if !argument {
        return None;
    }
    if head.lemma() == "be" && is_verb(at) {
        let row = head
            .children()
            .filter(|child| matches!(child.dep(), "acomp" | "attr" | "nsubj" | "oprd"))
            .find_map(|word| words::governor(word, at));
        if row.is_some() {
            return row;
        }
    }
    words::governor(head, at)
}

/// What hangs below a preposition: the preposition acts on it, else the word that the preposition belongs to.
fn below_preposition<'a>(
    free: Given<'a>,
    passed: Given<'a>,
    preposition: Token<'a>,
    status: Factuality<'a>,
    at: Token<'a>,
) -> Given<'a> {
    let unreal = matches!(status.time, Time::Hypothetical | Time::Hoped);
    // "the day before confirming that …": a point in time, and a participle beside it.
    let timed =
        preposition.neighbour(-1).is_some_and(|before| matches!(before.lemma(), "day" | "week" | "month" | "year"));
    if timed && at.tag() == "VBG" {
        return free.lent(status.time);
    }
    let effect = words::preposition(preposition);
    // "succeeded in signing", "congratulated on signing": of the prepositions of the table, these belong to the word before.
    let belongs = effect.is_none() || matches!(preposition.text().to_lowercase().as_str(), "in" | "on" | "against");
    let holder = preposition.head();
    let beyond = Some(holder.head()).filter(|_| matches!(holder.pos(), "ADV" | "ADP" | "ADJ") && !holder.is_root());
    let governs = |word: Token<'a>| words::governor(word, at).filter(|_| belongs);
    if let Some(row) = governs(holder).or_else(|| beyond.and_then(governs)) {
        return governed(free, row, status, passed.vouched);
    }
    match effect {
        Some(Effect::Denies) => Given { denied: true, ..free }.lent(status.time),
        Some(Effect::Open) if is_verb(at) => free.set(Time::Hypothetical),
        Some(Effect::Affirms) if is_verb(at) && !unreal => free.lent(status.time),
        _ if is_verb(at) => free.set(Time::Hypothetical),
        // What a noun names beside a verb is no part of what the verb denies.
        _ => free.lent(status.time),
    }
}

/// A clause that goes with a verb: a participle shares its time, an infinitive is an aim, a finite clause stands by itself.
fn adverbial<'a>(
    free: Given<'a>,
    passed: Given<'a>,
    head: Token<'a>,
    status: Factuality<'a>,
    at: Token<'a>,
) -> Given<'a> {
    match form(at) {
        Form::Infinitive => match words::governor(head, at).filter(|_| is_verb(at)) {
            Some(row) => governed(free, row, status, passed.vouched),
            None => free.set(Time::Hypothetical),
        },
        // "held off signing": what follows without a comma may be the object.
        Form::Gerund => match words::governor(head, at).filter(|_| !is_set_off(at) && at.index() > head.index()) {
            Some(row) => governed(free, row, status, passed.vouched),
            None => match at.lefts().find_map(words::preposition) {
                Some(Effect::Open) => free.set(Time::Hypothetical),
                Some(Effect::Denies) => Given { denied: true, ..free.lent(status.time) },
                _ => free.lent(status.time),
            },
        },
        _ => free,
    }
}

/// What a governing word of the table hands down.
fn governed<'a>(free: Given<'a>, row: &Word, status: Factuality<'a>, vouched: bool) -> Given<'a> {
    let denied = status.polarity == Polarity::Denied;
    let effect = if denied { row.denied } else { row.affirmed };
    let unreal = matches!(status.time, Time::Hypothetical | Time::Hoped);
    if unreal && !matches!(effect, Effect::Same | Effect::Hearsay) {
        return Given { denied: effect == Effect::Denies, ..free }.set(status.time);
    }
    match effect {
        Effect::Affirms => Given { vouched: true, ..free.lent(status.time) },
        Effect::Denies => Given { denied: true, ..free.lent(status.time) },
        Effect::ToCome => free.lent(Time::Future),
        Effect::Hoped => free.set(Time::Hoped),
        Effect::Open => free.set(Time::Hypothetical),
        Effect::Same => free.lent(if unreal { Time::Done } else { status.time }),
        Effect::Hearsay if vouched => free.lent(Time::Done),
        Effect::Hearsay => Given { source: Source::Hearsay, ..free.lent(Time::Done) },
    }
}

/// What a word that is not in the table hands down.
fn ungoverned<'a>(
    free: Given<'a>,
    passed: Given<'a>,
    head: Token<'a>,
    status: Factuality<'a>,
    at: Token<'a>,
) -> Given<'a> {
    let finite = matches!(form(at), Form::Finite(_));
    if is_verb(at) && is_verb(head) && finite {
        let open = status.polarity == Polarity::Denied || matches!(status.time, Time::Hypothetical | Time::Hoped);
        return if open { free.set(Time::Hypothetical) } else { free };
    }
    match form(at) {
        // "dismissed the story that it signed".
        Form::Finite(_) if status.polarity == Polarity::Denied => free.set(Time::Hypothetical),
        Form::Finite(_) => free,
        // "had the accord signed", "kept signing": as real as the verb above.
        Form::Participle => passed,
        Form::Infinitive | Form::Gerund => free.set(Time::Hypothetical),
        Form::Nominal => passed,
    }
}
