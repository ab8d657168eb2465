"""Checks a model package: is model.onnx valid ONNX, and does ONNX Runtime
reproduce the golden vectors?

Usage: check_onnx.py DIR
"""

import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime


def tensor(golden):
    return numpy.array(golden["data"], dtype=numpy.float32).reshape(golden["shape"])


def main(folder):
    path = folder / "model.onnx"
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)

    manifest = json.loads((folder / "manifest.json").read_text())
    for declared, values in ((manifest["inputs"], model.graph.input), (manifest["outputs"], model.graph.output)):
        shapes = {
            value.name: [dim.dim_value or -1 for dim in value.type.tensor_type.shape.dim] for value in values
        }
        if shapes != {spec["name"]: spec["shape"] for spec in declared}:
            sys.exit(f"the graph has {shapes}, the manifest says otherwise")

    golden = json.loads((folder / "golden.json").read_text())
    inputs = {name: tensor(value) for name, value in golden["inputs"].items()}
    expected = {name: tensor(value) for name, value in golden["outputs"].items()}
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    # Unused inputs are part of the contract but not of an optimised session.
    known = {value.name for value in session.get_inputs()}

    batch = len(next(iter(inputs.values())))
    largest = 0.0
    for rows in [slice(0, batch)] + [slice(row, row + 1) for row in range(batch)]:
        fed = {name: value[rows] for name, value in inputs.items() if name in known}
        outputs = dict(zip(names, session.run(names, fed)))
        for name, value in expected.items():
            if not numpy.isfinite(outputs[name]).all():
                sys.exit(f"{name} is not finite")
            largest = max(largest, float(numpy.abs(outputs[name] - value[rows]).max()))
        if (numpy.diff(outputs["quantiles"], axis=-1) < 0).any():
            sys.exit("quantiles cross")
    print(f"max abs difference {largest:.2e}, tolerance {golden['tolerance']:.0e}")
    if not largest <= golden["tolerance"]:
        sys.exit("ONNX Runtime does not reproduce the golden vectors")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
