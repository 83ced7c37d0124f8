//! How facts of different days bear on one another: what keeps a promise, moves it, answers a request or merely repeats it.
//!
//! A link depends on the two facts it joins and on identity alone; the order of reading cannot change it.

use record::{Act, Date, DateRange, EventStatus, EventType, StageName};

use crate::identity::events::EventNode;
use crate::identity::{content_words, fold, shared};

/// A promise is moved, and a request repeated, within this many days; who says the like later says it anew.
pub(crate) const MEMORY_DAYS: i32 = 3 * 366;

/// Part of the words of the shorter that two statements share when one is the other again.
pub(crate) const AGAIN: f64 = 0.8;

/// Fewest words of a statement that can be said again; two or three say too little to tell.
pub(crate) const AGAIN_WORDS: usize = 4;

/// How many statements behind a request a promise in its words may answer it, how many of the words that takes, and what part
/// of them.
const REACH: i64 = 10;
const ANSWER_WORDS: usize = 2;
const ANSWER: f64 = 0.3;

/// Kinds of links, with the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkKind {
    /// The later one repeats the earlier, or tells it from another side.
    SameAs,
    /// The later one shows that the earlier was kept.
    Fulfils,
    /// The later one takes the place of the earlier: a revised date.
    Supersedes,
    /// The later one answers the earlier.
    Answers,
    /// The later one ends what the earlier was about.
    Withdraws,
    /// What was promised for a day did not happen on it.
    Misses,
    /// The one who was asked says no, or not now.
    Refuses,
    /// The later one is the happening for which the earlier was promised or asked: with it the earlier falls due.
    DueAt,
}

impl LinkKind {
    /// Every kind.
    const ALL: [Self; 8] = [
        Self::SameAs,
        Self::Fulfils,
        Self::Supersedes,
        Self::Answers,
        Self::Withdraws,
        Self::Misses,
        Self::Refuses,
        Self::DueAt,
    ];

    /// The word in the store and in public formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameAs => "same-as",
            Self::Fulfils => "fulfils",
            Self::Supersedes => "supersedes",
            Self::Answers => "answers",
            Self::Withdraws => "withdraws",
            Self::Misses => "misses",
            Self::Refuses => "refuses",
            Self::DueAt => "due-at",
        }
    }

    /// The kind with that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What a promise or request is to bring about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// An instrument reaches a stage.
    Reach(StageName),
    /// Something is held.
    Hold,
}

/// A statement as links see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Row of the fact.
    pub fact: i64,
    /// Row of the document.
    pub document: i64,
    /// Order in the document.
    pub ordinal: i64,
    /// Day of publication.
    pub published: Date,
    /// The happening at which it was said.
    pub happening: Option<String>,
    /// What is done by saying it.
    pub act: Act,
    /// Jurisdictions or, for others, entities on whose behalf it is said.
    pub speakers: Vec<String>,
    /// To whom, likewise.
    pub addressees: Vec<String>,
    /// Entities of the instruments it concerns.
    pub about: Vec<String>,
    /// The words of its content that carry meaning, as [`crate::identity::content_words`] gives them.
    pub words: Vec<String>,
    /// When it is due.
    pub due: Option<DateRange>,
    /// The planned happenings whose evidence overlaps with its own: what is to be held.
    pub holds: Vec<String>,
    /// The next happening of its kind, for which it is promised or asked without a day.
    pub awaits: Option<Awaited>,
}

/// A happening that is told by its kind alone: "at the next high-level meeting".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// The kinds that it may be told as.
    pub kinds: &'static [EventType],
    /// Those who hold it meet in person, whatever it is called.
    pub high: bool,
    /// Further words of its name, folded.
    pub words: Vec<String>,
}

/// A stage as links see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    /// Row of the fact.
    pub fact: i64,
    /// Row of the document.
    pub document: i64,
    /// Day of publication.
    pub published: Date,
    /// Entity of the instrument.
    pub instrument: String,
    /// The stage.
    pub stage: StageName,
    /// The day on which it tells: the last of a vague date, but no later than it was told. None without a date.
    pub told: Option<Date>,
    /// Jurisdictions that its document concerns, where the instrument has no parties of its own: what one country does under
    /// an agreement of all says nothing about another's promise.
    pub sides: Option<Vec<String>>,
}

/// A happening as links see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// Row of the fact.
    pub fact: i64,
    /// Row of the document.
    pub document: i64,
    /// Day of publication.
    pub published: Date,
    /// Its entity.
    pub happening: String,
    /// Where it stood on publication.
    pub status: EventStatus,
    /// Its last day.
    pub end: Option<Date>,
    /// As its document tells it.
    pub node: EventNode,
}

/// A link between two facts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// What the later fact does to the earlier.
    pub kind: LinkKind,
    /// Row of the later fact.
    pub later: i64,
    /// Row of the earlier fact.
    pub earlier: i64,
    /// The day from which it tells in the world.
    pub day: Date,
    /// The reason, in words.
    pub why: String,
    /// How likely it is, in thousandths; nothing where a rule is sure of it.
    pub chance: Option<u16>,
}

impl Said {
    /// What it is to bring about; nothing where no stage or happening would show that it was done.
    pub fn aim(&self) -> Option<Aim> {
        self.act.is_ledger().then(|| aim(&self.words, !self.holds.is_empty())).flatten()
    }

    /// Both concern an instrument in common.
    fn shares_instrument(&self, other: &Self) -> bool {
        self.about.iter().any(|instrument| other.about.contains(instrument))
    }

    /// Whatever was asked is taken up: "review the proposals raised at the roundtable".
    fn takes_up_all(&self) -> bool {
        let says = |words: &str| content_words(words).iter().any(|word| self.words.contains(word));
        says("raised voiced") && says("proposals requests recommendations suggestions concerns issues")
    }

    fn shares_speaker(&self, other: &Self) -> bool {
        self.speakers.iter().any(|speaker| other.speakers.contains(speaker))
    }

    /// The last day on which it is in time.
    fn due_end(&self) -> Option<Date> {
        self.due.as_ref().and_then(|due| due.end)
    }
}

/// What a promise or request with these words is to bring about, by its verbs; `holds` says that it is about a happening.
pub(crate) fn aim(words: &[String], holds: bool) -> Option<Aim> {
    let has = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    let reach = |stage| Some(Aim::Reach(stage));
    if has(&["ratif"]) || has(&["force"]) && has(&["ent", "bring", "brought", "put"]) {
        return reach(StageName::InForce);
    }
    if has(&["sign", "signature"]) && !has(&["signal", "signific"]) {
        return reach(StageName::Signed);
    }
    let talks = has(&["talk", "negotiat", "round"]);
    if has(&["conclu", "finaliz", "finalis"]) || talks && has(&["complet", "wrap"]) {
        return reach(StageName::Concluded);
    }
    if has(&["resum", "restart", "reopen"]) || talks && words.iter().any(|word| word == "again") {
        return reach(StageName::Resumed);
    }
    if has(&["launch", "establish"]) || talks && has(&["open", "start", "begin"]) {
        return reach(StageName::Launched);
    }
    if has(&["adopt"]) {
        return reach(StageName::Adopted);
    }
    let hold = holds || has(&["conven", "hold", "host", "meet", "visit"]);
    hold.then_some(Aim::Hold)
}

/// Stages that show that another was reached: itself, and what comes after it on the usual way.
pub(crate) fn shown_by(aim: StageName) -> &'static [StageName] {
    use StageName as S;
    match aim {
        S::Resumed => &[S::Resumed, S::Negotiating, S::InPrinciple, S::Concluded, S::Signed],
        S::Launched => {
            &[S::Launched, S::Negotiating, S::Operating, S::InPrinciple, S::Concluded, S::Signed, S::Completed]
        }
        S::Concluded => &[S::Concluded, S::Initialled, S::Signed, S::Ratifying, S::Provisional, S::InForce, S::Adopted],
        S::Signed => &[S::Signed, S::Ratifying, S::Provisional, S::InForce],
        S::InForce => &[S::InForce, S::Provisional],
        S::Adopted => &[S::Adopted, S::InForce, S::Definitive],
        _ => &[],
    }
}

/// Stages that end what was promised or asked about an instrument.
pub(crate) const ENDS: &[StageName] = &[StageName::Terminated, StageName::Withdrawn, StageName::Cancelled];

/// A promise that a stage keeps or ends. "Launched in 2007" keeps no promise of this year.
pub fn with_stage(said: &Said, reached: &Reached) -> Option<Link> {
    if said.document == reached.document || !said.about.contains(&reached.instrument) {
        return None;
    }
    let concerned = |side: &String| said.speakers.contains(side) || said.addressees.contains(side);
    if reached.sides.as_ref().is_some_and(|sides| !sides.iter().any(concerned)) {
        return None;
    }
    let Some(Aim::Reach(aim)) = said.aim() else { return None };
    let day = reached.told.filter(|told| *told >= said.published)?;
    let link = |kind, why: String| Some(Link { kind, later: reached.fact, earlier: said.fact, day, why, chance: None });
    if ENDS.contains(&reached.stage) {
        return link(LinkKind::Withdraws, format!("the instrument is {}", reached.stage));
    }
    if !shown_by(aim).contains(&reached.stage) {
        return None;
    }
    link(LinkKind::Fulfils, format!("to be {aim}; now {}", reached.stage))
}

/// A promise to hold something, and what became of it.
pub fn with_event(said: &Said, happened: &Happened) -> Option<Link> {
    if said.document == happened.document
        || happened.published < said.published
        || !said.holds.contains(&happened.happening)
    {
        return None;
    }
    let link = |kind, day, why: &str| {
        Some(Link { kind, later: happened.fact, earlier: said.fact, day, why: why.to_owned(), chance: None })
    };
    match happened.status {
        EventStatus::Held | EventStatus::Ongoing => {
            let day = happened.end.unwrap_or(happened.published).min(happened.published).max(said.published);
            link(LinkKind::Fulfils, day, "it was held")
        }
        EventStatus::Cancelled => link(LinkKind::Withdraws, happened.published, "it was cancelled"),
        EventStatus::Postponed => link(LinkKind::Misses, happened.published, "it was postponed"),
        EventStatus::Planned => None,
    }
}

/// The words for what the next of is waited for, with the kinds of happenings that they may mean.
const AWAITED: &[(&[&str], &[EventType])] = {
    use EventType as E;
    &[
        (
            &["meeting", "talks", "dialogue"],
            &[E::Meeting, E::Call, E::Visit, E::Committee, E::Conference, E::Roundtable],
        ),
        (&["summit", "conference"], &[E::Conference, E::Meeting]),
        (&["round"], &[E::NegotiationRound]),
        (&["session", "committee", "commission", "council"], &[E::Committee, E::Meeting]),
        (&["consultation", "consultations"], &[E::Consultation, E::Meeting]),
        (&["visit"], &[E::Visit]),
        (&["forum"], &[E::Forum]),
    ]
};

/// Words that tell the rank of those who meet and are in no name.
const RANKS: &[&str] = &["high", "level", "senior", "ministerial", "ministers", "minister", "leaders"];

/// Words that say nothing of which happening it is.
const ANY: &[&str] = &["joint", "bilateral", "regular", "annual"];

/// How many words may stand between "next" and what it is the next of: "the next Korea EU high-level trade and economy dialogue".
const BETWEEN: usize = 8;

/// The happening that a text puts something off to, without a day: "to be signed at the next high-level meeting".
pub fn awaited(text: &str) -> Option<Awaited> {
    let text = fold(text);
    let words: Vec<&str> = text.split(' ').collect();
    let kinds = |word: &str| AWAITED.iter().find(|(nouns, _)| nouns.contains(&word)).map(|(_, kinds)| *kinds);
    words.iter().enumerate().find_map(|(at, word)| {
        // "Over the next meetings" and "the next generation dialogue" put nothing off.
        let before = at.checked_sub(1).map(|at| words[at]);
        let put_off = matches!(*word, "next" | "upcoming" | "forthcoming")
            && matches!(before, Some("at" | "by" | "during" | "until" | "before" | "their" | "its" | "our"));
        if !put_off {
            return None;
        }
        let rest = &words[at + 1..];
        // Of nouns that follow each other the first says more: "the next committee meeting".
        let at = rest.iter().take(BETWEEN).position(|word| kinds(word).is_some())?;
        let named = &rest[..at];
        let telling = named.iter().filter(|word| !RANKS.contains(word) && !ANY.contains(word));
        Some(Awaited {
            kinds: kinds(rest[at])?,
            high: named.iter().any(|word| RANKS.contains(word)),
            words: telling.map(|word| (*word).to_owned()).collect(),
        })
    })
}

/// A promise or request that waits for the next happening of a kind, and one of that kind among the same sides.
pub fn with_awaited(said: &Said, happened: &Happened) -> Option<Link> {
    let awaits = said.awaits.as_ref().filter(|_| said.act.is_ledger() && said.due_end().is_none())?;
    let node = &happened.node;
    let came = matches!(happened.status, EventStatus::Held | EventStatus::Ongoing);
    let (start, end) = (node.start?, happened.end?);
    // Where it was put off from is not the next one.
    if !came || said.document == happened.document || start <= said.published {
        return None;
    }
    let concerned = |side: &&String| said.speakers.contains(side) || said.addressees.contains(side);
    let sides = node.jurisdictions.iter().filter(concerned).count();
    let name = format!(" {} ", fold(&node.name));
    let told = awaits.words.iter().all(|word| name.contains(&format!(" {word} ")));
    let ranked = !awaits.high || !node.people.is_empty();
    (sides >= 2 && awaits.kinds.contains(&node.kind) && told && ranked).then(|| Link {
        kind: LinkKind::DueAt,
        later: happened.fact,
        earlier: said.fact,
        day: end.min(happened.published).max(said.published),
        why: "promised for the next of its kind; this is it".to_owned(),
        chance: None,
    })
}

/// What one statement is to another. `earlier` is published no later than `later`; for two of one document, it stands first.
pub fn with_statement(earlier: &Said, later: &Said) -> Option<Link> {
    let link = |kind, why: String| {
        Some(Link {
            kind,
            later: later.fact,
            earlier: earlier.fact,
            day: later.published.max(earlier.published),
            why,
            chance: None,
        })
    };
    if earlier.document == later.document {
        // An answer follows its question; three statements further it answers another, unless it promises those who asked what
        // has much of their words.
        let distance = later.ordinal - earlier.ordinal;
        let near = (1..=3).contains(&distance);
        let words = earlier.words.iter().filter(|word| later.words.contains(word)).count();
        let promised = later.act == Act::Commitment
            && later.addressees.iter().any(|who| earlier.speakers.contains(who))
            && (later.takes_up_all() || words >= ANSWER_WORDS && shared(&earlier.words, &later.words) >= ANSWER);
        let asked = matches!(earlier.act, Act::Request | Act::Proposal | Act::Concern);
        let answers = matches!(later.act, Act::Response | Act::Commitment | Act::Agreement);
        let turned =
            earlier.addressees.iter().any(|who| later.speakers.contains(who)) && !earlier.shares_speaker(later);
        let taken_up = near && (later.act == Act::Response || earlier.shares_instrument(later));
        return (asked && answers && turned && (taken_up || promised && (1..=REACH).contains(&distance)))
            .then(|| link(LinkKind::Answers, "said by those who were asked, after it".to_owned()))
            .flatten();
    }
    let alike = shared(&earlier.words, &later.words);
    let happening = earlier.happening.is_some() && earlier.happening == later.happening;
    if happening && earlier.act == later.act && alike >= 0.6 && earlier.shares_speaker(later) {
        return link(LinkKind::SameAs, format!("two accounts of one event, {:.0} % of the words", alike * 100.0));
    }
    let remembered = later.published.since(earlier.published).is_ok_and(|span| span.get_days() <= MEMORY_DAYS);
    if !earlier.act.is_ledger() || !later.act.is_ledger() || !earlier.shares_speaker(later) || !remembered {
        return None;
    }
    let promises = |said: &Said| matches!(said.act, Act::Commitment | Act::Agreement);
    let aims = (earlier.aim(), later.aim());
    let same_aim = matches!(aims, (Some(one), Some(two)) if one == two)
        && match aims.0 {
            Some(Aim::Hold) => earlier.holds.iter().any(|held| later.holds.contains(held)) || alike >= 0.6,
            _ => earlier.shares_instrument(later),
        };
    // A date alone cannot be conveyed: one of two promises of the same people about the same thing may leave the deed out.
    let terse = earlier.shares_instrument(later) && (aims.0.is_none() || aims.1.is_none());
    let same_thing = same_aim || earlier.shares_instrument(later) && alike >= 0.75;
    match (earlier.due_end(), later.due_end()) {
        (Some(one), Some(two)) if promises(earlier) && promises(later) => {
            if one == two && (same_thing || terse) {
                return link(LinkKind::SameAs, "the same promise again, for the same day".to_owned());
            }
            if same_thing && two > one && later.published > earlier.published {
                return link(LinkKind::Supersedes, format!("promised for {one}, now for {two}"));
            }
            None
        }
        _ if earlier.act == later.act && alike >= AGAIN && earlier.words.len() >= AGAIN_WORDS => {
            link(LinkKind::SameAs, format!("said again, {:.0} % of the words", alike * 100.0))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_off_to_the_next_of_a_kind_waits_for_it() {
        let told = |text: &str| -> String {
            let Some(awaited) = awaited(text) else { return "nothing".to_owned() };
            let high = if awaited.high { " of rank" } else { "" };
            format!("{}{high} {}", awaited.kinds[0], awaited.words.join(" ")).trim_end().to_owned()
        };
        for (text, expected) in [
            ("sign the agreement at the next high-level meeting", "meeting of rank"),
            ("report on progress at the next Joint Committee meeting", "committee"),
            ("settle the open chapters by the next round of negotiations", "negotiation-round"),
            ("table a proposal at its upcoming session", "committee"),
            ("continue the discussion at the next Korea–EU Trade Committee", "committee korea eu trade"),
            ("announce it during the next leaders' summit", "conference of rank"),
            ("launch the next generation dialogue", "nothing"),
            ("hold meetings over the next two years", "nothing"),
            ("hold the next meeting in March", "nothing"),
            ("conclude the talks within the year", "nothing"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    /// What a club of companies asks a ministry, and what the ministry says some sentences later.
    #[test]
    fn a_promise_in_the_words_of_a_request_answers_it() {
        let said = |ordinal: i64, act: Act, sides: [&str; 2], content: &str| Said {
            fact: ordinal,
            document: 1,
            ordinal,
            published: Date::constant(2025, 12, 11),
            happening: None,
            act,
            speakers: vec![sides[0].to_owned()],
            addressees: vec![sides[1].to_owned()],
            about: Vec::new(),
            words: content_words(content),
            awaits: None,
            due: None,
            holds: Vec::new(),
        };
        let asked = said(1, Act::Request, ["JP", "KR"], "progress on the yearly recommendations of the club");
        let kind = |later: &Said| with_statement(&asked, later).map(|link| link.kind);
        let taken_up = said(6, Act::Commitment, ["KR", "JP"], "review the recommendations of the club in January");
        assert_eq!(kind(&taken_up), Some(LinkKind::Answers));
        let other = said(6, Act::Commitment, ["KR", "JP"], "build roads to the port");
        assert_eq!(kind(&other), None, "other words answer nothing so far behind");
        let elsewhere = said(6, Act::Commitment, ["KR", "IN"], "review the recommendations of the club in January");
        assert_eq!(kind(&elsewhere), None, "it is promised to others");
        let all = said(6, Act::Commitment, ["KR", "JP"], "review the proposals raised at the roundtable");
        assert_eq!(kind(&all), Some(LinkKind::Answers), "all that was raised is taken up");
        let late = said(15, Act::Commitment, ["KR", "JP"], "review the recommendations of the club in January");
        assert_eq!(kind(&late), None, "too far behind");
    }
}
