//! From scores of labels at pieces to labelled spans.
//!
//! Labels are those of a tagger with inside, outside and beginning (Ramshaw and Marcus, 1995): outside first, then beginning and
//! inside of each class. The best path is found by the algorithm of Viterbi; "inside" may only follow its own class.

use std::ops::Range;

/// Number of classes among labels: each has a beginning and an inside.
pub(super) fn classes(labels: usize) -> usize {
    (labels - 1) / 2
}

/// The position of a class's beginning among the labels; its inside follows.
pub(super) fn begin(class: usize) -> usize {
    1 + 2 * class
}

/// The spans of the best path through the scores, `labels` of them at each piece: class and range of pieces, in text order.
///
/// `outside_bias` is added to the score of the outside label: a negative one finds more spans.
pub(super) fn spans(scores: &[f32], labels: usize, outside_bias: f32) -> Vec<(usize, Range<usize>)> {
    let count = scores.len() / labels;
    if count == 0 {
        return Vec::new();
    }
    let mut best = vec![f32::NEG_INFINITY; labels];
    let mut back = vec![0u16; count * labels];
    for (piece, raw) in scores.chunks_exact(labels).enumerate() {
        // What all labels of a piece have in common decides nothing, so that scores serve as well as their probabilities.
        let mut row = raw.to_vec();
        row[0] += outside_bias;
        let (top, top_score) = best
            .iter()
            .enumerate()
            .fold((0, f32::NEG_INFINITY), |top, (label, score)| if *score > top.1 { (label, *score) } else { top });
        let mut next = vec![f32::NEG_INFINITY; labels];
        for label in 0..labels {
            let is_inside = label > 0 && label % 2 == 0;
            let (from, score) = if piece == 0 {
                (0, if is_inside { f32::NEG_INFINITY } else { 0.0 })
            } else if is_inside {
                let (own, begun) = (best[label], best[label - 1]);
                if own > begun { (label, own) } else { (label - 1, begun) }
            } else {
                (top, top_score)
            };
            next[label] = score + row[label];
            back[piece * labels + label] = from as u16;
        }
        best = next;
    }
    let mut path = vec![0usize; count];
    path[count - 1] = (0..labels).max_by(|a, b| best[*a].total_cmp(&best[*b])).unwrap_or(0);
    for piece in (1..count).rev() {
        path[piece - 1] = usize::from(back[piece * labels + path[piece]]);
    }
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    for (piece, label) in path.into_iter().enumerate() {
        match (label, found.last_mut()) {
            (0, _) => {}
            (label, Some((class, range))) if label % 2 == 0 && *class == (label - 1) / 2 && range.end == piece => {
                range.end = piece + 1;
            }
            (label, _) => found.push(((label - 1) / 2, piece..piece + 1)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores that favour the given labels by `by`.
    fn favouring(path: &[usize], labels: usize, by: f32) -> Vec<f32> {
        path.iter().flat_map(|label| (0..labels).map(move |other| if other == *label { by } else { 0.0 })).collect()
    }

    #[test]
    fn spans_follow_the_labels() {
        let scores = favouring(&[0, 1, 2, 2, 3, 4, 0, 3], 5, 9.0);
        assert_eq!(spans(&scores, 5, 0.0), vec![(0, 1..4), (1, 4..6), (1, 7..8)]);
    }

    #[test]
    fn an_inside_without_its_beginning_is_mended() {
        let scores = favouring(&[0, 2, 2, 0], 3, 9.0);
        let found = spans(&scores, 3, 0.0);
        assert_eq!(found.len(), 1, "one span comes of it: {found:?}");
        assert_eq!(found[0].0, 0);
    }

    #[test]
    fn adjoining_spans_of_one_class_stay_two() {
        let scores = favouring(&[1, 2, 1, 2], 3, 9.0);
        assert_eq!(spans(&scores, 3, 0.0), vec![(0, 0..2), (0, 2..4)]);
    }

    #[test]
    fn a_bias_against_outside_finds_more() {
        let scores = [1.0, 0.0, 0.5];
        assert!(spans(&scores, 3, 0.0).is_empty());
        assert_eq!(spans(&scores, 3, -2.0), vec![(0, 0..1)]);
        assert!(spans(&[], 3, 0.0).is_empty());
    }
}
