"""Trains the reader: column-aligned cross-entropy plus a little CTC over both rows."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F

from . import BLANK
from .backgrounds import load_backgrounds
from .nets import Reader
from .reader_data import COLUMNS, UNKNOWN, stream
from .real_plates import load
from .train import half_precision, options, train_loop


def standardise(crops: torch.Tensor) -> torch.Tensor:
    """uint8 (N, 48, 160) to float (N, 1, 48, 160), mean 0 and deviation 1 per crop (deviation at least 4/255)."""
    x = crops.float()
    mean = x.mean((1, 2), keepdim=True)
    sd = x.std((1, 2), keepdim=True, unbiased=False).clamp_min(4.0)
    return ((x - mean) / sd)[:, None]


def loss_of(logits, target, labels):
    """Column-aligned cross-entropy and a tenth of the CTC loss. ``logits``: (N, classes, rows, columns); ``target``: (N, rows, columns);
    ``labels``: (N, rows, LONGEST), see :func:`reader_data.labels_of`."""
    ce = F.cross_entropy(logits, target, ignore_index=-1, label_smoothing=.02)
    flat = labels.flatten(0, 1)
    taught = (flat[:, 0] != UNKNOWN).float()
    lengths = (flat >= 0).sum(1)
    seq = logits.permute(3, 0, 2, 1).reshape(COLUMNS, -1, BLANK + 1).log_softmax(2)
    ctc = F.ctc_loss(seq, flat.clamp_min(0), torch.full((seq.shape[1],), COLUMNS), lengths, blank=BLANK, zero_infinity=True, reduction="none")
    ctc = (ctc / lengths.clamp_min(1) * taught).sum() / taught.sum().clamp_min(1)
    return ce, ctc


def jittered(crops, device):
    """Standardised crops in a little more or less contrast and light."""
    x = standardise(torch.from_numpy(crops).to(device))
    scale = torch.empty(len(crops), 1, 1, 1, device=device).uniform_(.85, 1.15)
    x = x * scale + torch.empty_like(scale).uniform_(-.15, .15)
    return x.contiguous(memory_format=torch.channels_last) if device == "cpu" else x


def classes(device, *arrays):
    return [torch.from_numpy(v.astype(np.int64)).to(device) for v in arrays]


def add_real_options(p):
    p.add_argument("--real", help="real plates, prepared by outrider_training.real_plates")
    p.add_argument("--real-share", type=float, default=.25, help="their share of the samples")
    p.add_argument("--backgrounds", default="../../../shared/realworld", help="folder of the background pictures")


def main(argv=None):
    p = options(__doc__, minutes=45, batch=64, lr=3e-3, seed=7, buffer=60000)
    p.add_argument("--width", type=int, default=32)
    add_real_options(p)
    a = p.parse_args(argv)
    back = load_backgrounds(a.backgrounds, limit=150)

    def loss(net, batch, device):
        crops, target, labels = batch
        with half_precision(device):
            logits = net(jittered(crops, device))
        ce, ctc = loss_of(logits.float(), *classes(device, target, labels))
        return ce + .1 * ctc, lambda: f"ce {ce.item():.3f} ctc {ctc.item():.3f}"

    train_loop(lambda: Reader(a.width), a, lambda seed: stream(seed, back, load(a.real) if a.real else None, a.real_share), loss, say_every=50)


if __name__ == "__main__":
    main()
