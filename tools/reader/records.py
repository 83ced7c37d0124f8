"""What the reader finds in a text as a record, the simple way: for measuring beside the rules, not the product's own settling."""
import copy

import torch

import batches
import data
import decode
import evaluate
import names
import schema

LABEL_FIELD = {"statement": "act", "event": "type", "stage": "stage"}
FIELDS = {"speaker": "speakers", "addressee": "addressees", "participant": "participants"}


def bare(document):
    """A document without what reviewers said of it."""
    text = document.document
    record = {"document": text.record["document"], "actors": [], "instruments": [], "facts": []}
    found = copy.copy(text)
    found.record, found.slices = record, []
    found.candidates = [c for c in text.candidates if not c.reviewed]
    return found


def read(model, prepared, biases=None, floors=None):
    """[(fact, probability)] of a document, each with one slice of evidence, and the model's scores of tags. `floors` says from which
    score on the answers of a role are taken (`evaluate.best_floors`)."""
    biases = biases or {}
    document = bare(prepared)
    hidden, scores = evaluate.infer(model, prepared)
    body, title = document.record["document"]["body"], document.record["document"]["title"]
    text = {"body": body, "title": title}
    for number, span in evaluate.found_spans(document, scores, "instrument", biases.get("instrument", 0.0)):
        part, start, end = evaluate.in_text(document, number, span)
        if not any(c.kind == "instrument" and c.window == number and c.first <= span.last and span.first <= c.last for c in document.candidates):
            name = text[part][start:end]
            document.candidates.append(data.Candidate("instrument", name, {name}, number, span.first, span.last, part == "title"))
    chances = []
    for kind, field in LABEL_FIELD.items():
        for number, span in evaluate.found_spans(document, scores, kind, biases.get(kind, 0.0)):
            part, start, end = evaluate.in_text(document, number, span)
            evidence = [{"field": part, "start": start, "end": end, "exact": text[part][start:end]}]
            fact = {"kind": kind, field: span.label, "evidence": evidence}
            document.slices.append(data.Slice(fact, number, span.first, span.last, part == "title"))
            chances.append(span.probability)
    complete(model, document, hidden, prepared.lengths, floors or {})
    facts = [(s.fact, chance) for s, chance in zip(document.slices, chances)]
    return merged([pair for pair in facts if pair[0]["kind"] != "stage" or pair[0].get("instrument")]), scores


def complete(model, document, hidden, lengths, floors):
    """Gives the facts of a document their attributes, names and times."""
    if not document.slices:
        return
    offsets = batches.reader.cumulative_offsets(lengths)
    with torch.no_grad():
        slices = model.spans(hidden, batches.packed(document.slices, offsets))
        attributes = {name: head(slices).argmax(1) for name, head in model.attributes.items()}
        for i, piece in enumerate(document.slices):
            fact = piece.fact
            if fact["kind"] == "event":
                fact["status"] = schema.ATTRIBUTES["event_status"][attributes["event_status"][i]]
            if fact.get("act") in ("commitment", "agreement"):
                fact["firmness"] = schema.ATTRIBUTES["firmness"][attributes["firmness"][i]]
        if not document.candidates:
            return
        candidates = model.spans(hidden, batches.packed(document.candidates, offsets))
        for role, (name, _, _) in enumerate(schema.ROLES):
            links = batches.pairs(document, role)
            if not links:
                continue
            scores = model.link(slices[links.facts], candidates[links.candidates], role, links.distances)
            scores = batches.answer_scores(scores, links.groups)
            answers = {}
            for i, group in zip(links.candidates, links.groups.tolist()):
                answers.setdefault(group, document.candidates[i])
            for row, i in enumerate(links.facts):
                chosen = [answers[group] for group in evaluate.chosen(scores[row].tolist(), name, floors.get(name))]
                give(document.slices[i].fact, name, chosen, document.record["document"].get("published"))


def give(fact, role, chosen, published):
    """Puts the answers of one role into a fact, the likeliest first."""
    if role == "as_of":
        fact["as_of"] = (chosen[0].forms[0] if chosen else None) or published
    elif not chosen:
        return
    elif role in ("due", "when"):
        fact[role] = dict(zip(("start", "end"), chosen[0].forms))
    elif role == "place":
        fact["place"] = {"country": next((form[5:] for form in chosen[0].forms if form.startswith("code:")), None)}
    else:
        keys = [candidate.key for candidate in chosen]
        keys = [{"actor": key, "role": "participant"} for key in keys] if role == "participant" else keys
        fact[FIELDS.get(role, role)] = keys[0] if role in schema.SINGLE else keys


def merged(facts):
    """Facts of one kind, label and, by kind, instrument, day or the title are one fact: the likelier, with the evidence of both."""
    kept = []
    for fact, chance in facts:
        for i, (other, known) in enumerate(kept):
            if twins(fact, other):
                first, second = (fact, other) if chance > known else (other, fact)
                kept[i] = ({**second, **first, "evidence": other["evidence"] + fact["evidence"]}, max(chance, known))
                break
        else:
            kept.append((fact, chance))
    return kept


def twins(fact, other):
    kind = fact["kind"]
    field = LABEL_FIELD[kind]
    if kind != other["kind"] or fact[field] != other[field]:
        return False
    titled = (fact["evidence"][0]["field"] == "title") != (other["evidence"][0]["field"] == "title")
    if kind == "stage":
        return bool(names.alike(fact["instrument"], other["instrument"]))
    if kind == "event":
        dates = [(x.get("when") or {}).get("start") for x in (fact, other)]
        return titled or (dates[0] is not None and dates[0] == dates[1])
    return titled


def support(document, scores, fact):
    """The mean probability that the reader gives to the label of a fact over the pieces of its evidence."""
    head, label = fact["kind"], data.label_of(fact)
    if label not in schema.HEADS[head]:
        return 0.0
    at = 1 + 2 * schema.HEADS[head].index(label)
    best, reader = 0.0, data.Reader.place
    for piece in fact["evidence"]:
        place = reader(None, document, piece["field"], piece["start"], piece["end"])
        if place is None:
            continue
        number, first, last = place
        chances = decode.numpy.exp(decode.log_softmax(scores[head][number][first : last + 1]))
        best = max(best, float((chances[:, at] + chances[:, at + 1]).mean()))
    return best
