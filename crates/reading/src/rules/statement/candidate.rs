//! One pass over the predicates of a document, giving every statement it may hold.

use std::ops::Range;

use language::Token;
use record::{Act, ActorKind, ActorName, Field, Firmness, Span, Statement};

use super::addressees::{self, Sides};
use super::clause::{self, extent, inner_predicate, is_predicate};
use super::lexicon::{self, Cue};
use super::promise::{self, Modality};
use super::speaker;
use crate::Context;
use crate::context::Text;
use crate::factuality::{self, Polarity, Source, Time};

/// A statement with its words and how sure the reader is.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) field: Field,
    pub(crate) span: Span,
    pub(crate) statement: Statement,
    pub(crate) confidence: f32,
}

/// Finds the candidates of a document in text order.
pub(super) fn find(context: &Context<'_>) -> Vec<Candidate> {
    let sides = Sides::of(context);
    let mut found = Vec::new();
    let text = context.body;
    for verb in text.analysis().tokens() {
        if !(verb.tag().starts_with('V') || verb.pos() == "AUX") || matches!(verb.dep(), "aux" | "auxpass") {
            continue;
        }
        let reader = Reader { context, text, sides: &sides };
        match reader.said(verb).or_else(|| reader.promised(verb)) {
            Some(candidate) => found.push(candidate),
            None => found.extend(reader.asked_of(verb)),
        }
    }
    let reader = Reader { context, text, sides: &sides };
    found.extend(text.analysis().tokens().filter_map(|noun| reader.named(noun)));
    let mut found = deduplicate(found);
    part(&text, &mut found);
    reader.settle_about(&mut found);
    found
}

/// "Responded that it is under study and that they would explore measures": what is promised in the second clause is told by
/// that promise, and no part of the answer.
fn part(text: &Text<'_>, found: &mut [Candidate]) {
    const JOINT: &str = " and that ";
    for index in 0..found.len() {
        let (head, inner) = found.split_at_mut(index + 1);
        let outer = &mut head[index];
        let within = |other: &&Candidate| outer.span.contains(other.span) && other.statement.act.is_ledger();
        if outer.statement.act.is_ledger() {
            continue;
        }
        let Some(other) = inner.iter().find(within) else { continue };
        let before = text.slice(Span { start: outer.span.start, end: other.span.start });
        // Only a subject stands between the two.
        let Some(at) = before.rfind(JOINT).filter(|at| before[at + JOINT.len()..].split(' ').count() <= 5) else {
            continue;
        };
        outer.span.end = outer.span.start + at as u32;
        if let Some(at) = outer.statement.content.find(JOINT) {
            outer.statement.content.truncate(at);
        }
    }
}

/// Of candidates with the same act over the same words, keeps the surer one.
fn deduplicate(mut found: Vec<Candidate>) -> Vec<Candidate> {
    found.sort_by_key(|candidate| (candidate.span.start, std::cmp::Reverse(candidate.span.end)));
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in found {
        // A promise inside of a reported promise is the same promise; so is a view whose words an attribution interrupts.
        let twin = kept.iter().any(|other| {
            other.span.contains(candidate.span)
                && other.statement.act == candidate.statement.act
                && (other.statement.act.is_ledger()
                    || other.span == candidate.span
                    || other.statement.speakers == candidate.statement.speakers)
        });
        if !twin {
            kept.push(candidate);
        }
    }
    kept
}

/// An attitude told by "be": "were opposed", "were in favour", "is pleased to".
fn attitude(verb: Token<'_>) -> Option<Cue<'_>> {
    if verb.lemma() != "be" {
        return None;
    }
    verb.children().filter(|child| child.index() > verb.index()).find_map(|child| {
        let word = match child.dep() {
            "acomp" | "attr" | "oprd" => child,
            "prep" if child.text() == "in" => child.children().find(|below| below.dep() == "pobj")?,
            _ => return None,
        };
        let act = match word.text().to_lowercase().as_str() {
            "opposed" | "concerned" | "worried" | "disappointed" | "alarmed" => Act::Concern,
            "favor" | "favour" | "glad" | "pleased" | "grateful" | "supportive" | "delighted" => Act::Support,
            _ => return None,
        };
        Some(Cue { verb, act, noun: None })
    })
}

/// Adjectives by which a verb of naming objects: "called the measure unilateral".
const REPROACHES: &str = "unilateral unfair unjustified unjust discriminatory unacceptable regrettable disappointing illegal unlawful \
    unreasonable protectionist unwarranted harmful excessive arbitrary worrying inconsistent";

/// Reads the predicates of one text.
pub(super) struct Reader<'a, 'c> {
    pub(super) context: &'a Context<'c>,
    pub(super) text: Text<'c>,
    pub(super) sides: &'a Sides,
}

impl<'c> Reader<'_, 'c> {
    /// A verb of saying, asking or promising.
    fn said(&self, verb: Token<'c>) -> Option<Candidate> {
        if let Some(answer) = self.declined(verb) {
            return Some(answer);
        }
        if !is_predicate(verb) && !is_perfect(verb) || in_background(verb) {
            return None;
        }
        let status = factuality::of(verb);
        // A base form states what came about: "managed to agree", "could not but agree".
        let bare = verb.tag() == "VB" && !matches!(status.time, Time::Done | Time::Present);
        if !status.is_affirmed() || bare {
            return None;
        }
        if verb.tag() == "VBN" && promise::is_passive(verb)
            || verb.dep() == "pcomp"
            || promise::modality(verb).is_some()
        {
            return None;
        }
        // "by finalizing rules and recognizing batteries", "to cut costs, ensuring coherence and recognizing batteries": a row of
        // means under one preposition or deed.
        let row = std::iter::successors(Some(verb), |at| (at.dep() == "conj" && !at.is_root()).then(|| at.head()));
        let means = |first: Token<'_>| {
            let deed = first.dep() == "advcl" && first.head().tag() == "VB";
            first.dep() == "pcomp" || first != verb && deed && lexicon::cue(first).is_none()
        };
        if verb.tag() == "VBG" && row.last().is_some_and(means) {
            return None;
        }
        let cue = lexicon::cue(verb).or_else(|| attitude(verb))?;
        if self.is_greeting(cue) {
            return None;
        }
        if let Some(signers) = self.signers(verb) {
            let joint = matches!(verb.lemma(), "confirm" | "affirm" | "declare" | "agree" | "reaffirm" | "announce");
            let cue = Cue { act: if joint { Act::Agreement } else { cue.act }, ..cue };
            return Some(self.build(cue, signers, extent(verb), 0.7));
        }
        let (speakers, subject) = speaker::speakers(&self.text, verb)?;
        if !self.is_own_word(status.source, &speakers, verb) {
            return None;
        }
        let mut range = extent(verb);
        if let Some(start) = clause::quotation_before(verb, subject) {
            range.start = start;
        }
        let candidate = self.build(cue, speakers, range, if speaker::own_subject(verb).is_some() { 0.9 } else { 0.8 });
        // An announcement is no view of its own; it counts for what is promised or settled in it.
        let bare = candidate.statement.act == Act::Position
            && matches!(verb.lemma(), "announce" | "report" | "reveal" | "disclose");
        (!bare).then_some(candidate)
    }

    /// "did not accept the request", "cannot agree to it": an answer to what was asked. The words begin with the denial.
    fn declined(&self, verb: Token<'c>) -> Option<Candidate> {
        let marker = factuality::marker(verb).filter(|_| factuality::is_assent(verb))?;
        let plain = marker.tag().starts_with("RB")
            && marker.index() < verb.index()
            && marker.neighbour(-1).is_some_and(|aux| aux.pos() == "AUX");
        let status = factuality::of(verb);
        let unable = clause::auxiliaries(verb).any(|aux| matches!(aux.lemma(), "can" | "could") || aux.text() == "ca");
        let said = matches!(status.time, Time::Done | Time::Present) || unable && governor(verb).is_none();
        if !plain || !said || status.polarity != Polarity::Denied || promise::is_passive(verb) || in_background(verb) {
            return None;
        }
        let (speakers, _) = speaker::speakers(&self.text, verb)?;
        // Two who do not agree answer nobody.
        if speakers.len() != 1 || !self.is_own_word(status.source, &speakers, verb) {
            return None;
        }
        let start = clause::auxiliaries(verb).next().map_or(marker.index(), Token::index);
        let range = start..extent(verb).end;
        let span = self.text.span_of(range.clone());
        let mut statement = Statement {
            act: Act::Response,
            speakers,
            voiced_by: None,
            addressees: Vec::new(),
            content: self.bare(range),
            about: self.about(span),
            due: None,
            firmness: None,
        };
        statement.addressees = self.addressees(&statement, verb);
        Some(Candidate { field: self.text.field, span, statement, confidence: 0.7 })
    }

    /// "welcomed his counterpart to London": a host's welcome, not support.
    fn is_greeting(&self, cue: Cue<'c>) -> bool {
        cue.verb.lemma() == "welcome"
            && lexicon::objects(cue.verb).next().is_some_and(|object| {
                object.lemma() == "counterpart"
                    || speaker::actors(&self.text, object)
                        .iter()
                        .any(|name| self.context.names.actor(name).is_some_and(|actor| actor.kind == ActorKind::Person))
            })
    }

    /// Those who signed or issued the paper that a participle describes: "signed a joint declaration confirming that …".
    fn signers(&self, verb: Token<'c>) -> Option<Vec<ActorName>> {
        if !matches!(verb.dep(), "acl" | "relcl" | "advcl") || verb.tag() != "VBG" {
            return None;
        }
        let paper = if verb.dep() == "advcl" { lexicon::objects(verb.head()).next()? } else { verb.head() };
        if !lexicon::classes(paper).contains(&"joint") {
            return None;
        }
        let signing =
            paper.ancestors().find(|above| matches!(above.lemma(), "sign" | "issue" | "adopt" | "release"))?;
        Some(speaker::speakers(&self.text, signing)?.0)
    }

    /// The statement of a cue; what is said may change its act and its speaker.
    fn build(&self, cue: Cue<'c>, speakers: Vec<ActorName>, range: Range<usize>, confidence: f32) -> Candidate {
        let span = self.text.span_of(range.clone());
        let content = self.content(&range, cue.verb);
        let mut statement = Statement {
            act: cue.act,
            speakers,
            voiced_by: None,
            addressees: Vec::new(),
            content,
            about: self.about(span),
            due: None,
            firmness: None,
        };
        let told = statement.act;
        self.turn(&mut statement, cue, &range);
        // "said that it will open a centre": what is promised is to open a centre.
        if told != Act::Commitment
            && statement.act == Act::Commitment
            && let Some(inner) = inner_predicate(cue.verb, &range)
            && promise::modality(inner).is_some()
        {
            // "will continue to support": from the verb that stands under "will".
            let inner = std::iter::successors(Some(inner), |verb| {
                Some(verb.head()).filter(|head| verb.dep() == "xcomp" && head.index() > cue.verb.index())
            })
            .last()
            .unwrap_or(inner);
            statement.content = self.bare(deed(inner).max(cue.verb.index() + 1)..range.end);
        }
        self.complete(&mut statement, cue.verb, &range);
        Candidate { field: self.text.field, span, statement, confidence }
    }

    /// Lets what is said change the act: a promise, request or proposal inside of a verb of saying.
    fn turn(&self, statement: &mut Statement, cue: Cue<'c>, range: &Range<usize>) {
        if statement.act == Act::Position && matches!(cue.verb.lemma(), "call" | "describe") {
            let reproach = cue
                .verb
                .analysis()
                .slice(cue.verb.index()..range.end)
                .any(|token| REPROACHES.split_whitespace().any(|word| token.text().eq_ignore_ascii_case(word)));
            if reproach {
                statement.act = Act::Concern;
            }
            return;
        }
        let joint = statement.speakers.len() > 1;
        let lemma = cue.verb.lemma();
        if let Some(noun) = cue.noun {
            // "underscored the government’s commitment to …": the possessor promises.
            let owner = noun
                .children()
                .find(|child| child.dep() == "poss")
                .map(|owner| speaker::of_possessor(&self.text, owner))
                .unwrap_or_default();
            if !owner.is_empty() && owner != statement.speakers && statement.act != Act::Agreement {
                self.hand_over(statement, owner);
            }
            return;
        }
        if joint && matches!(lemma, "confirm" | "affirm" | "reaffirm") {
            statement.act = Act::Agreement;
            return;
        }
        if !matches!(statement.act, Act::Position | Act::Response)
            || matches!(lemma, "hope" | "expect" | "claim" | "deny" | "describe" | "call")
        {
            return;
        }
        let Some(inner) = inner_predicate(cue.verb, range) else { return };
        if let Some(inner_cue) = attitude(inner).filter(|inner_cue| {
            inner_cue.act == Act::Support && speaker::own_subject(inner).is_some_and(|subject| subject.tag() == "PRP")
        }) {
            statement.act = inner_cue.act;
            return;
        }
        let Some(actors) = self.inner_actors(statement, inner) else {
            self.turn_deed(statement, inner);
            return;
        };
        let own = actors
            .iter()
            .all(|actor| statement.speakers.contains(actor) || self.speaks_for(&statement.speakers, actor));
        match promise::modality(inner) {
            Some((Modality::Will | Modality::Would, _))
                if promise::is_action(inner)
                    && !promise::is_passive(inner)
                    && is_plain_promise(inner)
                    && (own
                        || self.is_institution(&actors)
                            && self.is_own_word(factuality::of(inner).source, &actors, inner)) =>
            {
                statement.act = Act::Commitment;
                self.hand_over(statement, actors);
            }
            Some((Modality::Should, _)) => {
                let both = self.sides.pair.as_ref().is_some_and(|pair| pair.iter().all(|side| actors.contains(side)));
                statement.act = if both || own || actors.len() > 1 { Act::Proposal } else { Act::Request };
            }
            Some((Modality::Must, _)) if !own => statement.act = Act::Request,
            None if matches!(inner.lemma(), "plan" | "aim" | "intend" | "pledge") && own => {
                statement.act = Act::Commitment;
                self.hand_over(statement, actors);
            }
            _ => {}
        }
    }

    /// "Stressed that any expansion should follow an assessment": said to a counterpart, what should happen is asked of it; what
    /// both do is proposed to it.
    fn turn_deed(&self, statement: &mut Statement, inner: Token<'c>) {
        let demands = matches!(promise::modality(inner), Some((Modality::Should | Modality::Must, _)));
        let deed = speaker::own_subject(inner).filter(|subject| subject.pos() == "NOUN");
        let Some(deed) = deed.filter(|_| demands) else { return };
        if self.sides.counterpart(self.context, &statement.speakers).is_empty() {
            return;
        }
        let shared = matches!(
            deed.lemma().to_lowercase().as_str(),
            "cooperation"
                | "collaboration"
                | "partnership"
                | "relation"
                | "relationship"
                | "tie"
                | "exchange"
                | "dialogue"
        );
        statement.act = if shared { Act::Proposal } else { Act::Request };
    }

    /// The actors of what is said; nothing when its subject cannot act.
    fn inner_actors(&self, statement: &Statement, inner: Token<'c>) -> Option<Vec<ActorName>> {
        let subject = speaker::own_subject(inner)?;
        if subject.text().eq_ignore_ascii_case("we") {
            return Some(self.principals(&statement.speakers));
        }
        if subject.text() == "I" {
            return Some(statement.speakers.clone());
        }
        let actors = speaker::actors(&self.text, subject);
        (!actors.is_empty()).then_some(actors)
    }

    /// Those for whom officials speak when they say "we".
    fn principals(&self, speakers: &[ActorName]) -> Vec<ActorName> {
        speakers
            .iter()
            .map(|name| {
                let actor = self.context.names.actor(name).filter(|actor| actor.kind == ActorKind::Person);
                let org = actor.and_then(|actor| actor.org.clone());
                let country = || self.context.names.country(actor?.jurisdiction.as_ref()?).cloned();
                org.or_else(country).unwrap_or_else(|| name.clone())
            })
            .collect()
    }

    fn speaks_for(&self, speakers: &[ActorName], actor: &ActorName) -> bool {
        let code = addressees::jurisdiction(self.context, actor);
        code.is_some() && speakers.iter().any(|speaker| addressees::jurisdiction(self.context, speaker) == code)
    }

    fn is_institution(&self, actors: &[ActorName]) -> bool {
        actors.iter().all(|name| self.context.names.actor(name).is_some_and(|actor| actor.kind != ActorKind::Person))
    }

    /// Whether speakers answer for what is said of them: it is their own word or their side's, or the announcement's. What a third
    /// party says of somebody's act is no fact of theirs.
    pub(super) fn is_own_word(&self, source: Source<'c>, speakers: &[ActorName], verb: Token<'c>) -> bool {
        let noun = match source {
            Source::Announcer => return true,
            Source::Hearsay => return false,
            Source::Party(noun) => noun,
        };
        let pronoun = |token: Token<'c>| {
            matches!(token.text().to_lowercase().as_str(), "we" | "i" | "it" | "he" | "she" | "they")
        };
        if speaker::own_subject(verb).is_some_and(pronoun) {
            return true;
        }
        let voices = speaker::actors(&self.text, noun);
        if voices.is_empty() {
            // A paper, a move, a pronoun that nobody is known for; but "residents" are others.
            return noun.tag() != "NNS" && !speaker::is_human(noun);
        }
        voices.iter().any(|voice| self.answers_for(voice, speakers))
    }

    /// Whether somebody who speaks is on the side of those who act, or on the announcer's.
    pub(super) fn answers_for(&self, voice: &ActorName, speakers: &[ActorName]) -> bool {
        let org = |name: &ActorName| self.context.names.actor(name).and_then(|actor| actor.org.clone());
        let code = |name: &ActorName| {
            addressees::jurisdiction(self.context, name)
                .or_else(|| crate::names::jurisdictions_in(&name.0).into_iter().next())
        };
        // Without a publisher the announcer is a guess, and may be any body that the text names first.
        let published = !self.context.document.publisher.is_empty();
        let announcer = self.context.names.announcer().filter(|name| published || code(name).is_some());
        let same = |name: &ActorName| {
            name == voice
                || org(voice).is_some_and(|org| org == *name)
                || code(voice).is_some() && code(voice) == code(name)
        };
        if speakers.iter().chain(announcer).any(same) {
            return true;
        }
        // A person or a body of state of whom no country is known speaks for whoever is named.
        let known = self.context.names.actor(voice);
        let unknown = code(voice).is_none();
        unknown
            && (known.is_some_and(|actor| actor.kind == ActorKind::Person)
                || addressees::is_of_state(&self.text, voice))
    }

    /// Makes others the speakers, and the person who spoke the one who voices it.
    fn hand_over(&self, statement: &mut Statement, speakers: Vec<ActorName>) {
        if speakers == statement.speakers {
            return;
        }
        let person = statement
            .speakers
            .first()
            .filter(|name| self.context.names.actor(name).is_some_and(|actor| actor.kind == ActorKind::Person));
        statement.voiced_by = person.cloned();
        statement.speakers = speakers;
    }

    /// A promise in the announcer's own voice, or one of several in what somebody says.
    fn promised(&self, verb: Token<'c>) -> Option<Candidate> {
        let (modality, modal) = promise::modality(verb)?;
        if in_background(verb) || matches!(verb.dep(), "relcl" | "acl" | "pcomp" | "csubj") || !is_plain_promise(verb) {
            return None;
        }
        let governor = governor(verb);
        match modality {
            Modality::Will => {}
            Modality::Would if governor.is_some() => {}
            _ => return None,
        }
        if governor.is_some_and(|governor| !reports(governor)) || clause_of_position(verb) {
            return None;
        }
        let subject = speaker::subject(verb)?;
        let mut speakers = speaker::actors(&self.text, subject);
        let mut confidence = 0.85;
        if subject.text().eq_ignore_ascii_case("we")
            && let Some(governor) = governor
        {
            let voices =
                speaker::subject(governor).map(|subject| speaker::actors(&self.text, subject)).unwrap_or_default();
            speakers = self.principals(&voices);
        }
        let start;
        if promise::is_passive(verb) {
            speakers = self.undertakers(verb, subject)?;
            start = subject.left_edge().index();
            confidence = 0.6;
        } else {
            let does = promise::is_action(verb) || verb.lemma() == "remain" && !speakers.is_empty();
            if !does || promise::is_effect(&self.text, verb) {
                return None;
            }
            start = if modal.index() < verb.index() && modal.index() >= verb.sentence().range().start {
                modal.index()
            } else {
                verb.index()
            };
        }
        if speakers.is_empty() || !self.is_own_word(factuality::of(verb).source, &speakers, verb) {
            return None;
        }
        // "Neither Chile nor Peru will lift the ban" promises; "no country will" is nobody's promise.
        let denial = factuality::marker(verb).filter(|first| first.index() < start);
        if denial.is_some() && speakers.iter().any(|name| self.context.names.actor(name).is_none()) {
            return None;
        }
        let start = denial.map_or(start, Token::index);
        let start = if verb.dep() == "conj" && own_modal(verb).is_none() { verb.index() } else { start };
        // Coordinated base forms under one modal are one promise, unless they repeat the modal.
        if verb.dep() == "conj" && own_modal(verb).is_none() {
            return None;
        }
        let range = start..extent_of_promise(verb).end;
        let span = self.text.span_of(range.clone());
        // What is promised includes its verb, be it one of saying: "ask Japan to lift its restrictions".
        let content = self.bare(denial.map_or_else(|| deed(verb), Token::index)..range.end);
        let sentence = self.text.slice(self.text.span_of(verb.sentence().range()));
        let firmness = promise::firmness(verb, self.text.slice(span));
        let firmness = if firmness == Firmness::Firm {
            conditional_sentence(sentence, verb).unwrap_or(firmness)
        } else {
            firmness
        };
        let mut statement = Statement {
            act: Act::Commitment,
            speakers,
            voiced_by: None,
            addressees: Vec::new(),
            content,
            about: self.about(span),
            due: self.due(verb, &range),
            firmness: Some(firmness),
        };
        statement.addressees = self.towards(&[verb], &statement.speakers);
        Some(Candidate { field: self.text.field, span, statement, confidence })
    }

    /// Who does what a passive promise says will be done: its agent, the parties of the instrument, or the announcer.
    fn undertakers(&self, verb: Token<'c>, subject: Token<'c>) -> Option<Vec<ActorName>> {
        let agent = verb.child("agent").and_then(|by| by.children().find(|child| child.dep() == "pobj"));
        if let Some(agent) = agent {
            return Some(speaker::actors(&self.text, agent)).filter(|actors| !actors.is_empty());
        }
        let lemma = verb.lemma().to_lowercase();
        let instrument = self
            .text
            .mention_at(subject)
            .and_then(|mention| mention.instrument())
            .and_then(|name| self.context.names.instrument(name));
        if let Some(instrument) = instrument.filter(|instrument| instrument.parties.len() > 1) {
            if !matches!(
                lemma.as_str(),
                "sign" | "ratify" | "conclude" | "initial" | "finalise" | "finalize" | "submit"
            ) {
                return None;
            }
            let parties = instrument.parties.iter().filter_map(|code| self.context.names.country(code).cloned());
            return Some(parties.collect());
        }
        const ANNOUNCER: &str = "post publish release charge collect impose remove lift eliminate abolish waive exempt introduce issue announce";
        if !ANNOUNCER.split_whitespace().any(|known| known == lemma) {
            return None;
        }
        Some(vec![self.context.names.announcer()?.clone()])
    }

    /// Fills in addressees, due date and firmness of a cue's statement.
    pub(super) fn complete(&self, statement: &mut Statement, verb: Token<'c>, range: &Range<usize>) {
        if statement.act == Act::Agreement
            && verb.lemma() == "decide"
            && !promise::is_passive(verb)
            && self.decides_alone(statement, verb)
        {
            statement.act = Act::Commitment;
        }
        if matches!(statement.act, Act::Request | Act::Proposal | Act::Concern | Act::Support | Act::Response) {
            statement.addressees = self.addressees(statement, verb);
        }
        if statement.act == Act::Commitment {
            let verbs: Vec<_> = inner_predicate(verb, range).into_iter().chain([verb]).collect();
            statement.addressees = self.towards(&verbs, &statement.speakers);
        }
        let demands = || {
            inner_predicate(verb, range)
                .is_some_and(|inner| matches!(promise::modality(inner), Some((Modality::Must | Modality::Should, _))))
        };
        if statement.act.is_ledger() || statement.act == Act::Position && demands() {
            statement.due = self.due(verb, range);
        }
        if matches!(statement.act, Act::Commitment | Act::Agreement) {
            let words = self.text.slice(self.text.span_of(range.clone()));
            let inner =
                inner_predicate(verb, range).filter(|_| lexicon::cue(verb).is_some_and(|cue| cue.act == Act::Position));
            let firmness = promise::firmness(inner.unwrap_or(verb), words);
            statement.firmness = Some(if statement.act == Act::Agreement && firmness == Firmness::Considering {
                Firmness::Firm
            } else {
                firmness
            });
        }
    }

    /// Whether a single government or body decides, which agrees with nobody. What a committee of several decides they agree on.
    fn decides_alone(&self, statement: &Statement, verb: Token<'c>) -> bool {
        const SEVERAL: &[&str] = &["Committee", "Dispute Settlement Body", "Members", "Parties", "Working Party"];
        let [speaker] = &statement.speakers[..] else { return false };
        let several = speaker::subject(verb).is_some_and(|subject| matches!(subject.tag(), "NNS" | "NNPS"));
        let known = self.context.names.actor(speaker).is_some();
        known && !several && !SEVERAL.iter().any(|words| speaker.0.contains(words))
    }

    /// The words that carry what is said: what follows the verb, without its "that", its addressee and its quotation marks.
    pub(super) fn content(&self, range: &Range<usize>, verb: Token<'c>) -> String {
        let analysis = verb.analysis();
        let cue = lexicon::cue(verb).filter(|_| verb.index() >= range.start);
        // "refused to lift the ban", "rejected claims that …": without the verb the words would say the opposite.
        let denies =
            |cue: &Cue<'_>| matches!(cue.act, Act::Response | Act::Position) && factuality::denies_complement(verb);
        if cue.as_ref().is_some_and(denies) && range.start == verb.index() {
            return self.bare(range.clone());
        }
        let mut start = if cue.is_some() { verb.index() + 1 } else { range.start };
        // "said on Wednesday that …": what is said begins with its clause.
        let clause = verb
            .children()
            .find(|child| child.dep() == "ccomp" && child.index() > verb.index() && range.contains(&child.index()));
        if let Some(clause) = clause.filter(|_| start > range.start) {
            let opens = clause.left_edge().index();
            let dated = analysis.slice(start..opens.max(start)).any(|token| token.entity() == "DATE");
            if dated && opens < range.end {
                start = opens;
            }
        }
        while start < range.end
            && matches!(analysis.token(start).text(), "that" | ":" | "," | "on" | "upon" | "for" | "to" | "out")
        {
            start += 1;
        }
        if start >= range.end {
            start = range.start;
        }
        self.bare(start..range.end)
    }

    /// Words without the marks around them.
    pub(super) fn bare(&self, range: Range<usize>) -> String {
        let words = self.text.slice(self.text.span_of(range));
        words.trim_matches(|c: char| matches!(c, '“' | '”' | '"' | ',' | '.' | ':') || c.is_whitespace()).to_owned()
    }
}

pub(super) fn is_present(verb: Token<'_>) -> bool {
    clause::auxiliaries(verb).any(|aux| matches!(aux.tag(), "VBZ" | "VBP"))
}

fn is_perfect(verb: Token<'_>) -> bool {
    clause::auxiliaries(verb).any(|aux| aux.lemma() == "have")
}

/// Where a deed begins: with what denies it, "not lift", or with the adverb right before its verb, "thoroughly review".
fn deed(verb: Token<'_>) -> usize {
    if let Some(first) = factuality::marker(verb).filter(|first| first.index() < verb.index()) {
        // "won't" is one word.
        let contracted = matches!(first.text(), "n't" | "n’t" | "nt");
        return first.index() - usize::from(contracted && first.index() > verb.sentence().range().start);
    }
    let manner = verb.children().find(|child| child.dep() == "advmod" && child.neighbour(1) == Some(verb));
    manner.map_or(verb.index(), Token::index)
}

/// A promise that is neither asked about, supposed nor denied by what governs it. What its own words deny is promised not to be
/// done.
fn is_plain_promise(verb: Token<'_>) -> bool {
    let status = factuality::of(verb);
    let own = if factuality::marker(verb).is_some() { Polarity::Denied } else { Polarity::Affirmed };
    // "would" is the future of reported speech.
    let reported = matches!(promise::modality(verb), Some((Modality::Would, _)));
    let above = governor(verb).is_none_or(|governor| factuality::of(governor).is_affirmed());
    let supposed = matches!(status.time, Time::Hypothetical | Time::Hoped) && !reported;
    status.polarity == own && status.source != Source::Hearsay && above && !supposed
}

/// The verb stands in a clause that only gives the background: "as the talks go on", "although they agreed".
fn in_background(verb: Token<'_>) -> bool {
    std::iter::once(verb).chain(verb.ancestors()).any(|at| {
        at.dep() == "advcl"
            && at.children().any(|child| {
                child.dep() == "mark"
                    && matches!(
                        child.text().to_lowercase().as_str(),
                        "as" | "when" | "because" | "although" | "since" | "while"
                    )
            })
    })
}

/// The verb of saying under whose clause a predicate stands.
fn governor(verb: Token<'_>) -> Option<Token<'_>> {
    let clause = std::iter::once(verb).chain(verb.ancestors()).find(|at| at.dep() != "conj")?;
    (clause.dep() == "ccomp" && !clause.is_root()).then(|| clause.head())
}

/// Verbs whose clause may hold a promise of somebody's: "said that it will consult".
fn reports(verb: Token<'_>) -> bool {
    matches!(
        verb.lemma(),
        "say"
            | "state"
            | "add"
            | "announce"
            | "respond"
            | "reply"
            | "indicate"
            | "confirm"
            | "affirm"
            | "reaffirm"
            | "explain"
            | "declare"
            | "tell"
            | "note"
            | "stress"
            | "emphasize"
            | "emphasise"
            | "answer"
            | "pledge"
            | "assure"
            | "agree"
            | "reveal"
            | "disclose"
            | "underscore"
            | "make"
            | "be"
    )
}

/// A promise under a hope or a belief is none.
fn clause_of_position(verb: Token<'_>) -> bool {
    verb.ancestors().any(|at| matches!(at.lemma(), "believe" | "expectation" | "ensure" | "mean"))
}

fn own_modal(verb: Token<'_>) -> Option<Token<'_>> {
    clause::auxiliaries(verb)
        .find(|aux| aux.tag() == "MD")
        .or_else(|| verb.neighbour(-1).filter(|before| before.tag() == "TO"))
}

/// A promise reaches over base forms coordinated under its modal, and ends before the next modal.
fn extent_of_promise(verb: Token<'_>) -> Range<usize> {
    extent(verb)
}

/// "Once the text has been checked, …": the sentence sets a condition before the promise.
fn conditional_sentence(sentence: &str, _verb: Token<'_>) -> Option<Firmness> {
    let lower = sentence.to_lowercase();
    (lower.starts_with("if ")
        || lower.starts_with("once ")
        || lower.contains(", after which ")
        || lower.contains(" once "))
    .then_some(Firmness::Conditional)
}
