"""Measures readers on every given set of real pictures and on drawn plates, in one command and within a minute: what the detector and
the region net say does not depend on the reader and is kept in a file, so that only reading is done again.

usage: python -m outrider_training.measure --pictures DIR --memory FILE [--models ..] [--checkpoint R.pt[,R2.pt,...] [--shares .3,.7]]

Sets: ``world`` (plates-world, the part val), ``plates-us``, ``stills``, ``rides`` (plates of the rides that were not trained on; frames of
a plate are not independent), ``negatives``, ``drawn``; ``real`` is all but the last two.
``--checkpoint`` measures the weights of a trainer, or the mean of several, instead of the exported net. Shares carry 95 % intervals
(Wilson). Rounds are chosen by ``world`` (val), ``plates-us`` and ``drawn``, not by the stills.
"""

from __future__ import annotations

import argparse
import csv
import glob
import math
import os
import pickle

import cv2
import numpy as np

from .evaluate import folded, judge
from .pipeline import ColumnReader, CornerDetector, Model, PlateFinder, RegionReader, SlotReader
from .real_plates import STREET_TEXTS, box_quad, is_sound

LEVELS = (.8, .9, .95, .99)
LEAST = .35
DRAWN, DRAWN_SEED = 2000, 990_011


def wilson(k: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share, in percent."""
    if not n:
        return 0.0, 100.0
    p, d = k / n, 1 + z * z / n
    c, h = (p + z * z / (2 * n)) / d, z / d * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return 100 * max(0.0, c - h), 100 * min(1.0, c + h)


def share(k: int, n: int) -> str:
    a, b = wilson(k, n)
    return f"{100 * k / max(1, n):5.1f} ({a:.0f} to {b:.0f})"


class Remembering:
    """A detector or a region net that remembers what it said of a picture."""

    def __init__(self, inner, store: dict):
        self.inner, self.store, self.name = inner, store, ""

    def _of(self, kind, quad, make):
        key = (kind, self.name, None if quad is None else tuple(np.round(np.asarray(quad, float), 1).ravel()))
        if key not in self.store:
            self.store[key] = make()
        return self.store[key]

    def detect(self, img):
        return self._of("detect", None, lambda: self.inner.detect(img))

    def look_again(self, img, quad, score):
        return self._of("again", quad, lambda: self.inner.look_again(img, quad, score))

    def shares(self, img, quad):
        return self._of("region", quad, lambda: self.inner.shares(img, quad))


def drawn_samples(store: dict, n: int = DRAWN):
    """(crop, aspect, text) of drawn plates that no trainer sees; kept, so that changes of the generator do not change the measure."""
    if "drawn" not in store:
        from .calibrate import samples
        store["drawn"] = [(crop, aspect, text) for crop, aspect, text, _ in samples(n, DRAWN_SEED)]
    return store["drawn"]


def sets(pictures: str, negatives: int):
    """(set, picture, [(truth, box or none, group)]) of all given pictures that may be measured on."""
    by: dict[str, list] = {}
    for r in csv.DictReader(open(os.path.join(pictures, "plates-world.csv"), newline="")):
        if r["part"] == "val" and is_sound(r):
            by.setdefault(r["image"], []).append((r["text"], box_quad(r), "us" if r["region"].startswith("US") else "others"))
    for name, rows in sorted(by.items()):
        yield "world", os.path.join(pictures, "plates-world", name), rows
    by = {}
    for r in csv.DictReader(open(STREET_TEXTS, newline="")):
        if r["part"] != "train" and is_sound(r):
            by.setdefault(r["image"], []).append((r["text"], box_quad(r), "night" if r["part"] == "measure" else "day"))
    for name, rows in sorted(by.items()):
        yield "rides", os.path.join(pictures, "street-ro", name), rows
    for r in csv.DictReader(open(os.path.join(pictures, "stills.csv"), newline="")):
        yield "stills", os.path.join(pictures, "stills", r["image"]), [(r["plate"], box_quad(r), r["region"])]
    for r in csv.DictReader(open(os.path.join(pictures, "plates-us.csv"), newline="")):
        yield "plates-us", os.path.join(pictures, "plates-us", r["image"]), [(r["plate"], None, "")]
    for path in sorted(glob.glob(os.path.join(pictures, "negatives", "*")))[:negatives]:
        yield "negatives", path, []


def verdict(found, truth: str, box, least: float = LEAST):
    """(kind, read that counts): without a box the surest read of the picture counts."""
    if box is not None:
        kind, _, best = judge(found, truth, box, least)
        return kind, best
    best = max((r for r in found if r.confidence >= least), key=lambda r: r.confidence, default=None)
    return ("missed" if best is None else "exact" if folded(best.plate) == folded(truth) else "wrong"), best


def measure(finder: PlateFinder, reader, pictures: str, store: dict, negatives: int = 600, drawn: bool = True):
    """Rows of (set, group, truth, kind, text, raw, confidence, picture, text of the second reader); kind is exact, wrong, missed, or false
    on negatives."""
    other = lambda best: best.second or "" if best else ""
    rows = []
    memories = [m for m in (finder.detector, finder.regions) if isinstance(m, Remembering)]
    for name, path, truths in sets(pictures, negatives):
        img = cv2.imread(path)
        for m in memories:
            m.name = f"{name}/{os.path.basename(path)}"
        found = finder.reads(img)
        if name == "negatives":
            best = max((r for r in found if r.confidence >= LEAST), key=lambda r: r.confidence, default=None)
            rows.append((name, "", "", "false" if best else "none", best.plate if best else "", "", best.confidence if best else 0, path, other(best)))
        for truth, box, group in truths:
            kind, best = verdict(found, truth, box)
            rows.append((name, group, truth, kind, best.plate if best else "", best.reading.raw if best else "", best.confidence if best else 0, path, other(best)))
    if drawn:
        for crop, aspect, text in drawn_samples(store):
            r = reader.read(crop, aspect)
            kind = "missed" if r.confidence < LEAST else "exact" if folded(r.text) == folded(text) else "wrong"
            rows.append(("drawn", "", text, kind, r.text, r.raw, r.confidence, "", ""))
    return rows


def table(rows) -> str:
    out = ["| set | plates | exact % | wrong % | missed % | wrong % of reads at least " + ", ".join(f"{v}" for v in LEVELS) + " |", "|---|---|---|---|---|---|"]
    groups = [("world", None), ("world", "us"), ("world", "others"), ("plates-us", None), ("stills", "us"), ("stills", "eu"), ("stills", "br"),
              ("rides", None), ("drawn", None)]
    for name, group in groups + [("real", None)]:
        part = [r for r in rows if (r[0] == name or name == "real" and r[0] in ("world", "plates-us", "stills", "rides")) and (group is None or r[1] == group)]
        if not part:
            continue
        n = {k: sum(r[3] == k for r in part) for k in ("exact", "wrong", "missed")}
        sure = []
        for level in LEVELS:
            reads = [r for r in part if r[3] in ("exact", "wrong") and r[6] >= level]
            bad = sum(r[3] == "wrong" for r in reads)
            sure.append(f"{100 * bad / max(1, len(reads)):.1f} ({bad} of {len(reads)})")
        out.append(f"| {name} {group or ''} | {len(part)} | {share(n['exact'], len(part))} | {share(n['wrong'], len(part))} | {100 * n['missed'] / len(part):.1f} | {'; '.join(sure)} |")
    reads = [r for r in rows if r[3] in ("exact", "wrong") and r[0] != "drawn"]
    if any(r[8] for r in reads):
        bad = lambda part: share(sum(r[3] == "wrong" for r in part), len(part)) + f" of {len(part)}"
        for least in (LEAST, .8, .9):
            part = [r for r in reads if r[6] >= least]
            same = [r for r in part if folded(r[4]) == folded(r[8])]
            out.append(f"reads of at least {least}: both readers say the same, wrong % {bad(same)}; they differ, wrong % {bad([r for r in part if r not in same])}")
        right = sum(folded(r[8]) == folded(r[2]) for r in reads)
        out.append(f"the second reader alone is right on {share(right, len(reads))} % of {len(reads)} plates that are reported")
    negatives = [r for r in rows if r[0] == "negatives"]
    out.append(f"negatives with a false read: {share(sum(r[3] == 'false' for r in negatives), len(negatives))} % of {len(negatives)}")
    return "\n".join(out)


def mean_of(paths, shares=None):
    """State of the weighted mean of several checkpoints' averaged weights."""
    import torch
    states = [torch.load(p, map_location="cpu", weights_only=True)["ema"] for p in paths]
    shares = shares or [1 / len(paths)] * len(paths)
    return {k: sum(w * s[k].float() for w, s in zip(shares, states)) if states[0][k].dtype.is_floating_point else states[-1][k] for k in states[0]}


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--models", default="..")
    p.add_argument("--pictures", required=True)
    p.add_argument("--memory", required=True, help="file that keeps what detector and region net say")
    p.add_argument("--checkpoint", help="reader weights of a trainer; several, parted by commas, are averaged")
    p.add_argument("--shares", help="share of each checkpoint in the mean")
    p.add_argument("--second", default="", help="folder of a second reader (fixed-slots), whose dispute limits the confidence: how often both say the same, and are right then")
    p.add_argument("--negatives", type=int, default=600)
    p.add_argument("--failures", help="write every row that is not exact into this CSV")
    a = p.parse_args(argv)
    cv2.setNumThreads(1)
    store = pickle.load(open(a.memory, "rb")) if os.path.exists(a.memory) else {}
    before = len(store)
    model = Model.of_folder(os.path.join(a.models, "reader"))
    if a.checkpoint:
        import torch
        from .nets import Reader
        torch.set_num_threads(1)
        net = Reader()
        net.load_state_dict(mean_of(a.checkpoint.split(","), [float(v) for v in a.shares.split(",")] if a.shares else None))
        model = Model.of_net(net, model.manifest, True)
    reader = ColumnReader(model)
    part = lambda name: Model.of_folder(os.path.join(a.models, name))
    finder = PlateFinder(Remembering(CornerDetector(part("detector")), store), reader, Remembering(RegionReader(part("region")), store),
                         SlotReader(Model.of_folder(a.second)) if a.second else None)
    rows = measure(finder, reader, a.pictures, store, a.negatives)
    if len(store) != before:
        with open(a.memory + ".part", "wb") as f:
            pickle.dump(store, f)
        os.replace(a.memory + ".part", a.memory)
    if a.failures:
        with open(a.failures, "w", newline="") as f:
            csv.writer(f).writerows(r for r in rows if r[3] not in ("exact", "none") and r[0] != "drawn")
    print(table(rows))


if __name__ == "__main__":
    main()
