"""Trains the detector: focal loss on the cells, smooth L1 on the corners measured in plate sizes."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch.nn import functional as F

from .backgrounds import load_backgrounds, rides
from .nets import Detector
from .scenes import stream
from .train import options, train_loop

MIRROR = [2, 3, 0, 1, 6, 7, 4, 5]  # corner order after a left-right flip


def loss_of(out, cls, off, dim):
    """One map: (N, 9, h, w) against classes, offsets, sizes. Returns (score loss, corner loss, cells)."""
    logit = out[:, 0]
    known = cls >= 0
    y = (cls > 0).float()
    p = torch.sigmoid(logit)
    bce = F.binary_cross_entropy_with_logits(logit, y, reduction="none")
    hard = torch.where(y > 0, 1 - p, p)
    focal = torch.where(y > 0, .75, .35) * hard.pow(1.7) * bce
    n = y.sum().clamp_min(1)
    score = (focal * known).sum() / n
    pos = cls > 0
    if not pos.any():
        return score, out.sum() * 0, n
    got = out[:, 1:].permute(0, 2, 3, 1)[pos].view(-1, 4, 2)
    want = off[pos].view(-1, 4, 2)
    exact = (cls[pos] == 1).float()[:, None, None]
    size = dim[pos][:, None, :]  # in units of offsets
    e = (got - want) / size
    lo = (got.amin(1) - want.amin(1)) / dim[pos]
    hi = (got.amax(1) - want.amax(1)) / dim[pos]
    corner = F.smooth_l1_loss(e, torch.zeros_like(e), beta=.04, reduction="none") * exact
    box = (F.smooth_l1_loss(lo, torch.zeros_like(lo), beta=.04, reduction="none") + F.smooth_l1_loss(hi, torch.zeros_like(hi), beta=.04, reduction="none")) * .5
    # weights: vertical errors hurt reading and overlap most
    w = torch.tensor([1.2, .8], device=out.device)
    return score, ((corner * w).mean((1, 2)) + (box * w).mean(1) * .5).sum() / n, n


def main(argv=None):
    p = options(__doc__, minutes=60, batch=16, lr=2e-3, seed=11, buffer=9000)
    p.add_argument("--corners", type=float, default=3.0, help="weight of the corners' loss")
    p.add_argument("--backgrounds", default="../../../shared/realworld", help="folder of the background and street pictures")
    p.add_argument("--ride", default="dayride", help="ride of the street pictures to train on; the other stays for measuring")
    a = p.parse_args(argv)
    back = load_backgrounds(a.backgrounds)
    streets = [(cv2.imread(path), np.array(boxes)) for path, boxes in rides(a.backgrounds).get(a.ride, [])]
    rng = np.random.default_rng(a.seed)

    def loss(net, batch, device):
        img, c8, o8, d8, c16, o16, d16 = batch
        x = torch.from_numpy(img).to(device).permute(0, 3, 1, 2).float()
        t = [torch.from_numpy(v.astype(np.float32)).to(device) for v in (c8, o8, d8, c16, o16, d16)]
        if rng.random() < .5:
            x = x.flip(3)
            for k in (0, 3):
                t[k] = t[k].flip(2)
                t[k + 1] = t[k + 1].flip(2)[..., MIRROR] * torch.tensor([-1., 1.] * 4, device=device)
                t[k + 2] = t[k + 2].flip(2)
        gain = torch.empty(len(x), 1, 1, 1, device=device).uniform_(.75, 1.25)
        x = (x * gain + torch.empty_like(gain).uniform_(-20, 20)).clamp(0, 255)
        if rng.random() < .2:
            x = x[:, [2, 1, 0]]
        if device == "cpu":
            x = x.contiguous(memory_format=torch.channels_last)
        m8, m16 = net(x)
        s8, k8, n8 = loss_of(m8, t[0], t[1], t[2] / 32)
        s16, k16, n16 = loss_of(m16, t[3], t[4], t[5] / 64)
        return s8 + s16 + a.corners * (k8 + k16), lambda: f"score {s8.item():.3f} {s16.item():.3f} corner {k8.item():.3f} {k16.item():.3f}"

    train_loop(Detector, a, lambda seed: stream(seed, back, streets), loss, say_every=50, chunk=16, warm=512)


if __name__ == "__main__":
    main()
