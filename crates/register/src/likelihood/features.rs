//! What an entry of the ledger and a later fact have in common, as numbers.

use record::{Act, Date, Deed, EventType, FactBody, Firmness, Mark, Meaning, Sign, StageName};

/// A fact as pairs are weighed by.
#[derive(Debug)]
pub(crate) struct Weighed {
    /// Row of the fact.
    pub(crate) fact: i64,
    /// Row of its document.
    pub(crate) document: i64,
    /// Order in the document.
    pub(crate) ordinal: i64,
    /// Day of publication.
    pub(crate) published: Date,
    /// What it states.
    pub(crate) body: FactBody,
    /// What its words say.
    pub(crate) meaning: Meaning,
    /// Jurisdictions or, for others, entities on whose behalf it is said.
    pub(crate) speakers: Vec<String>,
    /// To whom, likewise.
    pub(crate) addressees: Vec<String>,
    /// Who takes part or acts, likewise.
    pub(crate) doers: Vec<String>,
    /// All jurisdictions that it concerns.
    pub(crate) concerned: Vec<String>,
    /// Entities of the instruments it is about.
    pub(crate) about: Vec<String>,
    /// Their types.
    pub(crate) types: Vec<String>,
}

macro_rules! features {
    ($($name:literal => $value:expr),+ $(,)?) => {
        /// What the numbers of a pair are called, in their order.
        pub const NAMES: &[&str] = &[$($name),+];

        /// The numbers of a pair, before those of single signs.
        fn numbers(pair: &Pair<'_>) -> Vec<f64> {
            vec![$(f64::from($value(pair))),+]
        }
    };
}

/// Two facts, and what several numbers are made of.
struct Pair<'a> {
    entry: &'a Weighed,
    later: &'a Weighed,
    /// Last day by which the entry is due.
    due: Option<Date>,
    /// First and last day that the later fact names.
    told: (Option<Date>, Option<Date>),
}

features! {
    "act" => |p: &Pair<'_>| act(&p.entry.body),
    "later-act" => |p: &Pair<'_>| act(&p.later.body),
    "later-stage" => |p: &Pair<'_>| match &p.later.body {
        FactBody::Stage(stage) => place(StageName::ALL, stage.stage),
        _ => -1.0,
    },
    "later-event" => |p: &Pair<'_>| match &p.later.body {
        FactBody::Event(event) => place(EventType::ALL, event.kind),
        _ => -1.0,
    },
    "later-event-status" => |p: &Pair<'_>| match &p.later.body {
        FactBody::Event(event) => event.status as u8 as f32,
        _ => -1.0,
    },
    "later-kind" => |p: &Pair<'_>| match &p.later.body {
        FactBody::Statement(_) => 0.0_f32,
        FactBody::Stage(_) => 1.0,
        FactBody::Event(_) => 2.0,
        _ => 3.0,
    },
    "later-is-entry" => |p: &Pair<'_>| f32::from(matches!(&p.later.body, FactBody::Statement(said) if said.act.is_ledger())),
    "same-act" => |p: &Pair<'_>| f32::from(act(&p.entry.body) == act(&p.later.body)),
    "same-document" => |p: &Pair<'_>| f32::from(p.here()),
    "facts-between" => |p: &Pair<'_>| if p.here() { (p.later.ordinal - p.entry.ordinal) as f32 } else { 99.0 },
    "sentences-between" => |p: &Pair<'_>| if p.here() {
        p.later.meaning.sentence as f32 - p.entry.meaning.sentence as f32
    } else {
        99.0
    },
    "headline" => |p: &Pair<'_>| f32::from(p.later.meaning.sentence == 0),
    "days-between" => |p: &Pair<'_>| days(Some(p.entry.published), Some(p.later.published)),
    "speakers" => |p: &Pair<'_>| common(&p.entry.speakers, &p.later.speakers),
    "addressee-speaks" => |p: &Pair<'_>| common(&p.entry.addressees, &p.later.speakers),
    "speaker-addressed" => |p: &Pair<'_>| common(&p.entry.speakers, &p.later.addressees),
    "addressees" => |p: &Pair<'_>| common(&p.entry.addressees, &p.later.addressees),
    "others-speak" => |p: &Pair<'_>| f32::from(
        !p.later.speakers.is_empty() && common(&p.entry.speakers, &p.later.speakers) == 0.0,
    ),
    "speaker-does" => |p: &Pair<'_>| common(&p.entry.speakers, &p.later.doers),
    "addressee-does" => |p: &Pair<'_>| common(&p.entry.addressees, &p.later.doers),
    "concerned" => |p: &Pair<'_>| common(&p.entry.concerned, &p.later.concerned),
    "addressed" => |p: &Pair<'_>| p.entry.addressees.len() as f32,
    "later-addressed" => |p: &Pair<'_>| p.later.addressees.len() as f32,
    "instruments" => |p: &Pair<'_>| common(&p.entry.about, &p.later.about),
    "entry-instruments" => |p: &Pair<'_>| p.entry.about.len() as f32,
    "later-instruments" => |p: &Pair<'_>| p.later.about.len() as f32,
    "instrument-types" => |p: &Pair<'_>| common(&p.entry.types, &p.later.types),
    "words" => |p: &Pair<'_>| p.alike(Mark::WORDS, Mark::WORDS),
    "core" => |p: &Pair<'_>| p.alike(Mark::CORE, Mark::CORE),
    "sentences" => |p: &Pair<'_>| p.alike(Mark::SENTENCE, Mark::SENTENCE),
    "core-in-sentence" => |p: &Pair<'_>| p.held(Mark::CORE, Mark::SENTENCE),
    "core-of-later-in-sentence" => |p: &Pair<'_>| p.held_back(Mark::CORE, Mark::SENTENCE),
    "weight-in-common" => |p: &Pair<'_>| p.shared(Mark::CORE, Mark::SENTENCE).0,
    "rarest-in-core" => |p: &Pair<'_>| p.shared(Mark::CORE, Mark::CORE).1,
    "rarest-in-sentence" => |p: &Pair<'_>| p.shared(Mark::CORE, Mark::SENTENCE).1,
    "numbers" => |p: &Pair<'_>| p.numbers(),
    "core-size" => |p: &Pair<'_>| size(&p.entry.meaning),
    "later-core-size" => |p: &Pair<'_>| size(&p.later.meaning),
    "same-deed" => |p: &Pair<'_>| f32::from(p.entry.meaning.deed.is_some() && p.entry.meaning.deed == p.later.meaning.deed),
    "deed-in-later" => |p: &Pair<'_>| p.does(&p.later.meaning.deeds),
    "deed-around-later" => |p: &Pair<'_>| p.does(&p.later.meaning.around),
    "deed-of-stage" => |p: &Pair<'_>| p.does(shown(&p.later.body)),
    "later-deed-in-entry" => |p: &Pair<'_>| f32::from(
        p.later.meaning.deed.is_some_and(|deed| p.entry.meaning.deeds.contains(&deed)),
    ),
    "deeds" => |p: &Pair<'_>| common(&p.entry.meaning.deeds, &p.later.meaning.deeds),
    "deeds-of-stage" => |p: &Pair<'_>| common(&p.entry.meaning.deeds, shown(&p.later.body)),
    "deeds-not-around" => |p: &Pair<'_>| {
        p.entry.meaning.deeds.len() as f32 - common(&p.entry.meaning.deeds, &p.later.meaning.around)
    },
    "deed" => |p: &Pair<'_>| p.entry.meaning.deed.map_or(-1.0, |deed| place(Deed::ALL, deed)),
    "later-deed" => |p: &Pair<'_>| p.later.meaning.deed.map_or(-1.0, |deed| place(Deed::ALL, deed)),
    "firmness" => |p: &Pair<'_>| firmness(&p.entry.body),
    "later-firmness" => |p: &Pair<'_>| firmness(&p.later.body),
    "due-in" => |p: &Pair<'_>| days(Some(p.entry.published), p.due),
    "later-day-after-due" => |p: &Pair<'_>| days(p.due, p.told.1),
    "published-after-due" => |p: &Pair<'_>| days(p.due, Some(p.later.published)),
    "later-day-after-entry" => |p: &Pair<'_>| days(Some(p.entry.published), p.told.1),
    "later-day-after-later" => |p: &Pair<'_>| days(Some(p.later.published), p.told.1),
    "days-meet" => |p: &Pair<'_>| f32::from(
        entry_start(&p.entry.body).zip(p.due).zip(p.told.0.zip(p.told.1))
            .is_some_and(|((start, due), (from, to))| start <= to && from <= due),
    ),
    "opposite" => |p: &Pair<'_>| f32::from(p.opposite()),
}

/// The numbers of an entry and a later fact, in the order of [`NAMES`] and then of the signs.
pub(crate) fn compare(entry: &Weighed, later: &Weighed) -> Vec<f64> {
    let due = match &entry.body {
        FactBody::Statement(said) => said.due.as_ref().and_then(|due| due.end),
        _ => None,
    };
    let mut all = numbers(&Pair { entry, later, due, told: told(&later.body) });
    let has = |signs: &[Sign], sign: &Sign| if signs.contains(sign) { 1.0 } else { 0.0 };
    for sign in Sign::ALL {
        all.push(has(&later.meaning.signs, sign));
        all.push(has(&later.meaning.signs_around, sign));
    }
    for sign in [Sign::Not, Sign::NotToDo, Sign::ToCome, Sign::Studied, Sign::Refused, Sign::Again] {
        all.push(has(&entry.meaning.signs, &sign));
    }
    all
}

impl Pair<'_> {
    fn here(&self) -> bool {
        self.entry.document == self.later.document
    }

    /// Weight of the stems that both have in these places, and of the heaviest of them.
    fn shared(&self, mine: u8, its: u8) -> (f32, f32) {
        let (one, two) = (&self.entry.meaning.marks, &self.later.meaning.marks);
        let (mut sum, mut most) = (0.0_f32, 0.0_f32);
        let mut other = two.iter().peekable();
        for mark in one.iter().filter(|mark| mark.is_in(mine)) {
            while other.next_if(|next| next.stem < mark.stem).is_some() {}
            if other.peek().is_some_and(|next| next.stem == mark.stem && next.is_in(its)) {
                sum += f32::from(mark.weight);
                most = most.max(f32::from(mark.weight));
            }
        }
        (sum / 16.0, most / 16.0)
    }

    fn alike(&self, mine: u8, its: u8) -> f32 {
        let whole = (weight(&self.entry.meaning, mine) * weight(&self.later.meaning, its)).sqrt();
        self.shared(mine, its).0 / (whole + 0.1)
    }

    /// The part of what the entry has in a place that the later fact has in another.
    fn held(&self, mine: u8, its: u8) -> f32 {
        self.shared(mine, its).0 / (weight(&self.entry.meaning, mine) + 0.1)
    }

    /// The part of what the later fact has in a place that the entry has in another.
    fn held_back(&self, its: u8, mine: u8) -> f32 {
        self.shared(mine, its).0 / (weight(&self.later.meaning, its) + 0.1)
    }

    fn numbers(&self) -> f32 {
        let numbers = |meaning: &Meaning| -> Vec<u32> {
            meaning.marks.iter().filter(|mark| mark.is_in(Mark::NUMBER)).map(|mark| mark.stem).collect()
        };
        common(&numbers(&self.entry.meaning), &numbers(&self.later.meaning))
    }

    /// The deed of the entry is among others.
    fn does(&self, deeds: &[Deed]) -> f32 {
        f32::from(self.entry.meaning.deed.is_some_and(|deed| deeds.contains(&deed)))
    }

    /// What was to be levied is lifted, or the other way round, or suspended where it was to begin.
    fn opposite(&self) -> bool {
        let deeds = (self.entry.meaning.deed, self.later.meaning.deed);
        matches!(
            deeds,
            (Some(Deed::Levy | Deed::Apply | Deed::Begin), Some(Deed::Lift | Deed::Suspend))
                | (Some(Deed::Lift | Deed::Suspend), Some(Deed::Levy | Deed::Apply | Deed::Extend))
        )
    }
}

/// The deeds that a stage or happening shows, whatever its words.
pub(crate) fn shown(body: &FactBody) -> &'static [Deed] {
    use StageName as S;
    match body {
        FactBody::Stage(stage) => match stage.stage {
            S::Signed => &[Deed::Sign],
            S::InForce | S::Provisional => &[Deed::Apply],
            S::Ratifying => &[Deed::Ratify],
            S::Concluded | S::InPrinciple | S::Completed | S::Closed => &[Deed::Conclude],
            S::Initialled => &[Deed::Sign, Deed::Conclude],
            S::Launched | S::Operating => &[Deed::Begin, Deed::Found],
            S::Negotiating => &[Deed::Begin, Deed::Negotiate],
            S::Initiated => &[Deed::Begin, Deed::Dispute],
            S::Adopted | S::Decided => &[Deed::Adopt],
            S::Definitive | S::Preliminary => &[Deed::Adopt, Deed::Levy],
            S::Resumed => &[Deed::Resume],
            S::Suspended | S::Paused => &[Deed::Suspend],
            S::Terminated | S::Withdrawn | S::Expired | S::StruckDown | S::Cancelled => &[Deed::Lift],
            S::Extended => &[Deed::Extend],
            S::Review => &[Deed::Review],
            S::Amended => &[Deed::Improve],
            S::Consultation => &[Deed::Meet],
            S::Proposed => &[Deed::Submit],
            S::Appealed => &[Deed::Dispute],
            _ => &[],
        },
        FactBody::Event(event) => match event.kind {
            EventType::Visit => &[Deed::Visit],
            EventType::NegotiationRound => &[Deed::Negotiate, Deed::Meet],
            EventType::Signing => &[Deed::Sign],
            EventType::Publication => &[Deed::Publish],
            EventType::Ceremony => &[Deed::Begin],
            EventType::Other => &[],
            _ => &[Deed::Meet],
        },
        _ => &[],
    }
}

fn act(body: &FactBody) -> f32 {
    match body {
        FactBody::Statement(said) => place(Act::ALL, said.act),
        _ => -1.0,
    }
}

fn firmness(body: &FactBody) -> f32 {
    match body {
        FactBody::Statement(said) => said.firmness.map_or(-1.0, |firmness| place(Firmness::ALL, firmness)),
        _ => -1.0,
    }
}

fn entry_start(body: &FactBody) -> Option<Date> {
    match body {
        FactBody::Statement(said) => said.due.as_ref().and_then(|due| due.start),
        _ => None,
    }
}

/// The first and the last day that a fact names.
fn told(body: &FactBody) -> (Option<Date>, Option<Date>) {
    let range =
        |range: &Option<record::DateRange>| range.as_ref().map_or((None, None), |range| (range.start, range.end));
    match body {
        FactBody::Statement(said) => range(&said.due),
        FactBody::Event(event) => range(&event.when),
        FactBody::Stage(stage) => {
            (stage.as_of.map(record::PartialDate::first_day), stage.as_of.map(record::PartialDate::last_day))
        }
        _ => (None, None),
    }
}

fn place<T: PartialEq>(all: &[T], one: T) -> f32 {
    all.iter().position(|other| *other == one).map_or(-1.0, |at| at as f32)
}

fn common<T: PartialEq>(one: &[T], two: &[T]) -> f32 {
    one.iter().filter(|item| two.contains(item)).count() as f32
}

/// Days from one to the other; not a number where there is none.
fn days(from: Option<Date>, to: Option<Date>) -> f32 {
    from.zip(to).and_then(|(from, to)| to.since(from).ok()).map_or(f32::NAN, |span| span.get_days() as f32)
}

fn weight(meaning: &Meaning, places: u8) -> f32 {
    meaning.marks.iter().filter(|mark| mark.is_in(places)).map(|mark| f32::from(mark.weight)).sum::<f32>() / 16.0
}

fn size(meaning: &Meaning) -> f32 {
    meaning.marks.iter().filter(|mark| mark.is_in(Mark::CORE)).count() as f32
}
