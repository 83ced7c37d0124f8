#!/usr/bin/env python3
"""How often facts of each confidence are right, by rule and in all, on reviewed facts.

    calibrate.py SCORER.py GOLD.jsonl PREDICTED.jsonl [GOLD PREDICTED …]

A fact is right when the scorer pairs it with a reviewed fact, an optional one too. Prints for each rule and confidence the number
of facts and the share that is right, then the same for bins of confidence, and the mean distance between the two (ECE, expected
calibration error; Naeini, Cooper and Hauskrecht 2015).
"""
import importlib.util
import sys
from collections import defaultdict


def main():
    spec = importlib.util.spec_from_file_location("scorer", sys.argv[1])
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    rules, bins = defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0, 0.0])
    for gold_path, predicted_path in zip(sys.argv[2::2], sys.argv[3::2]):
        predicted = {scorer.key(record): record for record in scorer.load(predicted_path)}
        for gold in scorer.load(gold_path):
            record = predicted.get(scorer.key(gold))
            if record is None:
                continue
            names = scorer.Names(gold), scorer.Names(record)
            for kind in scorer.KINDS:
                facts = [fact for fact in record["facts"] if fact["kind"] == kind]
                pairs, _, _ = scorer.pair([fact for fact in gold["facts"] if fact["kind"] == kind], facts, kind, *names)
                right = {id(fact) for _, fact in pairs}
                for fact in facts:
                    rules[fact["rule"], round(fact["confidence"], 2)][0] += 1
                    rules[fact["rule"], round(fact["confidence"], 2)][1] += id(fact) in right
                    tenth = min(int(fact["confidence"] * 20 + 1e-6), 19)
                    bins[tenth][0] += 1
                    bins[tenth][1] += id(fact) in right
                    bins[tenth][2] += fact["confidence"]
    for (rule, confidence), (facts, right) in sorted(rules.items()):
        print(f"{rule:24} {confidence:.2f} {facts:5} facts {right / facts:6.2f} right")
    total = sum(facts for facts, _, _ in bins.values())
    error = 0.0
    for tenth, (facts, right, confidence) in sorted(bins.items()):
        print(f"confidence {tenth / 20:.2f} to {(tenth + 1) / 20:.2f} {facts:5} facts {right / facts:6.2f} right")
        error += facts / total * abs(right / facts - confidence / facts)
    print(f"expected calibration error {error:.3f} over {total} facts")


if __name__ == "__main__":
    main()
