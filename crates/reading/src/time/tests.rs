//! Examples and near misses of the grammar, as tables.

use proptest::prelude::*;
use record::Date;

use super::{Fiscal, Tense, TimeKind, find, find_with};

/// Thursday, 11 December 2025.
const PUBLISHED: Date = Date::constant(2025, 12, 11);

/// Every mention as `words => value`, joined by bars.
fn read(text: &str, published: Date) -> String {
    let mentions = find(text, Some(published));
    let shown: Vec<String> =
        mentions.iter().map(|mention| format!("{} => {}", &text[mention.span.range()], mention.value)).collect();
    shown.join(" | ")
}

#[track_caller]
fn check(table: &[(&str, &str)]) {
    for (text, want) in table {
        assert_eq!(read(text, PUBLISHED), *want, "in {text:?}");
    }
}

#[track_caller]
fn check_none(table: &[&str]) {
    for text in table {
        assert_eq!(read(text, PUBLISHED), "", "in {text:?}");
    }
}

#[test]
fn days() {
    check(&[
        ("met on Thursday, December 11, in Seoul", "Thursday, December 11 => 2025-12-11"),
        ("on Wednesday, December 10, 2025 (U.S. local time)", "Wednesday, December 10, 2025 => 2025-12-10"),
        ("SEOUL, 13 MAR 2026 –", "13 MAR 2026 => 2026-03-13"),
        ("opened on 15 September", "15 September => 2025-09-15"),
        ("on the 27th of June 2026", "the 27th of June 2026 => 2026-06-27"),
        ("signed on 10/7/2025 and 2025-10-07", "10/7/2025 => 2025-10-07 | 2025-10-07 => 2025-10-07"),
        ("signed on 23/8/2025", "23/8/2025 => 2025-08-23"),
        ("on Sept. 3, 2024, the", "Sept. 3, 2024 => 2024-09-03"),
        ("on January 7", "January 7 => 2026-01-07"),
        ("the month of May 2024", "May 2024 => 2024-05"),
    ]);
    check_none(&[
        "Section 301 of the Act",
        "2,000 vehicles left the port",
        "the 27th session of the committee",
        "the 52nd Trade Promotion Committee",
        "10 million tonnes and 6.1 billion won",
        "at MC14 the members",
        "Regulation 2019/1020 applies",
        "Article 15 of the agreement",
        "1/3 of exports went there",
    ]);
}

#[test]
fn months_and_years() {
    check(&[
        ("in June the ministers met", "June => 2025-06"),
        ("in June, the two sides met", "June => 2025-06"),
        ("in March two ministers met", "March => 2025-03"),
        ("in March two ministers will meet", "March => 2026-03"),
        ("as of 2024, exports", "2024 => 2024"),
        ("Q3 2025 and H1 2026", "Q3 2025 => 2025-07/2025-09 | H1 2026 => 2026-01/2026-06"),
        ("in the third quarter of 2024", "the third quarter of 2024 => 2024-07/2024-09"),
        ("the 2024/25 season", "2024/25 => 2024/2025"),
        ("FY2025 budget", "FY2025 => 2025"),
        ("in fiscal year 2026", "fiscal year 2026 => 2026"),
        ("in the autumn", "the autumn => 2025-09/2025-11"),
        ("in February this year", "February this year => 2025-02"),
        ("the 1990s", "the 1990s => 1990/1999"),
    ]);
    check_none(&[
        "the measure may be extended",
        "they march to the capital",
        "May I ask",
        "a second round",
        "Sun Kim and Mar Lopez",
        "prices fall again",
    ]);
}

#[test]
fn relative_days_and_periods() {
    check(&[
        ("yesterday", "yesterday => 2025-12-10"),
        ("the day before", "the day before => 2025-12-10"),
        ("last Friday", "last Friday => 2025-12-05"),
        ("next month", "next month => 2026-01"),
        ("last November", "last November => 2025-11"),
        ("this week", "this week => 2025-12-08/2025-12-14"),
        ("over the past five years", "the past five years => 2020-12-11/2025-12-11"),
        ("now three months away", "now => PRESENT_REF | three months away => 2026-03"),
        ("two years ago", "two years ago => 2023"),
        (
            "announced in November 2023 and opened the following January",
            "November 2023 => 2023-11 | the following January => 2024-01",
        ),
        ("last quarter", "last quarter => 2025-07/2025-09"),
        ("within the next quarter", "within the next quarter => ../2026-03-31"),
        ("it will expire in two years", "in two years => 2027"),
    ]);
    check(&[("for the first time in 13 years", "13 years => P13Y"), ("brought up to date", "")]);
}

#[test]
fn parts_of_periods() {
    check(&[
        ("early next year", "early next year => 2026-01/2026-03"),
        ("late October", "late October => 2025-10-21/2025-10-31"),
        ("As late as mid-August, three", "mid-August => 2025-08-11/2025-08-20"),
        ("in the first half of next year", "the first half of next year => 2026-01/2026-06"),
        ("the second half of 2026", "the second half of 2026 => 2026-07/2026-12"),
        ("later this year", "later this year => 2025-12-11/2025-12-31"),
    ]);
}

#[test]
fn ranges() {
    check(&[
        ("March 26–29", "March 26–29 => 2026-03-26/2026-03-29"),
        ("from December 1 to December 3", "from December 1 to December 3 => 2025-12-01/2025-12-03"),
        ("from 2023 to 2027", "from 2023 to 2027 => 2023/2027"),
        ("between January and November of this year", "between January and November of this year => 2025-01/2025-11"),
        (
            "from Saturday, January 10 to Thursday, January 15, 2026",
            "from Saturday, January 10 to Thursday, January 15, 2026 => 2026-01-10/2026-01-15",
        ),
        ("26 to 28 June 2025", "26 to 28 June 2025 => 2025-06-26/2025-06-28"),
        ("from 30 November to 2 December 2025", "from 30 November to 2 December 2025 => 2025-11-30/2025-12-02"),
        ("on December 16 and 17 in Geneva", "December 16 and 17 => 2025-12-16/2025-12-17"),
        ("in January and February", "January => 2026-01 | February => 2026-02"),
    ]);
}

#[test]
fn open_intervals() {
    check(&[
        ("since January 2024", "since January 2024 => 2024-01-01/.."),
        ("by the end of June", "by the end of June => ../2026-06-30"),
        ("before the end of 2026", "before the end of 2026 => ../2026-12-31"),
        ("within the year", "within the year => ../2025-12-31"),
        ("within the first half of this year", "within the first half of this year => ../2025-06-30"),
        ("within 90 days", "within 90 days => 2025-12-11/2026-03-11"),
        ("by 2030", "by 2030 => ../2030-12-31"),
        ("from 1 October 2026 onwards", "from 1 October 2026 onwards => 2026-10-01/.."),
        ("no later than January 1, 2027", "no later than January 1, 2027 => ../2027-01-01"),
        ("comments through November 7", "through November 7 => ../2025-11-07"),
    ]);
    // Counted from a notice whose date is not said.
    check(&[("within 30 days of the notice", "30 days => P30D")]);
}

#[test]
fn durations_and_frequencies() {
    check(&[
        ("for 90 days", "90 days => P90D"),
        ("a five-year programme", "five-year => P5Y"),
        ("one and a half years", "one and a half years => P1.5Y"),
        ("every two years", "every two years => R/P2Y"),
        ("twice a year", "twice a year => R/P6M"),
        ("an annual meeting held quarterly", "annual => R/P1Y | quarterly => R/P3M"),
        ("ten working days", "ten working days => P10D"),
    ]);
    check_none(&["three quarters of firms", "a second meeting", "The Daily said so"]);
}

#[test]
fn the_nearest_verb_decides_the_year() {
    check(&[
        ("Norway asked the EU on 12 November to extend it", "12 November => 2025-11-12"),
        ("The adviser was dismissed in December.", "December => 2025-12"),
        ("It agreed to hold talks in March.", "March => 2026-03"),
        (
            "The rule was signed in January and took effect in early August",
            "January => 2025-01 | early August => 2025-08-01/2025-08-10",
        ),
        ("It will be signed on 1 May.", "1 May => 2026-05-01"),
        ("The text, signed on 1 May, is short", "1 May => 2025-05-01"),
        ("A visit is expected on Thursday", "Thursday => 2025-12-11"),
    ]);
}

#[test]
fn days_under_one_month() {
    check(&[
        ("on 3, 5 and 9 March 2026", "3 => 2026-03-03 | 5 => 2026-03-05 | 9 March 2026 => 2026-03-09"),
        ("on March 3, 5 and 9, 2026", "March 3 => 2026-03-03 | 5 => 2026-03-05 | 9, 2026 => 2026-03-09"),
        ("on 16 and 17 March 2026", "16 and 17 March 2026 => 2026-03-16/2026-03-17"),
        ("on 16 and 20 March 2026", "16 => 2026-03-16 | 20 March 2026 => 2026-03-20"),
        ("on 3 March 2026, 5 ministers", "3 March 2026 => 2026-03-03"),
    ]);
    check_none(&["3, 5 and 9 companies", "5 and 9 percent"]);
}

#[test]
fn weekdays_by_number() {
    check(&[
        ("on the first Monday of March 2026", "the first Monday of March 2026 => 2026-03-02"),
        ("on the last Friday of next month", "the last Friday of next month => 2026-01-30"),
        ("the 3rd Tuesday in May 2026", "the 3rd Tuesday in May 2026 => 2026-05-19"),
        ("three Fridays from now", "three Fridays from now => 2025-12-26"),
        ("two Thursdays ago", "two Thursdays ago => 2025-11-27"),
        ("the 20th of next month", "the 20th of next month => 2026-01-20"),
        ("the third last week of 2018", "the third last week of 2018 => 2018-12-10/2018-12-16"),
        ("the fifth last day of May 2026", "the fifth last day of May 2026 => 2026-05-27"),
        ("on Friday (12 December)", "Friday (12 December) => 2025-12-12"),
        ("on Friday (local time)", "Friday => 2025-12-12"),
    ]);
}

#[test]
fn fiscal_years_of_a_country() {
    let shown = |country: &str, text: &str| {
        let mentions = find_with(text, Some(PUBLISHED), &|_| Fiscal::of(country));
        mentions.iter().map(|mention| mention.value.clone()).collect::<Vec<_>>().join(" | ")
    };
    assert_eq!(shown("JP", "by the end of fiscal year 2025"), "../2026-03-31");
    assert_eq!(shown("JP", "in FY2026"), "2026-04/2027-03");
    assert_eq!(shown("KR", "in FY2026"), "2026");
    assert_eq!(shown("US", "in fiscal 2026 and FY26"), "2025-10/2026-09 | 2025-10/2026-09");
    assert_eq!(shown("US", "the first quarter of fiscal 2026"), "2025-10/2025-12");
    assert_eq!(shown("IN", "FY 2024–25 and FY2025-26"), "2024-04/2025-03 | 2025-04/2026-03");
    assert_eq!(shown("IN", "exports of 2023-24"), "2023-04/2024-03");
    assert_eq!(shown("KR", "exports of 2023-24"), shown("", "exports of 2023-24"));
    assert_eq!(shown("AU", "the 2025/26 financial year"), "2025-07/2026-06");
    assert_eq!(shown("JP", "March of fiscal 2026"), "2027-03");
    assert_eq!(shown("JP", "last fiscal year"), "2024-04/2025-03");
    assert_eq!(shown("NZ", "in the year ended June 2025"), "2024-07/2025-06");
}

#[test]
fn impossible_days_are_no_days() {
    let days = |text: &str| {
        find(text, Some(PUBLISHED)).iter().map(|mention| (mention.value.clone(), mention.from)).collect::<Vec<_>>()
    };
    assert_eq!(days("by 31 November 2025"), [("2025-11-31".to_owned(), None)]);
    assert_eq!(days("on February 30"), [("XXXX-02-30".to_owned(), None)]);
    assert_eq!(days("on 29 February 2025"), [("2025-02-29".to_owned(), None)]);
    check(&[
        ("In June 25 companies joined", "June => 2025-06"),
        ("In February 30 firms joined", "February => 2025-02"),
    ]);
}

#[test]
fn what_is_vague_has_no_number() {
    check(&[
        ("talks dragged on for years", "years => PXY"),
        ("in recent weeks", "recent weeks => PXW"),
        ("several days into the talks", "several days => PXD"),
        ("The talks will last three weeks", "three weeks => P3W"),
        ("a month earlier than planned", "a month => P1M"),
        ("They did the work in 100 days", "100 days => P100D"),
        ("between 12 and 18 months", "12 => P12M | 18 months => P18M"),
        ("almost seven years", "almost seven years => P7Y"),
        ("The quota now covers steel", "now => PRESENT_REF"),
        ("met Sunday night", "Sunday night => 2025-12-07TNI"),
        ("the ’90s", "the ’90s => 1990/1999"),
        ("two weeks before Christmas", "two weeks before Christmas => 2025-12-11"),
        ("Easter 2026", "Easter 2026 => 2026-04-05"),
        ("31-Oct-74", "31-Oct-74 => 1974-10-31"),
        ("in 2/2013", "2/2013 => 2013-02"),
    ]);
    check_none(&["a 22-year-old plant", "goods 6 months and older", "Regulation (EU) 2019/10"]);
}

#[test]
fn tense_decides_between_readings() {
    let mention = &find("on May 20", Some(PUBLISHED))[0];
    let day = |year| Some(Date::constant(year, 5, 20));
    assert_eq!(mention.kind, TimeKind::Date);
    assert_eq!(mention.resolve(Tense::Past), (day(2025), day(2025)));
    assert_eq!(mention.resolve(Tense::Future), (day(2026), day(2026)));
    let deadline = &find("through May 20", Some(PUBLISHED))[0];
    assert_eq!(deadline.resolve(Tense::Past), (None, day(2025)));
}

#[test]
fn without_a_publication_date_only_full_dates_have_days() {
    let mentions = find("on December 12, in June, yesterday and on 3 May 2024", None);
    let values: Vec<_> = mentions.iter().map(|mention| (mention.value.as_str(), mention.from.is_some())).collect();
    assert_eq!(values, [("XXXX-12-12", false), ("XXXX-06", false), ("XXXX", false), ("2024-05-03", true)]);
}

#[test]
fn the_ends_of_the_calendar_are_no_trouble() {
    for today in [Date::MIN, Date::MAX, Date::constant(9999, 12, 1), Date::constant(1, 1, 1)] {
        for text in
            ["next year", "last century", "within 999999 years", "in 99999 days", "since late December", "Friday"]
        {
            find(text, Some(today));
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC*") {
        for mention in find(&text, Some(PUBLISHED)) {
            prop_assert!(text.get(mention.span.range()).is_some());
        }
    }

    #[test]
    fn rows_of_time_words_are_read_without_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "from", "to", "the", "end", "of", "last", "next", "March", "Friday", "26", "2025", "–", "/", "three", "days",
            "after", "before", "within", "half", "first", "year", "in", "week", ",", "31", "Feb", "and", "99999999", "th",
        ]), 0..24),
        glue in prop::sample::select(vec!["", " "]),
    ) {
        let text = words.join(glue);
        let mentions = find(&text, Some(PUBLISHED));
        for pair in mentions.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for mention in &mentions {
            if let (Some(from), Some(to)) = (mention.from, mention.to) {
                prop_assert!(from <= to, "{text}: {mention:?}");
            }
        }
    }
}
