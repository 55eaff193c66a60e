"""Vehicles around a plate, for the net that tells their colour and body class: real ones, labelled by us, and drawn fronts
and rears, near, in light that has a colour itself.

Light is added up before the camera's curve: a paint is what it throws back of each third of the spectrum, the sky is
mirrored on what faces it, and the plate, whose ground is nearly always white, shows what the light is like.
"""

from __future__ import annotations

import csv
import os

import cv2
import numpy as np

from .plates import PlateRenderer
from .scenes import SceneRenderer
from .sensor import degrade

COLOURS: tuple[str, ...] = ("black", "gray", "white", "red", "orange", "yellow", "brown", "green", "blue")
"""What is told apart; gray is silver too, brown is tan and beige and gold too."""
BODIES: tuple[str, ...] = ("sedan", "hatch_wagon", "suv", "pickup", "van", "truck", "bus", "motorcycle")
"""Body classes; coupes and convertibles are sedans, minivans are vans. Drawn vehicles have none."""
UNTOLD = -1
"""Number of a colour or body class that is not labelled."""
WIDTH_PX, HEIGHT_PX = 80, 64
PLATE_PX = 16
"""The view is 5 plate widths wide and 4 high; the plate's middle lies at (40, 40)."""
LABELS = os.path.join(os.path.dirname(__file__), "..")
"""Folder of the tables of colours and body classes, labelled by us."""
SETS = (("plates-world", "plates-world-vehicles.csv", 1.0), ("street-ro", "street-ro-paints.csv", .3))
"""Sets of pictures, tables of their vehicles, weight of each vehicle: the day rides show the same ones again and again."""
_SHARE = (.16, .21, .16, .12, .04, .055, .09, .075, .09)
_FINE = 3
_W, _H, _P = WIDTH_PX * _FINE, HEIGHT_PX * _FINE, PLATE_PX * _FINE
_MID = (_W / 2, _H * .625)


def paint(rng: np.random.Generator, colour: str) -> np.ndarray:
    """What a paint throws back, BGR, 0 to 1, linear."""
    def hsv(h0, h1, s0, s1, v0, v1):
        h, s, v = rng.uniform(h0, h1) % 360, rng.uniform(s0, s1), rng.uniform(v0, v1)
        f = lambda n: v - v * s * max(0.0, min((n + h / 60) % 6, 4 - (n + h / 60) % 6, 1.0))
        return np.array([f(1), f(3), f(5)])
    if colour == "black":
        srgb = hsv(0, 360, 0, .25, .03, .2)
    elif colour == "gray":
        srgb = hsv(*((190, 250) if rng.random() < .5 else (20, 60)), 0, .09, *((.3, .55) if rng.random() < .4 else (.55, .8)))
    elif colour == "white":
        srgb = hsv(*((190, 250) if rng.random() < .4 else (30, 60)), 0, .06, .9, 1)
    elif colour == "red":
        srgb = hsv(-14, 8, .6, .95, *((.22, .45) if rng.random() < .4 else (.45, .9)))
    elif colour == "orange":
        srgb = hsv(14, 30, .7, .98, .75, 1)
    elif colour == "yellow":
        srgb = hsv(42, 58, .55, .98, .75, 1)
    elif colour == "brown":
        srgb = hsv(18, 46, .14, .38, .5, .85) if rng.random() < .65 else hsv(8, 38, .25, .65, .16, .45)
    elif colour == "green":
        srgb = hsv(85, 172, .2, .9, .15, .7)
    elif rng.random() < .6:
        srgb = hsv(205, 236, .5, .95, .18, .75)
    else:
        srgb = hsv(188, 228, .2, .55, .3, .85)
    return np.clip(srgb, 0, 1) ** 2.2


def view(img: np.ndarray, centre, plate_px: float, times: int = 1, room: float = 1.0) -> np.ndarray:
    """What the net sees of a picture around a plate's ``centre``, ``plate_px`` wide; gray beyond the picture's edge.

    ``times`` as many pixels as the net has, and ``room`` times as much of the picture, for augmentation.
    """
    size = (int(WIDTH_PX * times * room), int(HEIGHT_PX * times * room))
    k = PLATE_PX * times / plate_px
    if k < 1:  # as much smaller as it must get, without moire
        small = cv2.resize(img, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
        centre = (centre[0] * small.shape[1] / img.shape[1], centre[1] * small.shape[0] / img.shape[0])
        img, k = small, 1.0
    m = np.array([[k, 0, size[0] / 2 - k * centre[0]], [0, k, size[1] * .625 - k * centre[1]]])
    return cv2.warpAffine(img, m, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(114, 114, 114))


class VehicleRenderer:
    """``backgrounds``: BGR pictures without plates."""

    def __init__(self, seed, backgrounds):
        self.rng = np.random.default_rng(seed)
        self.plates = PlateRenderer(self.rng.integers(1 << 62))
        self.scene = SceneRenderer(self.rng.integers(1 << 62), backgrounds, [])
        self.flat: list = []

    def _plate(self):
        if len(self.flat) < 150 or self.rng.random() < .1:
            if len(self.flat) >= 150:
                self.flat.pop(int(self.rng.integers(len(self.flat))))
            plate = self.plates.draw()
            k = 1.6 * _P / (plate.quad[1, 0] - plate.quad[0, 0])
            self.flat.append((cv2.resize(plate.image, None, fx=k, fy=k, interpolation=cv2.INTER_AREA), plate.quad * k))
        return self.flat[int(self.rng.integers(len(self.flat)))]

    def draw(self):
        """(view 64x80x3 uint8, colour's number)."""
        rng = self.rng
        number = int(rng.choice(len(COLOURS), p=_SHARE))
        body = paint(rng, COLOURS[number])
        img = np.ascontiguousarray(cv2.resize(self.scene._background(), (_W, _W))[int(rng.integers(0, _W - _H + 1)):][:_H]).astype(np.float32) / 255
        img = img ** 2.2 * rng.uniform(.4, 1.3)
        night = rng.random() < .1
        self._vehicle(img, body, night)
        # the light: how much, of which colour
        warm = rng.normal(0, .16)
        tint = np.exp(np.array([-warm, rng.normal(0, .07), warm]) + (rng.normal(0, .22, 3) if rng.random() < .2 else 0))
        much = np.exp(rng.uniform(np.log(.45), np.log(1.8)))
        if night:
            much *= rng.uniform(.06, .45)
        img = img * (tint * much).astype(np.float32)
        self._put_plate(img, tint * much, night)
        if night or rng.random() < .15:
            self._lamps_glow(img)
        if rng.random() < .25:  # haze, flare, a dirty window
            img = img * rng.uniform(.6, .95) + rng.uniform(.02, .25) * rng.uniform(.8, 1.2, 3).astype(np.float32)
        out = (255 * np.clip(img, 0, 1) ** (1 / 2.2)).astype(np.uint8)
        out = self._view(out)
        if rng.random() < .5:
            out = self._film(out)
        return _beyond(degrade(out, rng, PLATE_PX, .5), rng), number

    def _film(self, img):
        """A camera's own rendering: saturation and contrast."""
        rng = self.rng
        x = img.astype(np.float32)
        gray = x @ np.array((.114, .587, .299), np.float32)
        x = gray[:, :, None] + (x - gray[:, :, None]) * np.float32(rng.uniform(.45, 1.5))
        return np.clip((x - 110) * rng.uniform(.75, 1.3) + 110, 0, 255).astype(np.uint8)

    def _view(self, img):
        rng = self.rng
        k = rng.uniform(.85, 1.2) / _FINE
        a = np.radians(rng.normal(0, 4))
        m = k * np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
        m[0, 1] += k * rng.normal(0, .07)
        m[1, 0] += k * rng.normal(0, .05)
        at = np.array([WIDTH_PX / 2, HEIGHT_PX * .625]) + rng.normal(0, .8, 2)
        t = at - m @ np.array(_MID)
        small = cv2.warpAffine(cv2.GaussianBlur(img, (0, 0), 1.0), np.column_stack([m, t]), (WIDTH_PX, HEIGHT_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        return small

    def _poly(self, img, points, colour, shade=None):
        """Fills with a colour that goes from light to dark down the shape."""
        pts = np.array(points)
        x0, y0 = np.maximum(np.floor(pts.min(0)).astype(int) - 1, 0)
        x1, y1 = np.minimum(np.ceil(pts.max(0)).astype(int) + 2, (_W, _H))
        if x1 <= x0 or y1 <= y0:
            return
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(mask, [np.round((pts - (x0, y0)) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        m = mask[:, :, None].astype(np.float32) / 255
        ink = np.asarray(colour, np.float32) * (1 if shade is None else shade[y0:y1, x0:x1])
        part = img[y0:y1, x0:x1]
        part += (ink - part) * m

    def _relief(self, y0, y1):
        """How much light a surface gets, by height: bulges, creases, the darker lower part, (H, W, 1)."""
        rng = self.rng
        y = (np.arange(_H, dtype=np.float32) - y0) / max(1.0, y1 - y0)
        lit = rng.uniform(.75, 1.15) - rng.uniform(.0, .5) * np.clip(y, 0, 1.3)
        for _ in range(int(rng.integers(1, 5))):
            lit = lit + rng.normal(0, .22) * np.exp(-((y - rng.uniform(0, 1)) / rng.uniform(.02, .2)) ** 2)
        x = np.linspace(-1, 1, _W, dtype=np.float32)
        across = 1 + rng.normal(0, .12) * x - rng.uniform(0, .3) * x ** 4
        return np.clip(lit[:, None] * across[None, :], .08, 1.5)[:, :, None]

    def _vehicle(self, img, body, night):
        rng = self.rng
        front = rng.random() < .35
        cx, cy = _MID
        vw = _P * rng.uniform(3.1, 6.4)
        cx += rng.normal(0, .04) * vw
        x0, x1 = cx - vw / 2, cx + vw / 2
        low = cy + vw * rng.uniform(.06, .22)
        belt = cy - vw * rng.uniform(.12, .38)
        top = belt - vw * rng.uniform(.18, .4)
        tall = rng.random() < .12  # vans and lorries: a wall of paint
        if tall:
            belt, top = cy - vw * rng.uniform(.5, .9), cy - vw * rng.uniform(1, 1.4)
        relief = self._relief(belt, low)
        sky = rng.uniform(.25, 1.2) * np.array([rng.uniform(.9, 1.35), 1.0, rng.uniform(.75, 1.1)])
        gloss = rng.uniform(.01, .09)
        mirrored = self._relief(belt - vw * .1, low)
        painted = relief * body.astype(np.float32) + gloss * sky.astype(np.float32) * np.clip(mirrored - .5, 0, 1)
        # road and shadow
        if rng.random() < .8:
            road = rng.uniform(.03, .3) * np.array([rng.uniform(.9, 1.1), 1, rng.uniform(.9, 1.1)])
            self._poly(img, [(0, low - vw * .06), (_W, low - vw * .06), (_W, _H), (0, _H)], road)
        self._poly(img, [(x0 - vw * .03, low - vw * .05), (x1 + vw * .03, low - vw * .05), (x1, low + vw * .1), (x0, low + vw * .1)], (.01, .01, .01))
        lean = vw * rng.uniform(.03, .16)
        roof = [(x0 + lean, top), (x1 - lean, top), (x1, belt), (x0, belt)]
        lower = [(x0, belt), (x1, belt), (x1 + vw * rng.uniform(-.02, .02), low - vw * .1), (x1 - vw * .04, low), (x0 + vw * .04, low), (x0 + vw * rng.uniform(-.02, .02), low - vw * .1)]
        # the side, seen from an angle
        if rng.random() < .35:
            s = 1 if rng.random() < .5 else -1
            edge = x1 if s > 0 else x0
            far = edge + s * vw * rng.uniform(.1, .9)
            self._poly(img, [(edge, belt - vw * .02), (far, belt + vw * rng.uniform(-.05, .1)), (far, low - vw * .1), (edge, low)], 1, painted * np.float32(rng.uniform(.5, 1.2)))
            self._poly(img, [(edge, top + vw * .03), (far, top + vw * .1), (far, belt), (edge, belt)], rng.uniform(.005, .12, 3))
        self._poly(img, roof, 1, painted)
        self._poly(img, lower, 1, painted)
        if not (tall and rng.random() < .7):
            m = vw * rng.uniform(.02, .06)
            glass = rng.uniform(.004, .05) * np.ones(3) + rng.uniform(0, .35) * sky * rng.random() ** 2
            self._poly(img, [(x0 + lean + m, top + m), (x1 - lean - m, top + m), (x1 - m * 1.5, belt - m * rng.uniform(0, 1)), (x0 + m * 1.5, belt - m * rng.uniform(0, 1))], glass)
        # bumper: painted, or plastic
        if rng.random() < .45:
            b = cy + vw * rng.uniform(-.08, .12)
            plastic = rng.uniform(.01, .06) if rng.random() < .8 else rng.uniform(.2, .5)
            depth = vw * rng.uniform(.04, .14)
            self._poly(img, [(x0, b), (x1, b), (x1, min(low, b + depth)), (x0, min(low, b + depth))], np.full(3, plastic), np.clip(relief, .3, 1.4))
        if rng.random() < .6:
            self._poly(img, [(x0 + vw * .03, low - vw * rng.uniform(.02, .06)), (x1 - vw * .03, low - vw * .03), (x1 - vw * .05, low), (x0 + vw * .05, low)], (.012, .012, .012))
        self._lamps(img, front, x0, x1, vw, belt, cy)
        if front and rng.random() < .8:
            gy, gh, gw = cy - vw * rng.uniform(.08, .2), vw * rng.uniform(.05, .14), vw * rng.uniform(.15, .34)
            dark = rng.uniform(.004, .04)
            self._poly(img, [(cx - gw, gy - gh / 2), (cx + gw, gy - gh / 2), (cx + gw * .9, gy + gh / 2), (cx - gw * .9, gy + gh / 2)], np.full(3, dark))
            for k in range(int(rng.integers(0, 5))):
                y = gy + gh * (rng.random() - .5)
                cv2.line(img, (int(cx - gw), int(y)), (int(cx + gw), int(y)), (rng.uniform(.1, .6),) * 3, 1, cv2.LINE_AA)
        elif not front and rng.random() < .4:  # a panel the plate sits in
            g = vw * rng.uniform(.12, .3)
            self._poly(img, [(cx - g, cy - vw * .09), (cx + g, cy - vw * .09), (cx + g, cy + vw * .08), (cx - g, cy + vw * .08)], 1, painted * np.float32(rng.uniform(.25, .8)))
        for _ in range(int(rng.integers(0, 6))):  # creases, gaps, strips
            y = rng.uniform(belt, low)
            tone = painted[int(np.clip(y, 0, _H - 1)), _W // 2] * rng.uniform(.2, 1.6)
            cv2.line(img, (int(x0), int(y)), (int(x1), int(y + rng.normal(0, vw * .01))), tone.tolist(), int(max(1, vw * rng.uniform(.003, .015))), cv2.LINE_AA)
        if rng.random() < .3:
            cv2.circle(img, (int(cx), int(cy - vw * rng.uniform(.1, .2))), int(vw * .02) + 1, (rng.uniform(.2, .8),) * 3, -1, cv2.LINE_AA)
        for _ in range(int(rng.integers(0, 3)) if rng.random() < .3 else 0):  # stickers
            x, y, s = rng.uniform(x0, x1), rng.uniform(belt, low), vw * rng.uniform(.02, .08)
            cv2.rectangle(img, (int(x), int(y)), (int(x + s * rng.uniform(.5, 2)), int(y + s * .6)), rng.uniform(0, .9, 3).tolist(), -1)
        if rng.random() < .3 and not night:  # sun and shade
            a, b = rng.uniform(0, _W), rng.uniform(-1, 1)
            side = (np.arange(_W)[None, :] + (np.arange(_H)[:, None] - cy) * b) > a
            img *= np.where(side, 1.0, rng.uniform(.25, .7))[:, :, None].astype(np.float32)
        if rng.random() < .12:  # dirt and salt
            img[:] = img * (1 - .35) + .35 * np.array([.12, .15, .18], np.float32) * rng.uniform(.5, 2)
        if rng.random() < .2:  # a lamp or the sun mirrored
            x, y, s = rng.uniform(x0, x1), rng.uniform(top, low), vw * rng.uniform(.01, .05)
            g = np.exp(-(((np.arange(_W) - x)[None, :] ** 2 + (np.arange(_H) - y)[:, None] ** 2) / (2 * s * s))).astype(np.float32)
            img += g[:, :, None] * np.float32(rng.uniform(.3, 2))

    def _lamps(self, img, front, x0, x1, vw, belt, cy):
        rng = self.rng
        y, w, h = rng.uniform(belt, max(belt + 1, cy - vw * .04)), vw * rng.uniform(.07, .2), vw * rng.uniform(.05, .16)
        lens = np.full(3, rng.uniform(.15, .9)) if front else np.array([rng.uniform(.005, .06), rng.uniform(.005, .06), rng.uniform(.12, .6)])
        self.lit = [] if rng.random() > .4 else [(x0 + w / 2, y + h / 2), (x1 - w / 2, y + h / 2)]
        self.lamp = np.full(3, 1.0) if front else np.array([.05, .05, 1.0]) if rng.random() < .8 else np.array([.7, .5, 1.0])
        self.spread = vw * rng.uniform(.02, .09)
        for a, b in ((x0, x0 + w), (x1 - w, x1)):
            self._poly(img, [(a, y), (b, y + h * rng.uniform(-.1, .2)), (b, y + h), (a, y + h * rng.uniform(.7, 1))], lens)

    def _lamps_glow(self, img):
        for x, y in self.lit:
            for size, much in ((self.spread, self.rng.uniform(.5, 3)), (self.spread * 4, self.rng.uniform(0, .35))):
                g = np.exp(-(((np.arange(_W) - x)[None, :] ** 2 + (np.arange(_H) - y)[:, None] ** 2) / (2 * size * size))).astype(np.float32)
                img += g[:, :, None] * (self.lamp * much).astype(np.float32)

    def _put_plate(self, img, light, night):
        rng = self.rng
        flat, quad = self._plate()
        h, w = flat.shape[:2]
        k = _P / (quad[1, 0] - quad[0, 0])
        at = np.array(_MID) - k * quad.mean(0)
        m = np.array([[k, 0, at[0]], [0, k, at[1]]])
        shown = cv2.warpAffine(flat, m, (_W, _H), flags=cv2.INTER_AREA).astype(np.float32) / 255
        mask = cv2.warpAffine(np.full((h, w), 255, np.uint8), m, (_W, _H))[:, :, None].astype(np.float32) / 255
        glow = rng.uniform(.8, 6) if night else rng.uniform(.55, 1.1)
        img[:] = img * (1 - mask) + shown ** 2.2 * (light * glow).astype(np.float32) * mask


LEAST_CHROMA = 3.0
"""Views whose channels lie closer together on the average come from a camera without colour: no paint is told of them."""
ROOM = 1.2
"""How much more than the net sees is kept of a real vehicle."""


def labelled(root: str, folder: str, table: str, part: str | None = None):
    """The vehicles of a table whose colour or body class is told: (picture's path, middle of the
    plate, its width, colour's number, body class's number)."""
    with open(os.path.join(root, folder + ".csv"), newline="") as f:
        truth = list(csv.DictReader(f))
    boxes = {(r["image"], r["x"], r["y"]): [float(r[k]) for k in "xywh"] for r in truth if r["x"]}
    first = {r["image"]: (r["x"], r["y"]) for r in reversed(truth)}  # the stills have one plate each
    with open(os.path.join(LABELS, table), newline="") as f:
        rows = list(csv.DictReader(f))
    for r in rows:
        colour = COLOURS.index(r["colour"]) if r["colour"] in COLOURS else UNTOLD
        body = BODIES.index(r["body"]) if r["body"] in BODIES else UNTOLD
        at = (r["image"], r["x"], r["y"]) if "x" in r else (r["image"], *first[r["image"]])
        if (part is None or r["part"] == part) and (colour, body) != (UNTOLD, UNTOLD) and at in boxes:
            x, y, w, h = boxes[at]
            yield os.path.join(root, folder, r["image"]), (x + w / 2, y + h / 2), w, colour, body


def real_vehicles(root: str):
    """Those of ``SETS`` that may be trained on: (view twice as fine as the net's and ``ROOM`` as wide, colour's number, body class's number, weight).

    Weights lift rare colours a little. Empty where the pictures are not there.
    """
    out = []
    for folder, table, weight in SETS:
        if os.path.exists(os.path.join(root, folder + ".csv")):
            for path, centre, plate_px, colour, body in labelled(root, folder, table, "train"):
                out.append((view(cv2.imread(path), centre, plate_px, 2, ROOM), colour, body, weight))
    counts = np.bincount([c for _, c, _, _ in out if c != UNTOLD], minlength=len(COLOURS)) if out else []
    return [(v, c, b, w * (.5 if c == UNTOLD else (max(counts) / counts[c]) ** .3)) for v, c, b, w in out]


def chroma(view: np.ndarray) -> float:
    """How far the channels of a view lie apart on the average."""
    return float(np.mean(view.max(2).astype(np.int16) - view.min(2)))


def _beyond(view: np.ndarray, rng) -> np.ndarray:
    """Puts the picture's edge into some views."""
    for side in range(4):
        if rng.random() < .07:
            cut = 1 + int(rng.uniform(0, .32) * (WIDTH_PX if side < 2 else HEIGHT_PX))
            view[(np.s_[:, :cut], np.s_[:, -cut:], np.s_[:cut], np.s_[-cut:])[side]] = 114
    return view


def vary(view: np.ndarray, rng) -> np.ndarray:
    """One of ``real_vehicles`` as another camera may see it: flipped, shifted, nearer or farther, in other light."""
    k = rng.uniform(.43, .6)
    m = np.array([[k * rng.choice([-1, 1]), k * rng.normal(0, .03), 0], [k * rng.normal(0, .03), k, 0]])
    m[:, 2] = np.array([WIDTH_PX / 2, HEIGHT_PX * .625]) + rng.normal(0, 1.3, 2) - m[:, :2] @ np.array([view.shape[1] / 2, view.shape[0] * .625])
    out = cv2.warpAffine(view, m, (WIDTH_PX, HEIGHT_PX), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT, borderValue=(114, 114, 114))
    outside = (out == 114).all(2)  # it stays as it is, whatever the light and the camera
    out = out.astype(np.float32)
    out = 255 * (out / 255) ** np.exp(rng.normal(0, .15))
    out *= np.exp(rng.normal(0, .2) + rng.normal(0, .05, 3)).astype(np.float32)
    gray = out @ np.array((.114, .587, .299), np.float32)
    out = np.clip(gray[:, :, None] + (out - gray[:, :, None]) * np.float32(rng.uniform(.7, 1.25)), 0, 255).astype(np.uint8)
    if rng.random() < .35:
        out = degrade(out, rng, PLATE_PX, .5)
    out[outside] = 114
    return _beyond(out, rng)


def stream(seed, backgrounds, real=(), real_share=.5):
    """Endless (view, colour's number, body class's number) samples; ``real``: as :func:`real_vehicles` gives them."""
    renderer = VehicleRenderer(seed, backgrounds)
    rng = renderer.rng
    weights = np.array([w for *_, w in real])
    while True:
        if len(real) and rng.random() < real_share:
            view, colour, body, _ = real[int(rng.choice(len(real), p=weights / weights.sum()))]
            gray = chroma(view) < LEAST_CHROMA  # what varying tints it with is not its paint
            view = vary(view, rng)
        else:
            (view, colour), body, gray = renderer.draw(), UNTOLD, False
        if gray or chroma(view) < LEAST_CHROMA:
            colour = UNTOLD
        yield view, np.int64(colour), np.int64(body)
