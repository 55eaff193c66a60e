#!/usr/bin/env python3
"""Makes two tiny models in other people's layouts, to show (and test) that a user can bring their own.

They answer the same whatever they see: the YOLO-layout one two boxes, the slot-layout one "AB7". usage: foreign_models.py DIR
"""
import hashlib
import json
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def save(folder, nodes, inputs, outputs, constants, manifest):
    os.makedirs(folder, exist_ok=True)
    graph = helper.make_graph(nodes, "constant", inputs, outputs, [numpy_helper.from_array(v, k) for k, v in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="outrider")
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


if __name__ == "__main__":
    main(sys.argv[1])
