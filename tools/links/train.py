#!/usr/bin/env python3
"""Trains the likelihood of links between facts: crates/register/src/likelihood/links.trees.

    train.py DEMARCHE PAIRS FOLDER...  [--folds N] [--write]

DEMARCHE and PAIRS are the program and its example `pairs` (`cargo build -p demarche -p demarche-register --example pairs`); each FOLDER
holds dossiers as tools/register_score.py of the gold set describes them. Every dossier's reviewed facts are imported into a register of
their own; each listed entry with each later fact is a case. Figures are of dossiers that took no part in training: they are dealt to
N folds by name. Same input, same trees: the seed is fixed.
"""

import argparse
import json
import subprocess
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy
from sklearn.ensemble import HistGradientBoostingClassifier

ROOT = Path(__file__).resolve().parents[2]
TREES = ROOT / "crates/register/src/likelihood/links.trees"
KINDS = ["none", "answers", "refuses", "fulfils", "moves", "withdraws", "misses", "repeats"]
LEDGER = ("request", "proposal", "commitment", "agreement")
SEED = 1
NEAR = 0.3
LEAST = [0.5, 0.45, 0.6, 0.4, 0.6, 0.5, 0.6]
CHANCES = [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7]


def overlap(document, one, two):
    """Largest share of the shorter of two lists of slices that they have in common in the text."""
    def spans(slices):
        for words in slices:
            for field in ("body", "title"):
                at = document[field].find(words)
                if at >= 0:
                    yield field, at, at + len(words)
                    break
    best = 0.0
    for field, start, end in spans(one):
        for other, its_start, its_end in spans(two):
            if field == other:
                common = min(end, its_end) - max(start, its_start)
                best = max(best, common / max(1, min(end - start, its_end - its_start)))
    return best


def importable(record):
    """A record of gold as `demarche import` takes it."""
    facts = []
    for fact in record["facts"]:
        fact = {k: v for k, v in fact.items() if k != "optional"} | {"rule": "gold", "confidence": 1.0}
        for part in ("when", "due", "period"):
            if part in fact:
                fact[part] = {"text": ""} | fact[part]
        facts.append(fact)
    return record | {"facts": facts, "actors": [{k: v for k, v in a.items() if k != "optional"} for a in record["actors"]]}


def cases(demarche, pairs, folder):
    """The cases of a folder of dossiers: dossier, entry, later fact, kind, weight, numbers."""
    records = {r["document"]["id"]: r for r in map(json.loads, (folder / "records.jsonl").read_text().splitlines())}
    for path in sorted(folder.glob("dossier-*.json")):
        dossier = json.loads(path.read_text())
        with tempfile.TemporaryDirectory() as place:
            lines = Path(place) / "records.jsonl"
            lines.write_text("".join(json.dumps(importable(records[i]), ensure_ascii=False) + "\n" for i in dossier["documents"]))
            register = str(Path(place) / "register.db")
            subprocess.run([demarche, "import", str(lines), "--register", register], check=True, stdout=subprocess.DEVNULL)
            told = subprocess.run([pairs, register], check=True, capture_output=True, text=True).stdout.splitlines()
        by_entry = defaultdict(list)
        for pair in map(json.loads, told[1:]):
            by_entry[tuple(pair["entry"])].append(pair)
        words = {i: [[e["exact"] for e in f["evidence"]] for f in records[i]["facts"]] for i in dossier["documents"]}
        for number, entry in enumerate(dossier["entries"]):
            document = records[entry["document"]]["document"]
            said = [(overlap(document, [entry["words"]], words[entry["document"]][n]) + (f["act"] == entry["act"]), -n)
                    for n, f in enumerate(records[entry["document"]]["facts"]) if f["kind"] == "statement" and f["act"] in LEDGER]
            if not said:
                continue
            place = (entry["document"], -max(said)[1])
            for pair in by_entry[place]:
                later, ordinal = pair["later"]
                kind, weight = "none", 1.0
                for because in entry.get("because") or []:
                    if because["document"] != later:
                        continue
                    if overlap(records[later]["document"], [because["words"]], words[later][ordinal]) >= NEAR:
                        kind, weight = because["link"], 0.5 if because.get("optional") else 1.0
                        break
                    # A second teller of one deed is no fault.
                    weight = 0.3
                yield {"dossier": dossier["dossier"], "entry": number, "later": (later, ordinal), "kind": KINDS.index(kind), "weight": weight,
                       "found": pair["found"], "numbers": [numpy.nan if n is None else n for n in pair["numbers"]],
                       "words": words[later][ordinal]}


def learner():
    return HistGradientBoostingClassifier(max_iter=80, learning_rate=0.09, max_leaf_nodes=9, min_samples_leaf=10, l2_regularization=3.0,
                                          max_bins=64, max_features=0.4, early_stopping=False, random_state=SEED)


def fit(all_cases, numbers, kinds, weights, chosen):
    """A model of the chosen cases; of those that are no link a part stands for all."""
    part = numpy.random.RandomState(SEED).rand(len(kinds)) < 0.4
    use = chosen & ((kinds > 0) | part)
    weights = numpy.where(kinds == 0, weights / 0.4, weights)
    return learner().fit(numbers[use], kinds[use], sample_weight=weights[use])


def wanted(folders):
    want, records = {}, {}
    for folder in folders:
        records |= {r["document"]["id"]: r["document"] for r in map(json.loads, (folder / "records.jsonl").read_text().splitlines())}
        for path in sorted(folder.glob("dossier-*.json")):
            dossier = json.loads(path.read_text())
            for number, entry in enumerate(dossier["entries"]):
                want[dossier["dossier"], number] = entry.get("because") or []
    return want, records


def score(all_cases, chances, want, documents, floors):
    """Hits, links told and links wanted by kind, as tools/register_score.py counts them."""
    groups = defaultdict(list)
    for at, case in enumerate(all_cases):
        groups[case["dossier"], case["entry"]].append(at)
    hits, told, wants = Counter(), Counter(), Counter()
    for key, becauses in want.items():
        best = {}
        for at in groups[key]:
            case, sure = all_cases[at], 1 - chances[at][0]
            kind = int(chances[at][1:].argmax()) + 1
            if case["found"] and sure >= floors[kind - 1] and sure > best.get(case["later"][0], (0,))[0]:
                best[case["later"][0]] = (sure, KINDS[kind], case)
        used = set()
        for because in becauses:
            if because.get("optional"):
                continue
            wants[because["link"]] += 1
            one = best.get(because["document"])
            if one and because["document"] not in used and one[1] == because["link"] and overlap(
                    documents[because["document"]], [because["words"]], one[2]["words"]) >= NEAR:
                used.add(because["document"])
                hits[because["link"]] += 1
                told[because["link"]] += 1
        listed = {(b["document"], b["link"]) for b in becauses}
        for document, (_, kind, _) in best.items():
            if document not in used and kind != "repeats" and (document, kind) not in listed:
                told[kind] += 1
    return hits, told, wants


def f1(hits, told, wants):
    return 2 * sum(hits.values()) / max(1, sum(told.values()) + sum(wants.values()))


def write(model, floors, path=TREES):
    lines = ["# Trees of tools/links/train.py: see there.", "base " + " ".join(f"{x:.6g}" for x in model._baseline_prediction.ravel()),
             "floors " + " ".join(f"{x:g}" for x in floors)]
    for round_ in model._predictors:
        for kind, tree in enumerate(round_):
            nodes = [f"{n['value']:.5g}" if n["is_leaf"] else
                     f"{n['feature_idx']} {n['num_threshold']:.9g} {int(n['missing_go_to_left'])} {n['left']} {n['right']}" for n in tree.nodes]
            lines.append(f"{kind} " + ";".join(nodes))
    path.write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("demarche")
    parser.add_argument("pairs")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="train on all and write the trees")
    parser.add_argument("--apart", type=Path, help="a folder for the trees of each fold, with the dossiers that took no part")
    parser.add_argument("--kept", type=Path, help="a file to keep the cases in")
    args = parser.parse_args()
    if args.kept and args.kept.exists():
        all_cases = json.loads(args.kept.read_text())
    else:
        all_cases = [case for folder in args.folders for case in cases(args.demarche, args.pairs, folder)]
        if args.kept:
            args.kept.write_text(json.dumps(all_cases))
    numbers = numpy.array([c["numbers"] for c in all_cases], dtype=float)
    kinds = numpy.array([c["kind"] for c in all_cases])
    weights = numpy.array([c["weight"] for c in all_cases])
    names = sorted({c["dossier"] for c in all_cases})
    fold = numpy.array([names.index(c["dossier"]) % args.folds for c in all_cases])
    linked = kinds > 0
    print(f"{len(all_cases)} cases, {linked.sum()} links, {sum(c['found'] for c in all_cases if c['kind'])} of them found by clues", flush=True)
    chances, models = numpy.zeros((len(all_cases), len(KINDS))), []
    for held in range(args.folds):
        model = fit(all_cases, numbers, kinds, weights, fold != held)
        models.append(model)
        part = model.predict_proba(numbers[fold == held])
        chances[numpy.ix_(fold == held, model.classes_)] = part
        print("fold", held, flush=True)
    want, documents = wanted(args.folders)
    for chance in CHANCES:
        result = score(all_cases, chances, want, documents, [chance] * 7)
        print(f"all at {chance}: F1 {f1(*result):.3f}", *(sum(x.values()) for x in result))
    # The floor of each kind is the one with which all left-out dossiers together score best.
    floors = [0.35] * 7
    for _ in range(2):
        for kind in range(7):
            def tried(chance):
                return f1(*score(all_cases, chances, want, documents, floors[:kind] + [chance] + floors[kind + 1:]))
            floors[kind] = max(CHANCES, key=tried)
    result = score(all_cases, chances, want, documents, floors)
    print("floors", floors, f"F1 {f1(*result):.3f}")
    for kind in KINDS[1:]:
        print(f"  {kind:10} {result[0][kind]} hit, {result[1][kind]} told, {result[2][kind]} wanted")
    # False keeping is worse than none: what is shipped asks for more than the best score does.
    floors = [max(floor, least) for floor, least in zip(floors, LEAST)]
    if args.apart:
        for held, model in enumerate(models):
            write(model, floors, args.apart / f"{held}.trees")
        (args.apart / "folds.json").write_text(json.dumps({name: at % args.folds for at, name in enumerate(names)}))
    if args.write:
        write(fit(all_cases, numbers, kinds, weights, fold >= 0), floors)


if __name__ == "__main__":
    main()
