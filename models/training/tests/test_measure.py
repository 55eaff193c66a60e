"""Tests of what rounds are chosen by. No PyTorch needed."""

from types import SimpleNamespace

import numpy as np
import pytest

from outrider_training.calibrate import logistic
from outrider_training.measure import Remembering, table, verdict, wilson

BOX = np.array([(0, 0), (10, 0), (10, 4), (0, 4)], float)


def read(plate, confidence, quad=BOX):
    return SimpleNamespace(plate=plate, confidence=confidence, quad=quad)


def test_the_interval_is_wilsons():
    assert wilson(9, 10) == pytest.approx((59.6, 98.2), abs=.1)
    assert wilson(0, 0) == (0, 100)


def test_a_read_counts_where_the_plate_is_and_above_the_threshold():
    assert verdict([read("AB1", .9)], "AB1", BOX)[0] == "exact"
    assert verdict([read("AB1", .2)], "AB1", BOX)[0] == "missed"
    assert verdict([read("AB7", .9)], "AB1", BOX)[0] == "wrong"
    assert verdict([read("AB7", .9, BOX + 50)], "AB1", BOX)[0] == "missed"
    assert verdict([read("AB0", .9)], "ABO", None)[0] == "exact"
    assert verdict([read("AB1", .2)], "AB1", None)[0] == "missed"
    assert verdict([read("AB1", .5), read("XX", .8)], "AB1", None)[0] == "wrong"


def test_what_was_said_of_a_picture_is_asked_once():
    asked = []
    inner = SimpleNamespace(detect=lambda img: asked.append(1) or [(BOX, .9)], shares=lambda img, quad: {"US-CA": 1.0})
    store = {}
    for name in ("a", "a", "b"):
        memory = Remembering(inner, store)
        memory.name = name
        assert memory.detect(None)[0][1] == .9
    assert len(asked) == 2 and memory.shares(None, BOX) == {"US-CA": 1.0}


def test_sure_and_wrong_reads_are_counted():
    rows = [("world", "us", "A1", "exact", "A1", "A1", .97, "", "A1"), ("world", "us", "A2", "wrong", "A3", "A3", .96, "", "AZ"),
            ("negatives", "", "", "false", "X", "", .5, "", "")]
    text = table(rows)
    assert "1 of 2" in text and "0 of 0" in text and "negatives with a false read: 100.0" in text
    assert "both readers say the same, wrong %   0.0 (0 to 79) of 1; they differ, wrong % 100.0 (21 to 100) of 1" in text
    assert "the second reader alone is right on  50.0" in text


def test_the_fit_of_confidence_follows_the_weights():
    rng = np.random.default_rng(3)
    certainty = rng.uniform(.05, .95, 8000)
    right = (rng.random(8000) < certainty).astype(float)
    assert logistic(certainty, right) == pytest.approx((1, 0), abs=.12)
    never = np.concatenate([certainty, certainty]), np.concatenate([right, np.zeros(8000)])
    unheard = logistic(*never, np.concatenate([np.ones(8000), np.full(8000, 1e-6)]))
    assert unheard == pytest.approx((1, 0), abs=.12)
    assert logistic(*never)[1] < -.5
