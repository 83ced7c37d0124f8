//! To whom something is said: whom the words name, else the counterpart in the meeting.

use language::Token;
use record::{Act, ActorKind, ActorName, Jurisdiction, Statement};

use super::candidate::Reader;
use super::{lexicon, speaker};
use crate::Context;
use crate::context::Text;
use crate::names::Form;

/// The sides of a meeting, for what is said to a counterpart who is not named.
pub(super) struct Sides {
    /// The two jurisdictions of a bilateral announcement.
    pub(super) pair: Option<[ActorName; 2]>,
    /// Those whom the announcer met, where they speak for no government: a club of companies, an association.
    bodies: Vec<ActorName>,
}

impl Sides {
    pub(super) fn of(context: &Context<'_>) -> Self {
        let pair = context.texts().iter().flat_map(|text| context.names.mentions(text.field)).find_map(|mention| {
            let [a, b] = mention.actors() else { return None };
            let sides = mention
                .actors()
                .iter()
                .all(|name| context.names.actor(name).is_some_and(|actor| actor.kind == ActorKind::Jurisdiction));
            (mention.form == Form::Collective && sides).then(|| [a.clone(), b.clone()])
        });
        Self { pair, bodies: bodies_met(&context.body) }
    }

    /// Those who are not on the speakers' side.
    pub(super) fn counterpart(&self, context: &Context<'_>, speakers: &[ActorName]) -> Vec<ActorName> {
        if !self.bodies.is_empty() {
            let announcer = context.names.announcer();
            if speakers.iter().all(|name| self.bodies.contains(name)) {
                return announcer.cloned().into_iter().collect();
            }
            let host = |name: &ActorName| {
                let org = context.names.actor(name).and_then(|actor| actor.org.as_ref());
                announcer.is_some_and(|announcer| name == announcer || org == Some(announcer))
            };
            return if speakers.iter().all(host) { self.bodies.clone() } else { Vec::new() };
        }
        // Two who speak together speak to nobody among the two.
        let (Some(pair), [speaker]) = (&self.pair, speakers) else { return Vec::new() };
        let code = jurisdiction(context, speaker);
        let own = |side: &ActorName| side == speaker || code.is_some() && jurisdiction(context, side) == code;
        match pair.each_ref().map(own) {
            [true, false] => vec![pair[1].clone()],
            [false, true] => vec![pair[0].clone()],
            _ => Vec::new(),
        }
    }
}

/// The jurisdiction that an actor is or acts for.
pub(super) fn jurisdiction(context: &Context<'_>, name: &ActorName) -> Option<Jurisdiction> {
    context.names.actor(name).and_then(|actor| actor.jurisdiction.clone())
}

/// Those whom the announcer met, as the opening of the text tells, where none of them speaks for a government.
fn bodies_met(text: &Text<'_>) -> Vec<ActorName> {
    let opening = text.analysis().sentences().take(2).flat_map(|sentence| sentence.tokens());
    let meetings = opening.filter(|token| {
        matches!(token.lemma(), "meet" | "hold" | "host" | "convene" | "have")
            && matches!(token.tag(), "VBD" | "VBZ" | "VBP" | "VBN")
    });
    let met = meetings.map(|verb| {
        let objects = || lexicon::objects(verb);
        let with = std::iter::once(verb)
            .chain(objects())
            .flat_map(|token| token.children())
            .filter(|child| child.dep() == "prep" && child.text() == "with")
            .filter_map(|with| with.child("pobj"));
        let direct = objects().filter(|_| verb.lemma() == "meet");
        let sided = |noun: &Token<'_>| noun.lemma() != "side";
        with.chain(direct).filter(sided).flat_map(|noun| speaker::actors(text, noun)).collect::<Vec<_>>()
    });
    let mut met = met.filter(|names| !names.is_empty());
    met.next().filter(|names| names.iter().all(|name| !is_of_state(text, name))).unwrap_or_default()
}

/// Whether an actor is a government, one of its bodies, or a person, whose office tells for whom they speak.
pub(super) fn is_of_state(text: &Text<'_>, name: &ActorName) -> bool {
    const STATE: &str = "ministry ministries minister ministers department government governments commission council parliament \
        secretariat delegation delegates authority authorities embassy ambassador ambassadors official officials negotiator \
        negotiators counterpart counterparts administration office senate congress committee leaders country countries partners";
    let kind = text.actor(name).map(|actor| actor.kind);
    let named = || {
        name.0
            .split(|c: char| !c.is_alphabetic())
            .any(|word| STATE.split_whitespace().any(|state| word.eq_ignore_ascii_case(state)))
    };
    matches!(kind, Some(ActorKind::Person | ActorKind::Jurisdiction)) || named()
}

/// Whom "the Japanese side" means in a meeting with bodies of that country: those bodies. Nothing between governments, where it
/// is the country.
pub(super) fn side(text: &Text<'_>, noun: Token<'_>) -> Option<Vec<ActorName>> {
    let mention = text.mention_at(noun).filter(|_| noun.lemma() == "side")?;
    let [country] = mention.actors() else { return None };
    let code = text.actor(country)?.jurisdiction.clone()?;
    let bodies = bodies_met(text);
    let of_it = |name: &ActorName| {
        text.actor(name).is_some_and(|actor| actor.jurisdiction.as_ref() == Some(&code))
            || crate::names::jurisdictions_in(&name.0).contains(&code)
    };
    bodies.iter().any(of_it).then_some(bodies)
}

impl<'c> Reader<'_, 'c> {
    /// Whom a request, proposal or concern is put to: its object, else the counterpart.
    pub(super) fn addressees(&self, statement: &Statement, verb: Token<'c>) -> Vec<ActorName> {
        let mut explicit = Vec::new();
        for child in verb.children().filter(|child| child.index() > verb.index()) {
            let noun = match child.dep() {
                // "proposed a working group": what is proposed is nobody who is asked.
                "dobj" if statement.act == Act::Proposal && verb.lemma() != "invite" => None,
                "dobj" | "dative" | "iobj" => Some(child),
                "prep" if matches!(child.text(), "on" | "upon" | "to" | "with") => {
                    child.children().find(|below| below.dep() == "pobj")
                }
                // "urged the EU to support": the parser makes the EU the subject of the clause.
                "ccomp" | "xcomp" => speaker::own_subject(child).filter(|_| statement.act != Act::Concern),
                _ => None,
            };
            if let Some(noun) = noun {
                explicit = speaker::actors(&self.text, noun);
                if explicit.is_empty() && statement.act != Act::Concern {
                    // "requested India’s support": the possessor is asked.
                    explicit = noun
                        .children()
                        .find(|below| below.dep() == "poss")
                        .map(|owner| speaker::of_possessor(&self.text, owner))
                        .unwrap_or_default();
                }
            }
            if !explicit.is_empty() {
                break;
            }
        }
        // "said that Korea and Japan should …": nobody asks their own side.
        let proposes = statement.act == Act::Proposal;
        explicit.retain(|name| {
            let own = proposes && self.is_own_country(&statement.speakers, name);
            !own && !statement.speakers.contains(name)
        });
        if explicit.is_empty() && statement.act != Act::Support {
            explicit = self.sides.counterpart(self.context, &statement.speakers);
        }
        explicit
    }

    /// To whom something is promised: with whom or towards whom one of the verbs is carried out, else the bodies that were met.
    /// What governments promise is not for each other alone.
    pub(super) fn towards(&self, verbs: &[Token<'c>], speakers: &[ActorName]) -> Vec<ActorName> {
        let partners = verbs.iter().map(|verb| self.partners(*verb, speakers)).find(|partners| !partners.is_empty());
        let met = || self.sides.counterpart(self.context, speakers);
        partners.or_else(|| (!self.sides.bodies.is_empty()).then(met)).unwrap_or_default()
    }

    /// With whom or towards whom a verb is carried out: "will consult with the EU", "convey these facts to …".
    fn partners(&self, verb: Token<'c>, speakers: &[ActorName]) -> Vec<ActorName> {
        let towards = verb.children().filter(|child| {
            child.index() > verb.index() && child.dep() == "prep" && matches!(child.text(), "with" | "to")
        });
        let mut found: Vec<ActorName> = towards
            .filter_map(|child| child.child("pobj"))
            .flat_map(|object| speaker::actors(&self.text, object))
            .collect();
        if matches!(
            verb.lemma(),
            "meet" | "ask" | "support" | "consult" | "inform" | "help" | "assist" | "encourage" | "urge"
        ) {
            found.extend(lexicon::objects(verb).flat_map(|object| speaker::actors(&self.text, object)));
        }
        // Somebody without a name counts where a country tells who it is: "the U.S. administration".
        found.retain(|name| {
            let known = self.context.names.actor(name).is_some() || !crate::names::jurisdictions_in(&name.0).is_empty();
            known && !speakers.contains(name)
        });
        found
    }

    fn is_own_country(&self, speakers: &[ActorName], name: &ActorName) -> bool {
        let country = self
            .context
            .names
            .actor(name)
            .filter(|actor| actor.kind == ActorKind::Jurisdiction)
            .map(|actor| &actor.jurisdiction);
        country.is_some_and(|code| {
            code.is_some() && speakers.iter().any(|speaker| jurisdiction(self.context, speaker) == *code)
        })
    }
}
