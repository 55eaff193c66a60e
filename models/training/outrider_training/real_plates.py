"""Real plates for the reader: street pictures with typed texts become samples beside the drawn ones.

``python -m outrider_training.real_plates`` prepares them once: our detector puts the corners, the reader finds where each
character of the known text lies (forced alignment, the median over several shifted crops), and the pieces around the plates
are written to one file. :class:`RealPlates` draws crops from that file.

There are three kinds: ``plates-world``, the day rides of ``street-ro`` (``street-ro-texts.csv``), and ``plates-more``, whose pictures
``gather_plates`` collects (``plates-more-texts.csv``). Only pictures of the part ``train``
are used whose text is sound, and none that ``not-to-train.txt`` names. Where our detector finds something and no label is near, that is
a sample without text.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import Counter
from dataclasses import dataclass, replace

import cv2
import numpy as np

from . import ALPHABET, BLANK
from .found_corners import UNIT, FoundCorners
from .reader_data import COLUMN_SHAPE, COLUMNS, IGNORE, ROWS, Shape, labels_of, rough, targets
from .rectify import HEIGHT_PX, WIDTH_PX, aspect_of, cut, grow, transform, width_of
from .sensor import degrade, homography, project

STREET_TEXTS = os.path.join(os.path.dirname(__file__), "..", "street-ro-texts.csv")
MORE_TEXTS = os.path.join(os.path.dirname(__file__), "..", "plates-more-texts.csv")
UNSOUND = frozenset("udpno")
STACKED, VANITY, UNDECIDED, BLURRED = "k", "v", "z", "b"
AROUND_X, AROUND_Y, MOST_PX, NOTHING_PX = .7, 1.0, 420, 180
SAME_IOU, APART_IOU, LEAST_SCORE = .3, .02, .15
ALIGN_VIEWS, LEAST_P, LEAST_SHARE, INK_SHARE = 7, .3, .6, .72
NOTHING_SHARE, US_SHARE, VANITY_WEIGHT, HARD_WEIGHT = .18, .5, .45, 1.7
MOST_LARGER = 1.5


@dataclass
class RealPlate:
    """``image``: BGR piece of the picture around the plate; ``quad``: corners as the detector found them, in the piece;
    ``chars``: n x 6 of (class, row, u0, v0, u1, v1) in shares of the plate's width and height, empty where they could not be
    found; a class is IGNORE where nobody could tell O from 0. ``lines``: the text of each row; none on what is no plate."""

    image: np.ndarray
    quad: np.ndarray
    chars: np.ndarray
    lines: tuple[str, ...]
    region: str = ""
    flags: str = ""
    misread: bool = False

    @property
    def text(self) -> str:
        return "".join(self.lines)


# --- preparation ---------------------------------------------------------------------------------------------------


def is_sound(row) -> bool:
    """Whether a row of ``plates-world.csv`` has a box and a text that somebody vouches for."""
    return bool(row["text"] and row["x"]) and not UNSOUND & set(row["flags"])


def named(image: str, names: set[str]) -> bool:
    """Whether a list of names holds a picture, with or without the ending."""
    image = os.path.basename(image)
    return image in names or os.path.splitext(image)[0] in names


def path_through(log_p: np.ndarray, text: str):
    """The most probable way of a text through columns: (log probability, [(first, last column) of each character]).
    ``log_p``: columns x classes, the blank last."""
    classes = [ALPHABET.index(c) for c in text]
    states = [BLANK]
    for c in classes:
        states += [c, BLANK]
    n, columns = len(states), len(log_p)
    if columns < len(classes):
        return -np.inf, []
    emit = log_p[:, states]
    best = np.full((columns, n), -np.inf)
    came = np.zeros((columns, n), np.int64)
    best[0, : min(2, n)] = emit[0, : min(2, n)]
    for t in range(1, columns):
        for s in range(n):
            options = [s] if s == 0 else [s, s - 1]
            if s >= 2 and states[s] != BLANK and states[s] != states[s - 2]:
                options.append(s - 2)
            k = max(options, key=lambda o: best[t - 1, o])
            best[t, s], came[t, s] = best[t - 1, k] + emit[t, s], k
    s = n - 1 if n == 1 or best[-1, n - 1] >= best[-1, n - 2] else n - 2
    score, way = float(best[-1, s]), [s]
    for t in range(columns - 1, 0, -1):
        s = came[t, s]
        way.append(s)
    way = np.array(way[::-1])
    spans = [np.flatnonzero(way == 2 * i + 1) for i in range(len(classes))]
    if not np.isfinite(score):
        return -np.inf, []
    return score, [(int(w[0]), int(w[-1])) for w in spans]


def splits(text: str, rows: int):
    """The ways a text may lie in one or two rows."""
    return [(text,)] if rows < 2 or len(text) < 2 else [(text[:k], text[k:]) for k in range(1, len(text))]


def shares_of(run, crops):
    """Probabilities (n, rows, columns, classes) of gray crops."""
    x = np.stack(crops).astype(np.float64)
    x = (x - x.mean((1, 2), keepdims=True)) / np.maximum(4.0, x.std((1, 2), keepdims=True))
    logits = run(x[:, None].astype(np.float32))[0].astype(np.float64)
    p = np.exp(logits - logits.max(-1, keepdims=True))
    return p / p.sum(-1, keepdims=True)


def align(run, image, quad, text: str, rows: int, rng, views: int = ALIGN_VIEWS):
    """(lines, chars in shares of the plate, probability of each character) of a known text on a plate. ``chars`` is empty where
    too few characters are seen where they would have to be."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    side = np.array((width_of(quad), width_of(quad) / aspect_of(quad)))
    grown = [grow(quad + rng.normal(0, .02 * (v > 0), 2) * side + rng.normal(0, .012 * (v > 0), (4, 2)) * side) for v in range(views)]
    p = shares_of(run, [cut(gray, g) for g in grown])
    log_p = np.log(np.maximum(p, 1e-6))
    ways = {}
    for lines in splits(text, rows):
        ways[lines] = [[path_through(log_p[v, r], lines[r] if r < len(lines) else "") for r in range(ROWS)] for v in range(views)]
    lines = max(ways, key=lambda k: sum(score for view in ways[k] for score, _ in view))
    if any(not np.isfinite(score) for view in ways[lines] for score, _ in view):
        return lines, np.zeros((0, 6), np.float32), np.zeros(len(text))
    step = WIDTH_PX / COLUMNS
    to_unit = cv2.getPerspectiveTransform(quad.astype(np.float32), UNIT)
    centre, half, seen = [], [], []
    for v in range(views):
        back = to_unit @ np.linalg.inv(transform(grown[v]))
        at = lambda column: project(back, np.array([[(column + .5) * step - .5, HEIGHT_PX / 2]]))[0, 0]
        c, h, s = [], [], []
        for row, line in enumerate(lines):
            for (a, b), ch in zip(ways[lines][v][row][1], line):
                weight = p[v, row, a:b + 1, ALPHABET.index(ch)]
                c.append(at((np.arange(a, b + 1) * weight).sum() / weight.sum()))
                h.append((at(b + .5) - at(a - .5)) / 2)
                s.append(weight.max())
        centre.append(c)
        half.append(h)
        seen.append(s)
    centre, half, seen = np.median(centre, 0), np.median(half, 0) / INK_SHARE, np.mean(seen, 0)
    chars, k, good = [], 0, np.mean(seen > LEAST_P) >= LEAST_SHARE
    for row, line in enumerate(lines):
        c, h = centre[k:k + len(line)], half[k:k + len(line)]
        gaps = np.diff(c)
        if len(gaps) and (gaps.min() <= 0 or gaps.min() < .35 * np.median(gaps)):
            good = False
        for i, ch in enumerate(line):
            room = min([g for g in (c[i] - c[i - 1] if i else 9, c[i + 1] - c[i] if i + 1 < len(line) else 9)])
            w = min(h[i], .49 * room)
            v0, v1 = (.15, .85) if len(lines) == 1 else (.05 + .5 * row, .45 + .5 * row)
            chars.append((ALPHABET.index(ch), row, c[i] - w, v0, c[i] + w, v1))
        k += len(line)
    return lines, np.array(chars if good else np.zeros((0, 6)), np.float32).reshape(-1, 6), seen


def piece_around(img, quad, most_px=MOST_PX):
    """(piece of the picture around a plate, corners in it), no larger than a plate of ``most_px``."""
    wide = grow(quad, AROUND_X, AROUND_Y)
    lo = np.maximum(0, np.floor(wide.min(0))).astype(int)
    hi = np.minimum((img.shape[1], img.shape[0]), np.ceil(wide.max(0))).astype(int)
    piece, quad = img[lo[1]:hi[1], lo[0]:hi[0]], quad - lo
    k = most_px / width_of(quad)
    if k < 1:
        piece = cv2.resize(piece, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
        quad = (quad + .5) * k - .5
    return np.ascontiguousarray(piece), quad.astype(np.float32)


def box_quad(row):
    x, y, w, h = (float(row[k]) for k in "xywh")
    return np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], np.float32)


def permitted(pictures: str, part: str = "train") -> dict[str, list]:
    """The labels of each picture that may be trained on, by folder and name; or of those of the part ``val``, to calibrate by."""
    rows = []
    for folder, path in (("plates-world", os.path.join(pictures, "plates-world.csv")), ("street-ro", STREET_TEXTS), ("plates-more", MORE_TEXTS)):
        if os.path.isdir(os.path.join(pictures, folder)) and os.path.exists(path):
            with open(path, newline="") as f:
                rows += [{**r, "image": f"{folder}/{r['image']}"} for r in csv.DictReader(f)]
    names = set()
    if os.path.exists(os.path.join(pictures, "not-to-train.txt")):
        with open(os.path.join(pictures, "not-to-train.txt")) as f:
            names = {line.strip() for line in f if line.strip()}
    by_image: dict[str, list] = {}
    for r in rows:
        if r["part"] == part and not named(r["image"], names):
            by_image.setdefault(r["image"], []).append(r)
    return by_image


def prepare(pictures: str, detector, progress=None, part: str = "train"):
    """Pieces of all permitted pictures, not yet aligned: plates with text (all of it in one line) and regions without any."""
    from .pipeline import iou
    by_image = permitted(pictures, part)
    out = []
    for i, (name, labelled) in enumerate(sorted(by_image.items())):
        if progress and i % 50 == 0:
            progress(i, len(by_image))
        img = cv2.imread(os.path.join(pictures, name))
        if img is None:
            continue
        found = detector.detect(img)
        boxes = [box_quad(r) for r in labelled if r["x"]]
        for r in labelled:
            if not is_sound(r):
                continue
            box = box_quad(r)
            near = max(found, key=lambda d: iou(d[0], box), default=None)
            quad = near[0] if near is not None and iou(near[0], box) > SAME_IOU else box
            piece, quad = piece_around(img, np.asarray(quad, np.float64))
            out.append(RealPlate(piece, quad, np.zeros((0, 6), np.float32), (r["text"],) + ("",) * (r["rows"] == "2"), r["region"], r["flags"]))
        if all(r["x"] for r in labelled):
            for quad, _ in found:
                if all(iou(quad, b) < APART_IOU for b in boxes) and width_of(quad) > 16:
                    piece, quad = piece_around(img, np.asarray(quad, np.float64), NOTHING_PX)
                    if min(piece.shape[:2]) > 8:
                        out.append(RealPlate(piece, quad, np.zeros((0, 6), np.float32), ()))
    return out


def align_all(plates, run, seed: int = 5):
    """The same plates with the places of their characters, as a reader sees them."""
    rng = np.random.default_rng(seed)
    out = []
    for p in plates:
        if not p.lines:
            out.append(p)
            continue
        lines, chars, seen = align(run, p.image, p.quad, p.text, len(p.lines), rng)
        if UNDECIDED in p.flags:
            chars[np.isin(chars[:, 0], (ALPHABET.index("0"), ALPHABET.index("O"))), 0] = IGNORE
        out.append(replace(p, lines=lines, chars=chars, misread=bool(np.min(seen) < .5)))
    return out


def save(plates, path: str):
    encoded = [cv2.imencode(".png", p.image)[1].ravel() for p in plates]
    np.savez(path, pictures=np.concatenate(encoded), ends=np.cumsum([len(e) for e in encoded]), quads=np.stack([p.quad for p in plates]),
             chars=np.concatenate([p.chars for p in plates]), char_ends=np.cumsum([len(p.chars) for p in plates]),
             lines=np.array(["/".join(p.lines) for p in plates]), rows=np.array([len(p.lines) for p in plates]),
             regions=np.array([p.region for p in plates]), flags=np.array([p.flags for p in plates]), misread=np.array([p.misread for p in plates]))


def load(path: str) -> list[RealPlate]:
    d = dict(np.load(path))  # each array once: the archive reads it anew at every access
    out, a, c = [], 0, 0
    for i, (b, e) in enumerate(zip(d["ends"], d["char_ends"])):
        rows = int(d["rows"][i])
        out.append(RealPlate(cv2.imdecode(d["pictures"][a:b], cv2.IMREAD_COLOR), d["quads"][i], d["chars"][c:e],
                             tuple(str(d["lines"][i]).split("/")) if rows else (), str(d["regions"][i]), str(d["flags"][i]), bool(d["misread"][i])))
        a, c = b, e
    return out


# --- samples -------------------------------------------------------------------------------------------------------


class RealPlates:
    """Draws crops of real plates: American ones take half of what bears a text, vanity texts and easy plates less of it."""

    def __init__(self, plates: list[RealPlate], rng: np.random.Generator, corners: FoundCorners | None = None, shape: Shape = COLUMN_SHAPE):
        self.rng, self.corners, self.shape = rng, corners, shape
        self.plates = [p for p in plates if p.lines and STACKED not in p.flags]
        self.nothing = [p for p in plates if not p.lines]
        frames = Counter((p.text, p.region) for p in self.plates)  # some plates are seen in many pictures
        weight = np.array([(VANITY_WEIGHT if VANITY in p.flags else 1.0) * (HARD_WEIGHT if p.misread else 1.0) / frames[p.text, p.region]
                           for p in self.plates])
        us = np.array([p.region.startswith("US") for p in self.plates])
        if us.any() and not us.all():
            weight[us] *= US_SHARE / weight[us].sum()
            weight[~us] *= (1 - US_SHARE) / weight[~us].sum()
        self.weight = weight / weight.sum()

    def draw(self):
        """(crop, target, labels): see :func:`reader_data.stream`."""
        if self.nothing and self.rng.random() < NOTHING_SHARE:
            p = self.nothing[int(self.rng.integers(len(self.nothing)))]
        else:
            p = self.plates[int(self.rng.choice(len(self.plates), p=self.weight))]
        return look(p, self.rng, self.corners, self.shape)


def look(p: RealPlate, rng: np.random.Generator, corners: FoundCorners | None = None, shape: Shape = COLUMN_SHAPE):
    """One crop of a real plate with its target and labels: cut as the unit cuts it or from another point of view, now and then with
    its characters in another order, in other light, and a little worse than it was taken."""
    image, quad, chars, lines = p.image, p.quad.astype(np.float64), p.chars, p.lines
    if len(lines) == 1 and len(chars) > 3 and rng.random() < .35:
        image, quad, chars, lines = shuffled(p, rng)
    weights = np.array((.114, .587, .299)) if rng.random() < .75 else rng.dirichlet((1, 1, 1))
    gray = np.clip(image.astype(np.float32) @ weights.astype(np.float32), 0, 255).astype(np.uint8)
    if rng.random() < .03:
        gray = 255 - gray
    width = width_of(quad)
    if rng.random() < .5:  # from another point of view
        px = float(np.exp(rng.uniform(np.log(max(30, .45 * width)), np.log(max(34, min(MOST_LARGER * width, 230))))))
        m = homography(rng, UNIT * (aspect_of(quad), 1), px) @ np.diag([aspect_of(quad), 1, 1]) @ cv2.getPerspectiveTransform(quad.astype(np.float32), UNIT)
        gray, quad = _warped(gray, quad, m, px)
    elif rng.random() < .5:  # from further away
        k = rng.uniform(max(.5, min(1, 36 / width)), 1)
        gray = cv2.resize(gray, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
        quad = (quad + .5) * k - .5
    px = width_of(quad)
    poor = BLURRED in p.flags or px < 60
    if rng.random() < (.3 if poor else .65):
        gray = degrade(gray, rng, px * .7, .5)
    elif rng.random() < .5:
        gray = np.clip(255 * (gray / 255.0) ** rng.uniform(.6, 1.6) * rng.uniform(.5, 1.2) + rng.normal(0, 2, gray.shape), 0, 255).astype(np.uint8)
    r = rng.random()
    found = corners.draw(rng, quad) if corners and r < .25 else rough(quad, rng) if r < .4 else quad + rng.normal(0, .012, 2) * (px, px / 2) + rng.normal(0, .012, (4, 2)) * (px, px / 2)
    found = grow(found, shape.margin_x + rng.normal(0, .02), shape.margin_y + rng.normal(0, .04))
    crop = cut(gray, found, shape.width, shape.height)
    if np.linalg.norm(found[1] - found[0]) > 194 and rng.random() < .7:
        crop = cv2.GaussianBlur(crop, (0, 0), .8)
    if not lines:
        return crop, np.full((ROWS, shape.columns), BLANK, np.int8), labels_of(())
    if not len(chars):
        return crop, np.full((ROWS, shape.columns), IGNORE, np.int8), labels_of(lines)
    to_picture = cv2.getPerspectiveTransform(UNIT, quad.astype(np.float32))
    unsure = bool((chars[:, 0] == IGNORE).any())
    return crop, targets(chars, transform(found, shape.width, shape.height) @ to_picture, shape.columns, shape.width), labels_of(None if unsure else lines)


def _warped(gray, quad, m, px):
    """The picture and the corners through a homography, cut to what lies around the plate."""
    seen = project(m, quad)
    pad = .5 * np.linalg.norm(seen[3] - seen[0])
    lo, hi = seen.min(0) - pad, seen.max(0) + pad
    size = np.maximum(8, np.ceil(hi - lo)).astype(int)
    m = np.array([[1, 0, -lo[0]], [0, 1, -lo[1]], [0, 0, 1]]) @ m
    k = width_of(quad) / px
    if k > 1.6:
        f = 1.25 / k
        smaller = cv2.resize(gray, None, fx=f, fy=f, interpolation=cv2.INTER_AREA)
        m = m @ np.diag([gray.shape[1] / smaller.shape[1], gray.shape[0] / smaller.shape[0], 1.0])
        quad, gray = quad * (smaller.shape[1] / gray.shape[1], smaller.shape[0] / gray.shape[0]), smaller
    out = cv2.warpPerspective(gray, m, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return out, project(m, quad)


def shuffled(p: RealPlate, rng: np.random.Generator):
    """(picture, corners, chars, lines) of the same plate, square to the viewer, with some of its characters in each other's places:
    so that the few texts there are teach letters and not themselves."""
    width = float(np.clip(1.2 * width_of(p.quad), 60, 400))
    h = width / aspect_of(p.quad)
    mx, my = .3 * width, .6 * h
    quad = UNIT.astype(np.float64) * (width, h) + (mx, my)
    m = cv2.getPerspectiveTransform(p.quad.astype(np.float32), quad.astype(np.float32))
    img = cv2.warpPerspective(p.image, m, (int(width + 2 * mx), int(h + 2 * my)), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    chars, text = p.chars.copy(), list(p.lines[0])
    top, bottom = (.04, .96) if aspect_of(p.quad) > 2.6 else (.2, .86)
    y0, y1 = int(my + top * h), int(my + bottom * h)
    out = img.copy()
    order = rng.permutation(len(text))
    for i, j in zip(order[::2], order[1::2]):
        a, b = (chars[i, 4] - chars[i, 2]), (chars[j, 4] - chars[j, 2])
        if rng.random() < .25 or not .7 < a / b < 1.43:
            continue
        for to, source in ((i, j), (j, i)):
            half = (chars[to, 4] - chars[to, 2]) / 2 * 1.06 * width
            of = (chars[source, 4] - chars[source, 2]) / 2 * 1.06 * width
            ct, cs = (mx + width * (chars[k, 2] + chars[k, 4]) / 2 for k in (to, source))
            x0, x1, s0, s1 = int(ct - half), int(ct + half) + 1, int(cs - of), int(cs + of) + 1
            if min(x0, s0) < 0 or max(x1, s1) > img.shape[1] or x1 - x0 < 3 or s1 - s0 < 3 or y1 - y0 < 6:
                break
            patch = cv2.resize(img[y0:y1, s0:s1], (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR).astype(np.float32)
            under = img[y0:y1, x0:x1].astype(np.float32)
            patch += (under.reshape(-1, 3).mean(0) - patch.reshape(-1, 3).mean(0)) * .7
            soft = np.minimum(1, (np.minimum(np.arange(x1 - x0), np.arange(x1 - x0)[::-1]) + 1) / 3)[None, :, None]
            out[y0:y1, x0:x1] = np.clip(patch * soft + under * (1 - soft), 0, 255).astype(np.uint8)
        else:
            chars[i, 0], chars[j, 0] = chars[j, 0], chars[i, 0]
            text[i], text[j] = text[j], text[i]
    return out, quad, chars, ("".join(text),)


def main(argv=None):
    from .pipeline import CornerDetector, Model
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--pictures", required=True, help="folder with plates-world.csv, plates-world/ and not-to-train.txt")
    p.add_argument("--models", default="..", help="folder with detector/ and reader/")
    p.add_argument("--out", required=True, help="the file to write (.npz); no picture belongs into the repository")
    p.add_argument("--list", help="write the names of the pictures that may be trained on into this file, for the credits")
    p.add_argument("--again", help="align the plates of this file anew instead of looking for them")
    p.add_argument("--reader", help="checkpoint of the reader to align with, instead of the one in --models")
    a = p.parse_args(argv)
    cv2.setNumThreads(1)
    if a.list:
        with open(a.list, "w") as f:
            f.writelines(f"{os.path.splitext(os.path.basename(name))[0]}\n" for name in sorted(permitted(a.pictures)))
    if a.again:
        plates = load(a.again)
    else:
        detector = CornerDetector(Model.of_folder(os.path.join(a.models, "detector")), threshold=LEAST_SCORE)
        plates = prepare(a.pictures, detector, lambda i, n: print(f"[{'#' * (30 * i // n):30}] {i}/{n} pictures", file=sys.stderr))
    if a.reader:
        import torch
        from .nets import Reader
        net = Reader()
        net.load_state_dict(torch.load(a.reader, map_location="cpu", weights_only=True)["ema"])
        run = Model.of_net(net, {}, True).run
    else:
        run = Model.of_folder(os.path.join(a.models, "reader")).run
    plates = align_all(plates, run)
    save(plates, a.out)
    texts = [p for p in plates if p.lines]
    print(f"{len(texts)} plates with text, {sum(len(p.chars) > 0 for p in texts)} of them aligned, {sum(p.misread for p in texts)} doubtful; "
          f"{len(plates) - len(texts)} regions without")


if __name__ == "__main__":
    main()
