//! Writing analyses in CoNLL-U, the format of Universal Dependencies (<https://universaldependencies.org/format.html>).
//!
//! The format has no words of white space: such tokens are left out, what hangs below one moves to its head, and the word
//! before tells of the space in its last column. Every sentence gets exactly one root, as validators ask.

use std::fmt::{self, Write};

use crate::{Analysis, Sentence, Token};

/// Writes the sentences of an analysis; `id` opens the identifiers of the sentences.
///
/// # Errors
/// Only those of the sink.
pub fn write(analysis: &Analysis, id: &str, out: &mut impl Write) -> fmt::Result {
    let mut number = 0;
    for sentence in analysis.sentences() {
        let words: Vec<Token<'_>> = sentence.tokens().filter(|token| !is_space(*token)).collect();
        if words.is_empty() {
            continue;
        }
        number += 1;
        write_sentence(sentence, &words, &format!("{}-{number}", one_line(id)), out)?;
    }
    Ok(())
}

fn is_space(token: Token<'_>) -> bool {
    token.text().chars().all(|character| character.is_whitespace() || character.is_control())
}

/// Text without line breaks and tabulators, which would end the line or the column.
fn one_line(text: &str) -> String {
    text.split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A value that may be empty, as a column.
fn column(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|character| if character.is_whitespace() || character.is_control() { '_' } else { character })
        .collect();
    if text.is_empty() { "_".to_owned() } else { text }
}

fn write_sentence(sentence: Sentence<'_>, words: &[Token<'_>], id: &str, out: &mut impl Write) -> fmt::Result {
    writeln!(out, "# sent_id = {id}")?;
    writeln!(out, "# text = {}", one_line(sentence.text()))?;
    let position = |token: Token<'_>| words.binary_search_by_key(&token.index(), |word| word.index()).ok();
    // The head of a word, past tokens of white space; nothing for a root or a head in another sentence.
    let head = |word: Token<'_>| word.ancestors().find(|ancestor| !is_space(*ancestor)).and_then(position);
    let root = words.iter().position(|word| head(*word).is_none()).unwrap_or(0);
    for (index, word) in words.iter().enumerate() {
        let (head, label) = match head(*word) {
            Some(head) => (head + 1, word.dep()),
            None if index == root => (0, "root"),
            None => (root + 1, "dep"),
        };
        let mut misc = Vec::new();
        if !word.entity().is_empty() {
            misc.push(format!("NER={}-{}", if word.is_entity_start() { "B" } else { "I" }, word.entity()));
        }
        let text = word.analysis().text();
        if word.span().end < text.len() && !text[word.span().end..].starts_with(char::is_whitespace) {
            misc.push("SpaceAfter=No".to_owned());
        }
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{head}\t{}\t_\t{}",
            index + 1,
            column(word.text()),
            column(word.lemma()),
            column(word.pos()),
            column(word.tag()),
            column(word.morph()),
            column(label),
            column(&misc.join("|")),
        )?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use crate::Analyzer;

    #[test]
    fn every_sentence_is_a_tree_of_ten_columns() {
        let analyzer = Analyzer::embedded().expect("the embedded model is whole");
        let text = "Minister Lee met Ms. Ito.\n\n\tThey don't agree \u{0}—yet. \u{85} \n…";
        let mut written = String::new();
        super::write(&analyzer.analyze_plain(text), "a\tb", &mut written).expect("a string takes everything");
        for paragraph in written.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
            let rows: Vec<Vec<&str>> = paragraph
                .lines()
                .filter(|line| !line.starts_with('#'))
                .map(|line| line.split('\t').collect())
                .collect();
            assert!(
                rows.iter().all(|row| row.len() == 10 && row.iter().all(|column| !column.is_empty())),
                "{paragraph}"
            );
            let heads: Vec<usize> = rows.iter().map(|row| row[6].parse().expect("a head is a number")).collect();
            assert_eq!(heads.iter().filter(|head| **head == 0).count(), 1, "{paragraph}");
            assert!(
                heads.iter().enumerate().all(|(index, head)| *head <= rows.len() && *head != index + 1),
                "{paragraph}"
            );
        }
        assert!(written.contains("# sent_id = a b-1"), "{written}");
    }
}
