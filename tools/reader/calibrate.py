#!/usr/bin/env python3
"""Fits how sure the reader may be, on announcements of publishers that the model has not seen.

    calibrate.py SCORER.py GOLD.jsonl ANNOTATED.jsonl [GOLD ANNOTATED …]

ANNOTATED is what `demarche annotate --format jsonl` prints with a model whose floors are 0, so that every candidate is there. A fact is
right when the scorer pairs it with a reviewed fact; optional ones count neither way. For each kind two logistic regressions are
fitted (Platt 1999): of facts that a rule read, over the log-odds of the rule's confidence and of the encoder's probability; of
facts that the encoder alone saw, over the log-odds of its probability. The floor is the confidence with the best F1.
Prints the coefficients as the JSON that the description of the model takes under `calibration`, and on standard error what they reach.
"""
import importlib.util
import json
import sys
from collections import defaultdict

import numpy

LEDGER = {"request", "proposal", "commitment", "agreement"}


def scorer_of(path):
    spec = importlib.util.spec_from_file_location("scorer", path)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def kind_of(fact):
    """The kind by which a fact is weighed."""
    if fact["kind"] != "statement":
        return fact["kind"]
    return "ledger" if fact["act"] in LEDGER else "other"


def judged(scorer, gold, annotated):
    """For each kind: (rule's confidence or None, encoder's probability, right) of each fact, and the number of reviewed facts."""
    rows, wanted = defaultdict(list), defaultdict(int)
    found = {scorer.key(record): record for record in annotated}
    for reviewed in gold:
        record = found.get(scorer.key(reviewed))
        if record is None:
            continue
        names = scorer.Names(reviewed), scorer.Names(record)
        weighed = {id(fact): how for fact, how in zip(record["facts"], record["weighed"])}
        for kind in scorer.KINDS:
            golds = [fact for fact in reviewed["facts"] if fact["kind"] == kind]
            facts = [fact for fact in record["facts"] if fact["kind"] == kind]
            pairs, _, _ = scorer.pair(golds, facts, kind, *names)
            right = {id(fact): not reference.get("optional") for reference, fact in pairs}
            for fact in facts:
                if right.get(id(fact)) is not False or id(fact) not in right:
                    how = weighed[id(fact)]
                    rows[kind_of(fact)].append((how.get("stated"), how["seen"], id(fact) in right))
            for fact in golds:
                wanted[kind_of(fact)] += not fact.get("optional")
    return rows, wanted


def log_odds(probability):
    kept = numpy.clip(probability, 0.005, 0.995)
    return numpy.log(kept / (1 - kept))


def logistic(features, right, penalty=1.0):
    """Coefficients of a logistic regression with a ridge penalty, by Newton's method."""
    weights = numpy.zeros(features.shape[1])
    ridge = penalty * numpy.eye(features.shape[1])
    ridge[0, 0] = 1e-6
    for _ in range(50):
        chance = 1 / (1 + numpy.exp(-features @ weights))
        gradient = features.T @ (right - chance) - ridge @ weights
        curvature = (features * (chance * (1 - chance))[:, None]).T @ features + ridge
        weights = weights + numpy.linalg.solve(curvature, gradient)
    return weights


def fit(rows):
    """Coefficients and the confidence of every row."""
    by_rule = [row for row in rows if row[0] is not None]
    alone = [row for row in rows if row[0] is None]
    coefficients = {"rule": [0.0, 1.0, 0.0], "span": [0.0, 1.0]}
    confident = []
    for name, part in (("rule", by_rule), ("span", alone)):
        if len(part) < 20:
            continue
        columns = [numpy.ones(len(part))]
        if name == "rule":
            columns.append(log_odds(numpy.array([row[0] for row in part])))
        columns.append(log_odds(numpy.array([row[1] for row in part])))
        features, right = numpy.stack(columns, 1), numpy.array([float(row[2]) for row in part])
        weights = logistic(features, right)
        coefficients[name] = [round(float(weight), 4) for weight in weights]
        confident += list(zip(1 / (1 + numpy.exp(-features @ weights)), right))
    return coefficients, sorted(confident, key=lambda pair: -pair[0])


def best_floor(confident, wanted):
    """The confidence above which F1 is best, with that F1."""
    hits, best = 0, (0.0, 0.5)
    for number, (confidence, right) in enumerate(confident, 1):
        hits += right
        best = max(best, (2 * hits / (number + wanted), confidence))
    return best


def main():
    scorer = scorer_of(sys.argv[1])
    rows, wanted = defaultdict(list), defaultdict(int)
    for gold, annotated in zip(sys.argv[2::2], sys.argv[3::2]):
        some, number = judged(scorer, scorer.load(gold), scorer.load(annotated))
        for kind, found in some.items():
            rows[kind] += found
        for kind, count in number.items():
            wanted[kind] += count
    calibration = {}
    for kind in ("event", "ledger", "other", "stage", "figure", "role"):
        coefficients, confident = fit(rows[kind])
        f1, floor = best_floor(confident, wanted[kind])
        calibration[kind] = {**coefficients, "floor": round(max(float(floor) - 1e-4, 0.0), 4)}
        kept = [pair for pair in confident if pair[0] >= floor]
        error = abs(sum(confidence - right for confidence, right in kept)) / max(len(kept), 1)
        print(f"{kind:8} {len(rows[kind]):5} candidates, {wanted[kind]:5} reviewed, F1 {f1:.3f} from {floor:.2f} on, confidence off by {error:.3f} there", file=sys.stderr)
    print(json.dumps(calibration))


if __name__ == "__main__":
    main()
