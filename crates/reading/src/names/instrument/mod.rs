//! Instruments: agreements, measures, laws, cases and undertakings, known ones from data, unknown ones from their form.
//!
//! A mention is a head ("Free Trade Agreement", "safeguard", "Act") with what stands before it (parties, field,
//! capitalised words) and behind it ("between … and …", "on steel"). It names an instrument when it has a capitalised
//! head, a party or a field of its own; otherwise it refers to one named before.

mod lexicon;
mod perceived;
mod read;
mod replaced;
mod talks;

use std::collections::BTreeSet;
use std::ops::Range;

use language::{Analysis, Token};
use record::goods;
use record::{Field, Instrument, InstrumentName, InstrumentType, Jurisdiction, Span};

use super::{Form, Mention, Target, jurisdictions};
use read::{case_at, field_of_paper, under_section};

/// Types of instruments that refer to each other by the same words and go the same way from stage to stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Agreement,
    Paper,
    Measure,
    Law,
    Case,
    Undertaking,
}

impl Family {
    /// The family of a type of instrument.
    pub(crate) fn of(kind: InstrumentType) -> Self {
        use InstrumentType as T;
        match kind {
            T::Fta | T::Cepa | T::DigitalTrade | T::InvestmentAgreement | T::WtoAgreement | T::Agreement => {
                Self::Agreement
            }
            T::Mou | T::JointStatement => Self::Paper,
            T::Law => Self::Law,
            T::Investigation | T::Dispute => Self::Case,
            T::Programme | T::Dialogue => Self::Undertaking,
            _ => Self::Measure,
        }
    }
}

/// What one mention says of its instrument.
#[derive(Debug, Clone)]
struct Reading {
    span: Span,
    kind: InstrumentType,
    parties: BTreeSet<String>,
    /// Words of the name that are neither head nor party, in lower case.
    words: BTreeSet<String>,
    name: String,
    acronyms: Vec<String>,
    named: bool,
    upgrade: Option<Change>,
    /// "the present agreement": not its upgrade.
    base: bool,
    plural: bool,
    end: usize,
}

impl Reading {
    /// A mention that names an instrument of a type and says no more of it; `words` are those by which the name is told from others.
    fn named(span: Span, kind: InstrumentType, name: String, words: BTreeSet<String>, end: usize) -> Self {
        Self {
            span,
            kind,
            parties: BTreeSet::new(),
            words,
            name,
            acronyms: Vec::new(),
            named: true,
            upgrade: None,
            base: false,
            plural: false,
            end,
        }
    }
}

/// Types of agreements that two sides have one of, so that their names tell it from others.
fn is_of_two(kind: InstrumentType) -> bool {
    use InstrumentType as T;
    matches!(kind, T::Fta | T::Cepa | T::DigitalTrade | T::InvestmentAgreement)
}

/// How an instrument of its own changes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Upgrade,
    Amendment,
    Accession,
}

struct Draft {
    instrument: Instrument,
    words: BTreeSet<String>,
    change: Option<Change>,
    /// One past the position of the last mention, to find the latest.
    last: usize,
    /// Position of the measure whose place it takes.
    replaces: Option<usize>,
    /// The law under which a case is.
    under: Option<InstrumentName>,
    /// The headline names it.
    titled: bool,
}

/// Collects the instruments of a document, the body first.
#[derive(Default)]
pub(super) struct Instruments {
    drafts: Vec<Draft>,
    home: Option<String>,
    /// The parties of the headline, and what it calls them.
    pair: Vec<(String, &'static str)>,
    clock: usize,
    /// What has no name of its own is passed over: all that have one are to be known first.
    names_alone: bool,
}

impl Instruments {
    /// A collector for a document of a jurisdiction, between the parties of its title.
    pub(super) fn new(home: Option<String>, pair: Vec<(String, &'static str)>) -> Self {
        Self { home, pair, names_alone: true, ..Self::default() }
    }

    /// The instruments found, in the order of their first mention.
    pub(super) fn into_instruments(mut self) -> Vec<Instrument> {
        self.settle_goods();
        self.drafts.into_iter().map(|draft| draft.instrument).collect()
    }

    /// Forgets which instrument was spoken of last, before the text is read again, now with what has no name of its own. Whoever
    /// begins to read has read the headline.
    pub(super) fn rewind(&mut self, headline: &[Mention]) {
        self.names_alone = false;
        for draft in &mut self.drafts {
            let titled = headline.iter().any(|mention| mention.instrument() == Some(&draft.instrument.name));
            draft.last = usize::from(titled);
            draft.titled = titled;
        }
    }

    /// Acronyms of the instruments found so far.
    pub(super) fn acronyms(&self) -> Vec<String> {
        let forms =
            self.drafts.iter().flat_map(|draft| draft.instrument.acronym.iter().chain(&draft.instrument.aliases));
        forms.filter(|form| !form.contains(' ')).cloned().collect()
    }

    /// Finds the mentions of one text; `phrases` are its proper phrases, `seen` what the encoder took for mentions.
    pub(super) fn field(
        &mut self,
        analysis: &Analysis,
        field: Field,
        phrases: &[Range<usize>],
        seen: &[Span],
    ) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut at = 0;
        while at < analysis.len() {
            let read = self.read(analysis, at, phrases).or_else(|| self.perceived(analysis, at, seen, phrases));
            let Some(mut reading) = read else {
                at += 1;
                continue;
            };
            let described = (Family::of(reading.kind) == Family::Measure && !reading.plural)
                .then(|| replaced::clause_behind(analysis, reading.end))
                .flatten();
            if let Some(described) = &described {
                reading.words.extend(described.words.iter().cloned());
            }
            if let Some(wider) = self.wider(analysis, &reading, seen) {
                reading = wider;
            }
            at = reading.end.max(at + 1);
            self.clock += 1;
            let previous = mentions.last();
            if previous.is_some_and(|previous| previous.span.end > reading.span.start) {
                continue;
            }
            let found = match &described {
                _ if reading.named => Some(self.name(&reading)),
                // What is told by what it is for is not what was spoken of last.
                Some(described) => {
                    self.described(&reading, described).or_else(|| self.introduce(analysis, &reading, true))
                }
                // "an additional tariff of 25 per cent" is another than the one spoken of last.
                None if is_rated(analysis, &reading) => self.introduce(analysis, &reading, false),
                None => self.refer(&reading).or_else(|| self.introduce(analysis, &reading, false)),
            };
            if let Some(index) = found {
                self.drafts[index].last = self.clock;
                // Whoever speaks of a change speaks of what it changes.
                let base = self.drafts[index].instrument.amends.clone();
                if let Some(base) = self.drafts.iter_mut().find(|draft| Some(&draft.instrument.name) == base.as_ref()) {
                    base.last = self.clock;
                }
                let form = if reading.named { Form::Name } else { Form::Description };
                let mut span = reading.span;
                if is_rated(analysis, &reading) {
                    // "tariff of 25 per cent": the rate belongs to it.
                    let rate = rate_behind(analysis, reading.end).last();
                    span.end = rate.map_or(span.end, |last| last.span().end as u32);
                }
                mentions.push(Mention {
                    field,
                    span,
                    target: Target::Instrument(self.drafts[index].instrument.name.clone()),
                    form,
                });
                // "the FSR investigation": a case under the law that was named.
                let law =
                    matches!(self.drafts[index].instrument.kind, InstrumentType::Law | InstrumentType::Regulation);
                if let Some((end, kind)) = case_at(analysis, at).filter(|_| law) {
                    let head = analysis.slice(at..end).map(Token::text).collect::<Vec<_>>().join(" ");
                    let case = self.case_under(index, kind, &head);
                    self.drafts[case].last = self.clock;
                    mentions.push(Mention {
                        field,
                        span: Span { start: reading.span.start, end: analysis.token(end - 1).span().end as u32 },
                        target: Target::Instrument(self.drafts[case].instrument.name.clone()),
                        form: Form::Name,
                    });
                    at = end;
                }
            }
        }
        self.talks(analysis, field, &mut mentions);
        if !self.names_alone {
            self.replacements(analysis, field, &mut mentions);
        }
        mentions
    }

    /// An instrument that is spoken of without a name of its own: "the safeguard", "put forward a regulation", "an additional
    /// tariff of 25 per cent". It is called by its words and the jurisdiction of the document.
    fn introduce(&mut self, analysis: &Analysis, reading: &Reading, described: bool) -> Option<usize> {
        use InstrumentType as T;
        if self.names_alone {
            return None;
        }
        if let Some(agreement) = self.agreement_of_the_pair(reading) {
            return Some(agreement);
        }
        let first = analysis.token_at(reading.span.start as usize)?;
        let mut before = first.neighbour(-1)?;
        while matches!(before.pos(), "ADJ") || before.tag() == "VBN" {
            before = before.neighbour(-1)?;
        }
        let article = before.text().to_lowercase();
        let specific = matches!(
            reading.kind,
            T::Safeguard
                | T::Trq
                | T::AntiDumping
                | T::Countervailing
                | T::Moratorium
                | T::Regulation
                | T::Law
                | T::ExportControl
                | T::ImportRestriction
                | T::Investigation
        );
        let definite = article == "the"
            && matches!(reading.kind, T::Safeguard | T::Moratorium | T::AntiDumping | T::Countervailing)
            && !reading.plural;
        let last = analysis.token(reading.end - 1);
        let rated = is_rated(analysis, reading);
        let acted = last.ancestors().take(2).any(|above| {
            matches!(
                above.lemma(),
                "propose"
                    | "put"
                    | "adopt"
                    | "impose"
                    | "withdraw"
                    | "table"
                    | "unveil"
                    | "approve"
                    | "enact"
                    | "introduce"
                    | "launch"
                    | "initiate"
                    | "present"
            )
        });
        let paper = article == "the" && reading.kind == T::Mou && !reading.plural;
        let indefinite = matches!(article.as_str(), "a" | "an") && !reading.plural && (specific && acted || rated);
        if !definite && !indefinite && !paper && !described {
            return None;
        }
        let mut reading = reading.clone();
        let mut name = reading.name.clone();
        if paper {
            name = format!("{name}{}", field_of_paper(analysis, reading.end));
        } else if rated {
            // "additional tariff of 25 per cent": its rate tells it from others.
            let words = analysis.slice(before.index() + 1..reading.end).chain(rate_behind(analysis, reading.end));
            name = words.map(|token| token.text().to_owned()).collect::<Vec<_>>().join(" ").replace(" %", "%");
        } else if let Some(section) = under_section(analysis, reading.end) {
            name = format!("Section {section} {name}");
        } else if let Some(home) = self.home.clone() {
            // It belongs to whoever the measure spoken of before belongs to.
            let other = self
                .drafts
                .iter()
                .filter(|draft| {
                    Family::of(draft.instrument.kind) == Family::of(reading.kind) && draft.instrument.parties.len() == 1
                })
                .max_by_key(|draft| draft.last);
            let proposer = if described { Self::proposer(analysis, last) } else { None };
            let code = proposer.or_else(|| other.map(|other| other.instrument.parties[0].0.clone())).unwrap_or(home);
            if described {
                let goods = goods::goods_in(&reading.words);
                if !goods.is_empty() && !name.contains(goods[0]) {
                    name = format!("{} {name}", goods.join(" and "));
                }
            }
            let side = if code == "EU" { "EU" } else { jurisdictions::name_of(&code).unwrap_or_default() };
            name = format!("{side} {name}").trim().to_owned();
            reading.parties.insert(code);
        }
        if let Some(known) =
            self.drafts.iter().position(|draft| draft.forms().any(|form| form.eq_ignore_ascii_case(&name)))
        {
            return Some(known);
        }
        reading.name = name;
        Some(self.create(&reading, None))
    }

    /// "a comprehensive free trade agreement", where nothing but the parties of the headline tells it from others: it is theirs.
    fn agreement_of_the_pair(&mut self, reading: &Reading) -> Option<usize> {
        (is_of_two(reading.kind) && self.pair.len() == 2 && !reading.plural && reading.upgrade.is_none())
            .then(|| self.create(reading, None))
    }

    /// The instrument that a mention names, made if it is new.
    fn name(&mut self, reading: &Reading) -> usize {
        let mut index = self.find(reading, None);
        if let Some(change) = reading.upgrade {
            // Only the change is spoken of, but it changes something with a name.
            let base = match index {
                Some(index) => index,
                None => self.create(reading, None),
            };
            index = self.find(reading, Some(change));
            if index.is_none() {
                return self.derive(base, change);
            }
        }
        match index {
            Some(index) => {
                self.learn(index, reading);
                index
            }
            None => self.create(reading, None),
        }
    }

    /// The draft that a mention agrees with in group, parties and words.
    fn find(&self, reading: &Reading, change: Option<Change>) -> Option<usize> {
        let same_group = |draft: &Draft| Family::of(draft.instrument.kind) == Family::of(reading.kind);
        let parties = |draft: &Draft| {
            let own: BTreeSet<&str> = draft.instrument.parties.iter().map(|party| party.0.as_str()).collect();
            let new: BTreeSet<&str> = reading.parties.iter().map(String::as_str).collect();
            own.is_empty()
                || new.is_empty()
                || own == new
                || own.is_superset(&new)
                || new.is_superset(&own) && own.len() > 1
        };
        let words = |draft: &Draft| {
            let related = draft.words.is_subset(&reading.words) || reading.words.is_subset(&draft.words);
            let shared =
                draft.words.intersection(&reading.words).count() * 2 > draft.words.len().min(reading.words.len());
            let anonymous =
                draft.words.is_empty() != reading.words.is_empty() && Family::of(reading.kind) != Family::Agreement;
            (related || shared) && !(anonymous && (reading.parties.is_empty() || draft.instrument.parties.is_empty()))
        };
        let kinds = |draft: &Draft| {
            draft.instrument.kind == reading.kind
                || Family::of(reading.kind) == Family::Agreement
                    && (reading.kind == InstrumentType::Agreement && reading.words.is_empty()
                        || matches!(
                            (draft.instrument.kind, reading.kind),
                            (InstrumentType::Cepa, InstrumentType::Fta) | (InstrumentType::Fta, InstrumentType::Cepa)
                        ) && !reading.parties.is_empty())
                || Family::of(reading.kind) == Family::Measure
                    && !reading.words.is_disjoint(&draft.words)
                    && matches!(reading.kind, InstrumentType::Measure | InstrumentType::Regulation)
        };
        let by_form = self.drafts.iter().position(|draft| {
            draft.change == change && draft.forms().any(|form| form.eq_ignore_ascii_case(&reading.name))
        });
        by_form.or_else(|| {
            let matching = self.drafts.iter().enumerate().filter(|(_, draft)| {
                draft.change == change && same_group(draft) && kinds(draft) && parties(draft) && words(draft)
            });
            matching.max_by_key(|(_, draft)| draft.last).map(|(index, _)| index)
        })
    }

    /// The instrument that a description refers to: the last of its kind.
    fn refer(&mut self, reading: &Reading) -> Option<usize> {
        let wanted = Family::of(reading.kind);
        let mut candidates: Vec<usize> = (0..self.drafts.len())
            .filter(|index| Family::of(self.drafts[*index].instrument.kind) == wanted)
            .filter(|index| reading.words.is_empty() || !self.drafts[*index].words.is_disjoint(&reading.words))
            .collect();
        if reading.plural && wanted != Family::Measure {
            return None;
        }
        if let Some(change) = reading.upgrade
            && candidates.iter().all(|index| self.drafts[*index].change.is_none())
        {
            // "negotiations to upgrade the agreement": of a change that has not been spoken of yet.
            let base = candidates.into_iter().max_by_key(|index| self.drafts[*index].last)?;
            return Some(self.derive(base, change));
        }
        if reading.upgrade.is_some() {
            candidates.retain(|index| self.drafts[*index].change.is_some());
        } else if reading.base {
            candidates.retain(|index| self.drafts[*index].change.is_none());
        }
        if candidates.is_empty() && reading.kind == InstrumentType::Investigation {
            // "the investigation" that led to the duty that was spoken of.
            use InstrumentType as T;
            let defence =
                |draft: &Draft| matches!(draft.instrument.kind, T::AntiDumping | T::Countervailing | T::Safeguard);
            return (0..self.drafts.len())
                .filter(|index| defence(&self.drafts[*index]))
                .max_by_key(|index| self.drafts[*index].last);
        }
        let mut exact: Vec<usize> =
            candidates.iter().copied().filter(|index| self.drafts[*index].instrument.kind == reading.kind).collect();
        // "The Agreement" is one that is called so: of an agreement and a convention beside it, not the convention.
        let called = |index: &usize| self.drafts[*index].instrument.name.0.to_lowercase().contains("agreement");
        if reading.kind == InstrumentType::Agreement
            && reading.name.to_lowercase().contains("agreement")
            && !exact.iter().any(called)
            && candidates.iter().any(called)
        {
            exact = candidates.iter().copied().filter(called).collect();
        }
        let specific =
            matches!(reading.kind, InstrumentType::Agreement | InstrumentType::Measure | InstrumentType::Regulation);
        let pool = if exact.is_empty() && specific || exact.is_empty() && wanted == Family::Agreement {
            candidates
        } else {
            exact
        };
        // "The Agreement", with a capital, is that of the headline, whatever others are spoken of.
        let defined = matches!(reading.name.as_str(), "Agreement" | "Treaty" | "Convention" | "Pact" | "Regulation");
        if let Some(titled) = pool.iter().copied().find(|index| defined && self.drafts[*index].titled) {
            return Some(titled);
        }
        // Of several spoken of equally long ago, the first is the main one.
        pool.into_iter().max_by_key(|index| (self.drafts[*index].last, std::cmp::Reverse(*index)))
    }

    fn learn(&mut self, index: usize, reading: &Reading) {
        let draft = &mut self.drafts[index];
        for party in &reading.parties {
            let code = Jurisdiction::from(party.as_str());
            if !draft.instrument.parties.contains(&code) && draft.instrument.parties.len() < 2 {
                draft.instrument.parties.push(code);
            }
        }
        draft.words.extend(reading.words.iter().cloned());
        let alias = (reading.upgrade.is_none() || draft.change.is_none()).then(|| reading.name.clone());
        for form in alias.into_iter().chain(reading.acronyms.iter().cloned()) {
            draft.add_form(&form);
        }
    }

    fn create(&mut self, reading: &Reading, amends: Option<InstrumentName>) -> usize {
        let mut parties: Vec<Jurisdiction> =
            reading.parties.iter().map(|code| Jurisdiction::from(code.as_str())).collect();
        let shared = matches!(Family::of(reading.kind), Family::Agreement | Family::Paper)
            || reading.kind == InstrumentType::Dialogue;
        if parties.is_empty() && shared && self.pair.len() == 2 && reading.kind != InstrumentType::WtoAgreement {
            parties = self.pair.iter().map(|(code, _)| Jurisdiction::from(code.as_str())).collect();
        } else if parties.is_empty() && matches!(Family::of(reading.kind), Family::Law | Family::Undertaking) {
            parties.extend(self.home.as_deref().map(Jurisdiction::from));
        }
        let mut kind = reading.kind;
        if reading.name.contains("WTO") && Family::of(kind) == Family::Agreement {
            kind = InstrumentType::WtoAgreement;
        }
        let mut name = reading.name.clone();
        let told_by_parties = match Family::of(kind) {
            Family::Paper => !is_titled(&name),
            // "Free Trade Agreement": every agreement of the kind is called so.
            Family::Agreement => reading.words.is_empty() && reading.acronyms.iter().all(|form| name_has(&name, form)),
            _ => false,
        };
        if told_by_parties && reading.parties.is_empty() && self.pair.len() == 2 {
            name = format!("{}–{} {name}", self.pair[0].1, self.pair[1].1);
        }
        let mut unique = name.clone();
        let mut number = 2;
        while self.drafts.iter().any(|draft| draft.instrument.name.0 == unique) {
            unique = format!("{name} ({number})");
            number += 1;
        }
        let instrument = Instrument {
            name: InstrumentName(unique.clone()),
            kind,
            parties,
            acronym: reading.acronyms.first().cloned(),
            aliases: Vec::new(),
            subject: None,
            amends,
        };
        let mut draft = Draft {
            instrument,
            words: reading.words.clone(),
            change: None,
            last: self.clock,
            replaces: None,
            under: None,
            titled: false,
        };
        if unique != reading.name {
            draft.add_form(&reading.name);
        }
        for form in reading.acronyms.iter().skip(1) {
            draft.add_form(form);
        }
        self.drafts.push(draft);
        self.drafts.len() - 1
    }

    /// The case of a type under a law, made if it is new: "FSR investigation".
    fn case_under(&mut self, law: usize, kind: InstrumentType, head: &str) -> usize {
        let law = self.drafts[law].instrument.clone();
        let known = |draft: &Draft| draft.instrument.kind == kind && draft.under.as_ref() == Some(&law.name);
        if let Some(case) = self.drafts.iter().position(known) {
            return case;
        }
        let instrument = Instrument {
            name: InstrumentName(format!("{} {head}", law.acronym.as_deref().unwrap_or(&law.name.0))),
            kind,
            parties: law.parties.clone(),
            acronym: None,
            aliases: law.acronym.iter().map(|_| format!("{} {head}", law.name)).collect(),
            subject: None,
            amends: None,
        };
        let words = BTreeSet::new();
        let draft = Draft {
            instrument,
            words,
            change: None,
            last: self.clock,
            replaces: None,
            under: Some(law.name),
            titled: false,
        };
        self.drafts.push(draft);
        self.drafts.len() - 1
    }

    /// The upgrade or amendment of an instrument.
    fn derive(&mut self, base: usize, change: Change) -> usize {
        let parent = &self.drafts[base];
        let made = |form: &str| match change {
            Change::Upgrade => format!("{form} upgrade"),
            Change::Amendment => format!("amendments to the {form}"),
            Change::Accession => format!("accession to the {form}"),
        };
        let name = made(&parent.instrument.name.0);
        if let Some(known) = self.drafts.iter().position(|draft| draft.instrument.name.0 == name) {
            return known;
        }
        let instrument = Instrument {
            name: InstrumentName(name),
            kind: parent.instrument.kind,
            parties: parent.instrument.parties.clone(),
            acronym: None,
            aliases: parent.instrument.aliases.iter().map(|alias| made(alias)).collect(),
            subject: None,
            amends: Some(parent.instrument.name.clone()),
        };
        let draft = Draft {
            instrument,
            words: parent.words.clone(),
            change: Some(change),
            last: self.clock,
            replaces: None,
            under: None,
            titled: false,
        };
        self.drafts.push(draft);
        self.drafts.len() - 1
    }
}

impl Draft {
    fn forms(&self) -> impl Iterator<Item = &str> {
        let instrument = &self.instrument;
        std::iter::once(instrument.name.0.as_str())
            .chain(instrument.acronym.as_deref())
            .chain(instrument.aliases.iter().map(String::as_str))
    }

    fn add_form(&mut self, form: &str) {
        if self.forms().any(|known| known == form) {
            return;
        }
        if self.instrument.acronym.is_none()
            && !form.contains(' ')
            && form.chars().filter(|c| c.is_uppercase()).count() >= 2
        {
            self.instrument.acronym = Some(form.to_owned());
        } else {
            self.instrument.aliases.push(form.to_owned());
        }
    }
}

/// Negotiations, talks, rounds of them, and processes of accession.
pub(super) fn is_talks(token: Token<'_>) -> bool {
    // "negotiation partners" are no talks, "the negotiation process" is.
    let partners = token.dep() == "compound"
        && token.head().index() == token.index() + 1
        && matches!(token.head().lemma(), "partner" | "team" | "skill" | "power" | "partners");
    matches!(token.pos(), "NOUN" | "PROPN")
        && matches!(token.text().to_lowercase().as_str(), "negotiations" | "negotiation" | "talks")
        && !partners
}

/// A tariff that is told by its rate: "a tariff of 25 per cent".
fn is_rated(analysis: &Analysis, reading: &Reading) -> bool {
    let of = analysis.token(reading.end - 1).neighbour(1).filter(|of| of.text() == "of");
    let indefinite = analysis.token_at(reading.span.start as usize).is_some_and(|first| {
        (1..=3)
            .filter_map(|offset| first.neighbour(-offset))
            .any(|before| matches!(before.text().to_lowercase().as_str(), "a" | "an"))
    });
    reading.kind == InstrumentType::Tariff
        && indefinite
        && of.is_some_and(|of| of.neighbour(1).is_some_and(|number| number.tag() == "CD"))
}

/// "of 25 per cent" behind a tariff.
fn rate_behind<'a>(analysis: &'a Analysis, at: usize) -> impl Iterator<Item = Token<'a>> {
    let behind = analysis.slice(at..(at + 4).min(analysis.len()));
    behind.take_while(|token| !matches!(token.text(), "," | "." | ";") && token.pos() != "VERB" && token.pos() != "AUX")
}

/// Whether an acronym is no more than the initials of a name's last words: "FTA" of "Free Trade Agreement".
fn name_has(name: &str, acronym: &str) -> bool {
    let initials: String =
        name.split_whitespace().filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
    initials.ends_with(acronym)
}

/// A name that begins with a capital.
fn is_titled(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}
