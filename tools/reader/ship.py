#!/usr/bin/env python3
"""Makes the model file of the program from what training wrote: describes links and confidence, and packs the weights.

    ship.py TRAINED_FOLDER OUT.demarche [--calibration calibration.json] [--candidates]

TRAINED_FOLDER has `reader.safetensors`, `metadata.json` and `vocab.txt`, as `train.py` writes them. What distance adds to links is
a handful of numbers: they go into the description, the rest is packed by `pack.py`. `--calibration` is what `calibrate.py` printed.
`--candidates` sets all floors to 0, so that `demarche annotate` shows every candidate that `calibrate.py` is to weigh.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

from safetensors.numpy import load_file, save_file

KINDS = ("event", "ledger", "other", "stage", "figure", "role")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trained", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--calibration", type=pathlib.Path)
    parser.add_argument("--candidates", action="store_true")
    options = parser.parse_args()
    weights = load_file(options.trained / "reader.safetensors")
    description = json.loads((options.trained / "metadata.json").read_text(encoding="utf-8"))
    distance, bias = weights.pop("head.link_distance.weight"), weights.pop("head.link_role.bias")
    links = description.setdefault("links", {})
    links["distance"] = [[round(float(value), 6) for value in row] for row in distance]
    links["bias"] = [round(float(value), 6) for value in bias]
    # What `joint.py` wrote beside the weights: the bias of each head towards no span, and from which score on names are linked.
    fitted = description.pop("calibration", {})
    description["outside_bias"] = fitted.get("biases", {})
    links["thresholds"] = fitted.get("links", {})
    if options.calibration:
        description["calibration"] = json.loads(options.calibration.read_text(encoding="utf-8"))
    if options.candidates:
        calibration = description.setdefault("calibration", {})
        for kind in KINDS:
            calibration[kind] = {"rule": [0.0, 1.0, 0.0], "span": [0.0, 1.0], "floor": 0.0}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        save_file(weights, folder / "weights.safetensors")
        (folder / "metadata.json").write_text(json.dumps(description, sort_keys=True, separators=(",", ":")), encoding="utf-8")
        pack = pathlib.Path(__file__).with_name("pack.py")
        inputs = [folder / "weights.safetensors", options.trained / "vocab.txt", folder / "metadata.json", options.out]
        subprocess.run([sys.executable, pack, *inputs], check=True)


if __name__ == "__main__":
    main()
