"""Signs that stand beside and between the characters of a plate and are none: ribbons, snakes, hearts, seals, stickers, stacked letters."""

from __future__ import annotations

import cv2
import numpy as np

KINDS = ("ribbon", "snake", "heart", "star", "cross", "paw", "shield", "flag", "seal", "sticker", "hand", "bird", "stack")
STACK = "stack"
"""Small letters one above the other, which need the plate's own lettering."""


def _at(cx, cy, w, h, points):
    return np.round(np.asarray(points, float) * (w / 2, h / 2) * 16 + (cx * 16, cy * 16)).astype(np.int32)


def draw(img, kind: str, cx: float, cy: float, w: float, h: float, colour, other, rng: np.random.Generator) -> None:
    """One sign, about ``w`` by ``h`` pixels around a centre. ``colour`` and ``other``: BGR."""
    line = max(1, int(min(w, h) * rng.uniform(.1, .24)))
    stroke = lambda points, closed=False, c=colour, t=line: cv2.polylines(img, [_at(cx, cy, w, h, points)], closed, c, t, cv2.LINE_AA, 4)
    fill = lambda points, c=colour: cv2.fillPoly(img, [_at(cx, cy, w, h, points)], c, cv2.LINE_AA, 4)
    disc = lambda x, y, r, c=colour, t=-1: cv2.circle(img, (int(cx + x * w / 2), int(cy + y * h / 2)), max(1, int(r * min(w, h) / 2)), c, t, cv2.LINE_AA)
    t = np.linspace(0, 2 * np.pi, 28)
    if kind == "ribbon":  # a loop whose ends cross
        top = rng.uniform(-.5, -.2)
        loop = [(.45 * np.cos(a), -1 + (top + 1) * (1 + np.sin(a)) / 1.2) for a in np.linspace(np.pi * .85, np.pi * 2.15, 16)]
        stroke([(.75, 1), *loop, (-.75, 1)])
    elif kind == "snake":  # around a staff, or alone
        y = np.linspace(-1, 1, 26)
        stroke(np.stack([.7 * np.sin(y * rng.uniform(4, 8) + rng.uniform(0, 6)) * (1 - .3 * y), y], 1))
        if rng.random() < .6:
            stroke([(0, -1), (0, 1)], c=other if rng.random() < .5 else colour)
    elif kind == "heart":
        fill(np.stack([np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 16], 1))
    elif kind == "star":
        n = int(rng.choice([4, 5, 5, 5, 6, 8]))
        a = np.arange(2 * n) * np.pi / n - np.pi / 2
        r = np.where(np.arange(2 * n) % 2, rng.uniform(.35, .6), 1)
        points = np.stack([r * np.cos(a), r * np.sin(a)], 1)
        fill(points) if rng.random() < .75 else stroke(points, True)
    elif kind == "cross":
        k = rng.uniform(.2, .4)
        fill([(-k, -1), (k, -1), (k, -k), (1, -k), (1, k), (k, k), (k, 1), (-k, 1), (-k, k), (-1, k), (-1, -k), (-k, -k)])
    elif kind == "paw":
        disc(0, .35, .6)
        for x, y in ((-.75, -.2), (-.3, -.7), (.3, -.7), (.75, -.2)):
            disc(x, y, .26)
    elif kind == "shield":
        fill([(-1, -1), (1, -1), (1, .1), (.6, .65), (0, 1), (-.6, .65), (-1, .1)])
        stroke([(-1, -.3), (1, -.3)], c=other)
        stroke([(0, -.3), (0, .9)], c=other, t=max(1, line // 2))
    elif kind == "flag":
        fill([(-1, -1), (1, -1), (1, .3), (-1, .3)])
        for y in np.linspace(-.8, .1, 4):
            stroke([(-.1, y), (1, y)], c=other, t=max(1, line // 2))
        fill([(-1, -1), (-.1, -1), (-.1, -.4), (-1, -.4)], other)
        stroke([(-1, -1), (-1, 1)])
    elif kind == "seal":
        disc(0, 0, 1, colour, -1 if rng.random() < .6 else line)
        disc(0, 0, rng.uniform(.4, .75), other, -1 if rng.random() < .4 else max(1, line // 2))
        disc(0, 0, .2, colour)
    elif kind == "sticker":
        fill([(-1, -.8), (1, -.8), (1, .8), (-1, .8)])
        for y in (-.35, .25):
            x = -.7
            while x < .6:
                k = rng.uniform(.15, .4)
                stroke([(x, y), (x + k, y + rng.choice([0, .25, -.25]))], c=other, t=max(1, int(h * .1)))
                x += k + .15
    elif kind == "hand":
        for k, x in enumerate((-.6, -.2, .2, .6)):
            stroke([(x, -.9 + .15 * abs(k - 1.5)), (x, .2)])
        fill([(-.8, 0), (.8, 0), (.6, .9), (-.5, .9)])
        stroke([(.7, .4), (1, -.2)])
    else:  # wings, or any figure of a few strokes
        stroke([(-1, rng.uniform(-.6, 0)), (-.4, rng.uniform(-1, -.4)), (0, 0), (.4, rng.uniform(-1, -.4)), (1, rng.uniform(-.6, 0))])
        if rng.random() < .7:
            stroke([(0, 0), (rng.uniform(-.4, .4), rng.uniform(.5, 1))])
