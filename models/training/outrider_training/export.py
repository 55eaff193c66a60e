"""Writes trained nets as ONNX with the manifest the agent reads.

The detector's graph takes BGR 0..255 of any size that is a multiple of 32; the reader's takes standardised crops, so
that every runtime can load it. Both keep to opset 17 and plain operators.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os

import torch
from torch import nn

from . import ALPHABET, region_data, vehicles
from .designs import BR_DESIGNS, EU_DESIGNS, US_DESIGNS, US_REGIONS
from .nets import Detector, Paint, Reader, Region, SlotReader
from .reader_data import SLOT_SHAPE, SLOTS
from .region_data import REGIONS
from .rectify import HEIGHT_PX, MARGIN_X, MARGIN_Y, WIDTH_PX

SOFTEN_ABOVE_PX, SOFTEN_SD = 194, .8
"""Crops of plates wider than the first are blurred by the second: real plates near the camera are crisper than any drawn one, and
were read worse than the same pictures at half the size."""



class _Slots(nn.Module):
    """The second reader with gray bytes (N, height, width, 1) in and probabilities (N, slot, class) out."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        x = x.float().squeeze(3)[:, None]
        mean = x.mean((2, 3), keepdim=True)
        deviation = (x - mean).square().mean((2, 3), keepdim=True).sqrt().clamp_min(4.0)
        return self.net((x - mean) / deviation).softmax(2)


class _Columns(nn.Module):
    """The reader with its output laid out as (N, row, column, class)."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net(x).permute(0, 2, 3, 1)


def _ema(path):
    return torch.load(path, map_location="cpu", weights_only=True)


def _training(state):
    """Where a net comes from; weights that were kept without the trainer's state (``start/``) do not say how long."""
    out = {"recipe": "models/training"}
    if "seen" in state:
        out |= {"samples_seen": state["seen"], "seconds": round(state["used_s"])}
    return out


def write_onnx(net, example, path, inputs, outputs, axes):
    net.eval()
    torch.onnx.export(net, example, path, input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)


KINDS = (
    # designs, share as the renderer draws them, shapes (width by height, share): 12 x 6 in; 520 x 110 mm, two lines on 280 x 200
    # to 340 x 220; 400 x 130 mm, motorcycles 200 x 170
    ("us", US_DESIGNS, .6, ((2.0, 1.0),)),
    ("eu", EU_DESIGNS, .25, ((4.7, .9), (1.5, .1))),
    ("br", BR_DESIGNS, .15, ((3.1, .9), (1.2, .1))),
)


def patterns(designs):
    """How common each pattern of letters and digits is, where every design counts once, shared among its formats."""
    out = {}
    for d in designs:
        for f in d.formats:
            f = f.replace("1", "9")
            out[f] = out.get(f, 0) + 1 / len(designs) / len(d.formats)
    return {k: round(v, 5) for k, v in sorted(out.items(), key=lambda kv: -kv[1])}


def format_kinds():
    """By kind of plate: its share, its shapes, its patterns, and those of each state where states are told apart."""
    out = {}
    for name, designs, share, shapes in KINDS:
        out[name] = {"share": share, "shapes": [{"aspect": a, "share": s} for a, s in shapes], "patterns": patterns(designs)}
        if designs is US_DESIGNS:
            out[name]["regions"] = {r: patterns([d for d in designs if d.region == r]) for r in US_REGIONS}
    return out


def manifest(folder, fields):
    """Writes manifest.json beside model.onnx, with the hash of what is there. Fields already in an older manifest that
    are measured later (figures, calibration) are kept unless given."""
    path = os.path.join(folder, "manifest.json")
    with open(os.path.join(folder, "model.onnx"), "rb") as f:
        digest = hashlib.sha256(f.read()).hexdigest()
    data = {"schema_version": 1, **fields, "sha256": digest}
    with open(path, "w") as f:
        json.dump(data, f, indent=2, sort_keys=False)
        f.write("\n")


def detector(checkpoint, folder, version):
    os.makedirs(folder, exist_ok=True)
    state = _ema(checkpoint)
    net = Detector()
    net.load_state_dict(state["ema"])
    axes = {"picture": {0: "n", 2: "h", 3: "w"}, "map8": {0: "n", 2: "h8", 3: "w8"}, "map16": {0: "n", 2: "h16", 3: "w16"}}
    write_onnx(net, torch.zeros(1, 3, 384, 640), os.path.join(folder, "model.onnx"), ["picture"], ["map8", "map16"], axes)
    manifest(folder, {
        "name": "outrider-detector", "version": version, "task": "detect",
        "input": {"name": "picture", "layout": "NCHW", "colour": "BGR", "type": "float32", "range": [0, 255], "multiple_of": 32, "default_long_side_px": 640},
        "output": {"format": "outrider-corners", "maps": [{"name": "map8", "stride": 8}, {"name": "map16", "stride": 16}], "unit_strides": 4},
        "threshold": 0.5,
        "licence": "Apache-2.0", "training": _training(state),
    })


def reader(checkpoint, folder, version, width):
    os.makedirs(folder, exist_ok=True)
    state = _ema(checkpoint)
    net = Reader(width)
    net.load_state_dict(state["ema"])
    axes = {"crops": {0: "n"}, "logits": {0: "n"}}
    write_onnx(_Columns(net), torch.zeros(1, 1, HEIGHT_PX, WIDTH_PX), os.path.join(folder, "model.onnx"), ["crops"], ["logits"], axes)
    manifest(folder, {
        "name": "outrider-reader", "version": version, "task": "read",
        "input": {"name": "crops", "layout": "NCHW", "colour": "GRAY", "type": "float32", "width": WIDTH_PX, "height": HEIGHT_PX,
                  "normalisation": "standardise", "least_deviation": 4, "margin_x": MARGIN_X, "margin_y": MARGIN_Y, "soften_above_px": SOFTEN_ABOVE_PX, "soften_sd": SOFTEN_SD},
        "output": {"format": "outrider-columns", "name": "logits", "rows": 2, "columns": 40},
        "alphabet": ALPHABET, "temperature": 1.0, "formats": format_kinds(),
        "licence": "Apache-2.0", "training": _training(state),
    })


def slots(checkpoint, folder, version):
    os.makedirs(folder, exist_ok=True)
    state = _ema(checkpoint)
    net = SlotReader(SLOTS)
    net.load_state_dict(state["ema"])
    shape = SLOT_SHAPE
    axes = {"crops": {0: "n"}, "shares": {0: "n"}}
    example = torch.zeros(1, shape.height, shape.width, 1, dtype=torch.uint8)
    write_onnx(_Slots(net), example, os.path.join(folder, "model.onnx"), ["crops"], ["shares"], axes)
    manifest(folder, {
        "name": "outrider-second-reader", "version": version, "task": "read",
        "input": {"name": "crops", "layout": "NHWC", "colour": "GRAY", "type": "uint8", "width": shape.width, "height": shape.height, "channels": 1,
                  "margin_x": shape.margin_x, "margin_y": shape.margin_y},
        "output": {"format": "fixed-slots", "name": "shares", "slots": SLOTS},
        "alphabet": ALPHABET + "_", "pad": "_",
        "licence": "Apache-2.0", "training": _training(state),
    })


def region(checkpoint, folder, version, threshold, temperature):
    os.makedirs(folder, exist_ok=True)
    state = _ema(checkpoint)
    net = Region(len(REGIONS))
    net.load_state_dict(state["ema"])
    axes = {"patches": {0: "n"}, "logits": {0: "n"}}
    write_onnx(net, torch.zeros(1, 3, region_data.HEIGHT_PX, region_data.WIDTH_PX), os.path.join(folder, "model.onnx"), ["patches"], ["logits"], axes)
    manifest(folder, {
        "name": "outrider-region", "version": version, "task": "region",
        "input": {"name": "patches", "layout": "NCHW", "colour": "BGR", "type": "float32", "width": region_data.WIDTH_PX, "height": region_data.HEIGHT_PX,
                  "normalisation": "standardise", "least_deviation": 4, "margin_x": region_data.MARGIN_X, "margin_y": region_data.MARGIN_Y},
        "output": {"format": "outrider-regions", "name": "logits"},
        "regions": ["" if r in ("EU", "?") else r for r in REGIONS], "temperature": temperature, "threshold": threshold,
        "licence": "Apache-2.0", "training": _training(state),
    })


class _Colours(nn.Module):
    """The paint net without its body classes."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net(x)[0]


def paint(checkpoint, folder, version, threshold, temperature, body_threshold=None, body_temperature=1.0):
    """Body classes are left out where they have no threshold."""
    os.makedirs(folder, exist_ok=True)
    state = _ema(checkpoint)
    net = Paint(len(vehicles.COLOURS), len(vehicles.BODIES))
    net.load_state_dict(state["ema"])
    outputs, bodies = ["logits"], {}
    if body_threshold is None:
        net = _Colours(net)
    else:
        outputs.append("bodies")
        bodies = {"bodies": {"output": "bodies", "classes": list(vehicles.BODIES), "temperature": body_temperature, "threshold": body_threshold}}
    axes = {name: {0: "n"} for name in ["views", *outputs]}
    write_onnx(net, torch.zeros(1, 3, vehicles.HEIGHT_PX, vehicles.WIDTH_PX), os.path.join(folder, "model.onnx"), ["views"], outputs, axes)
    manifest(folder, {
        "name": "outrider-paint", "version": version, "task": "paint",
        "input": {"name": "views", "layout": "NCHW", "colour": "BGR", "type": "float32", "range": [0, 255],
                  "width": vehicles.WIDTH_PX, "height": vehicles.HEIGHT_PX, "plate_width": vehicles.PLATE_PX,
                  "plate_x": vehicles.WIDTH_PX / 2, "plate_y": vehicles.HEIGHT_PX * .625, "least_chroma": vehicles.LEAST_CHROMA},
        "output": {"format": "outrider-colors", "name": "logits"},
        "colors": list(vehicles.COLOURS), "temperature": temperature, "threshold": threshold, **bodies,
        "licence": "Apache-2.0", "training": _training(state),
    })


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("task", choices=["detector", "reader", "slots", "region", "paint"])
    p.add_argument("checkpoint")
    p.add_argument("folder")
    p.add_argument("--version", default="0.1.0")
    p.add_argument("--width", type=int, default=32)
    p.add_argument("--threshold", type=float, default=.7, help="region, paint: least confidence below which nothing is told")
    p.add_argument("--temperature", type=float, default=1.0, help="region, paint: by which logits are divided")
    p.add_argument("--body-threshold", type=float, help="paint: the same for the body class; without it there is no such output")
    p.add_argument("--body-temperature", type=float, default=1.0, help="paint: the same")
    a = p.parse_args(argv)
    if a.task == "detector":
        detector(a.checkpoint, a.folder, a.version)
    elif a.task == "reader":
        reader(a.checkpoint, a.folder, a.version, a.width)
    elif a.task == "slots":
        slots(a.checkpoint, a.folder, a.version)
    elif a.task == "paint":
        paint(a.checkpoint, a.folder, a.version, a.threshold, a.temperature, a.body_threshold, a.body_temperature)
    else:
        region(a.checkpoint, a.folder, a.version, a.threshold, a.temperature)


if __name__ == "__main__":
    main()
