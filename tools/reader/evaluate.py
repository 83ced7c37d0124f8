#!/usr/bin/env python3
"""Measures spans, attributes and links of the reader on reviewed records.

    evaluate.py --model FOLDER --encoder FOLDER --program DEMARCHE --data FILE_OR_FOLDER … [--held REGEX] [--by-publisher] [--spans FILE]

A span is right when it overlaps a reviewed span of its label by at least three tenths of the shorter one; each reviewed span counts
once, optional ones count neither way.
"""
import argparse
import json
import pathlib
from collections import defaultdict

import torch

import batches
import corpus
import data
import decode
import schema

LEDGER = {"request", "proposal", "commitment", "agreement"}
OVERLAP = 0.3


def infer(model, document):
    """The vectors of the pieces of a document and for each head the scores of its tags, window by window."""
    with torch.no_grad():
        hidden = model.encode(document.pieces, document.lengths)
        scores = {head: [part.numpy() for part in rows.split(document.lengths)] for head, rows in model.tag(hidden).items()}
    return hidden, scores


def in_text(document, number, span):
    """Field, start and end of a span in code points."""
    window = document.windows[number]
    if span.first <= window.title:
        places = document.offsets["title"]
        return "title", places[span.first - 1][0], places[span.last - 1][1]
    places, shift = document.offsets["body"], window.start - window.body
    return "body", places[span.first + shift][0], places[span.last + shift][1]


def found_spans(document, scores, head, bias=0.0):
    """[(window, span)] of one head."""
    return [
        (number, span)
        for number, window in enumerate(document.windows)
        for span in decode.decode(head, scores[head][number], window, number, bias)
    ]


def common(left, right):
    """The share of the shorter of two (field, start, end) that they have in common."""
    if left[0] != right[0]:
        return 0.0
    return max(0, min(left[2], right[2]) - max(left[1], right[1])) / max(1, min(left[2] - left[1], right[2] - right[1]))


def judge(document, found, head):
    """For each found span whether it is right, wrong or of an optional one; and how many were to be found."""
    gold = data.spans_of(document.record)[head]
    used, verdicts = set(), []
    for number, span in found:
        at = in_text(document, number, span)
        alike = [(not g[4], common(at, g), i) for i, g in enumerate(gold) if g[3] == span.label and i not in used and common(at, g) >= OVERLAP]
        if not alike:
            verdicts.append("wrong")
            continue
        wanted, _, i = max(alike)
        used.add(i)
        verdicts.append("right" if wanted else "optional")
    return verdicts, gold


def measure(model, prepared, biases=None, floors=None):
    """Name -> [right, found, wanted] for the heads, attributes and roles."""
    model.eval()
    totals = defaultdict(lambda: [0, 0, 0])
    for document in prepared:
        hidden, scores = infer(model, document)
        for head in schema.HEADS:
            found = found_spans(document.document, scores, head, (biases or {}).get(head, 0.0))
            verdicts, gold = judge(document.document, found, head)
            for name, keep in groups(head):
                row = totals[name]
                row[0] += sum(v == "right" and keep(s.label) for v, (_, s) in zip(verdicts, found))
                row[1] += sum(v != "optional" and keep(s.label) for v, (_, s) in zip(verdicts, found))
                row[2] += sum(not g[4] and keep(g[3]) for g in gold)
        with torch.no_grad():
            measure_facts(model, document, hidden, totals, floors or {})
    return dict(totals)


def groups(head):
    """A head, and for statements the ledger and the other acts."""
    yield head, lambda label: True
    if head == "statement":
        yield "ledger", LEDGER.__contains__
        yield "other acts", lambda label: label not in LEDGER


def measure_facts(model, document, hidden, totals, floors):
    """Attributes and links, given the reviewed evidence."""
    if not len(document.slices):
        return
    slices = model.spans(hidden, document.slices)
    for name, head in model.attributes.items():
        places, wanted = document.attributes[name]
        if len(places):
            right = int((head(slices[places]).argmax(1) == wanted).sum())
            totals[name] = [a + b for a, b in zip(totals[name], (right, len(places), len(places)))]
    for role, scores, targets, wanted in link_scores(model, document, hidden):
        count(totals["link " + role], chosen(scores, role, floors.get(role)), targets, wanted)


def link_scores(model, document, hidden):
    """For each fact and role: the role, the scores of its answers, which of them gold has, and how many gold wants."""
    if not len(document.slices) or not len(document.candidates):
        return
    slices, candidates = model.spans(hidden, document.slices), model.spans(hidden, document.candidates)
    for links in document.links:
        role = schema.ROLE_NAMES[links.role]
        scores = model.link(slices[links.facts], candidates[links.candidates], links.role, links.distances)
        for row, targets, i in zip(batches.answer_scores(scores, links.groups).tolist(), links.targets.tolist(), links.facts):
            yield role, row, targets, len(data.wanted(role, document.document.slices[i].fact))


def chosen(scores, role, rule=None):
    """Which answers of a role are taken, the likeliest first: those above the floor; the best one where the rule says `always`."""
    rule = rule or {"floor": 0.0, "always": role == "instrument"}
    order = sorted(range(len(scores)), key=lambda answer: -scores[answer])
    order = order[:1] if role in schema.SINGLE else order
    taken = [answer for answer in order if scores[answer] > rule["floor"]]
    return order[:1] if rule["always"] and not taken else taken


def count(row, answers, targets, wanted):
    row[0] += sum(targets[answer] > 0 for answer in answers)
    row[1] += len(answers)
    row[2] += wanted


def best_floors(model, prepared, grid=(-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0)):
    """Role -> the rule by which its answers are taken, by F1 with reviewed evidence."""
    rules = [{"floor": floor, "always": always} for always in (False, True) for floor in grid]
    totals = {role: [[0, 0, 0] for _ in rules] for role in schema.ROLE_NAMES}
    with torch.no_grad():
        for document in prepared:
            hidden = model.encode(document.pieces, document.lengths)
            for role, scores, targets, wanted in link_scores(model, document, hidden):
                for row, rule in zip(totals[role], rules):
                    count(row, chosen(scores, role, rule), targets, wanted)
    return {role: rules[max(range(len(rules)), key=lambda i: f1(rows[i]))] for role, rows in totals.items()}


def best_biases(model, prepared, grid=(0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)):
    """Head -> what is added to the score of O, by F1 of spans."""
    totals = {head: {bias: [0, 0, 0] for bias in grid} for head in schema.HEADS}
    for document in prepared:
        _, scores = infer(model, document)
        for head, rows in totals.items():
            for bias, row in rows.items():
                verdicts, gold = judge(document.document, found_spans(document.document, scores, head, bias), head)
                row[0] += verdicts.count("right")
                row[1] += len(verdicts) - verdicts.count("optional")
                row[2] += sum(not span[4] for span in gold)
    return {head: max(grid, key=lambda bias: f1(rows[bias])) for head, rows in totals.items()}


def f1(totals):
    right, found, wanted = totals
    return 2 * right / max(1, found + wanted)


def table(totals):
    """Precision, recall and F1 as text."""
    lines = []
    for name, (right, found, wanted) in totals.items():
        precision, recall = right / max(1, found), right / max(1, wanted)
        lines.append(f"  {name:18} P {precision:.2f} R {recall:.2f} F {2 * right / max(1, found + wanted):.3f} ({wanted})")
    return "\n".join(lines)


def spans_as_json(model, prepared, biases):
    """One object for each announcement: every span that is found, in code points, with its probability."""
    for document in prepared:
        _, scores = infer(model, document)
        rows = []
        for head in schema.HEADS:
            for number, span in found_spans(document.document, scores, head, biases.get(head, 0.0)):
                part, start, end = in_text(document.document, number, span)
                row = {"head": head, "label": span.label, "field": part, "start": start, "end": end, "probability": round(span.probability, 4)}
                rows.append(row)
        yield {"id": document.document.record["document"].get("id"), "spans": rows}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    corpus.arguments(parser)
    parser.add_argument("--by-publisher", action="store_true", help="print a table for each publisher too")
    parser.add_argument("--spans", type=pathlib.Path, help="file for the spans that are found, in JSON Lines")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, described, prepared, _ = corpus.measured(options)
    fitted = described.get("calibration", {})
    biases, floors = fitted.get("biases", {}), fitted.get("links", {})
    sets = {"all": prepared}
    if options.by_publisher:
        for document in prepared:
            sets.setdefault(document.document.record["document"].get("publisher") or "", []).append(document)
    for name, documents in sets.items():
        print(f"{name}, {len(documents)} announcements\n{table(measure(model, documents, biases, floors))}")
    if options.spans:
        options.spans.write_text("".join(json.dumps(row) + "\n" for row in spans_as_json(model, prepared, biases)), encoding="utf-8")


if __name__ == "__main__":
    main()
