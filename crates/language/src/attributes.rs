//! Universal parts of speech and morphology from fine tags, words and dependency labels.
//!
//! The rules are the model's (spaCy's attribute ruler): a rule names conditions on one token or on neighbours, and what
//! to set on one of them. All conditions see the analysis as it was; of the rules that match, the later one wins.

use std::collections::HashMap;

use crate::lexeme::{is_space, lower};
use crate::lexicon::{LexiconError, Reader};

/// What the rules look at in one token.
#[derive(Debug, Clone, Copy)]
pub struct RuledToken<'a> {
    /// The token as written.
    pub form: &'a str,
    /// Fine tag.
    pub tag: &'a str,
    /// Dependency label.
    pub dep: &'a str,
}

/// What the rules say of one token; a field without a rule is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attributes<'a> {
    /// A fine tag in place of the tagger's.
    pub tag: Option<&'a str>,
    /// Universal part of speech.
    pub pos: Option<&'a str>,
    /// Morphological features.
    pub morph: Option<&'a str>,
    /// Dictionary form; the lemmatiser is not asked then.
    pub lemma: Option<&'a str>,
    /// A dependency label in place of the parser's.
    pub dep: Option<&'a str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Tag,
    Lower,
    Dep,
    IsSpace,
    Orth,
}

#[derive(Debug)]
struct Condition {
    key: Key,
    negate: bool,
    values: Vec<Box<str>>,
}

#[derive(Debug)]
struct Rule {
    /// Conditions of each token of the pattern.
    tokens: Vec<Vec<Condition>>,
    /// The token that is changed.
    target: usize,
    tag: Option<Box<str>>,
    pos: Option<Box<str>>,
    morph: Option<Box<str>>,
    lemma: Option<Box<str>>,
    dep: Option<Box<str>>,
}

/// The rules of one model, found by the tag or the word of the token they change.
#[derive(Debug)]
pub struct AttributeRuler {
    rules: Vec<Rule>,
    by_tag: HashMap<Box<str>, Vec<u32>>,
    by_lower: HashMap<Box<str>, Vec<u32>>,
    other: Vec<u32>,
}

impl AttributeRuler {
    /// Reads the model section `attributes`.
    ///
    /// # Errors
    /// When the section is truncated or malformed.
    pub fn read(section: &[u8]) -> Result<Self, LexiconError> {
        let mut reader = Reader::new(section);
        let rules = reader.list(|reader| {
            let tokens = reader.list(|reader| reader.list(Condition::read))?;
            let at = reader.position();
            let target = reader.u32()? as usize;
            let mut rule = Rule { tokens, target, tag: None, pos: None, morph: None, lemma: None, dep: None };
            if target >= rule.tokens.len() {
                return Err(LexiconError::OutOfRange(at));
            }
            for (field, value) in reader.list(|reader| Ok((reader.u8()?, reader.str()?)))? {
                let slot = match field {
                    0 => &mut rule.tag,
                    1 => &mut rule.pos,
                    2 => &mut rule.morph,
                    3 => &mut rule.lemma,
                    4 => &mut rule.dep,
                    _ => return Err(LexiconError::OutOfRange(at)),
                };
                *slot = Some(value.into());
            }
            Ok(rule)
        })?;
        reader.finish()?;
        let mut ruler = Self { rules, by_tag: HashMap::new(), by_lower: HashMap::new(), other: Vec::new() };
        ruler.index();
        Ok(ruler)
    }

    /// Files every rule under the most telling condition of the token it changes.
    fn index(&mut self) {
        for (number, rule) in self.rules.iter().enumerate() {
            let number = number as u32;
            let conditions = &rule.tokens[rule.target];
            let under = |key: Key| conditions.iter().find(|condition| condition.key == key && !condition.negate);
            if let Some(condition) = under(Key::Lower) {
                for value in &condition.values {
                    self.by_lower.entry(value.clone()).or_default().push(number);
                }
            } else if let Some(condition) = under(Key::Tag) {
                for value in &condition.values {
                    self.by_tag.entry(value.clone()).or_default().push(number);
                }
            } else {
                self.other.push(number);
            }
        }
    }

    /// What the rules set on the token at `index`. `token` gives the tokens of the text by index; an index beyond the
    /// text gives `None`.
    pub fn attributes<'a, 't>(
        &'a self,
        index: usize,
        token: impl Fn(usize) -> Option<RuledToken<'t>>,
    ) -> Attributes<'a> {
        let mut found = Attributes::default();
        let Some(this) = token(index) else { return found };
        let word = lower(this.form);
        let lists = [
            self.by_tag.get(this.tag).map_or(&[][..], Vec::as_slice),
            self.by_lower.get(&*word).map_or(&[][..], Vec::as_slice),
            &self.other,
        ];
        let mut at = [0; 3];
        // The three lists are merged in the order of the rules, because later rules win.
        while let Some((list, &number)) = (0..3)
            .filter_map(|list| lists[list].get(at[list]).map(|number| (list, number)))
            .min_by_key(|&(_, number)| number)
        {
            at[list] += 1;
            let rule = &self.rules[number as usize];
            let Some(first) = index.checked_sub(rule.target) else { continue };
            let matches = rule.tokens.iter().enumerate().all(|(offset, conditions)| {
                token(first + offset).is_some_and(|token| conditions.iter().all(|condition| condition.holds(token)))
            });
            if matches {
                found.tag = rule.tag.as_deref().or(found.tag);
                found.pos = rule.pos.as_deref().or(found.pos);
                found.morph = rule.morph.as_deref().or(found.morph);
                found.lemma = rule.lemma.as_deref().or(found.lemma);
                found.dep = rule.dep.as_deref().or(found.dep);
            }
        }
        found
    }
}

impl Condition {
    fn read(reader: &mut Reader<'_>) -> Result<Self, LexiconError> {
        let at = reader.position();
        let key = match reader.u8()? {
            0 => Key::Tag,
            1 => Key::Lower,
            2 => Key::Dep,
            3 => Key::IsSpace,
            4 => Key::Orth,
            _ => return Err(LexiconError::OutOfRange(at)),
        };
        let negate = reader.u8()? != 0;
        Ok(Self { key, negate, values: reader.list(|reader| Ok(reader.str()?.into()))? })
    }

    fn holds(&self, token: RuledToken<'_>) -> bool {
        let among = |value: &str| self.values.iter().any(|one| &**one == value);
        let holds = match self.key {
            Key::Tag => among(token.tag),
            Key::Dep => among(token.dep),
            Key::Orth => among(token.form),
            Key::Lower => among(&lower(token.form)),
            Key::IsSpace => among(if is_space(token.form) { "1" } else { "0" }),
        };
        holds != self.negate
    }
}
