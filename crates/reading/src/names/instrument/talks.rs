//! Negotiations, talks and accessions: mentions that stand for what is negotiated or joined.

use std::collections::BTreeSet;

use language::{Analysis, Token};
use record::{Field, Instrument, InstrumentName, InstrumentType, Jurisdiction, Span};

use super::super::{Form, Mention, Target, jurisdictions};
use super::lexicon::{is_standing, lower_singular};
use super::read::is_upgrade_word;
use super::{Change, Draft, Family, Instruments, Reading, is_talks};

impl Instruments {
    /// Negotiations and talks stand for what is negotiated.
    pub(super) fn talks(&mut self, analysis: &Analysis, field: Field, mentions: &mut Vec<Mention>) {
        let mut found = Vec::new();
        for token in analysis.tokens().filter(|token| token.lemma().eq_ignore_ascii_case("accession")) {
            let span = Span::from(token.span());
            if let Some((name, start)) = self.accession(analysis, token, mentions) {
                found.push(Mention {
                    field,
                    span: Span { start, end: span.end },
                    target: Target::Instrument(name),
                    form: Form::Name,
                });
            }
        }
        for token in analysis.tokens().filter(|token| is_talks(*token)) {
            let span = Span::from(token.span());
            // "negotiations to upgrade it": the agreement that was spoken of, changed.
            let upgrades = token.neighbour(1).is_some_and(|to| to.text() == "to")
                && token
                    .neighbour(2)
                    .is_some_and(|verb| matches!(verb.lemma(), "upgrade" | "modernise" | "modernize" | "renew"))
                && token.neighbour(3).is_some_and(|object| matches!(object.text(), "it" | "them"));
            if upgrades {
                let known = self.drafts.iter().position(|draft| draft.change == Some(Change::Upgrade));
                let base = self
                    .drafts
                    .iter()
                    .position(|draft| Family::of(draft.instrument.kind) == Family::Agreement && draft.change.is_none());
                if let Some(index) = known.or_else(|| base.map(|base| self.derive(base, Change::Upgrade))) {
                    self.drafts[index].last = self.clock;
                    found.push(Mention {
                        field,
                        span,
                        target: Target::Instrument(self.drafts[index].instrument.name.clone()),
                        form: Form::Description,
                    });
                    continue;
                }
            }
            if mentions.iter().any(|mention| mention.span.contains(span)) {
                continue;
            }
            let sentence = Span::from(token.sentence().span());
            let in_sentence = |mention: &&Mention| sentence.contains(mention.span);
            let is_deal = |mention: &&Mention| {
                mention.instrument().is_some_and(|name| {
                    self.drafts.iter().any(|draft| {
                        draft.instrument.name == *name && Family::of(draft.instrument.kind) == Family::Agreement
                    })
                })
            };
            let adjacent = mentions.iter().filter(is_deal).find(|mention| {
                let gap = mention.span.end as usize..token.span().start;
                gap.start <= gap.end
                    && gap.len() < 12
                    && analysis.tokens_in(gap.clone()).all(|index| {
                        is_upgrade_word(analysis.token(index))
                            || matches!(analysis.token(index).text(), ")" | "(" | "-")
                    })
            });
            let complement = || {
                mentions.iter().filter(in_sentence).filter(is_deal).find(|mention| {
                    let first = analysis.token_at(mention.span.start as usize);
                    mention.span.start as usize > token.span().end && first.is_some_and(|first| token.dominates(first))
                })
            };
            let target = match adjacent.or_else(complement) {
                Some(mention) => {
                    let name = mention.instrument().cloned();
                    let widened = mention.span.start;
                    name.map(|name| (name, if mention.span.start < span.start { widened } else { span.start }))
                }
                None => self.named_talks(analysis, token).or_else(|| self.last_deal().map(|name| (name, span.start))),
            };
            if let Some((name, start)) = target {
                let inside = mentions.iter().any(|mention| mention.span.start == start);
                let start = if inside { span.start } else { start };
                found.push(Mention {
                    field,
                    span: Span { start, end: span.end },
                    target: Target::Instrument(name),
                    form: Form::Description,
                });
            }
        }
        mentions.extend(found);
    }

    /// "Uruguay’s accession", "its accession process", "the accession of Uruguay to the CPTPP": the agreement joined by a party.
    fn accession(
        &mut self,
        analysis: &Analysis,
        token: Token<'_>,
        mentions: &[Mention],
    ) -> Option<(InstrumentName, u32)> {
        let text = analysis.text();
        let sentence = token.sentence();
        let of = token.children().find(|child| child.text() == "of").and_then(|of| of.child("pobj"));
        let owner = token.children().chain(token.head().children()).find(|child| child.dep() == "poss");
        let code_at = |token: Token<'_>| {
            jurisdictions::at_start(&text[token.left_edge().span().start..])
                .or_else(|| jurisdictions::at_start(&text[token.span().start..]))
        };
        let party = of.or(owner).and_then(|owner| match owner.text() {
            // "its": the jurisdiction named before in the sentence.
            "its" => analysis
                .slice(sentence.range().start..owner.index())
                .filter_map(|token| jurisdictions::at_start(&text[token.span().start..]))
                .next_back(),
            _ => code_at(owner),
        })?;
        let sentence_span = Span::from(sentence.span());
        let here = mentions
            .iter()
            .find(|mention| sentence_span.contains(mention.span) && mention.span.start as usize > token.span().end)
            .and_then(Mention::instrument)
            .cloned();
        let base = here
            .or_else(|| self.last_deal())
            .and_then(|name| self.drafts.iter().position(|draft| draft.instrument.name == name))?;
        let base = self.drafts[base]
            .instrument
            .amends
            .clone()
            .and_then(|parent| self.drafts.iter().position(|draft| draft.instrument.name == parent))
            .unwrap_or(base);
        let parent = &self.drafts[base];
        let short = parent.instrument.acronym.clone().unwrap_or_else(|| parent.instrument.name.0.clone());
        let side = jurisdictions::name_of(party.code).unwrap_or(party.form);
        let name = format!("{side}’s accession to the {short}");
        let index = match self.drafts.iter().position(|draft| draft.instrument.name.0 == name) {
            Some(index) => index,
            None => {
                let instrument = Instrument {
                    name: InstrumentName(name),
                    kind: parent.instrument.kind,
                    parties: vec![Jurisdiction::from(party.code)],
                    acronym: None,
                    aliases: Vec::new(),
                    subject: None,
                    amends: Some(parent.instrument.name.clone()),
                };
                // Only its own words name an accession, so it is no candidate for other mentions.
                self.drafts.push(Draft {
                    instrument,
                    words: BTreeSet::from(["accession".to_owned(), party.code.to_lowercase()]),
                    change: Some(Change::Accession),
                    last: 0,
                    replaces: None,
                    under: None,
                    titled: false,
                });
                self.drafts.len() - 1
            }
        };
        Some((self.drafts[index].instrument.name.clone(), token.span().start as u32))
    }

    /// "bilateral tariff negotiations with the United States": negotiations that are all the name there is.
    fn named_talks(&mut self, analysis: &Analysis, token: Token<'_>) -> Option<(InstrumentName, u32)> {
        let start = self.left_edge(analysis, token.index(), None);
        let mut parties = BTreeSet::new();
        let mut words = BTreeSet::new();
        for part in analysis.slice(start..token.index()) {
            if let Some(known) = jurisdictions::at_start(&analysis.text()[part.span().start..]) {
                parties.insert(known.code.to_owned());
            } else if matches!(part.pos(), "NOUN" | "PROPN") && part.text().chars().all(char::is_alphabetic) {
                words.insert(lower_singular(part));
            }
        }
        let mut end = token.index() + 1;
        if let Some(with) = token.child("prep").filter(|preposition| preposition.text() == "with") {
            let object = with.child("pobj")?;
            let range = object.subtree_range();
            for part in analysis.slice(range.clone()) {
                if let Some(known) = jurisdictions::at_start(&analysis.text()[part.span().start..]) {
                    parties.insert(known.code.to_owned());
                }
            }
            if range.len() < 6 {
                end = range.end;
            }
            parties.extend(self.home.clone().filter(|_| parties.len() == 1));
        }
        if words.is_empty()
            || parties.len() < 2 && !words.contains("tariff")
            || words.iter().all(|word| matches!(word.as_str(), "level" | "working" | "fta" | "upgrade" | "round"))
        {
            return None;
        }
        let mut first = start;
        while first < token.index() && is_standing(analysis.token(first).text()) {
            first += 1;
        }
        let span = Span::from(analysis.token(first).span().start..analysis.token(end - 1).span().end);
        let kind = if words.contains("trade") { InstrumentType::Fta } else { InstrumentType::Agreement };
        let name = analysis.text()[span.range()].to_owned();
        let reading = Reading { parties, ..Reading::named(span, kind, name, words, end) };
        let index = match self.find(&reading, None) {
            Some(index) => index,
            None => self.create(&reading, None),
        };
        self.drafts[index].last = self.clock;
        Some((self.drafts[index].instrument.name.clone(), span.start))
    }

    /// The agreement that talks without a name are about: a change under negotiation before what it changes.
    fn last_deal(&self) -> Option<InstrumentName> {
        let all =
            self.drafts.iter().filter(|draft| Family::of(draft.instrument.kind) == Family::Agreement && draft.last > 0);
        // Where a trade agreement is on the table, the talks are about it rather than about a protocol beside it.
        let trade =
            all.clone().any(|draft| matches!(draft.instrument.kind, InstrumentType::Fta | InstrumentType::Cepa));
        let deals =
            all.filter(|draft| !trade || matches!(draft.instrument.kind, InstrumentType::Fta | InstrumentType::Cepa));
        let changed =
            deals.clone().filter(|draft| draft.change == Some(Change::Upgrade)).max_by_key(|draft| draft.last);
        changed.or_else(|| deals.max_by_key(|draft| draft.last)).map(|draft| draft.instrument.name.clone())
    }
}
