"""Training samples of the region net: colour patches and the authority that issued them."""

from __future__ import annotations

import cv2
import numpy as np

from .designs import US_REGIONS
from .plates import PlateRenderer
from .rectify import cut, grow
from .sensor import degrade, homography, project

WIDTH_PX, HEIGHT_PX = 256, 128
MARGIN_X, MARGIN_Y = .03, .05
REGIONS: tuple[str, ...] = US_REGIONS + ("EU", "BR", "?")
"""States of the US by ISO code, then groups that are told apart elsewhere, then: the plate does not say."""
VIEWS = 4


def label(plate, kind: str) -> int:
    if kind == "us":
        return REGIONS.index(plate.region) if plate.region else len(REGIONS) - 1
    return REGIONS.index("EU" if kind == "eu" else "BR")


def looks(plate, rng: np.random.Generator, views: int = VIEWS):
    """``views`` colour patches (128x256x3 uint8) of one flat plate."""
    for _ in range(views):
        px = float(np.exp(rng.uniform(np.log(100), np.log(380))))
        m = homography(rng, plate.quad, px)
        quad = project(m, plate.quad)
        pad = .3 * np.linalg.norm(quad[3] - quad[0])
        lo, hi = quad.min(0) - pad, quad.max(0) + pad
        size = np.maximum(8, np.ceil(hi - lo)).astype(int)
        m = np.array([[1, 0, -lo[0]], [0, 1, -lo[1]], [0, 0, 1]]) @ m
        k = (plate.quad[1, 0] - plate.quad[0, 0]) / px
        source, pre = plate.image, np.eye(3)
        if k > 1.6:
            source = cv2.resize(plate.image, None, fx=1.25 / k, fy=1.25 / k, interpolation=cv2.INTER_AREA)
            pre = np.diag([plate.image.shape[1] / source.shape[1], plate.image.shape[0] / source.shape[0], 1.0])
        picture = cv2.warpPerspective(source, m @ pre, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        picture = degrade(picture, rng, px, .55)
        quad = project(m, plate.quad)
        side, tall = np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])
        sd = rng.choice([.008, .02, .035])
        quad = quad + rng.normal(0, sd, 2) * (side, tall * 1.3) + rng.normal(0, sd, (4, 2)) * (side * .8, tall)
        yield cut(picture, grow(quad, MARGIN_X + rng.normal(0, .012), MARGIN_Y + rng.normal(0, .02)), WIDTH_PX, HEIGHT_PX)


def stream(seed):
    """Endless (patch, region) pairs; every state as often as any other."""
    rng = np.random.default_rng(seed)
    renderer = PlateRenderer(rng.integers(1 << 62))
    while True:
        r = rng.random()
        if r < .9:
            plate, kind = renderer.draw_us(US_REGIONS[int(rng.integers(len(US_REGIONS)))], 144), "us"
        else:
            plate = renderer.draw()
            kind = renderer.kind
        want = np.array(label(plate, kind), np.int64)
        for patch in looks(plate, rng):
            yield patch, want
