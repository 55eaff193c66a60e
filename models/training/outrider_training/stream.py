"""Feeds a trainer from generator processes through a replay buffer, so that neither waits for the other.

Fresh samples replace the oldest ones; the trainer draws at random from what is there. With few cores a sample is
seen a few times before it is replaced; ``fresh_share`` bounds how much of each batch may be new, so that the
generators leave the cores to the trainer.
"""

from __future__ import annotations

import multiprocessing as mp
import queue

import numpy as np


def _work(make, seed, chunk, out):
    it = make(seed)
    while True:
        items = [next(it) for _ in range(chunk)]
        out.put(tuple(np.stack(p) for p in zip(*items)))


class Replay:
    """``make(seed)`` yields tuples of equally shaped arrays; :meth:`batch` draws ``n`` of the buffered ones."""

    def __init__(self, make, workers: int, capacity: int, seed: int, chunk: int = 64, warm: int = 2048, fresh_share: float = .6):
        ctx = mp.get_context("fork")
        self.queue = ctx.Queue(maxsize=16)
        self.procs = [ctx.Process(target=_work, args=(make, (seed, i), chunk, self.queue), daemon=True) for i in range(workers)]
        for p in self.procs:
            p.start()
        self.capacity, self.filled, self.at, self.fresh, self.drawn = capacity, 0, 0, 0, 0
        self.fresh_share, self.warm = fresh_share, warm
        self.rng = np.random.default_rng(seed)
        self.parts: list[np.ndarray] | None = None
        while self.filled < warm:
            self._take(self.queue.get())

    def _take(self, chunk):
        if self.parts is None:
            self.parts = [np.empty((self.capacity,) + p.shape[1:], p.dtype) for p in chunk]
        n = len(chunk[0])
        at = (self.at + np.arange(n)) % self.capacity
        for store, p in zip(self.parts, chunk):
            store[at] = p
        self.at = int((self.at + n) % self.capacity)
        self.filled = min(self.capacity, self.filled + n)
        self.fresh += n

    def batch(self, n: int):
        self.drawn += n
        while self.fresh - self.warm < self.drawn * self.fresh_share:
            try:
                self._take(self.queue.get_nowait())
            except queue.Empty:
                if not all(p.is_alive() for p in self.procs):
                    raise RuntimeError("a generator process has ended; its traceback stands above")
                break
        pick = self.rng.integers(self.filled, size=n)
        return tuple(p[pick] for p in self.parts)

    def close(self):
        for p in self.procs:
            p.terminate()
