"""Tests of the samples made of real plates, on made-up pictures: blocks of gray stand for characters. No PyTorch needed."""

import csv

import cv2
import numpy as np
import pytest

from outrider_training import ALPHABET, BLANK
from outrider_training.pipeline import iou
from outrider_training.real_plates import (NOTHING_PX, UNIT, RealPlate, RealPlates, align, align_all, is_sound, load, look, named, path_through, prepare,
                                           save, shuffled, splits)
from outrider_training.reader_data import COLUMNS, IGNORE, ROWS, SLOTS, UNKNOWN, labels_of, labels_seen, slots_of, targets
from outrider_training.rectify import transform
from outrider_training.sensor import project

GRAY = {"A": 20, "B": 110}
QUAD = np.array([(60, 50), (260, 50), (260, 100), (60, 100)], np.float32)
PLACES = np.array([.08, .26, .44, .62, .80])
WIDTH = .1


def plate(text="ABBAB", flags="", region="DE"):
    img = np.full((150, 320, 3), 230, np.uint8)
    for c, x in zip(text, PLACES):
        x0, x1 = (int(60 + 200 * (x + d * WIDTH / 2)) for d in (-1, 1))
        img[54:96, x0:x1] = GRAY[c]
    return RealPlate(img, QUAD, np.zeros((0, 6), np.float32), (text,), region, flags)


def gray_reader(x):
    """A reader of such plates: a column's darkness in the upper row is its class."""
    v = x[:, 0, 20:28].mean(1).reshape(len(x), COLUMNS, -1).mean(2)
    v = (v - v.min(1, keepdims=True)) / (v.max(1, keepdims=True) - v.min(1, keepdims=True) + 1e-6)
    logits = np.zeros((len(x), ROWS, COLUMNS, BLANK + 1), np.float32)
    logits[:, 1, :, BLANK] = 12
    for cls, near in ((ALPHABET.index("A"), v < .25), (ALPHABET.index("B"), (v >= .25) & (v < .65)), (BLANK, v >= .65)):
        logits[:, 0, :, cls] = 12 * near
    return [logits]


def aligned(**kw):
    return align_all([plate(**kw)], gray_reader)[0]


def test_the_way_through_the_columns_parts_equal_neighbours():
    p = np.full((9, BLANK + 1), 1e-4)
    for c, k in enumerate([BLANK, 10, 10, BLANK, 10, BLANK, 11, 11, BLANK]):
        p[c, k] = 1
    score, spans = path_through(np.log(p), "AAB")
    assert spans == [(1, 2), (4, 4), (6, 7)] and score > -.1
    assert path_through(np.log(p), "AB")[0] < score - 5
    assert path_through(np.log(p[:2]), "AAB")[0] == -np.inf
    assert path_through(np.log(p[:4]), "AA")[0] < -5 < path_through(np.log(p[:4]), "A")[0]  # two side by side are one


def test_texts_of_two_rows_are_split_in_every_way():
    assert splits("ABC", 1) == [("ABC",)]
    assert splits("ABC", 2) == [("A", "BC"), ("AB", "C")]


def test_alignment_finds_each_character_where_it_is():
    lines, chars, seen = align(gray_reader, plate().image, QUAD, "ABBAB", 1, np.random.default_rng(1))
    assert lines == ("ABBAB",) and [ALPHABET[int(c)] for c in chars[:, 0]] == list("ABBAB")
    assert np.abs((chars[:, 2] + chars[:, 4]) / 2 - PLACES).max() < .015
    assert np.all(seen > .9)


def test_a_text_that_the_plate_does_not_bear_gives_no_places():
    _, chars, seen = align(gray_reader, plate().image, QUAD, "XYZXY", 1, np.random.default_rng(1))
    assert len(chars) == 0 and np.all(seen < .3)


def test_o_and_0_that_nobody_could_tell_are_not_taught():
    p = aligned(flags="z")
    assert IGNORE not in p.chars[:, 0]  # it bears neither
    chars = p.chars.copy()
    chars[1, 0] = IGNORE
    crop, target, labels = look(RealPlate(p.image, p.quad, chars, p.lines), np.random.default_rng(3))
    assert (labels == UNKNOWN).all() and ALPHABET.index("A") in target


def test_crops_say_where_the_characters_are():
    rng = np.random.default_rng(4)
    whole = 0
    p = aligned()
    for _ in range(60):
        crop, target, labels = look(p, rng)
        assert crop.shape == (48, 160) and (labels[1] < 0).all()
        text = "".join(ALPHABET[c] for c in labels[0] if c >= 0)
        assert sorted(text) == sorted("ABBAB")
        whole += "".join(ALPHABET[c] for c in labels_seen(target)[0] if c >= 0) == text
    assert whole > 50


def test_shuffling_moves_text_and_picture_alike():
    rng = np.random.default_rng(5)
    p, orders = aligned(), set()
    for _ in range(20):
        img, quad, chars, lines = shuffled(p, rng)
        orders.add(lines[0])
        to = cv2.getPerspectiveTransform(UNIT, quad.astype(np.float32))
        for c, ch in zip(chars, lines[0]):
            assert ALPHABET[int(c[0])] == ch
            x, y = project(to, np.array([[(c[2] + c[4]) / 2, .5]]))[0]
            assert abs(float(img[int(y), int(x)].mean()) - GRAY[ch]) < 60 and img[int(y), int(x), 0] < 170
    assert len(orders) > 3 and all(sorted(o) == sorted("ABBAB") for o in orders)
    assert np.array_equal(p.chars, aligned().chars)  # the plate itself stays


def test_what_has_no_places_is_taught_by_its_text_alone():
    crop, target, labels = look(plate(), np.random.default_rng(1))
    assert (target == IGNORE).all() and (labels[0, :5] >= 0).all()
    nothing = RealPlate(plate().image, QUAD, np.zeros((0, 6), np.float32), ())
    crop, target, labels = look(nothing, np.random.default_rng(1))
    assert (target == BLANK).all() and (labels == -1).all()


def test_american_plates_are_half_of_what_is_drawn_and_stacked_ones_none():
    texts = ("ABBAB", "BBBAB", "ABABA", "BABAB", "AABBA", "AABBA")
    plates = [aligned(region="US-CA"), aligned(region="US-TX", flags="v")] + [aligned(text=t) for t in texts] + [aligned(flags="k", region="US-TX")]
    real = RealPlates(plates, np.random.default_rng(1))
    us = np.array([p.region.startswith("US") for p in real.plates])
    assert real.weight[us].sum() == pytest.approx(.5) and len(real.plates) == 8
    assert real.weight[1] < real.weight[0]
    assert real.weight[6] + real.weight[7] == pytest.approx(real.weight[5])  # two pictures of one plate


def test_only_what_may_be_trained_on_is_prepared(tmp_path):
    (tmp_path / "plates-world").mkdir()
    rows = [("a.jpg", "train", "ABBAB", ""), ("b.jpg", "val", "ABBAB", ""), ("c.jpg", "train", "ABBAB", "d"), ("kept.jpg", "train", "ABBAB", "")]
    with open(tmp_path / "plates-world.csv", "w", newline="") as f:
        w = csv.writer(f)
        w.writerow("image,part,text,region,rows,flags,x,y,w,h,note".split(","))
        for name, part, text, flags in rows:
            cv2.imwrite(str(tmp_path / "plates-world" / name), plate(text).image)
            w.writerow([name, part, text, "DE", 1, flags, 60, 50, 200, 50, ""])
    (tmp_path / "not-to-train.txt").write_text("kept\n")
    elsewhere = QUAD + (-55, 48)

    class Detector:
        def detect(self, img):
            return [(QUAD + 1, .9), (elsewhere * (.5, 1), .4)]
    assert iou(elsewhere * (.5, 1), QUAD) < .02
    made = prepare(str(tmp_path), Detector())
    assert [p.text for p in made if p.lines] == ["ABBAB"]
    assert len([p for p in made if not p.lines]) == 2  # of the pictures a and c: no label is near
    assert all(np.linalg.norm(p.quad[1] - p.quad[0]) <= NOTHING_PX for p in made if not p.lines)


def test_names_that_are_kept_back_are_found_in_every_form():
    names = {"00ab", "x.png"}
    assert named("plates-world/00ab.jpg", names) and named("x.png", names) and not named("00ac.jpg", names)
    row = {"text": "AB1", "flags": "v", "x": "1"}
    assert is_sound(row) and not any(is_sound({**row, **fault}) for fault in ({"flags": "vp"}, {"x": ""}, {"text": ""}))


def test_what_is_saved_is_what_is_loaded(tmp_path):
    plates = [aligned(flags="b"), RealPlate(plate().image[:40, :50], QUAD / 9, np.zeros((0, 6), np.float32), ()), plate("AB", region="US-CA")]
    save(plates, str(tmp_path / "x.npz"))
    for a, b in zip(plates, load(str(tmp_path / "x.npz"))):
        assert np.array_equal(a.image, b.image) and np.array_equal(a.quad, b.quad) and np.array_equal(a.chars, b.chars)
        assert (a.lines, a.region, a.flags, a.misread) == (b.lines, b.region, b.flags, b.misread)


def test_slots_are_told_the_text_and_where_it_is():
    p = aligned()
    m = transform(QUAD)
    target = targets(p.chars, m @ cv2.getPerspectiveTransform(UNIT, QUAD))
    cls, place = slots_of(target[None], labels_of(p.lines)[None])
    assert cls[0].tolist() == [10, 11, 11, 10, 11] + [BLANK] * (SLOTS - 5)
    assert (np.diff(place[0, :5]) > 4).all() and (place[0, 5:] == -1).all()
    cls, place = slots_of(target[None], labels_of(None)[None])
    assert (cls == -1).all() and (place == -1).all()
    cls, place = slots_of(target[None], labels_of(("ABB",))[None])  # two characters lie outside the text: no place is sure
    assert cls[0, 3] == BLANK and (place == -1).all()
