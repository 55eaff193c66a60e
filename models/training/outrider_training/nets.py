"""The nets. Plain convolutions, so that every runtime has them and int8 quantization stays simple."""

from __future__ import annotations

import torch
from torch import nn

from . import ALPHABET


def conv(cin, cout, k=3, s=1, d=1):
    k = (k, k) if isinstance(k, int) else k
    d = (d, d) if isinstance(d, int) else d
    p = tuple(e * (n // 2) for e, n in zip(d, k))
    return nn.Sequential(nn.Conv2d(cin, cout, k, s, p, d, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class Residual(nn.Module):
    def __init__(self, width, inner=None):
        super().__init__()
        inner = inner or width
        self.a = conv(width, inner, 1 if inner < width else 3)
        self.b = nn.Sequential(nn.Conv2d(inner, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return torch.relu(x + self.b(self.a(x)))


class Reader(nn.Module):
    """Crop (N, 1, 48, 160), standardised per crop, to logits (N, 37, 2, 40): class, text row, column.

    A plate with one line of text uses row 0; row 1 is the lower line of a two-line plate.
    """

    def __init__(self, w=32):
        super().__init__()
        self.body = nn.Sequential(
            conv(1, w // 2, 3, 2), Residual(w // 2),  # 24 x 80
            conv(w // 2, w, 3, 2), Residual(w),  # 12 x 40
            conv(w, 2 * w, 3, (2, 1)), Residual(2 * w),  # 6 x 40
            conv(2 * w, 3 * w, 3, (2, 1)), Residual(3 * w),  # 3 x 40
        )
        self.rows = nn.Sequential(nn.Conv2d(3 * w, 2 * 3 * w, (3, 1), bias=False), nn.BatchNorm2d(6 * w), nn.ReLU(inplace=True))
        self.near = conv(3 * w, 2 * w, (1, 5))
        self.far = nn.Sequential(nn.Conv2d(2 * w, 2 * w, (1, 5), padding=(0, 4), dilation=(1, 2), bias=False), nn.BatchNorm2d(2 * w), nn.ReLU(inplace=True))
        self.drop = nn.Dropout(.1)
        self.out = nn.Conv2d(7 * w, len(ALPHABET) + 1, 1)
        self.w = w

    def forward(self, x):
        x = self.rows(self.body(x))  # N, 6w, 1, 40
        a, b = torch.split(x, 3 * self.w, 1)
        x = torch.cat([a, b], 2)  # N, 3w, 2, 40
        n = self.near(x)
        x = torch.cat([x, n, self.far(n)], 1)
        return self.out(self.drop(x))


class SlotReader(nn.Module):
    """Crop (N, 1, 64, 128), standardised per crop, to logits (N, slots, 37): character of each place of the text, then nothing.

    Another kind of reader than :class:`Reader`: it counts characters instead of looking column by column. Convolutions make two rows of
    32 places; every place looks at every other one (one layer of self-attention); each slot attends to the place of its character.
    """

    PLACES, SLOT_ROWS = 32, 2

    def __init__(self, slots: int, w=20, d=96):
        super().__init__()
        self.slots, self.d = slots, d
        self.body = nn.Sequential(
            conv(1, w, 3, 2), Residual(w),  # 32 x 64
            conv(w, 2 * w, 3, 2), Residual(2 * w),  # 16 x 32
            conv(2 * w, 3 * w, 3, (2, 1)), Residual(3 * w),  # 8 x 32
            conv(3 * w, d, 3, (2, 1)), Residual(d),  # 4 x 32
            nn.Conv2d(d, d, (3, 1), bias=False), nn.BatchNorm2d(d), nn.ReLU(inplace=True),  # 2 x 32
        )
        self.place = nn.Parameter(torch.randn(1, self.SLOT_ROWS * self.PLACES, d) * .1)
        self.qkv = nn.Linear(d, 3 * d)
        self.mixed = nn.Linear(d, d)
        self.first, self.second = nn.LayerNorm(d), nn.LayerNorm(d)
        self.think = nn.Sequential(nn.Linear(d, 2 * d), nn.ReLU(inplace=True), nn.Linear(2 * d, d))
        self.ask = nn.Parameter(torch.randn(slots, d) * .1)
        self.key, self.value = nn.Linear(d, d), nn.Linear(d, d)
        self.drop = nn.Dropout(.1)
        self.out = nn.Sequential(nn.Linear(d, d), nn.ReLU(inplace=True), nn.Linear(d, len(ALPHABET) + 1))

    def attended(self, x):
        """(logits, logarithms of where each slot looks: N x slots x (rows x places))."""
        x = self.body(x).flatten(2).transpose(1, 2) + self.place  # N, 64, d
        n, t, d = x.shape
        q, k, v = (y.reshape(n, t, 4, d // 4).transpose(1, 2) for y in self.qkv(self.first(x)).split(d, 2))
        look = (q @ k.transpose(2, 3) / (d // 4) ** .5).softmax(3)
        x = x + self.mixed((look @ v).transpose(1, 2).reshape(n, t, d))
        x = x + self.think(self.second(x))
        at = (self.ask @ self.key(x).transpose(1, 2) / d ** .5).float().log_softmax(2)  # N, slots, 64
        seen = at.exp().to(x.dtype) @ self.value(x)
        return self.out(self.drop(seen + self.ask)), at

    def forward(self, x):
        return self.attended(x)[0]


class Detector(nn.Module):
    """Picture (N, 3, H, W), BGR 0..255, H and W multiples of 32, to two maps: stride 8 and stride 16, each
    (N, 9, h, w): logit, then 4 corners (x, y) relative to the cell centre in units of 4 strides."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor(114.0))
        self.stem = nn.Sequential(conv(3, 16, 3, 2), conv(16, 32, 3, 2))
        self.c8 = nn.Sequential(conv(32, 48, 3, 2), Residual(48, 32))
        self.c16 = nn.Sequential(conv(48, 96, 3, 2), Residual(96, 48), Residual(96, 48))
        self.c32 = nn.Sequential(conv(96, 128, 3, 2), Residual(128, 64), Residual(128, 64), Residual(128, 64))
        self.l32, self.l16, self.l8 = conv(128, 64, 1), conv(96, 64, 1), conv(48, 48, 1)
        self.m16 = conv(64, 64, 3)
        self.t16 = conv(64, 48, 1)
        self.m8 = conv(48, 48, 3)
        self.h16 = nn.Sequential(conv(64, 64, 3), nn.Conv2d(64, 9, 1))
        self.h8 = nn.Conv2d(48, 9, 1)
        for head in (self.h8, self.h16[1]):
            nn.init.constant_(head.bias[:1], -4.5)

    def forward(self, x):
        x = (x - self.mean) / 58.0
        c8 = self.c8(self.stem(x))
        c16 = self.c16(c8)
        c32 = self.c32(c16)
        p16 = self.m16(self.l16(c16) + nn.functional.interpolate(self.l32(c32), scale_factor=2.0, mode="nearest"))
        p8 = self.m8(self.l8(c8) + nn.functional.interpolate(self.t16(p16), scale_factor=2.0, mode="nearest"))
        return self.h8(p8), self.h16(p16)


class Region(nn.Module):
    """Colour patch (N, 3, 128, 256), BGR standardised per patch, to logits (N, regions): which authority issued the plate.
    The last class means that the plate does not say.

    Two ways of telling are added up: colours and shapes in their places (``body``), and the words above and below the
    number (``letters``), read column by column and then looked over for names (``names``). What passes from letters to
    names is letters alone, so that a word is known in any lettering.
    """

    def __init__(self, regions, w=24, band=44):
        super().__init__()
        self.band = band
        self.body = nn.Sequential(
            conv(3, w // 2 + 4, 3, 2),  # 64 x 128
            conv(w // 2 + 4, w, 3, 2), Residual(w),  # 32 x 64
            conv(w, 2 * w, 3, 2), Residual(2 * w),  # 16 x 32
            conv(2 * w, 4 * w, 3, 2), Residual(4 * w, 2 * w),  # 8 x 16
        )
        self.words = conv(4 * w, 4 * w, (1, 5))  # letters side by side
        self.drop = nn.Dropout(.2)
        # rows kept apart: it matters whether a word stands above or below the number
        self.out = nn.Linear(2 * 3 * 4 * w + 4 * w, regions)
        self.letters = nn.Sequential(
            conv(1, 16, 5, 2), conv(16, 28, 3, 2), Residual(28),  # 11 x 64
            conv(28, 48, 3, (2, 1)), Residual(48),  # 6 x 64
            nn.Conv2d(48, 96, (6, 1), bias=False), nn.BatchNorm2d(96), nn.ReLU(inplace=True),  # 1 x 64
            conv(96, 64, (1, 5)), nn.Dropout(.1), nn.Conv2d(64, 27, (1, 3), padding=(0, 1)),
        )
        self.names = nn.Sequential(
            conv(27, 64, (1, 5)), conv(64, 64, (1, 5), 1, (1, 2)), conv(64, 64, (1, 5), 1, (1, 3)), conv(64, 128, (1, 5), 1, (1, 4)))
        self.name_drop = nn.Dropout(.2)
        self.named = nn.Linear(2 * 128, regions)

    def spell(self, x):
        """Logits (2 N, 27, 1, 64) of the letters A to Z and none: first of the bands above, then of those below."""
        gray = .114 * x[:, 0:1] + .587 * x[:, 1:2] + .299 * x[:, 2:3]
        bands = torch.cat([gray[:, :, : self.band], gray[:, :, -self.band:]], 0)
        bands = bands - bands.mean((2, 3), keepdim=True)
        return self.letters(bands / (bands.square().mean((2, 3), keepdim=True) + .01).sqrt())

    def by_words(self, letters):
        n = self.names(letters).amax((2, 3))
        above, below = n.reshape(2, -1, n.shape[1])
        return self.named(self.name_drop(torch.cat([above, below], 1)))

    def by_colours(self, x):
        x = self.body(x)
        y = self.words(x)  # N, C, 8, 16
        parts = (y[:, :, 0:3], y[:, :, 2:6], y[:, :, 5:8])
        most = [p.amax((2, 3)) for p in parts]
        mean = [p.mean((2, 3)) for p in parts]
        return self.out(self.drop(torch.cat([*most, *mean, x.mean((2, 3))], 1)))

    def forward(self, x):
        return self.by_colours(x) + self.by_words(self.spell(x).softmax(1))


class Paint(nn.Module):
    """View of a vehicle around its plate (N, 3, 64, 80), BGR 0..255, to logits (N, colours) of its paint and (N, bodies) of its body class."""

    def __init__(self, colours, bodies, w=16):
        super().__init__()
        self.body = nn.Sequential(
            conv(3, w, 3, 2),  # 32 x 40
            conv(w, 2 * w, 3, 2), Residual(2 * w),  # 16 x 20
            conv(2 * w, 3 * w, 3, 2), Residual(3 * w), Residual(3 * w),  # 8 x 10
            conv(3 * w, 4 * w, 3, 2), Residual(4 * w),  # 4 x 5
        )
        self.drop = nn.Dropout(.2)
        self.out = nn.Linear(2 * 4 * w, colours)
        # a body class is a matter of what lies where
        self.shape = nn.Sequential(conv(4 * w, 2 * w, 1), nn.Flatten(), nn.Dropout(.4), nn.Linear(2 * w * 4 * 5, bodies))

    def forward(self, x):
        x = self.body(x / 64 - 2)
        return self.out(self.drop(torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1))), self.shape(x)
