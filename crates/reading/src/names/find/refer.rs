//! Every place where a form of an actor stands, and what refers back to one: pronouns, descriptions, collectives.

use language::{Analysis, Token};
use record::{Actor, ActorKind, ActorName, Field, Jurisdiction, Span};

use super::super::lexicon::{self, Class};
use super::super::office;
use super::super::phrase::is_capital;
use super::super::{Form, Mention, Target, jurisdictions};
use super::Finder;

/// Words that mean two sides at once.
const COLLECTIVES: &[&str] = &["sides", "countries", "governments", "parties", "nations", "economies", "partners"];

/// Offices that stand for two people at once: "the two ministers".
const COLLECTIVE_OFFICES: &[&str] =
    &["ministers", "leaders", "presidents", "officials", "negotiators", "commissioners"];

impl Finder {
    /// Every place of a text where a form of an actor stands, and what refers back to one.
    pub(in crate::names) fn mentions(
        &mut self,
        analysis: &Analysis,
        field: Field,
        instruments: &[Mention],
    ) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let text = analysis.text();
        let mut end = 0;
        for token in analysis.tokens() {
            let start = token.span().start;
            if start < end {
                continue;
            }
            if let Some(found) = self.at(analysis, token, field, instruments) {
                end = found.span.end as usize;
                let whole = found.form == Form::Name || found.form == Form::Modifier;
                if let Some(&index) = found.actors().first().and_then(|name| self.known.get(&name.0)).filter(|_| whole)
                {
                    match self.actors[index].kind {
                        ActorKind::Person => self.last_person = Some(index),
                        ActorKind::Organisation | ActorKind::Jurisdiction if found.form == Form::Name => {
                            self.last_body = Some(index)
                        }
                        _ => {}
                    }
                }
                mentions.push(found);
            } else if let Some(found) = self.reference(token, field, &mentions) {
                end = found.span.end as usize;
                mentions.push(found);
            }
        }
        let _ = text;
        mentions
    }

    /// The form of an actor that starts at a token.
    fn at(&mut self, analysis: &Analysis, token: Token<'_>, field: Field, instruments: &[Mention]) -> Option<Mention> {
        let text = analysis.text();
        let start = token.span().start;
        if !is_capital(token) && !token.text().starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        // The longest form of a person or body wins over a jurisdiction inside of it.
        let form = self.longest_form(analysis, token);
        let place =
            jurisdictions::at(text, start).filter(|known| form.is_none_or(|(length, _)| known.form.len() >= length));
        // "Tokyo asked Seoul": the seat stands for the government.
        let place = place.or_else(|| {
            let seat = jurisdictions::capital_at_start(&text[start..]).filter(|_| form.is_none())?;
            let last = analysis.token_at(start + seat.form.len() - 1)?;
            stands_for_government(last).then_some(seat)
        });
        let seat = place.is_some_and(|known| jurisdictions::at_start(known.form).is_none());
        let (length, index) = match (place, form) {
            (Some(known), _) => (known.form.len(), self.jurisdiction(known)),
            (None, Some(found)) => found,
            (None, None) => return None,
        };
        let span = Span::from(start..start + length);
        let inside = instruments.iter().any(|mention| mention.span.contains(span));
        let joined = text[start + length..].starts_with(['–', '‑'])
            || text[..start].ends_with(['–', '‑'])
            || place.is_some() && (text[start + length..].starts_with('-') || text[..start].ends_with('-'));
        let last = analysis.token_at(start + length - 1).unwrap_or(token);
        let possessive = analysis
            .token_at(start + length)
            .is_some_and(|next| matches!(next.text(), "'s" | "’s" | "'" | "’") && next.dep() == "case");
        let kind = self.actors[index].kind;
        let modifies = match kind {
            ActorKind::Person => false,
            _ => matches!(last.dep(), "compound" | "amod" | "poss" | "nmod") && last.head().index() > last.index(),
        };
        let form = if inside || joined && kind == ActorKind::Jurisdiction {
            Form::Part
        } else if possessive || modifies || place.is_some_and(|known| known.is_adjective && !seat) {
            Form::Modifier
        } else {
            Form::Name
        };
        let mut span = span;
        if kind == ActorKind::Person {
            span.start = self.title_before(analysis, token) as u32;
            // The whole office stands before the name, or before the comma: "The Foreign Minister, Ana Ruiz, …".
            let name = &self.actors[index].name;
            let office = self.offices.iter().find(|office| {
                office.field == field
                    && office.person == *name
                    && office.span.end == span.end
                    && office.span.start < span.start
            });
            if let Some(office) = office {
                span.start = office.span.start;
            }
        }
        // "the Japanese side", "the British government": the country itself.
        if form == Form::Modifier
            && kind == ActorKind::Jurisdiction
            && !possessive
            && let Some(next) = analysis
                .token_at(start + length)
                .or_else(|| last.neighbour(1))
                .filter(|next| next.index() == last.index() + 1)
            && matches!(
                next.text().to_lowercase().as_str(),
                "side" | "government" | "delegation" | "authorities" | "team"
            )
        {
            span.end = next.span().end as u32;
            return Some(mention(field, span, vec![self.actors[index].name.clone()], Form::Name));
        }
        Some(mention(field, span, vec![self.actors[index].name.clone()], form))
    }

    /// The longest known form of a person or body at a token: its length in bytes, and whose it is.
    fn longest_form(&self, analysis: &Analysis, token: Token<'_>) -> Option<(usize, usize)> {
        let text = analysis.text();
        let start = token.span().start;
        let mut best = None;
        for offset in 0..14 {
            let Some(last) = token.neighbour(offset).filter(|last| last.sentence().index() == token.sentence().index())
            else {
                break;
            };
            let form = &text[start..last.span().end];
            if form.len() > 120 {
                break;
            }
            let found = self
                .known
                .get(form)
                .copied()
                .or_else(|| self.known.get(&squeeze(form)).copied())
                .filter(|_| !form.is_empty());
            if let Some(index) = found.filter(|&index| self.actors[index].kind != ActorKind::Jurisdiction) {
                best = Some((form.len(), index));
            }
        }
        best
    }

    /// Where the title before a name begins: "Trade Minister Yeo".
    fn title_before(&self, analysis: &Analysis, token: Token<'_>) -> usize {
        let mut first = token;
        for _ in 0..6 {
            let Some(before) =
                first.neighbour(-1).filter(|before| before.sentence().index() == token.sentence().index())
            else {
                break;
            };
            let office = lexicon::class(before) == Some(Class::Office)
                || office::is_address(before.text()) && before.text() != "the";
            let field = is_capital(before)
                && lexicon::class(first) == Some(Class::Office)
                && matches!(before.dep(), "compound" | "amod" | "nmod");
            if !(office || field) || before.tag() == "DT" {
                break;
            }
            first = before;
        }
        let _ = analysis;
        first.span().start
    }

    pub(super) fn jurisdiction(&mut self, known: jurisdictions::Known) -> usize {
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

    /// Sets whom "the two sides" means: the two jurisdictions of the title, else the two named most often.
    pub(in crate::names) fn settle_pair(&mut self, title: &[Mention], body: &[Mention]) {
        let is_jurisdiction = |name: &ActorName| {
            self.actors.iter().any(|actor| actor.name == *name && actor.kind == ActorKind::Jurisdiction)
        };
        let sided = |mentions: &[Mention]| {
            let mut found: Vec<ActorName> = Vec::new();
            for name in mentions.iter().flat_map(Mention::actors).filter(|name| is_jurisdiction(name)) {
                if !found.contains(name) {
                    found.push(name.clone());
                }
            }
            found
        };
        let titled = sided(title);
        if titled.len() == 2 {
            self.pair = titled;
            return;
        }
        let count = |name: &ActorName| body.iter().filter(|mention| mention.actors().contains(name)).count();
        let mut ranked = sided(body);
        // Sorting is stable: of those named equally often, the earlier comes first.
        ranked.sort_by_key(|name| std::cmp::Reverse(count(name)));
        if let Some(one) = titled.first().filter(|_| titled.len() == 1) {
            ranked.retain(|name| name != one);
            ranked.insert(0, one.clone());
        }
        ranked.truncate(2);
        if let Some(home) = self.home.as_deref().map(Jurisdiction::from) {
            // A bilateral announcement has its own country on one side.
            let own = self
                .actors
                .iter()
                .find(|actor| actor.kind == ActorKind::Jurisdiction && actor.jurisdiction.as_ref() == Some(&home));
            if let Some(own) = own.map(|own| own.name.clone()).filter(|own| ranked.len() == 2 && !ranked.contains(own))
            {
                ranked[1] = ranked[0].clone();
                ranked[0] = own;
            }
        }
        self.pair = ranked;
    }

    /// Pronouns and descriptions: "He", "it", "the ministry", "the two sides".
    fn reference(&self, token: Token<'_>, field: Field, mentions: &[Mention]) -> Option<Mention> {
        let lower = token.text().to_lowercase();
        let one = |index: Option<usize>| index.map(|index| vec![self.actors[index].name.clone()]);
        let after_the =
            token.neighbour(-1).is_some_and(|before| matches!(before.text().to_lowercase().as_str(), "the" | "this"));
        let (actors, form) = match lower.as_str() {
            "he" | "she" if token.tag() == "PRP" => {
                (self.person_before(token, mentions, lower == "she").or_else(|| one(self.last_person))?, Form::Pronoun)
            }
            "his" | "her" if token.tag() == "PRP$" => {
                (self.person_before(token, mentions, lower == "her").or_else(|| one(self.last_person))?, Form::Modifier)
            }
            "it" if token.tag() == "PRP" && token.dep() == "nsubj" => {
                let last = || one(self.last_body).filter(|_| !follows_unnamed_subject(token));
                (self.subject_before(token, mentions).or_else(last)?, Form::Pronoun)
            }
            "its" if token.tag() == "PRP$" => (one(self.last_body)?, Form::Modifier),
            "ministry" | "department" | "agency" | "commission" | "council" | "secretariat" | "parliament"
            | "senate" | "congress" | "committee" | "chamber" | "bank" | "organization" | "organisation"
                if after_the || is_capital(token) && token.dep() != "compound" =>
            {
                let named = |actor: &Actor| {
                    actor.kind == ActorKind::Organisation
                        && actor.name.0.to_lowercase().split([' ', ',']).any(|word| word == lower)
                };
                (one(self.actors.iter().position(named))?, Form::Description)
            }
            "government" | "administration" if after_the && token.dep() != "compound" => {
                let home = self.home.as_deref().map(Jurisdiction::from)?;
                let own =
                    |actor: &Actor| actor.kind == ActorKind::Jurisdiction && actor.jurisdiction.as_ref() == Some(&home);
                (one(self.actors.iter().position(own))?, Form::Description)
            }
            "minister" | "ambassador" | "president" | "commissioner" | "chairman" | "chair" | "secretary"
            | "official" | "premier"
                if (token.dep().starts_with("nsubj") || is_capital(token)) && (after_the || described(token)) =>
            {
                // "the Prime Minister": whoever bears all the words of the office; of several, the one of this country.
                let words = office_words(token);
                let titled = |actor: &Actor| {
                    actor.kind == ActorKind::Person
                        && actor.title.as_ref().is_some_and(|title| {
                            let title = title.to_lowercase();
                            words.iter().all(|word| title.contains(word.as_str()))
                        })
                };
                let holders = mentions
                    .iter()
                    .rev()
                    .flat_map(Mention::actors)
                    .filter_map(|name| self.actors.iter().find(|actor| actor.name == *name && titled(actor)));
                let holders: Vec<&Actor> = holders.collect();
                let home = self.home.as_deref().map(Jurisdiction::from);
                let own = holders.iter().find(|actor| actor.jurisdiction.is_some() && actor.jurisdiction == home);
                // "A met B. The minister urged …": of several, the one that the sentence before is about.
                let subject = self
                    .subject_person(token, mentions, None)
                    .filter(|name| self.actors.iter().any(|actor| actor.name == *name && titled(actor)));
                let name = subject.or_else(|| Some(own.or(holders.first())?.name.clone()))?;
                (vec![name], Form::Description)
            }
            word if COLLECTIVES.contains(&word) && is_pair(token) => {
                (Some(self.pair.clone()).filter(|pair| pair.len() == 2)?, Form::Collective)
            }
            word if COLLECTIVE_OFFICES.contains(&word) && is_pair(token) => {
                (self.last_people(mentions, word)?, Form::Collective)
            }
            // "The ministers" of whom two were named.
            word if matches!(word, "ministers" | "leaders")
                && !is_of_group(token)
                && token.dep().starts_with("nsubj")
                && (after_the || self.are_two(token)) =>
            {
                (self.last_people(mentions, word)?, Form::Collective)
            }
            "two" if token.dep().starts_with("nsubj") && after_the => {
                (self.last_people(mentions, "")?, Form::Collective)
            }
            "they" if token.tag() == "PRP" => {
                let last = mentions.iter().rev().find(|mention| mention.form == Form::Collective)?;
                (last.actors().to_vec(), Form::Pronoun)
            }
            _ => return None,
        };
        let start = match form {
            Form::Collective => token.neighbour(-1).map_or(token.span().start, |before| before.span().start),
            _ => token.span().start,
        };
        Some(mention(field, Span::from(start..token.span().end), actors, form))
    }

    /// Whom "he" or "she" means: the subject of a verb above it, else that of the sentence before.
    fn person_before(&self, pronoun: Token<'_>, mentions: &[Mention], woman: bool) -> Option<Vec<ActorName>> {
        let above = pronoun.ancestors().take(12).find_map(|verb| {
            let subject = verb.children().find(|child| {
                matches!(child.dep(), "nsubj" | "nsubjpass") && child.index() < pronoun.index() && *child != pronoun
            })?;
            self.person_at(subject, mentions, Some(woman))
        });
        above.or_else(|| self.subject_person(pronoun, mentions, Some(woman))).map(|name| vec![name])
    }

    /// The person who is the subject of the sentence before.
    fn subject_person(&self, token: Token<'_>, mentions: &[Mention], woman: Option<bool>) -> Option<ActorName> {
        let sentence = token.sentence().index();
        let before = (0..token.index())
            .rev()
            .map(|index| token.analysis().token(index))
            .skip_while(|before| before.sentence().index() == sentence)
            .take_while(|before| before.sentence().index() + 1 == sentence);
        let main = |subject: &Token<'_>| {
            matches!(subject.dep(), "nsubj" | "nsubjpass")
                && (subject.head().is_root() || subject.head().dep() == "conj" && subject.head().head().is_root())
        };
        before.filter(main).find_map(|subject| self.person_at(subject, mentions, woman))
    }

    /// The one person whom a mention at a token names, unless a form of address speaks against it.
    fn person_at(&self, token: Token<'_>, mentions: &[Mention], woman: Option<bool>) -> Option<ActorName> {
        let at = Span::from(token.span());
        let [name] = mentions.iter().find(|mention| mention.span.contains(at) && mention.form != Form::Part)?.actors()
        else {
            return None;
        };
        let index = self.actors.iter().position(|actor| actor.name == *name && actor.kind == ActorKind::Person)?;
        let known = self.women.get(&index);
        (woman.is_none() || known.is_none() || known == woman.as_ref()).then(|| name.clone())
    }

    /// The body or jurisdiction that is the subject of the clause or sentence before a pronoun.
    fn subject_before(&self, pronoun: Token<'_>, mentions: &[Mention]) -> Option<Vec<ActorName>> {
        let sentence = pronoun.sentence().index();
        let body_at = |subject: Token<'_>| {
            let at = Span::from(subject.span());
            let covers = |mention: &&Mention| {
                mention.span.contains(at) && matches!(mention.form, Form::Name | Form::Description | Form::Pronoun)
            };
            let mention = mentions.iter().find(covers)?;
            let bodies = mention.actors().iter().all(|name| {
                self.actors.iter().any(|actor| {
                    actor.name == *name && matches!(actor.kind, ActorKind::Organisation | ActorKind::Jurisdiction)
                })
            });
            (bodies && mention.actors().len() == 1).then(|| mention.actors().to_vec())
        };
        // "The EU responded that Korea … and that it would …": whoever speaks speaks of itself.
        let speaks = |verb: &Token<'_>| crate::rules::statement::cue(*verb).is_some();
        let speaker = pronoun.ancestors().skip(1).filter(speaks).find_map(|verb| {
            let subject = verb.children().find(|child| child.dep() == "nsubj" && child.index() < pronoun.index())?;
            body_at(subject)
        });
        if speaker.is_some() {
            return speaker;
        }
        let subjects = (0..pronoun.index())
            .rev()
            .map(|index| pronoun.analysis().token(index))
            .take_while(|token| token.sentence().index() + 1 >= sentence);
        let mut subjects = subjects.filter(|token| matches!(token.dep(), "nsubj" | "nsubjpass"));
        subjects.find_map(body_at)
    }

    /// "Ministers" at the head of a sentence, where two people are named in all.
    fn are_two(&self, token: Token<'_>) -> bool {
        let opens = token.index() == token.sentence().range().start;
        opens && self.actors.iter().filter(|actor| actor.kind == ActorKind::Person).count() == 2
    }

    /// The two people named last, of different jurisdictions where that is known.
    fn last_people(&self, mentions: &[Mention], offices: &str) -> Option<Vec<ActorName>> {
        let fits = |person: &Actor| {
            let title = person.title.as_deref().unwrap_or_default().to_lowercase();
            match offices {
                "ministers" => {
                    title.is_empty()
                        || ["minister", "secretary", "commissioner", "representative"]
                            .iter()
                            .any(|word| title.contains(word))
                }
                "leaders" | "presidents" => {
                    title.is_empty()
                        || ["president", "prime minister", "chancellor", "premier"]
                            .iter()
                            .any(|word| title.contains(word))
                }
                _ => true,
            }
        };
        let mut found: Vec<ActorName> = Vec::new();
        for name in mentions.iter().rev().flat_map(Mention::actors) {
            let person = self.actors.iter().find(|actor| actor.name == *name && actor.kind == ActorKind::Person);
            let Some(person) = person.filter(|person| !found.contains(name) && fits(person)) else { continue };
            let same_side = found
                .first()
                .and_then(|other| self.actors.iter().find(|actor| actor.name == *other))
                .is_some_and(|other| other.jurisdiction.is_some() && other.jurisdiction == person.jurisdiction);
            if !same_side {
                found.push(name.clone());
            }
            if found.len() == 2 {
                found.reverse();
                return Some(found);
            }
        }
        None
    }
}

/// The sentence before has for its subject a body that goes by no name, "the ministry": "it" is that one, and not another that
/// was named since.
fn follows_unnamed_subject(pronoun: Token<'_>) -> bool {
    let sentence = pronoun.sentence().index();
    let before = (0..pronoun.index())
        .rev()
        .map(|index| pronoun.analysis().token(index))
        .take_while(|token| token.sentence().index() + 1 >= sentence);
    let mut subjects = before.filter(|token| token.dep() == "nsubj" && token.tag().starts_with("NN"));
    subjects.next().is_some_and(|subject| {
        matches!(
            subject.lemma(),
            "ministry" | "government" | "agency" | "department" | "commission" | "committee" | "council"
        )
    })
}

/// "The Ministers" of a group that is named before, "the EFTA Ministers", "the Ministers of Japan and Korea", are more than the
/// people named last.
fn is_of_group(token: Token<'_>) -> bool {
    (0..token.index()).rev().map(|index| token.analysis().token(index)).any(|before| {
        before.text() == "Ministers"
            && before.children().any(|child| {
                matches!(child.dep(), "compound" | "amod" | "nmod") && is_capital(child) || child.text() == "of"
            })
    })
}

/// A seat of government acts or is asked: it is the subject of a verb of saying or promising, or its hearer.
fn stands_for_government(seat: Token<'_>) -> bool {
    let speaks = |verb: Token<'_>| crate::rules::statement::cue(verb).is_some();
    let promises = |verb: Token<'_>| verb.children().any(|child| matches!(child.text(), "will" | "would"));
    let follows = seat.neighbour(1).is_some_and(|next| matches!(next.text(), "," | "(" | "–" | "—" | "-" | "/"));
    let head = seat.head();
    let acts = match seat.dep() {
        "nsubj" | "nsubjpass" => speaks(head) || promises(head) || speaks(head.head()) && head.dep() == "ccomp",
        "dobj" | "iobj" | "dative" => speaks(head),
        "pobj" => matches!(head.text(), "by" | "on" | "with") && speaks(head.head()),
        _ => false,
    };
    acts && !follows
}

/// "the Prime Minister": the article stands before all words of the office.
fn described(token: Token<'_>) -> bool {
    let mut at = token;
    while let Some(before) = at.neighbour(-1) {
        if before.text().eq_ignore_ascii_case("the") {
            return true;
        }
        if !is_capital(before) || before.dep() != "compound" {
            return false;
        }
        at = before;
    }
    false
}

/// The words of an office that ends with a token, in lower case.
fn office_words(token: Token<'_>) -> Vec<String> {
    let mut words = vec![token.text().to_lowercase()];
    let mut at = token;
    while let Some(before) = at.neighbour(-1).filter(|before| is_capital(*before) && before.dep() == "compound") {
        words.push(before.text().to_lowercase());
        at = before;
    }
    words
}

fn squeeze(form: &str) -> String {
    form.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn mention(field: Field, span: Span, actors: Vec<ActorName>, form: Form) -> Mention {
    Mention { field, span, target: Target::Actors(actors), form }
}

/// "the two sides", "both countries".
fn is_pair(token: Token<'_>) -> bool {
    token
        .neighbour(-1)
        .is_some_and(|before| before.text().eq_ignore_ascii_case("both") || before.text().eq_ignore_ascii_case("two"))
}
