#!/usr/bin/env python3
"""Counts in how many of the reviewed announcements each stem is: crates/reading/src/meaning/frequencies.tsv.

    frequencies.py

The table is fixed: what two facts have in common weighs the same whatever else a register holds. Stems are cut as
`reading::meaning` cuts them.
"""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "crates/reading/src/meaning"
WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")
ENDS = [line.split("\t") for line in (FOLDER / "endings.tsv").read_text().splitlines() if not line.startswith("#")]
EMPTY = set((FOLDER / "empty.txt").read_text().split())


def plain(text):
    text = unicodedata.normalize("NFKD", text).lower().replace("\u2019", "'").replace("\u2013", "-")
    return "".join(c for c in text if not unicodedata.combining(c))


def stem(word):
    word = word.removesuffix("'s")
    if len(word) > 4:
        for end, put in ENDS:
            if word.endswith(end) and len(word) - len(end) >= 3:
                return word[: -len(end)] + put
    elif len(word) > 3 and word.endswith("s"):
        return word[:-1]
    return word


def main():
    found, documents = Counter(), 0
    for path in sorted((ROOT / "corpus/reviewed").glob("*.jsonl")):
        for line in path.read_text().splitlines():
            document = json.loads(line)["document"]
            words = WORD.findall(plain(f"{document['title']} {document['body']}"))
            found.update({stem(word) for word in words if word not in EMPTY and len(word) > 1})
            documents += 1
    rows = [f"{word}\t{count}" for word, count in sorted(found.items()) if count > 1]
    text = f"# In how many of {documents} announcements a stem is, as tools/links/frequencies.py counts them.\n"
    (FOLDER / "frequencies.tsv").write_text(f"{text}.\t{documents}\n" + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
