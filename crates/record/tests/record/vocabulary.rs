//! Every term of the contract is written as the contract spells it, and nothing else is read.

use std::fmt::{Debug, Display};

use record::{
    Act, ActorKind, Date, EventStatus, EventType, Field, Firmness, InstrumentType, PartialDate, ParticipantRole,
    Qualifier, StageName,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, to_value};

fn check<T: Copy + Debug + Display + PartialEq + Serialize + DeserializeOwned>(
    all: &[T],
    word: fn(T) -> &'static str,
    parse: fn(&str) -> Option<T>,
) {
    let mut words: Vec<&str> = all.iter().map(|term| word(*term)).collect();
    for term in all {
        let text = word(*term);
        assert_eq!(to_value(term).expect("JSON"), Value::from(text));
        assert_eq!(from_value::<T>(Value::from(text)).expect("a term"), *term);
        assert_eq!((parse(text), term.to_string().as_str()), (Some(*term), text));
        assert!(text.bytes().all(|c| c.is_ascii_lowercase() || c == b'-'), "{text:?}");
        for other in [text.to_uppercase(), format!("{text} "), text.replace('-', "_") + "_"] {
            assert!(from_value::<T>(Value::from(other.as_str())).is_err(), "{other:?}");
            assert_eq!(parse(&other), None);
        }
    }
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), all.len(), "two terms are spelt alike");
}

macro_rules! vocabularies {
    ($($name:ident),+) => {
        #[test]
        fn terms_are_spelt_as_the_contract_spells_them() {
            $(check($name::ALL, $name::as_str, $name::parse);)+
        }
    };
}
vocabularies!(Act, EventStatus, EventType, Firmness, InstrumentType, ParticipantRole, Qualifier, StageName);

#[test]
fn the_contract_knows_these_terms() {
    // As `record.md` lists them: a term that is lost or added by mistake shows here.
    let count = (EventType::ALL.len(), Act::ALL.len(), StageName::ALL.len(), InstrumentType::ALL.len());
    assert_eq!(count, (13, 8, 34, 28));
}

#[test]
fn kinds_of_actors_and_fields_are_words() {
    for (kind, word) in [
        (ActorKind::Person, "person"),
        (ActorKind::Organisation, "organisation"),
        (ActorKind::Jurisdiction, "jurisdiction"),
        (ActorKind::Group, "group"),
    ] {
        assert_eq!(to_value(kind).expect("JSON"), Value::from(word));
        assert_eq!(from_value::<ActorKind>(Value::from(word)).expect("a kind"), kind);
    }
    for field in [Field::Title, Field::Body] {
        assert_eq!(to_value(field).expect("JSON"), Value::from(field.as_str()));
        assert_eq!(from_value::<Field>(Value::from(field.as_str())).expect("a field"), field);
    }
}

#[test]
fn dates_are_written_at_the_precision_at_which_they_are_said() {
    for (date, text, first, last) in [
        (PartialDate::Year(2024), "2024", "2024-01-01", "2024-12-31"),
        (PartialDate::Month(2024, 2), "2024-02", "2024-02-01", "2024-02-29"),
        (PartialDate::Day(Date::constant(2024, 3, 10)), "2024-03-10", "2024-03-10", "2024-03-10"),
    ] {
        assert_eq!(to_value(date).expect("JSON"), Value::from(text));
        assert_eq!(from_value::<PartialDate>(Value::from(text)).expect("a date"), date);
        assert_eq!((date.first_day().to_string(), date.last_day().to_string()), (first.to_owned(), last.to_owned()));
    }
    for text in
        ["", "24", "2024-13", "2024-00", "2024-02-30", "2024-2-3", "2024-03-10-1", "10 March 2024", "+2024", "-024"]
    {
        assert!(text.parse::<PartialDate>().is_err(), "{text:?}");
    }
}
