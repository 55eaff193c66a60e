"""Measures the shipped ONNX files on a folder of pictures with known plates: a table, and a page with every failure.

usage: python -m outrider_training.evaluate --models ../ --pictures DIR --truth FILE.csv --out report/

The CSV has the columns image, region, plate, x, y, w, h (box in pixels). The way from picture to text is the agent's, step
for step (see pipeline.py); the figures that count are nevertheless those of the agent itself (tools/accuracy).
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import os
import sys

import cv2
import numpy as np

from .pipeline import ColumnReader, CornerDetector, iou, Model, PlateFinder, RegionReader, SlotReader
from .rectify import cut, grow


def folded(text: str) -> str:
    """Letters and digits only, O taken as 0: some truths know no letter O."""
    return "".join(c for c in text.upper() if c.isalnum()).replace("O", "0")


def finder(models: str, long_side: int = 640) -> PlateFinder:
    model = lambda name: Model.of_folder(os.path.join(models, name))
    regions = RegionReader(model("region")) if os.path.isdir(os.path.join(models, "region")) else None
    second = SlotReader(model("second-reader")) if os.path.isdir(os.path.join(models, "second-reader")) else None
    return PlateFinder(CornerDetector(model("detector"), long_side), ColumnReader(model("reader")), regions, second)


def judge(found, truth: str, box: np.ndarray, least: float):
    """(kind, detected, best read): kind is exact, wrong or missed; a read counts where its plate overlaps the true one."""
    kept = [r for r in found if r.confidence >= least]
    if any(folded(r.plate) == folded(truth) for r in kept):
        best = max((r for r in kept if folded(r.plate) == folded(truth)), key=lambda r: r.confidence)
        kind = "exact"
    else:
        near = [r for r in kept if iou(r.quad, box) > .3]
        best = max(near, key=lambda r: r.confidence, default=None)
        kind = "wrong" if near else "missed"
    return kind, any(iou(r.quad, box) > .5 for r in found), best


def calibration_error(pairs) -> float:
    """Expected calibration error over ten bins of (confidence, right)."""
    total = 0.0
    for b in range(10):
        part = [p for p in pairs if b / 10 <= p[0] < (b + 1) / 10 + (b == 9)]
        if part:
            total += len(part) * abs(sum(p[0] for p in part) - sum(p[1] for p in part)) / len(part)
    return total / max(1, len(pairs))


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--models", default="..", help="folder with detector/, reader/ and perhaps region/")
    p.add_argument("--pictures", required=True)
    p.add_argument("--truth", required=True)
    p.add_argument("--out", required=True, help="folder for report.html, report.json and the pictures of the failures")
    p.add_argument("--least", type=float, default=.35, help="least confidence of a reported plate")
    p.add_argument("--long-side", type=int, default=640)
    a = p.parse_args(argv)
    os.makedirs(a.out, exist_ok=True)
    cv2.setNumThreads(1)
    reads = finder(a.models, a.long_side)
    rows = list(csv.DictReader(open(a.truth, newline="")))
    results, pairs, failures = {}, [], []
    for i, row in enumerate(rows):
        if sys.stderr.isatty() or i % 50 == 0:
            print(f"\r[{'#' * (30 * i // len(rows)):30}] {i}/{len(rows)}", end="" if sys.stderr.isatty() else "\n", file=sys.stderr)
        img = cv2.imread(os.path.join(a.pictures, row["image"]))
        if img is None:
            print(f"\n{row['image']}: not a picture", file=sys.stderr)
            continue
        x, y, w, h = (float(row[k]) for k in "xywh")
        box = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
        found = reads.reads(img)
        kind, seen, best = judge(found, row["plate"], box, a.least)
        r = results.setdefault(row["region"], {"plates": 0, "exact": 0, "wrong": 0, "missed": 0, "detected": 0})
        r["plates"] += 1
        r[kind] += 1
        r["detected"] += seen
        pairs += [(f.confidence, folded(f.plate) == folded(row["plate"])) for f in found if iou(f.quad, box) > .4]
        if kind != "exact":
            name = f"{len(failures):03d}.png"
            wide = cut(img, grow(best.quad if best is not None else box, .3, .5), 480, 200)
            crop = reads.reader.crop(img, best.quad if best is not None else box)
            crop = cv2.cvtColor(cv2.resize(crop, (480, 144), interpolation=cv2.INTER_CUBIC), cv2.COLOR_GRAY2BGR)
            cv2.imwrite(os.path.join(a.out, name), np.vstack([wide, crop]))
            failures.append((name, row["image"], row["plate"], kind, [(f.plate, f.reading.raw, f.confidence, f.detection) for f in found]))
    print(file=sys.stderr)
    total = {k: {**v, **{f"{n}_percent": round(100 * v[n] / v["plates"], 1) for n in ("exact", "wrong", "missed", "detected")}} for k, v in results.items()}
    report = {"sets": total, "calibration_error": round(calibration_error(pairs), 4), "failures": len(failures)}
    with open(os.path.join(a.out, "report.json"), "w") as f:
        json.dump(report, f, indent=2)
    with open(os.path.join(a.out, "report.html"), "w") as f:
        f.write("<!doctype html><meta charset=utf-8><title>Failures</title><style>body{font:15px sans-serif;max-width:60em;margin:2em auto}"
                "td,th{padding:.2em .7em;text-align:left}figure{display:inline-block;margin:1em}</style><h1>What was read</h1><table>"
                "<tr><th>set<th>plates<th>exact %<th>wrong %<th>missed %<th>detected %")
        for k, v in total.items():
            f.write(f"<tr><td>{html.escape(k)}<td>{v['plates']}" + "".join(f"<td>{v[n + '_percent']}" for n in ("exact", "wrong", "missed", "detected")))
        f.write(f"</table><p>Expected calibration error {report['calibration_error']}</p><h2>{len(failures)} failures</h2>")
        for name, image, plate, kind, said in failures:
            texts = ", ".join(f"{t} (raw {r}) {c:.2f}, detection {d:.2f}" for t, r, c, d in said) or "nothing"
            f.write(f"<figure><img src={name} alt='{html.escape(plate)}'><figcaption>{html.escape(image)}: {html.escape(plate)}, {kind}; read: {html.escape(texts)}</figcaption></figure>")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
