"""Trains the net that tells a vehicle's colour: cross-entropy over the colours."""

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
from .vehicles import COLOURS, street_vehicles, stream


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
    p.add_argument("--start", help="checkpoint whose weights to start from")
    p.add_argument("--backgrounds", default="../../../shared/realworld", help="folder of the pictures")
    a = p.parse_args(argv)
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = Paint(len(COLOURS))
    if a.start:
        net.load_state_dict(torch.load(a.start, map_location="cpu", weights_only=True)["ema"])
    net.to(device).train()
    if device == "cpu":
        net.to(memory_format=torch.channels_last)
    run = Run(net, a.out, a.minutes * 60, a.lr)
    make = functools.partial(stream, backgrounds=load_backgrounds(a.backgrounds), streets=street_vehicles(a.backgrounds))
    data = Replay(make, a.workers, a.buffer, a.seed + run.step_no, fresh_share=.25)
    note = ""
    while not run.done:
        views, want = data.batch(a.batch)
        x = torch.from_numpy(views).to(device).permute(0, 3, 1, 2).float()  # channels last already
        gain = torch.empty(len(x), 3, 1, 1, device=device).uniform_(.88, 1.14)
        x = (x * gain + torch.empty_like(gain).uniform_(-8, 8)).clamp(0, 255)
        if np.random.random() < .5:
            x = x.flip(3)
        t = torch.from_numpy(want).to(device)
        z = net(x)
        loss = F.cross_entropy(z, t, label_smoothing=.02)
        if run.step_no % 25 == 0:
            note = f"loss {loss.item():.3f} right {(z.argmax(1) == t).float().mean().item():.2f} fresh {data.fresh}"
        run.step(loss, len(views), note)
    run.save()
    data.close()


if __name__ == "__main__":
    main()
