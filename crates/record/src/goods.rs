//! The goods that measures of trade are on: one name for each, and the words that tell it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What to call goods, and the words of one form of their name.
type Form = (&'static str, Vec<&'static str>);

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let lines = include_str!("goods.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(name, forms)| forms.split('|').map(move |form| (name, form.split(' ').collect())))
        .collect()
});

/// The goods that words in lower case and singular tell, in the order of the list. Of "palm oil" and "oil" it is the first.
pub fn goods_in(words: &BTreeSet<String>) -> Vec<&'static str> {
    let told: Vec<&Form> = FORMS.iter().filter(|(_, form)| form.iter().all(|word| words.contains(*word))).collect();
    let wider = |form: &Form| {
        told.iter().any(|other| other.1.len() > form.1.len() && form.1.iter().all(|word| other.1.contains(word)))
    };
    let mut goods: Vec<&'static str> = told.iter().filter(|form| !wider(form)).map(|(name, _)| *name).collect();
    goods.dedup();
    goods
}

/// The forms of the name of goods, each as its words in lower case and singular.
pub fn forms_of(goods: &str) -> impl Iterator<Item = &'static [&'static str]> {
    FORMS.iter().filter(move |(name, _)| *name == goods).map(|(_, form)| form.as_slice())
}

/// A word in lower case without the ending of the English plural.
pub fn singular(word: &str) -> String {
    if word.len() > 3 && !word.ends_with("ss") {
        if let Some(stem) = word.strip_suffix("ies") {
            return format!("{stem}y");
        }
        if let Some(stem) = word.strip_suffix('s') {
            return stem.to_owned();
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_name_of_goods_is_told() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect();
        assert_eq!(goods_in(&words("palm oil quota")), ["palm oil"]);
        assert_eq!(goods_in(&words("steel aluminum tariff")), ["steel", "aluminium"]);
        assert_eq!(goods_in(&words("crude oil")), ["oil"]);
        assert!(goods_in(&words("digital services tax")).is_empty());
    }
}
