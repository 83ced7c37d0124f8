"""The reader: a six-layer encoder, one tagger a head, attributes of facts, and links from facts to names and times.

Windows are packed one after another without padding: the linear layers see all pieces of a batch as one matrix, attention stays
inside each window. Weights keep the names of the package that the encoder comes from.
"""
import hashlib
import json
import math
import pathlib

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional

import schema

WIDTH, LAYERS, ATTENTION_HEADS, EPSILON = 384, 6, 12, 1e-12
ROLES = len(schema.ROLES)


class Layer(nn.Module):
    """One layer of BERT, with the residual sums and norms after attention and after the feed-forward part."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.attention_norm, self.output_norm = (nn.LayerNorm(WIDTH, eps=EPSILON) for _ in range(2))
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, hidden, lengths, drop):
        queries = self.query(hidden) / math.sqrt(WIDTH // ATTENTION_HEADS)
        mixed = []
        for parts in zip(*(x.split(lengths) for x in (queries, self.key(hidden), self.value(hidden)))):
            query, key, value = (x.view(len(x), ATTENTION_HEADS, -1).transpose(0, 1) for x in parts)
            weights = torch.softmax(query @ key.transpose(1, 2), -1)
            mixed.append((weights @ value).transpose(0, 1).reshape(-1, WIDTH))
        hidden = self.attention_norm(hidden + drop(self.out(torch.cat(mixed))))
        return self.output_norm(hidden + drop(self.down(functional.gelu(self.up(hidden)))))

    def names(self):
        """Part of this layer -> name in the file."""
        return {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "out": "attention.output.dense", "attention_norm": "attention.output.LayerNorm", "up": "intermediate.dense",
            "down": "output.dense", "output_norm": "output.LayerNorm",
        }


class Model(nn.Module):
    """Encoder and heads."""

    def __init__(self, pieces, positions=512):
        super().__init__()
        self.words, self.positions, self.types = nn.Embedding(pieces, WIDTH), nn.Embedding(positions, WIDTH), nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.heads = nn.ModuleDict({head: nn.Linear(WIDTH, len(schema.tags(head))) for head in schema.HEADS})
        self.attributes = nn.ModuleDict({name: nn.Linear(2 * WIDTH, len(labels)) for name, labels in schema.ATTRIBUTES.items()})
        self.link_q = nn.Linear(2 * WIDTH, ROLES * schema.LINK_WIDTH)
        self.link_k = nn.Linear(2 * WIDTH, ROLES * schema.LINK_WIDTH)
        self.link_distance = nn.Parameter(torch.zeros(ROLES, len(schema.DISTANCES)))
        self.link_bias = nn.Parameter(torch.full((ROLES,), -2.0))
        for linear in [*self.heads.values(), *self.attributes.values(), self.link_q, self.link_k]:
            nn.init.normal_(linear.weight, std=0.02)
            nn.init.zeros_(linear.bias)
        for linear in self.heads.values():
            linear.bias.data[0] = 3.0

    def encode(self, pieces, lengths, drop=lambda x: x, frozen=0):
        """The vectors of all pieces of all windows, one after another. The embeddings and the first `frozen` layers learn nothing."""
        places = torch.cat([torch.arange(length) for length in lengths])
        with torch.no_grad():
            hidden = self.norm(self.words(pieces) + self.positions(places) + self.types.weight[0])
        for number, layer in enumerate(self.layers):
            with torch.set_grad_enabled(torch.is_grad_enabled() and number >= frozen):
                hidden = layer(hidden, lengths, drop)
        return hidden.float()

    def tag(self, hidden):
        """Head -> scores of tags, one row for each piece."""
        return {name: head(hidden) for name, head in self.heads.items()}

    @staticmethod
    def spans(hidden, places):
        """One row for each span of pieces `first..last`: the vector of the first piece beside the mean of all."""
        sums = functional.pad(hidden.cumsum(0), (0, 0, 1, 0))
        first, last = places[:, 0], places[:, 1]
        mean = (sums[last + 1] - sums[first]) / (last + 1 - first).unsqueeze(1)
        return torch.cat([hidden[first], mean], 1)

    def link(self, facts, candidates, role, distances):
        """Scores of one role for all pairs; `distances` holds the class of distance of each pair."""
        part = slice(role * schema.LINK_WIDTH, (role + 1) * schema.LINK_WIDTH)
        query = functional.linear(facts, self.link_q.weight[part], self.link_q.bias[part])
        key = functional.linear(candidates, self.link_k.weight[part], self.link_k.bias[part])
        return query @ key.T / math.sqrt(schema.LINK_WIDTH) + self.link_distance[role][distances] + self.link_bias[role]

    def parts(self):
        """Name in the file -> module or parameter."""
        named = {
            "embeddings.word_embeddings": self.words, "embeddings.position_embeddings": self.positions,
            "embeddings.token_type_embeddings": self.types, "embeddings.LayerNorm": self.norm,
            "head.link_q": self.link_q, "head.link_k": self.link_k,
        }
        for number, layer in enumerate(self.layers):
            named.update({f"encoder.layer.{number}.{name}": getattr(layer, part) for part, name in layer.names().items()})
        named.update({f"head.{name}": head for name, head in {**self.heads, **self.attributes}.items()})
        return named

    def tensors(self):
        """Name in the file -> parameter."""
        named = {f"{name}.{part}": tensor for name, module in self.parts().items() for part, tensor in module.named_parameters()}
        return {**named, "head.link_distance.weight": self.link_distance, "head.link_role.bias": self.link_bias}

    def read(self, file, strict):
        """Takes weights from a file; without `strict`, those that the file has."""
        stored = load_file(file)
        with torch.no_grad():
            for name, tensor in self.tensors().items():
                if strict or name in stored:
                    tensor.copy_(stored[name])

    def write(self, folder, metadata, vocabulary):
        """Writes `reader.safetensors`, `metadata.json` and `vocab.txt`."""
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        weights = folder / "reader.safetensors"
        save_file({name: tensor.detach().float().contiguous() for name, tensor in self.tensors().items()}, weights)
        metadata["sha256"] = hashlib.sha256(weights.read_bytes()).hexdigest()
        (folder / "metadata.json").write_text(json.dumps(metadata, indent=1) + "\n", encoding="utf-8")
        (folder / "vocab.txt").write_bytes(pathlib.Path(vocabulary).read_bytes())


def distance(fact, candidate):
    """The class of distance of a candidate, seen from a slice of evidence."""
    if candidate.in_title and not fact.in_title:
        return schema.DISTANCES.index("title")
    if candidate.window != fact.window:
        return schema.DISTANCES.index("earlier-window" if candidate.window < fact.window else "later-window")
    if candidate.last < fact.first:
        gap, side = fact.first - candidate.last, 1
    elif candidate.first > fact.last:
        gap, side = candidate.first - fact.last, 5
    else:
        return 0
    return side + sum(gap > limit for limit in (8, 24, 64))


def cumulative_offsets(lengths):
    """Where each window begins in the packed matrix."""
    offsets = [0]
    for length in lengths:
        offsets.append(offsets[-1] + length)
    return offsets
