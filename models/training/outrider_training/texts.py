"""What stands on a plate: texts by format, vanity texts, and the words around them."""

from __future__ import annotations

import numpy as np

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
# Letters that recognizers confuse are drawn more often; I, O and Q, which are rare on real plates, stay rarer.
_WEIGHTS = np.array([3 if c in "MW" else 2 if c in "BDGHKNRSVXYZ" else 0.9 if c in "IO" else 0.9 if c == "Q" else 1.5 for c in LETTERS])
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_LETTER_LIST = np.array(list(LETTERS))
_VANITY = ("GO", "MY", "LUV", "RUN", "BIG", "SKY", "FUN", "CAT", "DOG", "SUN", "ICE", "FLY", "ZOOM", "KING", "QUEEN", "HAWK", "WOLF",
           "MOM", "DAD", "JAZZ", "ROCK", "BLUE", "RED", "GR8", "4U", "2", "B4", "FAST", "SLO", "VROOM", "WOW", "YES", "OK", "TEX", "NY", "LA")


def fill(fmt: str, rng: np.random.Generator) -> str:
    """A text of a format: ``A`` a letter, ``9`` a digit, anything else itself."""
    uniform = rng.random() < 0.4
    out = []
    for f in fmt:
        if f == "A":
            out.append(LETTERS[int(rng.integers(26))] if uniform else str(rng.choice(_LETTER_LIST, p=_WEIGHTS)))
        elif f == "9":
            out.append(DIGITS[int(rng.integers(10))])
        else:
            out.append(f)
    return "".join(out)


def vanity(rng: np.random.Generator) -> str:
    """Two to eight characters in no format."""
    r = rng.random()
    if r < 0.4:
        text = "".join(str(rng.choice(_VANITY)) for _ in range(int(rng.integers(1, 3))))
    else:
        text = fill("".join(rng.choice(["A", "9"], p=[.6, .4]) for _ in range(int(rng.integers(2, 9)))), rng)
    return text[:8] if len(text) > 1 else text + "7"


def split_at(text: str) -> list[int]:
    """Positions at which a separator is usual: where letters and digits meet, else the middle."""
    cuts = [i for i in range(1, len(text)) if text[i].isdigit() != text[i - 1].isdigit()]
    return cuts or [len(text) // 2]


def word(rng: np.random.Generator) -> str:
    """A word such as dealers, makers and towns put around a plate: pronounceable, nobody's."""
    con, vow = "BCDFGHJKLMNPRSTVWZ", "AEIOU"
    out = "".join((con[int(rng.integers(len(con)))] + vow[int(rng.integers(5))]) for _ in range(int(rng.integers(1, 4))))
    if rng.random() < 0.5:
        out += con[int(rng.integers(len(con)))]
    r = rng.random()
    return out if r < 0.55 else out.capitalize() if r < 0.85 else out.lower()


def gibberish(text: str, rng: np.random.Generator) -> str:
    """A text that names nothing, of the length and the case of ``text``: other words, or its own letters in disorder."""
    r = rng.random()
    if r < .4:
        out = " ".join(word(rng) for _ in range(max(1, len(text) // 8)))
        return out.upper() if text.isupper() else out
    letters = [c for c in text if c.isalpha()]
    if r < .75:
        letters = [str(c) for c in rng.permutation(letters)]
    else:
        letters = [LETTERS[int(rng.integers(26))] for _ in letters]
    at = iter(letters)
    return "".join((next(at).upper() if c.isupper() else next(at).lower()) if c.isalpha() else c for c in text)
