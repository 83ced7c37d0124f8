#!/usr/bin/env bash
# Serves a register and asks for desk, ledger and documents, all while other announcements are read into it, a thousand at a time.
#   bench/load.sh REGISTER [SECONDS]
# Needs wrk (Debian: wrk) and python3. The register is copied first; SECONDS is how long each page is asked for (default 30; 200 shows
# the memory over ten minutes).
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
"$target/examples/extraction" generate $((3000 + 200 * seconds)) | split --lines 1000 --suffix-length 3 - "$work/made."
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
while sleep 5; do own; done >"$work/memory" &
# Reads one thousand after the other, until told to stop.
read_on() {
    for batch in "$work"/made.*; do
        [ -e "$work/stop" ] && return
        "$target/demarche" read "$batch" --register "$work/load.db" >"$work/read.log" 2>&1 || { cp "$work/read.log" "$work/failed"; return; }
        mv "$batch" "$work/done.${batch##*.}"
    done
    echo "nothing was left to read" >"$work/failed"
}
read_on &
reader=$!
for page in desk ledger document; do
    echo "== $page"
    # What nobody has asked for lately takes its time once; wrk would count that for each of its connections, as if many had come
    # meanwhile. So up to fifty of the pages are asked for once before, and the times are told.
    head -50 "$work/$page.paths" | while read -r path; do
        curl -fs -o /dev/null -w '%{time_total}\n' "http://127.0.0.1:$port$path"
    done | sort -n | awk '{t[NR] = $1 * 1000} END {printf "for the first time: median %.0f ms, longest %.0f ms\n", t[int((NR + 1) / 2)], t[NR]}'
    PATHS="$work/$page.paths" wrk --threads 1 --connections 16 --duration "${seconds}s" --script bench/load.lua \
        "http://127.0.0.1:$port" | grep -E '^(RATE|P50|P99|ERRORS)'
    [ ! -e "$work/failed" ] || { cat "$work/failed"; exit 1; }
    kill -0 $reader && echo "announcements were read all the while"
    echo "memory: $(own) KiB"
done
touch "$work/stop"
wait $reader
echo "thousands of announcements read: $(find "$work" -name 'done.*' | wc -l)"
awk '{m[NR] = $1} END {step = NR / 10; printf "memory of the server in tenths of the time, MiB:"
    for (i = 1; i <= 10; i++) {top = 0; for (j = int((i - 1) * step) + 1; j <= int(i * step); j++) if (m[j] > top) top = m[j]; printf " %.0f", top / 1024}
    print ""}' "$work/memory"
