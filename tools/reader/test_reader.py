"""Windows, labels, decoding and links on a small record: `python -m unittest discover tools/reader`."""
import tempfile
import unittest

import numpy
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

import batches
import data
import decode
import evaluate
import model as reader
import names
import schema
import train

TITLE = "Norland asks Sudland to open its market"
BODY = (
    "Minister Ada Berg asked Sudland to open its market.\nShe said that Norland would lower 12 duties by May 2031. "
    "Sudland noted the request."
)


def slice_of(part, words):
    text = {"title": TITLE, "body": BODY}[part]
    return {"field": part, "start": text.index(words), "end": text.index(words) + len(words), "exact": words}


RECORD = {
    "document": {"id": "x", "title": TITLE, "published": "2030-03-01", "publisher": "Ministry of Norland", "body": BODY},
    "actors": [
        {"name": "Ada Berg", "kind": "person"},
        {"name": "Sudland", "kind": "jurisdiction"},
        {"name": "Norland", "kind": "jurisdiction", "jurisdiction": "NL"},
    ],
    "instruments": [],
    "facts": [
        {
            "kind": "statement", "act": "request", "speakers": ["Ada Berg"], "addressees": ["Sudland"], "content": "open its market",
            "evidence": [slice_of("body", "asked Sudland to open its market")],
        },
        {
            "kind": "statement", "act": "commitment", "firmness": "firm", "speakers": ["Norland"], "voiced_by": "Ada Berg",
            "content": "lower 12 duties by May 2031", "due": {"end": "2031-05-31", "text": "by May 2031"},
            "evidence": [slice_of("body", "said that Norland would lower 12 duties by May 2031")],
        },
        {"kind": "figure", "value": 12, "unit": "duty", "evidence": [slice_of("body", "12 duties")]},
        {"kind": "statement", "act": "position", "optional": True, "content": "", "evidence": [slice_of("body", "noted the request")]},
    ],
}
FOUND = {
    "actors": RECORD["actors"], "instruments": [], "times": [dict(slice_of("body", "May 2031"), **{"from": "2031-05-01", "to": "2031-05-31"})],
    "names": [
        dict(slice_of("body", "Ada Berg"), kind="person", canonical="Ada Berg"),
        dict(slice_of("body", "Sudland"), kind="jurisdiction", canonical="Sudland"),
        dict(slice_of("body", "She"), kind="person", canonical="Ada Berg"),
        dict(slice_of("body", "Norland"), kind="jurisdiction", canonical="Norland"),
    ],
}


def tokenizer():
    split = pre_tokenizers.BertPreTokenizer()
    words = sorted({word.lower() for text in (TITLE, BODY) for word, _ in split.pre_tokenize_str(text)})
    vocabulary = {word: i for i, word in enumerate(["[UNK]", "[CLS]", "[SEP]", *words])}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = normalizers.BertNormalizer(), split
    return made


def document(max_pieces=256):
    return data.Reader(tokenizer(), max_pieces).document(RECORD, FOUND)


class Windows(unittest.TestCase):
    def test_parts_cover_the_body_and_end_where_sentences_end(self):
        windows = document(30).windows
        self.assertGreater(len(windows), 1)
        self.assertTrue(all(len(window.pieces) <= 30 for window in windows))
        self.assertEqual([w.end for w in windows[:-1]], [w.start for w in windows[1:]])
        first = document(30).offsets["body"][windows[1].start][0]
        self.assertTrue(BODY[first:].startswith("She said"))

    def test_labels_come_back_as_spans(self):
        for size in (256, 30):
            made = document(size)
            for head in ("statement", "figure", "content", "actor"):
                scores = {head: [numpy.eye(len(schema.tags(head)))[numpy.maximum(w.labels[head], 0)] * 9 for w in made.windows]}
                verdicts, gold = evaluate.judge(made, evaluate.found_spans(made, scores, head), head)
                self.assertEqual(verdicts.count("right"), sum(not span[4] for span in gold), head)
                self.assertNotIn("wrong", verdicts)

    def test_optional_words_count_neither_way(self):
        window = document().windows[0]
        self.assertTrue((window.labels["statement"][-5:-2] == data.IGNORED).all())


class Decoding(unittest.TestCase):
    def test_inner_tags_follow_their_own_label(self):
        scores = numpy.random.default_rng(1).normal(size=(200, len(schema.tags("event"))))
        tags = decode.viterbi(scores)
        for before, tag in zip([0, *tags], tags):
            if tag and tag % 2 == 0:
                self.assertIn(before, (tag - 1, tag))


class Links(unittest.TestCase):
    def test_gold_answers_are_targets(self):
        prepared = batches.prepare(document())
        by_role = {schema.ROLE_NAMES[links.role]: links for links in prepared.links}
        made = prepared.document

        def answers(role, row):
            links = by_role[role]
            return {made.candidates[i].key for i, g in zip(links.candidates, links.groups.tolist()) if links.targets[row, g]}

        self.assertEqual(answers("speaker", 0), {"Ada Berg"})
        self.assertEqual(answers("addressee", 0), {"Sudland"})
        self.assertEqual(answers("voiced_by", 1), {"Ada Berg"})
        self.assertEqual(answers("due", 1), {"2031-05-01/2031-05-31"})

    def test_distance_classes(self):
        made = document()
        request = made.slices[0]
        found = {c.key: schema.DISTANCES[reader.distance(request, c)] for c in made.candidates[:2]}
        self.assertEqual(found, {"Ada Berg": "before-8", "Sudland": "inside"})

    def test_names(self):
        self.assertTrue(names.alike("Ministry of Trade", "the Trade Ministry"))
        self.assertFalse(names.alike("Norland", "Sudland"))


class Training(unittest.TestCase):
    def test_weights_survive_writing_and_losses_fall(self):
        torch.manual_seed(1)
        made = reader.Model(tokenizer().get_vocab_size(), 64)
        prepared = batches.prepare(document())
        optim = train.optimizer(made, frozen=1)
        history = []
        for _ in range(8):
            total = sum(batches.losses(made, made.encode(prepared.pieces, prepared.lengths, frozen=1), [prepared]).values())
            optim.zero_grad()
            total.backward()
            optim.step()
            history.append(total.item())
        self.assertLess(history[-1], history[0] / 2)
        with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as vocabulary:
            made.write(folder, {}, vocabulary.name)
            again = reader.Model(tokenizer().get_vocab_size(), 64)
            again.read(folder + "/reader.safetensors", strict=True)
        for name, tensor in again.tensors().items():
            self.assertTrue(torch.equal(tensor, made.tensors()[name]), name)


if __name__ == "__main__":
    unittest.main()
