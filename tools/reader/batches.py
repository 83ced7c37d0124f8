"""Documents as tensors, and the losses of a batch of them."""
import random
from dataclasses import dataclass

import torch
from torch.nn import functional

import data
import model as reader
import names
import schema

HEAD_WEIGHTS = {"statement": 1.0, "event": 1.0, "stage": 1.0, "figure": 0.5, "role": 0.5, "content": 0.5, "actor": 0.5, "instrument": 0.5, "time": 0.3}
ATTRIBUTE_WEIGHT, LINK_WEIGHT = 0.2, 0.6


@dataclass
class Links:
    """All pairs of one role in one document."""

    role: int
    facts: list  # places among the slices of the document
    candidates: list  # places among its candidates
    distances: torch.Tensor  # facts × candidates
    groups: torch.Tensor  # candidate -> its answer
    targets: torch.Tensor  # facts × answers, 1 where gold has the answer


@dataclass
class Prepared:
    """A document that is ready for training."""

    document: data.Document
    pieces: torch.Tensor
    lengths: list
    labels: dict
    slices: torch.Tensor  # first and last piece of each slice in the packed document
    candidates: torch.Tensor
    attributes: dict  # name -> (places among the slices, labels)
    links: list


def packed(spans, offsets):
    return torch.tensor([[offsets[s.window] + s.first, offsets[s.window] + s.last] for s in spans], dtype=torch.long).view(-1, 2)


def groups_of(candidates):
    """The answers of a list of candidates, and for each candidate the place of its answer."""
    keys = list(dict.fromkeys(candidate.key for candidate in candidates))
    return keys, [keys.index(candidate.key) for candidate in candidates]


def pairs(document, role):
    """The pairs of one role with what gold says of them; nothing where there is no fact or no candidate."""
    name, kind, wants = schema.ROLES[role]
    facts = [i for i, s in enumerate(document.slices) if s.fact["kind"] == kind]
    chosen = [i for i, c in enumerate(document.candidates) if c.kind == wants]
    if not facts or not chosen:
        return None
    candidates = [document.candidates[i] for i in chosen]
    keys, groups = groups_of(candidates)
    forms, known = names.Forms(document.record), {}
    targets = torch.zeros(len(facts), len(keys))
    for row, i in enumerate(facts):
        for value in data.wanted(name, document.slices[i].fact):
            for group, candidate in zip(groups, candidates):
                at = (str(value), group)
                if at not in known:
                    known[at] = data.answers(name, value, candidate, forms)
                targets[row, group] = max(targets[row, group], float(known[at]))
    distances = torch.tensor([[reader.distance(document.slices[i], c) for c in candidates] for i in facts])
    return Links(role, facts, chosen, distances, torch.tensor(groups), targets)


def prepare(document):
    offsets = reader.cumulative_offsets([len(window.pieces) for window in document.windows])
    attributes = {}
    for kind, name in schema.ATTRIBUTE_OF.items():
        key = "status" if name == "event_status" else name
        places = [i for i, s in enumerate(document.slices) if s.fact["kind"] == kind]
        if name == "firmness":
            places = [i for i in places if document.slices[i].fact["act"] in ("commitment", "agreement")]
        labels = [schema.ATTRIBUTES[name].index(document.slices[i].fact.get(key) or schema.ATTRIBUTES[name][0]) for i in places]
        attributes[name] = (torch.tensor(places, dtype=torch.long), torch.tensor(labels, dtype=torch.long))
    return Prepared(
        document,
        torch.tensor([piece for window in document.windows for piece in window.pieces]),
        [len(window.pieces) for window in document.windows],
        {head: torch.cat([torch.from_numpy(window.labels[head]) for window in document.windows]) for head in schema.HEADS},
        packed(document.slices, offsets),
        packed(document.candidates, offsets),
        attributes,
        [links for links in (pairs(document, role) for role in range(len(schema.ROLES))) if links],
    )


def in_batches(documents, pieces, rng: random.Random):
    """Shuffled documents in batches of about so many pieces."""
    order, batch, size = list(documents), [], 0
    rng.shuffle(order)
    for document in order:
        if batch and size + len(document.pieces) > pieces:
            yield batch
            batch, size = [], 0
        batch.append(document)
        size += len(document.pieces)
    if batch:
        yield batch


def answer_scores(scores, groups):
    """Scores of answers: log of the sum of the odds of the candidates that resolve to each."""
    top = scores.detach().amax()
    odds = torch.zeros(len(scores), int(groups.max()) + 1).index_add(1, groups, (scores - top).exp())
    return odds.clamp_min(1e-30).log() + top


def link_loss(model, hidden, batch):
    """Cross-entropy of every answer of every role, for each fact."""
    total, facts, begin = 0.0, 0, 0
    for document in batch:
        own = hidden[begin : begin + len(document.pieces)]
        begin += len(document.pieces)
        if not document.links:
            continue
        slices, candidates = model.spans(own, document.slices), model.spans(own, document.candidates)
        for links in document.links:
            scores = model.link(slices[links.facts], candidates[links.candidates], links.role, links.distances)
            scores = answer_scores(scores, links.groups)
            total = total + functional.binary_cross_entropy_with_logits(scores, links.targets, reduction="sum")
            facts += len(links.facts)
    return total / max(facts, 1)


def losses(model, hidden, batch):
    """Name -> weighted loss of a batch, from the vectors of its pieces."""
    result = {}
    for head, scores in model.tag(hidden).items():
        labels = torch.cat([document.labels[head] for document in batch])
        if (labels != data.IGNORED).any():
            loss = functional.cross_entropy(scores, labels, ignore_index=data.IGNORED)
            result[head] = HEAD_WEIGHTS[head] * loss
    for name, head in model.attributes.items():
        rows, labels, begin = [], [], 0
        for document in batch:
            places, wanted = document.attributes[name]
            rows.append(document.slices[places] + begin)
            labels.append(wanted)
            begin += len(document.pieces)
        if sum(map(len, labels)):
            vectors = model.spans(hidden, torch.cat(rows))
            result[name] = ATTRIBUTE_WEIGHT * functional.cross_entropy(head(vectors), torch.cat(labels))
    loss = link_loss(model, hidden, batch)
    if torch.is_tensor(loss):
        result["links"] = LINK_WEIGHT * loss
    return result
