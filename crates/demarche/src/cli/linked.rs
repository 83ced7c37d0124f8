//! The record as linked data: facts as Web Annotations on documents (<https://www.w3.org/TR/annotation-model/>), happenings as
//! schema.org events, both derived from documents by the reader in the terms of PROV-O.

use std::io::{self, Write};

use record::{FactBody, PublicRecord};
use register::StoredFact;
use serde_json::{Value, json};

/// Writes the context and the beginning of the graph.
///
/// # Errors
/// When the sink fails.
pub(super) fn open(out: &mut impl Write) -> io::Result<()> {
    let context = json!({
        "@vocab": "https://schema.org/",
        "oa": "http://www.w3.org/ns/oa#",
        "prov": "http://www.w3.org/ns/prov#",
        "demarche": "urn:demarche:",
    });
    write!(out, "{{\"@context\": {context}, \"@graph\": [")
}

fn urn(kind: &str, id: &str) -> String {
    // Ids of documents come from their sources: what a URN may not hold is escaped (RFC 8141).
    let mut urn = format!("urn:demarche:{kind}:");
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => urn.push(char::from(byte)),
            _ => urn.push_str(&format!("%{byte:02X}")),
        }
    }
    urn
}

/// The nodes of a document: itself, its facts, its events. `public` and `facts` are of one document, in one order.
pub(super) fn nodes(public: &PublicRecord, facts: &[StoredFact]) -> Vec<Value> {
    let value = serde_json::to_value(public).unwrap_or_default();
    let document = &value["document"];
    let id = urn("document", document["id"].as_str().unwrap_or_default());
    let mut nodes = vec![json!({
        "@id": id,
        "@type": ["NewsArticle", "prov:Entity"],
        "headline": document["title"],
        "datePublished": document["published"],
        "inLanguage": document["language"],
        "publisher": document["publisher"],
        "url": document["url"],
    })];
    let empty = Vec::new();
    let public_facts = value["facts"].as_array().unwrap_or(&empty);
    for (fact, public) in facts.iter().zip(public_facts) {
        let fact_id = urn("fact", &fact.id);
        let selectors: Vec<Value> = public["evidence"]
            .as_array()
            .unwrap_or(&empty)
            .iter()
            .map(|slice| {
                json!({
                    "@type": "oa:SpecificResource",
                    "oa:hasSource": {"@id": id},
                    "demarche:field": slice["field"],
                    "oa:hasSelector": [
                        {"@type": "oa:TextPositionSelector", "oa:start": slice["start"], "oa:end": slice["end"]},
                        {"@type": "oa:TextQuoteSelector", "oa:exact": slice["exact"]},
                    ],
                })
            })
            .collect();
        let mut body = public.clone();
        if let Some(body) = body.as_object_mut() {
            body.remove("evidence");
        }
        nodes.push(json!({
            "@id": fact_id,
            "@type": ["oa:Annotation", "prov:Entity"],
            "prov:wasDerivedFrom": {"@id": id},
            "prov:wasAttributedTo": fact.fact.rule(),
            "oa:hasTarget": selectors,
            "oa:hasBody": {"@type": "oa:TextualBody", "http://purl.org/dc/terms/format": "application/json", "text": body.to_string()},
        }));
        if let FactBody::Event(event) = fact.fact.body() {
            let when = event.when.clone().unwrap_or_default();
            let line = views::line(fact);
            nodes.push(json!({
                "@id": urn("event", &fact.id),
                "@type": "Event",
                "name": event.name.clone().unwrap_or(line.what),
                "startDate": when.start.map(|day| day.to_string()),
                "endDate": when.end.map(|day| day.to_string()),
                "eventStatus": match event.status {
                    record::EventStatus::Postponed => "https://schema.org/EventPostponed",
                    record::EventStatus::Cancelled => "https://schema.org/EventCancelled",
                    _ => "https://schema.org/EventScheduled",
                },
                "location": event.place.as_ref().map(|place| json!({
                    "@type": "Place",
                    "name": place.venue.clone().or(place.city.clone()),
                    "address": {
                        "@type": "PostalAddress",
                        "addressLocality": place.city,
                        "addressCountry": place.country.as_ref().map(|code| code.0.clone()),
                    },
                })),
                "attendee": event.participants.iter().map(|participant| participant.actor.0.clone()).collect::<Vec<_>>(),
                "prov:wasDerivedFrom": {"@id": fact_id},
            }));
        }
    }
    nodes
}
