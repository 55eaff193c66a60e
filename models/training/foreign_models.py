#!/usr/bin/env python3
"""Makes tiny models that answer the same whatever they see: to show (and test) that a user can bring their own.

In other people's layouts: yolo (two boxes) and slots ("AB7"). In ours: region (US-CT, three to one), paint (red, 85 in 100), corners, columns and
regions that give nothing but NaN, and future, whose opset no runtime knows yet. usage: foreign_models.py DIR
"""
import hashlib
import json
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def save(folder, nodes, inputs, outputs, constants, manifest, opset=17):
    os.makedirs(folder, exist_ok=True)
    graph = helper.make_graph(nodes, "constant", inputs, outputs, [numpy_helper.from_array(v, k) for k, v in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8, producer_name="outrider")
    if opset < 30:
        onnx.checker.check_model(model)
    path = os.path.join(folder, "model.onnx")
    onnx.save(model, path)
    manifest["sha256"] = hashlib.sha256(open(path, "rb").read()).hexdigest()
    with open(os.path.join(folder, "manifest.json"), "w") as f:
        json.dump(manifest, f, indent=2)
        f.write("\n")


def main(root):
    rows = np.array([[0, 10, 30, 30, 36, 0, .9], [0, 1, 1, 9, 4, 0, .1]], np.float32)
    save(os.path.join(root, "yolo"),
         [helper.make_node("ReduceMin", ["images"], ["low"], keepdims=0),
          helper.make_node("Mul", ["low", "zero"], ["nothing"]),
          helper.make_node("Add", ["rows", "nothing"], ["output"])],
         [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, 64, 64])],
         [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["n", 7])],
         {"rows": rows, "zero": np.zeros((), np.float32)},
         {"schema_version": 1, "name": "yolo-layout-sample", "version": "1", "task": "detect",
          "input": {"name": "images", "side": 64}, "output": {"format": "yolo-end-to-end", "name": "output"},
          "threshold": 0.5, "licence": "Apache-2.0"})
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
    p = np.zeros((1, 5, 37), np.float32)
    for slot, (c, q) in enumerate((("A", .9), ("B", .7), ("7", .9), ("_", 1), ("_", 1))):
        p[0, slot, alphabet.index(c)] = q
    p[0, 1, 8] = .3
    save(os.path.join(root, "slots"),
         [helper.make_node("Cast", ["input"], ["f"], to=TensorProto.FLOAT),
          helper.make_node("ReduceMin", ["f"], ["low"], keepdims=0),
          helper.make_node("Mul", ["low", "zero"], ["nothing"]),
          helper.make_node("Add", ["p", "nothing"], ["plate"])],
         [helper.make_tensor_value_info("input", TensorProto.UINT8, ["n", 64, 128, 1])],
         [helper.make_tensor_value_info("plate", TensorProto.FLOAT, ["n", 5, 37])],
         {"p": p, "zero": np.zeros((), np.float32)},
         {"schema_version": 1, "name": "slot-layout-sample", "version": "1", "task": "read",
          "input": {"name": "input", "width": 128, "height": 64, "channels": 1},
          "output": {"format": "fixed-slots", "name": "plate", "slots": 5}, "alphabet": alphabet, "pad": "_",
          "licence": "Apache-2.0"})
    low = [helper.make_node("ReduceMin", ["x"], ["low"], keepdims=0), helper.make_node("Mul", ["low", "zero"], ["nothing"])]
    zero = {"zero": np.zeros((), np.float32)}
    region = {"schema_version": 1, "name": "region-sample", "version": "1", "task": "region",
              "input": {"name": "x", "width": 16, "height": 8, "margin_x": 0, "margin_y": 0, "least_deviation": 4},
              "output": {"format": "outrider-regions", "name": "logits"}, "regions": ["US-NY", "US-CT", ""],
              "temperature": 1.0, "threshold": 0.7, "licence": "Apache-2.0"}
    save(os.path.join(root, "region"), low + [helper.make_node("Add", ["p", "nothing"], ["logits"])],
         [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 8, 16])],
         [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 3])],
         {"p": np.log(np.array([[.125, .75, .125]], np.float32)), **zero}, region)
    save(os.path.join(root, "paint"), low + [helper.make_node("Add", ["p", "nothing"], ["logits"])],
         [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 16, 32])],
         [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 3])],
         {"p": np.log(np.array([[.1, .85, .05]], np.float32)), **zero},
         {"schema_version": 1, "name": "paint-sample", "version": "1", "task": "paint",
          "input": {"name": "x", "width": 32, "height": 16, "plate_width": 8, "plate_x": 16, "plate_y": 10, "least_chroma": 3},
          "output": {"format": "outrider-colors", "name": "logits"}, "colors": ["black", "red", "blue"],
          "temperature": 1.0, "threshold": 0.7, "licence": "Apache-2.0"})
    save(os.path.join(root, "future"), low + [helper.make_node("Add", ["p", "nothing"], ["logits"])],
         [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 8, 16])],
         [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 3])],
         {"p": np.zeros((1, 3), np.float32), **zero}, dict(region), opset=99)
    nan = {"nan": np.full((), np.nan, np.float32)}
    save(os.path.join(root, "regions"), low + [helper.make_node("Add", ["p", "nan"], ["q"]), helper.make_node("Add", ["q", "nothing"], ["logits"])],
         [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 8, 16])],
         [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 3])],
         {"p": np.zeros((1, 3), np.float32), **zero, **nan}, dict(region, name="nan-regions"))
    columns = np.zeros((1, 2, 40, 37), np.float32)
    save(os.path.join(root, "columns"), low + [helper.make_node("Add", ["p", "nan"], ["q"]), helper.make_node("Add", ["q", "nothing"], ["logits"])],
         [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1, 48, 160])],
         [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 2, 40, 37])], {"p": columns, **zero, **nan},
         {"schema_version": 1, "name": "nan-columns", "version": "1", "task": "read",
          "input": {"name": "x", "width": 160, "height": 48, "margin_x": .05, "margin_y": .1, "least_deviation": 4},
          "output": {"format": "outrider-columns", "name": "logits", "rows": 2, "columns": 40}, "alphabet": alphabet[:-1],
          "temperature": 1.0, "licence": "Apache-2.0"})
    maps = []
    for name, stride in (("map8", 8), ("map16", 16)):  # nine planes of the size that the picture asks for
        maps += [helper.make_node("AveragePool", ["x"], [name + "p"], kernel_shape=[stride, stride], strides=[stride, stride]),
                 helper.make_node("Concat", [name + "p"] * 3, [name + "c"], axis=1),
                 helper.make_node("Add", [name + "c", "nan"], [name])]
    save(os.path.join(root, "corners"), maps,
         [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, "h", "w"])],
         [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 9, name + "h", name + "w"]) for name in ("map8", "map16")], nan,
         {"schema_version": 1, "name": "nan-corners", "version": "1", "task": "detect", "input": {"name": "x"},
          "output": {"format": "outrider-corners", "maps": [{"name": "map8", "stride": 8}, {"name": "map16", "stride": 16}], "unit_strides": 4},
          "threshold": 0.5, "licence": "Apache-2.0"})


if __name__ == "__main__":
    main(sys.argv[1])
