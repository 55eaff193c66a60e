"""Where our detector puts a plate's corners: measured on drawn scenes and kept, so that the reader trains on crops as the
unit cuts them without running the detector for each."""

from __future__ import annotations

import argparse
import os
import sys

import cv2
import numpy as np

from .sensor import project

FILE = os.path.join(os.path.dirname(__file__), "..", "start", "corners.npz")
NEIGHBOURS = 300
UNIT = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)


class FoundCorners:
    """Corners drawn from what was measured on plates of about the same width."""

    def __init__(self, path: str = FILE):
        data = np.load(path)
        self.px, self.corners = data["px"], data["corners"].astype(np.float64)

    def draw(self, rng: np.random.Generator, quad: np.ndarray) -> np.ndarray:
        """The corners (4x2) that the detector might have found for the plate whose true ones are ``quad``."""
        width = np.linalg.norm(quad[1] - quad[0])
        at = int(np.searchsorted(self.px, width)) + int(rng.integers(-NEIGHBOURS // 2, NEIGHBOURS // 2))
        unit = self.corners[min(max(at, 0), len(self.px) - 1)]
        if rng.random() < .5:  # the same, seen in a mirror
            unit = np.stack([1 - unit[[1, 0, 3, 2], 0], unit[[1, 0, 3, 2], 1]], 1)
        return project(cv2.getPerspectiveTransform(UNIT, quad.astype(np.float32)), unit)


def measure(detector, scene, plates: int):
    """(widths in px, found corners in the plate's own frame n x 4 x 2), by width."""
    from .pipeline import iou, width_of
    px, corners = [], []
    while len(px) < plates:
        img, quads, kinds = scene.drawn()
        truth = [q for q, k in zip(quads, kinds) if k == 1]
        if not truth:
            continue
        found = detector.detect(img)
        for quad in truth:
            near = [q for q, _ in found if iou(q, quad) > .3]
            if near:
                unit = project(cv2.getPerspectiveTransform(quad.astype(np.float32), UNIT), near[0])
                if np.abs(unit - UNIT).max() < .6:
                    px.append(width_of(quad))
                    corners.append(unit)
            if len(px) % 250 == 0:
                print(f"[{'#' * (30 * len(px) // plates):30}] {len(px)}/{plates} plates", file=sys.stderr)
    order = np.argsort(px)
    return np.array(px, np.float32)[order], np.array(corners, np.float16)[order]


def main(argv=None):
    from .pipeline import CornerDetector, Model
    from .scenes import SceneRenderer
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--models", default="..", help="folder of the models")
    p.add_argument("--plates", type=int, default=5000)
    p.add_argument("--seed", type=int, default=3)
    p.add_argument("--out", default=FILE)
    a = p.parse_args(argv)
    cv2.setNumThreads(1)
    px, corners = measure(CornerDetector(Model.of_folder(os.path.join(a.models, "detector"))), SceneRenderer(a.seed, [], []), a.plates)
    np.savez_compressed(a.out, px=px, corners=corners)
    error = np.abs(corners.astype(np.float64) - UNIT).reshape(len(px), -1)
    print(f"{len(px)} plates, {px[0]:.0f} to {px[-1]:.0f} px; mean error of a corner {100 * error.mean():.1f} % of the plate's side")


if __name__ == "__main__":
    main()
