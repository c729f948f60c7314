"""What real PyTorch answers for operations on sliding windows, in float64: convolutions, pools, unpools, padding, blocks, resampling, over random shapes and options; with
first and second derivatives.

Usage: /usr/bin/python3 make_window_golden.py [folder]  ->  golden/windows.json

rows   [{op, args, inputs, node, outputs, first, second}]
       op: the name here; args: what follows the tensors, spelled as here; inputs: shapes of the float64 tensors, the i-th element of the k-th being
       ((i + 17 k) 7919 mod 1009) / 256 - 2; indices (of an unpool): the places, row by row; node: the name of the first output's grad_fn;
       outputs: [{dtype, shape, values}]; first: the gradient of sum(y * c) for every input, y being the first output; second: that of sum over the inputs of sum(first * d),
       for what is not linear. c and d are sin(1 + i), i counting the elements row by row.
refused [{op, args, inputs, error}]: the first line of what PyTorch said
"""
import json
import pathlib
import random
import sys
import warnings

import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
dice = random.Random(11)
rows, refused = [], []


def values(t):
    return [v if isinstance(v, int) else float(f"{v:.10g}") for v in t.detach().flatten().tolist()]


def make(shape, k):
    n = 1
    for size in shape:
        n *= size
    return torch.tensor([((i + 17 * k) * 7919 % 1009) / 256 - 2 for i in range(n)], dtype=torch.float64).reshape(shape)


def direction(t):
    return torch.sin(1 + torch.arange(t.numel(), dtype=torch.float64)).reshape(t.shape)


def second_of(first, tensors):
    total = sum((g * direction(g)).sum() for g in first)
    return [values(g if g is not None else torch.zeros_like(t)) for g, t in zip(torch.autograd.grad(total, tensors, allow_unused=True), tensors)]


def add(op, shapes, args, fn, prepare=None, **extra):
    tensors = [make(shape, k) for k, shape in enumerate(shapes)]
    if prepare:
        tensors = [prepare(t) for t in tensors]
    for t in tensors:
        t.requires_grad_()
    row = {"op": op, "args": args, "inputs": [list(s) for s in shapes], **extra}
    try:
        out = fn(*tensors)
    except (RuntimeError, ValueError, NotImplementedError) as error:
        refused.append({**row, "error": str(error).split("\n")[0]})
        return
    outs = out if isinstance(out, tuple) else (out,)
    first = torch.autograd.grad((outs[0] * direction(outs[0])).sum(), tensors, create_graph=True)
    rows.append({**row, "node": outs[0].grad_fn.name(), "outputs": [{"dtype": str(o.dtype)[6:], "shape": list(o.shape), "values": values(o)} for o in outs],
                 "first": [values(g) for g in first], "second": second_of(first, tensors) if op.startswith(("conv", "lpPool")) else None})


def size(rank, low, high):
    return dice.randint(low, high) if dice.random() < 0.4 else [dice.randint(low, high) for _ in range(rank)]


def lead(channels):
    return [channels] if dice.random() < 0.2 else [dice.randint(1, 2), channels]


for _ in range(24):
    for rank in (1, 2, 3):
        groups = dice.choice([1, 1, 2, 3])
        into, out = groups * dice.randint(1, 2), groups * dice.randint(1, 2)
        kernel = [dice.randint(1, 3) for _ in range(rank)]
        sizes = [dice.randint(2, 6 - rank) for _ in range(rank)]
        bias = [[out]] if dice.random() < 0.6 else []
        if dice.random() < 0.5:
            padding = dice.choice(["same", "valid", size(rank, 0, 2), size(rank, 0, 2)])
            args = {"stride": 1 if padding == "same" else size(rank, 1, 3), "padding": padding, "dilation": size(rank, 1, 2), "groups": groups}
            add(f"conv{rank}d", [lead(into) + sizes, [out, into // groups, *kernel], *bias], [args], lambda x, w, b=None: getattr(F, f"conv{rank}d")(x, w, b, **args))
        else:
            args = {"stride": size(rank, 1, 3), "padding": size(rank, 0, 1), "outputPadding": size(rank, 0, 1), "groups": groups, "dilation": size(rank, 1, 2)}
            theirs = {"output_padding" if k == "outputPadding" else k: v for k, v in args.items()}
            add(f"convTranspose{rank}d", [lead(into) + sizes, [into, out // groups, *kernel], *bias], [args],
                lambda x, w, b=None: getattr(F, f"conv_transpose{rank}d")(x, w, b, **theirs))

for _ in range(12):
    for rank in (1, 2, 3):
        shape = lead(2) + [dice.randint(3, 8 - 2 * rank + 1) for _ in range(rank)]
        kernel, stride, padding = size(rank, 1, 3), dice.choice([None, size(rank, 1, 3)]), size(rank, 0, 1)
        dilation, ceil = size(rank, 1, 2), dice.random() < 0.5
        add(f"maxPool{rank}d", [shape], [kernel, {"stride": stride, "padding": padding, "dilation": dilation, "ceilMode": ceil, "returnIndices": True}],
            lambda x: getattr(F, f"max_pool{rank}d")(x, kernel, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil, return_indices=True))
        include = dice.random() < 0.5
        override = dice.choice([None, None, 3]) if rank > 1 else None
        more = {} if rank == 1 else {"divisor_override": override}
        add(f"avgPool{rank}d", [shape], [kernel, {"stride": stride, "padding": padding, "ceilMode": ceil, "countIncludePad": include, "divisorOverride": override}],
            lambda x: getattr(F, f"avg_pool{rank}d")(x, kernel, stride=stride, padding=padding, ceil_mode=ceil, count_include_pad=include, **more))
        wanted = [dice.choice([None, 1, 2, 3, 4]) for _ in range(rank)] if rank > 1 else dice.randint(1, 4)
        add(f"adaptiveAvgPool{rank}d", [shape], [wanted], lambda x: getattr(F, f"adaptive_avg_pool{rank}d")(x, wanted))
        add(f"adaptiveMaxPool{rank}d", [shape], [wanted, {"returnIndices": True}], lambda x: getattr(F, f"adaptive_max_pool{rank}d")(x, wanted, return_indices=True))
        plain, step = dice.randint(1, 3), dice.choice([None, 1, 2])
        if rank < 3:
            add(f"lpPool{rank}d", [shape], [2, plain, {"stride": step, "ceilMode": ceil}], lambda x: getattr(F, f"lp_pool{rank}d")(x, 2, plain, stride=step, ceil_mode=ceil),
                prepare=lambda t: (t.abs() + 0.5).detach())
        try:
            pooled, places = getattr(F, f"max_pool{rank}d")(make(shape, 0), 2, return_indices=True)
            full = shape[-rank:]
            add(f"maxUnpool{rank}d", [list(pooled.shape)], [2, {"outputSize": full}], lambda x: getattr(F, f"max_unpool{rank}d")(x, places, 2, output_size=full),
                indices=values(places))
        except (RuntimeError, ValueError):
            pass

for _ in range(30):
    shape = [2, 2, dice.randint(2, 5), dice.randint(2, 5)]
    kernel, options = size(2, 1, 3), {"dilation": size(2, 1, 2), "padding": size(2, 0, 1), "stride": size(2, 1, 2)}
    add("im2col", [shape], [kernel, options], lambda x: F.unfold(x, kernel, **options))
    if refused and refused[-1]["op"] == "im2col" and refused[-1]["args"] == [kernel, options]:
        refused.pop()
    else:
        columns = list(F.unfold(make(shape, 0), kernel, **options).shape)
        add("col2im", [columns], [shape[2:], kernel, options], lambda x: F.fold(x, shape[2:], kernel, **options))
    rank = dice.randint(1, 3)
    shape = [dice.randint(1, 2), dice.randint(1, 3)] + [dice.randint(3, 4) for _ in range(rank)]
    mode = dice.choice(["constant", "reflect", "replicate", "circular"])
    pairs = dice.randint(1, rank + 2) if mode == "constant" else rank
    margins = [dice.randint(-1 if mode == "constant" else 0, 2) for _ in range(2 * pairs)]
    value = dice.choice([0, 1.5]) if mode == "constant" else 0
    add("pad", [shape], [margins, {"mode": mode, "value": value}], lambda x: F.pad(x, margins, mode=mode, value=value))
    smooth = {1: "linear", 2: dice.choice(["bilinear", "bicubic"]), 3: "trilinear"}[rank]
    mode = dice.choice(["nearest", "nearest-exact", "area", smooth, smooth, smooth])
    corners = dice.choice([None, False, True]) if mode == smooth else None
    if dice.random() < 0.5:
        ours = theirs = {"size": size(rank, 1, 7)}
    else:
        factor, again = dice.choice([2, 0.5, 1.3, [dice.choice([0.7, 1, 2, 2.6]) for _ in range(rank)]]), dice.choice([None, True])
        ours, theirs = {"scaleFactor": factor, "recomputeScaleFactor": again}, {"scale_factor": factor, "recompute_scale_factor": again}
    add("interpolate", [shape], [{**ours, "mode": mode, "alignCorners": corners}], lambda x: F.interpolate(x, mode=mode, align_corners=corners, **theirs))
for seed in range(6):
    shape, kernel, wanted = [2, 2, dice.randint(5, 8), dice.randint(5, 8)], size(2, 1, 3), size(2, 1, 3)

    def draw(x):
        torch.manual_seed(seed)
        return F.fractional_max_pool2d(x, kernel, output_size=wanted, return_indices=True)

    add("fractionalMaxPool2d", [shape], [kernel, {"outputSize": wanted, "returnIndices": True}], draw, seed=seed)

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "golden")
(folder / "windows.json").write_text(json.dumps({"rows": rows, "refused": refused}, separators=(",", ":")))
