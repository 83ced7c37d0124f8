//! Windows of a text: as many sentences as the encoder takes at once.

use std::ops::Range;

use encoder::{Piece, Tokenizer};

/// Marks around the texts of a window: one before the headline, one behind it, one behind the body.
pub(super) const MARKS: usize = 3;

/// Cuts the pieces of a text into windows of at most `room` pieces: as few as possible, alike in length, each beginning where a
/// sentence or a line begins, if one does in reach.
pub(super) fn cut(text: &str, pieces: &[Piece], room: usize) -> Vec<Range<usize>> {
    let beginnings: Vec<usize> = (1..pieces.len()).filter(|at| begins(text, pieces, *at)).collect();
    let mut windows = Vec::new();
    let mut start = 0;
    while pieces.len() - start > room {
        let left = pieces.len() - start;
        let wanted = left.div_ceil(left.div_ceil(room));
        let reach = start + wanted / 2..=start + room;
        let near = beginnings.iter().copied().filter(|at| reach.contains(at));
        let end = near.min_by_key(|at| (at.abs_diff(start + wanted), *at)).unwrap_or(start + wanted);
        windows.push(start..end);
        start = end;
    }
    if start < pieces.len() {
        windows.push(start..pieces.len());
    }
    windows
}

/// Whether a sentence or a line begins at a piece.
fn begins(text: &str, pieces: &[Piece], at: usize) -> bool {
    let between = &text[pieces[at - 1].span.end..pieces[at].span.start];
    if between.is_empty() {
        return false;
    }
    let words = |at: usize| &text[pieces[at].span.clone()];
    let closed = at > 1 && matches!(words(at - 1), "\"" | "”" | "’" | "'" | ")");
    let last = if closed { words(at - 2) } else { words(at - 1) };
    between.contains('\n') || matches!(last, "." | "!" | "?")
}

/// The ids of a window: mark, headline, mark, part of the body, mark.
pub(super) fn ids(headline: &[Piece], body: &[Piece], tokenizer: &Tokenizer) -> Vec<u32> {
    let ids = |pieces: &[Piece]| pieces.iter().map(|piece| piece.id).collect::<Vec<_>>();
    [vec![tokenizer.cls()], ids(headline), vec![tokenizer.sep()], ids(body), vec![tokenizer.sep()]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A piece for each word and each full stop.
    fn pieces(text: &str) -> Vec<Piece> {
        let mut found: Vec<Piece> = Vec::new();
        for (at, c) in text.char_indices() {
            let span = at..at + c.len_utf8();
            match found.last_mut() {
                _ if c.is_whitespace() => {}
                Some(last) if c != '.' && last.span.end == at => last.span.end = span.end,
                _ => found.push(Piece { id: 0, span }),
            }
        }
        found
    }

    #[test]
    fn windows_end_behind_sentences_and_cover_the_text_once() {
        let text = "One two three. Four five six seven. Eight nine\nten eleven twelve thirteen fourteen fifteen";
        let pieces = pieces(text);
        let windows = cut(text, &pieces, 6);
        assert_eq!(windows.first(), Some(&(0..4)), "the first sentence: {windows:?}");
        assert!(windows.contains(&(9..11)), "up to the end of the line: {windows:?}");
        assert_eq!(windows.last().map(|last| last.end), Some(pieces.len()));
        assert!(windows.windows(2).all(|pair| pair[0].end == pair[1].start), "no gap: {windows:?}");
        assert!(windows.iter().all(|window| !window.is_empty() && window.len() <= 6), "{windows:?}");
        assert_eq!(cut(text, &pieces, 100), vec![0..pieces.len()]);
        assert!(cut("", &[], 6).is_empty());
    }
}
