"""From scores of tags to spans."""
from dataclasses import dataclass

import numpy

import schema


@dataclass
class Span:
    """Pieces `first..last` (inclusive) of a window that carry a label."""

    label: str
    first: int
    last: int
    probability: float  # mean over the pieces of the probability of the label, as B or I


def log_softmax(scores):
    scores = scores - scores.max(-1, keepdims=True)
    return scores - numpy.log(numpy.exp(scores).sum(-1, keepdims=True))


def viterbi(scores):
    """The best sequence of tags in which an I follows a B or an I of its own label."""
    pieces, count = scores.shape
    inner = numpy.arange(2, count, 2)
    best = scores[0].copy()
    best[inner] = -numpy.inf
    back = numpy.zeros((pieces, count), numpy.int64)
    for i in range(1, pieces):
        top = int(best.argmax())
        back[i, :] = top
        reach = numpy.full(count, best[top])
        stay = best[inner] >= best[inner - 1]
        back[i, inner] = numpy.where(stay, inner, inner - 1)
        reach[inner] = numpy.where(stay, best[inner], best[inner - 1])
        best = reach + scores[i]
    tags = [int(best.argmax())]
    for i in range(pieces - 1, 0, -1):
        tags.append(int(back[i, tags[-1]]))
    return tags[::-1]


def spans(head, scores, begin, bias=0.0):
    """The spans of a head in the rows of one text; `begin` is the place of the first row, `bias` is added to O."""
    if not len(scores):
        return []
    logs = log_softmax(scores)
    chances = numpy.exp(logs)
    shifted = logs.copy()
    shifted[:, 0] += bias
    found, labels = [], schema.HEADS[head]
    for i, tag in enumerate(viterbi(shifted)):
        if tag % 2 == 1:
            found.append([(tag - 1) // 2, i, i])
        elif tag > 0:
            found[-1][2] = i
    result = []
    for label, first, last in found:
        part = chances[first : last + 1, 1 + 2 * label] + chances[first : last + 1, 2 + 2 * label]
        result.append(Span(labels[label], begin + first, begin + last, float(part.mean())))
    return result


def decode(head, scores, window, number, bias=0.0):
    """The spans of a head in one window; the title is read in the first window alone."""
    found = spans(head, scores[window.body : window.body + window.end - window.start], window.body, bias)
    if number == 0 and window.title:
        found = spans(head, scores[1 : window.title + 1], 1, bias) + found
    return found
