"""Trains the region net: cross-entropy over the authorities, by all that is seen and by each way of telling, and over
the letters of the words."""

from __future__ import annotations

import argparse

import torch
from torch.nn import functional as F

from .nets import Region
from .region_data import IGNORE, REGIONS, stream
from .stream import Replay
from .train import Run


def standardise(patches: torch.Tensor) -> torch.Tensor:
    """uint8 (N, 128, 256, 3) to float (N, 3, 128, 256), mean 0 and deviation 1 per patch over all channels, so that the
    hue stays and the exposure goes (deviation at least 4/255)."""
    x = patches.permute(0, 3, 1, 2).float()
    mean = x.mean((1, 2, 3), keepdim=True)
    sd = x.std((1, 2, 3), keepdim=True, unbiased=False).clamp_min(4.0)
    return (x - mean) / sd


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", required=True, help="checkpoint file; an existing one is resumed")
    p.add_argument("--minutes", type=float, default=25)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--lr", type=float, default=3e-3)
    p.add_argument("--seed", type=int, default=41)
    p.add_argument("--buffer", type=int, default=30000)
    p.add_argument("--start", help="checkpoint whose weights to start from")
    p.add_argument("--words-only", action="store_true", help="leave the way of telling by colours as --start has it")
    a = p.parse_args(argv)
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = Region(len(REGIONS))
    if a.start:
        net.load_state_dict(torch.load(a.start, map_location="cpu", weights_only=True)["ema"])
    net.to(device).train()
    if device == "cpu":
        net.to(memory_format=torch.channels_last)
    if a.words_only:
        for part in (net.body, net.words, net.out):
            part.requires_grad_(False).eval()
    run = Run(net, a.out, a.minutes * 60, a.lr)
    data = Replay(stream, a.workers, a.buffer, a.seed + run.step_no, fresh_share=.4)
    note = ""
    while not run.done:
        patches, spelled, want = data.batch(a.batch)
        x = standardise(torch.from_numpy(patches).to(device))
        gain = torch.empty(len(x), 3, 1, 1, device=device).uniform_(.8, 1.2)
        x = x * gain + torch.empty_like(gain).uniform_(-.2, .2)
        if device == "cpu":
            x = x.contiguous(memory_format=torch.channels_last)
        t, by_words = torch.from_numpy(want).to(device).unbind(1)
        letters = torch.from_numpy(spelled).long().to(device)
        spelt = net.spell(x)
        spell_loss = F.cross_entropy(spelt[:, :, 0], torch.cat([letters[:, 0], letters[:, 1]], 0), ignore_index=IGNORE)
        seen = (spelt.detach() * torch.empty(len(spelt), 1, 1, 1, device=device).uniform_(.5, 1.2)).softmax(1)
        with torch.set_grad_enabled(not a.words_only):
            colours = net.by_colours(x)
        words = net.by_words(seen)
        loss = (F.cross_entropy(words + colours, t, label_smoothing=.03, ignore_index=IGNORE)
                + .5 * F.cross_entropy(words, by_words, label_smoothing=.03)
                + .3 * F.cross_entropy(colours, t, label_smoothing=.03, ignore_index=IGNORE) + 1.5 * spell_loss)
        if run.step_no % 25 == 0:
            known = t != IGNORE
            right = [(z.argmax(1) == t)[known].float().mean().item() for z in (words + colours, words, colours)]
            note = f"loss {loss.item():.2f} letters {spell_loss.item():.3f} right {right[0]:.2f} by words {right[1]:.2f} by colours {right[2]:.2f} fresh {data.fresh}"
        run.step(loss, len(patches), note)
    run.save()
    data.close()


if __name__ == "__main__":
    main()
