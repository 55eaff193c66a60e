"""The unit's way from a picture to its reads, step for step as the agent goes it: to measure a net before it is built in,
and to prove that both ways agree.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import os
from dataclasses import dataclass

import cv2
import numpy as np

from .rectify import aspect_of, cut, grow, height_of, width_of

SAME_PLATE_IOU, LARGE_SHARE, MOST_ENLARGED = .35, .33, 2.0
FIRST_LOOK = .7
CLOSE_W, CLOSE_H, CLOSE_PLATE_PX, CLOSE_ASPECT, CLOSE_LEAST, MOST_CLOSER, UNCONFIRMED = 256, 128, 160, 1.7, .1, 5, .5
FREE, FREE_PLACE, SHAPE_SD, ANY_SHAPE, TRUST, DOUBTFUL, LEGIBLE_PX = .15, .6, .3, 1e-3, .8, .9, 100
WIDE_RUN, LEAST_BLANK, LEAST_INK, MOST_DOUBTS, CHANGED = 1.65, .08, .1, 6, .8
NARROW_TEXT, BESIDE_TEXT, SHORTEST_AIM = .68, .09, 4
MOST_DISPUTED = .8
LENGTH_PRIOR = (0, .05, .2, .6, .9, 1, 1, 1, 1, .5, .2)


def round_half_up(v: float) -> int:
    """As Java's Math.round."""
    return math.floor(v + .5)


def box(quad) -> tuple[float, float, float, float]:
    return float(quad[:, 0].min()), float(quad[:, 1].min()), float(quad[:, 0].max()), float(quad[:, 1].max())


def iou(a, b) -> float:
    """Overlap of the upright boxes of two quads."""
    a, b = box(a), box(b)
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    area = lambda q: (q[2] - q[0]) * (q[3] - q[1])
    return w * h / (area(a) + area(b) - w * h)


def part(q, a, b):
    """What lies between two upright lines, at shares of a quad's width."""
    top, bottom = q[1] - q[0], q[2] - q[3]
    return np.array([q[0] + top * a, q[0] + top * b, q[3] + bottom * b, q[3] + bottom * a])


@dataclass
class Model:
    """A model folder: manifest and the net as a function of one float32 array."""

    manifest: dict
    run: callable

    @staticmethod
    def of_folder(folder: str) -> "Model":
        import onnxruntime as ort
        manifest = json.load(open(os.path.join(folder, "manifest.json")))
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        session = ort.InferenceSession(os.path.join(folder, "model.onnx"), options, ["CPUExecutionProvider"])
        name, outputs = session.get_inputs()[0].name, [o.name for o in session.get_outputs()]
        return Model(manifest, lambda x: session.run(outputs, {name: x}))

    @staticmethod
    def of_net(net, manifest: dict, reader: bool) -> "Model":
        """A PyTorch net in the clothes of an exported one."""
        import torch
        net = net.eval()

        def run(x):
            with torch.no_grad():
                y = net(torch.from_numpy(x))
            return [y.permute(0, 2, 3, 1).numpy()] if reader else [v.numpy() for v in y]
        return Model(manifest, run)


class CornerDetector:
    def __init__(self, model: Model, long_side: int = 640, near_passes: bool = True, threshold: float | None = None, most: int = 16):
        self.model, self.long_side, self.near_passes, self.most = model, long_side, near_passes, most
        m = model.manifest
        self.threshold = m["threshold"] if threshold is None else threshold
        self.unit = m["output"]["unit_strides"]
        self.strides = [o["stride"] for o in m["output"]["maps"]]
        self.close_px = m.get("close_plate_px", CLOSE_PLATE_PX)

    def _run(self, img, part, scale, size, least):
        x, y, w0, h0 = part
        w, h = min(size[0], max(1, round_half_up(w0 * scale))), min(size[1], max(1, round_half_up(h0 * scale)))
        padded = np.full((size[1], size[0], 3), 114, np.uint8)
        padded[:h, :w] = cv2.resize(img[y:y + h0, x:x + w0], (w, h), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        maps = self.model.run(np.ascontiguousarray(padded.transpose(2, 0, 1)[None].astype(np.float32)))
        out = []
        limit = math.log(least / (1 - least))
        for stride, m in zip(self.strides, maps):
            m = m[0]
            for r, c in zip(*np.where(m[0] > limit)):
                xy = (np.array([c, r] * 4) + .5 + self.unit * m[1:, r, c].astype(np.float64)) * stride
                q = xy.reshape(4, 2) / (w / w0, h / h0) + (x, y)
                if np.isfinite(q).all():
                    out.append((q, 1 / (1 + math.exp(-float(m[0, r, c])))))
        return out

    def _merge(self, raw, least):
        raw.sort(key=lambda d: -d[1])
        used, out = [False] * len(raw), []
        for i, (best, score) in enumerate(raw):
            if score < least:
                break
            if used[i]:
                continue
            total, weight = np.zeros((4, 2)), 0.0
            for k in range(i, len(raw)):
                if not used[k] and iou(raw[k][0], best) > SAME_PLATE_IOU:
                    used[k] = True
                    w = raw[k][1] ** 3
                    total += w * raw[k][0]
                    weight += w
            out.append((total / weight, score))
            if len(out) == self.most:
                break
        return out

    def detect(self, img):
        """(quad 4x2, score) of each plate, best first."""
        h, w = img.shape[:2]
        scale = min(MOST_ENLARGED, self.long_side / max(w, h))
        size = lambda s: (max(1, math.ceil(round_half_up(w * s) / 32)) * 32, max(1, math.ceil(round_half_up(h * s) / 32)) * 32)
        least = self.threshold * FIRST_LOOK
        raw = self._run(img, (0, 0, w, h), scale, size(scale), least / 2)
        if self.near_passes:
            raw += self._run(img, (0, 0, w, h), scale / 4, size(scale / 4), least / 2)
        found = self._merge(raw, least)
        if self.near_passes and (not found or any(width_of(q) * scale > self.long_side * LARGE_SHARE for q, _ in found)):
            raw += self._run(img, (0, 0, w, h), scale / 2, size(scale / 2), least / 2)
            found = self._merge(raw, least)
        refined = [d for d in (self._closer(img, q, s) for q, s in found) if d[1] >= self.threshold]
        return self._outermost(self._merge(refined, self.threshold))

    @staticmethod
    def _outermost(found):
        """A sticker or a word on a plate is no plate: what lies inside something much larger goes."""
        def inside(a, b):
            a, b = box(a), box(b)
            w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            area = (a[2] - a[0]) * (a[3] - a[1])
            return w > 0 and h > 0 and w * h > .8 * area and area < .3 * (b[2] - b[0]) * (b[3] - b[1])
        return [d for d in found if not any(inside(d[0], o[0]) for o in found)]

    def look_again(self, img, quad, score):
        """The plate that is thought to be there, or none."""
        quad, score = self._closer(img, quad, score)
        return (quad, score) if score >= self.threshold else None

    def _closer(self, img, q, score):
        h0, w0 = img.shape[:2]
        scale = min(MOST_CLOSER, self.close_px / max(width_of(q), CLOSE_ASPECT * height_of(q)))
        w, h = min(w0, round_half_up(CLOSE_W / scale)), min(h0, round_half_up(CLOSE_H / scale))
        c = q.mean(0)
        x = min(max(round_half_up(c[0] - w / 2), 0), w0 - w)
        y = min(max(round_half_up(c[1] - h / 2), 0), h0 - h)
        for q2, s2 in self._merge(self._run(img, (x, y, w, h), scale, (CLOSE_W, CLOSE_H), CLOSE_LEAST), CLOSE_LEAST * 2):
            if iou(q2, q) > SAME_PLATE_IOU:
                return q2, math.sqrt(score * s2)
        return q, score * UNCONFIRMED


class FormatPrior:
    """See the agent's class of the same name. ``kinds``: as in the manifest."""

    def __init__(self, alphabet: str, kinds: dict[str, dict]):
        self.digit = np.array([c.isdigit() for c in alphabet])
        self.kinds = list(kinds.values())
        self.issuers: list[tuple[str, int]] = []
        self.formats: dict[int, list] = {}
        for i, kind in enumerate(self.kinds):
            self._add(kind["patterns"], i, None)
            for region, patterns in kind.get("regions", {}).items():
                self._add(patterns, i, len(self.issuers))
                self.issuers.append((region, i))

    def _add(self, patterns: dict[str, float], kind: int, region: int | None):
        total = sum(patterns.values())
        for pattern, weight in patterns.items():
            self.formats.setdefault(len(pattern), []).append((np.array([c == "9" for c in pattern]), kind, region, weight / total))

    def of(self, aspect: float, told: dict[str, float] = {}) -> "PlatePrior":
        """``told``: how probable each issuing state is, by code."""
        shares = []
        for kind in self.kinds:
            likelihood = ANY_SHAPE if kind["shapes"] else 1.0
            for shape in kind["shapes"]:
                off = math.log(max(aspect, 1e-9) / shape["aspect"]) / SHAPE_SD
                likelihood += shape["share"] * math.exp(-off * off / 2)
            shares.append(kind["share"] * likelihood)
        total = sum(shares)
        of_region, others = [TRUST * told.get(region, 0) for region, _ in self.issuers], [1.0] * len(shares)
        for share, (_, kind) in zip(of_region, self.issuers):
            others[kind] -= share
        return PlatePrior(self, [(1 - FREE) * s / total for s in shares], others, of_region)


class PlatePrior:
    """The prior, once it is known what shape the plate has, and perhaps who issued it."""

    def __init__(self, prior: FormatPrior, shares: list[float], others: list[float], of_region: list[float]):
        self.prior, self.shares, self.others, self.of_region = prior, shares, others, of_region

    def _evidences(self, p: np.ndarray):
        digits = p[:, self.prior.digit].sum(1)
        out = []
        for is_digit, kind, region, weight in self.prior.formats.get(len(p), []):
            share = self.others[kind] if region is None else self.of_region[region]
            if share:
                out.append((is_digit, self.shares[kind] * share * weight * float(np.prod(np.where(is_digit, digits, 1 - digits)))))
        return out

    def evidence(self, p: np.ndarray) -> float:
        return FREE * FREE_PLACE ** len(p) + sum(e for _, e in self._evidences(p)) if self.shares else 1.0

    def apply(self, p: np.ndarray) -> np.ndarray:
        n = len(p)
        if n not in self.prior.formats:
            return p
        digits = p[:, self.prior.digit].sum(1)
        free = FREE * FREE_PLACE ** n
        total, d, l = free, np.zeros(n), np.zeros(n)
        for is_digit, e in self._evidences(p):
            total += e
            d[is_digit] += e
            l[~is_digit] += e
        kept = np.where(self.prior.digit[None], (free + d / np.maximum(digits, 1e-12))[:, None], (free + l / np.maximum(1 - digits, 1e-12))[:, None])
        return p * kept / total


class Segmentation:
    """See the agent's class of the same name. Places are (row, first column, last column)."""

    def __init__(self, p: np.ndarray):
        self.p, self.blank = p, p[:, :, -1]
        self.seen = [(row, a, b) for row in range(len(p)) for a, b in self._split(p[row], self._runs(p[row]))]

    def shares(self, places) -> np.ndarray:
        sums = np.array([self.p[row, a:b + 1, :-1].sum(0) for row, a, b in places])
        return sums / sums.sum(1, keepdims=True)

    def best(self, evidence):
        """The most probable places, and their share of the probability of all that were weighed."""
        best, most, total, as_seen = self.seen, 1.0, 1.0, evidence(self.shares(self.seen))
        for odds, place, is_gap in self._doubts():
            places = sorted([*self.seen, place]) if is_gap else [x for x in self.seen if x != place]
            if not places:
                continue
            ratio = odds * evidence(self.shares(places)) / as_seen
            total += ratio
            if ratio > most:
                best, most = places, ratio
        return best, most / total

    def _doubts(self):
        out, near = [], np.zeros(self.blank.shape, bool)
        for row, a, b in self.seen:
            blank = float(self.blank[row, a:b + 1].min())
            if blank >= LEAST_BLANK:
                out.append((blank / (1 - blank), (row, a, b), False))
            near[row, max(0, a - 1):b + 2] = True
        for row, c in np.argwhere(~near & (1 - self.blank >= LEAST_INK)):
            ink = 1 - float(self.blank[row, c])
            out.append((ink / (1 - ink), (int(row), int(c), int(c)), True))
        return sorted(out, key=lambda d: -d[0])[:MOST_DOUBTS]

    @staticmethod
    def _runs(row):
        ink = row[:, -1] < .5
        runs, start = [], -1
        for c in range(len(row) + 1):
            on = c < len(row) and ink[c]
            if on and start < 0:
                start = c
            elif not on and start >= 0:
                runs.append((start, c - 1))
                start = -1
        return runs

    @staticmethod
    def _split(row, runs):
        if len(runs) < 2:
            return runs
        usual = sorted(b - a + 1 for a, b in runs)[len(runs) // 2]
        out = []
        for a, b in runs:
            width = b - a + 1
            if width >= 4 and width > usual * WIDE_RUN:
                weight = lambda c: row[c, -1] + .05 * (1 - abs(2 * (c - a) / (width - 1) - 1))
                cut_at = max(range(a + 1, b), key=weight)
                differs = row[a:cut_at, :-1].sum(0).argmax() != row[cut_at + 1:b + 1, :-1].sum(0).argmax()
                if row[cut_at, -1] > .15 or (differs and row[cut_at, -1] > .03):
                    out += [(a, cut_at - 1), (cut_at + 1, b)]
                    continue
            out.append((a, b))
        return out


@dataclass
class Reading:
    text: str
    raw: str
    confidence: float
    certainty: float
    """Before calibration."""
    p: np.ndarray
    left: float = 0
    """Where the first character begins, 0..1 of the crop's width."""
    right: float = 1


NOTHING = Reading("", "", 0, 0, np.zeros((0, 36)))


class ColumnReader:
    def __init__(self, model: Model):
        m = model.manifest
        self.model, self.alphabet = model, m["alphabet"]
        self.prior = FormatPrior(self.alphabet, m["formats"])
        i = m["input"]
        self.size, self.margin, self.least_sd = (i["width"], i["height"]), (i["margin_x"], i["margin_y"]), i["least_deviation"]
        self.soften_above_px, self.soften_sd = i.get("soften_above_px", 1e6), i.get("soften_sd", 0)
        self.temperature = m["temperature"]
        c = m.get("calibration", {})
        self.slope, self.offset = c.get("slope", 1), c.get("offset", 0)

    def crop(self, img, quad):
        grown = grow(quad, *self.margin)
        out = cut(img, grown, *self.size)
        out = cv2.cvtColor(out, cv2.COLOR_BGR2GRAY) if out.ndim == 3 else out
        crisp = self.soften_sd > 0 and np.linalg.norm(grown[1] - grown[0]) > self.soften_above_px
        return cv2.GaussianBlur(out, (0, 0), self.soften_sd) if crisp else out

    def read(self, crop, aspect: float, region=dict) -> Reading:
        """What a crop says; ``aspect``: width by height of the plate as found; ``region``: asked only where that helps, tells
        how probable each issuing state is, by code."""
        x = crop.astype(np.float64)
        x = (x - x.mean()) / max(self.least_sd, x.std())
        logits = self.model.run(x[None, None].astype(np.float32))[0][0].astype(np.float64) / self.temperature
        if not np.isfinite(logits).all():
            return NOTHING
        p = np.exp(logits - logits.max(-1, keepdims=True))
        p /= p.sum(-1, keepdims=True)  # rows, columns, classes
        columns = Segmentation(p)
        if not columns.seen:
            return NOTHING
        reading = self._decode(columns, self.prior.of(aspect))
        if reading.confidence >= DOUBTFUL or not self.prior.issuers:
            return reading
        return self._decode(columns, self.prior.of(aspect, region()))

    def _decode(self, columns: Segmentation, known: PlatePrior) -> Reading:
        raw = "".join(self.alphabet[k] for k in columns.shares(columns.seen).argmax(1))
        places, share = columns.best(known.evidence)
        after = known.apply(columns.shares(places))
        text = "".join(self.alphabet[k] for k in after.argmax(1))
        certainty = (1 if text == raw else CHANGED) * share * float(np.prod(np.minimum(1, after.max(1)))) * LENGTH_PRIOR[min(len(after), len(LENGTH_PRIOR) - 1)]
        q = min(max(certainty, 1e-9), 1 - 1e-9)
        confidence = 1 / (1 + math.exp(-(self.slope * math.log(q / (1 - q)) + self.offset)))
        width = columns.p.shape[1]
        return Reading(text, raw, confidence, certainty, after,
                       min(a for _, a, _ in places) / width, (max(b for *_, b in places) + 1) / width)


class SlotReader:
    """See the agent's class of the same name: a reader with a probability per slot and character (``fixed-slots``)."""

    def __init__(self, model: Model):
        m, i = model.manifest, model.manifest["input"]
        self.model, self.alphabet, self.pad = model, m["alphabet"], m["pad"]
        self.size, self.margin = (i["width"], i["height"]), (i.get("margin_x", 0), i.get("margin_y", 0))

    def crop(self, img, quad):
        out = cut(img, grow(quad, *self.margin), *self.size)
        return cv2.cvtColor(out, cv2.COLOR_BGR2GRAY) if out.ndim == 3 else out

    def read(self, crop) -> tuple[str, float]:
        """(text, confidence)."""
        p = self.model.run(crop[None, :, :, None])[0][0]
        text = "".join(self.alphabet[k] for k in p.argmax(1))
        return text.replace(self.pad, ""), float(p.max(1).prod())


class RegionReader:
    def __init__(self, model: Model):
        m, i = model.manifest, model.manifest["input"]
        self.model, self.regions, self.temperature = model, m["regions"], m["temperature"]
        self.size, self.margin, self.least_sd = (i["width"], i["height"]), (i["margin_x"], i["margin_y"]), i["least_deviation"]

    def shares(self, img, quad) -> dict[str, float]:
        """How probable each issuing state is, by code."""
        x = cut(img, grow(quad, *self.margin), *self.size).astype(np.float64)
        x = (x - x.mean()) / max(self.least_sd, x.std())
        logits = self.model.run(x.transpose(2, 0, 1)[None].astype(np.float32))[0][0].astype(np.float64) / self.temperature
        p = np.exp(logits - logits.max())
        return {code: float(share) for code, share in zip(self.regions, p / p.sum()) if code}


@dataclass
class Read:
    plate: str
    confidence: float
    detection: float
    quad: np.ndarray
    reading: Reading
    second: str | None = None
    """What the second reader reads; none where there is no such reader."""


class PlateFinder:
    def __init__(self, detector: CornerDetector, reader: ColumnReader, regions: RegionReader | None = None, second: SlotReader | None = None):
        self.detector, self.reader, self.regions, self.second = detector, reader, regions, second

    def reads(self, img) -> list[Read]:
        """Every plate that says something, best detection first; no threshold on confidence."""
        out = []
        for quad, score in self.detector.detect(img):
            wide = self.regions is not None and width_of(quad) >= LEGIBLE_PX
            region = functools.cache(lambda quad=quad, wide=wide: self.regions.shares(img, quad) if wide else {})
            r = self.reader.read(self.reader.crop(img, quad), aspect_of(quad), region)
            if r.text:
                out.append(self._checked(img, self._aimed(img, Read(r.text, r.confidence, score, quad, r), region)))
        return out

    def _checked(self, img, read: Read) -> Read:
        """The same read, no surer than the second reader lets it be; see the agent's SecondReading."""
        if self.second is None:
            return read
        text, _ = self.second.read(self.second.crop(img, read.quad))
        agree = text.replace("O", "0") == read.plate.replace("O", "0")
        return dataclasses.replace(read, second=text, confidence=read.confidence if agree else min(read.confidence, MOST_DISPUTED))

    def _aimed(self, img, first: Read, region) -> Read:
        """See the agent's PlateFinder."""
        r, margin = first.reading, self.reader.margin[0]
        a, b = (v * (1 + 2 * margin) - margin for v in (r.left, r.right))
        if len(r.text) < SHORTEST_AIM or b - a >= NARROW_TEXT:
            return first
        beside = BESIDE_TEXT * (b - a)
        found = self.detector.look_again(img, part(first.quad, a - beside, b + beside), first.detection)
        if found is None:
            return first
        again = self.reader.read(self.reader.crop(img, found[0]), aspect_of(found[0]), region)
        if again.text != r.text:
            return first
        best = again if again.confidence > r.confidence else r
        return Read(best.text, best.confidence, found[1], found[0], best)
