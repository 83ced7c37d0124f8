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


def measure(model, prepared, biases=None):
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
            measure_facts(model, document, hidden, totals)
    return dict(totals)


def groups(head):
    """A head, and for statements the ledger and the other acts."""
    yield head, lambda label: True
    if head == "statement":
        yield "ledger", LEDGER.__contains__
        yield "other acts", lambda label: label not in LEDGER


def measure_facts(model, document, hidden, totals):
    """Attributes and links, given the reviewed evidence."""
    if not len(document.slices):
        return
    slices = model.spans(hidden, document.slices)
    for name, head in model.attributes.items():
        places, wanted = document.attributes[name]
        if len(places):
            right = int((head(slices[places]).argmax(1) == wanted).sum())
            totals[name] = [a + b for a, b in zip(totals[name], (right, len(places), len(places)))]
    if not len(document.candidates):
        return
    candidates = model.spans(hidden, document.candidates)
    for links in document.links:
        scores = model.link(slices[links.facts], candidates[links.candidates], links.role, links.distances)
        chosen = batches.answer_scores(scores, links.groups) > 0
        wanted = sum(len(data.wanted(schema.ROLE_NAMES[links.role], document.document.slices[i].fact)) for i in links.facts)
        row = totals["link " + schema.ROLE_NAMES[links.role]]
        row[0] += int((chosen & (links.targets > 0)).sum())
        row[1] += int(chosen.sum())
        row[2] += wanted


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
    biases = described.get("calibration", {}).get("biases", {})
    sets = {"all": prepared}
    if options.by_publisher:
        for document in prepared:
            sets.setdefault(document.document.record["document"].get("publisher") or "", []).append(document)
    for name, chosen in sets.items():
        print(f"{name}, {len(chosen)} announcements\n{table(measure(model, chosen, biases))}")
    if options.spans:
        options.spans.write_text("".join(json.dumps(row) + "\n" for row in spans_as_json(model, prepared, biases)), encoding="utf-8")


if __name__ == "__main__":
    main()
