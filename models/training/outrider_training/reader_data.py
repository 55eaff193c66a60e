"""Training samples of the reader: crops cut by imperfect corners, and the class of every output column."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from . import ALPHABET, BLANK
from .found_corners import FoundCorners
from .plates import PlateRenderer
from .rectify import HEIGHT_PX, MARGIN_X, MARGIN_Y, WIDTH_PX, aspect_of, cut, grow, transform
from .scenes import SceneRenderer
from .sensor import degrade, homography, project

COLUMNS, ROWS = 40, 2
VIEWS = 5
LONGEST, NO_LABEL, UNKNOWN = 14, -1, -2
SLOTS = 10
FOUND_SHARE = .6
IGNORE = -1


@dataclass(frozen=True)
class Shape:
    """How a reader wants its crops: size in pixels, margin around the plate as a share of its sides, columns of the targets."""

    width: int = WIDTH_PX
    height: int = HEIGHT_PX
    margin_x: float = MARGIN_X
    margin_y: float = MARGIN_Y
    columns: int = COLUMNS


COLUMN_SHAPE = Shape()
SLOT_SHAPE = Shape(128, 64, .05, .12, 32)


def targets(chars: np.ndarray, matrix: np.ndarray, columns: int = COLUMNS, width: int = WIDTH_PX, blank: int = BLANK) -> np.ndarray:
    """Class per (row, column), int8, of a crop ``width`` pixels wide: the character within 0.55 half-widths of its
    centre (the nearest column at least), blank beyond 0.95, ignored between."""
    out = np.full((ROWS, columns), blank, np.int8)
    if len(chars) == 0:
        return out
    mid = np.stack([(chars[:, 2] + chars[:, 4]) / 2, (chars[:, 3] + chars[:, 5]) / 2], 1)
    left = project(matrix, np.stack([chars[:, 2], mid[:, 1]], 1))[:, 0]
    right = project(matrix, np.stack([chars[:, 4], mid[:, 1]], 1))[:, 0]
    step = width / columns
    centres = (np.arange(columns) + .5) * step - .5
    best = np.full((ROWS, columns), 9e9)
    for (cls, row, *_), a, b in zip(chars, left, right):
        row, c, half = int(row), (a + b) / 2, max((b - a) / 2, step * .6)
        d = np.abs(centres - c) / half
        k = int(np.argmin(d))
        inside, near = d <= .55, d <= .95
        inside[k] = near[k] = True
        take = near & (d < best[row])
        out[row][take & inside] = int(cls)
        out[row][take & ~inside] = IGNORE
        best[row][take] = d[take]
    return out


def looks(plate, rng: np.random.Generator, views: int = VIEWS, corners: FoundCorners | None = None, shape: Shape = COLUMN_SHAPE):
    """``views`` crops (gray uint8, of a ``shape``) of one flat plate with their targets, and the width by height of what they were cut by;
    gray by a random spectrum. ``corners``: where our detector puts them; without, roughly."""
    weights = np.array((.114, .587, .299)) if rng.random() < .75 else rng.dirichlet((1, 1, 1))
    flat = (plate.image.astype(np.float32) @ weights.astype(np.float32)).astype(np.uint8)
    if rng.random() < .03:
        flat = 255 - flat
    for _ in range(views):
        wide = (plate.quad[1, 0] - plate.quad[0, 0]) / (plate.quad[3, 1] - plate.quad[0, 1]) > 2.5
        px = float(np.exp(rng.uniform(np.log(40 if wide else 32), np.log(210))))
        m = homography(rng, plate.quad, px)
        h, w = flat.shape
        edge = project(m, np.array([(0, 0), (w, 0), (w, h), (0, h)], float))
        quad = project(m, plate.quad)
        # the picture: what lies around the plate, at the size the camera saw it
        pad = .38 * np.linalg.norm(quad[3] - quad[0])
        lo = np.maximum(edge.min(0), quad.min(0) - pad)
        hi = np.minimum(edge.max(0), quad.max(0) + pad)
        size = np.maximum(8, np.ceil(hi - lo)).astype(int)
        shift = np.array([[1, 0, -lo[0]], [0, 1, -lo[1]], [0, 0, 1]])
        m = shift @ m
        k = (plate.quad[1, 0] - plate.quad[0, 0]) / px
        source, pre = flat, np.eye(3)
        if k > 1.6:
            source = cv2.resize(flat, None, fx=1.25 / k, fy=1.25 / k, interpolation=cv2.INTER_AREA)
            pre = np.diag([flat.shape[1] / source.shape[1], flat.shape[0] / source.shape[0], 1.0])
        picture = cv2.warpPerspective(source, m @ pre, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        picture = degrade(picture, rng, px)
        quad = project(m, plate.quad)
        chars_to_picture = m
        found = corners.draw(rng, quad) if corners and rng.random() < FOUND_SHARE else rough(quad, rng)
        aspect = aspect_of(found)
        found = grow(found, shape.margin_x + rng.normal(.0, .02), shape.margin_y + rng.normal(0, .04))
        crop = cut(picture, found, shape.width, shape.height)
        yield crop, targets(plate.chars, transform(found, shape.width, shape.height) @ chars_to_picture, shape.columns, shape.width), aspect


def rough(quad, rng):
    """Corners as another detector, or a box only, might give them."""
    side, tall = np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])
    found = quad.copy()
    if rng.random() < .22:
        x0, y0 = found.min(0)
        x1, y1 = found.max(0)
        found = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    sd = rng.choice([.01, .022, .045, .09], p=[.3, .40, .27, .03])
    return found + rng.normal(0, sd, 2) * (side, tall * 1.6) + rng.normal(0, sd, (4, 2)) * (side * .8, tall * 1.4)


def labels_of(lines) -> np.ndarray:
    """Class of each character by text row, int8, NO_LABEL after the last; all UNKNOWN where the text is not to be taught."""
    out = np.full((ROWS, LONGEST), NO_LABEL if lines is not None else UNKNOWN, np.int8)
    for row, line in enumerate(lines or ()):
        out[row, : len(line)] = [ALPHABET.index(c) for c in line[:LONGEST]]
    return out


def labels_seen(target: np.ndarray) -> np.ndarray:
    """The same from the classes of the columns: what of the text lies in the crop."""
    out = np.full((ROWS, LONGEST), NO_LABEL, np.int8)
    for row, line in enumerate(target):
        last, seen = BLANK, []
        for c in line:
            if c >= 0 and c != BLANK and c != last:
                seen.append(c)
            last = c if c >= 0 else (BLANK if last == BLANK else -2)
        out[row, : len(seen[:LONGEST])] = seen[:LONGEST]
    return out


def slots_of(target: np.ndarray, labels: np.ndarray):
    """(class of each slot, place each slot should look at, -1 where unknown) of samples as :func:`stream` gives them.

    The class is -1 in every slot of a text that is not to be taught or is longer than the slots; BLANK after the text."""
    n, rows, columns = target.shape
    cls, place = np.full((n, SLOTS), BLANK, np.int64), np.full((n, SLOTS), -1, np.int64)
    for i in range(n):
        text = [c for row in labels[i] for c in row if c >= 0]
        if labels[i, 0, 0] == UNKNOWN or len(text) > SLOTS:
            cls[i] = -1
            continue
        cls[i, : len(text)] = text
        found = []
        for row in range(rows):
            line = target[i, row]
            ink = (line >= 0) & (line != BLANK)
            start = 0
            for c in range(1, columns + 1):
                if c == columns or line[c] != line[start]:
                    if ink[start]:
                        found.append((line[start], row * columns + (start + c - 1) // 2))
                    start = c
        if [c for c, _ in found] == text:
            place[i, : len(text)] = [p for _, p in found]
    return cls, place


def stream(seed, backgrounds=None, real=None, real_share: float = .25, shape: Shape = COLUMN_SHAPE):
    """Endless (crop, class of each column, class of each character by row). One drawn crop in sixteen shows no plate: the reader must
    say so. ``real``: plates of :mod:`real_plates`, which take ``real_share`` of the samples."""
    from .real_plates import RealPlates
    rng = np.random.default_rng(seed)
    photographed = RealPlates(real, np.random.default_rng(rng.integers(1 << 62)), FoundCorners(), shape) if real else None
    drawn = _drawn(rng, backgrounds, shape)
    while True:
        if photographed and rng.random() < real_share:
            yield photographed.draw()
        else:
            crop, target = next(drawn)
            yield crop, target, labels_seen(target)


def _drawn(rng, backgrounds, shape):
    renderer = PlateRenderer(rng.integers(1 << 62))
    scene = SceneRenderer(rng.integers(1 << 62), backgrounds or [], [])
    corners = FoundCorners()
    clutter = [scene.clutter() for _ in range(40)]
    blank = np.full((ROWS, shape.columns), BLANK, np.int8)
    while True:
        plate = renderer.draw()
        for crop, target, _ in looks(plate, rng, corners=corners, shape=shape):
            yield crop, target
        if rng.random() < .33:
            if rng.random() < .3:
                clutter[int(rng.integers(len(clutter)))] = scene.clutter()
            yield _nothing(plate, rng, (backgrounds or clutter) if rng.random() < .4 else clutter, shape), blank


def _nothing(plate, rng, backgrounds, shape):
    if backgrounds and rng.random() < .7:
        img = backgrounds[int(rng.integers(len(backgrounds)))]
        h, w = img.shape[:2]
        cw = int(np.exp(rng.uniform(np.log(14), np.log(max(15, min(w - 1, 400))))))
        ch = max(8, min(h - 1, int(cw / rng.uniform(1.3, 5))))
        x, y = int(rng.integers(0, max(1, w - cw))), int(rng.integers(0, max(1, h - ch)))
        part = img[y:y + ch, x:x + cw]
        gray = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY) if part.ndim == 3 else part
    else:  # bodywork beside the plate, stripes, blobs
        gray = cv2.cvtColor(plate.image[: int(plate.quad[0, 1]) - 2], cv2.COLOR_BGR2GRAY)
        if rng.random() < .5:
            n = int(rng.integers(3, 30))
            gray = (np.sin(np.arange(160) / 160 * n * 6.28)[None, :] * rng.uniform(10, 90) + 127 + np.zeros((48, 1))).astype(np.uint8)
            if rng.random() < .5:
                gray = np.ascontiguousarray(cv2.resize(gray.T, (160, 48)))
    return degrade(cv2.resize(gray, (shape.width, shape.height), interpolation=cv2.INTER_AREA), rng, 120)
