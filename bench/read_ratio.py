#!/usr/bin/env python3
"""How much reading into the register costs beside reading alone, in one run.

    python bench/read_ratio.py [DOCUMENTS] [ROUNDS]

Makes announcements by recombining the corpus, lets `demarche extract` and `demarche read` (into a new register each time) take
turns at them, and prints the ratio of their throughputs: by the clock, and by the time of the processors, in which it shows
least what else the machine does. Then the peak memory of `read`, for a quarter of the announcements and for all.
Builds the program first (release).
"""

import os
import subprocess
import sys
import tempfile
import time

DOCUMENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3


def run(*command):
    """Seconds by the clock, seconds of the processors, and MiB at the peak."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    os.chdir(root)
    for target in (["-p", "demarche"], ["-p", "demarche-reading", "--example", "extraction"]):
        subprocess.run(["cargo", "build", "--quiet", "--release", *target], check=True)
    target = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release")
    program = os.path.join(target, "demarche")
    with tempfile.TemporaryDirectory() as folder:
        inbox, part = os.path.join(folder, "made.jsonl"), os.path.join(folder, "part.jsonl")
        with open(inbox, "wb") as file:
            subprocess.run([os.path.join(target, "examples", "extraction"), "generate", str(DOCUMENTS)], stdout=file, check=True)
        with open(inbox, "rb") as whole, open(part, "wb") as file:
            file.writelines(line for number, line in enumerate(whole) if number < DOCUMENTS // 4)

        def read(name, inbox):
            return run(program, "read", inbox, "--register", os.path.join(folder, f"{name}.db"))

        extracted, written = [], []
        for number in range(ROUNDS):
            extracted.append(run(program, "extract", "--format", "jsonl", inbox, "-o", os.path.join(folder, "facts.jsonl")))
            written.append(read(f"round-{number}", inbox))
        print(f"{DOCUMENTS} documents, the best of {ROUNDS} rounds of each")
        for what, column in (("by the clock", 0), ("of the processors", 1)):
            alone, into = (min(run[column] for run in runs) * 1e3 / DOCUMENTS for runs in (extracted, written))
            print(f"{what}: extract {alone:.2f} ms a document, read {into:.2f} ms, throughput {alone / into:.2f} of extraction")
        size = os.path.getsize(os.path.join(folder, "round-0.db"))
        print(f"size on disk: {size / 1024 / DOCUMENTS:.1f} KiB a document")
        quarter, all_of_it = read("part", part)[2], max(run[2] for run in written)
        print(f"peak memory of read: {quarter:.0f} MiB for {DOCUMENTS // 4} documents, {all_of_it:.0f} MiB for {DOCUMENTS}")


main()
