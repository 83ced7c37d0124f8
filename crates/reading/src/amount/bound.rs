//! Words that qualify an amount: "more than", "about", "up to", "or more".

use record::{Qualifier, Span};

use super::AmountMention;
use super::number::Row;

/// Phrases before an amount, the longer first.
const BEFORE: &[(&[&str], Qualifier)] = &[
    (&["greater", "than", "or", "equal", "to"], Qualifier::AtLeast),
    (&["more", "than", "or", "equal", "to"], Qualifier::AtLeast),
    (&["larger", "than", "or", "equal", "to"], Qualifier::AtLeast),
    (&["bigger", "than", "or", "equal", "to"], Qualifier::AtLeast),
    (&["higher", "than", "or", "equal", "to"], Qualifier::AtLeast),
    (&["equal", "to", "or", "more", "than"], Qualifier::AtLeast),
    (&["equal", "or", "more", "than"], Qualifier::AtLeast),
    (&["bigger", "or", "equal", "than"], Qualifier::AtLeast),
    (&["greater", "or", "equal", "than"], Qualifier::AtLeast),
    (&["more", "or", "equal", "than"], Qualifier::AtLeast),
    (&["higher", "or", "equal", "than"], Qualifier::AtLeast),
    (&["larger", "or", "equal", "than"], Qualifier::AtLeast),
    (&["less", "than", "or", "equal", "to"], Qualifier::UpTo),
    (&["smaller", "than", "or", "equal", "to"], Qualifier::UpTo),
    (&["lower", "than", "or", "equal", "to"], Qualifier::UpTo),
    (&["less", "or", "equal", "than"], Qualifier::UpTo),
    (&["smaller", "or", "equal", "than"], Qualifier::UpTo),
    (&["lower", "or", "equal", "than"], Qualifier::UpTo),
    (&["equal", "or", "less", "than"], Qualifier::UpTo),
    (&["equal", "to", "or", "less", "than"], Qualifier::UpTo),
    (&["at", "least", "or", "equal", "to"], Qualifier::AtLeast),
    (&["at", "most", "or", "equal", "to"], Qualifier::UpTo),
    (&["as", "much", "as"], Qualifier::UpTo),
    (&["as", "many", "as"], Qualifier::UpTo),
    (&["as", "long", "as"], Qualifier::UpTo),
    (&["no", "less", "than"], Qualifier::AtLeast),
    (&["no", "fewer", "than"], Qualifier::AtLeast),
    (&["not", "less", "than"], Qualifier::AtLeast),
    (&["no", "more", "than"], Qualifier::UpTo),
    (&["not", "more", "than"], Qualifier::UpTo),
    (&["no", "larger", "than"], Qualifier::UpTo),
    (&["no", "greater", "than"], Qualifier::UpTo),
    (&["no", "higher", "than"], Qualifier::UpTo),
    (&["not", "exceed"], Qualifier::UpTo),
    (&["not", "exceeding"], Qualifier::UpTo),
    (&["more", "than"], Qualifier::MoreThan),
    (&["greater", "than"], Qualifier::MoreThan),
    (&["larger", "than"], Qualifier::MoreThan),
    (&["bigger", "than"], Qualifier::MoreThan),
    (&["higher", "than"], Qualifier::MoreThan),
    (&["upwards", "of"], Qualifier::MoreThan),
    (&["in", "excess", "of"], Qualifier::MoreThan),
    (&["well", "over"], Qualifier::MoreThan),
    (&["go", "beyond"], Qualifier::MoreThan),
    (&["less", "than"], Qualifier::LessThan),
    (&["fewer", "than"], Qualifier::LessThan),
    (&["smaller", "than"], Qualifier::LessThan),
    (&["lower", "than"], Qualifier::LessThan),
    (&["at", "least"], Qualifier::AtLeast),
    (&["at", "most"], Qualifier::UpTo),
    (&["a", "maximum", "of"], Qualifier::UpTo),
    (&["maximum", "of"], Qualifier::UpTo),
    (&["a", "minimum", "of"], Qualifier::AtLeast),
    (&["minimum", "of"], Qualifier::AtLeast),
    (&["up", "to"], Qualifier::UpTo),
    (&["close", "to"], Qualifier::About),
    (&["just", "under"], Qualifier::About),
    (&["just", "over"], Qualifier::About),
    (&["in", "the", "region", "of"], Qualifier::About),
    (&["exceed"], Qualifier::MoreThan),
    (&["exceeds"], Qualifier::MoreThan),
    (&["exceeded"], Qualifier::MoreThan),
    (&["exceeding"], Qualifier::MoreThan),
    (&["surpass"], Qualifier::MoreThan),
    (&["surpassed"], Qualifier::MoreThan),
    (&["surpassing"], Qualifier::MoreThan),
    (&["passed"], Qualifier::MoreThan),
    (&["topped"], Qualifier::MoreThan),
    (&["over"], Qualifier::MoreThan),
    (&["above"], Qualifier::MoreThan),
    (&["beyond"], Qualifier::MoreThan),
    (&["under"], Qualifier::LessThan),
    (&["below"], Qualifier::LessThan),
    (&["about"], Qualifier::About),
    (&["around"], Qualifier::About),
    (&["approximately"], Qualifier::About),
    (&["roughly"], Qualifier::About),
    (&["nearly"], Qualifier::About),
    (&["almost"], Qualifier::About),
    (&["some"], Qualifier::About),
    (&["circa"], Qualifier::About),
    (&["estimated"], Qualifier::About),
];

/// Phrases behind an amount.
const AFTER: &[(&[&str], Qualifier)] = &[
    (&["or", "more"], Qualifier::AtLeast),
    (&["and", "more"], Qualifier::AtLeast),
    (&["and", "above"], Qualifier::AtLeast),
    (&["and", "over"], Qualifier::AtLeast),
    (&["or", "above"], Qualifier::AtLeast),
    (&["or", "higher"], Qualifier::AtLeast),
    (&["or", "greater"], Qualifier::AtLeast),
    (&["or", "over"], Qualifier::AtLeast),
    (&["or", "less"], Qualifier::UpTo),
    (&["or", "fewer"], Qualifier::UpTo),
    (&["or", "below"], Qualifier::UpTo),
    (&["or", "lower"], Qualifier::UpTo),
    (&["or", "under"], Qualifier::UpTo),
    (&["or", "so"], Qualifier::About),
    (&["at", "most"], Qualifier::UpTo),
    (&["at", "least"], Qualifier::AtLeast),
];

/// Finds what qualifies the amount of the tokens `start..end`; the words must stand behind the byte `from`.
pub(super) fn qualify(row: Row<'_>, start: usize, end: usize, from: usize, mention: &mut AmountMention) {
    if let Some((first, qualifier)) = before(row, start).filter(|(first, _)| row.0[*first].start >= from) {
        mention.qualifier = qualifier;
        mention.qualifier_span = Some(Span::from(row.0[first].start..row.0[start - 1].end));
    }
    for (phrase, qualifier) in AFTER {
        // "no more than 12 and more than 4" is two bounds.
        if let Some(after) = row.phrase(end, phrase).filter(|after| row.word(*after) != "than" || phrase[0] == "or") {
            mention.qualifier = *qualifier;
            mention.qualifier_span = Some(Span::from(row.0[end].start..row.0[after - 1].end));
            return;
        }
    }
    // "more than 5000 or equal to"
    if row.phrase(end, &["or", "equal"]).is_some()
        && !(row.word(end + 2) == "to" && super::number::at(row, end + 3).is_some())
    {
        let equal = match mention.qualifier {
            Qualifier::MoreThan => Qualifier::AtLeast,
            Qualifier::LessThan => Qualifier::UpTo,
            _ => return,
        };
        let last = if row.word(end + 2) == "to" { end + 2 } else { end + 1 };
        mention.qualifier = equal;
        let first = mention.qualifier_span.map_or(row.0[start].start, |span| span.start as usize);
        mention.qualifier_span = Some(Span::from(first..row.0[last].end));
    }
    if mention.qualifier == Qualifier::Exact && mention.value_to.is_none() && row.is_mark(end, '+') && row.glued(end) {
        mention.qualifier = Qualifier::MoreThan;
        mention.qualifier_span = Some(Span::from(row.0[end].start..row.0[end].end));
    }
}

/// The first token of the words that qualify what starts at a token.
fn before(row: Row<'_>, start: usize) -> Option<(usize, Qualifier)> {
    if let Some(marked) = marks(row, start) {
        return Some(marked);
    }
    // An article may stand between: "about a third", "over the 500".
    for gap in 0..=1 {
        let end = start.checked_sub(gap)?;
        if gap == 1 && !matches!(row.word(end), "a" | "an" | "the") {
            break;
        }
        let found = BEFORE.iter().find(|(phrase, _)| {
            end.checked_sub(phrase.len()).is_some_and(|first| {
                row.phrase(first, phrase).is_some()
                    && !if row.breaks(first + phrase.len() - 1) { first > 0 } else { false }
            })
        });
        if let Some((phrase, qualifier)) = found {
            let first = end - phrase.len();
            // "over the years", "under way": a preposition of its own is no qualifier of a year; "at about" is.
            return Some((first, *qualifier));
        }
    }
    None
}

/// "~5", ">30", "<= 30".
fn marks(row: Row<'_>, start: usize) -> Option<(usize, Qualifier)> {
    let last = start.checked_sub(1)?;
    let mark = |at: usize, mark: char| row.is_mark(at, mark);
    if mark(last, '~') || mark(last, '±') {
        return Some((last, Qualifier::About));
    }
    if mark(last, '=') && last > 0 && (row.glued(last) || mark(last - 1, '<') || mark(last - 1, '>')) {
        let first = last - 1;
        if mark(first, '>') && !(first > 0 && mark(first - 1, '<')) {
            return Some((first, Qualifier::AtLeast));
        }
        if mark(first, '<') {
            return Some((first, Qualifier::UpTo));
        }
        return None;
    }
    let compound = last > 0 && row.glued(last) && (mark(last - 1, '<') || mark(last - 1, '='));
    if compound {
        return None;
    }
    if mark(last, '≥') {
        return Some((last, Qualifier::AtLeast));
    }
    if mark(last, '≤') {
        return Some((last, Qualifier::UpTo));
    }
    if mark(last, '>') {
        return Some((last, Qualifier::MoreThan));
    }
    mark(last, '<').then_some((last, Qualifier::LessThan))
}

/// Words between "from" and an amount that changes: "from the current 25 percent to 50 percent".
const BETWEEN: &str = "the a an its their current present existing previous initial original earlier former about around nearly some over \
    almost approximately rate level total value of roughly more than";

/// Verbs behind which an amount with a unit of its own says by how much, and "to" where to: "fell 3.2 percent to 4.1 percent".
const CHANGES: &str = "fell fall falls rose rise rises grew grow grows dropped drop drops increased increase increases decreased decrease \
    declined decline up down climbed gained slipped shrank expanded surged jumped edged by";

/// The words before say that an amount changes: "fell from 5 to 3 percent" has two amounts.
pub(super) fn is_change(row: Row<'_>, at: usize, measured: bool) -> bool {
    let among = |words: &str, word: &str| !word.is_empty() && words.split_whitespace().any(|known| known == word);
    let Some(before) = at.checked_sub(1) else { return false };
    if matches!(row.word(before), "from" | "by") || measured && among(CHANGES, row.word(before)) {
        return true;
    }
    let mut place = before;
    for _ in 0..6 {
        if !among(BETWEEN, row.word(place)) || row.breaks(place) {
            break;
        }
        let Some(next) = place.checked_sub(1) else { return false };
        place = next;
    }
    place < before && row.word(place) == "from"
}
