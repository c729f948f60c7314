"""Writes golden-extra/{ops,modules}.safetensors and golden-extra/programs.json from real PyTorch.

Usage: /usr/bin/python3 make_extra_golden.py [folder]

ops and modules have the format of golden_lib.py; an input spec may also have "dtype" and the distribution "zeros".
programs.json  {"torch", "programs": [{id, python, watched: {expression: {shape, dtype, values}}}]}
"""
import json
import math
import pathlib
import sys

import golden_lib
import torch
from extra_cases import MODULES, OPS, PROGRAMS

make_float32 = golden_lib.make
DTYPES = {"float32": torch.float32, "float64": torch.float64, "int32": torch.int32, "int64": torch.int64, "uint8": torch.uint8, "bool": torch.bool}


def make(spec, generator):
    if isinstance(spec, list):
        return make_float32(spec, generator)
    dtype = DTYPES[spec["dtype"]]
    value = torch.zeros(spec["shape"]) if spec["dist"] == "zeros" else make_float32({**spec, "grad": False}, generator)
    value = value.to(dtype)
    if value.is_floating_point() and spec.get("grad", spec["dist"] in ("normal", "uniform", "positive")):
        value.requires_grad_(True)
    return value


def backward(outs, case_id, generator, sink):
    wanted = [o for o in outs if o.requires_grad]
    if not wanted:
        return
    cots = [torch.from_numpy(generator.standard_normal(tuple(o.shape))).to(o.dtype) for o in wanted]
    for i, c in enumerate(cots):
        sink[f"{case_id}/cot.{i}"] = c
    torch.autograd.backward(wanted, cots)


def plain(value):
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value


def run(case):
    room = {"torch": torch}
    exec(case["python"], room)
    watched = {}
    for expression in case["watched"]:
        value = eval(expression, room).detach()
        watched[expression] = {"shape": list(value.shape), "dtype": str(value.dtype).removeprefix("torch."), "values": plain(value.flatten().tolist())}
    return {"id": case["id"], "python": case["python"], "watched": watched}


golden_lib.make = make
golden_lib.backward = backward
golden_lib.DTYPES[torch.uint8] = "U8"
folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "golden-extra")
folder.mkdir(parents=True, exist_ok=True)
print(golden_lib.run_all(OPS, folder / "ops.safetensors", seed=20261124), "ops")
print(golden_lib.run_all(MODULES, folder / "modules.safetensors", seed=20261126), "modules")
programs = [run(case) for case in PROGRAMS]
(folder / "programs.json").write_text(json.dumps({"torch": torch.__version__, "programs": programs}, indent=1) + "\n")
print(len(programs), "programs")
