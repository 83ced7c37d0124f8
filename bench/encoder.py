"""Compares the encoder with ONNX Runtime in one run: the same weights in 8 bits, the same pieces, one thread each.

    python bench/encoder.py MODEL.encoder WEIGHTS.safetensors [--texts FILE] [--window 192] [--rounds 3]

MODEL was packed from WEIGHTS by `tools/reader/pack.py`. FILE holds texts, one JSON string a line; without it they are the project's own
announcements. Needs numpy, safetensors, onnx, onnxruntime and sympy, and builds the example `encoder_throughput` in release mode. Weights go to
ONNX Runtime as a graph that its own optimiser for BERT fuses and its own dynamic quantisation turns into 8 bits. Both take
turns; seconds are those of the processor, and the ratio of one run is what counts.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PROGRAM = TARGET / "release/examples/encoder_throughput"


def graph(weights, heads):
    """The encoder as exporters write it, for one sequence of any length."""
    nodes, constants = [], {}

    def constant(name, values):
        constants[name] = numpy_helper.from_array(numpy.ascontiguousarray(values), name)
        return name

    def node(kind, inputs, **attributes):
        out = f"{kind}_{len(nodes)}"
        nodes.append(helper.make_node(kind, inputs, [out], name=f"node_{out}", **attributes))
        return out

    def dense(values, name):
        product = node("MatMul", [values, constant(f"{name}.weight.T", weights[f"{name}.weight"].T)])
        return node("Add", [constant(f"{name}.bias", weights[f"{name}.bias"]), product])

    def norm(values, name):
        parts = [constant(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias")]
        return node("LayerNormalization", [values, *parts], axis=-1, epsilon=1e-12)

    def scalar(value):
        return constant(f"scalar_{value}", numpy.float32(value))

    width = weights["embeddings.word_embeddings.weight"].shape[1]
    depth = width // heads
    split = constant("split", numpy.array([0, 0, heads, depth], numpy.int64))
    joined = constant("joined", numpy.array([0, 0, width], numpy.int64))
    words = node("Gather", [constant("words", weights["embeddings.word_embeddings.weight"]), "ids"])
    segments = node("Gather", [constant("segments", weights["embeddings.token_type_embeddings.weight"]), "segment_ids"])
    places = node("Gather", [constant("places", weights["embeddings.position_embeddings.weight"]), "place_ids"])
    hidden = norm(node("Add", [node("Add", [words, segments]), places]), "embeddings.LayerNorm")
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    for layer in range(layers):
        name = f"encoder.layer.{layer}"
        query, key, value = (node("Reshape", [dense(hidden, f"{name}.attention.self.{part}"), split]) for part in ("query", "key", "value"))
        query, value = (node("Transpose", [part], perm=[0, 2, 1, 3]) for part in (query, value))
        key = node("Transpose", [key], perm=[0, 2, 3, 1])
        scores = node("Div", [node("MatMul", [query, key]), scalar(math.sqrt(depth))])
        context = node("Transpose", [node("MatMul", [node("Softmax", [scores], axis=-1), value])], perm=[0, 2, 1, 3])
        update = dense(node("Reshape", [context, joined]), f"{name}.attention.output.dense")
        hidden = norm(node("Add", [update, hidden]), f"{name}.attention.output.LayerNorm")
        inner = dense(hidden, f"{name}.intermediate.dense")
        error = node("Erf", [node("Div", [inner, scalar(math.sqrt(2))])])
        inner = node("Mul", [node("Mul", [inner, node("Add", [error, scalar(1)])]), scalar(0.5)])
        hidden = norm(node("Add", [dense(inner, f"{name}.output.dense"), hidden]), f"{name}.output.LayerNorm")
    nodes.append(helper.make_node("Identity", [hidden], ["vectors"]))
    ids = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "pieces"]) for name in ("ids", "segment_ids", "place_ids")]
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", "pieces", width])
    made = helper.make_graph(nodes, "encoder", ids, [vectors], list(constants.values()))
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def peers(weights, heads, folder):
    """Sessions of ONNX Runtime, by the name of what was done to the graph."""
    plain = folder / "plain.onnx"
    onnx.save(graph(weights, heads), plain)
    paths = {"as it is": plain}
    try:
        from onnxruntime.transformers.optimizer import optimize_model

        width = weights["embeddings.word_embeddings.weight"].shape[1]
        fused = optimize_model(str(plain), model_type="bert", num_heads=heads, hidden_size=width, opt_level=0)
        fused.save_model_to_file(str(folder / "fused.onnx"))
        print("fused:", fused.get_fused_operator_statistics(), file=sys.stderr)
        paths["fused"] = folder / "fused.onnx"
    except ImportError as error:
        print(f"the optimiser for BERT is not there: {error}", file=sys.stderr)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    sessions = {}
    for name, path in paths.items():
        quantised = path.with_suffix(".int8.onnx")
        quantize_dynamic(
            path,
            quantised,
            op_types_to_quantize=["MatMul", "Attention"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
        sessions[name] = onnxruntime.InferenceSession(str(quantised), options, providers=["CPUExecutionProvider"])
    return sessions


def run(session, windows):
    """Seconds of the processor for all windows, and the vectors of the first."""
    first, names = None, {part.name for part in session.get_inputs()}
    start = time.process_time()
    for ids in windows:
        inputs = {"ids": ids, "segment_ids": numpy.zeros_like(ids), "place_ids": numpy.arange(ids.shape[1])[None]}
        (vectors,) = session.run(None, {name: values for name, values in inputs.items() if name in names})
        first = vectors[0] if first is None else first
    return time.process_time() - start, first


def likeness(a, b):
    return float(((a * b).sum(1) / numpy.linalg.norm(a, axis=1) / numpy.linalg.norm(b, axis=1)).mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--window", type=int, default=192)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--attention-heads", type=int, default=12)
    args = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "-p", "demarche-encoder", "--example", "encoder_throughput"], cwd=ROOT, check=True)
    weights = {name: values for name, values in load_file(args.weights).items() if values.dtype == numpy.float32}
    with tempfile.TemporaryDirectory() as folder:
        folder, texts = Path(folder), args.texts
        if texts is None:
            announcements = (json.loads(line) for line in (ROOT / "corpus/announcements.jsonl").read_text("utf8").splitlines())
            texts = folder / "texts.jsonl"
            texts.write_text("".join(json.dumps(f"{one['title']}\n\n{one['body']}") + "\n" for one in announcements))

        def ours(*options):
            command = [PROGRAM, args.model, texts, "--window", str(args.window), "--repeat", "1", *options]
            return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

        ours("--dump", folder)
        windows = [numpy.array([json.loads(line)], numpy.int64) for line in (folder / "windows.jsonl").read_text().splitlines()]
        mine = numpy.fromfile(folder / "vectors.f32", "<f4").reshape(-1, weights["embeddings.word_embeddings.weight"].shape[1])
        sessions = peers(weights, args.attention_heads, folder)
        best = {}
        for _ in range(args.rounds):
            for name, session in sessions.items():
                seconds, vectors = run(session, windows)
                best[name] = min(best.get(name, math.inf), seconds)
            for name in ("vnni", "avx2"):
                try:
                    best[name] = min(best.get(name, math.inf), (result := ours("--set", name))["seconds"])
                except subprocess.CalledProcessError:
                    print(f"this processor lacks {name}", file=sys.stderr)
    words = result["words"]
    print(f"{words:,} words, {result['pieces']:,} pieces in {len(windows):,} windows of at most {args.window}")
    print(f"first window: mean cosine to ONNX Runtime {likeness(vectors, mine[: len(vectors)]):.4f}")
    peer = min(best[name] for name in sessions)
    for name, seconds in best.items():
        label = f"ONNX Runtime {onnxruntime.__version__}, {name}" if name in sessions else f"encoder, {name}"
        print(f"{label}: {words / seconds:,.0f} words/s, {peer / seconds:.2f} times the peer")
    print(f"load {result['load'] * 1000:.0f} ms, peak memory {result['peak_memory']}")


if __name__ == "__main__":
    main()
