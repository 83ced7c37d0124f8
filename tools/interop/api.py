"""Meets the API of demarche with schemathesis, and sees that what was met is more than refusals.

    api.py DEMARCHE REGISTER

The token is in DEMARCHE_TOKEN. Words that the record knows are handed to schemathesis (schemathesis.toml, api_hooks.py); what was
answered is counted, and each operation must have succeeded, with each of its parameters and each type of body, and each list
must have had something on its first page and on another.
"""

import json
import os
import pathlib
import subprocess
import sys
import urllib.request

FOLDER = pathlib.Path("target/interop/api").resolve()
TOOLS = pathlib.Path(__file__).resolve().parent
DAY = "2025-12-20"

# Pages of a list, as api_hooks.py notes them.
PAGES = ("first page", "second page")

# As many requests as the program likes: how many are refused at which rate is tested elsewhere.
RATE = "1000000"


def ask(base, path):
    request = urllib.request.Request(base + path, headers={"Authorization": f"Bearer {os.environ['DEMARCHE_TOKEN']}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def cursors(base, description):
    """Where the second page of each listing begins, as its first page says."""
    found = {}
    for path, methods in description["paths"].items():
        parameters = {parameter["name"]: parameter for parameter in methods.get("get", {}).get("parameters", [])}
        if "cursor" in parameters:
            needed = "&q=trade" if parameters.get("q", {}).get("required") else ""
            found[f"GET {path}"] = ask(base, f"{path[1:]}?limit=1{needed}")["next"]
    return found


def words(base):
    """Words that the record knows, by what they name."""
    documents = ask(base, "documents?limit=500")["items"]
    instruments = ask(base, "instruments?limit=500")["items"]
    actors = ask(base, "actors?limit=500")["items"]
    facts = [item["fact"] for item in ask(base, "review?limit=500")["items"]]
    statements = [item["fact"] for item in ask(base, "ledger?limit=500")["items"]]
    # Those of which several documents tell: others have no accounts to compare.
    told = ask(base, "accounts/dev-04")
    return {
        "document": [account["document"] for account in told["accounts"]],
        "fact": facts[:3] + statements[-3:],
        "entity": [told["id"], instruments[0]["id"], actors[0]["id"]],
        "counterpart": ["EU", "UK", "KR"],
        "instrument": [instrument["name"] for instrument in instruments[:3]],
        # Two countries at once are refused: a country as an actor is the counterpart.
        "actor": [actor["name"] for actor in actors if actor["forms"][0].get("kind") == "person"][:3],
        "topic": ["steel", "quota", "tariff"],
        "publisher": [document["publisher"].split()[0] for document in documents[:3]],
        "day": [DAY, "2025-06-30", documents[0]["published"]],
    }


def decisions(base):
    """One of each kind, none of which takes away what other requests ask for."""
    facts = [item["fact"] for item in ask(base, "review?limit=500")["items"]]
    statement = ask(base, "ledger?act=commitment&limit=1")["items"][0]["fact"]
    one, other = ask(base, "instruments?limit=500")["items"][-2:]
    return [
        {"accept": facts[10], "why": "it is so"},
        {"reject": facts[11], "why": "it is not so"},
        {"correct": statement, "set": {"firmness": "aim"}, "why": "it is less"},
        {"merge": [one["id"], other["id"]], "why": "they are one"},
        {"split": one["id"], "form": other["name"], "why": "they are two"},
    ]


def write(base, description):
    """What schemathesis is handed."""
    known = words(base)
    for name, values in known.items():
        assert values and all(values), f"the record has no {name}"
        quoted = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
        lines = "".join(f'"{value}"\n' for value in quoted)
        (FOLDER / f"{name}.dict").write_text(lines, encoding="utf-8")
    handed = {"words": known, "cursors": cursors(base, description), "decisions": decisions(base)}
    (FOLDER / "openapi.json").write_text(json.dumps(description), encoding="utf-8")
    (FOLDER / "known.json").write_text(json.dumps(handed), encoding="utf-8")


def run(base):
    """Whether schemathesis finds nothing wrong."""
    environment = os.environ | {"SCHEMATHESIS_HOOKS": str(TOOLS / "api_hooks.py")}
    command = [pathlib.Path(sys.executable).with_name("st"), "--config-file", TOOLS / "schemathesis.toml", "run"]
    # All that is wrong is told, not the first of it.
    command += ["--checks", "all", "--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure", "--no-color"]
    # From a file: of an address it would leave out the operation that answers there.
    command += ["--url", base, "openapi.json"]
    return subprocess.run(command, cwd=FOLDER, env=environment, timeout=600).returncode == 0


def missing(description, met):
    """What the description offers and no answer was had of."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            label = f"{method.upper()} {path}"
            seen = met.get(label, [])
            if "success" not in seen:
                yield f"{label} never succeeded"
            for parameter in operation.get("parameters", []):
                if f"with {parameter['name']}" not in seen:
                    yield f"{label} never succeeded with {parameter['name']}"
                if parameter["name"] == "cursor":
                    yield from (f"{label} never had anything on its {page}" for page in PAGES if page not in seen)
            for media in operation.get("requestBody", {}).get("content", {}):
                if f"sent {media}" not in seen:
                    yield f"{label} never took {media}"


def main():
    demarche, register = sys.argv[1:]
    command = [demarche, "serve", "--register", register, "--listen", "127.0.0.1:0", "--as-of", DAY, "--tokens", "--rate", RATE]
    FOLDER.mkdir()
    with open(FOLDER / "server.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        base = server.stdout.readline().strip() + "api/v1/"
        description = ask(base, "openapi.json")
        write(base, description)
        sound = run(base)
        met = json.loads((FOLDER / "met.json").read_text(encoding="utf-8"))
        gaps = list(missing(description, met))
        for gap in gaps:
            print(gap)
        assert sound, "schemathesis found failures"
        assert not gaps, "the requests left something out"
    finally:
        server.terminate()
        assert server.wait(timeout=30) == 0, "the server did not stop with grace"
    print(f"API: {len(met)} operations as described")


main()
