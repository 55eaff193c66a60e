"""Street scenes for the detector: a background, things that look like plates but are none, vehicles, plates."""

from __future__ import annotations

import cv2
import numpy as np

from .glyphs import WORD_GLOBS, faces, word_mask
from .plates import FlatPlate, PlateRenderer
from .sensor import degrade, homography, project
from .texts import fill, word

SIZE_PX = 256
MAX_PLATES = 6
EXACT, BOX_ONLY, UNSURE = 1, 2, 3
"""How far a labelled quad can be trusted: all four corners; only its upright box; not at all (ignored)."""


_TYPES = ("A999AA", "A9999A", "A99999", "AA999", "AA-999", "AAA-A999", "99:99", "9.99", "99.9%", "999", "9999", "AAA99A", "AAAA", "AAA",
          "A9", "AAAAAA", "AAAA99", "AAA.AA", "999 999", "99/99")


class SceneRenderer:
    def __init__(self, seed, backgrounds, streets):
        """``backgrounds``: BGR pictures without plates; ``streets``: (BGR picture, boxes n x 4) with labelled plates."""
        self.rng = np.random.default_rng(seed)
        self.plates = PlateRenderer(self.rng.integers(1 << 62))
        self.flat: list[FlatPlate] = []
        self.backgrounds, self.streets = backgrounds, streets
        self.words = faces(WORD_GLOBS)

    def _plate(self) -> FlatPlate:
        if len(self.flat) < 120 or self.rng.random() < .3:
            if len(self.flat) >= 120:
                self.flat.pop(int(self.rng.integers(len(self.flat))))
            self.flat.append(self.plates.draw())
        return self.flat[int(self.rng.integers(len(self.flat)))]

    # --- background --------------------------------------------------------------------------------------------

    def _background(self):
        rng = self.rng
        r = rng.random()
        if self.backgrounds and r < .45:
            img = self.backgrounds[int(rng.integers(len(self.backgrounds)))]
            side = int(min(img.shape[0], img.shape[1]) * rng.uniform(.2, 1))
            y, x = int(rng.integers(0, img.shape[0] - side + 1)), int(rng.integers(0, img.shape[1] - side + 1))
            out = cv2.resize(img[y:y + side, x:x + side], (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_AREA)
            return np.ascontiguousarray(out[:, ::-1] if rng.random() < .5 else out)
        if r < .6:
            return self._page()
        base = rng.uniform(10, 240, 3)
        img = np.ascontiguousarray(np.broadcast_to(base, (SIZE_PX, SIZE_PX, 3))).astype(np.float32)
        img += np.linspace(rng.uniform(-70, 70), rng.uniform(-70, 70), SIZE_PX)[:, None, None]
        for n in (3, 9, 40):
            if rng.random() < .7:
                img += cv2.resize(rng.standard_normal((n, n, 3 if rng.random() < .3 else 1), np.float32), (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_CUBIC).reshape(SIZE_PX, SIZE_PX, -1) * rng.uniform(2, 28)
        img = np.clip(img, 0, 255).astype(np.uint8)
        for _ in range(int(rng.integers(0, 4)) if rng.random() < .4 else 0):
            self._building(img)
        for _ in range(int(rng.integers(0, 14))):
            self._thing(img)
        if rng.random() < .3:
            self._headline(img)
        return img

    def clutter(self):
        """A background with nothing but things that are no plates, for the reader's empty samples."""
        img = self._background()
        for _ in range(int(self.rng.integers(0, 3))):
            self._building(img)
        for _ in range(int(self.rng.integers(0, 6))):
            self._thing(img)
        for _ in range(int(self.rng.integers(0, 4))):
            self._headline(img)
        return img

    def _page(self):
        """Print: lines of words, boxes, figures. What is not on a vehicle is not a plate."""
        rng = self.rng
        light = rng.random() < .7
        img = np.full((SIZE_PX, SIZE_PX, 3), rng.uniform(180, 255) if light else rng.uniform(0, 80), np.uint8)
        ink = rng.uniform(0, 90, 3) if light else rng.uniform(150, 255, 3)
        y = int(rng.integers(4, 40))
        while y < SIZE_PX:
            size = int(np.exp(rng.uniform(np.log(5), np.log(34))))
            for _ in range(int(rng.integers(1, 4))):
                x = int(rng.integers(-10, 120))
                while x < SIZE_PX and rng.random() < .9:
                    text = word(rng) if rng.random() < .75 else fill("9" * int(rng.integers(1, 7)), rng)
                    x += self._write(img, text, x, y, size, ink) + size // 2 + 2
                y += int(size * rng.uniform(1.2, 2))
                if rng.random() < .3:
                    break
            y += int(rng.integers(0, 30))
        for _ in range(int(rng.integers(0, 4))):
            self._headline(img)
        if rng.random() < .4:
            self._thing(img)
        return img

    def _headline(self, img):
        """Large lettering of names, types and registrations, mostly with smaller lines under it or beside it, sometimes
        on a ground of its own: aircraft, parcels, screens, shops, data sheets."""
        rng = self.rng
        size = float(np.exp(rng.uniform(np.log(8), np.log(52))))
        x, y = rng.uniform(-20, SIZE_PX * .8), rng.uniform(0, SIZE_PX * .9)
        text = fill(str(rng.choice(_TYPES)), rng) if rng.random() < .55 else word(rng) + (" " + word(rng) if rng.random() < .3 else "")
        light = rng.random() < .5
        ink, ground = (rng.uniform(160, 255, 3), rng.uniform(0, 110, 3)) if light else (rng.uniform(0, 90, 3), rng.uniform(130, 255, 3))
        lines = int(rng.integers(0, 4)) if rng.random() < .75 else 0
        if rng.random() < .5:
            w, h = size * rng.uniform(3, 7), size * (rng.uniform(1.3, 2.2) + lines * .5)
            cv2.rectangle(img, (int(x - size * rng.uniform(.2, 1.5)), int(y - size * rng.uniform(.2, .6))), (int(x + w), int(y + h)), ground.tolist(), -1)
        else:
            under = img[int(max(0, y)): int(y + size), int(max(0, x)): int(max(1, x + size * 3))]
            if under.size and abs(float(under.mean()) - float(ink.mean())) < 60:
                ink = ink + (-130 if under.mean() > 128 else 130)
        wide = self._write(img, text, x, y, size, np.clip(ink, 0, 255))
        for k in range(lines):
            at, small = x + wide * rng.uniform(-.2, .4), max(3.0, size * rng.uniform(.15, .5))
            for _ in range(int(rng.integers(1, 6))):
                at += self._write(img, word(rng), at, y + size * (1.15 + .55 * k), small, np.clip(ink, 0, 255)) + small * .6

    def _write(self, img, text, x, y, size, ink) -> int:
        mask = word_mask(text, self.words[int(self.rng.integers(len(self.words)))], 40)
        w = max(2, int(mask.shape[1] * size / mask.shape[0]))
        if w > 400:
            return w
        m = cv2.resize(mask, (w, max(2, int(size))), interpolation=cv2.INTER_AREA)
        PlateRenderer._blend(img, m, int(x), int(y), ink)
        return w

    # --- things that are no plates -----------------------------------------------------------------------------

    def _thing(self, img, x=None, y=None, size=None):
        rng = self.rng
        x = int(rng.integers(0, SIZE_PX)) if x is None else int(x)
        y = int(rng.integers(0, SIZE_PX)) if y is None else int(y)
        s = int(size if size else np.exp(rng.uniform(np.log(6), np.log(90))))
        c, c2 = rng.uniform(0, 255, 3).tolist(), rng.uniform(0, 255, 3).tolist()
        kind = rng.integers(13)
        if kind == 0:  # lamp
            cv2.ellipse(img, (x, y), (s, max(2, int(s * rng.uniform(.3, 1)))), rng.uniform(0, 180), 0, 360, c, -1, cv2.LINE_AA)
            cv2.ellipse(img, (x, y), (max(1, s // 2), max(1, s // 4)), 0, 0, 360, (235, 240, 245), -1, cv2.LINE_AA)
        elif kind == 1:  # rings, badges
            for k in range(int(rng.integers(1, 5))):
                cv2.circle(img, (x + k * int(s * .7), y), max(2, s // 2), c, max(1, s // 10), cv2.LINE_AA)
        elif kind == 2:  # wheel
            cv2.circle(img, (x, y), s, (25, 25, 25), -1, cv2.LINE_AA)
            cv2.circle(img, (x, y), int(s * .65), c, -1, cv2.LINE_AA)
            for a in np.linspace(0, 6.28, int(rng.integers(4, 9)), endpoint=False):
                cv2.line(img, (x, y), (int(x + s * .6 * np.cos(a)), int(y + s * .6 * np.sin(a))), (40, 40, 40), max(1, s // 12), cv2.LINE_AA)
        elif kind == 3:  # fence, grille, balcony
            step, t = int(rng.integers(3, 16)), int(rng.integers(1, 4))
            w, h = int(s * rng.uniform(.8, 4)), int(s * rng.uniform(.4, 2))
            for k in range(0, w, step):
                cv2.line(img, (x + k, y), (x + k, y + h), c, t, cv2.LINE_AA)
            if rng.random() < .5:
                for k in range(0, h, step):
                    cv2.line(img, (x, y + k), (x + w, y + k), c, t, cv2.LINE_AA)
        elif kind in (4, 5):  # chrome words, van lettering, time stamps, telephone numbers
            text = word(rng) if rng.random() < .7 else fill(str(rng.choice(["999-9999", "99:99:99", "2099-99-99", "99", "A99"])), rng)
            self._write(img, text, x, y, max(5, s // 3), c)
        elif kind == 6:  # sign
            w, h = int(s * rng.uniform(.5, 1.6)), int(s * rng.uniform(.7, 1.6))
            cv2.rectangle(img, (x, y), (x + w, y + h), c, -1)
            cv2.rectangle(img, (x + 1, y + 1), (x + w - 1, y + h - 1), c2, max(1, s // 30))
            for k in range(int(rng.integers(1, 4))):
                self._write(img, word(rng) if rng.random() < .7 else fill("99", rng), x + w * .1, y + h * (.1 + .3 * k), h * .22, c2)
        elif kind == 7:  # window panes, doors
            for k in range(int(rng.integers(1, 6))):
                cv2.rectangle(img, (x + k * int(s * .6), y), (x + k * int(s * .6) + int(s * .5), y + s), c, int(rng.choice([-1, 1, 2])))
        elif kind == 8:  # plain panel, the shape of a plate with nothing on it
            w, h = int(s * rng.uniform(1.5, 4)), s
            cv2.rectangle(img, (x, y), (x + w, y + h), c, -1)
            cv2.rectangle(img, (x, y), (x + w, y + h), c2, max(1, s // 14))
        elif kind == 9:  # bushes
            for _ in range(30):
                cv2.circle(img, (x + int(rng.normal(0, s)), y + int(rng.normal(0, s))), int(rng.integers(1, 2 + s // 6)), (int(rng.integers(0, 90)), int(rng.integers(20, 160)), int(rng.integers(0, 90))), -1)
        elif kind == 10:  # road markings
            cv2.fillPoly(img, [np.array([(x, y), (x + s // 2, y), (x + s, y + 2 * s), (x, y + 2 * s)], np.int32)], (225, 225, 225), cv2.LINE_AA)
        elif kind == 11:  # checks, reflective stripes
            n = int(rng.integers(3, 9))
            for k in range(n):
                cv2.rectangle(img, (x + k * s // 4, y), (x + k * s // 4 + s // 8, y + s // 3), c if k % 2 else c2, -1)
        else:
            pts = np.stack([x + rng.normal(0, s, 5), y + rng.normal(0, s, 5)], 1).astype(np.int32)
            cv2.fillPoly(img, [cv2.convexHull(pts)], c, cv2.LINE_AA)

    def _building(self, img):
        """A front with rows of windows, shutters or balconies: the commonest thing that looks like a row of letters."""
        rng = self.rng
        x0, w = int(rng.uniform(-80, SIZE_PX * .8)), int(rng.uniform(30, 240))
        y0, h = int(rng.uniform(-60, SIZE_PX * .7)), int(rng.uniform(25, 220))
        wall = rng.uniform(30, 235, 3)
        cv2.rectangle(img, (x0, y0), (x0 + w, y0 + h), wall.tolist(), -1)
        columns, rows = int(rng.integers(2, 9)), int(rng.integers(1, 7))
        cw, ch = w / columns, h / rows
        glass = np.clip(wall * rng.uniform(.2, .8) if rng.random() < .7 else wall * rng.uniform(1.2, 2), 0, 255).tolist()
        pw, ph = cw * rng.uniform(.25, .8), ch * rng.uniform(.25, .8)
        for r in range(rows):
            for c in range(columns):
                x, y = x0 + (c + .5) * cw, y0 + (r + .5) * ch
                cv2.rectangle(img, (int(x - pw / 2), int(y - ph / 2)), (int(x + pw / 2), int(y + ph / 2)), glass, -1)
                if rng.random() < .3:
                    cv2.line(img, (int(x), int(y - ph / 2)), (int(x), int(y + ph / 2)), wall.tolist(), max(1, int(pw * .08)))

    def _vehicle(self, img, cx, cy, plate_w):
        """A schematic front or rear around where the plate will be."""
        rng = self.rng
        vw = plate_w * rng.uniform(3.2, 6.3)
        vh = vw * rng.uniform(.6, 1.05)
        top = cy - vh * rng.uniform(.45, .8)
        x0, x1, y1 = cx - vw / 2, cx + vw / 2, top + vh
        body = self.plates._colour(rng, rng.random() < .5)
        shade = lambda f: np.clip(body * f, 0, 255).tolist()
        cv2.ellipse(img, (int(cx), int(y1)), (int(vw * .55), int(max(2, vh * .1))), 0, 0, 360, (18, 18, 18), -1, cv2.LINE_AA)
        for wx in (x0 + vw * .1, x1 - vw * .1):
            cv2.ellipse(img, (int(wx), int(y1 - vh * .05)), (int(max(1, vw * .08)), int(max(1, vh * .15))), 0, 0, 360, (20, 20, 20), -1, cv2.LINE_AA)
        k = rng.uniform(.06, .2)
        poly = np.array([(x0 + vw * k, top), (x1 - vw * k, top), (x1, top + vh * .45), (x1, y1 - vh * .08), (x0, y1 - vh * .08), (x0, top + vh * .45)], np.int32)
        cv2.fillPoly(img, [poly], shade(1), cv2.LINE_AA)
        glass = np.array([(x0 + vw * (k + .06), top + vh * .05), (x1 - vw * (k + .06), top + vh * .05), (x1 - vw * .08, top + vh * .4), (x0 + vw * .08, top + vh * .4)], np.int32)
        cv2.fillPoly(img, [glass], rng.uniform(10, 120, 3).tolist(), cv2.LINE_AA)
        lamp = (rng.uniform(0, 60), rng.uniform(0, 60), rng.uniform(120, 255)) if rng.random() < .6 else (rng.uniform(180, 255),) * 3
        ly, lw, lh = top + vh * rng.uniform(.46, .62), vw * rng.uniform(.1, .2), vh * rng.uniform(.06, .2)
        for s in (-1, 1):
            a, b = (x0 + vw * .02, x0 + vw * .02 + lw) if s < 0 else (x1 - vw * .02 - lw, x1 - vw * .02)
            cv2.rectangle(img, (int(a), int(ly)), (int(b), int(ly + lh)), lamp, -1)
            if rng.random() < .4:
                cv2.circle(img, (int((a + b) / 2), int(ly + lh / 2)), int(max(1, lh * .4)), (240, 245, 250), -1, cv2.LINE_AA)
        for _ in range(int(rng.integers(2, 7))):
            y = int(rng.uniform(top + vh * .42, y1))
            cv2.line(img, (int(x0), y), (int(x1), y + int(rng.normal(0, vh * .01))), shade(rng.uniform(.4, 1.5)), int(max(1, vh * rng.uniform(.004, .03))), cv2.LINE_AA)
        if rng.random() < .45:  # grille
            gx, gw, gy, gh = cx - vw * rng.uniform(.15, .3), 0, top + vh * .5, vh * rng.uniform(.08, .2)
            gw = (cx - gx) * 2
            n = int(rng.integers(3, 9))
            for i in range(n):
                y = int(gy + gh * i / n)
                cv2.line(img, (int(gx), y), (int(gx + gw), y), (30, 30, 30) if i % 2 else (170, 170, 170), int(max(1, gh / n / 2)))
        if rng.random() < .7:  # badge
            self._thing(img, cx + rng.normal(0, vw * .02), top + vh * rng.uniform(.44, .55), vw * rng.uniform(.03, .07))
        for _ in range(int(rng.integers(0, 4))):  # model names, stickers, dealer words
            self._write(img, word(rng), x0 + vw * rng.uniform(.05, .75), top + vh * rng.uniform(.42, .92), max(3, vh * rng.uniform(.02, .06)), rng.uniform(0, 255, 3))
        if rng.random() < .12:  # what services, engines and fleets write on bodies: like a plate's text, but no plate
            text = fill(str(rng.choice(["AAAA", "AAA", "A999", "9.9 AAA", "AA 999", "9999", "AAA-99"])), rng)
            y = rng.choice([top + vh * rng.uniform(.4, .52), top + vh * rng.uniform(.8, .95)])
            if abs(y - cy) > plate_w * .5:
                self._write(img, text, x0 + vw * rng.uniform(.05, .6), y, max(3, vh * rng.uniform(.04, .12)), rng.uniform(0, 255, 3))
        if rng.random() < .3:
            self._thing(img, rng.uniform(x0, x1), rng.uniform(top, y1), vw * rng.uniform(.03, .15))

    def _panel(self, img, plate, m, glow):
        rng = self.rng
        w, h = plate.quad[2] - plate.quad[0]
        quad = plate.quad + np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (w * rng.uniform(.08, .5), h * rng.uniform(.1, .5)) + rng.normal(0, .06, 2) * (w, h)
        inner = plate.image[int(plate.quad[0, 1]): int(plate.quad[2, 1]), int(plate.quad[0, 0]): int(plate.quad[2, 0])]
        tone = np.clip(np.median(inner, (0, 1)) * glow * rng.uniform(.75, 1.2) + rng.normal(0, 12), 0, 255)
        cv2.fillPoly(img, [np.round(project(m, quad) * 16).astype(np.int32)], tone.tolist(), cv2.LINE_AA, 4)

    def _paste(self, img, plate, m, glow):
        rng = self.rng
        h, w = plate.image.shape[:2]
        seen = project(m, plate.quad)
        scale = max(.05, float(np.linalg.norm(seen[1] - seen[0]) / (plate.quad[1, 0] - plate.quad[0, 0])))
        source, pre = plate.image, np.eye(3)
        if scale < .6:
            source = cv2.resize(plate.image, None, fx=scale * 1.25, fy=scale * 1.25, interpolation=cv2.INTER_AREA)
            pre = np.diag([w / source.shape[1], h / source.shape[0], 1.0])
        grow = rng.choice([0, .03, .1, .3], p=[.45, .25, .2, .1]) * (plate.quad[3, 1] - plate.quad[0, 1])
        if glow > 1:
            grow = 0
        outer = plate.quad + np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * grow
        poly = project(m, outer)
        lo = np.floor(poly.min(0) - 2).astype(int)
        hi = np.ceil(poly.max(0) + 3).astype(int)
        x0, y0 = np.maximum(lo, 0)
        x1, y1 = np.minimum(hi, SIZE_PX)
        if x1 - x0 < 2 or y1 - y0 < 2:
            return
        shift = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1.0]])
        patch = cv2.warpPerspective(source, shift @ m @ pre, (int(x1 - x0), int(y1 - y0)), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
        mask = np.zeros((int(y1 - y0), int(x1 - x0)), np.uint8)
        cv2.fillPoly(mask, [np.round((poly - (x0, y0)) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        a = mask[:, :, None].astype(np.float32) / 255
        view = img[y0:y1, x0:x1]
        view[:] = np.clip(view * (1 - a) + np.clip(patch * glow, 0, 255) * a, 0, 255)

    # --- whole samples -----------------------------------------------------------------------------------------

    def drawn(self):
        """(picture 256x256x3, quads 6x4x2, kinds 6) of an all-drawn scene."""
        rng = self.rng
        img = self._background()
        quads, kinds = np.zeros((MAX_PLATES, 4, 2), np.float32), np.zeros(MAX_PLATES, np.int8)
        n = int(rng.choice([0, 1, 2, 3], p=[.22, .56, .17, .05]))
        night = rng.random() < .16
        put = 0
        boxes: list = []
        todo = []
        for _ in range(n):
            plate = self._plate()
            ratio = (plate.quad[1, 0] - plate.quad[0, 0]) / (plate.quad[3, 1] - plate.quad[0, 1])
            px = float(np.exp(rng.uniform(np.log(15 if n > 1 else 17), np.log(90 if n > 1 else 235)))) * (1.15 if ratio > 2.5 else .9)
            if n == 1 and rng.random() < .25:  # as the close look sees it
                px = rng.uniform(120, 205)
            cx, cy = rng.uniform(.08, .92, 2) * SIZE_PX
            if any(abs(cx - b[0]) < (px + b[2]) * .62 and abs(cy - b[1]) < (px + b[2]) * .4 for b in boxes):
                continue
            boxes.append((cx, cy, px))
            if rng.random() < .62:
                self._vehicle(img, cx, cy, px)
            todo.append((plate, cx, cy, px))
        for _ in range(int(rng.integers(0, 4))):
            x, y = rng.uniform(0, SIZE_PX, 2)
            s = float(np.exp(rng.uniform(np.log(5), np.log(40))))
            if all(abs(x - b[0]) > b[2] * .8 + s * 3 or abs(y - b[1]) > b[2] * .5 + s * 3 for b in boxes):
                self._thing(img, x, y, s)
        if night:
            img = (img * rng.uniform(.06, .4)).astype(np.uint8)
        for plate, cx, cy, px in todo:
            m = np.array([[1, 0, cx], [0, 1, cy], [0, 0, 1.0]]) @ homography(rng, plate.quad, px, strong=True)
            glow = rng.uniform(1.05, 2.2) if night and rng.random() < .5 else rng.uniform(.12, .6) if night else rng.uniform(.75, 1.1)
            if rng.random() < .12:  # a recess or a panel hardly lighter or darker than the plate
                self._panel(img, plate, m, glow)
            self._paste(img, plate, m, glow)
            quads[put] = project(m, plate.quad)
            kinds[put] = EXACT
            if rng.random() < .05:  # something in front
                a = project(m, plate.quad)[int(rng.integers(4))]
                cv2.circle(img, tuple(int(v) for v in a), max(1, int(px * rng.uniform(.03, .12))), rng.uniform(0, 255, 3).tolist(), -1, cv2.LINE_AA)
            put += 1
        if night:
            for _ in range(int(rng.integers(0, 5))):  # lamps that blind
                x, y, s = rng.uniform(0, SIZE_PX), rng.uniform(0, SIZE_PX), rng.uniform(3, 30)
                g = np.exp(-(((np.arange(SIZE_PX) - x)[None, :] ** 2 + (np.arange(SIZE_PX) - y)[:, None] ** 2) / (2 * s * s))).astype(np.float32) * 300
                if all(abs(x - b[0]) > b[2] or abs(y - b[1]) > b[2] * .6 for b in boxes):
                    img = np.clip(img + g[:, :, None], 0, 255).astype(np.uint8)
        if rng.random() < .06:  # camera clock
            self._write(img, fill("99/99/2099 99:99:99", rng), rng.uniform(0, 90), rng.choice([2, SIZE_PX - 12]), rng.uniform(6, 11), (255, 255, 255))
        least = min((b[2] for b in boxes), default=150)
        return degrade(img, rng, min(150, least * .8 + 8), .75), quads, kinds

    def close_up(self):
        """A picture with hardly more than one plate in it, as cut-outs and very near cameras give: its stickers and
        words are no plates."""
        rng = self.rng
        plate = self._plate()
        w, h = plate.quad[1, 0] - plate.quad[0, 0], plate.quad[3, 1] - plate.quad[0, 1]
        if rng.random() < .7:  # whole, on gray padding
            px = rng.uniform(.45, .97) * SIZE_PX / max(1, h / w)
            m = homography(rng, plate.quad, px)
            quad = project(m, plate.quad)
            size = quad.max(0) - quad.min(0)
            room = np.array([SIZE_PX, SIZE_PX]) - size
            at = np.where(room > 0, rng.uniform(0, 1, 2) * np.minimum(room, size * rng.choice([.03, .12, .3])), room / 2)
            m = np.array([[1, 0, at[0] - quad[:, 0].min()], [0, 1, at[1] - quad[:, 1].min()], [0, 0, 1]]) @ m
        else:  # a part, larger than life
            m = homography(rng, plate.quad, SIZE_PX * rng.uniform(1.2, 2.8))
            at = rng.uniform(-.5, .5, 2) * (w, h)
            c = project(m, (plate.quad.mean(0) + at)[None])[0]
            m = np.array([[1, 0, SIZE_PX / 2 - c[0]], [0, 1, SIZE_PX / 2 - c[1]], [0, 0, 1]]) @ m
        img = cv2.warpPerspective(plate.image, m, (SIZE_PX, SIZE_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        quad = project(m, plate.quad)
        img = degrade(img, rng, 120, .6)
        hi = quad.max(0) + rng.uniform(0, .2) * SIZE_PX
        if rng.random() < .6:  # beyond the picture's edge the net sees gray
            img[:, int(np.clip(hi[0], 40, SIZE_PX)):] = 114
            img[int(np.clip(hi[1], 30, SIZE_PX)):] = 114
        quads, kinds = np.zeros((MAX_PLATES, 4, 2), np.float32), np.zeros(MAX_PLATES, np.int8)
        quads[0] = quad
        inside = (quad > -8).all() and (quad < SIZE_PX + 8).all()
        if inside:
            kinds[0] = EXACT
        return img, quads, kinds

    def street(self):
        """The same from a real, labelled street picture (boxes only)."""
        rng = self.rng
        img, boxes = self.streets[int(rng.integers(len(self.streets)))]
        h, w = img.shape[:2]
        focus = boxes[int(rng.integers(len(boxes)))]
        px = float(np.exp(rng.uniform(np.log(16), np.log(150))))
        scale = float(np.clip(px / focus[2], .25, 2.2))
        side = min(SIZE_PX / scale, h)
        scale = SIZE_PX / side
        if rng.random() < .75:
            x = focus[0] + focus[2] / 2 - side * rng.uniform(.1, .9)
            y = focus[1] + focus[3] / 2 - side * rng.uniform(.1, .9)
        else:
            x, y = rng.uniform(0, w - side), rng.uniform(0, h - side)
        x, y, side = float(np.clip(x, 0, w - side)), float(np.clip(y, 0, h - side)), float(side)
        part = img[int(y): int(np.ceil(y + side)), int(x): int(np.ceil(x + side))]
        scale_int = np.array([SIZE_PX / part.shape[1], SIZE_PX / part.shape[0]])
        out = cv2.resize(part, (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        quads, kinds = np.zeros((MAX_PLATES, 4, 2), np.float32), np.zeros(MAX_PLATES, np.int8)
        put = 0
        for bx, by, bw, bh in boxes:
            a = (np.array([bx, by]) - (int(x), int(y))) * scale_int
            b = (np.array([bx + bw, by + bh]) - (int(x), int(y))) * scale_int
            if b[0] < 0 or b[1] < 0 or a[0] > SIZE_PX or a[1] > SIZE_PX or put == MAX_PLATES:
                continue
            inside = a[0] > -2 and a[1] > -2 and b[0] < SIZE_PX + 2 and b[1] < SIZE_PX + 2
            quads[put] = [(a[0], a[1]), (b[0], a[1]), (b[0], b[1]), (a[0], b[1])]
            kinds[put] = BOX_ONLY if inside and b[0] - a[0] > 12 else UNSURE
            put += 1
        return degrade(out, rng, max(20, px * .7), .5), quads, kinds


def stream(seed, backgrounds, streets, real_share=.22):
    """Endless detector samples: (picture, cls 32x32, off 32x32x8, cls 16x16, off 16x16x8, size 6x2)."""
    from .detector_targets import encode
    scene = SceneRenderer(seed, backgrounds, streets)
    while True:
        real = streets and scene.rng.random() < real_share
        near = not real and scene.rng.random() < .07
        img, quads, kinds = scene.street() if real else scene.close_up() if near else scene.drawn()
        yield (img,) + encode(quads, kinds)
