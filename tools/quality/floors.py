#!/usr/bin/env python3
"""Extracts the reviewed announcements and fails when quality falls below what has been reached.

    floors.py SHARED_FOLDER DEMARCHE_BINARY
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

# Reached levels, rounded down a little: a change that falls below one of these has made reading worse. The first set is the one that
# counts: no rule was written on it and no model trained.
FLOORS = {
    "real-ch": {
        "source": "real-ch.jsonl",
        "headline": 0.71,
        "kinds": {"event": 0.73, "ledger": 0.67, "other acts": 0.72, "stage": 0.50, "figure": 0.91, "role": 0.68, "instruments": 0.62},
        "fields": {"event.status": 0.92, "statement.firmness": 0.88, "stage.as_of": 0.86},
    },
    "motir-2025-12": {
        "source": "motir-2025-12.txt",
        "headline": 0.97,
        "kinds": {"event": 0.96, "ledger": 0.97, "other acts": 0.95, "stage": 0.93, "figure": 0.97, "role": 0.97, "actors": 0.94, "instruments": 0.85},
        "fields": {
            "event.start": 0.90, "event.status": 0.95, "event.participants": 0.84, "statement.speakers": 0.97, "statement.addressees": 0.76,
            "statement.about": 0.85, "statement.due": 0.95, "stage.as_of": 0.88,
        },
    },
    "dev": {
        "source": "dev.jsonl",
        "headline": 0.89,
        "kinds": {"event": 0.86, "ledger": 0.91, "other acts": 0.88, "stage": 0.80, "figure": 0.96, "role": 0.96, "actors": 0.92, "instruments": 0.83},
        "fields": {
            "event.start": 0.86, "event.end": 0.86, "event.status": 0.92, "event.participants": 0.68, "statement.speakers": 0.91,
            "statement.addressees": 0.54, "statement.about": 0.81, "statement.due": 0.90, "stage.as_of": 0.86, "figure.period": 0.90,
        },
    },
}


def main():
    shared, binary = pathlib.Path(sys.argv[1]), sys.argv[2]
    failures = []
    for name, floors in FLOORS.items():
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as out:
            subprocess.run([binary, "extract", shared / "announcements" / floors["source"], "--format", "jsonl"], stdout=out, check=True)
            command = [sys.executable, shared / "tools" / "score.py", shared / "gold" / f"{name}.jsonl", out.name]
            print(f"== {name}")
            print(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            score = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
        reached = {"headline": score["headline"], **{kind: score["kinds"][kind]["f1"] for kind in floors["kinds"]}}
        reached.update({field: score["fields"].get(field, 0.0) for field in floors["fields"]})
        wanted = {"headline": floors["headline"], **floors["kinds"], **floors["fields"]}
        failures += [f"{name}: {what} is {reached[what]:.3f}, the floor is {floor}" for what, floor in wanted.items() if reached[what] < floor]
        if score["absent"]:
            failures.append(f"{name}: {score['absent']} documents are absent")
    polarity = [sys.executable, shared / "tools" / "polarity.py", shared / "gold" / "polarity.tsv", binary, "--errors"]
    said = subprocess.run(polarity, capture_output=True, text=True, check=True).stdout.strip()
    print(f"== polarity\n{said}")
    clean, of, found, needed = (int(number) for number in re.findall(r"(\d+) of (\d+)", said.splitlines()[-1]) for number in number)
    if clean < of or found < needed:
        failures.append("polarity: something comes out as its opposite, or is missed")
    print("\n".join(failures) or "every figure is at or above its floor")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
