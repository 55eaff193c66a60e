"""Tests of how columns become a text. No PyTorch needed."""

import numpy as np

from outrider_training import ALPHABET, BLANK
from outrider_training.pipeline import CHANGED, ColumnReader, Model

US = {"us": {"share": 1.0, "shapes": [{"aspect": 2.0, "share": 1.0}], "patterns": {"AAA999": 1.0}}}


def reader(*columns):
    """A reader that sees a character, and how sure it is of it, in each column of the upper row."""
    p = np.full((1, 2, len(columns), BLANK + 1), 1e-9)
    p[0, 1, :, BLANK] = 1
    for k, (c, sure) in enumerate(columns):
        p[0, 0, k, BLANK if c == "_" else ALPHABET.index(c)] = sure
        p[0, 0, k, ALPHABET.index("X") if c == "_" else BLANK] += 1 - sure
    manifest = {"alphabet": ALPHABET, "formats": US, "temperature": 1.0,
                "input": {"width": 160, "height": 48, "margin_x": 0, "margin_y": 0, "least_deviation": 4}}
    logits = np.log(p)
    return ColumnReader(Model(manifest, lambda x: [logits]))


def spelled(text, sure=.99, **others):
    out = [("_", .99)]
    for c, s in zip(text, others.get("sures", [sure] * len(text))):
        out += [(c, s), ("_", .99)]
    return out


def read(*columns):
    return reader(*columns).read(np.zeros((48, 160), np.uint8), 2.0)


def test_a_doubtful_character_goes_where_the_format_fits_without_it():
    r = read(*spelled("7ABC123", sures=[.85] + [.99] * 6))
    assert (r.raw, r.text) == ("7ABC123", "ABC123")


def test_a_character_that_the_columns_hold_stays_whatever_fits():
    r = read(*spelled("7ABC123", sures=[.95] + [.99] * 6))
    assert (r.raw, r.text) == ("7ABC123", "7ABC123")


def test_what_the_columns_hardly_hold_is_not_added():
    faint, clear = ([("_", .99), ("A", .99), ("_", .99), ("B", .99), ("_", .99), ("_", 1 - ink), ("_", .99)] + spelled("123")[1:] for ink in (.08, .3))
    assert read(*faint).text == "AB123"
    assert read(*clear).text == "ABX123"


def test_a_text_that_differs_from_what_was_seen_is_less_sure():
    r = read(*spelled("7ABC123", sures=[.85] + [.99] * 6))
    assert r.certainty < CHANGED
    same = read(*spelled("ABC123"))
    assert same.text == same.raw and same.certainty > .9


def test_the_format_decides_between_letter_and_digit():
    columns = spelled("ABC12")
    either = reader(*columns, ("O", .6), ("_", .99))
    said = either.model.run(None)[0][0, 0, len(columns)]
    said[ALPHABET.index("0")], said[BLANK] = np.log(.4), -20
    r = either.read(np.zeros((48, 160), np.uint8), 2.0)
    assert (r.raw, r.text) == ("ABC12O", "ABC120")
    assert r.certainty <= CHANGED
