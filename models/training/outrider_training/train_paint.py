"""Trains the net that tells a vehicle's colour and body class: cross-entropy over each, where it is labelled."""

from __future__ import annotations

import argparse
import functools

import numpy as np
import torch
from torch.nn import functional as F

from .backgrounds import load_backgrounds
from .nets import Paint
from .stream import Replay
from .train import Run
from .vehicles import BODIES, COLOURS, UNTOLD, real_vehicles, stream


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", required=True, help="checkpoint file; an existing one is resumed")
    p.add_argument("--minutes", type=float, default=12)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--seed", type=int, default=61)
    p.add_argument("--buffer", type=int, default=60000)
    p.add_argument("--real-share", type=float, default=.5, help="share of real vehicles among the samples, where there are any")
    p.add_argument("--body-weight", type=float, default=.6, help="weight of the body class's loss")
    p.add_argument("--start", help="checkpoint whose weights to start from")
    p.add_argument("--backgrounds", default="../../../shared/realworld", help="folder of the pictures")
    a = p.parse_args(argv)
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = Paint(len(COLOURS), len(BODIES))
    if a.start:
        missing, extra = net.load_state_dict(torch.load(a.start, map_location="cpu", weights_only=True)["ema"], strict=False)
        if extra or not all(k.startswith("shape.") for k in missing):  # weights from before there were body classes lack these
            raise SystemExit(f"{a.start}: lacks {missing}, has {extra}")
    net.to(device).train()
    if device == "cpu":
        net.to(memory_format=torch.channels_last)
    run = Run(net, a.out, a.minutes * 60, a.lr)
    make = functools.partial(stream, backgrounds=load_backgrounds(a.backgrounds), real=real_vehicles(a.backgrounds), real_share=a.real_share)
    data = Replay(make, a.workers, a.buffer, a.seed + run.step_no, fresh_share=.25)
    note = ""
    while not run.done:
        views, colours, bodies = data.batch(a.batch)
        x = torch.from_numpy(views).to(device).permute(0, 3, 1, 2).float()  # channels last already
        gain = torch.empty(len(x), 3, 1, 1, device=device).uniform_(.88, 1.14)
        x = (x * gain + torch.empty_like(gain).uniform_(-8, 8)).clamp(0, 255)
        if np.random.random() < .5:
            x = x.flip(3)
        colour, body = (torch.from_numpy(k).to(device) for k in (colours, bodies))
        z, shape = net(x)
        # summed: a batch may have no body class at all
        loss = F.cross_entropy(z, colour, ignore_index=UNTOLD, label_smoothing=.02)
        loss = loss + a.body_weight * F.cross_entropy(shape, body, ignore_index=UNTOLD, label_smoothing=.05, reduction="sum") / len(x)
        if run.step_no % 25 == 0:
            right = lambda z, t: (z.argmax(1) == t)[t != UNTOLD].float().mean().item()
            note = f"loss {loss.item():.3f} colour {right(z, colour):.2f} body {right(shape, body):.2f} fresh {data.fresh}"
        run.step(loss, len(views), note)
    run.save()
    data.close()


if __name__ == "__main__":
    main()
