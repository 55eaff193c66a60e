"""Tests of the generators: what they draw must be where they say it is. No PyTorch needed."""

import numpy as np
import pytest

from outrider_training import ALPHABET, BLANK
from outrider_training.designs import US_DESIGNS, US_REGIONS
from outrider_training.detector_targets import LIMITS, STRIDES, UNIT, encode
from outrider_training.glyphs import CAP_PX, Die, die_glyph
from outrider_training.plates import PlateRenderer
from outrider_training.reader_data import COLUMNS, IGNORE, looks, targets
from outrider_training.rectify import HEIGHT_PX, WIDTH_PX, cut, grow, transform
from outrider_training.scenes import EXACT, SIZE_PX, SceneRenderer
from outrider_training.sensor import homography, project
from outrider_training.texts import fill


def text_of(row):
    out, last = "", BLANK
    for c in row:
        if c != last and c not in (BLANK, IGNORE):
            out += ALPHABET[c]
        last = c
    return out


def test_every_die_shape_has_full_height_and_ink():
    rng = np.random.default_rng(1)
    for _ in range(20):
        die = Die.draw(rng)
        for c in ALPHABET:
            mask = die_glyph(c, die)
            rows = np.where(mask.max(1) > 60)[0]
            assert mask.shape[0] == CAP_PX and rows[-1] - rows[0] > CAP_PX * 0.9, c


def test_the_formats_give_what_they_say():
    text = fill("AA9-9", np.random.default_rng(2))
    assert text[:2].isalpha() and text[2].isdigit() and text[3] == "-" and text[4].isdigit()


def test_all_fifty_states_and_dc_have_a_design():
    assert len(US_REGIONS) == 51
    assert all(d.name and d.formats for d in US_DESIGNS)


def test_the_same_seed_draws_the_same_plate():
    a, b = PlateRenderer(5).draw(), PlateRenderer(5).draw()
    assert a.text == b.text and np.array_equal(a.image, b.image)
    assert not np.array_equal(a.image, PlateRenderer(6).draw().image)


def test_characters_lie_on_the_plate_in_reading_order():
    renderer = PlateRenderer(7)
    for _ in range(60):
        p = renderer.draw()
        assert "".join(ALPHABET[int(c)] for c in p.chars[:, 0]) == p.text
        (x0, y0), (x1, y1) = p.quad[0], p.quad[2]
        assert (p.chars[:, 2] > x0 - 4).all() and (p.chars[:, 4] < x1 + 4).all()
        assert (p.chars[:, 3] > y0 - 4).all() and (p.chars[:, 5] < y1 + 4).all()


def test_the_columns_spell_the_plate_when_it_is_cut_squarely():
    renderer = PlateRenderer(8)
    right = 0
    for _ in range(40):
        p = renderer.draw()
        t = targets(p.chars, transform(grow(p.quad)))
        right += text_of(t[0]) + text_of(t[1]) == p.text
    # neighbours that touch leave no blank between two equal letters; anything else must be right
    assert right >= 36


def test_looks_have_the_shape_the_reader_takes():
    rng = np.random.default_rng(3)
    for crop, target in looks(PlateRenderer(9).draw(), rng, 4):
        assert crop.shape == (HEIGHT_PX, WIDTH_PX) and crop.dtype == np.uint8
        assert target.shape == (2, COLUMNS)


def test_rectifying_undoes_the_view():
    rng = np.random.default_rng(4)
    p = PlateRenderer(10).draw()
    m = np.array([[1, 0, 150], [0, 1, 90], [0, 0, 1.0]]) @ homography(rng, p.quad, 150)
    import cv2
    seen = cv2.warpPerspective(p.image, m, (300, 180))
    straight = cut(p.image, p.quad).astype(float)
    again = cut(seen, project(m, p.quad)).astype(float)
    a, b = straight - straight.mean(), again - again.mean()
    assert (a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()) > 0.8


def test_the_grown_quad_matches_the_agents():
    grown = grow(np.array([(10, 20), (110, 20), (110, 60), (10, 60)], float), .1, .25)
    assert np.allclose(grown, [(0, 10), (120, 10), (120, 70), (0, 70)])


@pytest.mark.parametrize("width", [16, 40, 75, 160, 230])
def test_a_plate_is_answered_for_by_the_map_of_its_size_and_decodes_to_itself(width):
    quads, kinds = np.zeros((6, 4, 2), np.float32), np.zeros(6, np.int8)
    h = width / 3
    quads[0] = [(12, 40), (12 + width, 44), (12 + width, 44 + h), (12, 40 + h)]
    kinds[0] = EXACT
    out = encode(quads, kinds)
    answered = False
    for k, stride in enumerate(STRIDES):
        cls, off = out[3 * k], out[3 * k + 1].astype(float)
        wanted = LIMITS[k][1] <= width <= LIMITS[k][2]
        assert (cls > 0).any() == wanted
        for y, x in zip(*np.where(cls > 0)):
            centre = np.array([x + .5, y + .5]) * stride
            assert np.abs(centre + off[y, x].reshape(4, 2) * stride * UNIT - quads[0]).max() < .4
            answered = True
    assert answered


def test_scenes_have_their_plates_inside_and_marked():
    scene = SceneRenderer(11, [], [])
    some = 0
    for _ in range(30):
        img, quads, kinds = scene.drawn()
        assert img.shape == (SIZE_PX, SIZE_PX, 3) and img.dtype == np.uint8
        for q, k in zip(quads, kinds):
            if k:
                some += 1
                assert -10 < q.mean() < SIZE_PX + 10
    assert some > 15
