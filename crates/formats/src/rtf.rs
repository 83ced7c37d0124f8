//! Rich Text Format: control words, groups and text.

use encoding_rs::Encoding;

use crate::{FormatError, Kind, Laid, is_note_mark};

/// Groups in groups that are followed; what lies deeper is left out.
const DEPTH: usize = 500;

/// Groups that hold no text of the document.
const ASIDE: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "footnote",
    "annotation",
    "atnid",
    "atnauthor",
    "atnref",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "listtable",
    "listoverridetable",
    "generator",
    "xmlnstbl",
    "rsidtbl",
    "mmathPr",
    "fldinst",
    "listtext",
    "pntext",
    "bkmkstart",
    "bkmkend",
    "filetbl",
    "revtbl",
    "userprops",
    "docvar",
    "nonshppict",
    "ftnsep",
    "ftnsepc",
    "aftnsep",
    "pgptbl",
    "wgrffmtfilter",
];

/// What holds within a group.
#[derive(Clone)]
struct Group {
    /// Its text is not read.
    aside: bool,
    /// Its text is not shown, or was deleted.
    hidden: bool,
    /// It is the title among the properties.
    title: bool,
    /// Bytes that stand in for a character of Unicode.
    fallback: usize,
    raised: bool,
    font: i32,
}

struct State {
    laid: Laid,
    inline: String,
    cells: Vec<String>,
    in_table: bool,
    kind: Kind,
    group: Group,
    stack: Vec<Group>,
    /// Bytes that wait for the rest of their character.
    pending: Vec<u8>,
    encoding: &'static Encoding,
    /// Code pages of fonts.
    fonts: Vec<(i32, &'static Encoding)>,
    /// The font that the table of fonts is at.
    defined: i32,
    surrogate: Option<u16>,
    titles: Vec<i32>,
    headings: Vec<i32>,
}

pub(crate) fn read(bytes: &[u8]) -> Result<Laid, FormatError> {
    let group = Group { aside: false, hidden: false, title: false, fallback: 1, raised: false, font: -1 };
    let mut state = State {
        laid: Laid::default(),
        inline: String::new(),
        cells: Vec::new(),
        in_table: false,
        kind: Kind::Paragraph,
        group,
        stack: Vec::new(),
        pending: Vec::new(),
        encoding: encoding_rs::WINDOWS_1252,
        fonts: Vec::new(),
        defined: -1,
        surrogate: None,
        titles: Vec::new(),
        headings: Vec::new(),
    };
    styles(bytes, &mut state);
    let bytes = bytes.trim_ascii_start();
    let (mut at, mut skipped, mut deep) = (0, 0usize, 0usize);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => {
                state.flush();
                if state.stack.len() < DEPTH {
                    state.stack.push(state.group.clone())
                } else {
                    deep += 1
                }
                skipped = 0;
            }
            b'}' => {
                state.flush();
                match deep {
                    0 => state.group = state.stack.pop().unwrap_or_else(|| state.group.clone()),
                    _ => deep -= 1,
                }
                skipped = 0;
            }
            b'\\' => {
                let Some(&next) = bytes.get(at) else { break };
                if next == b'\'' {
                    let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
                    at = (at + 3).min(bytes.len());
                    match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                        Some(_) if skipped > 0 => skipped -= 1,
                        Some(byte) => state.pending.push(byte),
                        None => {}
                    }
                } else if next.is_ascii_alphabetic() {
                    let (word, value, length) = control(&bytes[at..]);
                    at += length;
                    if word == "bin" {
                        at = at.saturating_add(value.unwrap_or(0).max(0) as usize).min(bytes.len());
                    } else if word == "u" {
                        state.flush();
                        state.unicode(value.unwrap_or(0));
                        skipped = state.group.fallback;
                    } else {
                        state.control(word, value, deep > 0);
                    }
                } else {
                    at += 1;
                    state.symbol(next);
                }
            }
            b'\r' | b'\n' => {}
            _ if skipped > 0 => skipped -= 1,
            _ => state.pending.push(byte),
        }
    }
    state.paragraph();
    state.row();
    let laid = state.laid;
    if laid.blocks.is_empty() { Err(FormatError::NoText) } else { Ok(laid) }
}

/// A control word with its number, and how many bytes it takes.
fn control(bytes: &[u8]) -> (&str, Option<i32>, usize) {
    let letters = bytes.iter().take(32).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = std::str::from_utf8(&bytes[..letters]).unwrap_or_default();
    let rest = &bytes[letters..];
    let sign = usize::from(rest.first() == Some(&b'-'));
    let digits = rest[sign..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let (value, mut length) = match digits {
        0 => (None, letters),
        _ => (
            std::str::from_utf8(&rest[..sign + digits]).ok().and_then(|text| text.parse().ok()),
            letters + sign + digits,
        ),
    };
    length += usize::from(bytes.get(length) == Some(&b' '));
    (word, value, length)
}

/// Finds the styles of titles and headings.
fn styles(bytes: &[u8], state: &mut State) {
    let text = String::from_utf8_lossy(bytes);
    let Some(at) = text.find("{\\stylesheet") else { return };
    for style in text[at..].split("{\\s").skip(2).take(400) {
        let number: String = style.chars().take_while(char::is_ascii_digit).collect();
        let Ok(number) = number.parse() else { continue };
        let name = style.split(';').next().unwrap_or_default().rsplit([' ', '}']).collect::<Vec<_>>();
        let name = name.into_iter().rev().collect::<Vec<_>>().join(" ").to_lowercase();
        if name.ends_with(" title") && !name.contains("sub") {
            state.titles.push(number);
        } else if name.contains(" heading ") {
            state.headings.push(number);
        }
    }
}

impl State {
    /// Decodes the bytes that wait.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let own = self.fonts.iter().find(|(font, _)| *font == self.group.font).map(|(_, encoding)| *encoding);
        let text = own.unwrap_or(self.encoding).decode_without_bom_handling(&bytes).0.into_owned();
        self.text(&text);
    }

    fn text(&mut self, text: &str) {
        if self.group.title {
            self.laid.title.push_str(text);
        } else {
            let note = self.group.raised && is_note_mark(&self.inline, text);
            if !(self.group.aside || self.group.hidden || note) {
                self.inline.push_str(text);
            }
        }
    }

    fn unicode(&mut self, value: i32) {
        let unit = value as u16;
        let decoded = match (self.surrogate.take(), unit) {
            (Some(high), 0xdc00..=0xdfff) => char::decode_utf16([high, unit]).next().and_then(Result::ok),
            (_, 0xd800..=0xdbff) => {
                self.surrogate = Some(unit);
                None
            }
            _ => char::from_u32(u32::from(unit)),
        };
        if let Some(decoded) = decoded.filter(|c| !c.is_control()) {
            self.text(decoded.encode_utf8(&mut [0; 4]));
        }
    }

    fn symbol(&mut self, symbol: u8) {
        self.flush();
        match symbol {
            b'~' => self.text("\u{a0}"),
            b'_' => self.text("-"),
            b'\\' | b'{' | b'}' => self.text(std::str::from_utf8(&[symbol]).unwrap_or_default()),
            b'\n' | b'\r' => self.paragraph(),
            // What only newer programs know.
            b'*' => self.group.aside = true,
            _ => {}
        }
    }

    fn paragraph(&mut self) {
        self.flush();
        if self.in_table {
            self.inline.push('\n');
        } else {
            let text = std::mem::take(&mut self.inline);
            self.laid.push(self.kind, &text);
        }
    }

    fn row(&mut self) {
        if !self.cells.is_empty() {
            self.laid.push_row(&std::mem::take(&mut self.cells));
        }
        let rest = std::mem::take(&mut self.inline);
        self.laid.push(Kind::Paragraph, &rest);
    }

    fn control(&mut self, word: &str, value: Option<i32>, deep: bool) {
        self.flush();
        if ASIDE.contains(&word) {
            if !deep {
                self.group.aside = true;
            }
            return;
        }
        match word {
            "title" if self.group.aside => self.group.title = true,
            "par" | "page" | "sect" if !self.group.aside => self.paragraph(),
            "line" => self.text("\n"),
            "tab" => self.text(" "),
            "cell" if !self.group.aside => {
                let cell = std::mem::take(&mut self.inline);
                self.cells.push(cell);
            }
            "row" if !self.group.aside => self.row(),
            "intbl" => self.in_table = true,
            "pard" => {
                self.in_table = false;
                self.kind = Kind::Paragraph;
            }
            "s" if !self.group.aside => {
                let style = value.unwrap_or(0);
                self.kind = if self.titles.contains(&style) {
                    Kind::Title
                } else if self.headings.contains(&style) {
                    Kind::Heading
                } else {
                    Kind::Paragraph
                };
            }
            "ls" if value.unwrap_or(0) > 0 && self.kind == Kind::Paragraph => self.kind = Kind::Item,
            "super" => self.group.raised = value != Some(0),
            "nosupersub" | "plain" => self.group.raised = false,
            "v" | "deleted" => self.group.hidden = value != Some(0),
            "f" => {
                self.group.font = value.unwrap_or(0);
                self.defined = self.group.font;
            }
            "fcharset" => {
                let charset = value.and_then(charset);
                if let Some(encoding) = charset.filter(|_| self.fonts.len() < 1_000) {
                    self.fonts.push((self.defined, encoding));
                }
            }
            "ansicpg" => {
                let page = value.and_then(|page| u16::try_from(page).ok()).and_then(code_page);
                self.encoding = page.unwrap_or(self.encoding);
            }
            "uc" => self.group.fallback = value.unwrap_or(1).clamp(0, 16) as usize,
            "emdash" => self.text("—"),
            "endash" => self.text("–"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            "bullet" => self.text("•"),
            "emspace" | "enspace" => self.text(" "),
            _ => {}
        }
    }
}

/// The encoding of a character set of Windows.
fn charset(number: i32) -> Option<&'static Encoding> {
    code_page(match number {
        0 => 1252,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

fn code_page(number: u16) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 => "windows-874".to_owned(),
        65001 => "utf-8".to_owned(),
        page => format!("windows-{page}"),
    };
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        read(text.as_bytes()).map(|laid| laid.blocks.into_iter().map(|block| block.text).collect()).unwrap_or_default()
    }

    #[test]
    fn text_tables_and_characters_are_read() {
        let text = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset129 Batang;}}{\info{\title Own}}{\*\generator X;}
\pard\f0 Troms\'f8 and \u51060?\f1\'bc\'ad\f0  asked\super 2\nosupersub .\par\pard\intbl Good\cell Quota\cell\row\pard\intbl Cheese\cell 7,200\cell\row\pard Next\line line\par{\header Head}{\footnote note}}";
        assert_eq!(lines(text), ["Tromsø and 이서 asked.", "Good | Quota", "Cheese | 7,200", "Next", "line"]);
        assert_eq!(read(text.as_bytes()).map(|laid| laid.title), Ok("Own".to_owned()));
    }

    #[test]
    fn groups_without_end_do_no_harm() {
        let deep = format!("{{\\rtf1 {}Text{}\\par}}", "{\\b ".repeat(100_000), "}".repeat(100_000));
        assert_eq!(lines(&deep), ["Text"]);
        assert_eq!(read(b"{\\rtf1\\bin2000000000 x"), Err(FormatError::NoText));
        assert_eq!(read(b"{\\rtf1 \\'"), Err(FormatError::NoText));
    }
}
