"""The recipe that makes Outrider's own detector and reader: generators, nets, trainers, export, evaluation."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cv2  # noqa: E402

# One thread per process: generators run as many processes as there are cores, and a forked child must not inherit a
# pool of threads that did not come along.
cv2.setNumThreads(0)

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Classes of the reader in output order; the blank follows as the last class."""

BLANK = len(ALPHABET)
