//! What the words of a fact say, in terms that know no language: facts of different days are compared by it.

use serde::{Deserialize, Serialize};

use crate::name::vocabulary;

vocabulary! {
    /// What is done, or to be done.
    Deed {
        /// Comes into force, is applied.
        Apply = "apply",
        /// Is ratified, passes a parliament.
        Ratify = "ratify",
        /// Is signed.
        Sign = "sign",
        /// Is concluded or completed.
        Conclude = "conclude",
        /// Begins.
        Begin = "begin",
        /// Begins again.
        Resume = "resume",
        /// Is negotiated.
        Negotiate = "negotiate",
        /// Is adopted or decided.
        Adopt = "adopt",
        /// Is published.
        Publish = "publish",
        /// Is submitted, offered, reported.
        Submit = "submit",
        /// Is levied or restricted.
        Levy = "levy",
        /// Is lifted or lowered.
        Lift = "lift",
        /// Is suspended.
        Suspend = "suspend",
        /// Is extended.
        Extend = "extend",
        /// Is reviewed or studied.
        Review = "review",
        /// Is set up.
        Found = "found",
        /// Somebody visits.
        Visit = "visit",
        /// People meet.
        Meet = "meet",
        /// Is given or paid.
        Give = "give",
        /// Is bought, sold, imported, exported.
        Trade = "trade",
        /// Is recognised or licensed.
        Recognise = "recognise",
        /// Is brought before a court or panel.
        Dispute = "dispute",
        /// Is supported.
        Support = "support",
        /// Is talked about.
        Discuss = "discuss",
        /// Is changed or improved.
        Improve = "improve",
        /// Somebody joins.
        Join = "join",
        /// Somebody is appointed.
        Appoint = "appoint",
        /// Is inspected.
        Inspect = "inspect",
        /// Is heeded.
        Attend = "attend",
    }
}

vocabulary! {
    /// What the words of a fact say of what was said before.
    Sign {
        /// Something is denied.
        Not = "not",
        /// Somebody will not, cannot or does not.
        NotToDo = "not-to-do",
        /// A refusal.
        Refused = "refused",
        /// A later day.
        Deferred = "deferred",
        /// Not done in time.
        Missed = "missed",
        /// Taken up, under study.
        Studied = "studied",
        /// Said again.
        Again = "again",
        /// Refers to what was agreed, announced or asked before.
        ToldBefore = "told-before",
        /// Over.
        Past = "past",
        /// Still to come.
        ToCome = "to-come",
        /// Granted or accepted.
        Granted = "granted",
        /// An answer.
        Replied = "replied",
        /// Given up or reversed.
        Cancelled = "cancelled",
        /// In part only.
        InPart = "in-part",
    }
}

/// A word of a fact, or of the sentences around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// A number for the stem of a word: equal stems have equal numbers.
    pub stem: u32,
    /// How much it says, in sixteenths of a natural logarithm: words that are in every announcement say nothing.
    pub weight: u8,
    /// Where it is found, as bits of [`Mark::CORE`], [`Mark::WORDS`] and [`Mark::SENTENCE`]; [`Mark::NUMBER`] for digits.
    pub place: u8,
}

impl Mark {
    /// In what is asked, promised or said.
    pub const CORE: u8 = 1;
    /// In the evidence.
    pub const WORDS: u8 = 2;
    /// In the sentences around it.
    pub const SENTENCE: u8 = 4;
    /// It has digits.
    pub const NUMBER: u8 = 8;

    /// It is in one of the places.
    pub fn is_in(self, places: u8) -> bool {
        self.place & places != 0
    }
}

/// What the words of a fact say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    /// Its words and those around it, by rising numbers of stems.
    pub marks: Vec<Mark>,
    /// The deed that its words name first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deed: Option<Deed>,
    /// All deeds in its words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deeds: Vec<Deed>,
    /// All deeds in its sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub around: Vec<Deed>,
    /// The signs in its words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signs: Vec<Sign>,
    /// The signs in its sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signs_around: Vec<Sign>,
    /// The number of its sentence in the text, from 1; 0 for the headline.
    pub sentence: u32,
}
