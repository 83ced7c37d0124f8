//! Prose to the words, numerals and marks that amounts are read from.

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A run of letters, in lower case.
    Word(String),
    /// A numeral: "1,234.5".
    Numeral {
        /// Its value.
        value: f64,
        /// Written with a decimal point.
        decimal: bool,
    },
    /// An ordinal in digits: "52nd".
    Ordinal(f64),
    /// Any other sign; every dash is `-`.
    Mark(char),
}

/// A token with its place.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Nothing stands between this token and the one before.
    pub(super) glued: bool,
    /// A line ends before this token.
    pub(super) breaks: bool,
}

/// Cuts a text into tokens. Every token's span is a slice on character boundaries.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    let mut breaks = false;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            breaks |= first == '\n';
            at += first.len_utf8();
            continue;
        }
        let rest = &text[at..];
        if rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.") {
            // The digits of an address are no amounts.
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            tokens.push(Token { kind: Kind::Mark('…'), start: at, end: at + length, glued: false, breaks });
            at += length;
            continue;
        }
        let (kind, length) = token(rest, first, tokens.last().filter(|last| last.end == at), tokens.last());
        let glued = tokens.last().is_some_and(|last| last.end == at);
        tokens.push(Token { kind, start: at, end: at + length, glued, breaks });
        breaks = false;
        at += length;
    }
    tokens
}

/// The name of a month, whole or short.
fn is_month(token: &Token) -> bool {
    const MONTHS: &str = "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec";
    matches!(&token.kind, Kind::Word(word) if MONTHS.split(' ').any(|month| month == word))
}

/// The token at the start of `rest`; `before` touches it, `last` is the one before it, touching or not.
fn token(rest: &str, first: char, before: Option<&Token>, last: Option<&Token>) -> (Kind, usize) {
    let after_letter =
        before.is_some_and(|before| matches!(before.kind, Kind::Word(_) | Kind::Numeral { .. } | Kind::Ordinal(_)));
    let leading_point = first == '.' && !after_letter && rest[1..].starts_with(|c: char| c.is_ascii_digit());
    if first.is_ascii_digit() || leading_point {
        // "May 12 100 companies" holds a day and a number.
        // The last two groups of an address are no decimal: "192.168.1.2".
        let address = first.is_ascii_digit() && before.is_some_and(|point| point.kind == Kind::Mark('.'));
        return numeral(rest, last.is_some_and(is_month), address);
    }
    if let Some(value) = vulgar(first) {
        return (Kind::Numeral { value, decimal: true }, first.len_utf8());
    }
    if first.is_alphabetic() {
        let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        return (Kind::Word(rest[..length].to_lowercase()), length);
    }
    let mark = match first {
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        '〜' | '～' => '~',
        other => other,
    };
    (Kind::Mark(mark), first.len_utf8())
}

/// "1,234.5", "1 234" is two numerals, "52nd" is an ordinal.
fn numeral(rest: &str, dated: bool, address: bool) -> (Kind, usize) {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(rest);
    let mut plain = rest[..length].to_owned();
    if let Some((length, value)) = with_decimal_comma(rest) {
        return (Kind::Numeral { value, decimal: true }, length);
    }
    // Groups of three behind a first group of one to three; of two in the Indian manner.
    if (1..=3).contains(&length) {
        if let Some((size, groups)) = spaced(&rest[length..]).filter(|_| !dated) {
            plain.push_str(&groups);
            length += size;
        }
        while let Some(group) = rest[length..].strip_prefix(',') {
            let size = digits(group);
            // The last group of an Indian numeral has three digits again: "12,34,567".
            let mut last = group;
            while digits(last) == 2 && last[2..].starts_with(',') {
                last = &last[3..];
            }
            let indian = size == 2 && last.len() < group.len() && digits(last) == 3;
            if size != 3 && !indian {
                break;
            }
            plain.push_str(&group[..size]);
            length += 1 + size;
        }
    }
    let mut decimal = false;
    if let Some(fraction) = rest[length..].strip_prefix('.') {
        let size = digits(fraction);
        // "1.2.3" is no decimal; a numeral that opens with its point is one.
        let opens = length == 0;
        if size > 0
            && !address
            && (opens
                || !fraction[size..]
                    .starts_with(|c: char| c == '.' && fraction[size + 1..].starts_with(|c: char| c.is_ascii_digit())))
        {
            plain.push('.');
            plain.push_str(&fraction[..size]);
            length += 1 + size;
            decimal = true;
        }
    }
    let value: f64 = plain.parse().unwrap_or(0.0);
    let ending = rest[length..].bytes().take_while(u8::is_ascii_alphabetic).count();
    if !decimal && matches!(rest[length..length + ending].to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th") {
        return (Kind::Ordinal(value), length + ending);
    }
    (Kind::Numeral { value, decimal }, length)
}

/// A numeral whose fraction stands behind a comma, as in most of Europe: "5,00", "1,3", "1.111,11". A comma before three digits
/// groups them, and a row of pairs is a list: "22,24,26".
fn with_decimal_comma(rest: &str) -> Option<(usize, f64)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(rest);
    if !(1..=3).contains(&length) {
        return None;
    }
    let mut plain = rest[..length].to_owned();
    let mut grouped = false;
    while let Some(group) = rest[length..].strip_prefix('.').filter(|group| digits(group) == 3) {
        plain.push_str(&group[..3]);
        length += 4;
        grouped = true;
    }
    let fraction = rest[length..].strip_prefix(',')?;
    let size = digits(fraction);
    let ends = !fraction[size..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '.' | '/' | '-'))
        || fraction[size..].starts_with(['.', ',']) && !fraction[size + 1..].starts_with(|c: char| c.is_ascii_digit());
    if size == 0 || size > 2 && !grouped || !ends {
        return None;
    }
    plain.push('.');
    plain.push_str(&fraction[..size]);
    Some((length + 1 + size, plain.parse().ok()?))
}

/// Groups of three digits set off by single spaces, behind the first group: "1 234 567". Gives their length and digits.
fn spaced(rest: &str) -> Option<(usize, String)> {
    let (mut length, mut digits) = (0, String::new());
    loop {
        let group = &rest[length..];
        let gap =
            group.chars().take_while(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}')).map(char::len_utf8).sum::<usize>();
        let after = &group[gap..];
        let size = after.bytes().take_while(u8::is_ascii_digit).count();
        let ends = !after[size..].starts_with(|c: char| c.is_alphabetic() || matches!(c, ',' | '/' | '-' | '%'));
        if !(1..=2).contains(&group[..gap].chars().count()) || size != 3 || !ends {
            break;
        }
        digits.push_str(&after[..3]);
        length += gap + 3;
    }
    (length > 0).then_some((length, digits))
}

/// Fractions with a character of their own.
fn vulgar(character: char) -> Option<f64> {
    let value = match character {
        '½' => 1.0 / 2.0,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '¼' => 1.0 / 4.0,
        '¾' => 3.0 / 4.0,
        '⅕' => 1.0 / 5.0,
        '⅖' => 2.0 / 5.0,
        '⅗' => 3.0 / 5.0,
        '⅘' => 4.0 / 5.0,
        '⅙' => 1.0 / 6.0,
        '⅚' => 5.0 / 6.0,
        '⅐' => 1.0 / 7.0,
        '⅛' => 1.0 / 8.0,
        '⅜' => 3.0 / 8.0,
        '⅝' => 5.0 / 8.0,
        '⅞' => 7.0 / 8.0,
        '⅑' => 1.0 / 9.0,
        '⅒' => 1.0 / 10.0,
        _ => return None,
    };
    Some(value)
}
