"""What the trainers share: options, the loop, schedule, EMA, checkpoints, progress."""

from __future__ import annotations

import argparse
import copy
import functools
import math
import os
import sys
import time

import torch

from .stream import Replay


@functools.cache
def _multiplies_bfloat16() -> bool:
    try:
        with open("/proc/cpuinfo") as f:
            return "amx_bf16" in f.read()
    except OSError:
        return False


def half_precision(device: str):
    """A context in which the forward pass runs in bfloat16 where the processor multiplies such matrices itself (AMX: a third of the
    time); weights, losses and updates stay in single precision."""
    return torch.autocast("cpu", torch.bfloat16, enabled=device == "cpu" and _multiplies_bfloat16())


class Run:
    """A resumable run: ``budget_s`` seconds of the trainer's own CPU time in all, counted over restarts, in a checkpoint
    file. Time that other programs take on a shared machine is not counted.

    The learning rate follows the share of the budget used: warm-up, then a cosine down to 2 %.
    """

    def __init__(self, net, path, budget_s, lr, weight_decay=1e-3, ema=0.9992):
        self.net, self.path, self.budget_s, self.lr = net, path, budget_s, lr
        self.ema_decay = ema
        self.averaged = copy.deepcopy(net).eval()
        self.optimizer = torch.optim.AdamW(net.parameters(), lr=lr, weight_decay=weight_decay)
        self.used_s, self.step_no, self.seen = 0.0, 0, 0
        self.mark = time.process_time()
        self.saved = self.shown = time.monotonic()
        if os.path.exists(path):
            state = torch.load(path, map_location="cpu", weights_only=True)
            net.load_state_dict(state["net"])
            self.averaged.load_state_dict(state["ema"])
            if "optimizer" in state:
                self.optimizer.load_state_dict(state["optimizer"])
            self.used_s, self.step_no, self.seen = state["used_s"], state["step"], state["seen"]
            print(f"resumed {path} at {self.used_s:.0f} s, step {self.step_no}", file=sys.stderr)

    @property
    def done(self):
        return self.used_s >= self.budget_s

    def step(self, loss, batch, note=""):
        share = min(1.0, self.used_s / self.budget_s)
        rate = self.lr * min(1.0, (self.step_no + 1) / 100) * (.02 + .98 * .5 * (1 + math.cos(math.pi * share)))
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self.optimizer.step()
        self.step_no += 1
        self.seen += batch
        decay = min(self.ema_decay, (1 + self.step_no) / (10 + self.step_no))
        with torch.no_grad():
            for a, b in zip(self.averaged.state_dict().values(), self.net.state_dict().values()):
                if a.dtype.is_floating_point:
                    a.lerp_(b, 1 - decay)
                else:
                    a.copy_(b)
        now = time.monotonic()
        cpu = time.process_time()
        self.used_s += cpu - self.mark
        self.mark = cpu
        if now - self.shown > 20:
            self.shown = now
            filled = int(30 * share)
            print(f"[{'#' * filled}{'.' * (30 - filled)}] {self.used_s:6.0f}/{self.budget_s:.0f} s  step {self.step_no}  seen {self.seen}  {note}",
                  file=sys.stderr, flush=True)
        if now - self.saved > 120 or self.done:
            self.saved = now
            self.save()

    def save(self):
        state = {"net": self.net.state_dict(), "ema": self.averaged.state_dict(), "optimizer": self.optimizer.state_dict(),
                 "used_s": self.used_s, "step": self.step_no, "seen": self.seen}
        torch.save(state, self.path + ".part")
        os.replace(self.path + ".part", self.path)


def options(description: str, *, minutes: float, batch: int, lr: float, seed: int, buffer: int) -> argparse.ArgumentParser:
    """The options that every trainer has, with its own defaults."""
    p = argparse.ArgumentParser(description=description)
    p.add_argument("--out", required=True, help="checkpoint file; an existing one is resumed")
    p.add_argument("--minutes", type=float, default=minutes)
    p.add_argument("--batch", type=int, default=batch)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--lr", type=float, default=lr)
    p.add_argument("--seed", type=int, default=seed)
    p.add_argument("--buffer", type=int, default=buffer)
    p.add_argument("--start", help="checkpoint whose weights to start from")
    return p


def train_loop(make_net, a: argparse.Namespace, make_samples, loss_of, prepare=None, say_every: int = 25, **replay) -> None:
    """Trains a net to the end of its budget.

    ``make_samples(seed)``: see :class:`Replay`, which ``replay`` goes to; ``loss_of(net, batch, device)``: the loss of one batch and
    a function that words it for the progress line; ``prepare(net)``: freezes parts of the net.
    """
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = make_net()
    if a.start:
        net.load_state_dict(torch.load(a.start, map_location="cpu", weights_only=True)["ema"])
    net.to(device).train()
    if device == "cpu":
        net.to(memory_format=torch.channels_last)
    if prepare:
        prepare(net)
    run = Run(net, a.out, a.minutes * 60, a.lr)
    data = Replay(make_samples, a.workers, a.buffer, a.seed + run.step_no, **replay)
    note = ""
    while not run.done:
        batch = data.batch(a.batch)
        loss, words = loss_of(net, batch, device)
        if run.step_no % say_every == 0:
            note = f"{words()} fresh {data.fresh}"
        run.step(loss, len(batch[0]), note)
    run.save()
    data.close()
