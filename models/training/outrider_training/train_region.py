"""Trains the region net: cross-entropy over the authorities, by all that is seen and by each way of telling, and over
the letters of the words."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from .nets import Region
from .region_data import IGNORE, REGIONS, stream
from .train import options, train_loop


def standardise(patches: torch.Tensor) -> torch.Tensor:
    """uint8 (N, 128, 256, 3) to float (N, 3, 128, 256), mean 0 and deviation 1 per patch over all channels, so that the
    hue stays and the exposure goes (deviation at least 4/255)."""
    x = patches.permute(0, 3, 1, 2).float()
    mean = x.mean((1, 2, 3), keepdim=True)
    sd = x.std((1, 2, 3), keepdim=True, unbiased=False).clamp_min(4.0)
    return (x - mean) / sd


def main(argv=None):
    p = options(__doc__, minutes=25, batch=64, lr=3e-3, seed=41, buffer=30000)
    p.add_argument("--words-only", action="store_true", help="leave the way of telling by colours as --start has it")
    a = p.parse_args(argv)

    def freeze(net):
        if a.words_only:
            for part in (net.body, net.words, net.out):
                part.requires_grad_(False).eval()

    def loss(net, batch, device):
        patches, spelled, want = batch
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
        total = (F.cross_entropy(words + colours, t, label_smoothing=.03, ignore_index=IGNORE)
                 + .5 * F.cross_entropy(words, by_words, label_smoothing=.03)
                 + .3 * F.cross_entropy(colours, t, label_smoothing=.03, ignore_index=IGNORE) + 1.5 * spell_loss)

        def note():
            known = t != IGNORE
            right = [(z.argmax(1) == t)[known].float().mean().item() for z in (words + colours, words, colours)]
            return f"loss {total.item():.2f} letters {spell_loss.item():.3f} right {right[0]:.2f} by words {right[1]:.2f} by colours {right[2]:.2f}"
        return total, note

    train_loop(lambda: Region(len(REGIONS)), a, stream, loss, freeze, fresh_share=.4)


if __name__ == "__main__":
    main()
