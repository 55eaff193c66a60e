"""Tests of the generators: what they draw must be where they say it is. No PyTorch needed."""

import csv
import json
import pathlib

import cv2
import numpy as np
import pytest

from outrider_training import ALPHABET, BLANK, art, marks, vehicles
from outrider_training.designs import US_DESIGNS, US_REGIONS
from outrider_training.detector_targets import LIMITS, STRIDES, UNIT, encode
from outrider_training.glyphs import CAP_PX, WORD_STYLES, Die, die_glyph
from outrider_training.plates import PlateRenderer
from outrider_training.reader_data import COLUMNS, IGNORE, looks, targets
from outrider_training.rectify import HEIGHT_PX, WIDTH_PX, cut, grow, transform
from outrider_training.scenes import EXACT, SIZE_PX, SceneRenderer
from outrider_training.sensor import homography, project
from outrider_training.texts import fill


MANIFEST = json.loads((pathlib.Path(__file__).parents[2] / "reader/manifest.json").read_text())


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
    for crop, target, _ in looks(PlateRenderer(9).draw(), rng, 4):
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


def test_a_close_up_shows_its_plate_where_it_says():
    scene = SceneRenderer(9, [], [])
    whole = 0
    for _ in range(60):
        _, quads, kinds = scene.close_up()
        if kinds[0] == EXACT:
            whole += 1
            assert quads[0].min() > -9 and quads[0].max() < SIZE_PX + 9
            assert np.linalg.norm(quads[0][1] - quads[0][0]) > SIZE_PX * .3
    assert whole > 25


def test_every_region_sample_has_its_own_label():
    from outrider_training.region_data import COLUMNS, HEIGHT_PX, IGNORE, NO_LETTER, REGIONS, WIDTH_PX, label, stream
    renderer = PlateRenderer(3)
    for region in ("US-CT", "US-WY"):
        plate = renderer.draw_us(region)
        assert REGIONS[label(plate, "us")] == (plate.region or "?")
    samples = stream((1, 1))
    seen = set()
    for _ in range(800):
        patch, spelled, (want, by_words) = next(samples)
        assert patch.shape == (HEIGHT_PX, WIDTH_PX, 3) and 0 <= int(by_words) < len(REGIONS)
        assert spelled.shape == (2, COLUMNS) and spelled.min() >= IGNORE and spelled.max() <= NO_LETTER
        if want == IGNORE:
            assert REGIONS[int(by_words)] == "?", "words that name no state tell none"
        else:
            assert want == by_words
        seen.add(REGIONS[int(by_words)])
    assert len(seen) > 25 and "EU" in seen


def test_a_drawn_vehicle_has_its_paint_around_its_plate():
    from outrider_training.vehicles import COLOURS, HEIGHT_PX, PLATE_PX, WIDTH_PX, VehicleRenderer, paint, view
    renderer = VehicleRenderer(3, [])
    pixels = {}
    for _ in range(260):
        picture, number = renderer.draw()
        assert picture.shape == (HEIGHT_PX, WIDTH_PX, 3) and picture.dtype == np.uint8
        body = picture[24:36, 14:66].reshape(-1, 3).astype(float).mean(0)
        pixels.setdefault(COLOURS[number], []).append(body)
    mean = {c: np.mean(p, 0) for c, p in pixels.items()}
    assert set(mean) == set(COLOURS)
    assert mean["white"].sum() > mean["gray"].sum() > mean["black"].sum()
    assert mean["red"].argmax() == 2 and mean["blue"].argmax() == 0 and mean["green"].argmax() == 1
    for colour in COLOURS:
        assert all(0 <= v <= 1 for v in paint(renderer.rng, colour))
    # a plate of a given width stands where the net expects it, whatever the picture's size
    for width in (6, 40, 200):
        img = np.zeros((700, 900, 3), np.uint8)
        cv2.rectangle(img, (450 - width // 2, 350 - width // 8), (450 + width // 2, 350 + width // 8), (255, 255, 255), -1)
        seen = np.argwhere(view(img, (450, 350), width)[:, :, 0] > 128)
        seen = seen[(np.abs(seen[:, 0] - HEIGHT_PX * .625) < 8) & (np.abs(seen[:, 1] - WIDTH_PX / 2) < 14)]
        assert abs(seen[:, 1].mean() - WIDTH_PX / 2) < 1.5 and abs(np.ptp(seen[:, 1]) + 1 - PLATE_PX) < 5


def test_a_plate_of_the_street_pictures_is_in_one_part_only():
    import csv
    import re
    with open(pathlib.Path(__file__).parents[1] / "street-ro-texts.csv", newline="") as f:
        rows = list(csv.DictReader(f))
    parts = {}
    for r in rows:
        for key in filter(None, (r["text"], r["image"])):
            parts.setdefault(key, set()).add(r["part"])
        assert (r["part"] == "measure") == r["image"].startswith("nightride"), "the night ride is kept for measuring"
        assert r["part"] in ("train", "val", "measure") and set(r["flags"]) <= set("udpnbs")
        assert bool(r["text"]) != bool(set(r["flags"]) & set("un")), "a text where it is readable, none elsewhere"
        assert not r["text"] or re.fullmatch("[A-Z]{1,2}[0-9]{2,3}[A-Z]{3}|[A-Z]{1,2}[0-9]{6}", r["text"]), r["text"]
    assert all(len(p) == 1 for p in parts.values())


def test_the_words_of_a_plate_are_spelled_column_by_column_where_they_stand():
    from outrider_training.rectify import grow, transform
    from outrider_training.region_data import HEIGHT_PX, MARGIN_X, MARGIN_Y, NO_LETTER, WIDTH_PX, spelling
    renderer = PlateRenderer(5)
    found = named = nonsense = 0
    for k in range(180):
        plate = renderer.draw_us("US-TX", 144, nonsense=k % 3 == 2)
        matrix = transform(grow(plate.quad, MARGIN_X, MARGIN_Y), WIDTH_PX, HEIGHT_PX)
        rows = ["".join(chr(65 + c) for c, before in zip(row, [NO_LETTER, *row]) if 0 <= c < NO_LETTER and c != before)
                for row in spelling(plate.letters, matrix)]
        says = any("TEXAS" in row for row in rows)
        if k % 3 == 2:
            nonsense += says
            assert plate.region == ""
        elif "TEXAS" in "".join(chr(65 + int(c)) for c in plate.letters[:, 0]):  # not under a dealer's frame
            named += 1
            found += says
    # stickers and pictured signs stand among the words of one plate in five
    assert named > 60 and found >= .72 * named and nonsense == 0, (named, found, nonsense)


def test_the_logistic_fit_finds_the_curve_it_was_drawn_from():
    from outrider_training.calibrate import logistic
    rng = np.random.default_rng(4)
    certainty = rng.uniform(.01, .99, 20000)
    logit = 1.6 * np.log(certainty / (1 - certainty)) - .5
    right = rng.random(20000) < 1 / (1 + np.exp(-logit))
    slope, offset = logistic(certainty, right.astype(float))
    assert abs(slope - 1.6) < .08 and abs(offset + .5) < .06


KINDS = {
    "american": {"share": .5, "shapes": [{"aspect": 2.0, "share": 1}], "patterns": {"AAA9999": 1.0}},
    "european": {"share": .5, "shapes": [{"aspect": 4.7, "share": 1}], "patterns": {"9999AAA": 1.0}},
}


def seen(text: str, **doubts):
    """Probabilities of one place per character, .9 each; ``doubts``: by place, what else it may be and how probably."""
    p = np.full((len(text), 36), 1e-4)
    for i, c in enumerate(text):
        p[i, ALPHABET.index(c)] = .9
    for place, (character, share) in doubts.items():
        p[int(place[1:]), ALPHABET.index(character)] = share
    return p / p.sum(1, keepdims=True)


def test_the_format_prior_prefers_what_a_format_allows_and_leaves_the_certain_alone():
    from outrider_training.pipeline import FormatPrior
    prior = FormatPrior(ALPHABET, KINDS).of(2.0)
    after = "".join(ALPHABET[k] for k in prior.apply(seen("JPQ98O0", p5=("0", .45))).argmax(1))
    assert after == "JPQ9800"
    vanity = np.full((7, 36), 1e-9)
    for i, c in enumerate("BATMANX"):
        vanity[i, ALPHABET.index(c)] = 1
    vanity /= vanity.sum(1, keepdims=True)
    assert "".join(ALPHABET[k] for k in prior.apply(vanity).argmax(1)) == "BATMANX"


def test_the_shape_of_a_plate_says_which_formats_it_may_have():
    from outrider_training.pipeline import FormatPrior
    prior = FormatPrior(ALPHABET, KINDS)
    spanish = seen("1234BCD")
    assert prior.of(4.7).evidence(spanish) > 10 * prior.of(2.0).evidence(spanish)
    assert prior.of(1000).evidence(spanish) > 5 * prior.of(2.0).evidence(spanish), "a shape that no kind has says nothing"


def test_the_formats_of_the_state_that_is_told_are_more_probable():
    from outrider_training.pipeline import FormatPrior
    states = {"A": {"9A9999": 1.0}, "B": {"A99999": 1.0}}
    prior = FormatPrior(ALPHABET, {"us": {"share": 1, "shapes": [], "patterns": {"9A9999": .5, "A99999": .5}, "regions": states}})
    doubtful = seen("8B1234", p0=("B", .85), p1=("8", .85))
    read = lambda told: "".join(ALPHABET[k] for k in prior.of(2.0, told).apply(doubtful.copy()).argmax(1))
    assert read({"A": .9, "B": .05}) == "8B1234"
    assert read({"A": .05, "B": .9}) == "B81234"
    a, b = seen("8B1234"), seen("B81234")
    told = prior.of(2.0, {"B": 1.0})
    assert told.evidence(b) > 3 * told.evidence(a) > 0


def test_who_issued_a_plate_is_asked_only_in_doubt():
    from outrider_training.pipeline import ColumnReader, Model

    def asked(sure):
        """How often, where the net is so sure of the first of six characters."""
        logits = np.zeros((2, 40, 37))
        logits[:, :, -1] = 12
        for i, c in enumerate("KVH472"):
            share = sure if i == 0 else .9999
            logits[0, 5 + 4 * i, [ALPHABET.index(c), ALPHABET.index("X"), -1]] = 12 + np.log([share, 1 - share, 1e-6])
        times = []
        reader = ColumnReader(Model(MANIFEST, lambda x: [logits[None]]))
        reading = reader.read(np.random.default_rng(1).integers(0, 256, (48, 160)), 2.0, lambda: (times.append(1), {})[1])
        assert reading.text == "KVH472"
        return len(times)
    assert asked(.9999) == 0
    assert asked(.7) == 1


def test_a_doubtful_character_goes_where_the_rest_fits_better_without_it():
    from outrider_training.pipeline import Segmentation
    p = np.full((1, 5, 37), .01 / 36)
    p[0, :, -1] = .99
    for column, character, sure in ((0, "A", .99), (2, "1", .9), (4, "B", .99)):
        p[0, column] = .0
        p[0, column, ALPHABET.index(character)], p[0, column, -1] = sure, 1 - sure
    columns = Segmentation(p)
    text = lambda places: "".join(ALPHABET[k] for k in columns.shares(places).argmax(1))
    assert text(columns.seen) == "A1B"
    assert text(columns.best(lambda shares: 1)[0]) == "A1B"
    places, share = columns.best(lambda shares: 1 if len(shares) == 2 else .01)
    assert text(places) == "AB" and share > .8


def test_a_turned_picture_keeps_the_plate_in_its_box():
    from outrider_training.conditions import turned
    img = np.zeros((200, 400, 3), np.uint8)
    img[90:110, 180:220] = 255
    out, box = turned(img, np.array([(180., 90.), (220, 90), (220, 110), (180, 110)]), 8)
    x0, y0, x1, y1 = *box.min(0).astype(int), *box.max(0).astype(int) + 1
    assert (out[y0:y1, x0:x1] > 200).sum() == (out > 200).sum() > 1500


def test_every_design_draws_its_picture_and_its_words():
    renderer = PlateRenderer(4)
    for d in US_DESIGNS:
        plate = renderer._us(d, 96)
        assert plate.image.std() > 5 and len(plate.chars) == len(plate.text), d
        for words in d.words:
            assert all(style in WORD_STYLES for style in words.style.split("|")), words


def test_a_picture_that_cannot_be_drawn_says_which_command():
    img = np.zeros((40, 80, 3), np.float32)
    with pytest.raises(ValueError, match="moon"):
        art.paint(img, "moon .5 .5 .1 white", np.random.default_rng(1))
    with pytest.raises(ValueError, match="disc .5 .5 .1"):
        art.paint(img, "disc .5 .5 .1", np.random.default_rng(1))


def test_vehicles_are_labelled_with_words_of_the_recipe():
    for table in ("plates-world-vehicles.csv", "street-ro-paints.csv", "stills-paints.csv"):
        with open(pathlib.Path(vehicles.LABELS) / table, newline="") as f:
            rows = list(csv.DictReader(f))
        assert {r["colour"] for r in rows} <= {*vehicles.COLOURS, "unknown", "none"}
        assert {r["body"] for r in rows} <= {*vehicles.BODIES, "unknown", "none"}
        assert {r.get("part", "val") for r in rows} <= {"train", "val"}
        assert not table.startswith("street") or all(r["image"].startswith("dayride") for r in rows), "the night ride is kept for measuring"
        assert all((r["colour"] == "none") == (r["body"] == "none") for r in rows)
        assert len({(r["image"], r.get("x"), r.get("y")) for r in rows if r.get("x") != ""}) == sum(r.get("x") != "" for r in rows)


def test_a_real_vehicle_seen_again_keeps_its_plate_and_the_edge_its_gray():
    rng = np.random.default_rng(5)
    picture = np.full((400, 300, 3), (60, 30, 20), np.uint8)
    picture[190:210, 130:170] = (30, 220, 250)  # a plate 40 px wide; the picture ends 3.75 plate widths right of its middle
    seen = vehicles.view(picture, (150, 200), 40, 2, vehicles.ROOM)
    for _ in range(40):
        out = vehicles.vary(seen, rng).astype(int)
        ys, xs = np.nonzero(out[:, :, 2] - out[:, :, 0] > 60)
        if len(xs) > 20:  # not where it has become gray, or dark
            assert abs(np.median(xs) - 40) < 6 and abs(np.median(ys) - 40) < 6
    narrow = vehicles.view(picture[:, 120:180], (30, 200), 40, 2, vehicles.ROOM)
    for _ in range(40):
        out = vehicles.vary(narrow, rng)
        assert (out[30:50, 2] == 114).all() and (out[30:50, -3] == 114).all()


def test_no_colour_is_taught_where_there_is_none():
    views = [(np.full((153, 192, 3), v, np.uint8), 4, 2, 1.0) for v in ((90, 90, 90), (20, 20, 200))]
    for gray, real in ((True, views[:1]), (False, views[1:])):
        made = vehicles.stream(3, [], real, 1.0)
        samples = [next(made) for _ in range(30)]
        assert all(body == 2 for _, _, body in samples)
        told = [colour for _, colour, _ in samples if colour != vehicles.UNTOLD]
        assert (not told) if gray else len(told) > 15 and set(told) == {4}


@pytest.mark.parametrize("kind", [k for k in marks.KINDS if k != marks.STACK])
def test_every_sign_leaves_ink_about_where_it_belongs(kind):
    img = np.full((100, 100, 3), 255, np.uint8).astype(np.float32)
    marks.draw(img, kind, 50, 50, 30, 40, (0, 0, 0), (90, 90, 90), np.random.default_rng(7))
    ys, xs = np.where(img[..., 0] < 200)
    assert len(xs) > 60
    assert 28 < xs.min() and xs.max() < 72 and 20 < ys.min() and ys.max() < 80
