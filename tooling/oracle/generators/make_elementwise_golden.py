"""What real PyTorch answers at the awkward points of every elementwise operation: NaN, infinities, signed zeros, denormals, kinks, ties.

Usage: /usr/bin/python3 make_elementwise_golden.py [folder]  ->  golden/elementwise.json

points    the values that `unary` is asked at; `pairs` are all pairs of them, the first changing slowest
unary     [{op, python, node, out, grad}]        x -> out in float32; grad: of the sum of the outputs, in float64; node: the name of grad_fn
binary    [{op, python, node, out, grads}]       over all pairs of `pairs`; grads: of both operands, in float64; null where there is none
integers  [{op, python, dtype, a, b, out}]       over all pairs of a and b (b is null for one operand); int64 as strings
dtypes    [{op, python, results}]                for every dtype the dtype of the result, or the refusal
JSON lacks NaN and the infinities: "nan", "inf", "-inf".
"""
import json
import math
import pathlib
import sys
import warnings

import numpy as np
import torch
import torch.nn.functional as F  # noqa: F401

warnings.filterwarnings("ignore")
nan, inf = math.nan, math.inf
DT = {"float32": torch.float32, "float64": torch.float64, "int32": torch.int32, "int64": torch.int64, "uint8": torch.uint8, "bool": torch.bool,
      "float16": torch.float16, "bfloat16": torch.bfloat16}
NAME = {v: k for k, v in DT.items()}

POINTS = [nan, inf, -inf, 0.0, -0.0, 1e-40, -1e-40, 1e-8, -1e-8, 0.1, -0.1, 0.5, -0.5, 0.75, -0.75, 1.0, -1.0, 1.5, -1.5, 2.0, -2.0, 2.5, -2.5, 3.0, -3.0, 3.5, -3.5, 4.75,
          -4.75, 6.0, 7.25, -7.25, 12.5, -12.5, 21.0, -21.0, 90.0, -90.0, 105.0, -105.0, 1000.5, -1000.5, 1e10, -1e10, 3e38, -3e38]
PAIRS = [nan, inf, -inf, 0.0, -0.0, 1.0, -1.0, 0.5, 2.5, -2.5, 3.0, -3.0, -7.25, 1e-3, 1e30]

# name here: Python
UNARY = {name: f"torch.{name}(x)" for name in (
    "neg abs sign sgn square sqrt rsqrt reciprocal exp expm1 exp2 log log1p log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sigmoid erf erfc erfinv "
    "lgamma digamma floor ceil trunc frac round relu sinc deg2rad rad2deg logit isnan isinf isfinite isneginf isposinf signbit").split()}
UNARY |= {"nanToNum": "torch.nan_to_num(x)", "logicalNot": "torch.logical_not(x)", "logSigmoid": "F.logsigmoid(x)", "relu6": "F.relu6(x)", "silu": "F.silu(x)", "mish": "F.mish(x)",
          "elu": "F.elu(x)", "elu 0.5": "F.elu(x, 0.5)", "celu": "F.celu(x)", "celu 1.5": "F.celu(x, 1.5)", "selu": "F.selu(x)", "leakyRelu": "F.leaky_relu(x)",
          "leakyRelu -0.2": "F.leaky_relu(x, -0.2)", "softplus": "F.softplus(x)", "softplus 2 1": "F.softplus(x, 2, 1)", "softsign": "F.softsign(x)", "tanhshrink": "F.tanhshrink(x)",
          "hardtanh": "F.hardtanh(x)", "hardtanh -0.5 2.5": "F.hardtanh(x, -0.5, 2.5)", "hardsigmoid": "F.hardsigmoid(x)", "hardswish": "F.hardswish(x)", "hardshrink": "F.hardshrink(x)",
          "softshrink": "F.softshrink(x)", "threshold 0.5 20": "F.threshold(x, 0.5, 20)", "gelu": "F.gelu(x)", "gelu tanh": "F.gelu(x, approximate='tanh')",
          "round 1": "torch.round(x, decimals=1)", "round -1": "torch.round(x, decimals=-1)", "logit 0.1": "torch.logit(x, eps=0.1)", "polygamma 1": "torch.polygamma(1, x)",
          "polygamma 2": "torch.polygamma(2, x)", "clamp -0.5 2.5": "x.clamp(-0.5, 2.5)", "clamp min 0": "x.clamp(min=0)", "clamp max 2": "x.clamp(max=2)", "clamp 3 1": "x.clamp(3, 1)",
          "add 2.5": "x + 2.5", "rsub 1": "1 - x", "mul 2": "x * 2", "div 3": "x / 3", "pow 2": "x ** 2", "pow 3": "x ** 3", "pow 0.5": "x ** 0.5", "pow -0.5": "x ** -0.5", "pow -1": "x ** -1",
          "pow -2": "x ** -2", "pow 0": "x ** 0", "pow 1": "x ** 1", "pow 2.5": "x ** 2.5", "pow -3": "x ** -3", "2 pow": "2 ** x", "0 pow": "0 ** x", "remainder 2.5": "x % 2.5", "fmod -2.5": "torch.fmod(x, -2.5)",
          "floorDivide 2.5": "torch.floor_divide(x.detach(), 2.5)", "copysign -1": "torch.copysign(x, -1.0)", "xlogy 2": "torch.xlogy(x, 2)", "2 xlogy": "torch.xlogy(2, x)",
          "maskedFill 7": "x.masked_fill(x > 1, 7)"}
BINARY = {"add": "a + b", "sub": "a - b", "mul": "a * b", "div": "a / b", "div floor": "torch.div(a, b, rounding_mode='floor')", "div trunc": "torch.div(a, b, rounding_mode='trunc')",
          "floorDivide": "torch.floor_divide(a.detach(), b.detach())", "remainder": "torch.remainder(a, b)", "fmod": "torch.fmod(a, b)", "pow": "a ** b", "maximum": "torch.maximum(a, b)",
          "minimum": "torch.minimum(a, b)", "fmax": "torch.fmax(a, b)", "fmin": "torch.fmin(a, b)", "atan2": "torch.atan2(a, b)", "hypot": "torch.hypot(a, b)", "copysign": "torch.copysign(a, b)",
          "xlogy": "torch.xlogy(a, b)", "logaddexp": "torch.logaddexp(a, b)", "gt": "a > b", "ge": "a >= b", "lt": "a < b", "le": "a <= b", "eq": "a == b", "ne": "a != b",
          "logicalAnd": "torch.logical_and(a, b)", "logicalOr": "torch.logical_or(a, b)", "logicalXor": "torch.logical_xor(a, b)", "clamp min": "torch.clamp(a, min=b)", "clamp max": "torch.clamp(a, max=b)",
          "clamp b 1": "torch.clamp(a, b, torch.ones_like(b))", "lerp 0.25": "torch.lerp(a, b, 0.25)", "lerp 0.75": "torch.lerp(a, b, 0.75)", "add alpha -2": "torch.add(a, b, alpha=-2)",
          "sub alpha 0.5": "torch.sub(a, b, alpha=0.5)", "addcmul 1 0.5": "torch.addcmul(torch.ones_like(a), a, b, value=0.5)", "addcdiv 1 2": "torch.addcdiv(torch.ones_like(a), a, b, value=2)",
          "where gt": "torch.where(a > b, a, b)"}
INTEGER_UNARY = {n: UNARY[n] for n in "neg abs sign sgn square floor round relu nanToNum logicalNot isnan isfinite signbit relu6".split()} | {
    "bitwiseNot": "torch.bitwise_not(x)", "clamp 1 3": "x.clamp(1, 3)", "pow 2": "x ** 2", "pow 3": "x ** 3", "pow 5": "x ** 5", "3 pow": "3 ** x", "rsub 1": "1 - x", "mul 3": "x * 3", "remainder 3": "x % 3",
    "floorDivide 3": "x // 3", "threshold 1 2": "F.threshold(x, 1, 2)"}
INTEGER_BINARY = {n: BINARY[n] for n in "add sub mul maximum minimum fmax fmin pow gt ge lt le eq ne logicalAnd logicalXor".split()} | {
    "bitwiseAnd": "a & b", "bitwiseOr": "a | b", "bitwiseXor": "a ^ b"}
INTEGER_DIVISION = {n: BINARY[n] for n in ("div floor", "div trunc", "floorDivide", "remainder", "fmod")}
INTEGER_SHIFT = {"bitwiseLeftShift": "a << b", "bitwiseRightShift": "a >> b"}
INTEGERS = {"int32": [-2147483648, -100, -7, -3, -2, -1, 0, 1, 2, 3, 5, 100, 46341, 2147483647], "int64": [-(2**63), -7, -3, -2, -1, 0, 1, 2, 3, 5, 2**53 + 1, 3037000500, 2**63 - 1],
            "uint8": [0, 1, 2, 3, 5, 7, 16, 100, 128, 200, 255], "bool": [False, True]}


def plain(values):
    out = []
    for v in values:
        if isinstance(v, float):
            out.append("nan" if math.isnan(v) else "inf" if v == inf else "-inf" if v == -inf else v)
        else:
            out.append(v)
    return out


def shortest(t):
    """float32 values by their shortest digits, which read back to the same float32."""
    if t.dtype == torch.float32:
        return plain([float(str(v)) for v in t.detach().flatten().numpy()])
    if t.dtype == torch.int64:
        return [str(v) for v in t.flatten().tolist()]
    return plain(t.detach().flatten().tolist())


def run(python, **names):
    return eval(python, dict(torch=torch, F=F), names)


def node_of(t):
    return None if t.grad_fn is None else t.grad_fn.name()


unary, binary, integers, dtypes = [], [], [], []
for op, python in UNARY.items():
    out = run(python, x=torch.tensor(POINTS))
    x = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
    y = run(python, x=x)
    grad = None
    if y.requires_grad:
        y.sum().backward()
        grad = plain((x.grad + 0).tolist())
    unary.append(dict(op=op, python=python, node=node_of(y), out=shortest(out), grad=grad))
A, B = (np.array(v).reshape(-1) for v in np.meshgrid(PAIRS, PAIRS, indexing="ij"))
for op, python in BINARY.items():
    out = run(python, a=torch.tensor(A, dtype=torch.float32), b=torch.tensor(B, dtype=torch.float32))
    a, b = torch.tensor(A, requires_grad=True), torch.tensor(B, requires_grad=True)
    y = run(python, a=a, b=b)
    grads = None
    if y.requires_grad:
        y.sum().backward()
        grads = [plain((t.grad + 0).tolist()) for t in (a, b)]
    binary.append(dict(op=op, python=python, node=node_of(y), out=shortest(out), grads=grads))
for dtype, values in INTEGERS.items():
    def ask(op, python, left, right=None):
        try:
            if right is None:
                out = run(python, x=torch.tensor(left, dtype=DT[dtype]))
            else:
                a = torch.tensor([p for p in left for _ in right], dtype=DT[dtype])
                b = torch.tensor([q for _ in left for q in right], dtype=DT[dtype])
                out = run(python, a=a, b=b)
        except Exception:
            return  # refusals are in `dtypes`
        text = (lambda v: [str(n) for n in v]) if dtype == "int64" else list
        integers.append(dict(op=op, python=python, dtype=dtype, a=text(left), b=None if right is None else text(right), result=NAME[out.dtype], out=shortest(out)))

    for op, python in INTEGER_UNARY.items():
        ask(op, python, values)
    for op, python in INTEGER_BINARY.items():
        ask(op, python, values, values)
    # No zero, and no least number by −1: the processor stops at both.
    for op, python in INTEGER_DIVISION.items():
        ask(op, python, [v for v in values if v > -(2**31)], [v for v in values if v != 0])
    # Further shifts are undefined in C.
    for op, python in INTEGER_SHIFT.items():
        ask(op, python, values, [0, 1, 3, 7] if dtype == "uint8" else [0, 1, 3, 31] if dtype == "int32" else [0, 1, 31, 32, 63])
for table, names in ((UNARY, ("x",)), ({"bitwiseNot": INTEGER_UNARY["bitwiseNot"]}, ("x",)), (BINARY, ("a", "b")), (INTEGER_BINARY, ("a", "b")), (INTEGER_SHIFT, ("a", "b"))):
    for op, python in table.items():
        if any(row["op"] == op for row in dtypes):
            continue
        results = {}
        for dtype in DT:
            t = torch.ones(2, dtype=DT[dtype])
            try:
                results[dtype] = NAME[run(python, **{name: t for name in names}).dtype]
            except Exception as error:
                results[dtype] = {"error": str(error).split("\n")[0]}
        dtypes.append(dict(op=op, python=python, results=results))

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "golden")
folder.mkdir(parents=True, exist_ok=True)
out = dict(torch=torch.__version__, points=plain(POINTS), pairs=plain(PAIRS), unary=unary, binary=binary, integers=integers, dtypes=dtypes)
(folder / "elementwise.json").write_text(json.dumps(out, separators=(",", ":")))
print({k: len(v) for k, v in out.items() if isinstance(v, list)})
