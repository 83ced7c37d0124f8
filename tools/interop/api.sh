#!/usr/bin/env bash
# The API and its description, met by schemathesis: requests made from the description, fit and unfit, must be answered as it
# says. What runs, and why so, is in schemathesis.toml.
#
#     tools/interop/api.sh DEMARCHE
set -euo pipefail
cd "$(dirname "$0")/../.."
demarche=$(realpath "$1")
programs=$(tools/interop/environment.sh)
register=target/interop/api.db
rm -rf "$register" "$register-wal" "$register-shm" target/interop/api
"$demarche" read corpus/announcements.jsonl --register "$register" --as-of 2025-12-20 >/dev/null
DEMARCHE_TOKEN=$("$demarche" token make interop --scope read,write,review --register "$register" 2>/dev/null)
export DEMARCHE_TOKEN
"$programs/python" tools/interop/api.py "$demarche" "$register"
