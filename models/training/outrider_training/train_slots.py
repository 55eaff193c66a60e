"""Trains the second reader: cross-entropy over its slots, and over where each slot should look."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F

from . import BLANK
from .backgrounds import load_backgrounds
from .nets import SlotReader
from .reader_data import SLOT_SHAPE, UNKNOWN, stream
from .real_plates import load
from .train import half_precision, options, train_loop
from .train_reader import add_real_options, classes, jittered

SLOTS = 10


def slots_of(target: np.ndarray, labels: np.ndarray):
    """(class of each slot, place each slot should look at, -1 where unknown) of samples as :func:`reader_data.stream` gives them.

    The class is -1 in every slot of a text that is not to be taught or is longer than the slots; BLANK after the text."""
    n, rows, columns = target.shape
    cls, place = np.full((n, SLOTS), BLANK, np.int64), np.full((n, SLOTS), -1, np.int64)
    for i in range(n):
        text = [c for row in labels[i] for c in row if c >= 0]
        if labels[i, 0, 0] == UNKNOWN or len(text) > SLOTS:
            cls[i] = -1
            continue
        cls[i, : len(text)] = text
        found = []
        for row in range(rows):
            line = target[i, row]
            ink = (line >= 0) & (line != BLANK)
            start = 0
            for c in range(1, columns + 1):
                if c == columns or line[c] != line[start]:
                    if ink[start]:
                        found.append((line[start], row * columns + (start + c - 1) // 2))
                    start = c
        if [c for c, _ in found] == text:
            place[i, : len(text)] = [p for _, p in found]
    return cls, place


def main(argv=None):
    p = options(__doc__, minutes=45, batch=64, lr=2e-3, seed=1009, buffer=60000)
    add_real_options(p)
    a = p.parse_args(argv)
    back = load_backgrounds(a.backgrounds, limit=150)

    def loss(net, batch, device):
        crops, target, labels = batch
        with half_precision(device):
            logits, at = net.attended(jittered(crops, device))
        cls, place = classes(device, *slots_of(target, labels))
        text = F.cross_entropy(logits.float().flatten(0, 1), cls.flatten(), ignore_index=-1, label_smoothing=.02)
        known = place >= 0
        look = F.nll_loss(at.float()[known], place[known]) if known.any() else text * 0
        return text + .25 * look, lambda: f"slots {text.item():.3f} look {look.item():.3f}"

    train_loop(lambda: SlotReader(SLOTS), a, lambda seed: stream(seed, back, load(a.real) if a.real else None, a.real_share, SLOT_SHAPE), loss, say_every=50)


if __name__ == "__main__":
    main()
