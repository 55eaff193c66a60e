"""Trains the second reader: cross-entropy over its slots, and over where each slot should look."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from .backgrounds import load_backgrounds
from .nets import SlotReader
from .reader_data import SLOT_SHAPE, SLOTS, slots_of, stream
from .real_plates import load
from .train import half_precision, options, train_loop
from .train_reader import add_real_options, classes, jittered


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
