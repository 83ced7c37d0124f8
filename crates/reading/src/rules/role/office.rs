//! Reads offices from titles before a name and appositions behind it.
//!
//! *Reads*: "Trade Minister Ana Ruiz of the Ministry of Trade", "Jan Berg, Ambassador of Norway to Chile", "(MTI, Minister Ana Ruiz)".
//!
//! *Does not read*: forms of address ("Mr Berg"); an office without its holder ("the Minister of Finance").
//!
//! *Example*: "**Jan Berg, Ambassador of Norway to Chile**, attended": `Ambassador of Norway to Chile`.

use record::{Field, PartialDate, Role};

use crate::Context;
use crate::rules::{Example, NearMiss, Rule, Sink};

pub(super) const RULE: Rule = Rule { name: "role/office", read, examples: EXAMPLES, not: NOT };

fn read(context: &Context<'_>, sink: &mut Sink<'_>) {
    for office in context.names.offices() {
        let text = if office.field == Field::Title { context.title } else { context.body };
        let role = Role {
            person: office.person.clone(),
            title: office.title.clone(),
            org: office.org.clone(),
            jurisdiction: office.jurisdiction.clone(),
            as_of: context.published().map(PartialDate::Day),
        };
        // A full office in apposition is surer than a single word before a name.
        let confidence = if office.title.contains(' ') { 0.95 } else { 0.9 };
        sink.push(role, &[(text, office.span)], confidence);
    }
}

const EXAMPLES: &[Example] = &[
    Example {
        text: "[[Jan Berg, Ambassador of Norway to Chile]], attended the opening.",
        published: "2025-05-03",
        fact: r#"{"person": "Jan Berg", "title": "Ambassador of Norway to Chile", "jurisdiction": "NO", "as_of": "2025-05-03"}"#,
    },
    Example {
        text: "[[Trade Minister Ana Ruiz]] of the Ministry of Trade and Tourism met exporters.",
        published: "2025-05-03",
        fact: r#"{"person": "Ana Ruiz", "title": "Trade Minister", "org": "Ministry of Trade and Tourism", "as_of": "2025-05-03"}"#,
    },
    Example {
        text: "The talks were led by [[Kofi Mensah, Director-General]] at the Ministry of Trade, for Ghana.",
        published: "2025-05-03",
        fact: r#"{"person": "Kofi Mensah", "title": "Director-General", "org": "Ministry of Trade", "as_of": "2025-05-03"}"#,
    },
    Example {
        text: "The Ministry of Trade and Industry (MTI, [[Minister Lim Wei]]) held a briefing.",
        published: "2025-05-03",
        fact: r#"{"person": "Lim Wei", "title": "Minister", "org": "Ministry of Trade and Industry", "jurisdiction": "SG", "as_of": "2025-05-03"}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss { text: "Mr Berg thanked the hosts.", but: &["statement support"], why: "a form of address is no office" },
    NearMiss {
        text: "The Minister of Finance will answer next week.",
        but: &["statement commitment"],
        why: "nobody is named",
    },
];
