//! Which forms of names are one instrument.
//!
//! Trade agreements are told by their parties and kind, an upgrade apart from the agreement it amends; other agreements need
//! names that agree, joint statements a date as well; measures are told by who imposes them, kind and goods.

use record::{Date, Instrument, InstrumentType};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{containment, content_words, fold};

/// A form of an instrument's name, with what the document says about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InstrumentNode {
    /// As in the document.
    pub name: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: InstrumentType,
    /// Codes of the parties, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<String>,
    /// As in the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// Goods or field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// It changes another instrument.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub amends: bool,
    /// Month of publication, for joint statements: there is a new one at every summit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub seen: Option<Date>,
    /// The document, where nothing but the document tells the thing apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// Kinds that are told by their parties alone: there is one between them at a time.
fn told_by_parties(kind: InstrumentType) -> Option<&'static str> {
    Some(match kind {
        InstrumentType::Fta | InstrumentType::Cepa => "trade agreement",
        InstrumentType::DigitalTrade => "digital trade agreement",
        InstrumentType::InvestmentAgreement => "investment agreement",
        _ => return None,
    })
}

/// Kinds of measures that one text calls by one name and another by another.
fn family(kind: InstrumentType) -> &'static str {
    match kind {
        InstrumentType::Trq
        | InstrumentType::Regulation
        | InstrumentType::ImportRestriction
        | InstrumentType::Measure => "import measure",
        InstrumentType::Programme => "undertaking",
        InstrumentType::Fta | InstrumentType::Cepa => "trade agreement",
        other => other.as_str(),
    }
}

/// Words that say the kind and nothing of the one instrument.
const GENERIC: &[&str] = &[
    "act",
    "agreement",
    "bilateral",
    "certification",
    "control",
    "dialogue",
    "dispute",
    "duty",
    "export",
    "fta",
    "import",
    "law",
    "measure",
    "mechanism",
    "memorandum",
    "mou",
    "new",
    "plann",
    "programme",
    "propos",
    "quota",
    "rate",
    "regime",
    "regulation",
    "restriction",
    "rule",
    "safeguard",
    "system",
    "tariff",
    "trade",
    "trq",
    "understand",
    "joint",
    "statement",
    "declaration",
    "fact",
    "sheet",
    "free",
    "eu",
    "us",
    "uk",
    "negotiation",
    "talk",
    "upgrade",
    "action",
    "centre",
    "center",
];

/// Words that tell the change of an agreement from the agreement.
const RENEWED: &[&str] =
    &["amended", "enhanced", "modernised", "modernized", "revised", "updated", "upgrade", "upgraded", "upgrading"];

/// Words that tell a measure for the time being from the one that follows.
const INTERIM: &[&str] = &["interim", "preliminary", "provisional", "temporary"];

impl InstrumentNode {
    /// The node of an instrument of a document.
    pub fn of(instrument: &Instrument, document: &record::Document) -> Self {
        let mut parties: Vec<String> = instrument.parties.iter().map(|code| code.0.clone()).collect();
        parties.sort();
        parties.dedup();
        // A text often has no name for what it changes: "the modernised agreement" is another one than that in force.
        let forms = std::iter::once(&instrument.name.0).chain(&instrument.aliases);
        let renewed = told_by_parties(instrument.kind).is_some()
            && forms.into_iter().any(|form| fold(form).split(' ').any(|word| RENEWED.contains(&word)));
        let amends = instrument.amends.is_some() || renewed;
        let joint = instrument.kind == InstrumentType::JointStatement;
        let mut node = Self {
            name: instrument.name.0.clone(),
            kind: instrument.kind,
            parties,
            acronym: instrument.acronym.clone(),
            subject: instrument.subject.clone(),
            amends,
            seen: document.published.filter(|_| joint).map(Date::first_of_month),
            document: None,
        };
        // "tariffs", "the duty": only its document knows which.
        if node.parties.is_empty() && node.own_words().is_empty() && node.acronym.is_none() {
            node.document = Some(document.id.0.clone());
        }
        node
    }

    /// See [`super::Node::key`].
    pub fn key(&self) -> String {
        format!(
            "i|{}|{}|{}|{}|{}|{}|{}|{}",
            self.name,
            self.kind,
            self.parties.join(" "),
            self.acronym.as_deref().map(fold).unwrap_or_default(),
            self.subject.as_deref().map(fold).unwrap_or_default(),
            if self.amends { "amends" } else { "" },
            self.seen.map(|day| day.to_string()).unwrap_or_default(),
            self.document.as_deref().unwrap_or_default()
        )
    }

    /// See [`super::Node::blocks`].
    pub fn blocks(&self) -> Vec<String> {
        if self.kind == InstrumentType::JointStatement {
            // There is one at every summit: thousands bear one name, and parties and month alone make two of them one.
            let month = self.seen.map(|month| month.to_string()).unwrap_or_default();
            let told = (!self.parties.is_empty()).then(|| format!("j|{}|{month}", self.parties.join(" ")));
            return told.into_iter().collect();
        }
        let name = fold(&self.name);
        let acronym = self.acronym.as_deref().map(fold);
        let forms = std::iter::once(&name).chain(&acronym);
        let parties = self.parties.join(" ");
        let mut blocks: Vec<String> = forms.map(|form| format!("n|{form}|{parties}")).collect();
        // Where one of two does not say whose it is, only a name of some words or an acronym tells.
        let telling = (self.own_words().len() >= 2 || !name.contains(' ')).then_some(&name);
        blocks.extend(telling.into_iter().chain(&acronym).map(|form| format!("n|{form}")));
        if !parties.is_empty() {
            blocks.push(format!("i|{}|{parties}", family(self.kind)));
        }
        blocks.sort();
        blocks.dedup();
        // What only its document tells from others is nothing elsewhere.
        if let Some(document) = &self.document {
            blocks.iter_mut().for_each(|block| block.push_str(&format!("|{document}")));
        }
        blocks
    }

    /// What a milestone of it is told by in other documents of the same day.
    pub fn milestone_key(&self) -> String {
        let amends = if self.amends { " amended" } else { "" };
        let what = told_by_parties(self.kind).map_or_else(|| fold(&self.name), str::to_owned);
        format!("{what}{amends}|{}", self.parties.join(" "))
    }

    /// Words of name and subject that are its own: not its kind, not its parties.
    fn own_words(&self) -> Vec<String> {
        let words = format!("{} {}", self.name, self.subject.as_deref().unwrap_or_default());
        content_words(&words)
            .into_iter()
            .filter(|word| !GENERIC.contains(&word.as_str()) && !word.chars().all(|c| c.is_ascii_digit()))
            .collect()
    }

    /// Both are measures of no known kind, and their names have nothing in common: goods alone do not tell which is meant.
    fn is_another_measure(&self, other: &Self) -> bool {
        let named = |node: &Self| -> Vec<String> {
            let goods = node.subject.as_deref().map(content_words).unwrap_or_default();
            let mut words = content_words(&node.name);
            words.retain(|word| !GENERIC.contains(&word.as_str()) && !goods.contains(word));
            words
        };
        let (one, two) = (named(self), named(other));
        self.kind == InstrumentType::Measure
            && other.kind == InstrumentType::Measure
            && !one.is_empty()
            && !two.is_empty()
            && !one.iter().any(|word| two.contains(word))
    }

    /// See [`super::Node::same`].
    pub fn same(&self, other: &Self) -> Option<String> {
        if self.amends != other.amends
            || self.document != other.document && (self.document.is_some() || other.document.is_some())
        {
            return None;
        }
        let parties = !self.parties.is_empty() && self.parties == other.parties;
        let some_unknown = self.parties.is_empty() || other.parties.is_empty();
        let (one, two) = (fold(&self.name), fold(&other.name));
        if let (Some(kind), Some(other_kind)) = (told_by_parties(self.kind), told_by_parties(other.kind)) {
            let upgrade = if self.amends { ", both the change of one" } else { "" };
            let told = kind == other_kind && parties && self.parties.len() >= 2;
            return told.then(|| format!("a {kind} of the same parties{upgrade}"));
        }
        if family(self.kind) != family(other.kind) {
            return None;
        }
        if self.kind == InstrumentType::JointStatement || other.kind == InstrumentType::JointStatement {
            // A joint statement of the same parties in the same month is the same one.
            return (parties && self.seen == other.seen && self.kind == other.kind)
                .then(|| "a joint statement of the same parties in one month".to_owned());
        }
        if one == two && (parties || some_unknown && self.own_words().len() >= 2) {
            return Some("the same name".to_owned());
        }
        let acronym = |node: &Self| node.acronym.as_deref().map(fold).filter(|a| !GENERIC.contains(&a.as_str()));
        let short = acronym(self).is_some_and(|a| a == two) || acronym(other).is_some_and(|a| a == one);
        if (short || acronym(self).is_some() && acronym(self) == acronym(other)) && (parties || some_unknown) {
            return Some("the same acronym".to_owned());
        }
        if !parties {
            return None;
        }
        let interim = |name: &str| name.split(' ').any(|word| INTERIM.contains(&word));
        if interim(&one) != interim(&two) || self.is_another_measure(other) {
            return None;
        }
        let (mine, theirs) = (self.own_words(), other.own_words());
        let goods = |node: &Self| node.subject.as_deref().map(fold);
        if self.parties.len() == 1 && goods(self).is_some() && goods(self) == goods(other) {
            return Some(format!(
                "an import measure of one party on the same goods ({})",
                goods(self).unwrap_or_default()
            ));
        }
        let close = !mine.is_empty() && !theirs.is_empty() && containment(&mine.join(" "), &theirs.join(" ")) >= 1.0;
        close.then(|| "the same parties and kind, and names that agree".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cases_hold() {
        super::super::check_cases::<InstrumentNode>(include_str!("instruments_cases.tsv"), InstrumentNode::same);
    }

    #[test]
    fn the_same_are_in_one_block() {
        super::super::check_blocks::<InstrumentNode>(include_str!("instruments_cases.tsv"), InstrumentNode::blocks);
    }
}
