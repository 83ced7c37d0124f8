#!/usr/bin/env bash
# Serves a register and asks for desk, ledger and documents, for each while a thousand other announcements are read into it.
#   bench/load.sh REGISTER [SECONDS]
# Needs wrk (Debian: wrk) and python3. The register is copied first; SECONDS is how long each page is asked for (default 30).
set -euo pipefail
register=$(realpath "$1")
seconds=${2:-30}
cd "$(dirname "$0")/.."
command -v wrk >/dev/null || { echo "wrk is not installed: apt-get install wrk"; exit 2; }
cargo build --quiet --release --package demarche
cargo build --quiet --release --package demarche-reading --example extraction
target=${CARGO_TARGET_DIR:-target}/release
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
cp "$register" "$work/load.db"
"$target/examples/extraction" generate 3000 | split --lines 1000 - "$work/made."
port=8599
RUST_LOG=warn "$target/demarche" serve --register "$work/load.db" --listen 127.0.0.1:$port --rate 1000000 >"$work/serve.log" 2>&1 &
server=$!
for _ in $(seq 100); do
    curl -fs "http://127.0.0.1:$port/healthz" >/dev/null && break
    sleep 0.1
done
python3 - "$work" "$port" <<'PYTHON'
import json, sys, urllib.parse, urllib.request
work, port = sys.argv[1:]
base = f"http://127.0.0.1:{port}"
def get(path):
    with urllib.request.urlopen(base + path) as answer:
        return json.load(answer)
ids, cursor = [], ""
while len(ids) < 2000:
    page = get("/api/v1/documents?limit=500" + (f"&cursor={cursor}" if cursor else ""))
    ids += [document["document"] for document in page["items"]]
    cursor = page.get("next")
    if not cursor:
        break
quote = lambda text: urllib.parse.quote(text, safe="")
countries = ["EU", "IN", "JP", "US", "GB", "CN", "VN", "AU", "CA", "DE"]
statuses = ["open", "overdue", "fulfilled", ""]
write = lambda name, paths: open(f"{work}/{name}.paths", "w").write("\n".join(paths) + "\n")
write("desk", ["/"])
write("ledger", [f"/ledger?with={c}&status={s}" for c in countries for s in statuses] + ["/ledger"])
write("document", ["/documents/" + quote(one) for one in ids])
PYTHON
# Memory of the server's own; pages of the register that it has mapped are the system's, which takes them back as it likes.
own() { awk '/RssAnon/ {print $2}' "/proc/$server/status"; }
echo "memory before: $(own) KiB"
inbox=("$work"/made.*)
for page in desk ledger document; do
    "$target/demarche" read "${inbox[0]}" --register "$work/load.db" >"$work/read.log" 2>&1 &
    reader=$!
    inbox=("${inbox[@]:1}")
    echo "== $page"
    # What nobody has asked for lately takes its time once; wrk would count that for each of its connections, as if many had come
    # meanwhile. So up to fifty of the pages are asked for once before, and the times are told.
    head -50 "$work/$page.paths" | while read -r path; do
        curl -fs -o /dev/null -w '%{time_total}\n' "http://127.0.0.1:$port$path"
    done | sort -n | awk '{t[NR] = $1 * 1000} END {printf "for the first time: median %.0f ms, longest %.0f ms\n", t[int((NR + 1) / 2)], t[NR]}'
    PATHS="$work/$page.paths" wrk --threads 1 --connections 16 --duration "${seconds}s" --script bench/load.lua \
        "http://127.0.0.1:$port" | grep -E '^(RATE|P50|P99|ERRORS)'
    kill -0 $reader 2>/dev/null && echo "announcements were read all the while"
    wait $reader || { cat "$work/read.log"; exit 1; }
    head -1 "$work/read.log"
    echo "memory: $(own) KiB"
done
