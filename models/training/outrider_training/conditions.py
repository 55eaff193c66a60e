"""How reading suffers: the same labelled pictures darkened, blurred, halved, compressed and turned, and by plate size.
Prints tables for the model card, with 95 % intervals (Wilson).

usage: python -m outrider_training.conditions --models ../ --pictures DIR --truth FILE.csv
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import sys

import cv2
import numpy as np

from .evaluate import finder, judge


def turned(img, box, degrees):
    h, w = img.shape[:2]
    m = cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1)
    c, s = abs(m[0, 0]), abs(m[0, 1])
    size = int(h * s + w * c), int(h * c + w * s)
    m[:, 2] += (size[0] / 2 - w / 2, size[1] / 2 - h / 2)
    return cv2.warpAffine(img, m, size, borderValue=(114, 114, 114)), box @ m[:, :2].T + m[:, 2]


def jpeg(img, quality):
    return cv2.imdecode(cv2.imencode(".jpg", img, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)


CONDITIONS = {
    "as it is": lambda img, box: (img, box),
    "a third of the light": lambda img, box: ((img * .33).astype(np.uint8), box),
    "blurred, 1.5 px": lambda img, box: (cv2.GaussianBlur(img, (0, 0), 1.5), box),
    "half the size": lambda img, box: (cv2.resize(img, None, fx=.5, fy=.5, interpolation=cv2.INTER_AREA), box / 2),
    "JPEG 35": lambda img, box: (jpeg(img, 35), box),
    "turned +8 degrees": lambda img, box: turned(img, box, 8),
    "turned -8 degrees": lambda img, box: turned(img, box, -8),
}
SIZES = ((0, 70), (70, 100), (100, 160), (160, 9999))


def interval(k: int, n: int) -> str:
    """Wilson's 95 % interval of a share, in percent."""
    if n == 0:
        return "-"
    z, p = 1.96, k / n
    mid, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (mid - half) / (1 + z * z / n), (mid + half) / (1 + z * z / n)
    return f"{100 * p:.1f} ({100 * low:.0f} to {100 * high:.0f})"


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--models", default="..")
    p.add_argument("--pictures", required=True)
    p.add_argument("--truth", required=True)
    p.add_argument("--least", type=float, default=.35)
    a = p.parse_args(argv)
    cv2.setNumThreads(1)
    reads, rows = finder(a.models), list(csv.DictReader(open(a.truth, newline="")))
    pictures = [(row, cv2.imread(os.path.join(a.pictures, row["image"]))) for row in rows]
    regions = sorted({r["region"] for r in rows}, reverse=True)
    print("| condition | " + " | ".join(f"{r} exact %" for r in regions) + " | wrong % | detected % |")
    print("|---|" + "---|" * (len(regions) + 2))
    sizes = {s: [0, 0, 0] for s in SIZES}
    for name, change in CONDITIONS.items():
        tally = {r: [0, 0] for r in regions}
        wrong = detected = 0
        for i, (row, img) in enumerate(pictures):
            if i % 20 == 0:
                print(f"\r{name} {i}/{len(pictures)}   ", end="", file=sys.stderr)
            x, y, w, h = (float(row[k]) for k in "xywh")
            changed, box = change(img, np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)]))
            kind, seen, _ = judge(reads.reads(changed), row["plate"], box, a.least)
            tally[row["region"]][0] += kind == "exact"
            tally[row["region"]][1] += 1
            wrong += kind == "wrong"
            detected += seen
            if name == "as it is":
                bucket = next(s for s in SIZES if s[0] <= w < s[1])
                sizes[bucket][0] += kind == "exact"
                sizes[bucket][1] += kind == "wrong"
                sizes[bucket][2] += 1
        n = len(pictures)
        print(f"| {name} | " + " | ".join(interval(*tally[r]) for r in regions) + f" | {100 * wrong / n:.1f} | {100 * detected / n:.1f} |")
    print("\n| plate width in the picture | plates | exact % | wrong % |\n|---|---|---|---|")
    for (low, high), (k, bad, n) in sizes.items():
        print(f"| {low} to {high} px | {n} | {interval(k, n)} | {100 * bad / max(1, n):.1f} |".replace("160 to 9999", "160 and more"))


if __name__ == "__main__":
    main()
