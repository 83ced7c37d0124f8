#!/usr/bin/env python3
"""Reads whole archives of announcements on one thread and says what came of it.

    archive.py DEMARCHE_BINARY ARCHIVE... [--limit SECONDS] [--growth SHARE] [--slowest N] [--first N] [--json]

An archive is a file of JSON Lines, one document a line with "id", "title", "published" and "body", plain or gzipped. It is read by
`demarche extract --jobs 1`, whose records come one after the other: what the processor did for the program between two of them, to
a hundredth of a second, is the time that a document took, however busy the machine is with other things. Printed for each archive:
how many documents went in and records came out, what could not be read, the slowest documents, the memory of the process over
the run, how many slices of evidence are the text that they point at, and the documents that were not read for their language.

Fails when the program ended early, a document is missing or could not be read, one took longer than the limit, memory grew, or a
slice differs. Run it before a release and after any change of the engine, on texts that nobody has tuned the rules to; such
texts do not belong in the repository.
"""
import argparse
import collections
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time


def documents(path):
    """The lines of an archive."""
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
    with opened as lines:
        return [line for line in lines if line.strip()]


def memory(process):
    """Resident and highest resident memory of a process in KiB; nothing when it is gone."""
    try:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return None
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    if "VmRSS" not in fields:
        return None
    return tuple(int(fields[name].split()[0]) for name in ("VmRSS", "VmHWM"))


def processor(process, tick=os.sysconf("SC_CLK_TCK")):
    """Seconds that the processor did for a process; nothing when it is gone."""
    try:
        stat = pathlib.Path(f"/proc/{process.pid}/stat").read_text()
    except OSError:
        return None
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / tick


def wrong_slices(record):
    """How many slices of evidence a record has, and those that are not the text they point at."""
    slices = [slice for fact in record["facts"] for slice in fact["evidence"]]
    texts = {field: record["document"][field] for field in ("title", "body")}
    wrong = [slice for slice in slices if not slice["exact"] or texts[slice["field"]][slice["start"]:slice["end"]] != slice["exact"]]
    return len(slices), wrong


def read(binary, lines):
    """Reads the documents of an archive and gathers what came of each."""
    with tempfile.TemporaryDirectory() as folder:
        source, errors = pathlib.Path(folder, "archive.jsonl"), pathlib.Path(folder, "errors.jsonl")
        source.write_text("".join(lines), encoding="utf-8")
        command = [binary, "extract", "--format", "jsonl", "--jobs", "1", "--errors", str(errors), str(source)]
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        said = []
        listener = threading.Thread(target=lambda: said.extend(process.stderr), daemon=True)
        listener.start()
        arrived, sizes, highest = [], [], 0
        # Only what is needed for the clock is done while the program runs: it must not wait for this one.
        for line in process.stdout:
            arrived.append((processor(process), line))
            if len(arrived) % 10 == 0 and (now := memory(process)):
                sizes.append(now[0])
                highest = max(highest, now[1])
        status, seconds = process.wait(), time.monotonic() - start
        listener.join()
        unread = [json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines()] if errors.exists() else []
    # The first document is not asked for: its time would hold the start of the program.
    records, before = [], arrived[0][0] if arrived else 0.0
    for at, line in arrived:
        # A program that has ended did nothing more.
        at = before if at is None else at
        records.append((at - before, json.loads(line)))
        before = at
    return {"status": status, "records": records, "unread": unread, "sizes": sizes, "highest": highest, "seconds": seconds, "said": said}


def summary(path, lines, run, slowest):
    """The figures of a run."""
    records = run["records"]
    total, wrong = 0, []
    languages, passages, facts = collections.Counter(), 0, 0
    for _, record in records:
        count, differing = wrong_slices(record)
        total += count
        wrong += [(record["document"]["id"], slice) for slice in differing]
        facts += len(record["facts"])
        for diagnostic in record.get("diagnostics", []):
            if diagnostic["kind"] == "language-not-read":
                languages[record["document"]["language"]] += 1
            else:
                passages += 1
    sizes, tenth = run["sizes"], max(1, len(run["sizes"]) // 10)
    mean = lambda values: round(sum(values) / len(values) / 1024) if values else 0
    by_time = sorted(records, key=lambda item: -item[0])[:slowest]
    return {
        "archive": str(path),
        "documents": len(lines),
        "records": len(records),
        "exit status": run["status"],
        "not read": run["unread"],
        "facts": facts,
        "seconds": round(run["seconds"], 1),
        "slowest": [{"seconds": round(taken, 2), "characters": len(record["document"]["body"]), "id": record["document"]["id"]} for taken, record in by_time],
        # The first tenth fills caches.
        "MiB early": mean(sizes[tenth : 3 * tenth]),
        "MiB half-way": mean(sizes[4 * tenth : 6 * tenth]),
        "MiB late": mean(sizes[-2 * tenth :]),
        "MiB at most": run["highest"] // 1024,
        "slices": total,
        "slices that differ": wrong,
        "languages not read": dict(languages.most_common()),
        "documents with passages not read": passages,
        "said": [line.rstrip() for line in run["said"] if not line.startswith("note: ")][:20],
    }


def failures(found, limit, growth):
    """What of a run is not as it should be."""
    failed = []
    if found["exit status"] < 0:
        failed.append(f"the program was ended by signal {-found['exit status']}")
    if found["records"] != found["documents"]:
        failed.append(f"{found['documents']} documents went in and {found['records']} records came out")
    failed += [f"not read: {row}" for row in found["not read"]]
    failed += [f"{slow['id']} took {slow['seconds']} s" for slow in found["slowest"] if slow["seconds"] > limit]
    failed += [f"a slice of {document} differs: {slice}" for document, slice in found["slices that differ"][:10]]
    if found["MiB late"] > (1 + growth) * found["MiB early"] + 16:
        failed.append(f"memory grew from {found['MiB early']} to {found['MiB late']} MiB")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("archives", nargs="+", type=pathlib.Path)
    parser.add_argument("--limit", type=float, default=5.0, help="seconds of the processor that a document may take")
    parser.add_argument("--growth", type=float, default=0.15, help="share by which memory may grow from early to late")
    parser.add_argument("--slowest", type=int, default=5, help="how many of the slowest documents are printed")
    parser.add_argument("--first", type=int, help="only so many documents of each archive")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    all_failures, all_found = [], []
    for path in arguments.archives:
        lines = documents(path)[: arguments.first]
        found = summary(path, lines, read(arguments.binary, lines), arguments.slowest)
        all_found.append(found)
        all_failures += [f"{path.name}: {failure}" for failure in failures(found, arguments.limit, arguments.growth)]
        if not arguments.json:
            print(f"== {path.name}")
            for name, value in found.items():
                shown = "".join(f"\n    {row}" for row in value) if isinstance(value, list) and value else value if value != [] else "none"
                print(f"  {name}: {shown}")
    if arguments.json:
        print(json.dumps(all_found, ensure_ascii=False, indent=2))
    print("\n".join(all_failures) or "everything is as it should be", file=sys.stderr)
    return bool(all_failures)


if __name__ == "__main__":
    sys.exit(main())
