"""Pictures on plates: skies, hills, trees, maps and the like, drawn from a few words.

A picture is a string of commands, ``name numbers colours; name ...``; places and sizes are shares of the plate's width
and height, colours are ``rrggbb`` or a name of :data:`INKS`. Each drawing differs a little from the last: a base plate is
known by where which colours stand, not by one outline.
"""

from __future__ import annotations

import cv2
import numpy as np

INKS = {
    "white": "f4f4f2", "black": "161618", "navy": "16265f", "blue": "1f4ea3", "sky": "9cc8ea", "pale": "d6e6f2", "red": "b81c2c",
    "green": "0f6a42", "mint": "c4e4d0", "yellow": "f2c83c", "gold": "e6b030", "orange": "ee8030", "cream": "efe4c2", "maroon": "7a1626",
    "purple": "553480", "teal": "147878", "grey": "b8bcc0", "brown": "70462a", "silver": "d8dade", "peach": "f4c49c", "lilac": "cfc4e0",
}


def colour(name: str) -> np.ndarray:
    """BGR float32 of a name or ``rrggbb``."""
    code = INKS.get(name, name)
    return np.array([int(code[4:6], 16), int(code[2:4], 16), int(code[0:2], 16)], np.float32)


def gradient(spec: str, h: int, w: int, rng: np.random.Generator) -> np.ndarray:
    """Vertical gradient, float32 h x w x 3, from ``colour share, colour share, ...``, top to bottom."""
    stops = [part.split() for part in spec.split(",")]
    at = np.array([float(s[1]) if len(s) > 1 else i / max(1, len(stops) - 1) for i, s in enumerate(stops)])
    at = at + rng.normal(0, .015)
    inks = np.stack([colour(s[0]) for s in stops]) + rng.normal(0, 7, (len(stops), 3))
    y = np.linspace(0, 1, h)
    rows = np.stack([np.interp(y, at, inks[:, k]) for k in range(3)], 1).astype(np.float32)
    return np.ascontiguousarray(np.broadcast_to(np.clip(rows, 0, 255)[:, None], (h, w, 3)))


def paint(img: np.ndarray, spec: str, rng: np.random.Generator) -> None:
    """Draws ``spec`` into a float32 BGR picture."""
    for command in spec.split(";"):
        parts = command.split()
        if not parts:
            continue
        numbers, inks = [], []
        for p in parts[1:]:
            (numbers if p[0] in "-.0123456789" and len(p) < 6 else inks).append(p)
        c = [np.clip(colour(i) + rng.normal(0, 6, 3), 0, 255).tolist() for i in inks]
        try:
            _PAINTERS[parts[0]](img, [float(n) for n in numbers], c, rng)
        except (KeyError, IndexError) as e:
            raise ValueError(f"art {command!r}: unknown command or too few numbers or colours") from e


def _poly(img, pts, c, thick=-1):
    p = [np.round(np.asarray(pts) * 16).astype(np.int32)]
    if thick < 0:
        cv2.fillPoly(img, p, c, cv2.LINE_AA, 4)
    else:
        cv2.polylines(img, p, True, c, max(1, int(thick)), cv2.LINE_AA, 4)


def _band(img, n, c, rng):
    """y0 y1: a horizontal band."""
    h, w = img.shape[:2]
    d = rng.normal(0, .008)
    img[max(0, int((n[0] + d) * h)): max(0, int(np.ceil((n[1] + d) * h)))] = c[0]


def _box(img, n, c, rng):
    """x0 y0 x1 y1: a filled box, framed when there is a second colour."""
    h, w = img.shape[:2]
    a, b = (int(n[0] * w), int(n[1] * h)), (int(n[2] * w), int(n[3] * h))
    cv2.rectangle(img, a, b, c[0], -1)
    if len(c) > 1:
        cv2.rectangle(img, a, b, c[1], max(1, h // 90))


def _ridge(img, n, c, rng):
    """y amp: jagged mountains from that height down; a second colour caps them with snow."""
    h, w = img.shape[:2]
    k = int(rng.integers(5, 14))
    xs = np.linspace(-.02, 1.02, k) * w
    ys = (n[0] + n[1] * rng.uniform(-1, 1, k) * np.where(np.arange(k) % 2, 1, .4)) * h
    foot = n[2] * h if len(n) > 2 else h
    _poly(img, [(xs[0], foot), *zip(xs, ys), (xs[-1], foot)], c[0])
    if len(c) > 1:
        for x, y in zip(xs[1:-1:2], ys[1:-1:2]):
            s = n[1] * h * .8
            _poly(img, [(x, y), (x + s * .8, y + s), (x, y + s * .6), (x - s * .8, y + s)], c[1])


def _hills(img, n, c, rng):
    """y amp: rolling ground from that height down to the foot (third number, else the bottom)."""
    h, w = img.shape[:2]
    xs = np.arange(0, w + 4, 4)
    ys = (n[0] + n[1] * np.sin(xs / w * rng.uniform(3, 10) + rng.uniform(0, 6))) * h
    foot = n[2] * h if len(n) > 2 else h
    _poly(img, [(0, foot), *zip(xs, ys), (w, foot)], c[0])


def _woods(img, n, c, rng):
    """y amp x0 x1: a row of firs."""
    h, w = img.shape[:2]
    x0, x1 = (n[2], n[3]) if len(n) > 3 else (0, 1)
    x = x0
    while x < x1:
        t = h * n[1] * rng.uniform(.4, 1.2)
        _poly(img, [(x * w, n[0] * h - t), (x * w - t * .3, n[0] * h), (x * w + t * .3, n[0] * h)], c[0])
        x += rng.uniform(.01, .035)


def _fir(img, n, c, rng):
    """x y0 y1: one tall tree."""
    h, w = img.shape[:2]
    x, top, foot = n[0] * w, n[1] * h, n[2] * h
    for k in range(5):
        y = top + (foot - top) * k / 6
        half = (foot - top) * (.1 + .05 * k) * rng.uniform(.8, 1.2)
        _poly(img, [(x, y - (foot - top) * .05), (x - half, y + (foot - top) * .2), (x + half, y + (foot - top) * .2)], c[0])


def _palm(img, n, c, rng):
    """x y0 y1: a palm: trunk and a round crown."""
    h, w = img.shape[:2]
    x, top, foot = n[0] * w, n[1] * h, n[2] * h
    t = foot - top
    cv2.line(img, (int(x), int(top + t * .3)), (int(x + t * rng.normal(0, .05)), int(foot)), c[0], max(1, int(t * .1)), cv2.LINE_AA)
    for a in np.linspace(0, 6.28, 10):
        cv2.line(img, (int(x), int(top + t * .3)), (int(x + np.cos(a) * t * .36), int(top + t * .3 + np.sin(a) * t * .26)), c[0], max(1, int(t * .09)), cv2.LINE_AA)


def _cactus(img, n, c, rng):
    """x y0 y1: an upright cactus with two arms."""
    h, w = img.shape[:2]
    x, top, foot = n[0] * w, n[1] * h, n[2] * h
    t = foot - top
    k = max(1, int(t * .12))
    cv2.line(img, (int(x), int(top)), (int(x), int(foot)), c[0], k, cv2.LINE_AA)
    for s in (-1, 1):
        cv2.polylines(img, [np.array([(x, top + t * .6), (x + s * t * .22, top + t * .55), (x + s * t * .22, top + t * .25)], np.int32)], False, c[0], k, cv2.LINE_AA)


def _disc(img, n, c, rng):
    """x y r: a disc; a second colour rings it."""
    h, w = img.shape[:2]
    at, r = (int(n[0] * w), int(n[1] * h)), max(2, int(n[2] * h * rng.uniform(.9, 1.1)))
    cv2.circle(img, at, r, c[0], -1, cv2.LINE_AA)
    if len(c) > 1:
        cv2.circle(img, at, r, c[1], max(1, r // 6), cv2.LINE_AA)


def _ring(img, n, c, rng):
    """x y r: an open ring."""
    h, w = img.shape[:2]
    cv2.circle(img, (int(n[0] * w), int(n[1] * h)), max(2, int(n[2] * h)), c[0], max(1, int(h * .02)), cv2.LINE_AA)


def _blob(img, n, c, rng):
    """x y rx ry: something irregular: an animal, a flower, a face."""
    h, w = img.shape[:2]
    for i, ink in enumerate(c):
        k = int(rng.integers(7, 13))
        a = np.linspace(0, 6.28, k, endpoint=False) + rng.normal(0, .15, k)
        r = rng.uniform(.55, 1.1, k) * (1 - .4 * (i > 0))
        dx, dy = (rng.normal(0, .25, 2) if i else (0, 0))
        _poly(img, np.stack([(n[0] + n[2] * dx) * w + np.cos(a) * r * n[2] * w, (n[1] + n[3] * dy) * h + np.sin(a) * r * n[3] * h], 1), ink)


def _land(img, n, c, rng):
    """x y rx ry: the outline of a territory; filled with the second colour where there is one."""
    h, w = img.shape[:2]
    k = int(rng.integers(8, 16))
    a = np.linspace(0, 6.28, k, endpoint=False)
    r = rng.uniform(.7, 1.05, k)
    pts = np.stack([n[0] * w + np.sign(np.cos(a)) * np.abs(np.cos(a)) ** .6 * r * n[2] * w, n[1] * h + np.sign(np.sin(a)) * np.abs(np.sin(a)) ** .6 * r * n[3] * h], 1)
    if len(c) > 1:
        _poly(img, pts, c[1])
    _poly(img, pts, c[0], max(1, h // 70))


def _star(img, n, c, rng):
    """x y r: a five-pointed star."""
    h, w = img.shape[:2]
    a = np.arange(10) * np.pi / 5 - np.pi / 2
    r = np.where(np.arange(10) % 2, .42, 1) * n[2] * h
    _poly(img, np.stack([n[0] * w + np.cos(a) * r, n[1] * h + np.sin(a) * r], 1), c[0])


def _stars(img, n, c, rng):
    """y0 y1 count: stars strewn over a band."""
    for _ in range(int(n[2])):
        _star(img, (rng.uniform(.02, .98), rng.uniform(n[0], n[1]), rng.uniform(.012, .035)), c, rng)


def _bow(img, n, c, rng):
    """x y r: nested arcs, outermost colour first: a rainbow, a gateway, rays of a dome."""
    h, w = img.shape[:2]
    t = max(1, int(h * (n[3] if len(n) > 3 else .03)))
    for i, ink in enumerate(c):
        rx, ry = int(n[2] * w) - i * t, int(n[2] * w * .55) - i * t
        if rx > 2 and ry > 2:
            cv2.ellipse(img, (int(n[0] * w), int(n[1] * h)), (rx, ry), 0, 180, 360, ink, t + 1, cv2.LINE_AA)


def _flag(img, n, c, rng):
    """x0 y0 x1 y1: stripes of the colours, with a corner of the last where there are three."""
    h, w = img.shape[:2]
    x0, y0, x1, y1 = int(n[0] * w), n[1] * h, int(n[2] * w), n[3] * h
    k = 7
    for i in range(k):
        cv2.rectangle(img, (x0, int(y0 + (y1 - y0) * i / k)), (x1, int(y0 + (y1 - y0) * (i + 1) / k)), c[i % 2], -1)
    if len(c) > 2:
        cv2.rectangle(img, (x0, int(y0)), (int(x0 + (x1 - x0) * .4), int(y0 + (y1 - y0) * .55)), c[2], -1)


def _town(img, n, c, rng):
    """y amp x0 x1: roofs and towers standing on a line."""
    h, w = img.shape[:2]
    x = n[2]
    while x < n[3]:
        bw, t = rng.uniform(.012, .05), n[1] * rng.uniform(.25, 1)
        cv2.rectangle(img, (int(x * w), int((n[0] - t) * h)), (int((x + bw) * w), int(n[0] * h)), c[int(rng.integers(len(c)))], -1)
        x += bw * rng.uniform(.8, 1.6)


def _rays(img, n, c, rng):
    """x y r: rays from a point."""
    h, w = img.shape[:2]
    k = int(rng.integers(6, 12))
    for a in np.linspace(0, 6.28, k, endpoint=False):
        at = (int(n[0] * w), int(n[1] * h))
        cv2.line(img, at, (int(at[0] + np.cos(a) * n[2] * h), int(at[1] + np.sin(a) * n[2] * h)), c[0], max(1, int(h * .03)), cv2.LINE_AA)


def _zia(img, n, c, rng):
    """x y r: a ring with four rays to each of four sides."""
    h, w = img.shape[:2]
    x, y, r = n[0] * w, n[1] * h, n[2] * h
    t = max(1, int(r * .1))
    cv2.circle(img, (int(x), int(y)), max(2, int(r * .36)), c[0], t + 1, cv2.LINE_AA)
    if len(c) > 1:
        cv2.circle(img, (int(x), int(y)), max(1, int(r * .28)), c[1], -1, cv2.LINE_AA)
    for i, long in zip((-1.5, -.5, .5, 1.5), (.8, 1, 1, .8)):
        o = i * r * .2
        for s in (-1, 1):
            cv2.line(img, (int(x + o), int(y + s * r * .45)), (int(x + o), int(y + s * r * long)), c[0], t, cv2.LINE_AA)
            cv2.line(img, (int(x + s * r * .45), int(y + o)), (int(x + s * r * long), int(y + o)), c[0], t, cv2.LINE_AA)


def _clouds(img, n, c, rng):
    """y0 y1 count: soft ellipses."""
    h, w = img.shape[:2]
    for _ in range(int(n[2])):
        cv2.ellipse(img, (int(rng.uniform(0, 1) * w), int(rng.uniform(n[0], n[1]) * h)), (int(w * rng.uniform(.05, .16)), int(h * rng.uniform(.03, .08))), 0, 0, 360, c[0], -1, cv2.LINE_AA)


def _line(img, n, c, rng):
    """y: a thin line from side to side."""
    h, w = img.shape[:2]
    y = int(n[0] * h)
    cv2.line(img, (0, y), (w, y), c[0], max(1, int(h * (n[1] if len(n) > 1 else .015))), cv2.LINE_AA)


def _soft(img, n, c, rng):
    """share: everything so far fades towards the colour."""
    img[:] = img * (1 - n[0]) + np.array(c[0], np.float32) * n[0]


_PAINTERS = {name[1:]: f for name, f in list(globals().items()) if name.startswith("_") and name not in ("_poly",) and callable(f)}
