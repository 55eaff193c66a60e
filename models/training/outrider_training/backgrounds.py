"""Background pictures: found on the machine, licences recorded in the README of this folder."""

from __future__ import annotations

import csv
import glob
import os

import cv2

SYSTEM_GLOBS = ("/usr/share/backgrounds/gnome/*.jpg", "/usr/share/backgrounds/gnome/*.png", "/usr/share/backgrounds/gnome/*.webp")


def rides(root: str) -> dict[str, list[tuple[str, list[tuple[float, float, float, float]]]]]:
    """The labelled dash-cam pictures (MIT) by ride: picture path and its plate boxes (x, y, w, h)."""
    out: dict[str, dict[str, list]] = {}
    path = os.path.join(root, "street-ro.csv")
    if not os.path.exists(path):
        return {}
    with open(path, newline="") as f:
        for r in csv.DictReader(f):
            ride = r["image"].split("_")[0]
            out.setdefault(ride, {}).setdefault(r["image"], []).append(tuple(float(r[k]) for k in "xywh"))
    return {ride: [(os.path.join(root, "street-ro", n), b) for n, b in pics.items()] for ride, pics in out.items()}


def load_backgrounds(root: str, limit: int = 10**6):
    """BGR pictures without a labelled plate, at most 1280 wide. Empty where there are none: the renderers then make do
    with noise and drawn things."""
    paths = sorted(glob.glob(os.path.join(root, "road-us", "*.*")))
    for g in SYSTEM_GLOBS:
        paths += sorted(glob.glob(g))
    out = []
    for p in paths[:limit]:
        img = cv2.imread(p, cv2.IMREAD_COLOR)
        if img is None:
            continue
        k = 1280 / max(img.shape[:2])
        out.append(cv2.resize(img, None, fx=k, fy=k, interpolation=cv2.INTER_AREA) if k < 1 else img)
    return out
