"""Contact sheets: what the generators draw, for people to look at."""

from __future__ import annotations

import argparse
import os

import cv2
import numpy as np

from .backgrounds import load_backgrounds
from .plates import PlateRenderer
from .reader_data import stream
from .scenes import SceneRenderer
from .vehicles import COLOURS, VehicleRenderer


def _grid(tiles, columns):
    return np.vstack([np.hstack(tiles[i:i + columns]) for i in range(0, len(tiles) - columns + 1, columns)])


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("folder")
    p.add_argument("--backgrounds", default="none")
    a = p.parse_args(argv)
    os.makedirs(a.folder, exist_ok=True)
    renderer, tiles = PlateRenderer(1), []
    for _ in range(40):
        img = renderer.draw().image
        k = min(220 / img.shape[1], 110 / img.shape[0])
        img = cv2.resize(img, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
        tiles.append(cv2.copyMakeBorder(img, 0, 112 - img.shape[0], 0, 224 - img.shape[1], cv2.BORDER_CONSTANT))
    save = lambda name, img: cv2.imwrite(os.path.join(a.folder, name), img, [cv2.IMWRITE_JPEG_QUALITY, 80])
    save("plates.jpg", _grid(tiles, 8))
    crops = stream(2)
    save("crops.jpg", _grid([np.pad(next(crops)[0], 2) for _ in range(200)][::4], 10))
    scene, tiles = SceneRenderer(3, load_backgrounds(a.backgrounds), []), []
    for _ in range(18):
        img, quads, kinds = scene.drawn()
        img = img.copy()
        for q, k in zip(quads, kinds):
            if k:
                cv2.polylines(img, [q.astype(np.int32)], True, (0, 255, 0), 1)
        tiles.append(img)
    vehicles, seen = VehicleRenderer(4, load_backgrounds(a.backgrounds)), []
    for _ in range(72):
        view, colour = vehicles.draw()
        view = cv2.resize(view, None, fx=1.6, fy=1.6)
        cv2.putText(view, COLOURS[colour], (3, 11), 0, .36, (0, 255, 255), 1, cv2.LINE_AA)
        seen.append(view)
    save("vehicles.jpg", _grid(seen, 12))
    save("scenes.jpg", _grid(tiles, 6))


if __name__ == "__main__":
    main()
