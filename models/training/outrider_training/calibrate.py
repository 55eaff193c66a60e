"""Fits what turns the reader's certainty into a probability, and measures what it confuses, on drawn plates that it was not
trained on and, where the pictures are given, on as many cuts of real plates that it was not trained on (the part ``val``): both
weigh the same in the fit. Writes both into the reader's manifest, and a reliability diagram beside the contact sheets.

usage: python -m outrider_training.calibrate --models ../ [--samples 20000] [--diagram ../docs/reliability.png]
       [--pictures DIR]             folder with plates-world and street-ro, for real plates
       [--readings FILE.jsonl.gz]   what the reader sees on other drawn plates, for the matcher's bench and test
       [--passes FILE.jsonl.gz]     the same of vehicles that pass: several looks at each plate
       [--failures FILE.jpg]        a sheet of drawn plates that are misread though the reader would report them
       [--no-fit]                   leave the manifest as it is
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
import sys

import cv2
import numpy as np

from . import ALPHABET
from .pipeline import ColumnReader, CornerDetector, Model
from .plates import PlateRenderer
from .reader_data import looks
from .real_plates import prepare
from .rectify import aspect_of, width_of

SEED = 990_001
LEAST_CONFUSION = .002
THRESHOLD = .35
LOOKS = 6
REAL_VIEWS, REAL_SD = 12, .012


def samples(n: int, seed: int = SEED):
    """(crop, width by height, text, lines of text) of n drawn plates, a view each, from a seed that no trainer uses."""
    rng = np.random.default_rng(seed)
    renderer = PlateRenderer(rng.integers(1 << 62))
    for _ in range(n):
        plate = renderer.draw()
        crop, _, aspect = next(looks(plate, rng, 1))
        yield crop, aspect, plate.text, int(plate.chars[:, 1].max()) + 1


def real_samples(reader: ColumnReader, pictures: str, models: str, views: int = REAL_VIEWS, seed: int = SEED):
    """(crop, width by height, text) of cuts of each real plate of the part ``val``, by corners a little beside those found."""
    rng = np.random.default_rng(seed)
    for p in prepare(pictures, CornerDetector(Model.of_folder(os.path.join(models, "detector"))), part="val"):
        if p.lines:
            side = (width_of(p.quad), width_of(p.quad) / aspect_of(p.quad))
            for _ in range(views):
                quad = p.quad + rng.normal(0, REAL_SD, 2) * side + rng.normal(0, REAL_SD, (4, 2)) * side
                yield reader.crop(p.image, quad), aspect_of(quad), p.text


def logistic(certainties: np.ndarray, right: np.ndarray, weights: np.ndarray | None = None, steps: int = 50) -> tuple[float, float]:
    """(slope, offset) of P(right) = sigmoid(slope * logit(certainty) + offset), by Newton's method."""
    q = np.clip(certainties, 1e-9, 1 - 1e-9)
    x = np.stack([np.log(q / (1 - q)), np.ones_like(q)], 1)
    w = np.array([1.0, 0.0])
    k = np.ones_like(q) if weights is None else weights
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (k * (right - p))
        hessian = (x * (k * p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(2)
        w = w + np.linalg.solve(hessian, gradient)
    return float(w[0]), float(w[1])


def reliability(pairs, path: str):
    """Stated confidence against the share that was right, ten bins, with how many reads each holds."""
    img = np.full((420, 420, 3), 255, np.uint8)
    at = lambda x, y: (int(50 + 340 * x), int(370 - 340 * y))
    cv2.rectangle(img, at(0, 0), at(1, 1), (60, 60, 60), 1)
    cv2.line(img, at(0, 0), at(1, 1), (170, 170, 170), 1, cv2.LINE_AA)
    for k in range(0, 11, 2):
        cv2.putText(img, f"{k / 10}", (at(k / 10, 0)[0] - 10, 390), 0, .4, (0, 0, 0), 1, cv2.LINE_AA)
        cv2.putText(img, f"{k / 10}", (18, at(0, k / 10)[1] + 4), 0, .4, (0, 0, 0), 1, cv2.LINE_AA)
    most = max(1, max(sum(b / 10 <= c < (b + 1) / 10 + (b == 9) for c, _ in pairs) for b in range(10)))
    for b in range(10):
        part = [p for p in pairs if b / 10 <= p[0] < (b + 1) / 10 + (b == 9)]
        if part:
            x, y = np.mean([p[0] for p in part]), np.mean([p[1] for p in part])
            cv2.rectangle(img, at(b / 10 + .02, 0), at(b / 10 + .08, .3 * len(part) / most), (225, 205, 180), -1)
            cv2.circle(img, at(x, y), 5, (160, 60, 20), -1, cv2.LINE_AA)
    cv2.putText(img, "stated confidence (bars: how many reads)", (60, 410), 0, .42, (0, 0, 0), 1, cv2.LINE_AA)
    cv2.putText(img, "share that was right", (50, 20), 0, .42, (0, 0, 0), 1, cv2.LINE_AA)
    cv2.imwrite(path, img)


def write_failures(reader: ColumnReader, path: str, rows: int = 8, columns: int = 4):
    """The first drawn plates that would be reported and are misread: each crop, with what it bears and what was read."""
    sheet = np.full((rows * 130, columns * 250, 3), 255, np.uint8)
    at = 0
    for crop, aspect, text, _ in samples(10 ** 9, SEED + 3):
        r = reader.read(crop, aspect)
        if r.confidence < THRESHOLD or r.text.replace("O", "0") == text.replace("O", "0"):
            continue
        x, y = 5 + at % columns * 250, 5 + at // columns * 130
        sheet[y:y + 72, x:x + 240] = cv2.cvtColor(cv2.resize(crop, (240, 72), interpolation=cv2.INTER_CUBIC), cv2.COLOR_GRAY2BGR)
        cv2.putText(sheet, f"bears {text}", (x, y + 90), 0, .45, (0, 0, 0), 1, cv2.LINE_AA)
        cv2.putText(sheet, f"read {r.text}, {r.confidence:.2f}", (x, y + 108), 0, .45, (30, 30, 180), 1, cv2.LINE_AA)
        at += 1
        if at == rows * columns:
            break
    cv2.imwrite(path, sheet, [cv2.IMWRITE_JPEG_QUALITY, 80])


def _chars(r) -> list:
    return [[[ALPHABET[k], round(float(p[k]), 4)] for k in np.argsort(-p)[:5] if p[k] >= .001] for p in r.p]


def write_passes(reader: ColumnReader, n: int, path: str):
    """What the reader saw of n passing vehicles, one JSON object a line: truth, and the looks at the plate as in
    :func:`write_readings`. Size, light, blur and noise are drawn anew for each look."""
    rng = np.random.default_rng(SEED + 2)
    renderer = PlateRenderer(rng.integers(1 << 62))
    with open(path, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
        for i in range(n):
            if i % 500 == 0:
                print(f"[{'#' * (30 * i // n):30}] {i}/{n} passes", file=sys.stderr)
            plate = renderer.draw()
            seen = [reader.read(crop, aspect) for crop, _, aspect in looks(plate, rng, LOOKS)]
            seen = [{"confidence": round(r.confidence, 4), "chars": _chars(r)} for r in seen if r.text]
            if seen:
                out.write((json.dumps({"truth": plate.text, "looks": seen}, separators=(",", ":")) + "\n").encode())


def write_readings(reader: ColumnReader, n: int, path: str):
    """What the reader saw, one JSON object a line: truth, confidence, and per position up to five characters with their
    probabilities. Reads below the reporting threshold are left out, as the unit leaves them out."""
    with open(path, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
        for crop, aspect, text, _ in samples(n, SEED + 1):
            r = reader.read(crop, aspect)
            if r.confidence < THRESHOLD:
                continue
            out.write((json.dumps({"truth": text, "confidence": round(r.confidence, 4), "chars": _chars(r)}, separators=(",", ":")) + "\n").encode())


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--models", default="..")
    p.add_argument("--samples", type=int, default=20000)
    p.add_argument("--diagram", default="../docs/reliability.png")
    p.add_argument("--pictures")
    p.add_argument("--readings")
    p.add_argument("--passes")
    p.add_argument("--failures")
    p.add_argument("--no-fit", action="store_true")
    a = p.parse_args(argv)
    cv2.setNumThreads(1)
    folder = os.path.join(a.models, "reader")
    model = Model.of_folder(folder)
    if a.no_fit:
        fitted = ColumnReader(model)
        if a.readings:
            write_readings(fitted, a.samples, a.readings)
        if a.passes:
            write_passes(fitted, a.samples, a.passes)
        if a.failures:
            write_failures(fitted, a.failures)
        return
    model.manifest.pop("calibration", None)
    reader = ColumnReader(model)
    certainty, right = [], []
    counts = np.zeros((36, 36))
    lines = {1: [], 2: []}
    for i, (crop, aspect, text, rows) in enumerate(samples(a.samples)):
        if i % 2000 == 0:
            print(f"[{'#' * (30 * i // a.samples):30}] {i}/{a.samples}", file=sys.stderr)
        r = reader.read(crop, aspect)
        lines[rows].append(r.text.replace("O", "0") == text.replace("O", "0"))
        if not r.text:
            continue
        certainty.append(r.certainty)
        right.append(r.text.replace("O", "0") == text.replace("O", "0"))
        if len(r.text) == len(text):
            wrong = sum(x != y for x, y in zip(r.text, text))
            if wrong <= 2:  # more is another plate, or none
                for true, read in zip(text, r.text):
                    counts[ALPHABET.index(true), ALPHABET.index(read)] += 1
    certainty, right = np.array(certainty), np.array(right, float)
    drawn, weights = len(right), np.ones(len(right))
    if a.pictures:
        real = [(reader.read(crop, aspect), text) for crop, aspect, text in real_samples(reader, a.pictures, a.models)]
        real = [(r.certainty, r.text.replace("O", "0") == text.replace("O", "0")) for r, text in real if r.text]
        certainty = np.concatenate([certainty, [c for c, _ in real]])
        right = np.concatenate([right, [float(ok) for _, ok in real]])
        weights = np.concatenate([weights, np.full(len(real), drawn / len(real))])
        print(f"real plates: right {right[drawn:].mean():.3f} of {len(real)} cuts; alone slope and offset would be "
              + "{:.3f}, {:.3f}; of the drawn alone {:.3f}, {:.3f}".format(*logistic(certainty[drawn:], right[drawn:]), *logistic(certainty[:drawn], right[:drawn])))
    slope, offset = logistic(certainty, right, weights)
    share = counts / np.maximum(1, counts.sum(1, keepdims=True))
    confusions = {ALPHABET[i]: {ALPHABET[k]: round(float(share[i, k]), 4) for k in np.argsort(-share[i]) if k != i and share[i, k] >= LEAST_CONFUSION}
                  for i in range(36)}
    path = os.path.join(folder, "manifest.json")
    manifest = json.load(open(path))
    manifest["calibration"] = {"slope": round(slope, 4), "offset": round(offset, 4), "samples": len(right), "of_real_plates": len(right) - drawn}
    manifest["confusions"] = {k: v for k, v in confusions.items() if v}
    with open(path, "w") as f:
        json.dump(manifest, f, indent=2)
        f.write("\n")
    stated = [1 / (1 + math.exp(-(slope * math.log(q / (1 - q)) + offset))) for q in np.clip(certainty, 1e-9, 1 - 1e-9)]
    reliability(list(zip(stated[:drawn], right[:drawn])), a.diagram)
    if a.readings:
        reader.slope, reader.offset = slope, offset
        write_readings(reader, a.samples, a.readings)
    if a.passes:
        reader.slope, reader.offset = slope, offset
        write_passes(reader, a.samples // 2, a.passes)
    if a.failures:
        reader.slope, reader.offset = slope, offset
        write_failures(reader, a.failures)
    print(f"right {right[:drawn].mean():.3f} of {drawn}; slope {slope:.3f}, offset {offset:.3f}")
    print("; ".join(f"{rows} line{'s' * (rows > 1)}: {np.mean(ok):.3f} of {len(ok)}" for rows, ok in lines.items()))


if __name__ == "__main__":
    main()
