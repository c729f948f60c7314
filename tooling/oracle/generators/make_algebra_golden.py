"""What real PyTorch answers for reductions, scans, order and linear algebra where the cases of golden_cases.py do not go: dtypes, NaN, infinities, empty and 0-d tensors,
ties, refusals; and first and second derivatives in float64.

Usage: /usr/bin/python3 make_algebra_golden.py [folder]  ->  golden/algebra.json

names      {name: {dtype, shape, values}}                    the tensors that the rows speak of; values row by row, int64 as strings
rows       [{python, here, results: [{dtype, shape, values}] | error}]
gradients  [{python, here, leaves, node, values, first, second}]
           y = python in float64; node: the name of y's grad_fn; values: y; first: the gradient of sum(y * c) for every leaf;
           second: that of sum over the leaves of sum(first * d), null where PyTorch has none. c and d are sin(1 + i), i counting the elements row by row.
JSON lacks NaN and the infinities: "nan", "inf", "-inf".
"""
import json
import math
import pathlib
import sys
import warnings

import numpy as np
import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
nan, inf = math.nan, math.inf
NAME = {torch.float32: "float32", torch.float64: "float64", torch.int32: "int32", torch.int64: "int64", torch.uint8: "uint8", torch.bool: "bool", torch.float16: "float16",
        torch.bfloat16: "bfloat16"}
draw = np.random.default_rng(7)


def random(*shape):
    return torch.from_numpy(draw.standard_normal(shape).round(3))


names = {
    "v": torch.tensor([3.0, 1.0, 2.0, 1.0]), "m": torch.tensor([[1.0, 5.0, 5.0], [-2.0, 0.0, 4.0]]), "n": torch.tensor([[1.0, nan, 3.0], [nan, nan, -inf]]),
    "k": torch.tensor([[inf, 1.0], [-inf, -inf], [inf, inf]]), "e": torch.zeros(0), "e2": torch.zeros(2, 0), "s": torch.tensor(-1.5),
    "big": torch.tensor([1e4, -1e4, 1e4 - 1, 0.0]), "far": torch.tensor([1e6 + 1, 1e6 + 2, 1e6 + 4, 1e6 + 7]), "c": torch.tensor([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 9.0]]]),
    "i": torch.tensor([[3, -1], [2, 2**53 + 1]]), "i32": torch.tensor([5, -7], dtype=torch.int32), "u": torch.tensor([200, 100, 0], dtype=torch.uint8), "b": torch.tensor([[True, False], [True, True]]),
    "h": torch.tensor([1.5, 2.0], dtype=torch.float16), "g": torch.tensor([1.5, 2.0], dtype=torch.bfloat16), "d": torch.tensor([[0.25, 2.0, -1.0], [3.0, 1.0, 0.5]], dtype=torch.float64),
    "q": torch.tensor([[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]]), "z2": torch.zeros(2, 2), "qq": torch.tensor([[[2.0, 1.0], [0.0, 4.0]], [[1.0, 2.0], [2.0, 4.0]]]),
    "ix": torch.tensor([1, 1, 3]), "em": torch.zeros(0, 3), "cube": torch.arange(24.0).reshape(2, 3, 4), "o": torch.ones(2, 10), "W": torch.ones(256, 4),
}
leaves = {
    "X": random(3, 4), "Y": random(4, 2), "V": random(4), "U": random(3), "S": random(3, 3), "R": random(3, 3), "B": random(2, 3, 3), "C": random(2, 3, 3), "T": random(2, 1, 3, 4), "A4": random(5, 4, 2), "Wl": random(5, 4),
    "bl": random(5), "Z": torch.tensor([[2.0, 0.0, 3.0], [0.0, 4.0, 0.0], [1.5, -2.0, 0.5]]).double(), "P": torch.tensor([[4.0, 1.0, 0.5], [1.0, 3.0, -0.4], [0.5, -0.4, 2.0]]).double(), "L": random(4, 3), "M": random(2, 4),
    "s0": torch.tensor(0.7).double(), "ties": torch.tensor([[1.0, 2.0, 2.0], [3.0, 3.0, 3.0]]).double(), "Pr": random(3, 4).abs() + 0.5, "Si": torch.tensor([[1.0, 2.0], [2.0, 4.0]]).double(),
}
names |= leaves

# (Python, here)
ROWS = []


def add(python, here):
    ROWS.append((python, here))


for x in ("v", "m", "n", "k", "e", "e2", "s", "i", "i32", "u", "b", "h", "g", "d", "c"):
    for name, here in (("sum", "sum"), ("mean", "mean"), ("prod", "prod"), ("amax", "amax"), ("amin", "amin"), ("max", "max"), ("min", "min"), ("argmax", "argmax"), ("argmin", "argmin"), ("all", "all"),
                       ("any", "any"), ("var", "var"), ("std", "std"), ("norm", "norm"), ("nansum", "nansum"), ("nanmean", "nanmean"), ("median", "median"), ("nanmedian", "nanmedian"),
                       ("count_nonzero", "countNonzero")):
        add(f"{x}.{name}()", f"{x}.{here}()")
        if name == "norm":
            add(f"{x}.norm(dim=-1)", f"{x}.norm(2, -1)")
            continue
        add(f"{x}.{name}(-1)", f"{x}.{here}(-1)")
        if name not in ("count_nonzero",):
            add(f"{x}.{name}(0, keepdim=True)", f"{x}.{here}(0, {{ keepdim: true }})")
    for name, here in (("cumsum", "cumsum"), ("cumprod", "cumprod"), ("cummax", "cummax"), ("cummin", "cummin"), ("logcumsumexp", "logcumsumexp"), ("softmax", "softmax"), ("log_softmax", "logSoftmax"),
                       ("logsumexp", "logsumexp"), ("sort", "sort"), ("kthvalue", None), ("topk", None)):
        if here is not None:
            if name == "sort":
                add(f"{x}.sort(dim=-1, stable=True)", f"{x}.sort(-1)")
                add(f"{x}.sort(dim=0, descending=True, stable=True)", f"{x}.sort(0, {{ descending: true }})")
            else:
                add(f"{x}.{name}(-1)", f"{x}.{here}(-1)")
                add(f"{x}.{name}(0)", f"{x}.{here}(0)")
        elif name == "topk":
            add(f"{x}.topk(1)[0]", f"{x}.topk(1).values")
            add(f"{x}.topk(2, 0, largest=False)[0]", f"{x}.topk(2, 0, {{ largest: false }}).values")
        else:
            add(f"{x}.kthvalue(1)[0]", f"{x}.kthvalue(1).values")
            add(f"{x}.kthvalue(2, 0, True)[0]", f"{x}.kthvalue(2, 0, {{ keepdim: true }}).values")

for python, here in (
    ("c.sum((0, 2))", "c.sum([0, 2])"), ("c.sum(())", "c.sum([])"), ("c.mean((0, -1), keepdim=True)", "c.mean([0, -1], { keepdim: true })"), ("c.amax((1, 2))", "c.amax([1, 2])"), ("c.amin((0, 1, 2))", "c.amin([0, 1, 2])"),
    ("c.var((0, 2), unbiased=False)", "c.var([0, 2], { unbiased: false })"), ("c.var((0, 2), correction=3)", "c.var([0, 2], { correction: 3 })"), ("c.var(0, correction=2)", "c.var(0, { correction: 2 })"),
    ("c.std((0, 1), keepdim=True)", "c.std([0, 1], { keepdim: true })"), ("torch.var_mean(c, 0)", "varMean(c, 0)"), ("torch.std_mean(c, (0, 1), keepdim=True)", "stdMean(c, [0, 1], { keepdim: true })"),
    ("far.var()", "far.var()"), ("far.std(unbiased=False)", "far.std(undefined, { unbiased: false })"), ("i.sum(dtype=torch.float64)", "i.sum(undefined, { dtype: 'float64' })"), ("i.sum(0, dtype=torch.int32)", "i.sum(0, { dtype: 'int32' })"),
    ("m.sum(dtype=torch.int64)", "m.sum(undefined, { dtype: 'int64' })"), ("i.mean(dtype=torch.float32)", "i.mean(undefined, { dtype: 'float32' })"), ("m.mean(dtype=torch.int64)", "m.mean(undefined, { dtype: 'int64' })"),
    ("u.prod(dtype=torch.float32)", "u.prod(undefined, { dtype: 'float32' })"), ("c.sum((0, 0))", "c.sum([0, 0])"), ("c.amax((0, -3))", "c.amax([0, -3])"), ("c.sum(3)", "c.sum(3)"), ("c.argmax(-4)", "c.argmax(-4)"), ("c.max(3)", "c.max(3)"),
    ("s.sum(1)", "s.sum(1)"), ("s.softmax(1)", "s.softmax(1)"), ("s.sort(1)", "s.sort(1)"), ("s.cumsum(-2)", "s.cumsum(-2)"), ("c.argmax(keepdim=True)", "c.argmax(undefined, { keepdim: true })"), ("c.prod(1, keepdim=True)", "c.prod(1, { keepdim: true })"),
    ("m.norm(1)", "m.norm(1)"), ("m.norm(0)", "m.norm(0)"), ("m.norm(3)", "m.norm(3)"), ("m.norm(0.5, dim=0)", "m.norm(0.5, 0)"), ("m.norm(inf)", "m.norm(Infinity)"), ("m.norm(-inf, dim=1)", "m.norm(-Infinity, 1)"),
    ("m.norm(-1, dim=0, keepdim=True)", "m.norm(-1, 0, { keepdim: true })"), ("m.norm('fro', dim=(0, 1))", "m.norm('fro', [0, 1])"), ("c.norm(2, dim=(0, 2))", "c.norm(2, [0, 2])"), ("e.norm(inf)", "e.norm(Infinity)"), ("e2.norm(1, dim=1)", "e2.norm(1, 1)"),
    ("i.norm(2, dim=0, dtype=torch.float64)", "i.norm(2, 0, { dtype: 'float64' })"), ("torch.aminmax(c)", "c.aminmax()"), ("torch.aminmax(c, dim=1, keepdim=True)", "c.aminmax({ dim: 1, keepdim: true })"), ("torch.aminmax(e)", "e.aminmax()"),
    ("big.logsumexp(0)", "big.logsumexp(0)"), ("big.softmax(0)", "big.softmax(0)"), ("big.log_softmax(0)", "big.logSoftmax(0)"), ("big.logcumsumexp(0)", "big.logcumsumexp(0)"), ("c.logsumexp((0, 2))", "c.logsumexp([0, 2])"),
    ("c.logsumexp((0, 2), keepdim=True)", "c.logsumexp([0, 2], { keepdim: true })"), ("i.softmax(0, dtype=torch.float64)", "i.softmax(0, { dtype: 'float64' })"), ("m.log_softmax(1, dtype=torch.float64)", "m.logSoftmax(1, { dtype: 'float64' })"),
    ("m.softmax(2)", "m.softmax(2)"), ("m.softmax(0, dtype=torch.int64)", "m.softmax(0, { dtype: 'int64' })"), ("i.cumsum(0, dtype=torch.float32)", "i.cumsum(0, { dtype: 'float32' })"), ("m.cumprod(1, dtype=torch.float64)", "m.cumprod(1, { dtype: 'float64' })"),
    ("m.median(1, keepdim=True)", "m.median(1, { keepdim: true })"), ("v.quantile(0.3)", "v.quantile(0.3)"), ("v.quantile(torch.tensor([0.0, 0.5, 1.0]))", "v.quantile([0, 0.5, 1])"), ("m.quantile(0.4, dim=1)", "m.quantile(0.4, 1)"),
    ("m.quantile(torch.tensor([0.4, 0.9]), dim=0, keepdim=True)", "m.quantile([0.4, 0.9], 0, { keepdim: true })"), ("c.quantile(torch.tensor([0.1, 0.7]), dim=1)", "c.quantile([0.1, 0.7], 1)"), ("c.quantile(0.2, keepdim=True)", "c.quantile(0.2, undefined, { keepdim: true })"),
    ("n.quantile(0.5, dim=1)", "n.quantile(0.5, 1)"), ("n.nanquantile(0.5, dim=1)", "n.nanquantile(0.5, 1)"), ("n.nanquantile(torch.tensor([0.2, 0.9]), dim=0)", "n.nanquantile([0.2, 0.9], 0)"), ("s.quantile(0.5)", "s.quantile(0.5)"),
    *((f"v.quantile(0.3, interpolation='{how}')", f"v.quantile(0.3, undefined, {{ interpolation: '{how}' }})") for how in ("linear", "lower", "higher", "midpoint", "nearest", "best")),
    ("v.quantile(1.5)", "v.quantile(1.5)"), ("v.quantile(torch.tensor([0.5, -0.1]))", "v.quantile([0.5, -0.1])"), ("i.quantile(0.5)", "i.quantile(0.5)"), ("e.quantile(0.5)", "e.quantile(0.5)"), ("v.quantile(torch.ones(2, 2))", "v.quantile(z2)"),
    ("v.quantile(d[0])", "v.quantile(d.select(0, 0))"), ("v.topk(5)", "v.topk(5)"), ("v.topk(-1)", "v.topk(-1)"), ("v.topk(0)", "v.topk(0)"), ("s.topk(1)", "s.topk(1)"), ("s.topk(0)", "s.topk(0)"), ("v.topk(1, 3)", "v.topk(1, 3)"),
    ("v.kthvalue(0)", "v.kthvalue(0)"), ("v.kthvalue(5)", "v.kthvalue(5)"), ("s.kthvalue(1)", "s.kthvalue(1)"), ("torch.unique(v)", "v.unique()"), ("torch.unique(i, return_inverse=True, return_counts=True)", "i.unique({ returnInverse: true })"),
    ("torch.unique(b, return_inverse=True, return_counts=True)", "b.unique({ returnCounts: true })"), ("torch.unique(e)", "e.unique()"), ("torch.unique(s, return_inverse=True, return_counts=True)", "s.unique({ returnInverse: true })"),
    ("torch.unique_consecutive(ix, return_inverse=True, return_counts=True)", "ix.uniqueConsecutive({ returnInverse: true })"), ("torch.unique_consecutive(m)", "m.uniqueConsecutive()"),
    ("torch.searchsorted(v.sort()[0], m)", "searchsorted(v.sort().values, m)"), ("torch.searchsorted(v.sort()[0], m, right=True)", "searchsorted(v.sort().values, m, { right: true })"), ("torch.searchsorted(v.sort()[0], n)", "searchsorted(v.sort().values, n)"),
    ("torch.searchsorted(v.sort()[0], 2)", "searchsorted(v.sort().values, 2)"), ("torch.searchsorted(v.sort()[0], 1.0, side='right')", "searchsorted(v.sort().values, 1, { side: 'right' })"), ("torch.searchsorted(m.sort(1)[0], d.float())", "searchsorted(m.sort(1).values, d.to('float32'))"),
    ("torch.searchsorted(m.sort(1)[0], d.float(), out_int32=True)", "searchsorted(m.sort(1).values, d.to('float32'), { outInt32: true })"), ("torch.searchsorted(v, m, sorter=v.argsort())", "searchsorted(v, m, { sorter: v.argsort() })"), ("torch.searchsorted(e, v)", "searchsorted(e, v)"),
    ("torch.searchsorted(m, v)", "searchsorted(m, v)"), ("torch.searchsorted(m, 1.0)", "searchsorted(m, 1)"), ("torch.searchsorted(v, m, side='up')", "searchsorted(v, m, { side: 'up' })"), ("torch.searchsorted(v, m, side='left', right=True)", "searchsorted(v, m, { side: 'left', right: true })"),
    ("torch.bucketize(m, v.sort()[0])", "bucketize(m, v.sort().values)"), ("torch.bucketize(m, v.sort()[0], right=True)", "bucketize(m, v.sort().values, { right: true })"), ("torch.bucketize(m, m)", "bucketize(m, m)"),
    ("torch.bincount(ix)", "bincount(ix)"), ("torch.bincount(ix, minlength=6)", "bincount(ix, { minlength: 6 })"), ("torch.bincount(ix, weights=v[:3])", "bincount(ix, { weights: v.narrow(0, 0, 3) })"), ("torch.bincount(ix, weights=ix)", "bincount(ix, { weights: ix })"),
    ("torch.bincount(u)", "bincount(u)"), ("torch.bincount(e.long())", "bincount(e.to('int64'))"), ("torch.bincount(i)", "bincount(i)"), ("torch.bincount(i32)", "bincount(i32)"), ("torch.bincount(v)", "bincount(v)"), ("torch.bincount(ix, minlength=-1)", "bincount(ix, { minlength: -1 })"),
    ("torch.bincount(ix, weights=v)", "bincount(ix, { weights: v })"), ("torch.histc(c, 4)", "histc(c, { bins: 4 })"), ("torch.histc(c, 4, 2, 6)", "histc(c, { bins: 4, min: 2, max: 6 })"), ("torch.histc(v, 3, 1, 1)", "histc(v, { bins: 3, min: 1, max: 1 })"), ("torch.histc(s, 3)", "histc(s, { bins: 3 })"),
    ("torch.histc(e, 3)", "histc(e, { bins: 3 })"), ("torch.histc(k, 3)", "histc(k, { bins: 3 })"), ("torch.histc(v, 0)", "histc(v, { bins: 0 })"), ("torch.histc(v, 3, 4, 1)", "histc(v, { bins: 3, min: 4, max: 1 })"), ("torch.histc(i, 3)", "histc(i, { bins: 3 })"),
    ("torch.isclose(k, k)", "isclose(k, k)"), ("torch.isclose(n, n)", "isclose(n, n)"), ("torch.isclose(n, n, equal_nan=True)", "isclose(n, n, { equalNan: true })"), ("torch.isclose(i, i + 1)", "isclose(i, i.add(1n))"), ("torch.isclose(v, v + 1e-5)", "isclose(v, v.add(1e-5))"),
    ("torch.isclose(v, v + 1e-5, rtol=0, atol=0)", "isclose(v, v.add(1e-5), { rtol: 0, atol: 0 })"), ("torch.isclose(v, d)", "isclose(v, d)"), ("torch.isclose(m, v)", "isclose(m, v)"), ("torch.isclose(v, v, rtol=-1)", "isclose(v, v, { rtol: -1 })"), ("torch.isclose(b, b)", "isclose(b, b)"),
    # products
    ("m @ m", "m.matmul(m)"), ("m @ s", "m.matmul(s)"), ("s @ m", "s.matmul(m)"), ("m @ v", "m.matmul(v)"), ("v @ m", "v.matmul(m)"), ("v @ v[:2]", "v.matmul(v.narrow(0, 0, 2))"), ("c @ cube", "c.matmul(cube)"), ("cube @ cube.mT", "cube.matmul(cube.mT)"), ("cube @ v", "cube.matmul(v)"),
    ("v[:3] @ cube", "v.narrow(0, 0, 3).matmul(cube)"), ("cube @ v[:3]", "cube.matmul(v.narrow(0, 0, 3))"), ("cube @ m", "cube.matmul(m)"), ("cube.mT @ q", "cube.mT.matmul(q)"), ("q @ cube", "q.matmul(cube)"), ("cube[:, None] @ cube.mT", "cube.unsqueeze(1).matmul(cube.mT)"),
    ("c[:1].expand(3, 2, 2) @ c", "c.narrow(0, 0, 1).expand([3, 2, 2]).matmul(c)"), ("c @ torch.ones(2, 3, 2)", "c.matmul(cube.narrow(2, 0, 2))"), ("m @ d.T", "m.matmul(d.t())"), ("v[:3] @ d.T", "v.narrow(0, 0, 3).matmul(d.t())"), ("v @ v.double()", "v.matmul(v.to('float64'))"),
    ("c @ c.double()", "c.matmul(c.to('float64'))"), ("i @ i", "i.matmul(i)"), ("i32 @ i32", "i32.matmul(i32)"), ("b @ b", "b.matmul(b)"), ("b[0] @ b[0]", "b.select(0, 0).matmul(b.select(0, 0))"), ("i @ i.int()", "i.matmul(i.to('int32'))"), ("e @ e", "e.matmul(e)"), ("e2 @ em", "e2.matmul(em)"), ("em @ q", "em.matmul(q)"),
    ("torch.mm(m, v)", "m.mm(v)"), ("torch.mm(v, m)", "v.mm(m)"), ("torch.mm(m, m)", "m.mm(m)"), ("torch.bmm(m, c)", "m.bmm(c)"), ("torch.bmm(c, m)", "c.bmm(m)"), ("torch.bmm(c, cube)", "c.bmm(cube)"), ("torch.mv(m, v)", "m.mv(v)"), ("torch.mv(v, v)", "v.mv(v)"), ("torch.dot(m, m)", "m.dot(m)"),
    ("torch.dot(v, v[:2])", "v.dot(v.narrow(0, 0, 2))"), ("torch.dot(v, d[0])", "v.dot(d.select(0, 0))"), ("torch.outer(v, m)", "v.outer(m)"), ("torch.outer(m, v)", "m.outer(v)"), ("torch.outer(v, i32)", "v.outer(i32)"),
    ("F.linear(o, W)", "linear(o, W)"), ("F.linear(o, W, W[:, 0])", "linear(o, W, W.select(1, 0))"), ("F.linear(o[0], W)", "linear(o.select(0, 0), W)"), ("F.linear(o.expand(3, 2, 10), W)", "linear(o.expand([3, 2, 10]), W)"), ("F.linear(s, W)", "linear(s, W)"), ("F.linear(m, q, v)", "linear(m, q, v)"),
    ("F.linear(m, q, v[:3])", "linear(m, q, v.narrow(0, 0, 3))"), ("F.linear(m, q, s)", "linear(m, q, s)"), ("F.linear(m, q[0])", "linear(m, q.select(0, 0))"), ("F.linear(m, q, m)", "linear(m, q, m)"), ("F.linear(m[0], q, v[:3])", "linear(m.select(0, 0), q, v.narrow(0, 0, 3))"), ("F.linear(m, q.double())", "linear(m, q.to('float64'))"),
    ("F.linear(m.double(), q)", "linear(m.to('float64'), q)"), ("F.linear(i, i)", "linear(i, i)"), ("F.linear(m, c)", "linear(m, c)"), ("F.linear(em, q, v[:3])", "linear(em, q, v.narrow(0, 0, 3))"),
    ("torch.addmm(s, m, q)", "s.addmm(m, q)"), ("torch.addmm(m, m, q, beta=0.5, alpha=2)", "m.addmm(m, q, { beta: 0.5, alpha: 2 })"), ("torch.addmm(n, m, q, beta=0)", "n.addmm(m, q, { beta: 0 })"), ("torch.addmm(q, m, q)", "q.addmm(m, q)"), ("torch.addmm(d, m, q)", "d.addmm(m, q)"),
    ("torch.addmm(m, m, v)", "m.addmm(m, v)"), ("torch.addmm(m, m, m)", "m.addmm(m, m)"), ("torch.baddbmm(c, c, c)", "c.baddbmm(c, c)"), ("torch.baddbmm(s, c, c, beta=2, alpha=-1)", "s.baddbmm(c, c, { beta: 2, alpha: -1 })"), ("torch.baddbmm(q, c, c)", "q.baddbmm(c, c)"),
    ("torch.addbmm(z2, c, c)", "z2.addbmm(c, c)"), ("torch.addmv(v[:2], m, v[:3])", "v.narrow(0, 0, 2).addmv(m, v.narrow(0, 0, 3))"), ("torch.addr(m, v[:2], v[:3], alpha=2)", "m.addr(v.narrow(0, 0, 2), v.narrow(0, 0, 3), { alpha: 2 })"),
    ("torch.kron(m, q)", "kron(m, q)"), ("torch.kron(v, m)", "kron(v, m)"), ("torch.kron(s, m)", "kron(s, m)"), ("torch.cdist(m, q)", "cdist(m, q)"), ("torch.cdist(m, q, p=1)", "cdist(m, q, { p: 1 })"), ("torch.cdist(m, q, p=0)", "cdist(m, q, { p: 0 })"), ("torch.cdist(m, q, p=inf)", "cdist(m, q, { p: Infinity })"),
    ("torch.cdist(m, q, p=3)", "cdist(m, q, { p: 3 })"), ("torch.cdist(cube, cube[:1])", "cdist(cube, cube.narrow(0, 0, 1))"), ("torch.cdist(m, q, p=-1)", "cdist(m, q, { p: -1 })"), ("torch.cdist(m, v)", "cdist(m, v)"), ("torch.cdist(m, c)", "cdist(m, c)"), ("torch.cdist(m, d)", "cdist(m, d)"), ("torch.cdist(i, i)", "cdist(i, i)"),
    ("torch.cdist(em, m)", "cdist(em, m)"), ("torch.cdist(e2, e2)", "cdist(e2, e2)"), ("torch.cross(m, m.flip(1))", "cross(m, m.flip(1))"), ("torch.cross(q, q.T, dim=0)", "cross(q, q.t(), 0)"), ("torch.cross(m, v)", "cross(m, v)"), ("torch.cross(c, c)", "cross(c, c)"), ("torch.cross(m, m, dim=0)", "cross(m, m, 0)"),
    ("torch.linalg.cross(m, q[:1])", "linalg.cross(m, q.narrow(0, 0, 1))"), ("torch.trace(m)", "m.trace()"), ("torch.trace(i)", "i.trace()"), ("torch.trace(v)", "v.trace()"),
    ("torch.tensordot(cube, cube, 3)", "tensordot(cube, cube, 3)"), ("torch.tensordot(cube, cube, ([0, 2], [0, 2]))", "tensordot(cube, cube, [[0, 2], [0, 2]])"), ("torch.tensordot(m, q, 1)", "tensordot(m, q, 1)"), ("torch.tensordot(m, v, 0)", "tensordot(m, v, 0)"), ("torch.tensordot(m, m, 1)", "tensordot(m, m, 1)"),
    ("torch.tensordot(m, m, ([1], [0]))", "tensordot(m, m, [[1], [0]])"), ("torch.tensordot(m, m, ([0, 1], [0]))", "tensordot(m, m, [[0, 1], [0]])"), ("torch.tensordot(m, m, -1)", "tensordot(m, m, -1)"), ("torch.tensordot(m, m, 3)", "tensordot(m, m, 3)"), ("torch.tensordot(m, d, ([1], [1]))", "tensordot(m, d, [[1], [1]])"),
    ("torch.tensordot(m, q[:1], ([0], [0]))", "tensordot(m, q.narrow(0, 0, 1), [[0], [0]])"), ("torch.tensordot(m, m, ([0, 0], [0, 0]))", "tensordot(m, m, [[0, 0], [0, 0]])"),
    *((f"torch.einsum({equation!r}, {', '.join(operands)})", f"einsum({equation!r}, {', '.join(operands)})") for equation, operands in (
        ("ij,jk", ("m", "q")), ("ij,kj", ("m", "m")), ("ij->ji", ("m",)), ("ij", ("m",)), ("ji", ("m",)), ("ij->", ("m",)), ("ij->j", ("m",)), ("ii", ("q",)), ("ii->i", ("q",)), ("iij->j", ("c",)), ("iii", ("c",)), ("i,j->ij", ("v", "v")), ("i,i->i", ("v", "v")), ("i,i", ("v", "v")),
        ("i,j,k->ijk", ("v", "v", "v")), ("ij,jk,kl->il", ("m", "q", "q")), ("ij,ij,ij->i", ("m", "m", "m")), ("bij,bjk->bik", ("c", "c")), ("bij,bjk->ik", ("c", "c")), ("bij,kj->bik", ("cube", "cube[0]")), ("...ij,...jk->...ik", ("c", "z2")), ("...i->...", ("cube",)), ("i...->...", ("cube",)),
        ("...ij->ij", ("cube",)), ("i...j,j...k->ik...", ("cube", "v")), ("ij,ij->...ij", ("m", "m")), ("...,...->...", ("m", "q[0]")), ("...a,...a", ("cube", "v")), ("aB,Bc->ca", ("m", "q")), ("bA", ("m",)), (" i j , j k -> i k ", ("m", "q")), ("->", ("s",)), ("", ("s",)), (",ij->ij", ("s", "m")),
        ("ij,jk->ik", ("i", "i")), ("b,b->b", ("b[0]", "b[1]")), ("ij,j->i", ("m", "q[:1, 0]")), ("ij,jk->ik", ("m", "q[:1]")), ("abc,cd,bd->a", ("cube", "cube[0].T", "q")), ("ij,jk->ik", ("m",)), ("ij", ("m", "m")), ("i->i", ("m",)), ("ijk->i", ("m",)), ("ii->i", ("m",)), ("ij->k", ("m",)), ("ij->ii", ("m",)),
        ("ij->i->j", ("m",)), ("i1->i", ("m",)), ("ij.k->i", ("m",)), ("..j->i", ("m",)), ("......j->i", ("m",)), ("ij->i..", ("m",)), ("ij,jk->ik", ("m", "m")), ("ij,jk->ik", ("m", "d.T")), ("...ijk->i", ("m",)), ("ij->IJ", ("m",)), ("ij,jk", ("em", "q")), ("ij,jk", ("e2", "em")))),
    # linalg; what is determined up to a sign is asked of what is not
    ("torch.linalg.qr(q)", "linalg.qr(q)"), ("torch.linalg.qr(m)", "linalg.qr(m)"), ("torch.linalg.qr(m.T)", "linalg.qr(m.t())"), ("torch.linalg.qr(m.T, mode='complete')", "linalg.qr(m.t(), { mode: 'complete' })"), ("torch.linalg.qr(m, mode='r')", "linalg.qr(m, { mode: 'r' })"), ("torch.linalg.qr(c)", "linalg.qr(c)"),
    ("torch.linalg.qr(em)", "linalg.qr(em)"), ("torch.linalg.qr(e2)", "linalg.qr(e2)"), ("torch.linalg.qr(z2)", "linalg.qr(z2)"), ("torch.linalg.qr(m, mode='full')", "linalg.qr(m, { mode: 'full' })"), ("torch.linalg.qr(v)", "linalg.qr(v)"), ("torch.linalg.qr(i)", "linalg.qr(i)"), ("torch.linalg.qr(d)", "linalg.qr(d)"),
    ("torch.linalg.cholesky(q)", "linalg.cholesky(q)"), ("torch.linalg.cholesky(q, upper=True)", "linalg.cholesky(q, { upper: true })"), ("torch.linalg.cholesky(-q)", "linalg.cholesky(q.neg())"), ("torch.linalg.cholesky(torch.stack([q, -q]))", "linalg.cholesky(stack([q, q.neg()]))"), ("torch.linalg.cholesky(m)", "linalg.cholesky(m)"),
    ("torch.linalg.cholesky(v)", "linalg.cholesky(v)"), ("torch.linalg.cholesky(i)", "linalg.cholesky(i)"), ("torch.linalg.solve(q, v[:3])", "linalg.solve(q, v.narrow(0, 0, 3))"), ("torch.linalg.solve(q, m.T)", "linalg.solve(q, m.t())"), ("torch.linalg.solve(q, m, left=False)", "linalg.solve(q, m, { left: false })"),
    ("torch.linalg.solve(q, m)", "linalg.solve(q, m)"), ("torch.linalg.solve(q, m.T, left=False)", "linalg.solve(q, m.t(), { left: false })"), ("torch.linalg.solve(z2, v[:2])", "linalg.solve(z2, v.narrow(0, 0, 2))"), ("torch.linalg.solve(qq, m[:, :2])", "linalg.solve(qq, m.narrow(1, 0, 2))"), ("torch.linalg.solve(qq[:1], c)", "linalg.solve(qq.narrow(0, 0, 1), c)"),
    ("torch.linalg.solve(q, d.T)", "linalg.solve(q, d.t())"), ("torch.linalg.solve(m, m)", "linalg.solve(m, m)"), ("torch.linalg.solve(qq[:1].expand(2, 2, 2), c[0])", "linalg.solve(qq.narrow(0, 0, 1).expand([2, 2, 2]), c.select(0, 0))"), ("torch.linalg.inv(q)", "linalg.inv(q)"), ("torch.linalg.inv(c)", "linalg.inv(c)"),
    ("torch.linalg.inv(z2)", "linalg.inv(z2)"), ("torch.linalg.inv(qq)", "linalg.inv(qq)"), ("torch.linalg.inv(m)", "linalg.inv(m)"), ("torch.linalg.inv(i)", "linalg.inv(i)"), ("torch.linalg.det(q)", "linalg.det(q)"), ("torch.linalg.det(qq)", "linalg.det(qq)"), ("torch.linalg.det(torch.zeros(0, 0))", "linalg.det(em.narrow(1, 0, 0))"),
    ("torch.linalg.det(m)", "linalg.det(m)"), ("torch.linalg.slogdet(q)", "linalg.slogdet(q)"), ("torch.linalg.slogdet(qq)", "linalg.slogdet(qq)"), ("torch.linalg.slogdet(-q)", "linalg.slogdet(q.neg())"), ("torch.linalg.svdvals(m)", "linalg.svdvals(m)"), ("torch.linalg.svdvals(c)", "linalg.svdvals(c)"), ("torch.linalg.svdvals(qq)", "linalg.svdvals(qq)"),
    ("torch.linalg.svdvals(em)", "linalg.svdvals(em)"), ("torch.linalg.svd(v)", "linalg.svd(v)"), ("torch.linalg.svd(n[:, :2])", "linalg.svd(n.narrow(1, 0, 2))"), ("torch.linalg.eigvalsh(q)", "linalg.eigvalsh(q)"), ("torch.linalg.eigvalsh(qq, UPLO='U')", "linalg.eigvalsh(qq, { UPLO: 'U' })"), ("torch.linalg.eigvalsh(qq)", "linalg.eigvalsh(qq)"),
    ("torch.linalg.eigh(q, UPLO='X')", "linalg.eigh(q, { UPLO: 'X' })"), ("torch.linalg.eigh(m)", "linalg.eigh(m)"), ("torch.linalg.pinv(m)", "linalg.pinv(m)"), ("torch.linalg.pinv(qq)", "linalg.pinv(qq)"), ("torch.linalg.pinv(em)", "linalg.pinv(em)"), ("torch.linalg.pinv(q, atol=2.0)", "linalg.pinv(q, { atol: 2 })"),
    ("torch.linalg.matrix_rank(qq)", "linalg.matrixRank(qq)"), ("torch.linalg.matrix_rank(q, rtol=0.5)", "linalg.matrixRank(q, { rtol: 0.5 })"), ("torch.linalg.cond(q)", "linalg.cond(q)"), ("torch.linalg.matrix_power(q, 5)", "linalg.matrixPower(q, 5)"), ("torch.linalg.matrix_power(q, -2)", "linalg.matrixPower(q, -2)"),
    ("torch.linalg.matrix_power(c, 0)", "linalg.matrixPower(c, 0)"), ("torch.linalg.matrix_power(m, 2)", "linalg.matrixPower(m, 2)"), ("torch.linalg.multi_dot([m, q, m.T, m])", "linalg.multiDot([m, q, m.t(), m])"), ("torch.linalg.multi_dot([v[:2], m, v[:3]])", "linalg.multiDot([v.narrow(0, 0, 2), m, v.narrow(0, 0, 3)])"),
    ("torch.linalg.multi_dot([m])", "linalg.multiDot([m])"), ("torch.linalg.multi_dot([m, q, m])", "linalg.multiDot([m, q, m])"), ("torch.linalg.solve_triangular(q, m.T, upper=True)", "linalg.solveTriangular(q, m.t(), { upper: true })"), ("torch.linalg.solve_triangular(q, m, upper=False, left=False)", "linalg.solveTriangular(q, m, { upper: false, left: false })"),
    ("torch.linalg.solve_triangular(q, m.T, upper=False, unitriangular=True)", "linalg.solveTriangular(q, m.t(), { upper: false, unitriangular: true })"), ("torch.linalg.solve_triangular(q, m, upper=True)", "linalg.solveTriangular(q, m, { upper: true })"),
    *((f"torch.linalg.norm(m, {ord})", f"linalg.norm(m, {here})") for ord, here in (("1", "1"), ("-1", "-1"), ("2", "2"), ("-2", "-2"), ("inf", "Infinity"), ("-inf", "-Infinity"), ("'fro'", "'fro'"), ("'nuc'", "'nuc'"), ("3", "3"), ("0", "0"))), ("torch.linalg.norm(m)", "linalg.norm(m)"), ("torch.linalg.norm(v, 3)", "linalg.norm(v, 3)"),
    ("torch.linalg.norm(v, 'fro')", "linalg.norm(v, 'fro')"), ("torch.linalg.norm(c)", "linalg.norm(c)"), ("torch.linalg.norm(c, 2)", "linalg.norm(c, 2)"), ("torch.linalg.norm(c, 2, dim=(0, 2))", "linalg.norm(c, 2, [0, 2])"), ("torch.linalg.norm(c, 1, dim=(2, 0), keepdim=True)", "linalg.norm(c, 1, [2, 0], { keepdim: true })"),
    ("torch.linalg.norm(c, 1, dim=(0, 2))", "linalg.norm(c, 1, [0, 2])"), ("torch.linalg.norm(m, 2, dim=1)", "linalg.norm(m, 2, 1)"), ("torch.linalg.norm(i)", "linalg.norm(i)"), ("torch.linalg.vector_norm(c, 3, dim=(0, 1))", "linalg.vectorNorm(c, 3, [0, 1])"), ("torch.linalg.vector_norm(e, inf)", "linalg.vectorNorm(e, Infinity)"),
    ("torch.linalg.vector_norm(e)", "linalg.vectorNorm(e)"), ("torch.linalg.matrix_norm(c, 'nuc', keepdim=True)", "linalg.matrixNorm(c, 'nuc', { keepdim: true })"), ("torch.linalg.matrix_norm(c, inf, dim=(0, 1))", "linalg.matrixNorm(c, Infinity, { dim: [0, 1] })"), ("torch.linalg.matrix_norm(v)", "linalg.matrixNorm(v)"),
    ("torch.linalg.matrix_norm(m, dim=(0, 0))", "linalg.matrixNorm(m, 'fro', { dim: [0, 0] })"),
):
    add(python, here)

GRADIENTS = [
    ("X.sum()", "X.sum()", "X"), ("X.sum(1)", "X.sum(1)", "X"), ("X.mean()", "X.mean()", "X"), ("X.mean(0, keepdim=True)", "X.mean(0, { keepdim: true })", "X"), ("X.max()", "X.max()", "X"), ("ties.max()", "ties.max()", "ties"), ("ties.max(1)[0]", "ties.max(1).values", "ties"), ("ties.min(0, keepdim=True)[0]", "ties.min(0, { keepdim: true }).values", "ties"),
    ("ties.amax(1)", "ties.amax(1)", "ties"), ("ties.amin((0, 1))", "ties.amin([0, 1])", "ties"), ("X.prod()", "X.prod()", "X"), ("X.prod(1)", "X.prod(1)", "X"), ("Z.prod(1)", "Z.prod(1)", "Z"), ("Z.prod()", "Z.prod()", "Z"), ("s0.prod()", "s0.prod()", "s0"), ("X.var()", "X.var()", "X"), ("X.var(1, keepdim=True)", "X.var(1, { keepdim: true })", "X"),
    ("X.std(0, unbiased=False)", "X.std(0, { unbiased: false })", "X"), ("X.norm()", "X.norm()", "X"), ("X.norm(1)", "X.norm(1)", "X"), ("X.norm(3, dim=1)", "X.norm(3, 1)", "X"), ("X.norm(1.5, dim=1, keepdim=True)", "X.norm(1.5, 1, { keepdim: true })", "X"), ("X.norm(0.5, dim=0)", "X.norm(0.5, 0)", "X"),
    ("X.norm(inf, dim=1)", "X.norm(Infinity, 1)", "X"), ("X.norm(-inf)", "X.norm(-Infinity)", "X"), ("X.norm(0, dim=1)", "X.norm(0, 1)", "X"), ("Z.norm(2, dim=1)", "Z.norm(2, 1)", "Z"), ("X.nansum(1)", "X.nansum(1)", "X"), ("X.nanmean(0)", "X.nanmean(0)", "X"), ("X.median()", "X.median()", "X"), ("X.median(1)[0]", "X.median(1).values", "X"),
    ("X.nanmedian(0, keepdim=True)[0]", "X.nanmedian(0, { keepdim: true }).values", "X"), ("X.quantile(0.3, dim=1)", "X.quantile(0.3, 1)", "X"), ("X.logsumexp(1)", "X.logsumexp(1)", "X"), ("X.logsumexp((0, 1))", "X.logsumexp([0, 1])", "X"), ("X.softmax(0)", "X.softmax(0)", "X"), ("X.log_softmax(1)", "X.logSoftmax(1)", "X"), ("s0.softmax(0)", "s0.softmax(0)", "s0"),
    ("X.cumsum(0)", "X.cumsum(0)", "X"), ("X.cumprod(1)", "X.cumprod(1)", "X"), ("Z.cumprod(1)", "Z.cumprod(1)", "Z"), ("Z.cumprod(0)", "Z.cumprod(0)", "Z"), ("X.cummax(1)[0]", "X.cummax(1).values", "X"), ("X.cummin(0)[0]", "X.cummin(0).values", "X"), ("X.logcumsumexp(1)", "X.logcumsumexp(1)", "X"), ("X.sort(1)[0]", "X.sort(1).values", "X"),
    ("X.topk(2, 0)[0]", "X.topk(2, 0).values", "X"), ("X.kthvalue(2)[0]", "X.kthvalue(2).values", "X"), ("X @ Y", "X.matmul(Y)", "X Y"), ("X @ V", "X.matmul(V)", "X V"), ("U @ X", "U.matmul(X)", "U X"), ("V @ V", "V.matmul(V)", "V"), ("B @ S", "B.matmul(S)", "B S"), ("S @ B", "S.matmul(B)", "S B"), ("B @ C", "B.matmul(C)", "B C"), ("B @ U", "B.matmul(U)", "B U"),
    ("U @ B", "U.matmul(B)", "U B"), ("T @ A4", "T.matmul(A4)", "T A4"), ("S.T @ X", "S.t().matmul(X)", "S X"), ("torch.addmm(U[:, None], X, Y, beta=2, alpha=3)", "U.unsqueeze(1).addmm(X, Y, { beta: 2, alpha: 3 })", "U X Y"), ("torch.addmm(Y[0], X, Y)", "Y.select(0, 0).addmm(X, Y)", "X Y"), ("torch.baddbmm(S, B, C)", "S.baddbmm(B, C)", "S B C"),
    ("F.linear(X, Wl, bl)", "linear(X, Wl, bl)", "X Wl bl"), ("F.linear(X, Wl)", "linear(X, Wl)", "X Wl"), ("F.linear(T, Wl, bl)", "linear(T, Wl, bl)", "T Wl bl"), ("F.linear(V, Wl, bl)", "linear(V, Wl, bl)", "V Wl bl"), ("torch.outer(U, V)", "U.outer(V)", "U V"), ("torch.tensordot(T, A4, ([3], [1]))", "tensordot(T, A4, [[3], [1]])", "T A4"),
    ("torch.einsum('ij,jk->ki', X, Y)", "einsum('ij,jk->ki', X, Y)", "X Y"), ("torch.einsum('ii,bij->bj', S, B)", "einsum('ii,bij->bj', S, B)", "S B"), ("torch.einsum('...ij,...jk,...k->...i', B, C, U)", "einsum('...ij,...jk,...k->...i', B, C, U)", "B C U"), ("torch.kron(S, X)", "kron(S, X)", "S X"), ("torch.cdist(X, M)", "cdist(X, M)", "X M"),
    ("torch.cdist(X, M, p=1)", "cdist(X, M, { p: 1 })", "X M"), ("torch.cdist(X, M, p=3)", "cdist(X, M, { p: 3 })", "X M"), ("torch.cdist(X, M, p=inf)", "cdist(X, M, { p: Infinity })", "X M"), ("torch.cross(S, R)", "cross(S, R)", "S R"), ("torch.trace(S)", "S.trace()", "S"),
    ("torch.linalg.qr(S)[0]", "linalg.qr(S).Q", "S"), ("torch.linalg.qr(L)[1]", "linalg.qr(L).R", "L"), ("torch.linalg.qr(L)[0]", "linalg.qr(L).Q", "L"), ("torch.linalg.qr(X)[0]", "linalg.qr(X).Q", "X"), ("torch.linalg.qr(X)[1]", "linalg.qr(X).R", "X"), ("torch.linalg.cholesky(P)", "linalg.cholesky(P)", "P"),
    ("torch.linalg.cholesky(P, upper=True)", "linalg.cholesky(P, { upper: true })", "P"), ("torch.linalg.solve(S, X)", "linalg.solve(S, X)", "S X"), ("torch.linalg.solve(S, U)", "linalg.solve(S, U)", "S U"), ("torch.linalg.solve(B, S)", "linalg.solve(B, S)", "B S"), ("torch.linalg.solve(S, L, left=False)", "linalg.solve(S, L, { left: false })", "S L"),
    ("torch.linalg.inv(B)", "linalg.inv(B)", "B"), ("torch.linalg.det(B)", "linalg.det(B)", "B"), ("torch.linalg.slogdet(B)[1]", "linalg.slogdet(B).logabsdet", "B"), ("torch.linalg.svdvals(L)", "linalg.svdvals(L)", "L"),
    ("(lambda u, s, v: (u * s[None] ** 2) @ u.T)(*torch.linalg.svd(L, full_matrices=False))", "(({ U, S: s }) => U.mul(s.square()).matmul(U.t()))(linalg.svd(L, { fullMatrices: false }))", "L"),
    ("(lambda u, s, v: u @ v)(*torch.linalg.svd(S))", "(({ U: u, Vh }) => u.matmul(Vh))(linalg.svd(S))", "S"), ("(lambda u, s, v: (u * s.exp()) @ v)(*torch.linalg.svd(X, full_matrices=False))", "(({ U: u, S: s, Vh }) => u.mul(s.exp()).matmul(Vh))(linalg.svd(X, { fullMatrices: false }))", "X"), ("torch.linalg.eigvalsh(P)", "linalg.eigvalsh(P)", "P"),
    ("(lambda w, v: (v * w.exp()) @ v.T)(*torch.linalg.eigh(S + S.T))", "(({ eigenvalues: w, eigenvectors: v }) => v.mul(w.exp()).matmul(v.t()))(linalg.eigh(S.add(S.t())))", "S"), ("torch.linalg.pinv(X)", "linalg.pinv(X)", "X"), ("torch.linalg.pinv(L)", "linalg.pinv(L)", "L"),
    ("torch.linalg.solve_triangular(S, X, upper=True)", "linalg.solveTriangular(S, X, { upper: true })", "S X"), ("torch.linalg.solve_triangular(S, L, upper=False, left=False, unitriangular=True)", "linalg.solveTriangular(S, L, { upper: false, left: false, unitriangular: true })", "S L"), ("torch.linalg.matrix_power(S, 3)", "linalg.matrixPower(S, 3)", "S"),
    ("torch.linalg.norm(X, 'nuc')", "linalg.norm(X, 'nuc')", "X"), ("torch.linalg.norm(X, 2)", "linalg.norm(X, 2)", "X"), ("torch.linalg.norm(X, 1)", "linalg.norm(X, 1)", "X"), ("torch.linalg.vector_norm(X, 3, dim=0)", "linalg.vectorNorm(X, 3, 0)", "X"),
]


def plain(x):
    if isinstance(x, list):
        return [plain(v) for v in x]
    if isinstance(x, float) and not math.isfinite(x):
        return "nan" if math.isnan(x) else "inf" if x > 0 else "-inf"
    return x


def tensor(x):
    x = x.detach()
    values = [str(v) for v in x.flatten().tolist()] if x.dtype == torch.int64 else plain(x.flatten().tolist())
    return dict(dtype=NAME[x.dtype], shape=list(x.shape), values=values)


def flat(out):
    return [out] if isinstance(out, torch.Tensor) else [t for part in out for t in flat(part)]


rows = []
for python, here in ROWS:
    row = dict(python=python, here=here.replace("[0].T", ".select(0, 0).t()").replace("cube[0]", "cube.select(0, 0)").replace("q[0]", "q.select(0, 0)").replace("b[0]", "b.select(0, 0)").replace("b[1]", "b.select(0, 1)")
               .replace("q[:1, 0]", "q.narrow(0, 0, 1).select(1, 0)").replace("q[:1]", "q.narrow(0, 0, 1)").replace("d.T", "d.t()"))
    try:
        row["results"] = [tensor(t) for t in flat(eval(python, dict(names, torch=torch, F=F, inf=inf, nan=nan)))]
    except Exception as error:
        row["error"] = str(error).split("\n")[0]
    rows.append(row)


def weights(x):
    return torch.sin(1 + torch.arange(x.numel(), dtype=torch.float64)).reshape(x.shape)


gradients = []
for python, here, wanted in GRADIENTS:
    own = {name: leaves[name].clone().requires_grad_() for name in wanted.split()}
    y = eval(python, dict(names, **own, torch=torch, F=F, inf=inf, nan=nan))
    first = torch.autograd.grad((y * weights(y)).sum(), list(own.values()), create_graph=True, allow_unused=True)
    first = [torch.zeros_like(leaf) if g is None else g for g, leaf in zip(first, own.values())]
    row = dict(python=python, here=here, leaves=wanted.split(), node=type(y.grad_fn).__name__, values=tensor(y), first=[tensor(g) for g in first], second=None)
    total = sum((g * weights(g)).sum() for g in first)
    if total.requires_grad:
        try:
            row["second"] = [None if g is None else tensor(g) for g in torch.autograd.grad(total, list(own.values()), allow_unused=True)]
        except RuntimeError:
            pass
    gradients.append(row)

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "golden")
folder.mkdir(parents=True, exist_ok=True)
out = dict(torch=torch.__version__, names={name: tensor(x) for name, x in names.items()}, rows=rows, gradients=gradients)
(folder / "algebra.json").write_text(json.dumps(out, separators=(",", ":")))
print({k: len(v) for k, v in out.items() if k != "torch"})
