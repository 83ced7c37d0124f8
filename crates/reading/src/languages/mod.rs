//! The language that a document is written in, and which languages are read.
//!
//! The text decides before the source's own mark where it is plain: many a site marks all its pages with the language of its
//! home page. Texts in other scripts are recognised by their letters. Among those in Latin letters, function words separate
//! English from all else: in announcements in English they are more than a tenth of all words, in others next to none.
//! Which other language it is, `whatlang` says by its trigrams, where function words of some language confirm that it is
//! running text and no list of names. A text that shows nothing is taken for what its mark says, and without one for English.
//!
//! A document in English may hold passages in other languages: a quotation, or its own original below the translation. They are
//! masked before the text is analysed, so that no fact is read from them.

mod words;

use std::borrow::Cow;

use record::{Diagnostic, DiagnosticKind, Document};

/// Languages that are read, by their codes of ISO 639-1.
const READ: &[&str] = &["en"];

/// Share of function words of English among all words above which a text is English.
const ENGLISH: f64 = 0.07;

/// Share of them below which it is not.
const FOREIGN: f64 = 0.04;

/// Share of function words of some other language above which a text is prose in that language.
const PROSE: f64 = 0.12;

/// Different function words of that language, at least: names have a few, but always the same.
const DIFFERENT: usize = 4;

/// Words of a text that is as good as whole: in so many words of English there are function words, whatever it lists.
const MANY: usize = 60;

/// Words of a passage, at least: fewer are a name or a title.
const PASSAGE: usize = 12;

/// Letters of another script that show a language.
const LETTERS: usize = 8;

/// Characters that are enough to know a language by.
const SAMPLE: usize = 20_000;

/// What a text shows of its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// It is English.
    English,
    /// It is in another language, by its code of ISO 639-1.
    Other(&'static str),
    /// It is not in English; in which language it is, is not known.
    Foreign,
    /// Too little to say.
    Nothing,
}

/// The language of a document: its code of ISO 639-1, or of ISO 639-3 where it has none there; `und` for one that is not known.
pub fn of(document: &Document) -> Cow<'static, str> {
    let mark = mark(&document.language);
    let foreign = |code: &'static str| match &mark {
        // Neighbours are easily taken for each other; here the mark knows better.
        Some(mark) if mark != "en" => Cow::Owned(mark.clone()),
        _ => Cow::Borrowed(code),
    };
    match shown(document) {
        Shown::English => Cow::Borrowed("en"),
        Shown::Other(code) => foreign(code),
        Shown::Foreign => foreign("und"),
        Shown::Nothing => mark.clone().map_or(Cow::Borrowed("en"), Cow::Owned),
    }
}

/// Whether documents in a language are read.
pub fn is_read(code: &str) -> bool {
    READ.contains(&code)
}

/// What is said of a document that is not read for its language.
pub(crate) fn not_read(code: &str) -> Diagnostic {
    let read: Vec<&str> = READ.iter().filter_map(|code| words::name(code)).collect();
    let language = match words::name(code) {
        Some(name) => format!("is {name}"),
        None if code == "und" => "is in a language that was not recognised".to_owned(),
        None => format!("is marked as “{code}”"),
    };
    Diagnostic {
        kind: DiagnosticKind::LanguageNotRead,
        message: format!("not read: the text {language}; only {} is read so far", read.join(" and ")),
    }
}

/// A text of a document that is read, with blanks in the place of passages in other languages, and how many these are.
/// Positions in it are positions in the text.
pub(crate) fn masked(text: &str) -> (Cow<'_, str>, usize) {
    let is_foreign = |line: &str| matches!(passage(line), Shown::Other(_) | Shown::Foreign);
    let passages = text.split('\n').filter(|line| is_foreign(line)).count();
    if passages == 0 {
        return (Cow::Borrowed(text), 0);
    }
    let blank = |line: &str| if is_foreign(line) { " ".repeat(line.len()) } else { line.to_owned() };
    (Cow::Owned(text.split('\n').map(blank).collect::<Vec<_>>().join("\n")), passages)
}

/// What is said of a document of which so many passages are not read.
pub(crate) fn passages_not_read(count: usize) -> Diagnostic {
    let passages = if count == 1 {
        "a passage in another language was".to_owned()
    } else {
        format!("{count} passages in other languages were")
    };
    Diagnostic { kind: DiagnosticKind::PassagesNotRead, message: format!("{passages} not read") }
}

/// The primary subtag of a source's own mark, as ISO 639-1 where it can be; nothing where it names no language.
fn mark(mark: &str) -> Option<String> {
    let primary = mark.split(['-', '_']).next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_code = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_code || matches!(primary.as_str(), "und" | "mul" | "zxx" | "mis") {
        return None;
    }
    Some(words::short(&primary).map_or(primary, str::to_owned))
}

/// What the texts of a document show: the body alone where it is long enough, with the title where it is not.
fn shown(document: &Document) -> Shown {
    let body = whole(&document.body);
    if body != Shown::Nothing {
        return body;
    }
    whole(&format!("{}\n{}", document.title, document.body))
}

/// What a whole text shows.
fn whole(text: &str) -> Shown {
    if let Some(other) = other_script(text) {
        return other;
    }
    let counted = words::Counted::of(text);
    let english = counted.share("en");
    if counted.words < 5 {
        Shown::Nothing
    } else if english >= ENGLISH {
        Shown::English
    } else if english <= FOREIGN {
        prose(text, &counted, counted.words >= MANY)
    } else {
        // Between the two, most of the passages decide.
        let (mut english, mut others) = (0, 0);
        for line in text.lines() {
            let words = line.split_whitespace().count();
            match passage(line) {
                Shown::English => english += words,
                Shown::Other(_) | Shown::Foreign => others += words,
                Shown::Nothing => {}
            }
        }
        if others > english { prose(text, &counted, true) } else { Shown::Nothing }
    }
}

/// What a passage of a text shows by itself.
fn passage(line: &str) -> Shown {
    if let Some(other) = other_script(line) {
        return other;
    }
    let counted = words::Counted::of(line);
    if counted.words < PASSAGE {
        return Shown::Nothing;
    }
    match counted.share("en") {
        share if share >= ENGLISH => Shown::English,
        share if share <= FOREIGN => prose(line, &counted, false),
        _ => Shown::Nothing,
    }
}

/// The language other than English of a text in Latin letters, if it is prose; of a `long` text trigrams alone are enough.
fn prose(text: &str, counted: &words::Counted, long: bool) -> Shown {
    let sample: String = text.chars().take(SAMPLE).collect();
    let Some(found) = whatlang::detect(&sample).filter(|found| found.lang() != whatlang::Lang::Eng) else {
        return Shown::Nothing;
    };
    let code = words::short(found.lang().code());
    let (likeliest, share) = counted.likeliest();
    let is_prose = |code: &str, share: f64| share >= PROSE && counted.different(code) >= DIFFERENT;
    // Short texts are too little for trigrams, and function words of one language settle it.
    match code {
        Some(code) if is_prose(code, counted.share(code)) => Shown::Other(code),
        _ if is_prose(likeliest, share) => Shown::Other(likeliest),
        Some(code) if long && found.is_reliable() => Shown::Other(code),
        None if long && found.is_reliable() => Shown::Foreign,
        _ => Shown::Nothing,
    }
}

/// The language of a text most of whose letters are of another script than Latin.
fn other_script(text: &str) -> Option<Shown> {
    let (mut latin, mut others) = (0, 0);
    for letter in text.chars().filter(|letter| letter.is_alphabetic()) {
        if words::is_latin(letter) { latin += 1 } else { others += 1 }
    }
    // A syllable of Hangul, a kana or a Chinese character says as much as two letters and more.
    if others < LETTERS || others * 2 < latin {
        return None;
    }
    let sample: String = text.chars().filter(|letter| !words::is_latin(*letter)).take(SAMPLE).collect();
    let found = whatlang::detect(&sample).and_then(|found| words::short(found.lang().code()));
    Some(found.map_or(Shown::Foreign, Shown::Other))
}

#[cfg(test)]
mod tests;
