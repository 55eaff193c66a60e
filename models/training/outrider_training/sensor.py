"""What lens, exposure, chip and codec do to a picture. Works on gray (h, w) or colour (h, w, 3) uint8 pictures."""

from __future__ import annotations

import cv2
import numpy as np


def homography(rng: np.random.Generator, quad: np.ndarray, width_px: float, strong: bool = False) -> np.ndarray:
    """A view of a flat plate: 3x3 matrix that takes ``quad`` (4x2) to a turned, sheared, foreshortened plate some
    ``width_px`` wide, placed around the origin."""
    w = quad[1, 0] - quad[0, 0]
    h = quad[3, 1] - quad[0, 1]
    scale = width_px / w
    yaw = rng.uniform(.55, 1) if rng.random() < .35 else 1.0
    half = np.array([[-.5, -.5], [.5, -.5], [.5, .5], [-.5, .5]]) * (w * scale * yaw, h * scale * rng.uniform(.86, 1.12))
    if rng.random() < .6:  # one side nearer
        k = rng.normal(0, .06)
        half[[0, 3], 1] *= 1 + k
        half[[1, 2], 1] *= 1 - k
    half[:, 0] += half[:, 1] * rng.normal(0, .10)
    half[:, 1] += half[:, 0] * rng.normal(0, .05)
    angle = np.radians(rng.normal(0, 4.5) if not strong or rng.random() < .7 else rng.uniform(-20, 20))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return cv2.getPerspectiveTransform(quad.astype(np.float32), (half @ turn).astype(np.float32))


def project(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points (n, 2) through a homography."""
    p = np.concatenate([points, np.ones((len(points), 1))], 1) @ matrix.T
    return p[:, :2] / p[:, 2:]


def _motion_kernel(length: float, angle: float) -> np.ndarray:
    n = int(np.ceil(length)) | 1
    n = max(3, n)
    k = np.zeros((n, n), np.float32)
    c, s = np.cos(angle) * length / 2, np.sin(angle) * length / 2
    m = n // 2
    cv2.line(k, (int(round((m - c) * 16)), int(round((m - s) * 16))), (int(round((m + c) * 16)), int(round((m + s) * 16))), 1.0, 1, cv2.LINE_AA, 4)
    total = k.sum()
    return k / total if total > 0 else np.ones((1, 1), np.float32)


def degrade(img: np.ndarray, rng: np.random.Generator, plate_px: float, strength: float = 1.0) -> np.ndarray:
    """Blur, light, noise and codec, in that order. ``plate_px``: plate width in this picture, which bounds the blur so
    that a person could still read nearly every sample."""
    r = rng.random
    out = img.astype(np.float32)
    if r() < .30 * strength:
        out = cv2.filter2D(out, -1, _motion_kernel(1 + plate_px * rng.uniform(.005, .045), rng.normal(0, .5) if r() < .75 else rng.uniform(0, 3.14)))
    if r() < .6 * strength:
        out = cv2.GaussianBlur(out, (0, 0), max(.25, plate_px * min(.018, abs(rng.normal(0, .010)))))
    h, w = img.shape[:2]
    if r() < .4:  # a ramp of light
        gx, gy = rng.uniform(-.5, .5), rng.uniform(-.5, .5)
        ramp = 1 + np.linspace(-gx, gx, w, dtype=np.float32)[None, :] + np.linspace(-gy, gy, h, dtype=np.float32)[:, None]
        out = out * (ramp if img.ndim == 2 else ramp[:, :, None])
    if r() < .16:  # the edge of a shadow
        a, b = rng.uniform(0, w), rng.uniform(-1, 1)
        side = (np.arange(w, dtype=np.float32)[None, :] + np.arange(h, dtype=np.float32)[:, None] * b) > a
        f = np.where(side, np.float32(1), np.float32(rng.uniform(.35, .8)))
        out = out * (f if img.ndim == 2 else f[:, :, None])
    if r() < .06:  # glare
        gx, gy, s = rng.uniform(0, w), rng.uniform(0, h), plate_px * rng.uniform(.05, .25)
        g = np.exp(-(((np.arange(w) - gx)[None, :] ** 2 + (np.arange(h) - gy)[:, None] ** 2) / (2 * s * s))).astype(np.float32) * rng.uniform(60, 200)
        out = out + (g if img.ndim == 2 else g[:, :, None])
    e = r()
    if e < .22:
        out = out * rng.uniform(.14, .6) + rng.uniform(0, 14)
    elif e < .34:
        out = out * rng.uniform(1.1, 1.8) + rng.uniform(0, 25)
    elif e < .46:
        out = out * rng.uniform(.35, .8) + rng.uniform(40, 120)
    if img.ndim == 3:
        if r() < .35:
            out = out * rng.uniform(.8, 1.2, 3).astype(np.float32)
        if r() < .15:
            out = np.repeat(out @ np.array((.114, .587, .299), np.float32)[:, None], 3, 2)
    out = np.clip(out, 0, 255)
    if r() < .03 and h > 8:  # an interlaced camera: every other line is a moment older
        out[1::2] = np.roll(out[1::2], int(rng.choice([-2, -1, 1, 2])) * max(1, int(plate_px * .01)), 1)
    if r() < .3:
        out = 255 * (out / 255) ** rng.uniform(.55, 1.7)
    if r() < .6:
        n = rng.standard_normal((h, w) if img.ndim == 2 or r() < .4 else img.shape, np.float32) * np.float32(rng.uniform(.5, 6))
        out = out + (n if n.ndim == out.ndim else n[:, :, None])
    if r() < .25:
        soft = cv2.GaussianBlur(out, (0, 0), rng.uniform(.7, 1.6))
        out = out + (out - soft) * rng.uniform(.5, 2.2)
    out = np.clip(out, 0, 255).astype(np.uint8)
    if r() < .6:
        ok, data = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(18, 92))])
        out = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE if img.ndim == 2 else cv2.IMREAD_COLOR)
    return out
