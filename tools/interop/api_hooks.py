"""What schemathesis is told about demarche beyond its description; api.py runs it with this.

The examples here are requests with which each operation succeeds, one for each of its parameters and types of body; what was
answered is counted for api.py, which fails if one did not.
"""

import atexit
import collections
import json
import pathlib
import time

import schemathesis
from schemathesis.openapi.checks import RejectedPositiveData

# Where api.py runs schemathesis.
FOLDER = pathlib.Path.cwd()
KNOWN = json.loads((FOLDER / "known.json").read_text(encoding="utf-8"))
WORDS = {name: words[0] for name, words in KNOWN["words"].items()}

# A value of each parameter with which there is an answer.
VALUES = {
    "with": WORDS["counterpart"],
    "of": WORDS["instrument"],
    "instrument": WORDS["instrument"],
    "actor": WORDS["actor"],
    "topic": WORDS["topic"],
    "q": "trade",
    "publisher": WORDS["publisher"],
    "act": "request,commitment",
    "status": "open,fulfilled",
    "firmness": "firm",
    "kind": "statement,event",
    "from": "2024-01-01",
    "to": "2026-12-31",
    "as_of": WORDS["day"],
    "known_at": "2999-12-31",
    "limit": 1,
}

# The same for parameters that mean something else in one operation.
OWN = {
    ("GET /brief", "from"): "KR",
    ("GET /facts/{id}", "id"): WORDS["fact"],
    ("GET /work/{id}", "id"): KNOWN["words"]["fact"][-1],
    ("GET /entities/{id}", "id"): WORDS["entity"],
    ("GET /documents/{id}", "id"): WORDS["document"],
    ("GET /accounts/{id}", "id"): WORDS["document"],
} | {(label, "cursor"): cursor for label, cursor in KNOWN["cursors"].items()}

RELEASE = {
    "id": "interop-1",
    "title": "Korea and the EU hold talks on steel",
    "published": "2025-12-18",
    "body": "The Minister for Trade of Korea met the EU Commissioner for Trade in Brussels on December 17.",
}
LINES = "\n".join(map(json.dumps, KNOWN["decisions"]))

# Bodies by operation and media type.
BODIES = {
    ("POST /documents", "application/json"): [RELEASE, [RELEASE | {"id": "interop-2", "title": "Talks on steel go on"}]],
    ("POST /documents", "application/x-ndjson"): [json.dumps(RELEASE | {"id": "interop-3", "title": "Talks on cars"})],
    ("POST /documents", "text/plain"): [f"{RELEASE['title']}, again\nDecember 18, 2025\n\n{RELEASE['body']}\n"],
    ("POST /documents", "text/html"): [
        f"<html><head><title>Steel</title></head><body><article><h1>{RELEASE['title']}, a page</h1>"
        f"<p>December 18, 2025</p><p>{RELEASE['body']}</p></article></body></html>"
    ],
    ("POST /review/decisions", "application/json"): [KNOWN["decisions"][0], KNOWN["decisions"]],
    ("POST /review/decisions", "application/x-ndjson"): [LINES],
    ("POST /work", "application/json"): [
        {"what": "note", "kind": "entry", "subject": KNOWN["words"]["fact"][-1], "text": "ask again", "private": False},
        {"what": "next", "subject": KNOWN["words"]["fact"][-1], "text": "write to them", "day": "2026-01-15"},
    ],
}

met = collections.defaultdict(set)


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    """Lines are sent as they are; without this they would not be sent at all."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Reading needs no token where the server trusts its own machine. This one was started with --tokens: here it always does."""
    raw_schema["security"] = [{"token": []}]


@schemathesis.hook
def before_add_examples(context, examples):
    """Adds a request for each parameter and each type of body of an operation."""
    operation = context.operation
    label = operation.label
    needed = {"path": {}, "query": {}}
    given = []
    for parameter in operation.iter_parameters():
        place, name = str(parameter.location.value), parameter.name
        if place not in needed:
            continue
        value = OWN.get((label, name), VALUES.get(name))
        assert value is not None, f"api_hooks.py has no value for {name} of {label}"
        if parameter.is_required:
            needed[place][name] = value
        else:
            given.append({name: value})
    bodies = [(media, body) for (owner, media), all in BODIES.items() if owner == label for body in all]
    assert bool(bodies) == bool(operation.body), f"api_hooks.py has no bodies for {label}"
    for query in given if given and not bodies else [{}]:
        for media, body in bodies or [(None, None)]:
            sent = {} if media is None else {"body": body, "media_type": media}
            query = needed["query"] | query
            examples.append(operation.Case(path_parameters=dict(needed["path"]), query=query, **sent))


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Lets a text be refused that is none of what is taken: to a schema all texts are the same. JSON gets no such leave."""
    text = case.media_type in ("text/plain", "text/html", "application/x-ndjson")
    return not (isinstance(failure, RejectedPositiveData) and text and response.status_code in (400, 422))


@schemathesis.hook
def after_call(context, case, response):
    """Notes what succeeded."""
    operation = case.operation
    if response.status_code != 200 or response.request.method != operation.method.upper():
        return
    seen = met[operation.label]
    if not seen:
        # Now `ignored_auth` tries a wrong token, once for each operation. The server lets an address try five a second and then
        # asks it to wait, while the check is to see the refusal.
        time.sleep(0.25)
    seen.add("success")
    seen.update(f"with {name}" for name in [*(case.query or {}), *(case.path_parameters or {})])
    if case.media_type is not None:
        seen.add(f"sent {case.media_type}")
    answer = response.json()
    if answer.get("items"):
        seen.add("second page" if "cursor" in (case.query or {}) else "first page")


@atexit.register
def write():
    found = {label: sorted(seen) for label, seen in met.items()}
    (FOLDER / "met.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
