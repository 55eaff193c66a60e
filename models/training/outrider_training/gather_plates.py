"""Collects the pictures of ``plates-more-texts.csv`` from clones of the repositories that hold them.

usage: python -m outrider_training.gather_plates --clones DIR --out PICTURES/plates-more

Each row names its repository (``source``) and the Git object of its picture (``blob``), so that a picture that was changed
since cannot be taken for the labelled one. ``DIR/owner+name`` is a clone, bare or not. Exit code 1: some pictures were not found.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys

from .real_plates import MORE_TEXTS


def blob(clone: str, object_id: str) -> bytes | None:
    """Content of a Git object; None where the clone does not hold it."""
    done = subprocess.run(["git", "-C", clone, "cat-file", "blob", object_id], capture_output=True)
    return done.stdout if done.returncode == 0 else None


def gather(table: str, clones: str, out: str) -> tuple[int, list[str]]:
    """Number of pictures in ``out`` afterwards, and the names of those that no clone holds."""
    os.makedirs(out, exist_ok=True)
    count, absent = 0, []
    with open(table, newline="") as f:
        pictures = {r["image"]: r for r in csv.DictReader(f)}
    for name, row in sorted(pictures.items()):
        clone = os.path.join(clones, row["source"].replace("/", "+"))
        content = blob(clone, row["blob"]) if os.path.isdir(clone) else None
        if content is None:
            absent.append(name)
            continue
        with open(os.path.join(out, os.path.basename(name)), "wb") as f:
            f.write(content)
        count += 1
    return count, absent


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--clones", required=True, help="folder of clones, each named owner+name")
    p.add_argument("--out", required=True, help="folder to write the pictures to: plates-more beside plates-world")
    a = p.parse_args(argv)
    count, absent = gather(MORE_TEXTS, a.clones, a.out)
    print(f"{count} pictures in {a.out}, {len(absent)} not found" + (f", the first {absent[0]}" if absent else ""))
    return 1 if absent else 0


if __name__ == "__main__":
    sys.exit(main())
