"""Cutting a plate out of a picture by its four corners: the same steps as the agent's Rectifier."""

from __future__ import annotations

import cv2
import numpy as np

WIDTH_PX, HEIGHT_PX = 160, 48
MARGIN_X, MARGIN_Y = 0.07, 0.14
"""How far the crop reaches past the found corners, as a share of plate width and height, at each side."""


def grow(quad: np.ndarray, x: float = MARGIN_X, y: float = MARGIN_Y) -> np.ndarray:
    """The quad (4x2, clockwise from top-left) moved outwards along its own sides."""
    tl, tr, br, bl = quad.astype(np.float64)
    top, bottom, left, right = tr - tl, br - bl, bl - tl, br - tr
    return np.array([tl - x * top - y * left, tr + x * top - y * right, br + x * bottom + y * right, bl - x * bottom + y * left], np.float32)


def width_of(quad: np.ndarray) -> float:
    return float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2


def height_of(quad: np.ndarray) -> float:
    return float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2


def aspect_of(quad: np.ndarray) -> float:
    """Width by height."""
    return width_of(quad) / max(1e-6, height_of(quad))


def transform(quad: np.ndarray, width: int = WIDTH_PX, height: int = HEIGHT_PX) -> np.ndarray:
    """3x3 matrix from picture to crop; pixel centres at half pixels, as OpenCV's warp takes integer positions."""
    target = np.array([(-.5, -.5), (width - .5, -.5), (width - .5, height - .5), (-.5, height - .5)], np.float32)
    return cv2.getPerspectiveTransform(quad.astype(np.float32), target)


def cut(img: np.ndarray, quad: np.ndarray, width: int = WIDTH_PX, height: int = HEIGHT_PX) -> np.ndarray:
    """The grown quad's content. A plate much larger than the crop is drawn at a multiple and area-averaged down, so
    that nothing aliases."""
    side = float(np.linalg.norm(quad[1] - quad[0]))
    k = int(min(6, max(1, round(side / width))))
    out = cv2.warpPerspective(img, transform(quad, width * k, height * k), (width * k, height * k), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return out if k == 1 else cv2.resize(out, (width, height), interpolation=cv2.INTER_AREA)
