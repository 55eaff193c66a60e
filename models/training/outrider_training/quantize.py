"""Makes int8 variants (static, QDQ) of detector and reader, calibrated on drawn samples, and says what they lose and gain.

usage: python -m outrider_training.quantize --models ../ --out DIR
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time

import cv2
import numpy as np
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from .export import manifest as write_manifest
from .pipeline import ColumnReader, Model
from .calibrate import samples
from .scenes import SceneRenderer

SAMPLES = 200


class _Reader(CalibrationDataReader):
    def __init__(self, name, arrays):
        self.items = iter([{name: a} for a in arrays])

    def get_next(self):
        return next(self.items, None)


def crops(n):
    for crop, *_ in samples(n):
        x = crop.astype(np.float32)
        yield ((x - x.mean()) / max(4.0, x.std()))[None, None]


def scenes(n):
    scene = SceneRenderer(990_002, [], [])
    for _ in range(n):
        yield np.ascontiguousarray(scene.drawn()[0].transpose(2, 0, 1)[None].astype(np.float32))


def cpu_ms(model: Model, x, runs=40) -> float:
    for _ in range(5):
        model.run(x)
    start = time.process_time()
    for _ in range(runs):
        model.run(x)
    return (time.process_time() - start) / runs * 1e3


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--models", default="..")
    p.add_argument("--out", required=True, help="folder for detector/ and reader/ in int8")
    a = p.parse_args(argv)
    cv2.setNumThreads(1)
    for name, data, shape in (("detector", scenes, (1, 3, 384, 640)), ("reader", crops, (1, 1, 48, 160))):
        folder, out = os.path.join(a.models, name), os.path.join(a.out, name)
        os.makedirs(out, exist_ok=True)
        source = Model.of_folder(folder)
        prepared = os.path.join(out, "prepared.onnx")
        quant_pre_process(os.path.join(folder, "model.onnx"), prepared, skip_symbolic_shape=True)
        quantize_static(prepared, os.path.join(out, "model.onnx"), _Reader(source.manifest["input"]["name"], data(SAMPLES)),
                        quant_format=QuantFormat.QDQ, per_channel=True, weight_type=QuantType.QInt8, activation_type=QuantType.QUInt8)
        os.remove(prepared)
        fields = {k: v for k, v in source.manifest.items() if k not in ("sha256", "schema_version")}
        fields["version"] += "-int8"
        write_manifest(out, fields)
        quantized = Model.of_folder(out)
        x = np.random.default_rng(1).normal(0, 1, shape).astype(np.float32) * (60 if name == "detector" else 1) + (114 if name == "detector" else 0)
        before, after = cpu_ms(source, x), cpu_ms(quantized, x)
        size = lambda f: os.path.getsize(os.path.join(f, "model.onnx")) / 1e6
        print(json.dumps({"model": name, "mb": [round(size(folder), 2), round(size(out), 2)], "time_ratio_int8_to_float": round(after / before, 3)}))
        if name == "reader":
            right = {"float": 0, "int8": 0}
            floats, ints = ColumnReader(source), ColumnReader(quantized)
            n = 0
            for crop, aspect, text, _ in samples(2000):
                n += 1
                right["float"] += floats.read(crop, aspect).text == text
                right["int8"] += ints.read(crop, aspect).text == text
            print(json.dumps({k: round(v / n, 4) for k, v in right.items()}))
    shutil.rmtree(os.path.join(a.out, "__pycache__"), ignore_errors=True)


if __name__ == "__main__":
    main()
