"""Cases beyond golden_cases.py: other dtypes, linear algebra, repeated indices, and programs (double backward, in-place chains). Data only."""

OPS = []
MODULES = []
PROGRAMS = []


def op(name, inputs, *args, **kwargs):
    flags = {k: kwargs.pop(k) for k in ("method", "args_first", "list", "refused") if k in kwargs}
    n = sum(1 for c in OPS if c["op"] == name)
    OPS.append({"id": f"{name}.extra{n}", "kind": "op", "op": name, "inputs": inputs, "args": list(args), "kwargs": kwargs, **flags})


def m(module, inputs, *args, train=True, **kwargs):
    n = sum(1 for c in MODULES if c["module"] == module)
    MODULES.append({"id": f"{module}.extra{n}", "kind": "module", "module": module, "args": list(args), "kwargs": kwargs, "inputs": inputs, "train": train, "seed": 3})


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

# ------------------------------------------------------------------ layers
for mode in ("reflect", "replicate", "circular"):
    m("Conv2d", [[2, 4, 5, 6]], 4, 6, 3, groups=2, padding=1, padding_mode=mode)
    m("Conv1d", [[2, 4, 8]], 4, 4, 3, groups=4, padding=2, dilation=2, padding_mode=mode)
m("Conv2d", [[2, 4, 7, 7]], 4, 6, [3, 2], stride=2, padding="valid", groups=2, bias=False)
m("Conv2d", [[4, 6, 6]], 4, 2, 3, padding="same", dilation=2)
m("ConvTranspose2d", [[2, 4, 3, 4]], 4, 6, 3, stride=2, padding=1, output_padding=1, groups=2, dilation=2)
m("ConvTranspose1d", [[4, 5]], 4, 6, 3, stride=3, bias=False)
m("Upsample", [[1, 2, 3, 4]], scale_factor=2, mode="bicubic", align_corners=False)
m("Upsample", [[1, 2, 3, 4]], size=[5, 3], mode="bicubic", align_corners=True)
m("Upsample", [[1, 2, 3, 4]], scale_factor=1.5, mode="bilinear", align_corners=False)
m("Upsample", [[1, 2, 3, 4]], size=[5, 3], mode="nearest")
m("Upsample", [[1, 2, 2, 3, 4]], scale_factor=2, mode="trilinear", align_corners=True)
m("MaxPool2d", [[2, 3, 7, 8]], [3, 2], stride=2, padding=1, dilation=[1, 2], ceil_mode=True)
m("MaxPool3d", [[1, 2, 5, 5, 5]], 3, stride=2, padding=1, return_indices=True)
m("AvgPool3d", [[1, 2, 5, 6, 5]], [2, 3, 2], stride=2, padding=1, ceil_mode=True, count_include_pad=False)
m("AdaptiveMaxPool2d", [[2, 3, 7, 9]], [3, 4], return_indices=True)
m("AdaptiveAvgPool3d", [[1, 2, 5, 4, 7]], [2, None, 3])
m("GroupNorm", [[3, 6, 2, 2]], 1, 6, eps=1e-3)
m("BatchNorm2d", [[4, 3, 2, 2]], 3, momentum=0.7, affine=False)
m("LSTM", [[3, 5, 4]], 4, 6, num_layers=2, bidirectional=True, proj_size=3, batch_first=True)
m("GRU", [[3, 5, 4]], 4, 3, num_layers=2, bidirectional=True, batch_first=True)
m("RNN", [[5, 4]], 4, 3, num_layers=2, nonlinearity="relu", bias=False)
m("MultiheadAttention", [[3, 4, 6], [3, 5, 6], [3, 5, 6]], 6, 3, batch_first=True, add_zero_attn=True, bias=False)
m("TransformerEncoderLayer", [[3, 4, 6]], 6, 2, dim_feedforward=8, dropout=0.0, activation="gelu", batch_first=True)
m("PixelShuffle", [[2, 18, 2, 3]], 3)
m("CrossEntropyLoss", [[3, 5, 2], {"shape": [3, 2], "dist": "int", "high": 5, "dtype": "int64"}], label_smoothing=0.2)
m("CrossEntropyLoss", [[4, 5], {"shape": [4, 5], "dist": "prob", "grad": False, "dtype": "float32"}], reduction="sum")

# ------------------------------------------------------------------ programs: layers
W = "x = (torch.arange(32, dtype=torch.float64) / 7).sin().reshape(1, 2, 4, 4).requires_grad_()"
SECOND = "(g,) = torch.autograd.grad((y * y).sum(), x, create_graph=True)\n(h,) = torch.autograd.grad((g * g).sum(), x)"
for name, expression in (
    ("conv2d", "torch.nn.functional.conv2d(x, (torch.arange(54, dtype=torch.float64) / 5).cos().reshape(3, 2, 3, 3), padding=1, stride=2).tanh()"),
    ("conv_transpose2d", "torch.nn.functional.conv_transpose2d(x, (torch.arange(54, dtype=torch.float64) / 5).cos().reshape(2, 3, 3, 3), stride=2).tanh()"),
    ("max_pool2d", "torch.nn.functional.max_pool2d(x, 2) ** 2"),
    ("avg_pool2d", "torch.nn.functional.avg_pool2d(x, 3, 1, 1) ** 3"),
    ("layer_norm", "torch.nn.functional.layer_norm(x, [4])"),
    ("batch_norm", "torch.nn.functional.batch_norm(x.transpose(0, 2), None, None, training=True)"),
    ("group_norm", "torch.nn.functional.group_norm(x, 1)"),
    ("attention", "(x @ x.transpose(2, 3) / 2).softmax(3) @ x"),
):
    program(f"double backward: {name}", f"{W}\ny = {expression}\n{SECOND}", "y", "g", "h")
program("packed sequence through an LSTM",
        "torch.manual_seed(0)\nlstm = torch.nn.LSTM(3, 4)\nx = torch.arange(30.0).reshape(5, 2, 3).sin()\npacked = torch.nn.utils.rnn.pack_padded_sequence(x, torch.tensor([5, 3]))\nout, (h, c) = lstm(packed)\ny, lengths = torch.nn.utils.rnn.pad_packed_sequence(out)",
        "y", "h", "c", "lengths")
program("attention with masks",
        "torch.manual_seed(0)\nattention = torch.nn.MultiheadAttention(6, 2, batch_first=True)\nx = torch.arange(48.0).reshape(2, 4, 6).cos()\npadding = torch.tensor([[False, False, False, True], [False, False, True, True]])\ncausal = torch.ones(4, 4).triu(1).bool()\ny, weights = attention(x, x, x, key_padding_mask=padding, attn_mask=causal)",
        "y", "weights")
program("encoder layer with an additive mask",
        "torch.manual_seed(0)\nlayer = torch.nn.TransformerEncoderLayer(6, 2, 8, dropout=0.0, batch_first=True)\nx = torch.arange(48.0).reshape(2, 4, 6).cos()\nmask = torch.full((4, 4), float('-inf')).triu(1)\ny = layer(x, src_mask=mask)", "y")
program("unpooling", "x = torch.arange(32.0).reshape(1, 2, 4, 4).sin()\np, i = torch.nn.functional.max_pool2d(x, 2, return_indices=True)\ny = torch.nn.functional.max_unpool2d(p, i, 2)", "y", "i")
program("weight norm", "torch.manual_seed(0)\nlayer = torch.nn.utils.weight_norm(torch.nn.Linear(3, 4))\ny = layer(torch.ones(2, 3))\ny.sum().backward()\ng = layer.weight_g.grad", "y", "g")
program("embedding bag", "torch.manual_seed(0)\nbag = torch.nn.EmbeddingBag(10, 3, mode='max')\ny = bag(torch.tensor([1, 2, 4, 5, 4, 3]), torch.tensor([0, 2]))", "y")
