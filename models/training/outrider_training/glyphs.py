"""Letter shapes of embossed and printed plates.

Two sources: *dies*, drawn here as rounded strokes with the variations that real die sets show, and *faces*, open
fonts found on the machine (their licences stand in ``models/training/README.md``). Both end as the same thing: one
ink mask per character, cap height :data:`CAP_PX`.
"""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from . import ALPHABET

CAP_PX = 64

FACE_GLOBS = (
    "/usr/share/fonts/truetype/roadgeek/RG2014[BCDE].ttf",
    "/usr/share/fonts/truetype/routed-gothic/routed-gothic.ttf",
    "/usr/share/fonts/truetype/routed-gothic/routed-gothic-narrow.ttf",
    "/usr/share/fonts/truetype/opendin/OSP-DIN.ttf",
    "/usr/share/fonts/truetype/liberation*/LiberationSans*-Regular.ttf",
    "/usr/share/fonts/truetype/liberation*/LiberationSans*-Bold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/truetype/lato/Lato-Regular.ttf",
    "/usr/share/fonts/truetype/lato/Lato-Bold.ttf",
    "/usr/share/fonts/truetype/roboto/unhinted/RobotoCondensed-*.ttf",
    "/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/RobotoCondensed-*.ttf",
    "/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-*edium.ttf",
    "/usr/share/fonts/truetype/open-sans/OpenSans-CondBold.ttf",
    "/usr/share/fonts/truetype/open-sans/OpenSans-Semibold.ttf",
    "/usr/share/fonts/opentype/cantarell/*.otf",
)
WORD_GLOBS = FACE_GLOBS + (
    "/usr/share/fonts/truetype/liberation*/LiberationSerif*.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif*.ttf",
)
WEB_FACES = os.environ.get("OUTRIDER_FACES", os.path.join(os.path.dirname(os.path.dirname(__file__)), "faces", "node_modules", "@fontsource"))
"""Where ``npm install`` of ``faces/package.json`` put the lettering of state names."""

_WEB_STYLES = {
    "brush": "kaushan-script yellowtail mr-dafoe damion norican marck-script lobster satisfy",
    "script": "pacifico dancing-script playball great-vibes alex-brush courgette sacramento norican leckerli-one oleo-script rochester "
              "arizonia niconne berkshire-swash allura tangerine pinyon-script merienda cookie grand-hotel kaushan-script damion marck-script",
    "serif": "playfair-display abril-fatface libre-baskerville lora eb-garamond old-standard-tt goudy-bookletter-1911 libre-caslon-text cinzel",
    "slab": "bitter rokkitt roboto-slab alfa-slab-one arvo abril-fatface playfair-display",
    "west": "rye sancreek smokum caprasimo alfa-slab-one",
    "fancy": "berkshire-swash cinzel oleo-script caprasimo niconne",
    "caps": "oswald anton archivo-narrow montserrat fjalla-one archivo-black jost francois-one passion-one",
    "cond": "oswald bebas-neue league-gothic antonio archivo-narrow fjalla-one",
    "wide": "montserrat archivo-black jost bowlby-one",
    "bold": "archivo-black francois-one passion-one anton montserrat",
    "bold-italic": "racing-sans-one days-one kaushan-script lobster",
    "italic": "playball courgette merienda lora libre-baskerville",
}
_MACHINE_STYLES = {
    "serif": ("Serif",), "slab": ("Serif-Bold", "DejaVuSerif"), "caps": ("Bold", "RG2014"), "cond": ("Cond", "Narrow", "RG2014B"),
    "wide": ("RG2014E", "DejaVuSans-Bold"), "bold": ("Bold",), "bold-italic": ("BoldItalic",), "italic": ("Italic",), "script": ("SerifItalic", "Serif-Italic"),
}
WORD_STYLES: tuple[str, ...] = tuple(_WEB_STYLES)
"""Groups of faces for the words on plates."""


@lru_cache(maxsize=None)
def faces(globs: tuple[str, ...] = FACE_GLOBS) -> tuple[str, ...]:
    """Paths of the open fonts found on this machine, sorted; italic and symbol faces left out of the plate set."""
    found = sorted({p for g in globs for p in glob.glob(g)})
    plate = globs is FACE_GLOBS
    return tuple(p for p in found if not any(s in os.path.basename(p) for s in ("Italic", "Dingbats", "Symbols", "Light", "Thin")) or (
        not plate and "Dingbats" not in p and "Symbols" not in p))


@lru_cache(maxsize=None)
def word_faces(style: str) -> tuple[str, ...]:
    """Paths of the faces of one style of lettering: what npm brought and what the machine has."""
    found = []
    for name in _WEB_STYLES[style].split():
        files = [f"{WEB_FACES}/{name}/files/{name}-latin-{weight}-normal.woff" for weight in (400, 700)]
        found += [f for f in files if os.path.exists(f)]
        if style in ("italic", "bold-italic"):
            found += [f for f in (f"{WEB_FACES}/{name}/files/{name}-latin-{weight}-italic.woff" for weight in (400, 700)) if os.path.exists(f)]
    found += [p for p in faces(WORD_GLOBS) if any(s in os.path.basename(p) for s in _MACHINE_STYLES.get(style, ()))]
    return tuple(sorted(set(found)))


@dataclass(frozen=True)
class Die:
    """One die set: the choices a stamping works made once for all 36 characters."""

    squareness: float  # 2 = ellipse, 6 = nearly a rectangle with rounded corners
    stroke: float  # of the cap height
    width: float  # of the cap height, of a normal letter
    m_apex: float  # depth of M's middle
    w_apex: float  # height of W's middle, from the bottom
    w_slant: float
    one_serif: int  # 0 bare stroke, 1 flag, 2 flag and foot
    i_serif: bool
    four_open: bool
    three_flat: bool
    zero_mark: int  # 0 none, 1 slash, 2 dot
    zero_narrow: float
    g_bar: int
    round_ends: bool
    waist: float  # height of the middle bar
    m_width: float  # of a normal letter
    w_width: float
    q_tail: int  # 0 through the lower right, 1 inside, 2 a tick outside, 3 an upright one through the foot, 4 a foot to the right, 5 a long bar
    q_squareness: float  # a Q is often cut by another hand than the O
    bridge: float  # width of the gaps that a stencil leaves in closed shapes, of the cap height; 0 none

    @staticmethod
    def draw(rng: np.random.Generator) -> "Die":
        return Die(
            squareness=float(rng.choice([2.0, 2.6, 3.2, 4.0, 5.5])),
            stroke=float(rng.uniform(0.10, 0.175)),
            width=float(rng.uniform(0.45, 0.66)),
            m_apex=float(rng.choice([0.16, 0.22, 0.3, 0.4, 0.5, 0.6, 0.75, 0.98])),
            w_apex=float(rng.choice([0.3, 0.45, 0.6, 0.7, 0.95])),
            w_slant=float(rng.choice([0.0, 0.0, 0.06, 0.12, 0.2])),
            one_serif=int(rng.choice([0, 0, 1, 1, 1, 2, 2])),
            i_serif=bool(rng.random() < 0.55),
            four_open=bool(rng.random() < 0.12),
            three_flat=bool(rng.random() < 0.12),
            zero_mark=int(rng.choice([0] * 10 + [1, 1, 2])),
            zero_narrow=float(rng.uniform(0.8, 1.0)) if rng.random() < 0.5 else 1.0,
            g_bar=int(rng.integers(0, 3)),
            round_ends=bool(rng.random() < 0.6),
            waist=float(rng.uniform(0.44, 0.52)),
            m_width=float(rng.choice([1.0, 1.1, 1.2, 1.3])),
            w_width=float(rng.choice([.98, 1.05, 1.15, 1.25, 1.35])),
            q_tail=int(rng.integers(6)),
            q_squareness=float(rng.choice([2.0, 2.6, 3.2, 4.0])),
            bridge=float(rng.uniform(0.05, 0.12)) if rng.random() < 0.06 else 0.0,
        )


def _arc(cx, cy, rx, ry, start_deg, stop_deg, squareness=2.0, n=20):
    """Points of a superellipse arc; angles in degrees, 0 right, 90 down."""
    t = np.radians(np.linspace(start_deg, stop_deg, n))
    c, s, p = np.cos(t), np.sin(t), 2.0 / squareness
    return np.stack([cx + rx * np.sign(c) * np.abs(c) ** p, cy + ry * np.sign(s) * np.abs(s) ** p], 1)


def _line(*points):
    return np.array(points, float)


def _strokes(ch: str, d: Die) -> tuple[list[np.ndarray], float]:
    """Polylines of a character in a unit box (x right, y down) and its width as a share of the normal width."""
    q, m = d.squareness, d.waist
    cat = lambda *parts: np.concatenate(parts)
    if ch in "0O":
        w = d.zero_narrow if ch == "0" else 1.0
        out = [_arc(.5, .5, .5, .5, 0, 360, q, 48)]
        if ch == "0" and d.zero_mark == 1:
            out.append(_line((.25, .75), (.75, .25)))
        if ch == "0" and d.zero_mark == 2:
            out.append(_line((.5, .46), (.5, .54)))
        return out, w
    if ch == "1":
        out, w = [_line((.5, 0), (.5, 1))], .55
        if d.one_serif == 0:
            return [_line((.5, 0), (.5, 1))], .25
        out = [_line((.1, .22), (.5, 0), (.5, 1))]
        if d.one_serif == 2:
            out.append(_line((.0, 1), (1, 1)))
        return out, w
    if ch == "2":
        return [cat(_arc(.5, .27, .5, .27, 190, 375, q), _line((.0, 1), (1, 1)))], 1
    if ch == "3":
        if d.three_flat:
            return [cat(_line((.05, 0), (.95, 0), (.45, .4)), _arc(.48, .7, .52, .3, -80, 165, q))], 1
        return [cat(_arc(.48, m / 2, .48, m / 2, 195, 450, q), ), cat(_arc(.48, m + (1 - m) / 2, .52, (1 - m) / 2, -90, 165, q))], 1
    if ch == "4":
        if d.four_open:
            return [_line((.08, 0), (.08, .62), (1, .62)), _line((.78, .3), (.78, 1))], 1
        return [_line((.74, 1), (.74, 0), (0, .7), (1, .7))], 1.02
    if ch == "5":
        return [cat(_line((.93, 0), (.1, 0), (.06, m - .02)), _arc(.48, .67, .52, .33, 225, 525, q))], 1
    if ch == "6":
        return [_arc(.5, .68, .5, .32, 0, 360, q, 40), cat(_arc(.5, .32, .5, .32, 330, 180, q), _line((0, .4), (0, .68)))], 1
    if ch == "9":
        return [_arc(.5, .32, .5, .32, 0, 360, q, 40), cat(_arc(.5, .68, .5, .32, 150, 0, q), _line((1, .6), (1, .32)))], 1
    if ch == "7":
        return [_line((0, 0), (1, 0), (.36, 1))], .97
    if ch == "8":
        return [_arc(.5, m / 2, .46, m / 2, 0, 360, q, 40), _arc(.5, m + (1 - m) / 2, .5, (1 - m) / 2, 0, 360, q, 40)], 1
    if ch == "A":
        return [_line((0, 1), (.5, 0), (1, 1)), _line((.18, .68), (.82, .68))], 1.08
    if ch == "B":
        return [cat(_line((.5, 0), (0, 0), (0, 1), (.5, 1)), _arc(.5, m + (1 - m) / 2, .5, (1 - m) / 2, 90, -90, q), _line((0, m))),
                cat(_line((.5, 0)), _arc(.5, m / 2, .45, m / 2, -90, 90, q))], 1
    if ch == "C":
        return [_arc(.5, .5, .5, .5, -40 if q < 3 else -30, -320 if q < 3 else -330, q, 40)], 1
    if ch == "D":
        return [cat(_line((.45, 1), (0, 1), (0, 0), (.45, 0)), _arc(.45, .5, .55, .5, -90, 90, q, 30))], 1
    if ch == "E":
        return [_line((1, 0), (0, 0), (0, 1), (1, 1)), _line((0, m), (.85, m))], .9
    if ch == "F":
        return [_line((1, 0), (0, 0), (0, 1)), _line((0, m), (.85, m))], .9
    if ch == "G":
        bar = [_line((.55, .55), (1, .55), (1, .8)), _line((.6, .55), (1, .55), (1, 1)), _line((1, .55), (1, .8))][d.g_bar]
        return [_arc(.5, .5, .5, .5, -40, -335, q, 40), bar], 1
    if ch == "H":
        return [_line((0, 0), (0, 1)), _line((1, 0), (1, 1)), _line((0, m), (1, m))], 1
    if ch == "I":
        if d.i_serif:
            return [_line((.5, 0), (.5, 1)), _line((0, 0), (1, 0)), _line((0, 1), (1, 1))], .5
        return [_line((.5, 0), (.5, 1))], .2
    if ch == "J":
        return [cat(_line((1, 0)), _arc(.5, .7, .5, .3, 0, 165, q))], .88
    if ch == "K":
        return [_line((0, 0), (0, 1)), _line((1, 0), (0, .62)), _line((.32, .42), (1, 1))], 1.03
    if ch == "L":
        return [_line((0, 0), (0, 1), (1, 1))], .9
    if ch == "M":
        return [_line((0, 1), (0, 0), (.5, d.m_apex), (1, 0), (1, 1))], d.m_width
    if ch == "N":
        return [_line((0, 1), (0, 0), (1, 1), (1, 0))], 1.04
    if ch == "P":
        return [cat(_line((0, 1), (0, 0), (.5, 0)), _arc(.5, .28, .5, .28, -90, 90, q), _line((0, .56)))], 1
    if ch == "Q":
        tail = [_line((.55, .68), (1.02, 1.06)), _line((.5, .62), (.86, .92)), _line((.72, .86), (1.04, 1.04)), _line((.55, .74), (.6, 1.05)),
                _line((.42, .98), (.7, .94), (1.05, 1.04)), _line((.34, .56), (1.02, 1.0))][d.q_tail]
        return [_arc(.5, .5, .5, .5, 0, 360, d.q_squareness, 48), tail], 1
    if ch == "R":
        return [cat(_line((0, 1), (0, 0), (.5, 0)), _arc(.5, .27, .5, .27, -90, 90, q), _line((0, .54))), _line((.5, .54), (1, 1))], 1
    if ch == "S":
        return [cat(_arc(.5, m / 2, .48, m / 2, -25, -270, q), _arc(.5, m + (1 - m) / 2, .5, (1 - m) / 2, -90, 160, q))], 1
    if ch == "T":
        return [_line((0, 0), (1, 0)), _line((.5, 0), (.5, 1))], 1
    if ch == "U":
        return [cat(_line((0, 0)), _arc(.5, .66, .5, .34, 180, 0, q, 30), _line((1, 0)))], 1
    if ch == "V":
        return [_line((0, 0), (.5, 1), (1, 0))], 1.06
    if ch == "W":
        s = d.w_slant
        return [_line((0, 0), (s, 1), (.5, 1 - d.w_apex), (1 - s, 1), (1, 0))], d.w_width
    if ch == "X":
        return [_line((0, 0), (1, 1)), _line((1, 0), (0, 1))], 1.04
    if ch == "Y":
        return [_line((0, 0), (.5, .52), (1, 0)), _line((.5, .52), (.5, 1))], 1.05
    if ch == "Z":
        return [_line((0, 0), (1, 0), (0, 1), (1, 1))], 1
    raise ValueError(f"no die shape for {ch!r}")


def die_glyph(ch: str, die: Die) -> np.ndarray:
    """Ink mask (uint8, 255 = ink), height CAP_PX, width as the die has it."""
    paths, share = _strokes(ch, die)
    stroke = die.stroke * CAP_PX
    if share < 0.3:  # a bare stroke
        share = max(share, die.stroke / die.width * 1.01)
    width = max(stroke + 1, die.width * share * CAP_PX)
    pad, scale = 2, 16
    canvas = np.zeros((CAP_PX + 2 * pad, int(np.ceil(width)) + 2 * pad), np.uint8)
    span = np.array([width - stroke, CAP_PX - stroke])
    for path in paths:
        pts = path * span + stroke / 2 + pad - 0.5
        cv2.polylines(canvas, [np.round(pts * scale).astype(np.int32)], False, 255, max(1, round(stroke)), cv2.LINE_AA, 4)
    mask = canvas[pad:-pad, pad:-pad]
    if die.bridge and ch in "0O4689ABDPQR":
        gap = max(2, round(die.bridge * CAP_PX))
        at = mask.shape[1] // 3
        mask[: round(stroke * 1.3), at: at + gap] = 0
        mask[-round(stroke * 1.3):, at + gap: at + 2 * gap] = 0
    if not die.round_ends:
        kernel = np.ones((3, 3), np.uint8)
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel)
    return mask


@lru_cache(maxsize=4096)
def _face(path: str, px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, px)


def word_mask(text: str, path: str, px: int) -> np.ndarray:
    """Ink mask of a word in an open font, trimmed to its ink."""
    return _word_mask(text, path, int(px))


@lru_cache(maxsize=20000)
def _word_mask(text: str, path: str, px: int) -> np.ndarray:
    font = _face(path, px)
    box = font.getbbox(text)
    w, h = max(1, box[2] - box[0]), max(1, box[3] - box[1])
    img = Image.new("L", (w + 2, h + 2))
    ImageDraw.Draw(img).text((1 - box[0], 1 - box[1]), text, fill=255, font=font)
    mask = np.asarray(img)
    rows, cols = np.where(mask.max(1) > 0)[0], np.where(mask.max(0) > 0)[0]
    if len(rows) == 0:
        return np.zeros((2, 2), np.uint8)
    return mask[rows[0]: rows[-1] + 1, cols[0]: cols[-1] + 1]


@lru_cache(maxsize=20000)
def word_letters(text: str, path: str, px: int) -> tuple[tuple[int, float, float], ...]:
    """Where the letters A to Z of a word stand in its :func:`word_mask`: (0 for A to 25 for Z, left, right), as shares
    of the mask's width. Small letters count as capitals; all else is left out."""
    font = _face(path, int(px))
    box = font.getbbox(text)
    wide = max(1, box[2] - box[0])
    place = lambda n: (font.getlength(text[:n]) - box[0]) / wide
    return tuple((ord(c) - 65, place(i), place(i + 1)) for i, c in enumerate(text.upper()) if "A" <= c <= "Z")


class Atlas:
    """The 36 ink masks of one die set or face, all of height CAP_PX, with the width each has."""

    def __init__(self, masks: dict[str, np.ndarray], name: str):
        self.masks, self.name = masks, name

    @staticmethod
    def of_die(rng: np.random.Generator) -> "Atlas":
        die = Die.draw(rng)
        return Atlas({c: die_glyph(c, die) for c in ALPHABET}, "die")

    @staticmethod
    def of_face(path: str) -> "Atlas":
        masks = {}
        for c in ALPHABET:
            m = word_mask(c, path, 96)
            masks[c] = cv2.resize(m, (max(4, round(m.shape[1] * CAP_PX / m.shape[0])), CAP_PX), interpolation=cv2.INTER_AREA)
        return Atlas(masks, os.path.basename(path))


class AtlasPool:
    """A bounded set of atlases, slowly renewed, so that no two hours of training see the same dies."""

    def __init__(self, rng: np.random.Generator, size: int = 80, die_share: float = 0.62):
        self.rng, self.size, self.die_share = rng, size, die_share
        self.face_atlases = [Atlas.of_face(p) for p in faces()]
        self.dies = [Atlas.of_die(rng) for _ in range(8)]

    def draw(self) -> Atlas:
        if len(self.dies) < self.size or self.rng.random() < 0.01:
            if len(self.dies) >= self.size:
                self.dies.pop(int(self.rng.integers(len(self.dies))))
            if self.rng.random() < 0.2 or len(self.dies) < 30:
                self.dies.append(Atlas.of_die(self.rng))
        if not self.face_atlases or self.rng.random() < self.die_share:
            return self.dies[int(self.rng.integers(len(self.dies)))]
        return self.face_atlases[int(self.rng.integers(len(self.face_atlases)))]
