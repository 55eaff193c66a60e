"""Trains the reader: column-aligned cross-entropy plus a little CTC over both rows."""

from __future__ import annotations

import argparse

import numpy as np
import torch
from torch.nn import functional as F

from . import BLANK
from .backgrounds import load_backgrounds
from .nets import Reader
from .reader_data import COLUMNS, UNKNOWN, stream
from .real_plates import load
from .stream import Replay
from .train import Run, half_precision


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


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", required=True, help="checkpoint file; an existing one is resumed")
    p.add_argument("--minutes", type=float, default=45)
    p.add_argument("--width", type=int, default=32)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--lr", type=float, default=3e-3)
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--buffer", type=int, default=60000)
    p.add_argument("--start", help="checkpoint whose weights to start from")
    p.add_argument("--real", help="real plates, prepared by outrider_training.real_plates")
    p.add_argument("--real-share", type=float, default=.25, help="their share of the samples")
    p.add_argument("--backgrounds", default="../../../shared/realworld", help="folder of the background pictures")
    a = p.parse_args(argv)
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = Reader(a.width)
    if a.start:
        net.load_state_dict(torch.load(a.start, map_location="cpu", weights_only=True)["ema"])
    net.to(device).train()
    if device == "cpu":
        net.to(memory_format=torch.channels_last)
    run = Run(net, a.out, a.minutes * 60, a.lr)
    back = load_backgrounds(a.backgrounds, limit=150)
    data = Replay(lambda seed: stream(seed, back, load(a.real) if a.real else None, a.real_share), a.workers, a.buffer, a.seed + run.step_no)
    note, half = "", half_precision(device)
    while not run.done:
        crops, target, labels = data.batch(a.batch)
        x = standardise(torch.from_numpy(crops).to(device))
        scale = torch.empty(len(crops), 1, 1, 1, device=device).uniform_(.85, 1.15)
        x = x * scale + torch.empty_like(scale).uniform_(-.15, .15)
        if device == "cpu":
            x = x.contiguous(memory_format=torch.channels_last)
        with half():
            logits = net(x)
        ce, ctc = loss_of(logits.float(), *(torch.from_numpy(v.astype(np.int64)).to(device) for v in (target, labels)))
        if run.step_no % 50 == 0:
            note = f"ce {ce.item():.3f} ctc {float(ctc.detach()):.3f} fresh {data.fresh}"
        run.step(ce + .1 * ctc, len(crops), note)
    run.save()
    data.close()


if __name__ == "__main__":
    main()
