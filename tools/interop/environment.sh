#!/usr/bin/env bash
# Sets up the programs of others that the scripts beside this one ask, in an environment of their own, and prints the folder of
# its programs.
#
#     "$(tools/interop/environment.sh)/python" SCRIPT
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=target/interop
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet -r tools/interop/requirements.txt >&2
echo "$venv/bin"
