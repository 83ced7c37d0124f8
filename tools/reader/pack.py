"""Packs a trained encoder and its heads into the one file that the program reads.

    python tools/reader/pack.py WEIGHTS.safetensors VOCABULARY METADATA.json OUT.encoder [--heads HEADS.safetensors] [--keep IDS.txt] [--attention-heads N]
    python tools/reader/pack.py --self-test OUT.encoder EXPECTED.json

WEIGHTS has the names that Hugging Face gives to BERT (`encoder.layer.0.attention.self.query.weight`, ...), matrices as
[outputs, inputs], and a `head.NAME.weight` and `head.NAME.bias` for every head; HEADS may hold these apart. VOCABULARY is
`vocab.txt`, one piece a line, or `tokenizer.json`. METADATA is any JSON; the program hands it on unread. `--keep` names a file with
the numbers of the pieces to keep, one a line; special pieces are always kept. A model whose vocabulary was cut splits texts with
what is left, as the package `tokenizers` does with the vocabulary that `vocabulary()` returns for the same numbers.

`--self-test` packs a tiny model with random weights and writes what it must compute, by plain arithmetic in single precision.

Format, all numbers little-endian: magic `DMENCODE`, u32 format version, SHA-256 of all that follows (32 bytes), u32 count of sections;
a section is a name (u16 length, UTF-8), u64 length and its bytes. Matrices are quantised to 8 bits, symmetrically with a
scale for each output (embeddings: for each piece), and never -128.

| section | content |
|---|---|
| metadata | JSON, UTF-8 |
| shape | u32 layers, width, attention heads, intermediate width, positions; f32 epsilon of the normalisation |
| vocabulary | u32 count; for each piece u32 number in the full vocabulary, string (u16 length, UTF-8) |
| embeddings | f32 scale for each piece, i8 vectors, f32 vectors of positions (that of the first segment added), normalisation |
| layer.N | f32 balance, matrices query, key, value, attention output; normalisation; f32 balance, matrices intermediate, output; normalisation |
| head.NAME | u32 inputs, outputs; f32 weights, one row an output; f32 biases |

A matrix is u32 inputs, u32 outputs, f32 scales, f32 biases, i8 weights in panels of 32 outputs: for each four inputs, for each output of
the panel, the four weights. A normalisation is f32 gains and f32 shifts. A balance is multiplied with the inputs of the matrices that
follow it, whose weights are divided by it, so that inputs which are often large do not take the precision of the others (Xiao et al.
2023, *SmoothQuant*). What is large shows on sequences of random pieces, frequent ones more often: they excite the same numbers as texts do.

Needs numpy and safetensors.
"""

import argparse
import hashlib
import json
import math
import struct
from pathlib import Path

import numpy
from safetensors.numpy import load_file

MAGIC, FORMAT, PANEL = b"DMENCODE", 1, 32
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
MATRICES = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense")
LIMIT = 48 << 20


def string(text):
    data = text.encode("utf8")
    return struct.pack("<H", len(data)) + data


def floats(values):
    values = numpy.ascontiguousarray(values, "<f4")
    assert numpy.isfinite(values).all(), "weights are finite"
    return values.tobytes()


def quantise(weights):
    """Integers between -127 and 127 and the scale of each row."""
    scale = numpy.abs(weights).max(1) / 127
    scale = numpy.where(scale > 0, scale, 1).astype(numpy.float32)
    return numpy.clip(numpy.rint(weights / scale[:, None]), -127, 127).astype(numpy.int8), scale


def matrix(weights, bias):
    outputs, inputs = weights.shape
    assert outputs % PANEL == 0 and inputs % PANEL == 0, "both sides of a matrix are multiples of 32"
    integers, scale = quantise(weights)
    panels = integers.reshape(outputs // PANEL, PANEL, inputs // 4, 4).transpose(0, 2, 1, 3)
    return struct.pack("<II", inputs, outputs) + floats(scale) + floats(bias) + numpy.ascontiguousarray(panels).tobytes()


def balance(largest, matrices):
    """The balance of inputs with these largest magnitudes: half of their spread goes over to the weights."""
    weights = numpy.maximum.reduce([numpy.abs(weights).max(0) for weights in matrices])
    factors = numpy.sqrt(numpy.maximum(weights, 1e-6) / numpy.maximum(largest, 1e-3 * largest.max()))
    return (factors / numpy.exp(numpy.log(factors).mean())).astype(numpy.float32)


def largest_inputs(weights, pieces, attention_heads, sequences=6):
    """The largest magnitude of each input of every matrix, by its name."""
    random = numpy.random.default_rng(20261130)
    words = [number for number, piece in enumerate(pieces) if piece not in SPECIAL and not piece.startswith("[unused")]
    length = min(190, len(weights["embeddings.position_embeddings.weight"]) - 2)
    largest = {}
    for _ in range(sequences):
        ranks = numpy.minimum(random.pareto(0.7, length) * 60, len(words) - 1).astype(int)
        ids = [pieces.index("[CLS]"), *(words[rank] for rank in ranks), pieces.index("[SEP]")]
        reference(weights, ids, attention_heads, seen=largest)
    return largest


def vocabulary(pieces, keep=None):
    """The pieces that are kept, each with its number in the full vocabulary, in the order of these."""
    wanted = set(range(len(pieces))) if keep is None else set(keep) | {pieces.index(name) for name in SPECIAL}
    return [(number, pieces[number]) for number in sorted(wanted)]


def read_vocabulary(path):
    if path.suffix == ".json":
        numbers = json.loads(path.read_text("utf8"))["model"]["vocab"]
        return sorted(numbers, key=numbers.get)
    return path.read_text("utf8").rstrip("\n").split("\n")


def pack(weights, pieces, metadata, attention_heads, keep=None, epsilon=1e-12):
    """The bytes of the file."""
    weights = {name.removeprefix("bert."): numpy.asarray(values, numpy.float32) for name, values in weights.items() if "position_ids" not in name}
    norm = lambda name: floats(weights[f"{name}.weight"]) + floats(weights[f"{name}.bias"])
    words = weights["embeddings.word_embeddings.weight"]
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    width, intermediate = words.shape[1], len(weights["encoder.layer.0.intermediate.dense.bias"])
    largest = largest_inputs(weights, pieces, attention_heads)
    kept = vocabulary(pieces, keep)
    integers, scale = quantise(words[[number for number, _ in kept]])
    sections = {
        "metadata": metadata.encode("utf8"),
        "shape": struct.pack("<IIIIIf", layers, width, attention_heads, intermediate, len(positions), epsilon),
        "vocabulary": struct.pack("<I", len(kept)) + b"".join(struct.pack("<I", number) + string(piece) for number, piece in kept),
        "embeddings": floats(scale) + integers.tobytes() + floats(positions) + norm("embeddings.LayerNorm"),
    }
    for layer in range(layers):
        name = f"encoder.layer.{layer}"
        values = {part: weights[f"{name}.{part}.weight"] for part in MATRICES}
        into_attention = balance(largest[f"{name}.{MATRICES[0]}"], [values[part] for part in MATRICES[:3]])
        into_inner = balance(largest[f"{name}.{MATRICES[4]}"], [values[MATRICES[4]]])
        divisors = dict.fromkeys(MATRICES[:3], into_attention) | {MATRICES[4]: into_inner}
        parts = [matrix(values[part] / divisors.get(part, 1), weights[f"{name}.{part}.bias"]) for part in MATRICES]
        norms = [norm(f"{name}.attention.output.LayerNorm"), norm(f"{name}.output.LayerNorm")]
        sections[f"layer.{layer}"] = b"".join([floats(into_attention), *parts[:4], norms[0], floats(into_inner), *parts[4:], norms[1]])
    for name in weights:
        if name.startswith("head.") and name.endswith(".weight"):
            values, bias = weights[name], weights[name.removesuffix("weight") + "bias"]
            assert values.ndim == 2 and bias.shape == values.shape[:1], f"{name} has a row for each bias"
            sections[name.removesuffix(".weight")] = struct.pack("<II", *values.shape[::-1]) + floats(values) + floats(bias)
    content = struct.pack("<I", len(sections)) + b"".join(string(name) + struct.pack("<Q", len(data)) + data for name, data in sections.items())
    return MAGIC + struct.pack("<I", FORMAT) + hashlib.sha256(content).digest() + content


def reference(weights, ids, attention_heads, epsilon=1e-12, seen=None):
    """The vectors of a sequence of pieces in single precision, unquantised. `seen` gathers the largest inputs of each matrix."""

    def norm(values, name):
        centred = values - values.mean(-1, keepdims=True)
        return centred / numpy.sqrt((centred**2).mean(-1, keepdims=True) + epsilon) * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def dense(values, name):
        if seen is not None:
            seen[name] = numpy.maximum(numpy.abs(values).max(0), seen.get(name, 0))
        return values @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    erf = numpy.vectorize(math.erf, otypes=[numpy.float32])
    split = lambda values: values.reshape(len(ids), attention_heads, -1).transpose(1, 0, 2)
    hidden = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][: len(ids)]
    hidden = norm(hidden + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    for layer in range(layers):
        name = f"encoder.layer.{layer}"
        query, key, value = (split(dense(hidden, f"{name}.attention.self.{part}")) for part in ("query", "key", "value"))
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
        shares = numpy.exp(scores - scores.max(-1, keepdims=True))
        context = (shares / shares.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(hidden.shape)
        hidden = norm(hidden + dense(context, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm")
        inner = dense(hidden, f"{name}.intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
        hidden = norm(hidden + dense(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    return hidden.astype(numpy.float32)


def self_test(out, expected):
    """A tiny model with random weights, and the vectors and scores of a few sequences."""
    random = numpy.random.default_rng(20261130)
    width, intermediate, layers, heads, positions = 64, 96, 2, 2, 48
    words = "the talks on trade in goods began with a first round ##s ##ed ##ing sign agree ##ment minister zur ##ich , . - 2 ##0 ##2 ##6".split()
    pieces = [*SPECIAL, *words]
    normal = lambda *shape, spread=0.3: (random.standard_normal(shape) * spread).astype(numpy.float32)
    weights = {
        "embeddings.word_embeddings.weight": normal(len(pieces), width),
        "embeddings.position_embeddings.weight": normal(positions, width, spread=0.1),
        "embeddings.token_type_embeddings.weight": normal(2, width, spread=0.1),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(layers):
        name = f"encoder.layer.{layer}"
        for part in MATRICES:
            inputs, outputs = {"intermediate.dense": (width, intermediate), "output.dense": (intermediate, width)}.get(part, (width, width))
            weights[f"{name}.{part}.weight"], weights[f"{name}.{part}.bias"] = normal(outputs, inputs, spread=0.2), normal(outputs, spread=0.1)
        norms += [f"{name}.attention.output.LayerNorm", f"{name}.output.LayerNorm"]
    for name in norms:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = 1 + normal(width, spread=0.2), normal(width, spread=0.1)
    weights["head.kind.weight"], weights["head.kind.bias"] = normal(5, width), normal(5)
    weights["head.pair.weight"], weights["head.pair.bias"] = normal(19, 2 * width), normal(19)
    out.write_bytes(pack(weights, pieces, json.dumps({"labels": {"kind": list("abcde")}}), heads))
    cases = []
    for length in (1, 2, 13, 40, positions):
        ids = random.integers(0, len(pieces), length)
        vectors = reference(weights, ids, heads)
        scores = vectors @ weights["head.kind.weight"].T + weights["head.kind.bias"]
        ends = numpy.concatenate([vectors[0], vectors[-1]]) @ weights["head.pair.weight"].T + weights["head.pair.bias"]
        rounded = lambda values: [round(float(value), 4) for value in values]
        cases.append({"ids": ids.tolist(), "first": rounded(vectors[0]), "last": rounded(vectors[-1]), "kind_of_last": rounded(scores[-1]), "pair_of_ends": rounded(ends)})
    expected.write_text("".join(json.dumps(case) + "\n" for case in cases), "utf8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--heads", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--attention-heads", type=int, default=12)
    args = parser.parse_args()
    if args.self_test:
        return self_test(*args.files)
    source, pieces, metadata, out = args.files
    weights = load_file(source) | (load_file(args.heads) if args.heads else {})
    keep = [int(line) for line in args.keep.read_text().split()] if args.keep else None
    text = metadata.read_text("utf8")
    json.loads(text)
    data = pack(weights, read_vocabulary(pieces), text, args.attention_heads, keep)
    assert len(data) <= LIMIT, f"the file has {len(data):,} bytes, more than {LIMIT:,}"
    out.write_bytes(data)
    print(f"{out}: {len(data):,} bytes, {hashlib.sha256(data[44:]).hexdigest()}")


if __name__ == "__main__":
    main()
