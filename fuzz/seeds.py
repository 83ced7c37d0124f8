#!/usr/bin/env python3
"""Fills the corpora of the fuzz targets from an archive of announcements, so that fuzzing begins with texts of the field.

    seeds.py ARCHIVE... [--count N]

An archive is a file of JSON Lines with "title" and "body", plain or gzipped. Each headline, and the first sentences of each body,
become seeds in `fuzz/corpus/TARGET/`, which git ignores: the texts of others stay out of the repository.
"""
import argparse
import gzip
import hashlib
import json
import pathlib
import re

HERE = pathlib.Path(__file__).parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", nargs="+", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=1000, help="documents taken of each archive, evenly over it")
    arguments = parser.parse_args()
    written = 0
    for path in arguments.archives:
        opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
        with opened as lines:
            documents = [json.loads(line) for line in lines if line.strip()]
        for document in documents[:: max(1, len(documents) // arguments.count)]:
            title, body = document["title"], document["body"]
            opening = " ".join(re.split(r"(?<=[.!?])\s+", body)[:2])[:600]
            record = {"document": {**document, "title": title, "body": opening}, "facts": []}
            if opening:
                exact = opening[:20]
                record["facts"] = [{"kind": "figure", "value": 1.0, "unit": "percent", "qualifier": "exact", "measure": exact, "rule": "seed",
                                    "confidence": 0.5, "evidence": [{"field": "body", "start": 0, "end": len(exact), "exact": exact}]}]
            seeds = {
                "analyze": [title, opening],
                "times": [opening],
                "amounts": [opening],
                "facts": [title, f"{title}\n{opening}"],
                "languages": [f"en\n{title}\n{opening}"],
                "documents": [json.dumps({**document, "body": opening}, ensure_ascii=False), f"{title}\n3 May 2025\n\n{opening}",
                              f"<html lang=en><body><article><h1>{title}</h1><p>{opening}</p></article></body></html>"],
                "records": [json.dumps(record, ensure_ascii=False)],
            }
            for target, texts in seeds.items():
                folder = HERE / "corpus" / target
                folder.mkdir(parents=True, exist_ok=True)
                for text in texts:
                    name = hashlib.sha256(text.encode()).hexdigest()[:16]
                    (folder / name).write_text(text, encoding="utf-8")
                    written += 1
    print(f"{written} seeds in {HERE / 'corpus'}")


if __name__ == "__main__":
    main()
