"""Reviewed records as windows of pieces with labels, and the names and times that facts can be linked to.

A window is `[CLS] title (at most 40 pieces) [SEP] part of the body [SEP]`, at most 256 pieces. Labels of the title are learned in
the first window alone. A label of -1 counts neither way: it stands for what is optional, and for what is no text of its own here.
"""
import json
import pathlib
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy

import names
import schema

IGNORED = -1
CLS, SEP = "[CLS]", "[SEP]"
STOPS = {".", "!", "?"}
CLOSERS = {'"', "”", "’", "'", ")"}


@dataclass
class Window:
    """Pieces of one window and where the words of its title and body lie in the text."""

    pieces: list  # identifiers, with [CLS] and [SEP]
    title: int  # pieces of the title, which begin at 1
    start: int  # first piece of the body in this window, counted over the body
    end: int
    labels: dict = field(default_factory=dict)  # head -> numpy array

    @property
    def body(self):
        """The place of the first piece of the body."""
        return self.title + 2


@dataclass
class Slice:
    """One slice of evidence of a fact, as the pieces `first..last` (inclusive) of a window."""

    fact: dict
    window: int
    first: int
    last: int
    in_title: bool


@dataclass
class Candidate:
    """A name or a time of the document that facts can be linked to."""

    kind: str  # actor, instrument or time
    key: str  # what it resolves to; candidates with one key are one answer
    forms: object  # forms of the name, or (from, to) of a time
    window: int
    first: int
    last: int
    in_title: bool
    reviewed: bool = False  # known from reviewers alone, not from the reader of names


@dataclass
class Document:
    record: dict
    windows: list
    offsets: dict  # field -> [(start, end)] in code points, one for each piece
    slices: list
    candidates: list


def breaks(tokens, offsets, text):
    """The pieces of a body at which a line or a sentence begins."""
    found = []
    for i in range(1, len(tokens)):
        gap = text[offsets[i - 1][1] : offsets[i][0]]
        if not gap:
            continue
        last = tokens[i - 2] if tokens[i - 1] in CLOSERS and i > 1 else tokens[i - 1]
        if "\n" in gap or last in STOPS:
            found.append(i)
    return found


def cut(tokens, offsets, text, room):
    """Parts of a body of at most `room` pieces: as few as possible, alike in length, cut where a line or a sentence begins."""
    places, parts, start, total = breaks(tokens, offsets, text), [], 0, len(tokens)
    while total - start > room:
        left = total - start
        want = -(-left // -(-left // room))
        near = [place for place in places if start + want // 2 <= place <= start + room]
        end = min(near, key=lambda place: (abs(place - start - want), place), default=start + want)
        parts.append((start, end))
        start = end
    return parts + [(start, total)]


def covered(offsets, start, end):
    """First and last piece that share a character with a slice of text, or nothing."""
    inside = [i for i, (left, right) in enumerate(offsets) if right > start and left < end]
    return (inside[0], inside[-1]) if inside else None


def label_of(fact):
    """The label of a fact in the head of its kind."""
    return {"statement": fact.get("act"), "event": fact.get("type"), "stage": fact.get("stage")}.get(fact["kind"], fact["kind"])


def spans_of(record):
    """Head -> [(field, start, end, label, optional)] of everything that the heads learn."""
    spans = {head: [] for head in schema.HEADS}
    for fact in record["facts"]:
        optional = bool(fact.get("optional"))
        for piece in fact["evidence"]:
            spans[fact["kind"]].append((piece["field"], piece["start"], piece["end"], label_of(fact), optional))
        if fact["kind"] == "statement":
            spans["content"] += text_spans(fact, fact.get("content"), "content", optional)
            spans["time"] += text_spans(fact, (fact.get("due") or {}).get("text"), "due", optional)
        if fact["kind"] == "event":
            spans["time"] += text_spans(fact, (fact.get("when") or {}).get("text"), "when", optional)
    for head, entries in (("actor", record["actors"]), ("instrument", record["instruments"])):
        spans[head] = mentions_of(record["document"], entries, head)
    return spans


def text_spans(fact, text, label, optional):
    """Where words of a fact stand inside its evidence."""
    for piece in fact["evidence"]:
        at = piece["exact"].find(text) if text else -1
        if at >= 0:
            start = piece["start"] + at
            return [(piece["field"], start, start + len(text), label, optional)]
    return []


def mentions_of(document, entries, head):
    """Every place at which a name of a record stands, the longest names first."""
    forms = {}
    for entry in entries:
        label = entry.get("kind") if head == "actor" else "instrument"
        every = [entry.get("name"), entry.get("acronym"), *(entry.get("aliases") or [])]
        if label == "person" and entry.get("name"):
            every.append(entry["name"].split()[-1])
        for form in filter(None, every):
            forms.setdefault(form, (label, bool(entry.get("optional"))))
    found = []
    for part in ("title", "body"):
        taken = numpy.zeros(len(document[part]) + 1, bool)
        for form, (label, optional) in sorted(forms.items(), key=lambda item: (-len(item[0]), item[0])):
            flags = re.IGNORECASE if form[:1].islower() else 0
            for match in re.finditer(r"(?<!\w)" + re.escape(form) + r"(?!\w)", document[part], flags):
                if not taken[match.start() : match.end()].any():
                    taken[match.start() : match.end()] = True
                    found.append((part, match.start(), match.end(), label, optional))
    return found


def tag(spans, part, offsets, labels):
    """The tags of the pieces of one field. Where spans overlap, the shorter one is kept and the rest of the longer one after it ignored."""
    tags = numpy.zeros(len(offsets), numpy.int64)
    for _, start, end, label, optional in sorted((s for s in spans if s[0] == part), key=lambda s: (not s[4], s[1] - s[2])):
        place = covered(offsets, start, end)
        if place is None or label not in labels:
            continue
        first, last = place
        after = last + 1
        while after < len(tags) and not optional and tags[after] > 0 and tags[after] % 2 == 0:
            tags[after] = IGNORED
            after += 1
        begin = 1 + 2 * labels.index(label)
        tags[first : last + 1] = IGNORED if optional else begin + 1
        if not optional:
            tags[first] = begin
    return tags


class Reader:
    """Turns records into documents of windows; holds the tokenizer."""

    def __init__(self, tokenizer, max_pieces=schema.MAX_PIECES):
        self.tokenizer, self.max_pieces = tokenizer, max_pieces
        self.cls, self.sep = tokenizer.token_to_id(CLS), tokenizer.token_to_id(SEP)

    def document(self, record, found=None):
        """A record with its windows and labels; `found` is what `demarche annotate` prints for it."""
        text = record["document"]
        title = self.tokenizer.encode(text["title"] or "", add_special_tokens=False)
        body = self.tokenizer.encode(text["body"], add_special_tokens=False)
        head = title.ids[: schema.TITLE_PIECES]
        offsets = {"title": title.offsets[: len(head)], "body": body.offsets}
        windows = [
            Window([self.cls, *head, self.sep, *body.ids[start:end], self.sep], len(head), start, end)
            for start, end in cut(body.tokens, body.offsets, text["body"], self.max_pieces - len(head) - 3)
        ]
        document = Document(record, windows, offsets, [], [])
        if "facts" in record:
            self.label(document)
            document.slices = self.slices(document)
        if found:
            document.candidates = self.candidates(document, found)
        return document

    def label(self, document):
        spans = spans_of(document.record)
        for head, labels in schema.HEADS.items():
            tags = {part: tag(spans[head], part, document.offsets[part], labels) for part in ("title", "body")}
            for number, window in enumerate(document.windows):
                window.labels[head] = numpy.full(len(window.pieces), IGNORED, numpy.int64)
                window.labels[head][window.body : -1] = tags["body"][window.start : window.end]
                if number == 0:
                    window.labels[head][1 : window.title + 1] = tags["title"]

    def place(self, document, part, start, end):
        """Window, first and last piece of a slice of text; what runs past the window where it begins is left out."""
        place = covered(document.offsets[part], start, end)
        if place is None:
            return None
        if part == "title":
            return 0, place[0] + 1, place[1] + 1
        for number, window in enumerate(document.windows):
            if place[0] < window.end:
                first = place[0] - window.start + window.body
                return number, first, min(place[1], window.end - 1) - window.start + window.body
        return None

    def slices(self, document):
        found = []
        for fact in document.record["facts"]:
            for piece in fact["evidence"]:
                place = self.place(document, piece["field"], piece["start"], piece["end"])
                if place and not fact.get("optional"):
                    found.append(Slice(fact, *place, piece["field"] == "title"))
        return found

    def candidates(self, document, found):
        forms, result = names.Forms(found), []
        for name in found["names"]:
            kind = "instrument" if name["kind"] == "instrument" else "actor"
            place = self.place(document, name["field"], name["start"], name["end"])
            if place and name.get("canonical"):
                every = forms.of(name["canonical"])
                if name["kind"] == "jurisdiction" and name.get("jurisdiction"):
                    every = every | {"code:" + name["jurisdiction"]}
                result.append(Candidate(kind, name["canonical"], every, *place, name["field"] == "title"))
        for time in found["times"]:
            place = self.place(document, time["field"], time["start"], time["end"])
            if place and ("from" in time or "to" in time):
                value = (time.get("from"), time.get("to"))
                result.append(Candidate("time", "/".join(day or "" for day in value), value, *place, time["field"] == "title"))
        return result

    def reviewed(self, document):
        """The names that reviewers listed, where they stand: the reader of names misses many, and the taggers are to find them."""
        forms, result = names.Forms(document.record), []
        for kind, listed in (("actor", document.record["actors"]), ("instrument", document.record["instruments"])):
            taken = {(c.window, piece) for c in document.candidates if c.kind == kind for piece in range(c.first, c.last + 1)}
            for entry in listed:
                for part, start, end, _, _ in mentions_of(document.record["document"], [entry], kind):
                    place = self.place(document, part, start, end)
                    if place and not any((place[0], piece) in taken for piece in range(place[1], place[2] + 1)):
                        result.append(Candidate(kind, entry["name"], forms.of(entry["name"]), *place, part == "title", True))
        return result


def wanted(role, fact):
    """What gold gives for a role of a fact, as a list."""
    value = {
        "speaker": fact.get("speakers"), "addressee": fact.get("addressees"), "voiced_by": fact.get("voiced_by"),
        "about": fact.get("about"), "instrument": fact.get("instrument"), "by": fact.get("by"), "participant": fact.get("participants"),
        "due": fact.get("due"), "when": fact.get("when"), "as_of": fact.get("as_of"), "place": (fact.get("place") or {}).get("country"),
    }[role]
    return value if isinstance(value, list) else [value] if value else []


def answers(role, value, candidate, forms):
    """Whether a candidate is the value of a role in gold."""
    if role in ("due", "when"):
        return any(value.get(side) for side in ("start", "end")) and all(
            value.get(side) in (None, day) for side, day in zip(("start", "end"), candidate.forms)
        )
    if role == "as_of":
        start, end = (day or "" for day in candidate.forms)
        return start[: len(value)] == value == end[: len(value)] and (len(value) == 10 or start[8:] == "01")
    if role == "place":
        return "code:" + value in candidate.forms
    return names.same(forms.of(value), candidate.forms)


def load(paths):
    """The records of files and of all `.jsonl` files of folders, in a fixed order, with the file that each is of."""
    files = []
    for path in map(pathlib.Path, paths):
        files += sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    records = []
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line) if line.strip() else {}
            if "facts" in record and "body" in record.get("document", {}):
                records.append((file, record))
    return records


def annotate(records, program):
    """What `demarche annotate` finds in each record: its names and times; nothing for a text that it fails on."""

    def one(record):
        line = json.dumps({key: record["document"].get(key) for key in ("id", "title", "published", "publisher", "body")})
        done = subprocess.run([program, "annotate", "--format", "jsonl", "-"], input=line, capture_output=True, text=True)
        return json.loads(done.stdout.splitlines()[0]) if done.returncode == 0 and done.stdout else None

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, records))
