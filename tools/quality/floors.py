#!/usr/bin/env python3
"""Extracts the reviewed announcements and fails when quality falls below what has been reached.

    floors.py SHARED_FOLDER DEMARCHE_BINARY
"""
import json
import pathlib
import subprocess
import sys
import tempfile

# Reached levels, rounded down a little: a change that falls below one of these has made reading worse.
FLOORS = {
    "motir-2025-12": {
        "source": "motir-2025-12.txt",
        "headline": 0.98,
        "kinds": {"event": 0.97, "ledger": 0.97, "other acts": 0.95, "stage": 0.97, "figure": 0.97, "role": 0.97, "actors": 0.94, "instruments": 0.91},
        "fields": {
            "event.start": 0.90, "event.status": 0.95, "event.participants": 0.84, "statement.speakers": 0.97, "statement.addressees": 0.76,
            "statement.about": 0.85, "statement.due": 0.95, "stage.as_of": 0.88,
        },
    },
    "dev": {
        "source": "dev.jsonl",
        "headline": 0.895,
        "kinds": {"event": 0.88, "ledger": 0.92, "other acts": 0.88, "stage": 0.80, "figure": 0.96, "role": 0.96, "actors": 0.92, "instruments": 0.83},
        "fields": {
            "event.start": 0.89, "event.end": 0.92, "event.status": 0.92, "event.participants": 0.68, "statement.speakers": 0.92,
            "statement.addressees": 0.59, "statement.about": 0.81, "statement.due": 0.90, "stage.as_of": 0.86, "figure.period": 0.90,
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
    print("\n".join(failures) or "every figure is at or above its floor")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
