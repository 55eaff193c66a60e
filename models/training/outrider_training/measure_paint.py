"""Says what the paint net tells of labelled vehicles, cut out by the labelled boxes.

usage: python -m outrider_training.measure_paint --pictures DIR (--model FOLDER | --checkpoint FILE) [--choose]

Sets: ``val`` of plates-world, ride 003 of the day rides, the stills. Colours and body classes that are not labelled are left out, and of
colours views without colour. ``--choose`` finds temperature and threshold on ``val`` of plates-world alone; without it those of the
manifest hold, or 1 and .5.
"""

from __future__ import annotations

import argparse
import json
import os

import cv2
import numpy as np

from .vehicles import BODIES, COLOURS, LEAST_CHROMA, UNTOLD, chroma, labelled, view

SETS = (("val", "plates-world", "plates-world-vehicles.csv", "val"), ("ride 003", "street-ro", "street-ro-paints.csv", "val"),
        ("stills", "stills", "stills-paints.csv", None))
MOST_WRONG = .10
"""Share of all vehicles that may be told wrongly on the set that the threshold is chosen on."""
NEAR = {"black": "gray brown green blue", "gray": "black white brown green blue", "white": "gray brown", "red": "orange brown",
        "orange": "red yellow brown", "yellow": "orange brown", "brown": "black gray white red orange yellow", "green": "black gray blue",
        "blue": "black gray green"}
"""As the agent's ``Paint.near`` has it: what a listed colour is taken for."""
SAME, OTHER = .6, .05
"""As the agent's ``SeenVehicle`` has them."""


def views(root, folder, table, part):
    """Views, colours' numbers (untold where the view has no colour), body classes' numbers of a set."""
    out, images = [], {}
    for path, centre, plate_px, colour, body in labelled(root, folder, table, part):
        v = view(images.setdefault(path, cv2.imread(path)), centre, plate_px)
        out.append((v, colour, body, chroma(v)))
    return (np.stack([v for v, *_ in out]).transpose(0, 3, 1, 2).astype(np.float32), np.array([c for _, c, _, _ in out]), np.array([b for _, _, b, _ in out]),
            np.array([k >= LEAST_CHROMA for *_, k in out]))


def softmax(z, temperature):
    e = np.exp((z - z.max(1, keepdims=True)) / temperature)
    return e / e.sum(1, keepdims=True)


def figures(logits, truth, seen, temperature, threshold):
    """Of the labelled ones: how many, share told and right, told and wrong, right without a threshold; stated confidence less share right."""
    of = truth != UNTOLD
    p, t = softmax(logits[of], temperature), truth[of]
    right, sure = p.argmax(1) == t, p.max(1)
    told = (sure >= threshold) & seen[of]
    share = lambda k: 100 * float(k.mean())
    return {"n": len(t), "right": share(told & right), "wrong": share(told & ~right), "best_right": share(right), "over": 100 * float(sure.mean() - right.mean())}


def verdicts(logits, truth, seen, temperature, threshold):
    """A hit of the labelled colour: shares that agree and differ; a hit of another colour, as often as there are such vehicles: the same."""
    of = truth != UNTOLD
    p, t = softmax(logits[of], temperature), truth[of]
    told = (p.max(1) >= threshold) & seen[of]
    near = np.array([[a == b or b in NEAR[a].split() for b in COLOURS] for a in COLOURS])
    agrees = (p >= SAME) & told[:, None]
    differs = ((p @ near.T.astype(np.float64)) <= OTHER) & told[:, None] & ~agrees
    often = np.bincount(t, minlength=len(COLOURS)) / len(t)
    own = np.eye(len(COLOURS), dtype=bool)[t]
    others = np.where(own, 0, often[None])
    others = others / others.sum(1, keepdims=True)
    share = lambda k, w: 100 * float((k * w).sum() / len(t))
    return {"own_agrees": share(agrees, own), "own_differs": share(differs, own), "other_agrees": share(agrees, others), "other_differs": share(differs, others)}


def choose(logits, truth, seen):
    """The temperature that fits best (least cross-entropy), then the least threshold at which no more than MOST_WRONG are told wrongly."""
    of = truth != UNTOLD
    z, t = logits[of], truth[of]
    loss = lambda k: -np.log(softmax(z, k)[np.arange(len(t)), t] + 1e-9).mean()
    temperature = min((round(k, 2) for k in np.arange(.5, 3.01, .05)), key=loss)
    for threshold in np.arange(.3, .96, .01):
        if figures(logits, truth, seen, temperature, threshold)["wrong"] <= 100 * MOST_WRONG:
            break
    return float(temperature), round(float(threshold), 2)


def nets(a):
    """A function from views to logits of colours and, or none, of body classes; the manifest's or default temperatures and thresholds."""
    if a.model:
        import onnxruntime
        session = onnxruntime.InferenceSession(os.path.join(a.model, "model.onnx"), providers=["CPUExecutionProvider"])
        with open(os.path.join(a.model, "manifest.json")) as f:
            m = json.load(f)
        said = [(m["temperature"], m["threshold"]), (m["bodies"]["temperature"], m["bodies"]["threshold"]) if "bodies" in m else None]
        return lambda x: session.run(None, {"views": x}), said
    import torch
    from .nets import Paint
    net = Paint(len(COLOURS), len(BODIES))
    net.load_state_dict(torch.load(a.checkpoint, map_location="cpu", weights_only=True)["ema"])
    net.eval()

    def run(x):
        with torch.no_grad():
            return [z.numpy() for z in net(torch.from_numpy(x))]
    return run, [(1.0, .5), (1.0, .5)]


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--pictures", required=True)
    p.add_argument("--model")
    p.add_argument("--checkpoint")
    p.add_argument("--choose", action="store_true")
    a = p.parse_args(argv)
    run, said = nets(a)
    sets = {name: views(a.pictures, *where) for name, *where in SETS}
    told = {name: run(x) for name, (x, *_) in sets.items()}
    everywhere = {name: np.ones(len(x), bool) for name, (x, *_) in sets.items()}
    for task, which in (("colour", 0), ("body", 1)):
        if len(told["val"]) <= which:
            continue
        seen = {name: s[3] for name, s in sets.items()} if which == 0 else everywhere
        at = choose(told["val"][which], sets["val"][1 + which], seen["val"]) if a.choose else said[which]
        print(f"{task}: temperature {at[0]}, threshold {at[1]}")
        for name in sets:
            given = told[name][which], sets[name][1 + which], seen[name], *at
            f = figures(*given)
            line = f"  {name}: {f['n']} labelled, right {f['right']:.1f} %, wrong {f['wrong']:.1f} %; right without threshold {f['best_right']:.1f} %, confidence over by {f['over']:.1f}"
            if which == 0:
                v = verdicts(*given)
                line += "; own colour agrees / differs {own_agrees:.1f} / {own_differs:.1f}, another {other_agrees:.1f} / {other_differs:.1f}".format(**v)
            print(line)


if __name__ == "__main__":
    main()
