//! What narrows an answer: whom it concerns, what it is about, what it speaks of, when it was told.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use record::goods::{forms_of, goods_in, singular};
use record::{Date, FactBody};
use register::identity::{Node, fold};
use register::{ChangeFilter, Cursor, Snapshot, StoredFact};

use crate::{Error, Party};

/// Words of at least so many letters are found by their beginning; of shorter ones, and of goods, the whole word counts:
/// "car" is not the beginning of "carbon".
const BEGINNING: usize = 4;

/// Which facts an answer is about. What is left out does not matter.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// A counterpart that is concerned.
    pub with: Option<Party>,
    /// The entity of an instrument.
    pub instrument: Option<String>,
    /// The entity of an actor.
    pub actor: Option<String>,
    /// What it speaks of, see [`Topic`].
    pub topic: Option<String>,
    /// Kinds of facts; all if empty.
    pub kinds: Vec<String>,
    /// Told, or for happenings and stages true, no earlier.
    pub from: Option<Date>,
    /// Told, or for happenings and stages true, no later.
    pub to: Option<Date>,
    /// How many at most.
    pub limit: Option<usize>,
}

impl Scope {
    /// Code of the jurisdiction and id of the entity that the counterpart is.
    pub(crate) fn counterpart(&self) -> (Option<&str>, Option<&str>) {
        self.with.as_ref().map_or((None, None), Party::ids)
    }

    /// Nothing is left out.
    pub(crate) fn is_open(&self) -> bool {
        self.with.is_none()
            && self.instrument.is_none()
            && self.actor.is_none()
            && self.topic.is_none()
            && self.kinds.is_empty()
            && self.from.is_none()
            && self.to.is_none()
    }

    /// Entities that facts must name, the one spoken of least first.
    pub(crate) fn entities(&self) -> Vec<&str> {
        let (_, party) = self.counterpart();
        [self.instrument.as_deref(), self.actor.as_deref(), party].into_iter().flatten().collect()
    }

    /// What the store can tell of the changes within the scope.
    pub(crate) fn changes<'s>(&'s self, entities: &'s [&'s str], before: Cursor) -> ChangeFilter<'s> {
        ChangeFilter { kinds: &self.kinds, jurisdiction: self.counterpart().0, entities, before }
    }

    /// A sieve for many facts.
    pub(crate) fn sieve<'s>(&'s self, snapshot: Snapshot<'s>) -> Sieve<'s> {
        let topic = self.topic.as_deref().map(|topic| Topic::of(snapshot, topic));
        Sieve { scope: self, snapshot, topic }
    }
}

/// Lets through what a scope is about.
pub(crate) struct Sieve<'s> {
    scope: &'s Scope,
    snapshot: Snapshot<'s>,
    topic: Option<Topic<'s>>,
}

impl Sieve<'_> {
    /// The fact is within the scope.
    pub(crate) fn admits(&self, fact: &StoredFact) -> Result<bool, Error> {
        let scope = self.scope;
        if !scope.kinds.is_empty() && !scope.kinds.iter().any(|kind| kind == fact.fact.body().kind()) {
            return Ok(false);
        }
        let day = match fact.fact.body() {
            FactBody::Event(_) | FactBody::Stage(_) => fact.when().and_then(|when| when.start.or(when.end)),
            _ => None,
        };
        let day = day.or(fact.published);
        let outside = |day: Date| scope.from.is_some_and(|from| day < from) || scope.to.is_some_and(|to| day > to);
        if day.is_some_and(outside) || day.is_none() && (scope.from.is_some() || scope.to.is_some()) {
            return Ok(false);
        }
        let (jurisdiction, party) = scope.counterpart();
        if let Some(code) = jurisdiction
            && !self.snapshot.concerns(fact)?.iter().any(|(its, _)| its == code)
        {
            return Ok(false);
        }
        let entities = [party, scope.instrument.as_deref(), scope.actor.as_deref()];
        if entities.iter().any(Option::is_some) {
            let names = self.snapshot.names(fact)?;
            let named = |entity: &&str| names.iter().any(|(_, named, _)| named == entity);
            if !entities.iter().flatten().all(named) {
                return Ok(false);
            }
        }
        self.topic.as_ref().map_or(Ok(true), |topic| topic.is_of(fact))
    }
}

/// What a fact speaks of: in its own words, in the names, acronyms and goods of its instruments under all their forms, or by
/// another name of the same goods ("aluminum", "car"). All words of a topic must be told; case and accents do not matter,
/// and the beginning of a word is enough.
pub(crate) struct Topic<'s> {
    snapshot: Snapshot<'s>,
    /// For each word of the topic, or for its goods: what tells it.
    wanted: Vec<Vec<Told>>,
    /// Words of instruments by their entities, worked out once.
    instruments: RefCell<HashMap<String, BTreeSet<String>>>,
}

/// One way to tell a word of a topic.
enum Told {
    /// A word that begins so.
    Beginning(String),
    /// All of these words.
    Words(Vec<String>),
}

impl<'s> Topic<'s> {
    /// The topic of some words.
    pub(crate) fn of(snapshot: Snapshot<'s>, text: &str) -> Self {
        let words: Vec<String> = fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let goods = goods_in(&words.iter().map(|word| singular(word)).collect());
        let mut wanted: Vec<Vec<Told>> = Vec::new();
        let mut of_goods: BTreeSet<&str> = BTreeSet::new();
        for goods in goods {
            let forms = forms_of(goods).map(|form| Told::Words(form.iter().map(|word| (*word).to_owned()).collect()));
            of_goods.extend(forms_of(goods).flatten());
            wanted.push(forms.collect());
        }
        for word in &words {
            let one = singular(word);
            let long = one.chars().count() >= BEGINNING;
            if of_goods.contains(one.as_str()) {
                // "steel" is told by "steelmakers", too.
                if long && let Some(told) = wanted.iter_mut().find(|told| told.iter().any(|told| told.is(&one))) {
                    told.push(Told::Beginning(one));
                }
                continue;
            }
            let forms = [word.clone(), one];
            wanted.push(
                forms
                    .into_iter()
                    .map(|word| if long { Told::Beginning(word) } else { Told::Words(vec![word]) })
                    .collect(),
            );
        }
        Self { snapshot, wanted, instruments: RefCell::default() }
    }

    /// The fact is of this topic.
    pub(crate) fn is_of(&self, fact: &StoredFact) -> Result<bool, Error> {
        let mut words = BTreeSet::new();
        let line = crate::line(fact);
        add(&mut words, &line.what);
        for slice in &line.source.words {
            add(&mut words, slice);
        }
        if self.told_by(&words) {
            return Ok(true);
        }
        for (part, entity, _) in self.snapshot.names(fact)? {
            if matches!(part.as_str(), "about" | "instrument" | "subject") && entity.starts_with("i-") {
                words.extend(self.words_of(&entity)?);
            }
        }
        Ok(self.told_by(&words))
    }

    fn told_by(&self, words: &BTreeSet<String>) -> bool {
        let told = |told: &Told| match told {
            Told::Beginning(start) => {
                words.range(start.clone()..).next().is_some_and(|word| word.starts_with(start.as_str()))
            }
            Told::Words(all) => all.iter().all(|word| words.contains(word)),
        };
        self.wanted.iter().all(|ways| ways.iter().any(told))
    }

    fn words_of(&self, instrument: &str) -> Result<BTreeSet<String>, Error> {
        if let Some(known) = self.instruments.borrow().get(instrument) {
            return Ok(known.clone());
        }
        let mut words = BTreeSet::new();
        for form in self.snapshot.entity(instrument)?.forms {
            if let Node::Instrument(node) = form {
                for text in [Some(node.name), node.acronym, node.subject].into_iter().flatten() {
                    add(&mut words, &text);
                }
            }
        }
        self.instruments.borrow_mut().insert(instrument.to_owned(), words.clone());
        Ok(words)
    }
}

impl Told {
    fn is(&self, one: &str) -> bool {
        matches!(self, Self::Words(words) if words.iter().eq([one]))
    }
}

/// Adds the words of a text without case and accents, as they are and in the singular.
fn add(words: &mut BTreeSet<String>, text: &str) {
    for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
        words.insert(singular(word));
        words.insert(word.to_owned());
    }
}
