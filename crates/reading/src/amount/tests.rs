//! Amounts in sentences of our own.

use proptest::prelude::*;
use record::Qualifier;

use super::{Unit, find};

/// Text, value, upper end, unit and qualifier of each amount.
fn amounts(text: &str) -> Vec<(&str, f64, Option<f64>, Unit, Qualifier)> {
    find(text)
        .into_iter()
        .map(|found| (&text[found.span.range()], found.value, found.value_to, found.unit, found.qualifier))
        .collect()
}

#[test]
fn money_by_symbol_code_and_word() {
    use Qualifier::{About, Exact};
    assert_eq!(
        amounts("Exports reached USD 6.1 billion."),
        [("USD 6.1 billion", 6.1e9, None, Unit::Currency("USD"), Exact)]
    );
    assert_eq!(amounts("worth £15.8 billion"), [("£15.8 billion", 15.8e9, None, Unit::Currency("GBP"), Exact)]);
    assert_eq!(amounts("about 1.2 trillion won"), [("1.2 trillion won", 1.2e12, None, Unit::Currency("KRW"), About)]);
    assert_eq!(amounts("Rs 500 crore"), [("Rs 500 crore", 5e9, None, Unit::Currency("INR"), Exact)]);
    assert_eq!(amounts("C$ 16.4 million and 30 euros").len(), 2);
}

#[test]
fn percentages_and_points() {
    use Qualifier::{Exact, MoreThan, UpTo};
    assert_eq!(
        amounts("rose 1.5 percentage points"),
        [("1.5 percentage points", 1.5, None, Unit::PercentagePoint, Exact)]
    );
    assert_eq!(amounts("More than 98 per cent of it"), [("98 per cent", 98.0, None, Unit::Percent, MoreThan)]);
    assert_eq!(amounts("will not exceed 35%"), [("35%", 35.0, None, Unit::Percent, UpTo)]);
    assert_eq!(amounts("M&A | 7.46 | △5.1%")[1], ("△5.1%", -5.1, None, Unit::Percent, Exact));
}

#[test]
fn ranges_have_two_ends_and_changes_are_two_amounts() {
    use Qualifier::Exact;
    assert_eq!(
        amounts("between 15.2 and 22.2 million tonnes"),
        [("15.2 and 22.2 million", 15.2e6, Some(22.2e6), Unit::None, Exact)]
    );
    assert_eq!(amounts("between 5% and 50%"), [("5% and 50%", 5.0, Some(50.0), Unit::Percent, Exact)]);
    assert_eq!(amounts("3–4 million people"), [("3–4 million", 3e6, Some(4e6), Unit::None, Exact)]);
    assert_eq!(
        amounts("falls from 100 to 75 percent"),
        [("100", 100.0, None, Unit::Percent, Exact), ("75 percent", 75.0, None, Unit::Percent, Exact)]
    );
}

#[test]
fn what_stands_behind_to_may_be_another_amount() {
    let values =
        |text: &str| find(text).iter().map(|found| (found.value, found.value_to, found.unit)).collect::<Vec<_>>();
    let (percent, usd) = (Unit::Percent, Unit::Currency("USD"));
    assert_eq!(values("fell 3.2 percent to 14 million"), [(3.2, None, percent), (14e6, None, Unit::None)]);
    assert_eq!(
        values("raise the duty from the current 25 percent to 50 percent"),
        [(25.0, None, percent), (50.0, None, percent)]
    );
    assert_eq!(values("rose 3 percent to 4 percent"), [(3.0, None, percent), (4.0, None, percent)]);
    assert_eq!(values("from USD 210 billion in 2023 to USD 225 billion")[2], (225e9, None, usd));
    assert_eq!(values("2 to 3 million tonnes"), [(2e6, Some(3e6), Unit::None)]);
    assert_eq!(values("two or three million tonnes"), [(2e6, Some(3e6), Unit::None)]);
    assert_eq!(values("from 2 to 3 million tonnes"), [(2e6, None, Unit::None), (3e6, None, Unit::None)]);
    assert_eq!(values("5 to 7 percent"), [(5.0, Some(7.0), percent)]);
    assert_eq!(values("10pc and 5,5 %"), [(10.0, None, percent), (5.5, None, percent)]);
}

#[test]
fn ordinals_and_names_are_no_amounts() {
    for text in ["the Twenty-Eighth Consultation", "COP31 in Belém", "the twenty-first century"] {
        assert!(find(text).iter().all(|found| found.unit == Unit::None && found.value != 20.0), "{text}");
    }
    assert_eq!(find("four yen loan projects")[0].unit, Unit::None);
}

#[test]
fn numbers_in_words() {
    let value = |text: &str| find(text).first().map(|found| found.value);
    assert_eq!(value("one hundred and sixteen firms"), Some(116.0));
    assert_eq!(value("twenty-six people"), Some(26.0));
    assert_eq!(value("half a million jobs"), Some(5e5));
    assert_eq!(value("three quarters of the members"), Some(0.75));
    assert_eq!(value("five and a half million"), Some(5.5e6));
    assert_eq!(value("0.75 lakh persons"), Some(75000.0));
    assert_eq!(value("two dozen delegates"), Some(24.0));
}

#[test]
fn odd_numerals_are_whole_slices() {
    for text in ["' .4.4J", ".4.4", "1.2.3.4", "..5", "½.5", "5½½"] {
        for found in find(text) {
            assert!(!text[found.span.range()].is_empty(), "{text}");
        }
    }
}

#[test]
fn what_is_no_amount() {
    for text in
        ["the G7 Summit", "on one of the days", "the 52nd session", "A4 paper", "no one came", "a third country"]
    {
        let found = find(text);
        assert!(found.iter().all(|found| found.value == 1.0), "{text}: {found:?}");
    }
}

proptest! {
    #[test]
    fn any_text_gives_ordered_spans_on_character_boundaries(text in "\\PC{0,60}|[0-9a-z$€%.,\\-– △½ ]{0,60}|(more than|one|hundred|and|million|half|[0-9,.]{1,5}|\\$|%|to|between|-| ){0,20}") {
        let mut end = 0;
        for found in find(&text) {
            prop_assert!(found.span.start as usize >= end);
            prop_assert!(text.get(found.span.range()).is_some());
            prop_assert!(!found.value.is_nan());
            prop_assert!(text.get(found.whole_span().range()).is_some());
            end = found.span.end as usize;
        }
    }
}
