"""Cases beyond golden_cases.py: other dtypes, linear algebra, repeated indices, and programs (double backward, in-place chains). Data only."""

OPS = []
PROGRAMS = []


def op(name, inputs, *args, **kwargs):
    flags = {k: kwargs.pop(k) for k in ("method", "args_first", "list", "refused") if k in kwargs}
    n = sum(1 for c in OPS if c["op"] == name)
    OPS.append({"id": f"{name}.extra{n}", "kind": "op", "op": name, "inputs": inputs, "args": list(args), "kwargs": kwargs, **flags})


def program(name, python, *watched):
    """Python statements in a room with torch; afterwards the watched expressions are recorded."""
    PROGRAMS.append({"id": name, "python": python, "watched": list(watched)})


def t(shape, dtype="float32", dist="normal", **rest):
    return {"shape": shape, "dtype": dtype, "dist": dist, **rest}


F64 = "float64"
I64 = "int64"

# ------------------------------------------------------------------ float64
for name in ("add", "sub", "mul"):
    op(name, [t([2, 3], F64), t([3], F64)])
op("div", [t([2, 3], F64), t([3], F64, "positive")])
for name in ("exp", "tanh", "sigmoid", "erf", "sin", "cos", "expm1", "abs", "square"):
    op(name, [t([3, 4], F64)])
for name in ("log", "sqrt", "rsqrt", "log1p", "log2", "reciprocal"):
    op(name, [t([3, 4], F64, "positive")])
op("matmul", [t([3, 4], F64), t([4, 5], F64)])
op("matmul", [t([2, 3, 4], F64), t([4, 2], F64)])
op("softmax", [t([3, 4], F64)], 1)
op("log_softmax", [t([3, 4], F64)], 1)
op("logsumexp", [t([3, 4], F64)], 1)
op("sum", [t([2, 3, 4], F64)], [0, 2])
op("var", [t([2, 3, 4], F64)], 1)
op("cumsum", [t([3, 4], F64)], 0)
op("prod", [t([3, 4], F64)], 1)

# ------------------------------------------------------------------ integers and booleans
for name in ("add", "sub", "mul", "maximum", "minimum"):
    op(name, [t([2, 3], I64, "int", high=9, low=-9), t([3], I64, "int", high=9, low=-9)])
op("floor_divide", [t([2, 3], I64, "int", high=20, low=-20), t([3], I64, "int", high=7, low=1)])
op("remainder", [t([2, 3], I64, "int", high=20, low=-20), t([3], I64, "int", high=7, low=1)])
op("div", [t([2, 3], I64, "int", high=20, low=-20), t([3], I64, "int", high=7, low=1)])
op("div", [t([2, 3], I64, "int", high=20, low=-20), t([3], I64, "int", high=7, low=1)], rounding_mode="trunc")
op("div", [t([2, 3], I64, "int", high=20, low=-20), t([3], I64, "int", high=7, low=1)], rounding_mode="floor")
op("pow", [t([2, 3], I64, "int", high=5, low=-5)], 3)
op("matmul", [t([2, 3], I64, "int", high=9, low=-9), t([3, 4], I64, "int", high=9, low=-9)])
op("sum", [t([3, 4], "bool", "bool")])
op("sum", [t([3, 4], "int32", "int", high=9)], 1)
op("prod", [t([3, 4], "int32", "int", high=5, low=1)], 1)
op("cumsum", [t([3, 4], "bool", "bool")], 1)
op("argmax", [t([3, 4], I64, "int", high=3)], 1)
op("sort", [t([3, 6], I64, "int", high=4)], dim=1, stable=True)
op("abs", [t([3, 4], I64, "int", high=9, low=-9)])
op("sign", [t([3, 4], I64, "int", high=3, low=-3)])
op("neg", [t([3, 4], "uint8", "int", high=200)])
op("sqrt", [t([3, 4], I64, "int", high=99)])
op("sigmoid", [t([3, 4], "bool", "bool")])
op("all", [t([3, 4], I64, "int", high=3)], 1)
op("any", [t([3, 4], dist="normal", grad=False)], 0)
op("gt", [t([3, 4], I64, "int", high=9), t([4], dist="normal", grad=False)])

# ------------------------------------------------------------------ selection
op("index_add", [t([4, 3]), t([6], I64, "int", high=2), t([6, 3])], 0, method=True, args_first=True)
op("scatter_add", [t([3, 5]), t([3, 4], I64, "int", high=2), t([3, 4])], 1, method=True, args_first=True)
op("gather", [t([3, 5]), t([3, 7], I64, "int", high=5)], 1, method=True, args_first=True)
op("index_select", [t([4, 3]), t([5], I64, "int", high=2)], 1, method=True, args_first=True)
op("masked_fill", [t([3, 4]), t([4], "bool", "bool")], 2.5, method=True)
op("where", [t([3, 1], "bool", "bool"), t([4]), t([3, 4])])
op("cat", [t([2, 3]), t([0]), t([1, 3])], 0, list=True)
op("stack", [t([2]), t([2]), t([2])], -1, list=True)

# ------------------------------------------------------------------ linear algebra: what is unique
op("linalg.inv", [t([4, 4], F64)])
op("linalg.inv", [t([2, 3, 3])])
op("linalg.det", [t([4, 4], F64)])
op("linalg.det", [t([2, 3, 3])])
op("linalg.solve", [t([4, 4], F64), t([4, 2], F64)])
op("linalg.solve", [t([3, 3]), t([3])])
op("linalg.svdvals", [t([4, 3], F64)])
op("linalg.norm", [t([3, 4], F64)])
op("linalg.norm", [t([6])], 3)
op("linalg.pinv", [t([4, 3], F64)])
op("linalg.matrix_power", [t([3, 3], F64)], 3)
op("einsum", [t([2, 3]), t([3, 4]), t([4, 2])], "ij,jk,kl->il", args_first=True)
op("einsum", [t([2, 3, 4]), t([4, 5])], "...k,kl->...l", args_first=True)
op("einsum", [t([3, 4])], "ij->ji", args_first=True)
op("einsum", [t([3, 4]), t([3, 4])], "ij,ij->", args_first=True)
op("linalg.inv", [t([3, 4])], refused=True)
op("linalg.inv", [t([2, 2], dist="zeros")], refused=True)

# ------------------------------------------------------------------ programs: higher derivatives
X = "x = torch.tensor([[0.5, -1.25, 2.0], [1.5, 0.75, -0.5]], dtype=torch.float64, requires_grad=True)"
for name, expression in (
    ("tanh", "x.tanh()"), ("sigmoid", "x.sigmoid()"), ("exp", "x.exp()"), ("softmax", "x.softmax(1)"), ("log_softmax", "x.log_softmax(1)"),
    ("logsumexp", "x.logsumexp(1)"), ("matmul", "x @ x.t()"), ("var", "x.var(1)"), ("norm", "x.norm()"), ("prod", "x.prod(1)"), ("cumsum", "x.cumsum(1) ** 2"),
    ("div", "x / (x * x + 1)"), ("pow", "x ** 3"), ("abs", "x.abs() ** 3"), ("clamp", "x.clamp(-1, 1) ** 2"), ("index", "x[:, [0, 0, 2]] ** 2"), ("max", "x.max(1)[0] ** 3"),
    ("sort", "x.sort(1)[0][:, 1:] ** 3"), ("expand", "x.unsqueeze(0).expand(2, 2, 3) ** 3"), ("gelu", "torch.nn.functional.gelu(x)"), ("erf", "x.erf()"), ("reciprocal", "x.reciprocal()"),
):
    program(f"double backward: {name}",
            f"{X}\ny = {expression}\n(g,) = torch.autograd.grad((y * y).sum(), x, create_graph=True)\n(h,) = torch.autograd.grad((g * g).sum(), x)", "y", "g", "h")
program("third derivative", "x = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)\n(a,) = torch.autograd.grad(x ** 5, x, create_graph=True)\n(b,) = torch.autograd.grad(a, x, create_graph=True)\n(c,) = torch.autograd.grad(b, x)", "a", "b", "c")

# ------------------------------------------------------------------ programs: in place, views
program("in place: a chain", "w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\ny = w * 2\ny.add_(1).mul_(3)\ny.tanh_()\ny.sum().backward()", "y", "w.grad")
program("in place: through a view", "w = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)\ny = w * 1\ny[0].mul_(10)\n(y * y).sum().backward()", "y", "w.grad")
program("in place: a view of a view", "w = torch.arange(1.0, 9.0).reshape(2, 4).requires_grad_()\ny = w * 1\ny.t()[1:3][0].exp_()\n(y * y).sum().backward()", "y", "w.grad")
program("in place: a view made before", "w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\ny = w * 1\nv = y[1:]\ny.mul_(2)\n(v * v).sum().backward()", "v", "w.grad")
program("in place: base written through one view, read through another", "w = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)\ny = w * 1\na = y[:2]\nb = y[1:]\na.mul_(3)\n(b * b).sum().backward()", "b", "w.grad")
program("in place: a tensor without gradient receives one", "w = torch.tensor([2.0, 3.0], requires_grad=True)\nz = torch.zeros(4)\nz[1:3] = w\n(z * z).sum().backward()", "z", "w.grad")
program("in place: copy_ into a view", "w = torch.tensor([2.0, 3.0], requires_grad=True)\nx = torch.ones(2, 2, requires_grad=True)\ny = x * 1\ny[:, 0].copy_(w)\n(y * y).sum().backward()", "y", "w.grad", "x.grad")
program("in place: masked assignment", "w = torch.tensor([1.0, -2.0, 3.0, -4.0], requires_grad=True)\ny = w * 2\ny[y < 0] = 0\n(y * y).sum().backward()", "y", "w.grad")
program("in place: fill_ and zero_ cut the graph", "w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\ny = w * 2\ny[0].fill_(7)\ny[2:].zero_()\n(y * y).sum().backward()", "y", "w.grad")
program("index_put with repeats, set and accumulate", "x = torch.zeros(4)\na = x.index_put((torch.tensor([1, 1, 3]),), torch.tensor([1.0, 2.0, 3.0]), accumulate=True)\nv = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\nb = x.index_put((torch.tensor([1, 1, 3]),), v, accumulate=True)\n(b * b).sum().backward()", "a", "v.grad")
program("gradients of views accumulate", "w = torch.arange(6.0).reshape(2, 3).requires_grad_()\n(w[0].sum() + w[:, 1].prod() + w.t()[2].pow(2).sum()).backward()", "w.grad")
program("accumulation over two passes", "w = torch.tensor([1.0, 2.0], requires_grad=True)\n(w * w).sum().backward()\n(w * 3).sum().backward()", "w.grad")
program("retain_graph", "w = torch.tensor([1.0, 2.0], requires_grad=True)\ny = (w * w).sum()\ny.backward(retain_graph=True)\ny.backward()", "w.grad")
program("no_grad writes to a leaf", "w = torch.tensor([1.0, 2.0], requires_grad=True)\nwith torch.no_grad():\n    w.add_(1)\n    w[0] = 5\n(w * w).sum().backward()", "w", "w.grad")
program("detach stops, data does not record", "w = torch.tensor([1.0, 2.0], requires_grad=True)\ny = w * w\n(y.detach() * w).sum().backward()\nw.data.mul_(2)", "w", "w.grad")
program("broadcast operands get sums", "a = torch.ones(2, 1, 3, requires_grad=True)\nb = torch.full((4, 1), 2.0, requires_grad=True)\nc = torch.tensor(3.0, requires_grad=True)\n(a * b + c).pow(2).sum().backward()", "a.grad", "b.grad", "c.grad")
