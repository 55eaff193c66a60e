"""Flat plates: one plate, square to the viewer, with the bodywork around it and the place of every character."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from . import ALPHABET, art, marks
from .designs import BR_DESIGNS, BR_TOWNS, EU_DESIGNS, US_DESIGNS, Design
from .glyphs import WORD_GLOBS, WORD_STYLES, Atlas, AtlasPool, faces, word_faces, word_letters, word_mask
from .texts import fill, gibberish, split_at, vanity, word

_INDEX = {c: i for i, c in enumerate(ALPHABET)}


@dataclass
class FlatPlate:
    """``image``: BGR uint8 of plate and surroundings; ``quad``: 4x2 plate corners in it, clockwise from top-left;
    ``chars``: n x 6 of (class, row, x0, y0, x1, y1); ``region``: ISO code or '' when the drawing says nothing;
    ``letters``: n x 6 like ``chars``, of the words around the number (class 0 to 25 for A to Z, row 0)."""

    image: np.ndarray
    quad: np.ndarray
    chars: np.ndarray
    text: str
    region: str
    letters: np.ndarray


class PlateRenderer:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.pool = AtlasPool(self.rng)
        self.kind = "us"
        self._letters: list[tuple] = []
        self.words = faces(WORD_GLOBS)
        if not self.words:
            raise FileNotFoundError("no font found for words on plates: install fonts-dejavu-core or any other that the README names")
        self.style = {style: word_faces(style) or self.words for style in WORD_STYLES}

    # --- drawing -----------------------------------------------------------------------------------------------

    def _word(self, img, text, cx, cy, height, ink, style="caps", max_width=None):
        if not text:
            return
        style = str(self.rng.choice(style.split("|"))) if "|" in style else style
        paths = self.style[style]
        path = paths[int(self.rng.integers(len(paths)))]
        mask = word_mask(text, path, 40)
        h = max(3, int(round(height)))
        w = max(3, int(round(mask.shape[1] * h / mask.shape[0] * self.rng.uniform(0.85, 1.15))))
        if max_width and w > max_width:
            w = int(max_width)
        x, y = int(cx - w / 2), int(cy - h / 2)
        self._blend(img, cv2.resize(mask, (w, h), interpolation=cv2.INTER_AREA), x, y, ink)
        self._letters += [(c, 0, x + w * a, y, x + w * b, y + h) for c, a, b in word_letters(text, path, 40)]

    @staticmethod
    def _blend(img, mask, x, y, ink):
        x0, y0 = max(0, x), max(0, y)
        x1, y1 = min(img.shape[1], x + mask.shape[1]), min(img.shape[0], y + mask.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        a = mask[y0 - y: y1 - y, x0 - x: x1 - x, None].astype(np.float32) / 255
        view = img[y0:y1, x0:x1]
        view[:] = view * (1 - a) + np.asarray(ink, np.float32) * a

    def _colour(self, rng, light):
        v = rng.uniform(150, 255) if light else rng.uniform(0, 95)
        return np.clip(v + rng.normal(0, 40 if rng.random() < .5 else 8, 3), 0, 255).astype(np.float32)

    def _pictogram(self, img, cx, cy, b, rng):
        """A symbol beside the number: a box, a badge, a figure, a few small letters in it."""
        colour, other = rng.uniform(20, 230, 3).tolist(), rng.uniform(0, 255, 3).tolist()
        if rng.random() < .18:  # a wheelchair: head, back, seat and leg, wheel
            k = b * rng.uniform(.8, 1.1)
            t = max(1, int(k * rng.uniform(.16, .26)))
            at = lambda x, y: (int(cx + x * k), int(cy + y * k))
            if rng.random() < .5:
                cv2.rectangle(img, at(-1, -1.2), at(1, 1.2), other, -1)
            cv2.circle(img, at(-.25, -.95), max(1, int(k * .2)), colour, -1, cv2.LINE_AA)
            cv2.polylines(img, [np.array([at(-.2, -.7), at(-.15, .1), at(.45, .1), at(.7, .75), at(.95, .65)], np.int32)], False, colour, t, cv2.LINE_AA)
            cv2.ellipse(img, at(-.1, .4), (int(k * .6), int(k * .6)), 0, 20, 290, colour, t, cv2.LINE_AA)
            return
        r = rng.random()
        box = (int(cx - b), int(cy - b * rng.uniform(.7, 1.2))), (int(cx + b), int(cy + b * rng.uniform(.7, 1.2)))
        if r < .55:
            cv2.rectangle(img, *box, colour, -1 if rng.random() < .75 else 2)
        elif r < .8:
            cv2.ellipse(img, (int(cx), int(cy)), (max(2, int(b)), max(2, int(b * rng.uniform(.7, 1.3)))), 0, 0, 360, colour, -1 if rng.random() < .75 else 2, cv2.LINE_AA)
        for _ in range(int(rng.integers(1, 4))):
            kind = rng.random()
            x, y, s = cx + rng.normal(0, b * .3), cy + rng.normal(0, b * .4), b * rng.uniform(.15, .55)
            if kind < .35:
                cv2.circle(img, (int(x), int(y)), max(1, int(s)), other, int(rng.choice([-1, 2])), cv2.LINE_AA)
            elif kind < .7:  # a figure of bent strokes
                pts = np.cumsum(np.concatenate([[(x, y - s)], rng.normal(0, s * .9, (int(rng.integers(2, 6)), 2))]), 0)
                cv2.polylines(img, [np.clip(pts, (cx - b, cy - b), (cx + b, cy + b)).astype(np.int32)], False, other, max(1, int(b * rng.uniform(.12, .3))), cv2.LINE_AA)
            else:
                self._word(img, fill("A" * int(rng.integers(1, 4)), rng), x, y, max(4, s), other, str(rng.choice(["caps", "serif", "script"])), b * 1.6)

    def _mark(self, img, cx, cy, w, cap, ink, rng, atlas=None):
        """A sign that is no character, beside or between the characters, in the ink of the number or its own colours."""
        kind = str(rng.choice(marks.KINDS))
        like_ink = rng.random() < .4
        colour = np.asarray(ink, float).tolist() if like_ink else rng.uniform(10, 235, 3).tolist()
        other = rng.uniform(0, 255, 3).tolist() if rng.random() < .6 else (rng.uniform(200, 255),) * 3
        if kind == marks.STACK and atlas is not None:
            n = int(rng.integers(2, 4))
            small = cap * rng.uniform(.75, 1.05) / n
            for k, c in enumerate(fill("A" * n if rng.random() < .75 else "9" * n, rng)):
                wide = max(3, int(min(w, small * rng.uniform(.5, .75))))
                mask = cv2.resize(atlas.masks[c], (wide, max(4, int(small * .88))), interpolation=cv2.INTER_AREA)
                self._blend(img, mask, int(cx - wide / 2), int(cy + (k - n / 2) * small), colour)
            return
        marks.draw(img, kind, cx, cy, w * rng.uniform(.7, 1), min(cap * rng.uniform(.55, 1.1), w * rng.uniform(.8, 2.4)), colour, other, rng)

    def _separator(self, alpha, img, kind, x, y, w, cap, ink, rng, emblem="", atlas=None):
        cx, cy = int(x + w / 2), int(y + cap / 2)
        if kind == "mark":
            self._mark(img, cx, cy + cap * rng.normal(0, .05), w, cap, ink, rng, atlas)
            return
        if kind == "dot":
            cv2.circle(alpha, (cx, cy), max(2, int(cap * rng.uniform(.06, .11))), 255, -1, cv2.LINE_AA)
        elif kind == "dash":
            half = max(2, int(w * .3))
            cv2.rectangle(alpha, (cx - half, cy - max(1, int(cap * .05))), (cx + half, cy + max(1, int(cap * .05))), 255, -1)
        elif kind == "seals":  # inspection seals, one above the other
            r = max(2, int(min(cap * rng.uniform(.09, .17), w * .48)))
            gap = cap * rng.uniform(.16, .26)
            for k in (-1, 1) if rng.random() < .8 else (0,):
                colour = rng.uniform(20, 230, 3).tolist() if rng.random() < .7 else (rng.uniform(60, 200),) * 3
                at = (cx + int(rng.normal(0, 1)), int(cy + k * gap))
                cv2.circle(img, at, r, colour, -1, cv2.LINE_AA)
                if rng.random() < .4:
                    cv2.circle(img, at, max(1, r // 2), rng.uniform(0, 255, 3).tolist(), -1, cv2.LINE_AA)
        elif kind == "zia":
            h, full = img.shape[:2]
            art.paint(img, f"zia {cx / full:.3f} {cy / h:.3f} {cap * rng.uniform(.5, .6) / h:.3f} " + emblem.replace("|", " "), rng)
        elif kind == "tall":  # a tree, a cactus, a tower, a figure as tall as the characters
            full_h, full = img.shape[:2]
            shape = rng.integers(5)
            tall, foot = cap * rng.uniform(.9, 1.5) / full_h, (y + cap * rng.uniform(1, 1.15)) / full_h
            colour = emblem.split("|")[0] or "".join(f"{int(v):02x}" for v in self._colour(rng, rng.random() < .4))
            if shape < 3:
                name = "fir" if emblem else ("fir", "palm", "cactus")[shape]
                art.paint(img, f"{name} {cx / full:.3f} {max(0, foot - tall):.3f} {foot:.3f} {colour}", rng)
            else:
                at = np.cumsum(np.concatenate([[(cx, y)], rng.normal((0, cap / 4), (w * .25, cap * .12), (4, 2))]), 0)
                at[:, 0] = np.clip(at[:, 0], cx - w * .45, cx + w * .45)
                cv2.polylines(img, [at.astype(np.int32)], False, art.colour(colour).tolist(), max(1, int(cap * rng.uniform(.06, .18))), cv2.LINE_AA)
                if shape == 4:
                    cv2.circle(img, (cx, int(y + cap * rng.uniform(.05, .3))), max(2, int(w * .28)), art.colour(colour).tolist(), -1, cv2.LINE_AA)
        elif kind == "emblem":
            r = int(min(w * .48, cap * rng.uniform(.2, .45)))
            colour = art.colour(str(rng.choice(emblem.split("|")))).tolist() if emblem else rng.uniform(20, 200, 3).tolist()
            shape = rng.integers(5)
            if shape == 0:
                cv2.ellipse(img, (cx, cy), (max(2, int(r * rng.uniform(.6, 1))), max(2, r)), 0, 0, 360, colour, int(rng.choice([-1, -1, 2])), cv2.LINE_AA)
            elif shape == 1:
                cv2.rectangle(img, (cx - r, cy - r), (cx + r, cy + r), colour, -1)
                cv2.rectangle(img, (cx - r // 2, cy - r // 2), (cx + r // 2, cy + r // 2), rng.uniform(0, 255, 3).tolist(), int(rng.choice([-1, 1])))
            elif shape == 2:
                a = rng.uniform(0, 6.28, 6)
                pts = np.stack([cx + r * np.cos(np.sort(a)), cy + r * np.sin(np.sort(a))], 1).astype(np.int32)
                cv2.fillPoly(img, [pts], colour, cv2.LINE_AA)
            elif shape == 3:  # a map of the state
                n = int(rng.integers(6, 12))
                a = np.linspace(0, 6.28, n, endpoint=False)
                wide, tall = r * rng.uniform(.6, 1.2), r * rng.uniform(.35, 1.0)
                pts = np.stack([cx + wide * np.cos(a) * rng.uniform(.6, 1.1, n), cy + tall * np.sin(a) * rng.uniform(.6, 1.1, n)], 1).astype(np.int32)
                cv2.fillPoly(img, [pts], colour, cv2.LINE_AA)
            else:
                for k in (-1, 1):
                    cv2.circle(img, (cx, cy + k * r // 2), max(2, r // 2), rng.uniform(20, 220, 3).tolist(), -1, cv2.LINE_AA)

    def _line(self, alpha, img, text, cap, ratio, box, atlas, rng, separator, ink, row, chars, fixed_pitch, gap_share, emblem=""):
        """One line of characters, centred in ``box`` (x0, y0, x1, y1), shrunk to fit."""
        x0, y0, x1, y1 = box
        widths = []
        thin = rng.integers(-1, 2) if rng.random() < .35 else 0
        normal = atlas.masks["H"].shape[1]
        for c in text:
            widths.append(max(3, cap * ratio * atlas.masks[c].shape[1] / normal))
        pitch = cap * ratio
        gap = cap * gap_share
        cuts = []
        if separator != "none" and len(text) > 3:
            cuts = split_at(text)
            if separator == "mark" and rng.random() < .4:
                cuts = [int(rng.integers(1, len(text)))]
            cuts = cuts[: int(rng.integers(1, 3))] if separator in ("dash", "dot", "gap") else cuts[:1]
        kinds = {i: (str(rng.choice(["gap", "dash", "dot", "emblem", "tall", "none", "mark", "mark"])) if separator == "any" else separator) for i in cuts}
        sep_w = {i: cap * rng.uniform(.18, .55) if k in ("emblem", "dash", "seals") else cap * rng.uniform(.5, .65) if k == "zia" else cap * rng.uniform(.4, .8) if k == "tall" else cap * rng.uniform(.35, .85) if k == "mark" else cap * rng.uniform(.12, .4) if k != "none" else 0 for i, k in kinds.items()}
        cells = [max(w, pitch) if fixed_pitch else w for w in widths]
        total = sum(cells) + gap * (len(text) - 1) + sum(sep_w.values())
        shrink = min(1.0, (x1 - x0) / total)
        x = (x0 + x1) / 2 - total * shrink / 2
        y = (y0 + y1) / 2 - cap / 2
        for i, c in enumerate(text):
            if i in kinds:
                self._separator(alpha, img, kinds[i], x, y, sep_w[i] * shrink, cap, ink, rng, emblem, atlas)
                x += sep_w[i] * shrink
            w = max(2, int(round(widths[i] * shrink)))
            gx = x + (cells[i] * shrink - w) / 2
            mask = cv2.resize(atlas.masks[c], (w, int(cap)), interpolation=cv2.INTER_AREA)
            if thin:
                mask = (cv2.dilate if thin > 0 else cv2.erode)(mask, np.ones((2, 2), np.uint8))
            ix, iy = int(round(gx)), int(round(y))
            a0, b0 = max(0, ix), max(0, iy)
            a1, b1 = min(alpha.shape[1], ix + w), min(alpha.shape[0], iy + mask.shape[0])
            if a1 > a0 and b1 > b0:
                np.maximum(alpha[b0:b1, a0:a1], mask[b0 - iy: b1 - iy, a0 - ix: a1 - ix], out=alpha[b0:b1, a0:a1])
            chars.append((_INDEX[c], row, gx, y, gx + w, y + cap))
            x += (cells[i] + gap) * shrink

    # --- kinds of plate ----------------------------------------------------------------------------------------

    def draw(self) -> FlatPlate:
        rng = self.rng
        r = rng.random()
        self.kind = "us" if r < .54 else "eu" if r < .75 else "br"
        if self.kind == "us":
            return self._us(US_DESIGNS[int(rng.integers(len(US_DESIGNS)))])
        if self.kind == "eu":
            return self._eu(EU_DESIGNS[int(rng.integers(len(EU_DESIGNS)))])
        return self._br(BR_DESIGNS[int(rng.choice(3, p=[.6, .3, .1]))])

    def draw_us(self, region: str, h: int = 112, nonsense: bool = False) -> FlatPlate:
        """A plate of one state, ``h`` pixels high; ``nonsense``: with words that name no state."""
        self.kind = "us"
        options = [d for d in US_DESIGNS if d.region == region]
        return self._us(options[int(self.rng.integers(len(options)))], h, nonsense)

    def _any_ground(self, h, w, rng):
        """A ground and an ink of nobody's: the picture of some design in other colours, or plain."""
        light = rng.random() < .7
        top, bottom = self._colour(rng, light), self._colour(rng, light)
        t = np.linspace(0, 1, h, dtype=np.float32)[:, None, None]
        img = np.ascontiguousarray(np.broadcast_to(top * (1 - t) + bottom * t, (h, w, 3))).astype(np.float32)
        for _ in range(int(rng.integers(0, 3))):
            other = US_DESIGNS[int(rng.integers(len(US_DESIGNS)))]
            art.paint(img, ";".join(str(c) for c in rng.permutation([c for c in other.art.split(";") if c.strip()])), rng)
        if rng.random() < .7:
            mix = rng.permutation(3)
            img = np.ascontiguousarray(img[:, :, mix]) if rng.random() < .5 else img
            fade = rng.uniform(0, .7)
            img = img * (1 - fade) + (top + bottom) / 2 * fade
        return np.clip(img, 0, 255).astype(np.float32), self._colour(rng, not light)

    def _us(self, d: Design, h: int = 112, nonsense: bool = False) -> FlatPlate:
        rng = self.rng
        self._letters = []
        paper = rng.random() < .02
        moto = rng.random() < .05
        w = int(h * (1.6 if moto else rng.uniform(1.92, 2.08)))
        wild = rng.random() < .25  # special plates and base plates that nobody wrote down: the words alone tell the state
        region = d.region
        ink = art.colour(str(rng.choice(d.ink.split("|")))) + rng.normal(0, 7, 3).astype(np.float32)
        if paper:
            img, ink = art.gradient("f0f2f0", h, w, rng), np.full(3, 20, np.float32)
        elif wild:
            img, ink = self._any_ground(h, w, rng)
        else:
            img = art.gradient(d.back, h, w, rng)
            art.paint(img, d.art, rng)
            if rng.random() < .4:  # faded, or in another light
                fade = rng.uniform(0, .45)
                img = np.clip(img * (1 - fade) + img.mean((0, 1)) * fade + rng.normal(0, 10, 3), 0, 255).astype(np.float32)
        alpha = np.zeros((h, w), np.uint8)
        chars: list = []
        atlas = self.pool.draw()
        text = vanity(rng) if rng.random() < .14 else fill(str(rng.choice(d.formats)), rng)
        cap = int(h * rng.uniform(.40, .54))
        x0, x1 = w * .04, w * .96
        side = rng.random()
        if side > .84:  # a sign at one side, or at both
            for left in (True, False) if rng.random() < .15 else (rng.random() < .6,):
                sw = cap * rng.uniform(.4, .95)
                self._mark(img, x0 + sw / 2 if left else x1 - sw / 2, h / 2 + h * rng.normal(0, .03), sw, cap, ink, rng, atlas)
                x0, x1 = (x0 + sw + cap * .06, x1) if left else (x0, x1 - sw - cap * .06)
        elif side < .24:  # a pictogram or stacked pair at one side, not part of the number
            left = rng.random() < .6
            sw = cap * rng.uniform(.35, .8)
            cx = x0 + sw / 2 if left else x1 - sw / 2
            both = rng.random() < .15
            if both:  # a symbol with stacked letters beside it
                self._pictogram(img, cx - sw * .55 if not left else cx, h / 2 + h * rng.normal(0, .04), sw / 2, rng)
                cx += sw * .9 if left else 0
            if both or rng.random() < .55:
                small = cap * rng.uniform(.3, .48)
                for k, c in enumerate(fill("AA" if rng.random() < .7 else "99", rng)):
                    m = atlas.masks[c]
                    sm = cv2.resize(m, (max(3, int(small * .6)), max(4, int(small))), interpolation=cv2.INTER_AREA)
                    self._blend(img, sm, int(cx - small * .3), int(h / 2 - small * 1.05 + k * small * 1.1), ink)
            else:
                self._pictogram(img, cx, h / 2 + h * rng.normal(0, .04), sw / 2 * (rng.uniform(1, 1.4) if rng.random() < .3 else 1), rng)
            sw *= 1.75 if both else 1
            x0, x1 = (x0 + sw + 2, x1) if left else (x0, x1 - sw - 2)
        fixed = rng.random() < .5
        two = moto and len(text) > 4 and rng.random() < .5
        dy = h * rng.normal(.0, .025)
        if two:
            cap = int(h * rng.uniform(.30, .36))
            k = split_at(text)[0]
            k = k if 2 <= k <= len(text) - 2 else len(text) // 2
            for row, part in enumerate((text[:k], text[k:])):
                self._line(alpha, img, part, cap, rng.uniform(.45, .75), (x0, h * (.14 if row == 0 else .54), x1, h * (.5 if row == 0 else .9)),
                           atlas, rng, "none", ink, row, chars, fixed, rng.uniform(.08, .2))
        else:
            self._line(alpha, img, text, cap, rng.uniform(.40, .62), (x0, 0 + dy, x1, h + dy), atlas, rng,
                       "mark" if rng.random() < .12 else str(rng.choice(d.separator.split("|"))) if not wild and rng.random() < .85 else "any", ink, 0, chars, fixed, rng.uniform(.07, .2), d.emblem)
        if not two or rng.random() < .5:
            dx, dy = w * rng.normal(0, .008), h * rng.normal(0, .01)
            for k, line in enumerate(d.words):
                if rng.random() > line.share:
                    region = "" if k == 0 else region
                    continue
                paint = self._colour(rng, float(np.mean(ink)) > 110) if wild and rng.random() < .6 else art.colour(str(rng.choice(line.ink.split("|"))))
                style = line.style if rng.random() < .75 else str(rng.choice(WORD_STYLES))
                y = line.y if not wild or k == 0 or rng.random() < .5 else rng.uniform(.85, .92)
                said = str(rng.choice(line.texts))
                if nonsense:
                    said, region = gibberish(said, rng), ""
                self._word(img, said, w * line.x + dx, h * y + dy, h * line.height * rng.uniform(.85, 1.15), paint, style, w * line.width)
        else:
            region = ""
        for cx in (.14, .86):
            if rng.random() < .35:
                cv2.rectangle(img, (int(w * (cx - .07)), int(h * .04)), (int(w * (cx + .07)), int(h * .2)), rng.uniform(30, 250, 3).tolist(), -1)
                self._word(img, fill("99" if rng.random() < .6 else "AAA", rng), w * cx, h * .12, h * .09, self._colour(rng, rng.random() < .5), "caps", w * .12)
        if rng.random() < .12:
            cx = .14 if rng.random() < .5 else .86
            cv2.rectangle(img, (int(w * (cx - .07)), int(h * .8)), (int(w * (cx + .07)), int(h * .96)), rng.uniform(30, 250, 3).tolist(), -1)
        self._ink(img, alpha, ink, rng)
        self._bolts(img, rng, ((.2, .1), (.8, .1), (.2, .9), (.8, .9)), .5)
        return self._mount(img, chars, text, region if not paper else "", rng, border=.6, frame=.38)

    def _eu(self, d: Design) -> FlatPlate:
        rng = self.rng
        self._letters = []
        two = rng.random() < .12
        h = 110
        w = int(h * (rng.uniform(1.2, 1.5) if two else rng.uniform(4.3, 4.75)))
        if not two:
            h, w = 96, int(w * 96 / 110)
        r = rng.random()
        back = np.array((rng.uniform(205, 255),) * 3, np.float32) + rng.normal(0, 6, 3).astype(np.float32)
        ink = np.full(3, rng.uniform(5, 50), np.float32)
        if r < .12:
            back = np.array((40, 190, 245), np.float32) + rng.normal(0, 12, 3).astype(np.float32)
        elif r < .16:
            back, ink = np.full(3, 25, np.float32), np.full(3, 235, np.float32)
        elif r < .19:
            ink = np.array((30, 30, 180), np.float32)
        img = np.ascontiguousarray(np.broadcast_to(np.clip(back, 0, 255), (h, w, 3))).astype(np.float32)
        alpha = np.zeros((h, w), np.uint8)
        chars: list = []
        x0, x1 = w * .02, w * .98
        region = ""
        if rng.random() < .78:
            bw = int(h * rng.uniform(.32, .46)) if not two else int(h * .26)
            blue = np.array((rng.uniform(120, 190), rng.uniform(40, 90), rng.uniform(0, 40)), np.float32)
            bh = h if not two or rng.random() < .5 else h // 2
            img[:bh, :bw] = blue
            cv2.circle(img, (bw // 2, int(bh * .3)), max(3, int(bw * .28)), (60, 200, 240), 1 if rng.random() < .6 else 2, cv2.LINE_AA)
            self._word(img, d.name[:3], bw / 2, bh * .8, h * rng.uniform(.14, .2) * (.7 if two else 1), (240, 240, 240), "caps", bw * .8)
            x0 = bw + h * .06
            region = d.region
            if d.region in ("IT", "FR", "PT") and rng.random() < .7 and not two:
                img[:, w - bw:] = blue
                x1 = w - bw - h * .05
        if region == "" and rng.random() < .45 and not two:  # a coat of arms instead of the band
            r = int(h * rng.uniform(.16, .3))
            cx, cy = int(x0 + r + h * .04), int(h * rng.uniform(.38, .6))
            shield = np.array([(cx - r, cy - r), (cx + r, cy - r), (cx + r, cy + r // 3), (cx, cy + int(r * 1.3)), (cx - r, cy + r // 3)], np.int32)
            cv2.fillPoly(img, [shield], rng.uniform(20, 220, 3).tolist(), cv2.LINE_AA)
            cv2.polylines(img, [shield], True, rng.uniform(0, 255, 3).tolist(), int(rng.integers(1, 3)), cv2.LINE_AA)
            cv2.circle(img, (cx, cy), max(2, r // 2), rng.uniform(0, 255, 3).tolist(), -1, cv2.LINE_AA)
            if rng.random() < .5:
                self._word(img, d.name[:2], cx, h * .88, h * rng.uniform(.1, .16), ink, "caps", r * 2)
            x0 = cx + r + h * .05
        text = vanity(rng)[:8] if rng.random() < .06 else fill(str(rng.choice(d.formats)), rng)
        atlas = self.pool.draw()
        ratio = rng.uniform(.46, .68)
        sep = str(rng.choice(["seals", "emblem", "gap", "dash", "dot", "any", "none", "mark"], p=[.28, .13, .2, .12, .08, .07, .08, .04]))
        fixed = rng.random() < .55
        if two:
            cap = int(h * rng.uniform(.33, .4))
            k = split_at(text)[0]
            k = k if 2 <= k <= len(text) - 2 else len(text) // 2
            for row, part in enumerate((text[:k], text[k:])):
                self._line(alpha, img, part, cap, ratio, (x0, h * (.05 if row == 0 else .52), x1, h * (.48 if row == 0 else .95)), atlas, rng,
                           "none" if rng.random() < .7 else "any", ink, row, chars, fixed, rng.uniform(.08, .22))
        else:
            cap = int(h * rng.uniform(.62, .76))
            self._line(alpha, img, text, cap, ratio, (x0, h * rng.normal(0, .02), x1, h), atlas, rng, sep, ink, 0, chars, fixed, rng.uniform(.07, .22))
            if rng.random() < .18:
                self._word(img, word(rng).upper() + " " + word(rng).upper(), w * .5, h * .95, h * .1, ink, "caps", w * .6)
        self._ink(img, alpha, ink, rng)
        self._bolts(img, rng, ((.1, .5), (.9, .5), (.5, .1)), .25)
        return self._mount(img, chars, text, region, rng, border=.75, frame=.55)

    def _br(self, d: Design) -> FlatPlate:
        rng = self.rng
        self._letters = []
        two = rng.random() < .18
        h = 108
        w = int(h * (rng.uniform(1.12, 1.3) if two else rng.uniform(2.95, 3.2)))
        r = rng.random()
        if d.kind == "mercosur":
            back, ink = np.array((244, 244, 244), np.float32), np.full(3, rng.uniform(5, 45), np.float32)
        elif r < .75:
            back, ink = np.full(3, rng.uniform(150, 235), np.float32) + rng.normal(0, 6, 3).astype(np.float32), np.full(3, rng.uniform(5, 45), np.float32)
        else:
            back, ink = ((np.array((30, 30, 160), np.float32), np.full(3, 235, np.float32)) if rng.random() < .7 else
                         (np.array((30, 170, 210), np.float32), np.full(3, 20, np.float32)))
        img = np.ascontiguousarray(np.broadcast_to(np.clip(back, 0, 255), (h, w, 3))).astype(np.float32)
        alpha = np.zeros((h, w), np.uint8)
        chars: list = []
        text = fill(str(rng.choice(d.formats)), rng)
        atlas = self.pool.draw()
        if rng.random() < .6:  # one stamp serves as letter and digit
            atlas = Atlas({**atlas.masks, "0": atlas.masks["O"]}, atlas.name)
        head = rng.uniform(.2, .3)
        if d.kind == "mercosur":
            img[: int(h * head)] = np.array((rng.uniform(110, 180), rng.uniform(30, 80), rng.uniform(0, 30)), np.float32)
            self._word(img, d.name, w / 2, h * head / 2, h * head * .5, (240, 240, 240), "caps", w * .5)
        else:
            self._word(img, str(rng.choice(BR_TOWNS)) if rng.random() < .6 else fill("AA", rng) + "-" + word(rng).upper(), w * rng.uniform(.42, .56), h * head * .55, h * rng.uniform(.11, .15), ink, "caps", w * .8)
        top, fixed, ratio = head * .9, rng.random() < .6, rng.uniform(.55, .88)
        if two:
            cap = int(h * rng.uniform(.28, .34))
            for row, part in enumerate((text[:3], text[3:])):
                self._line(alpha, img, part, cap, ratio, (w * .05, h * (top + (0 if row == 0 else (1 - top) / 2)), w * .95, h * (top + ((1 - top) / 2 if row == 0 else .98 - top))), atlas, rng,
                           "none", ink, row, chars, fixed, rng.uniform(.08, .25))
        else:
            cap = int(h * rng.uniform(.46, .58))
            self._line(alpha, img, text, cap, ratio, (w * .04, h * top, w * .96, h * .99), atlas, rng,
                       "none" if d.kind == "mercosur" else str(rng.choice(["dot", "dash", "gap"])), ink, 0, chars, fixed, rng.uniform(.06, .18))
        self._ink(img, alpha, ink, rng)
        self._bolts(img, rng, ((.25, .08), (.75, .08)), .5)
        if rng.random() < .6:  # slots that touch the feet of the characters: no tails
            ink_like = np.full(3, rng.uniform(10, 110)).tolist()
            for x in (.28, .70):
                if rng.random() < .85:
                    cv2.ellipse(img, (int(w * (x + rng.normal(0, .02))), int(h * rng.uniform(.84, .96))), (int(h * rng.uniform(.03, .09)), max(1, int(h * rng.uniform(.015, .045)))), 0, 0, 360, ink_like, -1, cv2.LINE_AA)
        return self._mount(img, chars, text, d.region, rng, border=.6, frame=.25)

    # --- finish ------------------------------------------------------------------------------------------------

    def _ink(self, img, alpha, ink, rng):
        ground = float(img.mean())
        if abs(float(np.mean(ink)) - ground) < 70:  # no authority issues a plate that cannot be read
            ink = np.asarray(ink, np.float32) + (-1 if ground > 115 else 1) * 95
        if rng.random() < .15:  # worn paint
            noise = cv2.resize(rng.random((6, 12)).astype(np.float32), (alpha.shape[1], alpha.shape[0]))
            alpha = (alpha * np.clip(.35 + noise, 0, 1)).astype(np.uint8)
        if rng.random() < .45:  # emboss: a light edge on one side, a dark one on the other
            k = int(rng.choice([-1, 1]))
            edge = alpha.astype(np.float32) - np.roll(alpha, (k, int(rng.integers(-1, 2))), (0, 1)).astype(np.float32)
            img += edge[:, :, None] * rng.uniform(.05, .3)
        a = alpha[:, :, None].astype(np.float32) * (rng.uniform(.72, 1) / 255)
        img *= 1 - a
        img += a * ink
        if rng.random() < .18:  # dirt
            dirt = cv2.resize(rng.random((int(rng.integers(3, 9)), int(rng.integers(4, 18)))).astype(np.float32), (img.shape[1], img.shape[0]), interpolation=cv2.INTER_CUBIC)
            img += (np.clip(dirt - rng.uniform(.4, .8), 0, 1) * rng.uniform(-160, 60))[:, :, None]

    def _bolts(self, img, rng, places, chance):
        h, w = img.shape[:2]
        if rng.random() > chance:
            return
        for x, y in places:
            if rng.random() < .75:
                cv2.circle(img, (int(w * (x + rng.normal(0, .015))), int(h * y)), int(h * rng.uniform(.02, .05)), rng.uniform(20, 200, 3).tolist(), -1, cv2.LINE_AA)

    def _mount(self, img, chars, text, region, rng, border, frame):
        """Puts the plate on bodywork, with border and dealer frame; shifts the characters along."""
        h, w = img.shape[:2]
        if rng.random() < border:
            c = rng.uniform(0, 255, 3).tolist() if rng.random() < .5 else (rng.uniform(0, 80),) * 3
            cv2.rectangle(img, (1, 1), (w - 2, h - 2), c, int(rng.integers(1, 4)), cv2.LINE_AA)
        my, mx = int(h * .42), int(max(h * .42, w * .14))
        body = self._colour(rng, rng.random() < .45)
        self._letters = [(c, r, x0 + mx, y0 + my, x1 + mx, y1 + my) for c, r, x0, y0, x1, y1 in self._letters]
        canvas = np.ascontiguousarray(np.broadcast_to(body, (h + 2 * my, w + 2 * mx, 3))).astype(np.float32)
        canvas += np.linspace(rng.uniform(-50, 50), rng.uniform(-50, 50), canvas.shape[0], dtype=np.float32)[:, None, None]
        for _ in range(int(rng.integers(0, 7))):
            y = int(rng.integers(canvas.shape[0]))
            if rng.random() < .6:
                cv2.line(canvas, (0, y), (canvas.shape[1], y + int(rng.normal(0, 8))), rng.uniform(0, 255, 3).tolist(), int(rng.integers(1, 8)), cv2.LINE_AA)
            else:
                x = int(rng.integers(canvas.shape[1]))
                cv2.rectangle(canvas, (x, y), (x + int(rng.integers(5, 90)), y + int(rng.integers(4, 40))), rng.uniform(0, 255, 3).tolist(), -1)
        if rng.random() < .35:  # recess
            r = rng.uniform(.06, .3)
            cv2.rectangle(canvas, (int(mx - h * r), int(my - h * r)), (int(mx + w + h * r), int(my + h + h * r)), self._colour(rng, False).tolist(), -1)
        if rng.random() < .3:
            self._word(canvas, word(rng), canvas.shape[1] * rng.uniform(.2, .8), my * rng.uniform(.2, .7), h * rng.uniform(.1, .3), rng.uniform(0, 255, 3), "caps")
        canvas[my: my + h, mx: mx + w] = img
        if rng.random() < .4:  # edges of holders, lamps and recesses close to the plate's sides: no characters
            for left in (True, False):
                if rng.random() < .7:
                    t, gap, tall = h * rng.uniform(.015, .09), h * rng.uniform(-.03, .16), h * rng.uniform(.4, 1.5)
                    x = mx - gap - t if left else mx + w + gap
                    y = my + (h - tall) / 2 + h * rng.normal(0, .08)
                    cv2.line(canvas, (int(x + t / 2), int(y)), (int(x + t / 2 + h * rng.normal(0, .03)), int(y + tall)), self._colour(rng, rng.random() < .5).tolist(), max(1, int(t)), cv2.LINE_AA)
        if rng.random() < frame:
            t = h * rng.uniform(.03, .10)
            low = h * rng.uniform(.02, .16)
            high = h * rng.uniform(.0, .15)
            c = self._colour(rng, rng.random() < .35).tolist()
            x0, y0, x1, y1 = mx, my, mx + w, my + h
            o = int(t)
            self._letters = [c for c in self._letters if y0 + high < (c[3] + c[5]) / 2 < y1 - low]
            for a, b, e, f in ((x0 - o, y0 - o, x1 + o, y0 + high), (x0 - o, y1 - low, x1 + o, y1 + o), (x0 - o, y0 - o, x0 + t * .4, y1 + o), (x1 - t * .4, y0 - o, x1 + o, y1 + o)):
                cv2.rectangle(canvas, (int(a), int(b)), (int(e), int(f)), c, -1)
            wc = self._colour(rng, rng.random() < .6)
            if rng.random() < .7:
                self._word(canvas, " ".join(word(rng) for _ in range(int(rng.integers(1, 4)))), (x0 + x1) / 2, y1 + (o - low) / 2, (low + o) * rng.uniform(.5, .8), wc, "caps", w * .9)
            if high > h * .08 and rng.random() < .7:
                self._word(canvas, " ".join(word(rng) for _ in range(int(rng.integers(1, 3)))), (x0 + x1) / 2, y0 + (high - o) / 2, (high + o) * .6, wc, "caps", w * .9)
        cs = np.array(chars, np.float32).reshape(-1, 6)
        cs[:, 2] += mx
        cs[:, 4] += mx
        cs[:, 3] += my
        cs[:, 5] += my
        quad = np.array([(mx, my), (mx + w, my), (mx + w, my + h), (mx, my + h)], np.float32)
        return FlatPlate(np.clip(canvas, 0, 255).astype(np.uint8), quad, cs, text, region, np.array(self._letters, np.float32).reshape(-1, 6))
