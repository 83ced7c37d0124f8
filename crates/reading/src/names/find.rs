//! Finding mentions and resolving them inside of a document.

use std::collections::HashMap;

use language::{Analysis, Token};
use record::{Actor, ActorKind, ActorName, Field, Jurisdiction, Span};

use super::{Form, Mention, Target, jurisdictions};

/// Collects the names of a document field by field, the body first: it has the fullest forms.
#[derive(Debug, Default)]
pub(super) struct Finder {
    actors: Vec<Actor>,
    /// Name or acronym to the actor's position.
    known: HashMap<String, usize>,
    last_person: Option<usize>,
    last_body: Option<usize>,
}

/// Words before a person's name that belong to an office or address.
const TITLES: &str = "Mr. Mrs. Ms. Mr Mrs Ms Dr. Dr Sir Lord Dame Hon. Hon H.E. Shri Smt. Senator Minister Ministers Vice Deputy Trade Prime \
    President Chairman Chair Chairperson Commissioner Secretary Ambassador Director Director-General General Governor Executive \
    Secretary-General Premier Chancellor Representative Commerce Foreign Finance Energy Industry Economy Agriculture";

/// Words that mean two sides at once.
const COLLECTIVES: &[&str] = &["sides", "countries", "governments", "parties", "nations", "economies"];

impl Finder {
    /// Finds the mentions of one text.
    pub(super) fn field(&mut self, analysis: &Analysis, field: Field) -> Vec<Mention> {
        let mut mentions = Vec::new();
        self.entities(analysis, field, &mut mentions);
        self.countries(analysis, field, &mut mentions);
        mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
        mentions
    }

    /// The actors found, in the order of their first mention.
    pub(super) fn into_actors(self) -> Vec<Actor> {
        self.actors
    }

    fn actor(&mut self, name: &str, kind: ActorKind) -> usize {
        if let Some(&known) = self.known.get(name) {
            return known;
        }
        let index = self.actors.len();
        self.actors.push(Actor {
            name: ActorName(name.to_owned()),
            kind,
            acronym: None,
            aliases: Vec::new(),
            jurisdiction: None,
            title: None,
            org: None,
            count: None,
        });
        self.known.insert(name.to_owned(), index);
        index
    }

    fn alias(&mut self, actor: usize, form: &str) {
        if self.actors[actor].name.0 != form && !self.actors[actor].aliases.iter().any(|known| known == form) {
            self.actors[actor].aliases.push(form.to_owned());
        }
        self.known.entry(form.to_owned()).or_insert(actor);
    }

    /// Persons and organisations, from the named entities of the analysis.
    fn entities(&mut self, analysis: &Analysis, field: Field, mentions: &mut Vec<Mention>) {
        for range in analysis.entities() {
            let first = analysis.token(range.start);
            let last = analysis.token(range.end - 1);
            match first.entity() {
                "PERSON" => {
                    let mut start = range.start;
                    while start < range.end && is_title(analysis.token(start)) {
                        start += 1;
                    }
                    let end = if matches!(last.text(), "'s" | "’s") { range.end - 1 } else { range.end };
                    if start >= end {
                        continue;
                    }
                    let name = &analysis.text()[analysis.token(start).span().start..analysis.token(end - 1).span().end];
                    let actor = self.person(name);
                    self.last_person = Some(actor);
                    let mut open = start;
                    while open > 0 && is_title(analysis.token(open - 1)) && open > first.sentence().range().start {
                        open -= 1;
                    }
                    if open < start && self.actors[actor].title.is_none() {
                        let title = analysis.token(open).span().start..analysis.token(start - 1).span().end;
                        self.actors[actor].title = Some(analysis.text()[title].to_owned());
                    }
                    let span = Span::from(analysis.token(open).span().start..analysis.token(end - 1).span().end);
                    let form = if end < range.end { Form::Modifier } else { Form::Name };
                    mentions.push(mention(field, span, vec![self.actors[actor].name.clone()], form));
                }
                "ORG" => {
                    let start = if first.tag() == "DT" { range.start + 1 } else { range.start };
                    let possessive = matches!(last.text(), "'s" | "’s");
                    let end = if possessive { range.end - 1 } else { range.end };
                    if start >= end {
                        continue;
                    }
                    let span = analysis.token(start).span().start..analysis.token(end - 1).span().end;
                    let name = &analysis.text()[span.clone()];
                    if jurisdictions::at_start(name).is_some_and(|known| known.form.len() == name.len()) {
                        continue;
                    }
                    let actor = self.actor(name, ActorKind::Organisation);
                    if let Some(acronym) = bracketed(analysis, end) {
                        self.actors[actor].acronym.get_or_insert_with(|| acronym.to_owned());
                        self.known.entry(acronym.to_owned()).or_insert(actor);
                    }
                    let head = analysis.token(end - 1);
                    let modifies = possessive || matches!(head.dep(), "compound" | "poss" | "nmod" | "amod");
                    let form = if modifies { Form::Modifier } else { Form::Name };
                    mentions.push(mention(field, Span::from(span), vec![self.actors[actor].name.clone()], form));
                }
                _ => {}
            }
        }
    }

    /// The person of a name, or of a part of one named before: "Lee" after "Lee Jae-min".
    fn person(&mut self, name: &str) -> usize {
        if !self.known.contains_key(name) {
            let part_of = self
                .actors
                .iter()
                .position(|actor| actor.kind == ActorKind::Person && actor.name.0.split(' ').any(|part| part == name));
            if let Some(known) = part_of {
                self.alias(known, name);
            }
        }
        self.actor(name, ActorKind::Person)
    }

    /// Jurisdictions, and what refers back to actors named before.
    fn countries(&mut self, analysis: &Analysis, field: Field, mentions: &mut Vec<Mention>) {
        let named = mentions.clone();
        let mut end = 0;
        for token in analysis.tokens() {
            let start = token.span().start;
            if start < end {
                continue;
            }
            if let Some(known) = jurisdictions::at_start(&analysis.text()[start..]) {
                end = start + known.form.len();
                let span = Span::from(start..end);
                let actor = self.jurisdiction(known);
                let next = analysis.token_at(end);
                let joined = analysis.text()[end..].starts_with(['–', '-', '‑'])
                    || analysis.text()[..start].ends_with(['–', '-', '‑']);
                let last = analysis.token_at(end - 1).unwrap_or(token);
                let form = if joined || named.iter().any(|other| other.span.contains(span)) {
                    Form::Part
                } else if known.is_adjective
                    || next.is_some_and(|next| matches!(next.text(), "'s" | "’s"))
                    || matches!(last.dep(), "compound" | "amod" | "poss" | "nmod")
                {
                    Form::Modifier
                } else {
                    self.last_body = Some(actor);
                    Form::Name
                };
                mentions.push(mention(field, span, vec![self.actors[actor].name.clone()], form));
                continue;
            }
            if let Some(found) = self.reference(token, field, mentions) {
                mentions.push(found);
            } else if let Some(other) =
                named.iter().find(|other| other.span.start as usize == start && other.form == Form::Name)
            {
                let organisation = other.actors().iter().find_map(|name| self.known.get(&name.0).copied());
                self.last_body =
                    organisation.filter(|index| self.actors[*index].kind == ActorKind::Organisation).or(self.last_body);
            }
        }
    }

    fn jurisdiction(&mut self, known: jurisdictions::Known) -> usize {
        let code = Jurisdiction::from(known.code);
        let same = |actor: &Actor| actor.kind == ActorKind::Jurisdiction && actor.jurisdiction.as_ref() == Some(&code);
        if let Some(found) = self.actors.iter().position(same) {
            if !known.is_adjective {
                self.alias(found, known.form);
            }
            return found;
        }
        // Until its own name is met, a country met by its adjective goes by the first name of the gazetteer.
        let name =
            if known.is_adjective { jurisdictions::name_of(known.code).unwrap_or(known.form) } else { known.form };
        let index = self.actor(name, ActorKind::Jurisdiction);
        self.actors[index].jurisdiction = Some(code);
        index
    }

    /// Pronouns and descriptions: "He", "it", "the ministry", "the two sides".
    fn reference(&self, token: Token<'_>, field: Field, mentions: &[Mention]) -> Option<Mention> {
        let lower = token.text().to_lowercase();
        let one = |index: Option<usize>| index.map(|index| vec![self.actors[index].name.clone()]);
        let (actors, form) = match lower.as_str() {
            "he" | "she" if token.tag() == "PRP" => (one(self.last_person)?, Form::Pronoun),
            "his" | "her" if token.tag() == "PRP$" => (one(self.last_person)?, Form::Modifier),
            "it" if token.tag() == "PRP" && token.dep() == "nsubj" => (one(self.last_body)?, Form::Pronoun),
            "its" if token.tag() == "PRP$" => (one(self.last_body)?, Form::Modifier),
            "ministry" | "department" | "agency" | "commission"
                if token.neighbour(-1).is_some_and(|before| before.text().eq_ignore_ascii_case("the")) =>
            {
                let named = |actor: &Actor| {
                    actor.kind == ActorKind::Organisation && actor.name.0.to_lowercase().contains(&lower)
                };
                (one(self.actors.iter().position(named))?, Form::Description)
            }
            "minister" | "ambassador" | "president" | "commissioner" | "chairman" | "secretary"
                if token.dep().starts_with("nsubj")
                    && token.neighbour(-1).is_some_and(|before| before.text().eq_ignore_ascii_case("the")) =>
            {
                (one(self.last_person)?, Form::Description)
            }
            word if COLLECTIVES.contains(&word) && is_pair(token) => (self.pair(mentions)?, Form::Collective),
            "they" if token.tag() == "PRP" => {
                let last = mentions.iter().rev().find(|mention| mention.form == Form::Collective)?;
                (last.actors().to_vec(), Form::Pronoun)
            }
            _ => return None,
        };
        let start = if form == Form::Collective {
            token.neighbour(-1).map_or(token.span().start, |before| before.span().start)
        } else {
            token.span().start
        };
        Some(mention(field, Span::from(start..token.span().end), actors, form))
    }

    /// The two jurisdictions met first by name or in a pair such as "Korea–India".
    fn pair(&self, mentions: &[Mention]) -> Option<Vec<ActorName>> {
        let mut found: Vec<ActorName> = Vec::new();
        let countries = self.actors.iter().filter(|actor| actor.kind == ActorKind::Jurisdiction);
        let counts = |name: &ActorName| mentions.iter().filter(|mention| mention.actors().contains(name)).count();
        let mut ranked: Vec<(usize, &ActorName)> = countries.map(|actor| (counts(&actor.name), &actor.name)).collect();
        // Sorting is stable: of those named equally often, the earlier comes first.
        ranked.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        found.extend(ranked.into_iter().take(2).map(|(_, name)| name.clone()));
        (found.len() == 2).then_some(found)
    }
}

fn mention(field: Field, span: Span, actors: Vec<ActorName>, form: Form) -> Mention {
    Mention { field, span, target: Target::Actors(actors), form }
}

fn is_title(token: Token<'_>) -> bool {
    TITLES.split_whitespace().any(|title| title == token.text())
}

/// "the two sides", "both countries".
fn is_pair(token: Token<'_>) -> bool {
    token
        .neighbour(-1)
        .is_some_and(|before| before.text().eq_ignore_ascii_case("both") || before.text().eq_ignore_ascii_case("two"))
}

/// An acronym in brackets right behind a name: "(WTO)", "(MOTIR, Minister …)".
fn bracketed(analysis: &Analysis, after: usize) -> Option<&str> {
    let open = analysis.slice(after..analysis.len()).next().filter(|token| token.text() == "(")?;
    let word = open.neighbour(1)?;
    let is_acronym = word.text().chars().filter(|character| character.is_uppercase()).count() >= 2;
    let closes = open.neighbour(2).is_some_and(|next| matches!(next.text(), ")" | ","));
    (is_acronym && closes).then(|| word.text())
}
