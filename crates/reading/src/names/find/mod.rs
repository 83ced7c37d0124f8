//! Finding actors and resolving what refers to them inside of a document.
//!
//! First the body is searched for people, bodies and jurisdictions with all their forms; then every place in body and
//! title where one of the forms stands becomes a mention; then pronouns and descriptions are resolved.

mod refer;

use std::collections::HashMap;
use std::ops::Range;

use language::{Analysis, Token};
use record::{Actor, ActorKind, ActorName, Document, Field, Jurisdiction, Span};

use super::lexicon::{self, Class};
use super::office::{self, words_text};
use super::phrase::{self, is_acronym, is_capital};
use super::{Office, jurisdictions};

/// Collects the actors of a document.
#[derive(Debug, Default)]
pub(super) struct Finder {
    actors: Vec<Actor>,
    offices: Vec<Office>,
    /// Form to the actor's position.
    known: HashMap<String, usize>,
    /// Acronyms of instruments.
    terms: Vec<String>,
    home: Option<String>,
    pair: Vec<ActorName>,
    last_person: Option<usize>,
    last_body: Option<usize>,
    /// Whom a form of address shows to be a woman (true) or a man.
    women: HashMap<usize, bool>,
}

impl Finder {
    /// A finder for a document of a jurisdiction.
    pub(super) fn new(home: Option<String>, terms: Vec<String>) -> Self {
        Self { home, terms, ..Self::default() }
    }

    /// The actors found, in the order of their first mention, and who holds which office.
    pub(super) fn finish(self) -> (Vec<Actor>, Vec<Office>) {
        (self.actors, self.offices)
    }

    /// Finds people and bodies with their forms; `claimed` are the spans of instruments.
    pub(super) fn collect(&mut self, analysis: &Analysis, field: Field, phrases: &[Range<usize>], claimed: &[Span]) {
        for phrase in phrases {
            let span = span(analysis, phrase);
            if claimed.iter().any(|claim| claim.contains(span)) {
                continue;
            }
            if let Some(titled) = office::split(analysis, phrase) {
                self.person(analysis, field, &titled, phrases);
            } else if let Some((office, titled)) = self.holder(analysis, phrase, phrases) {
                self.person(analysis, field, &titled, phrases);
                if let Some(index) = self.person_named(words_text(analysis, &titled.name)) {
                    self.office(analysis, field, index, &titled.name, office, false, phrases);
                }
            } else if let Some(name) = self.unrecognised_person(analysis, phrase, phrases) {
                self.person(analysis, field, &office::Titled { title: name.start..name.start, name }, phrases);
            } else if let Some(body) = self.body_in(analysis, phrase, claimed) {
                self.body(analysis, &body);
            }
        }
        self.offices_in_brackets(analysis, field);
        self.commission_of_the_union(analysis);
    }

    /// "The EU has a new rule. The Commission will …": the Commission of the Union, where no other is named.
    fn commission_of_the_union(&mut self, analysis: &Analysis) {
        let bare = analysis.tokens().any(|token| {
            token.text() == "Commission"
                && token.neighbour(-1).is_some_and(|before| before.text().eq_ignore_ascii_case("the"))
                && token
                    .neighbour(1)
                    .is_none_or(|next| !is_capital(next) && !matches!(next.text(), "on" | "for" | "of"))
        });
        let other = self.actors.iter().any(|actor| actor.name.0.split(' ').any(|word| word == "Commission"));
        let union = self.home.as_deref() == Some("EU")
            || jurisdictions::all_in(analysis.text()).iter().any(|code| code == "EU");
        if bare && !other && union {
            let index = self.actor("European Commission", ActorKind::Organisation);
            self.actors[index].jurisdiction = Some(Jurisdiction::from("EU"));
        }
    }

    /// An office before a comma, and its holder behind: "the Prime Minister of Norway, Jan Berg".
    fn holder(
        &self,
        analysis: &Analysis,
        phrase: &Range<usize>,
        phrases: &[Range<usize>],
    ) -> Option<(Range<usize>, office::Titled)> {
        let name = office::before_comma(analysis, phrase, phrases)?;
        let titled = office::split(analysis, &name).or_else(|| {
            let plain = (2..=6).contains(&name.len())
                && analysis.slice(name.clone()).all(|token| lexicon::class(token).is_none());
            (plain && self.body_in(analysis, &name, &[]).is_none())
                .then(|| office::Titled { title: name.start..name.start, name: name.clone() })
        })?;
        Some((phrase.clone(), titled))
    }

    /// Two to four capitalised words with an office in apposition are a person, whatever the entity recogniser says.
    fn unrecognised_person(
        &self,
        analysis: &Analysis,
        phrase: &Range<usize>,
        phrases: &[Range<usize>],
    ) -> Option<Range<usize>> {
        let plain = (2..=6).contains(&phrase.len())
            && analysis
                .slice(phrase.clone())
                .all(|token| lexicon::class(token).is_none() && !matches!(token.text(), "of" | "and" | "&" | "for"))
            && jurisdictions::at_start(words_text(analysis, phrase)).is_none_or(|known| known.is_adjective);
        (plain && office::apposition(analysis, phrase.end, phrases).is_some()).then(|| phrase.clone())
    }

    /// Adds a person with the offices that stand before and behind the name.
    fn person(&mut self, analysis: &Analysis, field: Field, titled: &office::Titled, phrases: &[Range<usize>]) {
        let name = words_text(analysis, &titled.name).to_owned();
        let is_new = self.person_named(&name).is_none();
        let index = self.person_named(&name).unwrap_or_else(|| {
            let index = self.actor(&name, ActorKind::Person);
            // "Ng" is a surname, "Al" and "bin" are not.
            let surname = |part: &&str| {
                part.chars().count() > 1
                    && part.starts_with(char::is_uppercase)
                    && !matches!(*part, "Al" | "El" | "De" | "La" | "JK")
            };
            for part in name.split(' ').filter(surname) {
                self.known.entry(part.to_owned()).or_insert(index);
                // "MUTO Yoji" is "Minister Muto" later on.
                if part.chars().count() > 2 && part.chars().all(char::is_uppercase) {
                    let lower = part.to_lowercase();
                    let title: String = part.chars().take(1).chain(lower.chars().skip(1)).collect();
                    self.known.entry(title).or_insert(index);
                }
            }
            index
        });
        if self.actors[index].name.0 != name && name.split(' ').count() > self.actors[index].name.0.split(' ').count() {
            // The fuller form becomes the name.
            let short = std::mem::replace(&mut self.actors[index].name, ActorName(name.clone()));
            self.rename(&short, &name);
            self.alias(index, &short.0);
            self.known.insert(name.clone(), index);
        }
        let titles =
            (titled.title.start.saturating_sub(2)..titled.name.start).map(|index| analysis.token(index).text());
        if let Some(woman) = titles.rev().find_map(addresses_woman) {
            self.women.entry(index).or_insert(woman);
        }
        let mut offices = Vec::new();
        if !titled.title.is_empty() {
            offices.push((titled.title.clone(), true));
        }
        if let Some(office) = office::apposition(analysis, titled.name.end, phrases) {
            offices.push((office, false));
        }
        if offices.is_empty() && is_new {
            // "Ahn Chang-yong of the Ministry of …": a body without an office.
            let org = self.body_behind(analysis, titled.name.end, phrases);
            self.attach(index, None, org, None);
        }
        for (range, before) in offices {
            self.office(analysis, field, index, &titled.name, range, before, phrases);
        }
    }

    /// Records an office; a person keeps the first one as the title.
    #[expect(clippy::too_many_arguments, reason = "one call site; the parts of an office are these")]
    fn office(
        &mut self,
        analysis: &Analysis,
        field: Field,
        person: usize,
        name: &Range<usize>,
        range: Range<usize>,
        before: bool,
        phrases: &[Range<usize>],
    ) {
        let (mut words, body) = office::body_of(analysis, &range);
        let told = analysis.slice(words.clone()).any(|token| office::is_common_office(token.text()));
        let common = told && analysis.slice(words.clone()).all(|token| !is_capital(token));
        let mut org =
            body.as_ref().and_then(|body| self.body_in(analysis, body, &[])).map(|body| self.body(analysis, &body));
        let mut code = body.as_ref().and_then(|body| jurisdiction_in(analysis, body));
        if let Some(known) = body
            .as_ref()
            .filter(|_| org.is_none())
            .and_then(|body| jurisdictions::at_start(words_text(analysis, body)))
            .filter(|known| known.code.len() > 2)
        {
            // A bloc has offices of its own: "Secretary General of the Gulf Cooperation Council".
            org = Some(self.jurisdiction(known));
        }
        // "U.S. President", "SJC Chairman", "METI Minister": what stands first is whom the office is of.
        if words.len() > 1 {
            let first = &analysis.text()[analysis.token(words.start).span().start..];
            if let Some(known) = jurisdictions::at_start(first) {
                code = code.or_else(|| Some(known.code.to_owned()));
                let past = analysis.token(words.start).span().start + known.form.len();
                while words.start < words.end && analysis.token(words.start).span().start < past {
                    words.start += 1;
                }
                while words.start < words.end && matches!(analysis.token(words.start).text(), "'s" | "’s" | "-" | "–")
                {
                    words.start += 1;
                }
            } else if is_acronym(analysis.token(words.start))
                && !matches!(analysis.token(words.start).text(), "CEO" | "H.E.")
            {
                let acronym = analysis.token(words.start).text();
                org = org.or_else(|| self.known.get(acronym).copied().or_else(|| self.known_body(acronym)));
                words.start += 1;
            }
        }
        while words.start < words.end
            && !common
            && (office::is_address(analysis.token(words.start).text()) || !is_capital(analysis.token(words.start)))
        {
            words.start += 1;
        }
        while words.start < words.end && office::is_address(analysis.token(words.end - 1).text()) {
            words.end -= 1;
        }
        let named =
            |range: Range<usize>| analysis.slice(range).any(|token| lexicon::class(token) == Some(Class::Office));
        if words.is_empty() || !common && !named(words.clone()) {
            return;
        }
        let possessor =
            words.start.checked_sub(2).filter(|_| matches!(analysis.token(words.start - 1).text(), "'s" | "’s"));
        code = code
            .or_else(|| possessor.and_then(|index| jurisdiction_ending(analysis, index)))
            .or_else(|| words.start.checked_sub(1).and_then(|index| jurisdiction_ending(analysis, index)))
            // "Trade Minister Anna Berg of Norway"; "Jan Vik, Minister of Trade, Norway".
            .or_else(|| if before { behind_of(analysis, name.end) } else { behind_comma(analysis, range.end) })
            .or_else(|| jurisdiction_in(analysis, &words));
        if before && org.is_none() {
            org = self.body_behind(analysis, name.end, phrases);
        }
        let title = words_text(analysis, &words).split_whitespace().collect::<Vec<_>>().join(" ");
        org = org.or_else(|| self.body_of_field(&title));
        let title = title.trim_end_matches(['’', '\'']).trim_end_matches("Sir").trim().to_owned();
        // An apposition may name anybody’s office; a title before the name in a release is its own country’s.
        let home = std::mem::take(&mut self.home);
        if before {
            self.home = home.clone();
        }
        self.attach(person, Some(&title), org, code.clone());
        self.home = home;
        let span = Span {
            start: analysis.token(words.start.min(name.start)).span().start as u32,
            end: analysis.token(words.end.max(name.end) - 1).span().end as u32,
        };
        self.hold(field, person, title, org, code, span);
    }

    /// The body of a field of office: the Minister of Energy heads the Ministry of Energy, where the text names it.
    fn body_of_field(&mut self, title: &str) -> Option<usize> {
        let (office, field) = title.split_once(" of ").or_else(|| title.split_once(" for "))?;
        let bodies = match office.rsplit(' ').next()? {
            "Minister" => &["Ministry of", "Ministry for", "Department of", "Department for"][..],
            "Secretary" => &["Department of", "Department for", "Secretariat of", "Ministry of"],
            _ => return None,
        };
        let names = bodies.iter().map(|body| format!("{body} {field}"));
        let home = self.home.clone();
        let mut names = names.filter_map(|name| {
            let told = self.known.get(&name).copied();
            told.or_else(|| {
                // A known body of this country may stand in the text by its acronym alone.
                let body = lexicon::body(&name)
                    .filter(|body| !body.acronym.is_empty() && Some(body.code) == home.as_deref())?;
                self.known_body(body.acronym)
            })
        });
        names.next()
    }

    /// Adds an office unless it repeats one the person is known to hold in fewer words.
    fn hold(
        &mut self,
        field: Field,
        person: usize,
        title: String,
        org: Option<usize>,
        code: Option<String>,
        span: Span,
    ) {
        let name = self.actors[person].name.clone();
        let org = org.map(|org| self.actors[org].name.clone());
        let told = |office: &Office| {
            let words = |title: &str| title.to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let (old, new) = (words(&office.title), words(&title));
            office.person == name
                && (new.iter().all(|word| old.contains(word)) || old.iter().all(|word| new.contains(word)))
        };
        if let Some(known) = self.offices.iter_mut().find(|office| told(office)) {
            if known.org.is_none() {
                known.org = org;
            }
            if title.len() > known.title.len() && known.title.split(' ').count() == 1 {
                known.title = title;
                known.span = span;
                known.field = field;
            }
            return;
        }
        let jurisdiction = code.as_deref().map(Jurisdiction::from).or_else(|| self.actors[person].jurisdiction.clone());
        self.offices.push(Office { person: name, title, org, jurisdiction, field, span });
    }

    /// "(MOTIR, Minister JK Kim)": who heads the body before the bracket; the name was found as a phrase of its own.
    fn offices_in_brackets(&mut self, analysis: &Analysis, field: Field) {
        for office in &mut self.offices {
            if office.org.is_some() || office.field != field {
                continue;
            }
            let Some(token) = analysis.token_at(office.span.start as usize) else { continue };
            let (Some(comma), Some(acronym), Some(open)) =
                (token.neighbour(-1), token.neighbour(-2), token.neighbour(-3))
            else {
                continue;
            };
            if comma.text() == ","
                && open.text() == "("
                && let Some(&body) = self.known.get(acronym.text())
            {
                office.org = Some(self.actors[body].name.clone());
                office.jurisdiction = self.actors[body].jurisdiction.clone();
                let person = self.actors.iter_mut().find(|actor| actor.name == office.person);
                if let Some(person) = person {
                    person.org = office.org.clone();
                    person.jurisdiction = office.jurisdiction.clone().or(person.jurisdiction.take());
                }
            }
        }
    }

    fn attach(&mut self, person: usize, title: Option<&str>, org: Option<usize>, code: Option<String>) {
        let org_code = org.and_then(|org| self.actors[org].jurisdiction.clone());
        let org_name = org.map(|org| self.actors[org].name.clone());
        let home = self.home.as_deref().map(Jurisdiction::from);
        let actor = &mut self.actors[person];
        if actor.title.is_none() {
            actor.title = title.map(str::to_owned);
        }
        if actor.org.is_none() {
            actor.org = org_name;
        }
        if actor.jurisdiction.is_none() {
            let international = org.is_some() && org_code.is_none();
            actor.jurisdiction = code
                .as_deref()
                .map(Jurisdiction::from)
                .or(org_code)
                .or_else(|| home.filter(|_| !international && title.is_some()));
        }
    }

    /// "… of the Ministry of …" right behind a name.
    fn body_behind(&mut self, analysis: &Analysis, after: usize, phrases: &[Range<usize>]) -> Option<usize> {
        let bloc = |token: Token<'_>| {
            jurisdictions::at(analysis.text(), token.span().start).filter(|known| known.code.len() > 2)
        };
        let preposition = (after < analysis.len())
            .then(|| analysis.token(after))
            .filter(|token| matches!(token.text(), "of" | "at" | "from"))?;
        let start = preposition.neighbour(1)?;
        let start = if start.text() == "the" { start.index() + 1 } else { start.index() };
        if let Some(known) = bloc(analysis.token(start.min(analysis.len() - 1))) {
            return Some(self.jurisdiction(known));
        }
        let phrase = phrases.iter().find(|phrase| phrase.start == start)?;
        let body = self.body_in(analysis, phrase, &[])?;
        Some(self.body(analysis, &body))
    }

    /// The body that a phrase names, without what stands before it ("Officials of the Ministry …").
    fn body_in(&self, analysis: &Analysis, phrase: &Range<usize>, claimed: &[Span]) -> Option<Range<usize>> {
        let mut range = phrase.clone();
        let first = analysis.token(range.start);
        if matches!(first.tag(), "NNS" | "NN") && range.len() > 2 && lexicon::class(first).is_none() {
            let of = range.clone().find(|&index| analysis.token(index).text() == "of")?;
            range.start = if analysis.token(of + 1).text() == "the" { of + 2 } else { of + 1 };
            if range.start >= range.end {
                return None;
            }
        }
        while range.start < range.end && matches!(analysis.token(range.start).text(), "the" | "The" | "New" | "new") {
            range.start += 1;
        }
        if range.is_empty() {
            return None;
        }
        let text = words_text(analysis, &range);
        if jurisdictions::at_start(text).is_some_and(|known| known.form.len() == text.len()) {
            return None;
        }
        if lexicon::body(text).is_some() {
            return Some(range);
        }
        let words = || range.clone().map(|index| analysis.token(index));
        let bodies = words().filter(|token| lexicon::class(*token) == Some(Class::Body)).count();
        let head = words().take_while(|token| !matches!(token.text(), "of" | "for" | "on" | "in" | ",")).last()?;
        let overlaps = claimed.iter().any(|claim| {
            let span = span(analysis, &range);
            claim.start < span.end && span.start < claim.end
        });
        match lexicon::class(head) {
            Some(Class::Body) if words().count() > 1 => {
                // "Rare Metals Cooperation Centers" and the like may be claimed as an instrument.
                return (!overlaps).then_some(range);
            }
            // A bare "Commission" or "Ministry" refers to one that has a name.
            Some(Class::Body) if !is_acronym(head) => return None,
            Some(Class::Happening | Class::Instrument | Class::Office | Class::Venue) => return None,
            _ => {}
        }
        if bodies > 0 && words().count() > 1 && !overlaps {
            return Some(range);
        }
        // Nothing in the form tells: the entity recogniser must call it an organisation, and an acronym in brackets
        // behind common words stands for those.
        let recognised =
            words().all(|token| token.entity() == "ORG") || words().count() == 1 && first.entity() == "ORG";
        // "in Ulaanbaatar": what one is in is a place.
        if words().count() == 1 && !is_acronym(first) && first.neighbour(-1).is_some_and(|before| before.text() == "in")
        {
            return None;
        }
        let spelled_out = first.neighbour(-1).is_some_and(|before| before.text() == "(");
        let title_case = analysis
            .token(range.start)
            .sentence()
            .tokens()
            .filter(|token| token.text().chars().any(char::is_alphabetic))
            .all(is_capital);
        let proper = matches!(head.tag(), "NNP" | "NNPS");
        let acronym = is_acronym(head) && words().count() == 1;
        let acts = matches!(head.dep(), "nsubj" | "nsubjpass" | "pobj" | "conj" | "appos" | "dobj" | "poss" | "ROOT");
        let term = self.terms.iter().any(|term| *term == text);
        (recognised
            && !term
            && !spelled_out
            && !title_case
            && proper
            && !overlaps
            && acts
            && bodies_allowed(head, acronym))
        .then_some(range)
    }

    /// Adds a body with the acronym in brackets behind it.
    fn body(&mut self, analysis: &Analysis, range: &Range<usize>) -> usize {
        let name = words_text(analysis, range).split_whitespace().collect::<Vec<_>>().join(" ");
        let acronym = bracketed(analysis, range.end);
        let index =
            match self.known.get(&name).copied().filter(|&known| self.actors[known].kind == ActorKind::Organisation) {
                Some(index) => index,
                None => match self.same_body(&name) {
                    Some(index) => index,
                    None => self.new_body(analysis, range, &name),
                },
            };
        if let Some(acronym) = acronym {
            let actor = &mut self.actors[index];
            if actor.name.0 != acronym {
                actor.acronym.get_or_insert_with(|| acronym.to_owned());
                self.known.entry(acronym.to_owned()).or_insert(index);
            }
        }
        index
    }

    /// A body under another form: its acronym, or the known full name of an acronym.
    fn same_body(&mut self, name: &str) -> Option<usize> {
        let known = lexicon::body(name)?;
        let by = [known.name, known.acronym]
            .into_iter()
            .filter(|form| !form.is_empty())
            .find_map(|form| self.known.get(form).copied())?;
        let actor = &mut self.actors[by];
        if actor.kind != ActorKind::Organisation {
            return None;
        }
        if name == known.acronym {
            actor.acronym.get_or_insert_with(|| name.to_owned());
        }
        self.alias(by, name);
        Some(by)
    }

    fn new_body(&mut self, analysis: &Analysis, range: &Range<usize>, name: &str) -> usize {
        let index = self.actor(name, ActorKind::Organisation);
        let gazetteer = lexicon::body(name);
        let own = jurisdiction_in(analysis, range);
        let possessor =
            range.start.checked_sub(2).filter(|_| matches!(analysis.token(range.start - 1).text(), "'s" | "’s"));
        let of = possessor.and_then(|index| jurisdiction_ending(analysis, index));
        let behind = behind_of(analysis, range.end);
        let national = analysis.slice(range.clone()).any(|token| {
            matches!(
                token.text(),
                "Ministry"
                    | "Department"
                    | "Cabinet"
                    | "Congress"
                    | "Senate"
                    | "Parliament"
                    | "Government"
                    | "Diet"
                    | "Administration"
                    | "Treasury"
                    | "Secretaría"
            )
        });
        // "the Biden Administration": named after a president of the United States.
        const PRESIDENTS: &str = "Biden Trump Obama Bush Clinton Reagan Carter";
        let president = analysis.token(range.start).text();
        let administration = (analysis.token(range.end - 1).text() == "Administration"
            && PRESIDENTS.split(' ').any(|known| known == president))
        .then(|| "US".to_owned());
        let code = administration
            .or(of)
            .or(behind)
            .or(own)
            .or_else(|| gazetteer.map(|body| body.code.to_owned()).filter(|code| !code.is_empty()))
            .or_else(|| self.home.clone().filter(|_| national));
        self.actors[index].jurisdiction = code.as_deref().map(Jurisdiction::from);
        if let Some(body) = gazetteer.filter(|body| body.name != name && !body.name.is_empty()) {
            self.known.entry(body.name.to_owned()).or_insert(index);
        }
        index
    }

    fn known_body(&mut self, acronym: &str) -> Option<usize> {
        let body = lexicon::body(acronym)?;
        let index = self.actor(body.name, ActorKind::Organisation);
        let actor = &mut self.actors[index];
        actor.acronym = Some(acronym.to_owned());
        actor.jurisdiction = (!body.code.is_empty()).then(|| Jurisdiction::from(body.code));
        self.known.insert(acronym.to_owned(), index);
        Some(index)
    }

    fn actor(&mut self, name: &str, kind: ActorKind) -> usize {
        if let Some(&known) = self.known.get(name).filter(|&&known| self.actors[known].kind == kind) {
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
        let known = &self.actors[actor];
        let is_new = known.name.0 != form
            && known.acronym.as_deref() != Some(form)
            && !known.aliases.iter().any(|alias| alias == form);
        if is_new {
            self.actors[actor].aliases.push(form.to_owned());
        }
        self.known.entry(form.to_owned()).or_insert(actor);
    }

    fn rename(&mut self, old: &ActorName, new: &str) {
        for office in self.offices.iter_mut().filter(|office| office.person == *old) {
            office.person = ActorName(new.to_owned());
        }
    }

    /// The person of a name, of a part of one named before, or of the same words in another order or spelling.
    fn person_named(&self, name: &str) -> Option<usize> {
        let parts: Vec<String> = name.split([' ', '-']).map(str::to_lowercase).collect();
        self.actors.iter().position(|actor| {
            let known: Vec<String> = actor.name.0.split([' ', '-']).map(str::to_lowercase).collect();
            actor.kind == ActorKind::Person
                && (parts.iter().all(|part| known.contains(part)) || known.iter().all(|part| parts.contains(part)))
        })
    }
}

fn span(analysis: &Analysis, range: &Range<usize>) -> Span {
    Span::from(analysis.token(range.start).span().start..analysis.token(range.end - 1).span().end)
}

/// An acronym in brackets right behind a name: "(WTO)", "(MOTIR, Minister …)".
fn bracketed(analysis: &Analysis, after: usize) -> Option<&str> {
    let open = analysis.slice(after.min(analysis.len())..analysis.len()).next().filter(|token| token.text() == "(")?;
    let word = open.neighbour(1)?;
    let closes = open.neighbour(2).is_some_and(|next| matches!(next.text(), ")" | ","));
    (is_acronym(word) && closes).then(|| word.text())
}

/// Whether a form of address is that of a woman or of a man.
fn addresses_woman(word: &str) -> Option<bool> {
    match word.trim_end_matches('.') {
        "Ms" | "Mrs" | "Madam" | "Dame" | "Smt" | "Lady" | "Sheikha" | "Chairwoman" | "Queen" => Some(true),
        "Mr" | "Sir" | "Lord" | "Shri" | "Sheikh" | "King" | "Prince" => Some(false),
        _ => None,
    }
}

/// The proper phrases of a text.
pub(super) fn phrases(analysis: &Analysis) -> Vec<Range<usize>> {
    phrase::find(analysis)
}

/// The jurisdiction that a document is published in, from its publisher, else from the first body it names.
pub(super) fn home(document: &Document, body: &str) -> Option<String> {
    let publisher = document.publisher.as_str();
    let words = publisher.char_indices().filter(|(at, _)| *at == 0 || publisher[..*at].ends_with([' ', '(', ',']));
    let named =
        words.clone().find_map(|(at, _)| jurisdictions::at_start(&publisher[at..])).map(|known| known.code.to_owned());
    let name = publisher.split([',', '(']).next().unwrap_or_default().trim();
    let listed = || {
        let forms = [publisher, name].into_iter().chain(publisher.split(['(', ')', ' ', ',']));
        forms
            .filter(|form| !form.is_empty())
            .find_map(lexicon::body)
            .map(|body| body.code.to_owned())
            .filter(|code| !code.is_empty())
    };
    // Without a publisher, the first body with a known home that the text names speaks for it.
    let opening: String = body.chars().take(400).collect();
    let told = || {
        let starts = opening
            .char_indices()
            .filter(|(at, c)| c.is_uppercase() && (*at == 0 || opening[..*at].ends_with([' ', '(', '\n'])));
        starts
            .map(|(at, _)| at)
            .find_map(|at| lexicon::body_at(&opening[at..]))
            .map(|body| body.code.to_owned())
            .filter(|code| !code.is_empty())
    };
    named.or_else(listed).or_else(|| publisher.is_empty().then(told).flatten())
}

/// An acronym that the recogniser calls an organisation must be a name of its own, no term of the trade.
fn bodies_allowed(head: Token<'_>, acronym: bool) -> bool {
    const TERMS: &str = "FDI ODA AI GDP GNP MFN IR IT ICT SME SMEs R&D M&A IP IPR ESG EV EVs FTA CEPA EPA DTA MOU TRQ CBAM FSR ETS CEO GX DX LNG \
        LPG NHS VAT GVC GVCs NTB NTBs SPS TBT ISDS PPP ICS HS COVID COVID-19 FEZ MC13 MC14";
    !acronym || !TERMS.split_whitespace().any(|term| term == head.text())
}

/// The first jurisdiction named in a range of tokens.
fn jurisdiction_in(analysis: &Analysis, range: &Range<usize>) -> Option<String> {
    analysis
        .slice(range.clone())
        .find_map(|token| jurisdictions::at(analysis.text(), token.span().start))
        .map(|known| known.code.to_owned())
}

/// The jurisdiction whose name ends with a token.
fn jurisdiction_ending(analysis: &Analysis, index: usize) -> Option<String> {
    let end = analysis.token(index).span().end;
    (index.saturating_sub(4)..=index).find_map(|start| {
        let start = analysis.token(start).span().start;
        jurisdictions::at(analysis.text(), start)
            .filter(|known| start + known.form.len() == end)
            .map(|known| known.code.to_owned())
    })
}

/// ", China," behind an office: the country it is of.
fn behind_comma(analysis: &Analysis, after: usize) -> Option<String> {
    let comma = (after < analysis.len()).then(|| analysis.token(after)).filter(|token| token.text() == ",")?;
    let start = comma.neighbour(1)?.span().start;
    let known = jurisdictions::at(analysis.text(), start).filter(|known| !known.is_adjective)?;
    let rest = analysis.text()[start + known.form.len()..].trim_start();
    // The row of countries that goes on, or a clause of the country’s own, is no part of the office.
    (rest.is_empty() || rest.starts_with([',', '.', ';', ')']) || rest.starts_with("and "))
        .then(|| known.code.to_owned())
}

/// "… of Mongolia", "(MMHI) of Mongolia": the jurisdiction right behind a name.
fn behind_of(analysis: &Analysis, after: usize) -> Option<String> {
    let mut at = after;
    if at < analysis.len() && analysis.token(at).text() == "(" {
        at = (at..analysis.len().min(at + 5)).find(|&index| analysis.token(index).text() == ")")? + 1;
    }
    let of = (at < analysis.len()).then(|| analysis.token(at)).filter(|token| token.text() == "of")?;
    let next = of.neighbour(1)?;
    let next = if next.text() == "the" { next.neighbour(1)? } else { next };
    jurisdictions::at(analysis.text(), next.span().start)
        .filter(|known| !known.is_adjective)
        .map(|known| known.code.to_owned())
}
