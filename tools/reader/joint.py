#!/usr/bin/env python3
"""Joins what the reader finds with what the rules find, on announcements that the reader was not trained on, and fits confidence.

    joint.py --model FOLDER --encoder FOLDER --program DEMARCHE --scorer SCORE.py --data FILE_OR_FOLDER … [--held REGEX] [--write]

The probability that a fact is right is a logistic regression for each kind: for a fact of the rules over the log odds of its own
confidence and of the reader's probability of its label over its evidence; for a fact of the reader alone over the log odds of its
probability. `--write` stores the fitted numbers in `metadata.json` of the model.
"""
import argparse
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
import torch

import corpus
import data
import evaluate
import records

KINDS = ("statement", "event", "stage", "figure", "role")
FLOOR = 1e-4


def log_odds(chance):
    chance = numpy.clip(chance, FLOOR, 1 - FLOOR)
    return numpy.log(chance / (1 - chance))


def logistic(features, right, ridge=1.0, rounds=30):
    """Weights of a logistic regression by Newton's method; the last one is the constant."""
    rows = numpy.column_stack([features, numpy.ones(len(features))])
    weights, penalty = numpy.zeros(rows.shape[1]), ridge * numpy.eye(rows.shape[1])
    penalty[-1, -1] = 1e-3
    for _ in range(rounds):
        chances = 1 / (1 + numpy.exp(-rows @ weights))
        slope = rows.T @ (right - chances) - penalty @ weights
        curve = rows.T @ (rows * (chances * (1 - chances))[:, None]) + penalty
        weights += numpy.linalg.solve(curve, slope)
    return weights


def apply(weights, features):
    return 1 / (1 + numpy.exp(-(numpy.asarray(features) @ weights[:-1] + weights[-1])))


def calibration_error(chances, right, bins=10):
    """Expected calibration error over bins of equal width."""
    places = numpy.minimum((chances * bins).astype(int), bins - 1)
    return sum(abs(chances[places == b].sum() - right[places == b].sum()) for b in range(bins)) / max(1, len(chances))


def load_scorer(path):
    spec = importlib.util.spec_from_file_location("scorer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Case:
    """One announcement: gold, the record of the rules, and the facts of the reader."""

    def __init__(self, model, prepared, found, biases, links):
        self.gold, self.rules = prepared.document.record, found
        self.learned, self.scores = records.read(model, prepared, biases, links)
        self.supports = [records.support(prepared.document, self.scores, fact) for fact in found["facts"]]


def right_facts(scorer, gold, record, facts):
    """Whether each fact is one that reviewers have too, optional ones included."""
    own, other = scorer.Names(gold), scorer.Names(record)
    right = {}
    for kind in KINDS:
        chosen = [fact for fact in facts if fact["kind"] == kind]
        pairs, _, _ = scorer.pair([fact for fact in gold["facts"] if fact["kind"] == kind], chosen, kind, own, other)
        right.update({id(fact): True for _, fact in pairs})
    return [id(fact) in right for fact in facts]


def fit(scorer, cases):
    """Kind -> source (`rules` or `reader`) -> weights, with the number of facts and the calibration error over two folds."""
    rows = {}
    for number, case in enumerate(cases):
        verdicts = right_facts(scorer, case.gold, case.rules, case.rules["facts"])
        for fact, support, right in zip(case.rules["facts"], case.supports, verdicts):
            features = [log_odds(support), log_odds(fact["confidence"])]
            rows.setdefault((fact["kind"], "rules"), []).append((features, right, number % 2))
        learned = [fact for fact, _ in case.learned]
        verdicts = right_facts(scorer, case.gold, case.rules, learned)
        for (fact, chance), right in zip(case.learned, verdicts):
            rows.setdefault((fact["kind"], "reader"), []).append(([log_odds(chance)], right, number % 2))
    fitted = {}
    for (kind, source), found in rows.items():
        features, right, fold = (numpy.array(column, float) for column in zip(*found))
        folded = numpy.zeros(len(right))
        for part in (0, 1):
            if (fold != part).any():
                folded[fold == part] = apply(logistic(features[fold != part], right[fold != part]), features[fold == part])
        fitted.setdefault(kind, {})[source] = {
            "weights": [round(float(w), 4) for w in logistic(features, right)],
            "facts": len(right), "right": round(float(right.mean()), 4), "calibration_error": round(float(calibration_error(folded, right)), 4),
        }
    return fitted


def joined(scorer, case, fitted, floors):
    """The record of the rules with the likelier of the facts of rules and reader."""
    ranked = []
    for fact, support in zip(case.rules["facts"], case.supports):
        weights = fitted[fact["kind"]]["rules"]["weights"]
        chance = float(apply(numpy.array(weights), [log_odds(support), log_odds(fact["confidence"])]))
        ranked.append((chance, "rules", fact))
    for fact, chance in case.learned:
        weights = fitted[fact["kind"]]["reader"]["weights"]
        ranked.append((float(apply(numpy.array(weights), [log_odds(chance)])), "reader", fact))
    kept = []
    for chance, source, fact in sorted(ranked, key=lambda entry: (-entry[0], entry[1] == "reader")):
        if chance < floors.get(fact["kind"], 0.0):
            continue
        rival = next((i for i, (_, s, other) in enumerate(kept) if s != source and same_place(scorer, fact, other)), None)
        if rival is None:
            kept.append((chance, source, fact))
        elif source == "rules" and data.label_of(fact) == data.label_of(kept[rival][2]):
            kept[rival] = (kept[rival][0], "both", fact)
    return dict(case.rules, facts=[fact for _, _, fact in kept])


def same_place(scorer, fact, other):
    if fact["kind"] != other["kind"]:
        return False
    if fact["kind"] == "stage":
        return fact["stage"] == other["stage"] and scorer.overlap(fact, other) >= 0.3
    return scorer.overlap(fact, other) >= 0.3


def score(path, golds, predicted):
    """What the scorer prints as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        files = [pathlib.Path(folder) / name for name in ("gold", "predicted")]
        for file, rows in zip(files, (golds, predicted)):
            file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        done = subprocess.run([sys.executable, path, *files, "--json"], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)


def row(name, result):
    kinds = " ".join(
        f"{kind} {k['f1']:.3f} (P {k['precision']:.2f} R {k['recall']:.2f})"
        for kind in ("event", "ledger", "other acts", "stage", "figure", "role")
        for k in [result["kinds"].get(kind, {"f1": 0, "precision": 0, "recall": 0})]
    )
    return f"{name:28} headline {result['headline']:.3f} {kinds}"


def best_floors(scorer, path, cases, fitted):
    """Kind -> the least probability at which facts are kept, by F1."""
    floors = {}
    names = {"event": "event", "stage": "stage", "figure": "figure", "statement": "statement", "role": "role"}
    grid = [0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]
    results = {floor: score(path, [c.gold for c in cases], [joined(scorer, c, fitted, dict.fromkeys(KINDS, floor)) for c in cases]) for floor in grid}
    for kind, name in names.items():
        floors[kind] = max(grid, key=lambda floor: results[floor]["kinds"].get(name, {"f1": 0})["f1"])
    return floors


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    corpus.arguments(parser)
    parser.add_argument("--scorer", required=True, help="the scorer of records, score.py")
    parser.add_argument("--fitted", type=pathlib.Path, help="metadata.json of a model whose fitted numbers are used instead of fitting")
    parser.add_argument("--write", nargs="*", type=pathlib.Path, default=[], help="metadata.json files that the fitted numbers go into")
    parser.add_argument("--report", type=pathlib.Path, help="file for the figures, as card.py reads them")
    parser.add_argument("--dump", type=pathlib.Path, help="file for the joined records")
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    model, _, prepared, found = corpus.measured(options)
    known = json.loads(options.fitted.read_text())["calibration"] if options.fitted else None
    biases = known["biases"] if known else evaluate.best_biases(model, prepared)
    links = known["links"] if known else evaluate.best_floors(model, prepared)
    scorer = load_scorer(options.scorer)
    cases = [Case(model, document, annotated, biases, links) for document, annotated in zip(prepared, found)]
    spans = evaluate.measure(model, prepared, biases, links)
    print(evaluate.table(spans))
    golds = [case.gold for case in cases]
    scored = {
        "rules": score(options.scorer, golds, [case.rules for case in cases]),
        "reader, figures of the rules": score(options.scorer, golds, [alone(case) for case in cases]),
    }
    fitted = known["facts"] if known else fit(scorer, cases)
    floors = known["floors"] if known else best_floors(scorer, options.scorer, cases, fitted)
    results = [joined(scorer, case, fitted, floors) for case in cases]
    scored["joined"] = score(options.scorer, golds, results)
    for name, result in scored.items():
        print(row(name, result))
        print("  fields: " + " ".join(f"{field} {value:.2f}" for field, value in result["fields"].items()))
    calibration = {"biases": biases, "links": links, "floors": floors, "facts": fitted, "held_out": options.held, "announcements": len(cases)}
    print(json.dumps(calibration, indent=1))
    if options.report:
        report = {"announcements": len(cases), "held_out": options.held, "documents": scored, "spans": spans}
        options.report.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if options.dump:
        options.dump.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in results), encoding="utf-8")
    for path in options.write:
        stored = json.loads(path.read_text())
        stored["calibration"] = calibration
        path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def alone(case):
    """The facts of the reader, with the figures and roles of the rules."""
    kept = [fact for fact in case.rules["facts"] if fact["kind"] in ("figure", "role")]
    return dict(case.rules, facts=kept + [fact for fact, _ in case.learned])


if __name__ == "__main__":
    main()
