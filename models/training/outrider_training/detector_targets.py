"""From labelled quads to what each cell of the detector's two maps should say, and back."""

from __future__ import annotations

import numpy as np

STRIDES = (8, 16)
UNIT = 4  # corner offsets count in strides x UNIT
LIMITS = ((0, 0, 88, 118), (46, 62, 1e9, 1e9))
"""Plate widths in px a map answers for: (ignored from, wanted from, wanted to, ignored to)."""


def _inside(quad, shrink_x, shrink_y, points):
    """Which points lie in the quad shrunk about its centre."""
    c = quad.mean(0)
    ax = (quad[1] - quad[0] + quad[2] - quad[3]) / 4
    ay = (quad[3] - quad[0] + quad[2] - quad[1]) / 4
    m = np.stack([ax * shrink_x, ay * shrink_y], 1)
    if abs(np.linalg.det(m)) < 1e-6:
        return np.zeros(len(points), bool)
    uv = (points - c) @ np.linalg.inv(m).T
    return (np.abs(uv) <= 1).all(1)


def encode(quads, kinds, size=256):
    """Per map: class (h, w) int8 (1 plate, 2 plate with only a box, 0 none, -1 ignored); offsets (h, w, 8) float16;
    plate size (h, w, 2) float16 in px, by which errors are divided."""
    out = []
    for stride, (i0, w0, w1, i1) in zip(STRIDES, LIMITS):
        n = size // stride
        ys, xs = np.mgrid[0:n, 0:n]
        points = np.stack([(xs.ravel() + .5) * stride, (ys.ravel() + .5) * stride], 1)
        cls = np.zeros(n * n, np.int8)
        off = np.zeros((n * n, 8), np.float16)
        dim = np.ones((n * n, 2), np.float16)
        for q, kind in zip(quads, kinds):
            if kind == 0:
                continue
            w = (np.linalg.norm(q[1] - q[0]) + np.linalg.norm(q[2] - q[3])) / 2
            h = (np.linalg.norm(q[3] - q[0]) + np.linalg.norm(q[2] - q[1])) / 2
            whole = _inside(q, 1.08, 1.15, points)
            c = q.mean(0)
            gone = (c < -2).any() or (c > size + 2).any()
            if kind == 3 or gone or not w0 <= w <= w1:
                if kind == 3 or gone or i0 <= w <= i1:
                    cls[whole & (cls == 0)] = -1
                continue
            core = _inside(q, .5, .62, points)
            core[int(np.argmin(((points - c) ** 2).sum(1)))] = True
            cls[whole & ~core & (cls == 0)] = -1
            cls[core] = kind
            off[core] = ((q[None] - points[core][:, None]) / (stride * UNIT)).reshape(-1, 8)
            dim[core] = (w, h)
        out += [cls.reshape(n, n), off.reshape(n, n, 8), dim.reshape(n, n, 2)]
    return tuple(out)
