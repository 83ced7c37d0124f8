#!/usr/bin/env bash
# Feeds and the tool server, met by other implementations: Python's icalendar, feedparser and the official client of the
# Model Context Protocol, in an environment of their own.
#
#     tools/interop/feeds.sh DEMARCHE
set -euo pipefail
cd "$(dirname "$0")/../.."
demarche=$(realpath "$1")
programs=$(tools/interop/environment.sh)
register=target/interop/feeds.db
rm -f "$register" "$register-wal" "$register-shm"
"$demarche" read corpus/announcements.jsonl --register "$register" --as-of 2025-12-20 >/dev/null
"$programs/python" tools/interop/feeds.py "$demarche" "$register"
