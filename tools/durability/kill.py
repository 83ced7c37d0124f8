#!/usr/bin/env python3
"""Kills a long reading at random moments, and fails when the register lost or broke anything.

    kill.py DEMARCHE_BINARY ANNOUNCEMENTS [--kills N] [--seed N]

ANNOUNCEMENTS is a file of JSON Lines, long enough that a reading takes a while:

    cargo run --release -p demarche-reading --example extraction generate 1000 > announcements.jsonl

After each kill (SIGKILL) the register must be whole, and have every document that was reported as read. A register that is
complete is read anew from the beginning. At last a rerun must complete it to the same export as an undisturbed reading.
"""
import argparse
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time


def read(binary, announcements, register, **options):
    command = [binary, "read", "--verbose", "--register", register, announcements]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def documents(binary, register):
    """Ids in the register, read by its export."""
    csv = run(binary, "export", "--register", register, "--form", "jsonl")
    if csv.returncode:
        sys.exit(csv.stderr)
    return csv.stdout


def remove(register):
    for suffix in ("", "-wal", "-shm"):
        register.with_name(register.name + suffix).unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("announcements")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=8, help="kills until the register is begun anew")
    arguments = parser.parse_args()
    generator = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        whole, register = folder / "whole.db", folder / "killed.db"
        started = time.monotonic()
        undisturbed = read(arguments.binary, arguments.announcements, whole)
        undisturbed.communicate()
        if undisturbed.returncode:
            sys.exit("the undisturbed reading failed")
        length = time.monotonic() - started
        expected = documents(arguments.binary, whole)
        killed = finished = before_any = reported_in_all = 0
        while killed < arguments.kills:
            if killed % arguments.rounds == 0:
                remove(register)
            # Most of a run that goes on is reading again what is known, which is fast: moments are spread over the whole.
            reading = read(arguments.binary, arguments.announcements, register)
            time.sleep(generator.uniform(0, length))
            reading.send_signal(signal.SIGKILL)
            out, _ = reading.communicate()
            if reading.returncode == 0:
                finished += 1
                remove(register)
                continue
            killed += 1
            reported = [line.split(" ", 1)[1] for line in out.splitlines() if line.startswith(("new ", "known "))]
            reported_in_all += len(reported)
            if not register.exists():
                before_any += 1
                if reported:
                    sys.exit(f"kill {killed}: {len(reported)} documents were reported and there is no register")
                continue
            check = run(arguments.binary, "check", "--register", register)
            if check.returncode:
                sys.exit(f"kill {killed}: {check.stdout}{check.stderr}")
            here = documents(arguments.binary, register)
            lost = [id for id in reported if f'"id":"{id}"' not in here]
            if lost:
                sys.exit(f"kill {killed}: reported and not there: {lost}")
            if killed % 20 == 0:
                print(f"{killed} kills, {len(reported)} documents reported by the last", flush=True)
        again = read(arguments.binary, arguments.announcements, register)
        again.communicate()
        if again.returncode or documents(arguments.binary, register) != expected:
            sys.exit("the rerun did not complete to the same register")
        print(
            f"{killed} kills over readings of {length:.1f} s: whole after each, {reported_in_all} documents reported and none lost; "
            f"{before_any} before there was a register, {finished} readings were faster than their kill; a rerun completed to the same"
        )


if __name__ == "__main__":
    main()
