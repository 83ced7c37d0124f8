"""Model sections for the text side of the pipeline: tokenizer, word features, attribute ruler, lemmatiser.

`sections(package_dir)` reads a spaCy 3 English package and returns the sections as bytes, by name. All numbers are
little-endian. A *string* is a u16 byte length and UTF-8; a *list* is a u32 count and its items; a *range table* is a list
of (first, last) code points, both u32 and inclusive, sorted.

The affix patterns are compiled here, not at run time: each alternative of a pattern becomes a row of character classes
with look-behind and look-ahead, so that the engine needs no regular expressions to split words and starts at once. A
pattern that cannot be written so is refused.
"""

import re
import struct
import sys
from itertools import product
from pathlib import Path
from re import _constants as sre
from re import _parser as sre_parse

import srsly

ORTH, NORM = 65, 67


def u16(number):
    return struct.pack("<H", number)


def u32(number):
    return struct.pack("<I", number)


def u64(number):
    return struct.pack("<Q", number)


def string(text):
    data = text.encode("utf8")
    return u16(len(data)) + data


def listed(items):
    items = list(items)
    return u32(len(items)) + b"".join(items)


def ranges(code_points):
    """Inclusive ranges that cover a sorted list of code points."""
    found = []
    for point in code_points:
        if found and point == found[-1][1] + 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return found


def range_table(code_points):
    return listed(u32(first) + u32(last) for first, last in ranges(code_points))


SCALARS = [point for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF]


# ---------------------------------------------------------------------------------------------------------------------
# Tokenizer


class Classes:
    """The character classes of all patterns, each stored once."""

    def __init__(self):
        self.index = {}
        self.tables = []

    def add(self, points):
        key = frozenset(points)
        if key not in self.index:
            self.index[key] = len(self.tables)
            self.tables.append(range_table(sorted(key)))
        return self.index[key]


def class_points(items):
    """Code points that a bracket expression matches."""
    points, negate = set(), False
    for kind, value in items:
        if kind is sre.NEGATE:
            negate = True
        elif kind is sre.LITERAL:
            points.add(value)
        elif kind is sre.RANGE:
            points.update(point for point in range(value[0], value[1] + 1) if not 0xD800 <= point <= 0xDFFF)
        else:
            raise ValueError(f"character class item {kind} is not supported")
    return set(SCALARS) - points if negate else points


def alternatives(parsed):
    """Flattens a parsed pattern into its alternatives, in order of preference.

    Items of an alternative: ("char", points, least, most), ("behind", [points]), ("ahead", [points]), ("start",), ("end",).
    """
    parts = []
    for kind, value in parsed:
        if kind is sre.LITERAL:
            parts.append([[("char", {value}, 1, 1)]])
        elif kind is sre.IN:
            parts.append([[("char", class_points(value), 1, 1)]])
        elif kind is sre.AT and value in (sre.AT_BEGINNING, sre.AT_END):
            parts.append([[("start",) if value is sre.AT_BEGINNING else ("end",)]])
        elif kind is sre.BRANCH:
            parts.append([one for branch in value[1] for one in alternatives(branch)])
        elif kind is sre.SUBPATTERN and not value[1] and not value[2]:
            parts.append(alternatives(value[3]))
        elif kind is sre.MAX_REPEAT:
            least, most, body = value
            inner = alternatives(body)
            if len(inner) != 1 or len(inner[0]) != 1 or inner[0][0][0] != "char":
                raise ValueError("only single characters can be repeated")
            parts.append([[("char", inner[0][0][1], least, 0 if most is sre.MAXREPEAT else most)]])
        elif kind is sre.ASSERT:
            direction, body = value
            name = "behind" if direction < 0 else "ahead"
            choices = [[item[1] for item in one] for one in alternatives(body)]
            parts.append([[(name, choice)] for choice in choices])
        elif kind is sre.ASSERT_NOT and value[0] > 0:
            choices = alternatives(value[1])
            if len(choices) != 1 or len(choices[0]) != 1:
                raise ValueError("a negative look-ahead must be one character")
            parts.append([[("not-ahead", choices[0][0][1])]])
        else:
            raise ValueError(f"pattern item {kind} {value} is not supported")
    return [[item for group in choice for item in group] for choice in product(*parts)]


def affix_rows(pattern, anchor, classes):
    """The alternatives of an affix pattern as rows: look-behind, body, look-ahead."""
    rows = []
    for items in alternatives(sre_parse.parse(pattern)):
        behind, body, ahead, not_ahead, anchors = [], [], [], 0, set()
        for item in items:
            if item[0] == "behind" and not body:
                behind = [classes.add(points) for points in item[1]]
            elif item[0] == "char" and not ahead and not not_ahead:
                body.append((classes.add(item[1]), item[2], item[3]))
            elif item[0] == "ahead":
                ahead = [classes.add(points) for points in item[1]]
            elif item[0] == "not-ahead":
                not_ahead = classes.add(item[1]) + 1
            elif item[0] in ("start", "end"):
                anchors.add(item[0])
            else:
                raise ValueError(f"{item[0]} is not supported at this place of {pattern[:80]!r}")
        variable = [index for index, (_, least, most) in enumerate(body) if least != most]
        if variable and (variable != [len(body) - 1] or ahead or not_ahead or body[-1][1] != 1 or body[-1][2] != 0):
            raise ValueError("a repetition must be the last item of an alternative, once or more often")
        if not body or anchors != ({anchor} if anchor else set()):
            raise ValueError(f"an alternative of {pattern[:80]!r} is empty or wrongly anchored")
        flat = [index for index, least, most in body for _ in range(least)]
        rows.append(
            listed(map(u16, behind)) + listed(map(u16, flat)) + bytes([bool(variable)]) + listed(map(u16, ahead)) + u16(not_ahead)
        )
    return listed(rows)


def tokenizer_section(package):
    data = srsly.msgpack_loads((package / "tokenizer").read_bytes())
    if data.get("token_match") is not None:
        raise ValueError("a tokenizer with a token_match pattern is not supported")
    classes = Classes()
    prefixes = affix_rows(data["prefix_search"], "start", classes)
    suffixes = affix_rows(data["suffix_search"], "end", classes)
    infixes = affix_rows(data["infix_finditer"], None, classes)
    prefix, suffix, infix = (
        re.compile(data[name]).search for name in ("prefix_search", "suffix_search", "infix_finditer")
    )
    cases = []
    for chunk, pieces in sorted(data["exceptions"].items()):
        # Only exceptions that the affix rules would touch are looked for across tokens (`faster_heuristics`).
        across = not data["faster_heuristics"] or " " in chunk or any(bool(find(chunk)) for find in (prefix, infix, suffix))
        rows = listed(string(piece[ORTH]) + string(piece.get(NORM, "")) for piece in pieces)
        cases.append(string(chunk) + bytes([across]) + rows)
    url = (data["url_match"] or "").removeprefix("(?u)")
    # Python writes code points as \uXXXX; the engine's regular expressions as \u{XXXX}.
    url = re.sub(r"\\[uU]([0-9A-Fa-f]{8}|[0-9A-Fa-f]{4})", lambda match: r"\u{" + match[1].lstrip("0") + "}", url)
    return listed(classes.tables) + prefixes + suffixes + infixes + listed(cases) + string(url)


# ---------------------------------------------------------------------------------------------------------------------
# Word features


def lexemes_section(package):
    from spacy.lang.norm_exceptions import BASE_NORMS
    from spacy.strings import get_string_id
    from spacy.symbols import IDS

    # The table is keyed by the hash of the form, so the engine looks norms up by hash, too; later entries win.
    norms = {get_string_id(form): norm for form, norm in BASE_NORMS.items()}
    norms.update(srsly.msgpack_loads((package / "vocab" / "lookups.bin").read_bytes()).get("lexeme_norm", {}))
    symbols = sorted((text, number) for text, number in IDS.items() if text)
    alphabetic = range_table([point for point in SCALARS if chr(point).isalpha()])
    digit = range_table([point for point in SCALARS if chr(point).isdigit()])
    return (
        listed(u64(key) + string(norm) for key, norm in sorted(norms.items()))
        + listed(string(text) + u32(number) for text, number in sorted(symbols, key=lambda row: row[0].encode()))
        + alphabetic
        + digit
    )


# ---------------------------------------------------------------------------------------------------------------------
# Attribute ruler


def language_of(pattern):
    """All strings that a pattern without unbounded repetition matches as a whole."""

    def expand(parsed):
        parts = []
        for kind, value in parsed:
            if kind is sre.LITERAL:
                parts.append([chr(value)])
            elif kind is sre.IN:
                parts.append([chr(point) for point in sorted(class_points(value))])
            elif kind is sre.AT:
                parts.append([""])
            elif kind is sre.BRANCH:
                parts.append([text for branch in value[1] for text in expand(branch)])
            elif kind is sre.SUBPATTERN:
                parts.append(expand(value[3]))
            elif kind is sre.MAX_REPEAT and value[1] is not sre.MAXREPEAT:
                inner = expand(value[2])
                parts.append(
                    ["".join(row) for count in range(value[0], value[1] + 1) for row in product(inner, repeat=count)]
                )
            else:
                raise ValueError(f"pattern item {kind} of {pattern!r} is not supported")
        return ["".join(row) for row in product(*parts)]

    if not pattern.startswith("^") or not pattern.endswith("$"):
        raise ValueError(f"{pattern!r} is not anchored at both ends")
    return sorted(set(expand(sre_parse.parse(pattern))))


KEYS = {"TAG": 0, "LOWER": 1, "DEP": 2, "IS_SPACE": 3, "ORTH": 4}
TARGETS = {"TAG": 0, "POS": 1, "MORPH": 2, "LEMMA": 3, "DEP": 4}


def condition(key, value):
    negate = False
    if isinstance(value, bool):
        values = ["1" if value else "0"]
    elif isinstance(value, str):
        values = [value]
    else:
        ((kind, inner),) = value.items()
        if kind == "REGEX":
            values = language_of(inner)
        elif kind in ("IN", "NOT_IN"):
            values, negate = inner, kind == "NOT_IN"
        else:
            raise ValueError(f"condition {kind} is not supported")
    return bytes([KEYS[key], negate]) + listed(map(string, values))


def attributes_section(package):
    rows = []
    for rule in srsly.msgpack_loads((package / "attribute_ruler" / "patterns").read_bytes()):
        for pattern in rule["patterns"]:
            tokens = listed(listed(condition(key, value) for key, value in token.items()) for token in pattern)
            index = rule["index"] if rule["index"] >= 0 else len(pattern) + rule["index"]
            attributes = {key: "" if key == "MORPH" and value == "_" else value for key, value in rule["attrs"].items()}
            targets = listed(bytes([TARGETS[key]]) + string(value) for key, value in attributes.items())
            rows.append(tokens + u32(index) + targets)
    return listed(rows)


# ---------------------------------------------------------------------------------------------------------------------
# Lemmatiser


def sorted_strings(texts):
    """A sorted string list for binary search in place: offsets (one more than strings), then the bytes."""
    encoded = sorted(text.encode("utf8") for text in texts)
    offsets, at = [0], 0
    for data in encoded:
        at += len(data)
        offsets.append(at)
    return u32(len(encoded)) + b"".join(map(u32, offsets)) + b"".join(encoded)


def lemmas_section(package):
    from spacy.strings import get_string_id

    tables = srsly.msgpack_loads((package / "lemmatizer" / "lookups" / "lookups.bin").read_bytes())
    rules, exceptions, index = (tables.get(name, {}) for name in ("lemma_rules", "lemma_exc", "lemma_index"))
    parts = []
    for pos in ("adj", "adp", "adv", "aux", "cconj", "det", "intj", "noun", "num", "part", "pron", "propn", "punct",
                "sconj", "sym", "verb", "x"):
        key = get_string_id(pos)
        if not (rules.get(key) or exceptions.get(key) or index.get(key)):
            continue
        # Of several exceptions the last is put at the very front, and only the front is used.
        last = {form: [lemma for lemma in lemmas] for form, lemmas in exceptions.get(key, {}).items() if lemmas}
        parts.append(
            string(pos)
            + listed(string(old) + string(new) for old, new in rules.get(key, []))
            + sorted_strings(last)
            + sorted_strings_values(last)
            + sorted_strings(index.get(key, []))
        )
    return listed(parts)


def sorted_strings_values(table):
    """The values of a table, in the byte order of its keys, each a list joined by line feeds."""
    values = ["\n".join(table[key]).encode("utf8") for key in sorted(table, key=lambda key: key.encode("utf8"))]
    offsets, at = [0], 0
    for data in values:
        at += len(data)
        offsets.append(at)
    return u32(len(values)) + b"".join(map(u32, offsets)) + b"".join(values)


def sections(package_dir):
    """The sections by name for the package's data directory (the one that holds `config.cfg`)."""
    package = Path(package_dir)
    return {
        "tokenizer": tokenizer_section(package),
        "lexemes": lexemes_section(package),
        "attributes": attributes_section(package),
        "lemmas": lemmas_section(package),
    }


if __name__ == "__main__":
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    for name, data in sections(sys.argv[1]).items():
        (target / name).write_bytes(data)
        print(name, len(data))
