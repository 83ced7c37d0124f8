//! Actors and instruments: who makes policy, and what it is made with.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.to_owned())
            }
        }
    };
}

name_type! {
    /// Refers to an [`Actor`] of the same record by its `name`.
    ActorName
}
name_type! {
    /// Refers to an [`Instrument`] of the same record by its `name`.
    InstrumentName
}
name_type! {
    /// An ISO 3166-1 alpha-2 code, or `EU` for the European Union; other blocs by their usual acronym.
    Jurisdiction
}

impl Jurisdiction {
    /// The code is written as codes are: two capital letters of ISO 3166-1, or the acronym of a bloc in capitals.
    pub fn is_well_formed(&self) -> bool {
        (2..=12).contains(&self.0.len())
            && self.0.starts_with(|first: char| first.is_ascii_uppercase())
            && self.0.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
    }

    /// The code is written as those of countries are; a place that two countries share has both, as in `SA, AE`.
    pub fn is_country(&self) -> bool {
        self.0.split(", ").all(|code| code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase()))
    }
}

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// A named human being.
    Person,
    /// A ministry, agency, company, association, international organisation, or a committee acting as a body.
    Organisation,
    /// A country, territory, region or bloc.
    Jurisdiction,
    /// Unnamed people.
    Group,
}

/// Who acts or speaks in an announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// The fullest form in the document, without titles.
    pub name: ActorName,
    /// What it is.
    pub kind: ActorKind,
    /// The acronym that the document introduces or uses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// Other forms in the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The jurisdiction it is or acts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<Jurisdiction>,
    /// Office of a person, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Organisation of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<ActorName>,
    /// Number of people in a group, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

/// Declares a closed vocabulary: the enum, its contract spelling, and the list of all its terms.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every term of the vocabulary, in the contract's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The contract's spelling.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }

            /// The term with the contract's spelling.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|term| term.as_str() == text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// What kind of thing policy is made with.
    InstrumentType {
        /// Free trade agreement.
        Fta = "fta",
        /// Comprehensive economic partnership (CEPA, EPA, SECA …).
        Cepa = "cepa",
        /// Digital trade agreement.
        DigitalTrade = "digital-trade",
        /// Investment agreement or treaty.
        InvestmentAgreement = "investment-agreement",
        /// Agreement under the WTO.
        WtoAgreement = "wto-agreement",
        /// Memorandum of understanding.
        Mou = "mou",
        /// Joint statement, joint declaration, fact sheet.
        JointStatement = "joint-statement",
        /// Any other agreement.
        Agreement = "agreement",
        /// Customs duty.
        Tariff = "tariff",
        /// Tariff rate quota.
        Trq = "trq",
        /// Safeguard measure.
        Safeguard = "safeguard",
        /// Anti-dumping duty.
        AntiDumping = "anti-dumping",
        /// Countervailing duty.
        Countervailing = "countervailing",
        /// Export control.
        ExportControl = "export-control",
        /// Carbon border adjustment.
        BorderCarbon = "border-carbon",
        /// Emissions trading scheme.
        EmissionsTrading = "emissions-trading",
        /// Regulation.
        Regulation = "regulation",
        /// Subsidy.
        Subsidy = "subsidy",
        /// Incentive.
        Incentive = "incentive",
        /// Technical barriers and standards that a product must meet.
        Certification = "certification",
        /// Moratorium.
        Moratorium = "moratorium",
        /// Import restriction.
        ImportRestriction = "import-restriction",
        /// Any other measure.
        Measure = "measure",
        /// Act, law, decree.
        Law = "law",
        /// Investigation.
        Investigation = "investigation",
        /// Lawsuit or WTO case.
        Dispute = "dispute",
        /// Aid project, centre, fund.
        Programme = "programme",
        /// Standing channel agreed between parties.
        Dialogue = "dialogue",
    }
}

/// What policy is made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Instrument {
    /// The fullest form in the document.
    pub name: InstrumentName,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: InstrumentType,
    /// Jurisdictions that are bound by it or impose it.
    #[serde(default)]
    pub parties: Vec<Jurisdiction>,
    /// The acronym that the document introduces or uses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// Other forms in the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The goods or field it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The instrument that this upgrade, amendment or accession changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<InstrumentName>,
}
