//! Reads figures out of sentences.
//!
//! *Reads*: money, percentages, counts with their noun, ranges, terms of a policy ("extended by two years").
//!
//! *Does not read*: dates, ordinals, elapsed time ("after 13 years"), numbers that are names ("Section 301", "G7"), what is
//! counted in passing ("the two sides").
//!
//! *Example*: "Exports reached **USD 6.1 billion** last year": 6100000000 USD, period 2024.

use std::ops::Range;

use language::{Token, structure::BlockKind};
use record::{DateRange, Figure, Qualifier, Span};

use super::{state, unit};
use crate::Context;
use crate::amount::{AmountMention, Unit};
use crate::context::Text;
use crate::names::{Form, Mention};
use crate::rules::{Example, NearMiss, Rule, Sink};
use crate::time::{Tense, TimeKind};

pub(super) const RULE: Rule = Rule { name: "figure/prose", read, examples: EXAMPLES, not: NOT };

fn read(context: &Context<'_>, sink: &mut Sink<'_>) {
    for text in [context.body, context.title] {
        let mut votes = None;
        for amount in &text.reading.amounts {
            let Some(token) = text.analysis().token_at(amount.span.start as usize) else { continue };
            if is_outside_prose(&text, amount.span) || is_name(&text, amount, token) || is_multiplier(&text, amount) {
                continue;
            }
            let read = match amount.unit {
                Unit::Currency(code) => Some((code.to_owned(), None, 0.95)),
                Unit::Percent => Some(("percent".to_owned(), None, 0.95)),
                Unit::PercentagePoint => Some(("percentage point".to_owned(), None, 0.95)),
                Unit::None => count(&text, amount).map(|(unit, noun, confidence)| (unit, Some(noun), confidence)),
            };
            let sentence = token.sentence().index();
            let read = read.or_else(|| vote(&text, amount, votes.filter(|at| *at == sentence).is_some()));
            let Some((unit, noun, confidence)) = read else { continue };
            if is_weight(context, &text, amount, &unit) {
                continue;
            }
            if unit == "vote" {
                votes = Some(sentence);
            }
            // The headline repeats what the body tells; alone it counts only with a unit of its own.
            if text.field == record::Field::Title && amount.unit == Unit::None {
                continue;
            }
            let figure = figure(context, &text, amount, token, unit, noun);
            let span = evidence(&text, amount, noun);
            state(text, figure, span, confidence, sink);
        }
    }
}

/// States the figures of words that the encoder took for one and that the rule above passed over: an amount with its unit, a
/// number with the noun that it counts, or a term ("within ten years").
pub(crate) fn read_seen<'a>(context: &Context<'a>, text: Text<'a>, seen: Span, confidence: f32, sink: &mut Sink<'_>) {
    let term = |amount: &&AmountMention| {
        amount.unit == Unit::None
            && unit::counted(&text, amount.span)
                .is_some_and(|noun| seen.contains(Span::from(noun.span())) && unit::is_span(&unit::name(noun)))
    };
    let reading = text.reading;
    let amounts = reading.amounts.iter().chain(reading.dated.iter().filter(term));
    for amount in amounts.filter(|amount| seen.contains(amount.span)) {
        let Some(token) = text.analysis().token_at(amount.span.start as usize) else { continue };
        if is_multiplier(&text, amount) {
            continue;
        }
        let read = match amount.unit {
            Unit::Currency(code) => Some((code.to_owned(), None)),
            Unit::Percent => Some(("percent".to_owned(), None)),
            Unit::PercentagePoint => Some(("percentage point".to_owned(), None)),
            Unit::None => unit::counted(&text, amount.span)
                .or_else(|| unit::counted_of(&text, amount.span, seen))
                .filter(|noun| !unit::is_of_parties(*noun, amount.value) && !amount.fraction)
                .map(|noun| (unit::name(noun), Some(noun))),
        };
        let told = |(unit, _): &(String, Option<Token<'a>>)| {
            unit.chars().any(char::is_alphabetic)
                && !is_weight(context, &text, amount, unit)
                && !is_name(&text, amount, token)
        };
        if let Some((unit, noun)) = read.filter(told) {
            let figure = figure(context, &text, amount, token, unit, noun);
            state(text, figure, evidence(&text, amount, noun), confidence, sink);
        }
    }
}

/// "over 44,000 pounds" of an announcement that speaks of no British money.
fn is_weight(context: &Context<'_>, text: &Text<'_>, amount: &AmountMention, unit: &str) -> bool {
    let pounds = || text.slice(amount.span).to_lowercase().ends_with("pounds");
    let british = |text: &Text<'_>| {
        let words = text.analysis().text();
        ["£", "sterling", "UK", "U.K.", "United Kingdom", "Brit"].iter().any(|word| words.contains(word))
    };
    unit == "GBP" && pounds() && !context.texts().iter().any(british)
}

/// "USD billion" over a table, "thousand times": a multiplier of nothing.
fn is_multiplier(text: &Text<'_>, amount: &AmountMention) -> bool {
    let words = text.slice(amount.span).to_lowercase();
    let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let multiplier = |word: &str| matches!(word, "hundred" | "thousand" | "million" | "billion" | "trillion");
    let unit = |word: &str| word.len() == 3 || matches!(word, "us" | "dollars" | "euros" | "euro" | "percent");
    words.peek().is_some()
        && words.all(|word| multiplier(word) || unit(word) && !word.bytes().any(|byte| byte.is_ascii_digit()))
        && !matches!(amount.value, value if value < 100.0)
}

/// Rows of tables have a rule of their own; captions, markers and contact lines hold no figures.
fn is_outside_prose(text: &Text<'_>, span: Span) -> bool {
    let block = text.analysis().blocks().iter().find(|block| {
        let start = block.marker.as_ref().map_or(block.span.start, |marker| marker.start.min(block.span.start));
        start <= span.start as usize && (span.end as usize) <= block.span.end
    });
    let Some(block) = block else { return false };
    let in_marker = block.marker.as_ref().is_some_and(|marker| marker.contains(&(span.start as usize)));
    in_marker || matches!(block.kind, BlockKind::TableRow | BlockKind::Caption)
}

/// The number is part of a name: "Section 301", "COM(2025) 726", "12:01", "+82-2-123".
fn is_name(text: &Text<'_>, amount: &AmountMention, token: Token<'_>) -> bool {
    let body = text.analysis().text();
    let (start, end) = (amount.span.start as usize, amount.span.end as usize);
    if amount.unit != Unit::None {
        return false;
    }
    let before = body[..start].chars().next_back();
    let after = body[end..].chars().next();
    let second = body[end..].chars().nth(1);
    let touching = |character: Option<char>| {
        character.is_some_and(|c| matches!(c, ':' | '/' | '_' | '#' | '(' | '+') || c.is_alphabetic())
    };
    let joined = touching(before) && before != Some('(')
        || before.is_some_and(|c| matches!(c, '-' | '–' | '.'))
        || matches!(after, Some(':' | '/')) && second.is_some_and(|c| c.is_ascii_digit());
    // "(1) trade facilitation; (2) …", "2) …": the number of an item.
    let listed = after == Some(')') && !amount.spelled && amount.value < 100.0 && amount.value.fract() == 0.0;
    // "701-TA-601": a part of a number of a case.
    let case = after == Some('-')
        && body[end + 1..].starts_with(|c: char| c.is_ascii_uppercase())
        && body[end + 1..].trim_start_matches(|c: char| c.is_ascii_uppercase()).starts_with('-');
    if joined || listed || case {
        return true;
    }
    // "Section 301", "No. 5", "Article 12 (3)": the number follows its noun.
    let head = token.head();
    let labels = token.neighbour(-1).is_some_and(|before| {
        matches!(
            before.text().to_lowercase().as_str(),
            "section"
                | "article"
                | "chapter"
                | "no."
                | "number"
                | "annex"
                | "page"
                | "paragraph"
                | "title"
                | "rule"
                | "resolution"
                | "phase"
                | "stage"
                | "part"
                | "item"
                | "route"
                | "industry"
                | "vision"
                | "agenda"
                | "horizon"
                | "column"
                | "heading"
                | "subheading"
                | "note"
        )
    });
    // "22 CFR 121", "19 U.S.C. 1862"; "6G": the number and the letters are one name.
    let cited = [" CFR", " U.S.C", " USC", " Fed. Reg", " FR "].iter().any(|code| body[end..].starts_with(code));
    let labels = labels || cited || after.is_some_and(|c| c.is_ascii_uppercase());
    let follows = matches!(token.dep(), "nummod" | "appos" | "npadvmod")
        && head.index() < token.index()
        && head.pos() == "PROPN"
        && !head.text().ends_with('s');
    if labels || follows && text.mention_at(head).is_some() {
        return true;
    }
    // "Five Mega-Regions": capitalised words in the middle of a sentence are a name.
    let capital = token.text().chars().next().is_some_and(char::is_uppercase) && amount.spelled;
    if capital && token.index() != token.sentence().range().start {
        return token.neighbour(1).is_some_and(|next| next.text().chars().next().is_some_and(char::is_uppercase));
    }
    // Inside of the name of an actor or agreement.
    text.mentions_in(text.span_of(token.sentence().range())).any(|mention| {
        mention.span.contains(amount.span)
            && mention.span != amount.span
            && !matches!(mention.form, Form::Collective | Form::Description)
    })
}

/// A number with a counted noun.
fn count<'a>(text: &Text<'a>, amount: &AmountMention) -> Option<(String, Token<'a>, f32)> {
    if amount.fraction && amount.value < 1.0 {
        return None;
    }
    let noun = unit::counted(text, amount.span)?;
    let name = unit::name(noun);
    let first = text.analysis().token_at(amount.span.start as usize)?;
    if unit::is_span(&name) {
        return is_term(text, first, noun).then_some((name, noun, 0.75));
    }
    if unit::is_passing(noun, amount.value) {
        return None;
    }
    // "one of the largest", "one company": a pronoun or an article in disguise.
    if amount.spelled && (amount.value == 1.0 || amount.value == 0.0) {
        return None;
    }
    if noun.tag() == "NN" && amount.value > 1.0 && amount.value_to.is_none() && !is_measure(&name)
        || noun.text().chars().all(|c| !c.is_alphabetic())
    {
        return None;
    }
    let definite = first.neighbour(-1).is_some_and(|before| {
        matches!(before.text().to_lowercase().as_str(), "the" | "these" | "those" | "both" | "all")
    });
    if amount.value == 2.0 && (definite || amount.spelled && noun.dep() == "pobj" && noun.head().text() == "between") {
        return None;
    }
    let confidence = if amount.spelled && amount.value < 10.0 { 0.7 } else { 0.85 };
    Some((name, noun, confidence))
}

/// Units of measure that stay in the singular behind a number.
fn is_measure(name: &str) -> bool {
    matches!(
        name,
        "tonne"
            | "ton"
            | "kilometer"
            | "kilometre"
            | "hectare"
            | "barrel"
            | "watt"
            | "megawatt"
            | "gigawatt"
            | "gw"
            | "mw"
            | "gwh"
            | "kg"
            | "teu"
            | "sq"
            | "km"
    )
}

/// A length of time that is a term of a policy: "extended by two years", "exempt for three years".
fn is_term<'a>(text: &Text<'a>, number: Token<'a>, noun: Token<'a>) -> bool {
    let mut above = noun.head();
    // "for a period of one year", "over as long as 20 years"
    let mut preposition = (above.pos() == "ADP").then_some(above);
    if let Some(of) =
        preposition.filter(|of| of.text() == "of" && matches!(of.head().lemma(), "period" | "term" | "duration"))
    {
        above = of.head().head();
        preposition = (above.pos() == "ADP").then_some(above);
    }
    if preposition.is_none() {
        // The parser may hang the span elsewhere: take the preposition before the number.
        let before = (1..=4)
            .filter_map(|offset| number.neighbour(-offset))
            .find(|before| before.pos() == "ADP" && !matches!(before.text(), "to" | "as" | "than" | "of"));
        preposition = before;
    }
    let Some(preposition) = preposition else { return false };
    let verb = preposition.ancestors().find(|above| matches!(above.pos(), "VERB" | "AUX"));
    let policy = verb.is_some_and(|verb| {
        matches!(
            verb.lemma().to_lowercase().as_str(),
            "extend"
                | "prolong"
                | "suspend"
                | "exempt"
                | "apply"
                | "impose"
                | "pause"
                | "delay"
                | "postpone"
                | "grant"
                | "phase"
                | "set"
                | "pay"
                | "remain"
                | "waive"
                | "bring"
                | "take"
                | "eliminate"
                | "abolish"
                | "reduce"
                | "lower"
                | "limit"
                | "fix"
                | "shorten"
                | "cut"
                | "defer"
                | "allow"
                | "valid"
        )
    });
    match preposition.text().to_lowercase().as_str() {
        "by" | "from" => policy,
        "for" | "over" => {
            let told = verb.is_some_and(|verb| {
                verb.children().any(|child| child.lemma() == "have" && child.dep() == "aux") && !policy
            });
            policy && !told
        }
        "to" => policy && verb.is_some_and(|verb| verb.subtree().any(|token| token.text() == "from")),
        _ => {
            let _ = text;
            false
        }
    }
}

/// Votes told without their noun: "281 votes to 24", "5 against and 35 abstentions".
fn vote<'a>(text: &Text<'a>, amount: &AmountMention, counting: bool) -> Option<(String, Option<Token<'a>>, f32)> {
    if !counting || amount.unit != Unit::None {
        return None;
    }
    let first = text.analysis().token_at(amount.span.start as usize)?;
    let next = text.analysis().token_at(amount.span.end as usize).or_else(|| first.neighbour(1))?;
    let next = if next == first { first.neighbour(1)? } else { next };
    let before = first.neighbour(-1)?;
    let opposed = matches!(next.text(), "against" | "opposed")
        || before.text() == "to" && matches!(next.text(), "and" | "," | "." | "with");
    opposed.then(|| ("vote".to_owned(), None, 0.75))
}

fn figure<'a>(
    context: &Context<'a>,
    text: &Text<'a>,
    amount: &AmountMention,
    token: Token<'a>,
    unit: String,
    noun: Option<Token<'a>>,
) -> Figure {
    let measure = measure(text, amount, token, noun);
    let subject = subject(context, text, token, measure.unwrap_or(amount.span), &unit);
    let (record, rank) = standing(text, amount, token);
    Figure {
        value: amount.value,
        value_to: amount.value_to,
        unit,
        qualifier: qualifier(text, amount),
        measure: measure.map(|span| squeeze(text.slice(span))).unwrap_or_default(),
        subject,
        period: period(text, amount, token),
        record,
        rank,
    }
}

/// The noun phrase before the bracket in which an amount stands: "trade (-1.4%)", "exports (7bn, +4.8%)".
fn before_bracket(text: &Text<'_>, token: Token<'_>) -> Option<Span> {
    let sentence = token.sentence().range();
    let analysis = text.analysis();
    let mut back = analysis.slice(sentence.start..token.index()).rev().take(8);
    let open = back.find(|token| matches!(token.text(), "(" | ")")).filter(|mark| mark.text() == "(")?;
    let noun = open.neighbour(-1).filter(|noun| matches!(noun.pos(), "NOUN" | "PROPN"))?;
    let begins = |token: &Token<'_>| matches!(token.pos(), "NOUN" | "PROPN" | "ADJ") || token.tag() == "VBG";
    let first = analysis.slice(sentence.start..noun.index()).rev().take_while(begins).last().unwrap_or(noun);
    Some(text.span_of(first.index()..noun.index() + 1))
}

/// What a figure is of: what its measure names, else what the verb over it is said of, else the only instrument of the sentence,
/// else what the whole announcement is about. Whoever else is named in the sentence is not measured.
fn subject(context: &Context<'_>, text: &Text<'_>, token: Token<'_>, measure: Span, unit: &str) -> Option<String> {
    let instrument = |mention: &&Mention| mention.form != Form::Part && mention.instrument().is_some();
    let name = |mention: &Mention| match mention.instrument() {
        Some(name) => Some(name.0.clone()),
        None => mention.actors().first().filter(|_| mention.actors().len() == 1).map(|name| name.0.clone()),
    };
    let named = |span: Span| {
        let told = text.mentions_in(span).find(instrument);
        // "exports of Korea", "its imports": whose they are; not whom a sample names, "countries such as Uzbekistan".
        let owner = |mention: &&Mention| {
            let first = text.analysis().token_at(mention.span.start as usize);
            let of = first.is_some_and(|first| {
                let object = std::iter::once(first).chain(first.ancestors()).find(|token| token.dep() == "pobj");
                object.is_some_and(|object| matches!(object.head().text(), "of" | "by" | "from" | "for"))
            });
            // "support for its establishment": the body spoken of last may be another than the thing.
            let pronoun = matches!(text.slice(mention.span), "its" | "their");
            !pronoun && (mention.form == Form::Modifier || mention.form != Form::Part && of)
        };
        told.or_else(|| text.mentions_in(span).find(owner)).and_then(name)
    };
    // "Japan has become …, with reported investment reaching …": the nearest verb whose subject has a name.
    let of_verb = || {
        token.ancestors().filter(|above| matches!(above.pos(), "VERB" | "AUX")).find_map(|verb| {
            let mut subjects = verb.children().filter(|child| child.dep().starts_with("nsubj"));
            let subject = subjects.find(|child| child.index() < token.index())?;
            let mention = text.mention_at(subject).filter(|mention| mention.form != Form::Part)?;
            let person = mention
                .actors()
                .iter()
                .any(|name| text.actor(name).is_some_and(|actor| actor.kind == record::ActorKind::Person));
            (!person).then(|| name(mention)).flatten()
        })
    };
    let of_sentence = || {
        let mut instruments = text.mentions_in(text.span_of(token.sentence().range())).filter(instrument);
        let first = instruments.next()?.instrument()?;
        instruments.all(|other| other.instrument() == Some(first)).then(|| first.0.clone())
    };
    // What trade, money and people there are besides is not of the agreement that the announcement is about.
    let besides = unit.len() == 3 && unit.chars().all(|c| c.is_ascii_uppercase())
        || matches!(
            unit,
            "job" | "delegate" | "participant" | "company" | "person" | "worker" | "people" | "expert" | "aspirant"
        );
    let of_topic = || {
        let topic = context.topic().filter(|topic| topic.prevails && !besides)?;
        Some(topic.instrument.0.clone())
    };
    named(measure).or_else(of_verb).or_else(of_sentence).or_else(of_topic)
}

fn qualifier(text: &Text<'_>, amount: &AmountMention) -> Qualifier {
    // "running at over 90 percent" is told; "from over" is not.
    let _ = text;
    amount.qualifier
}

fn squeeze(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words that say what is measured: the counted noun phrase, the complement of "of" or "in", else the subject.
fn measure<'a>(text: &Text<'a>, amount: &AmountMention, token: Token<'a>, noun: Option<Token<'a>>) -> Option<Span> {
    let analysis = text.analysis();
    let limited = |range: Range<usize>| {
        let stop = analysis
            .slice(range.clone())
            .skip(1)
            .find(|token| matches!(token.text(), "," | ";" | ":" | "—" | "("))
            .map_or(range.end, Token::index);
        let end = stop.min(range.start + 16).max(range.start + 1);
        text.span_of(range.start..end)
    };
    if let Some(noun) = noun {
        let start = analysis.tokens_in(amount.span.range()).end.min(noun.index());
        return Some(limited(start..noun.subtree_range().end.max(noun.index() + 1)));
    }
    if let Some(named) = before_bracket(text, token) {
        return Some(named);
    }
    let tokens = analysis.tokens_in(amount.span.range());
    let last = analysis.token(tokens.end.saturating_sub(1).max(tokens.start));
    // "75 percent of exports", "USD 9.8 billion in support"
    if let Some(next) = last
        .neighbour(1)
        .filter(|next| matches!(next.text(), "of" | "in") && next.sentence().index() == token.sentence().index())
        && let Some(object) = next
            .children()
            .find(|child| child.dep() == "pobj")
            .filter(|object| !matches!(object.entity(), "DATE" | "GPE"))
    {
        return Some(limited(object.subtree_range()));
    }
    // "a 10 percent duty"
    let head = last.head();
    if head.index() >= tokens.end && head.pos() == "NOUN" && head.index() < tokens.end + 4 {
        return Some(limited(tokens.end..head.subtree_range().end.max(head.index() + 1)));
    }
    let verb = token.ancestors().find(|above| matches!(above.pos(), "VERB" | "AUX"))?;
    // "double trade to USD 28 billion": what the verb changes is measured.
    let changed = verb.children().find(|child| child.dep() == "dobj" && child.index() < token.index());
    let towards = token
        .ancestors()
        .take(3)
        .any(|above| above.dep() == "prep" && matches!(above.text(), "to" | "by" | "from" | "at"));
    if let Some(object) = changed.filter(|object| towards && !tokens.contains(&object.index())) {
        return Some(limited(object.subtree_range().start..object.index() + 1));
    }
    let subject = verb
        .children()
        .find(|child| child.dep().starts_with("nsubj"))
        .or_else(|| crate::rules::statement::subject(verb))?;
    // "trade, which reached …": what the relative clause describes is measured.
    if matches!(subject.tag(), "WDT" | "WP") && verb.dep() == "relcl" {
        let noun = verb.head();
        return Some(limited(noun.subtree_range().start..noun.index() + 1));
    }
    Some(limited(subject.subtree_range()))
}

/// The time the figure covers: the nearest period of its clause.
fn period(text: &Text<'_>, amount: &AmountMention, token: Token<'_>) -> Option<DateRange> {
    let sentence = text.span_of(token.sentence().range());
    let tense = if token.ancestors().any(|above| above.children().any(|aux| matches!(aux.text(), "will" | "would"))) {
        Tense::Future
    } else {
        Tense::Past
    };
    let distance = |span: Span| span.start.abs_diff(amount.span.end).min(amount.span.start.abs_diff(span.end));
    // Another figure between the two has the better claim.
    let rivals = |span: Span| {
        let (low, high) =
            if span.start < amount.span.start { (span.end, amount.span.start) } else { (amount.span.end, span.start) };
        text.reading
            .amounts
            .iter()
            .any(|other| other.unit != Unit::None && other.span.start >= low && other.span.end <= high)
    };
    // A time belongs to the verb it hangs below: "launched in 2021, and ten rounds were held" dates no rounds.
    let verb_of = |word: Token<'_>| {
        std::iter::once(word)
            .chain(word.ancestors())
            .find(|above| matches!(above.pos(), "VERB" | "AUX"))
            .map(Token::index)
    };
    let own = verb_of(token);
    let same_clause = |time: &&crate::time::TimeMention| {
        let Some(first) = text.analysis().token_at(time.span.start as usize) else { return false };
        let other = verb_of(first);
        let coordinated = |a: Option<usize>, b: Option<usize>| {
            a.zip(b).is_some_and(|(a, b)| {
                let (a, b) = (text.analysis().token(a), text.analysis().token(b));
                a.dep() == "conj" && a.head() == b && a.children().any(|child| child.dep().starts_with("nsubj"))
            })
        };
        !(coordinated(own, other) || coordinated(other, own))
    };
    let wide = |time: &&crate::time::TimeMention| time.kind == TimeKind::Range && time.from != time.to;
    let time = text
        .times_in(sentence)
        .filter(wide)
        .filter(|time| !is_compared(text, amount, time.span))
        .filter(same_clause)
        .filter(|time| !rivals(time.span))
        .min_by_key(|time| distance(time.span))?;
    if distance(time.span) > 120 {
        return None;
    }
    let words = text.slice(time.span);
    let tense = if words.to_lowercase().starts_with("since") { Tense::Past } else { tense };
    let (start, end) = time.resolve(tense);
    // "the annual figure": the whole year, whatever part of it is spoken of.
    let clause = text.slice(sentence).to_lowercase();
    let annual =
        ["annual figure", "annual total", "full-year", "for the whole year"].iter().any(|words| clause.contains(words));
    if let Some(year) = start.or(end).map(|day| day.year()).filter(|_| annual) {
        let day = |month, day| record::Date::new(year, month, day).ok();
        return Some(DateRange { start: day(1, 1), end: day(12, 31), text: words.to_owned() });
    }
    // "by 2030" has an end only.
    let by = text
        .analysis()
        .token_at(time.span.start as usize)
        .and_then(|first| first.neighbour(-1))
        .is_some_and(|before| matches!(before.text(), "by" | "until"));
    Some(DateRange { start: start.filter(|_| !by), end, text: words.to_owned() })
}

/// Whether a time is one with which an amount is compared: "rose by 12% compared to the first quarter of 2009".
fn is_compared(text: &Text<'_>, amount: &AmountMention, time: Span) -> bool {
    const COMPARING: &[&str] = &["compared to", "compared with", "comparison to", "comparison with", "against"];
    let analysis = text.analysis();
    let Some(first) = analysis.token_at(time.start as usize) else { return false };
    // "compared to 2020 (USD 20 billion)": the amount is that of the time.
    if analysis.text().get(time.end as usize..amount.span.start as usize).is_some_and(|between| between.trim() == "(") {
        return false;
    }
    let sentence = text.span_of(first.sentence().range());
    // The nearest words of comparing before the time, unless the amount itself stands behind them.
    let from = sentence.start.max(time.start.saturating_sub(60));
    let Some(before) = text.analysis().text().get(from as usize..time.start as usize) else { return false };
    let before = before.to_lowercase();
    COMPARING.iter().filter_map(|words| before.rfind(words)).max().is_some_and(|at| {
        let at = from + at as u32;
        let parted = before[(at - from) as usize..].contains([',', ';']);
        let stands_between = at < amount.span.start && amount.span.end <= time.start;
        !parted && !stands_between
    })
}

/// Whether the figure is a record, and its rank, by the words beside it.
fn standing(text: &Text<'_>, amount: &AmountMention, token: Token<'_>) -> (bool, Option<u32>) {
    let sentence = text.span_of(token.sentence().range());
    // An amount can run past the end of the sentence it begins in, where the sentence was cut inside it.
    let before = text.slice(Span { start: sentence.start.min(amount.span.start), end: amount.span.start });
    let after = text.slice(Span { start: amount.span.end, end: sentence.end.max(amount.span.end) });
    let near =
        |text: &str, phrase: &str, reach: usize| text.to_lowercase().find(phrase).is_some_and(|found| found <= reach);
    let first_money = text
        .reading
        .amounts
        .iter()
        .filter(|other| other.unit != Unit::None && sentence.contains(other.span))
        .map(|other| other.span)
        .next()
        == Some(amount.span);
    let opening = before.to_lowercase();
    let record = opening.ends_with("a record ")
        || opening.ends_with("record of ")
        || opening.ends_with("record-high ")
        || opening.ends_with("record high of ")
        || first_money
            && [
                "highest on record",
                "highest ever",
                "all-time high",
                "largest ever",
                "new record",
                "record high",
                "never happened before",
                "first time ever",
            ]
            .iter()
            .any(|phrase| near(after, phrase, 60))
            && !["second", "third", "fourth", "fifth"].iter().any(|ordinal| near(after, ordinal, 20));
    let rank = first_money.then(|| rank(after)).flatten();
    (record, rank)
}

/// "ranking first", "the third-highest ever", "the second-largest".
fn rank(after: &str) -> Option<u32> {
    const ORDINALS: &[&str] =
        &["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let after = after.to_lowercase();
    let head = after.char_indices().nth(60).map_or(after.as_str(), |(end, _)| &after[..end]);
    ORDINALS
        .iter()
        .position(|ordinal| {
            head.contains(&format!("ranking {ordinal}"))
                || head.contains(&format!("ranked {ordinal}"))
                || head.contains(&format!("{ordinal}-highest"))
                || head.contains(&format!("{ordinal}-largest"))
        })
        .map(|index| index as u32 + 1)
}

/// From the qualifier to the end of the counted noun phrase.
fn evidence(text: &Text<'_>, amount: &AmountMention, noun: Option<Token<'_>>) -> Span {
    let whole = amount.whole_span();
    let mut end = whole.end;
    if let Some(noun) = noun {
        end = end.max(noun.span().end as u32);
        let range = noun.subtree_range();
        if range.len() <= 12 && range.start <= noun.index() {
            let last = text.analysis().token(range.end - 1);
            end = end.max(last.span().end as u32);
        }
    }
    Span { start: whole.start, end }
}

const EXAMPLES: &[Example] = &[
    Example {
        text: "Exports to Chile reached [[USD 6.1 billion]] in 2024.",
        published: "2025-05-03",
        fact: r#"{"value": 6100000000.0, "unit": "USD", "qualifier": "exact", "measure": "Exports to Chile", "period": {"start": "2024-01-01", "end": "2024-12-31", "text": "2024"}}"#,
    },
    Example {
        text: "The seminar was attended by [[more than 670 companies]].",
        published: "2025-05-03",
        fact: r#"{"value": 670.0, "unit": "company", "qualifier": "more-than", "measure": "companies"}"#,
    },
    Example {
        text: "The quota would shrink to [[18.3 million tonnes]].",
        published: "2025-05-03",
        fact: r#"{"value": 18300000.0, "unit": "tonne", "qualifier": "exact", "measure": "tonnes"}"#,
    },
    Example {
        text: "The duty on cheese falls from 100 percent to [[75 percent]].",
        published: "2025-05-03",
        fact: r#"{"value": 75.0, "unit": "percent", "qualifier": "exact", "measure": "The duty on cheese", "subject": "duty on cheese"}"#,
    },
    Example {
        text: "The total must remain [[between 15.2 and 22.2 million tonnes]].",
        published: "2025-05-03",
        fact: r#"{"value": 15200000.0, "value_to": 22200000.0, "unit": "tonne", "qualifier": "exact", "measure": "tonnes"}"#,
    },
    Example {
        text: "The waiver will be extended by [[two years]].",
        published: "2025-05-03",
        fact: r#"{"value": 2.0, "unit": "year", "qualifier": "exact", "measure": "years"}"#,
    },
    Example {
        text: "[[Some 350,000 jobs]] depend on the sector.",
        published: "2025-05-03",
        fact: r#"{"value": 350000.0, "unit": "job", "qualifier": "about", "measure": "jobs"}"#,
    },
    Example {
        text: "Growth slowed in trade ([[-1.4%]]).",
        published: "2025-05-03",
        fact: r#"{"value": -1.4, "unit": "percent", "qualifier": "exact", "measure": "trade"}"#,
    },
    Example {
        text: "Output grew by [[2.3 percent]] compared to the first quarter of 2009.",
        published: "2025-05-03",
        fact: r#"{"value": 2.3, "unit": "percent", "qualifier": "exact", "measure": "Output", "period": null}"#,
    },
    Example {
        text: "Investment came to [[£21 billion]], the highest on record.",
        published: "2025-05-03",
        fact: r#"{"value": 21000000000.0, "unit": "GBP", "record": true, "qualifier": "exact", "measure": "Investment"}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss { text: "The two sides met on 5 May 2025.", but: &[], why: "a pair and a date" },
    NearMiss { text: "The action rests on Section 301 of the law.", but: &[], why: "the number of a section" },
    NearMiss { text: "The G7 Summit and the 52nd session were mentioned.", but: &[], why: "a name and an ordinal" },
    NearMiss { text: "The goods of column 2 are listed in 22 CFR 121.", but: &[], why: "a column and a citation" },
    NearMiss { text: "The operators build 6G networks.", but: &[], why: "a name" },
    NearMiss { text: "The cargo weighs over 44,000 pounds.", but: &[], why: "a weight" },
    NearMiss { text: "It was the first round after 13 years.", but: &[], why: "elapsed time" },
    NearMiss { text: "Chile is one of the largest exporters.", but: &[], why: "a pronoun" },
];
