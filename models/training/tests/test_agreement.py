"""The recipe's way from picture to text and the agent's, on the same pictures with the shipped models."""

import json
import os
import subprocess

import cv2
import numpy as np
import pytest

from outrider_training.pipeline import box
from outrider_training.scenes import SceneRenderer

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
PICTURES = 20


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    scene = SceneRenderer(4711, [], [])
    for i in range(PICTURES):
        parts = [scene.drawn()[0] for _ in range(6)]
        whole = np.vstack([np.hstack(parts[:3]), np.hstack(parts[3:])])
        cv2.imwrite(str(folder / f"{i:02d}.png"), whole)
    return folder


def agent_reads(folder):
    if not os.path.exists(os.path.join(ROOT, "edge-agent", "target", "outrider.jar")):
        message = "the agent is not built: mvn package"
        pytest.fail(message) if os.environ.get("OUTRIDER_REQUIRE_PARTS") == "1" else pytest.skip(message)
    out = subprocess.run([os.path.join(ROOT, "outrider"), "read", str(folder), "--jsonl", "--min-confidence", "0"], capture_output=True, text=True)
    assert out.returncode == 0, out.stderr
    return {line["image"]: line["reads"] for line in map(json.loads, out.stdout.splitlines())}


def test_both_ways_read_the_same_plate_by_plate(pictures):
    pytest.importorskip("onnxruntime")
    from outrider_training.evaluate import finder
    cv2.setNumThreads(1)
    here, there = finder(os.path.join(ROOT, "models")), agent_reads(pictures)
    plates, disputed = 0, 0
    for name, expected in sorted(there.items()):
        got = here.reads(cv2.imread(str(pictures / name)))
        sure = [r for r in expected if r["confidence"] > .15]
        for want in sure:
            x, y, w, h = want["box"]
            same = [r for r in got if abs(box(r.quad)[0] - x) < 1.5 and abs(box(r.quad)[1] - y) < 1.5 and abs(box(r.quad)[2] - x - w) < 1.5]
            assert same, f"{name}: the agent reads {want['plate']} at {want['box']}, the recipe nothing there"
            assert same[0].plate == want["plate"], name
            assert same[0].reading.raw == want["raw"], name
            assert abs(same[0].confidence - want["confidence"]) < .03, name
            assert same[0].second == want["second_read"], name
            disputed += not want["readers_agree"]
            plates += 1
        assert len([r for r in got if r.confidence > .18]) <= len([r for r in expected if r["confidence"] > .12]), name
    assert plates >= 25, "too few plates to compare"
    assert disputed >= 1, "no plate that the two readers dispute"
