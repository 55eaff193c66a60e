"""Training samples of the region net: colour patches and the authority that issued them."""

from __future__ import annotations

import cv2
import numpy as np

from .designs import US_REGIONS
from .plates import PlateRenderer
from .reader_data import IGNORE, targets
from .rectify import cut, grow, transform
from .sensor import degrade, homography, project

WIDTH_PX, HEIGHT_PX = 256, 128
MARGIN_X, MARGIN_Y = .03, .05
REGIONS: tuple[str, ...] = US_REGIONS + ("EU", "BR", "?")
"""States of the US by ISO code, then groups that are told apart elsewhere, then: the plate does not say."""
BAND_PX, COLUMNS = 44, 64
"""Words are read in the band above the number and the one below, so high, in so many columns over the patch's width."""
NO_LETTER = 26
VIEWS = 4
LEAST_LETTER_PX = 5.5


def label(plate, kind: str) -> int:
    if kind == "us":
        return REGIONS.index(plate.region) if plate.region else len(REGIONS) - 1
    return REGIONS.index("EU" if kind == "eu" else "BR")


def spelling(letters: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Class per (band, column), int8, of a patch that ``matrix`` leads to: 0 to 25 for A to Z, then no letter."""
    mid = project(matrix, np.stack([(letters[:, 2] + letters[:, 4]) / 2, (letters[:, 3] + letters[:, 5]) / 2], 1))[:, 1]
    above, below = mid < BAND_PX, mid >= HEIGHT_PX - BAND_PX
    placed = letters[above | below].copy()
    placed[:, 1] = below[above | below]
    return targets(placed, matrix, COLUMNS, WIDTH_PX, NO_LETTER)


def looks(plate, rng: np.random.Generator, views: int = VIEWS):
    """``views`` colour patches (128x256x3 uint8) of one flat plate, each with its spelling; letters too small to read
    are nobody's loss."""
    for _ in range(views):
        px = float(np.exp(rng.uniform(np.log(100), np.log(400)))) if rng.random() < .4 else rng.uniform(230, 400)
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
        picture = degrade(picture, rng, px, .4)
        quad = project(m, plate.quad)
        side, tall = np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])
        sd = rng.choice([.008, .02, .035])
        quad = quad + rng.normal(0, sd, 2) * (side, tall * 1.3) + rng.normal(0, sd, (4, 2)) * (side * .8, tall)
        found = grow(quad, MARGIN_X + rng.normal(0, .012), MARGIN_Y + rng.normal(0, .02))
        spelled = spelling(plate.letters, transform(found, WIDTH_PX, HEIGHT_PX) @ m)
        if len(plate.letters) and float(np.median(plate.letters[:, 5] - plate.letters[:, 3])) / k < LEAST_LETTER_PX:
            spelled[spelled != NO_LETTER] = IGNORE
        yield cut(picture, found, WIDTH_PX, HEIGHT_PX), spelled


def stream(seed):
    """Endless (patch, spelling, (region, region by its words)) samples; every state as often as any other. One plate in
    three has words that name no state: its words are to be told as such, and the rest is left open."""
    rng = np.random.default_rng(seed)
    renderer = PlateRenderer(rng.integers(1 << 62))
    while True:
        r = rng.random()
        nonsense = r < .3
        if r < .92:
            plate, kind = renderer.draw_us(US_REGIONS[int(rng.integers(len(US_REGIONS)))], 144, nonsense), "us"
        else:
            plate = renderer.draw()
            kind = renderer.kind
        by_words = label(plate, kind)
        want = np.array((IGNORE if nonsense else by_words, by_words), np.int64)
        for patch, spelled in looks(plate, rng):
            yield patch, spelled, want
