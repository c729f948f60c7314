"""PyTorch on one thread, as a peer: a line of JSON in, a line out. It does what src/work does, on the same inputs."""
import json, math, os, sys, time

os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)


def values(seed, length, scale):
    """As valuesOf in src/values.ts, to the bit."""
    with np.errstate(over="ignore"):
        h = np.arange(length, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed * 0x85EBCA77 & 0xFFFFFFFF)
        h = (h ^ (h >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
        h = (h ^ (h >> np.uint32(12))) * np.uint32(0x297A2D39)
        h ^= h >> np.uint32(15)
    return ((h.astype(np.float64) / 2**32 - 0.5) * 2 * scale).astype(np.float32)


def inputs_of(row):
    made = {}
    for name, spec in row.get("inputs", {}).items():
        flat = values(spec["seed"], math.prod(spec["shape"]), spec["scale"])
        made[name] = torch.from_numpy(flat.reshape(spec["shape"]))
    if "labels" in row:
        spec = row["labels"]
        unit = (values(spec["seed"], spec["n"], 1).astype(np.float64) + 1) / 2
        made["labels"] = torch.from_numpy(np.minimum(spec["k"] - 1, np.floor(unit * spec["k"])).astype(np.int64))
    return made


# ---- answers, small enough to send ------------------------------------------------------------------------------------


def digest(arrays):
    """As digestOf in src/run/digest.ts."""
    n = sum(a.size for a in arrays)
    total = sum(float(a.sum(dtype=np.float64)) for a in arrays)
    squares = sum(float(np.einsum("i,i->", a.ravel(), a.ravel(), dtype=np.float64)) for a in arrays)
    checksum = np.uint32(0)
    with np.errstate(over="ignore"):
        for a in arrays:
            words = a.ravel().view(np.uint32)
            place = np.arange(1, words.size + 1, dtype=np.uint32)
            checksum = checksum * np.uint32(31) + np.sum(words * (place * np.uint32(2) + np.uint32(1)), dtype=np.uint32)
    last = arrays[-1].ravel()
    return {
        "n": n,
        "mean": total / n,
        "norm": math.sqrt(squares),
        "max": max(float(np.abs(a).max()) for a in arrays),
        "samples": [float(last[(i * 7919 + 13) % last.size]) for i in range(16)],
        "bits": int(checksum),
    }


# ---- work: each gives step and check ----------------------------------------------------------------------------------

fillings = {
    "normal": lambda x, std: nn.init.normal_(x, std=std),
    "uniform": lambda x, bound: nn.init.uniform_(x, -bound, bound),
    "trunc_normal": lambda x, _: nn.init.trunc_normal_(x),
    "bernoulli": lambda x, p: x.bernoulli_(p),
    "orthogonal": lambda x, _: nn.init.orthogonal_(x),
    # There are no keyed streams in PyTorch: what they are compared with is its normals.
    "keyed_normal": lambda x, std: nn.init.normal_(x, std=std),
    "zeros": lambda x, _: nn.init.zeros_(x),
    "ones": lambda x, _: nn.init.ones_(x),
}


def initialization(row, _):
    targets = [(fillings[f[0]], torch.empty(*f[1]), f[2] if len(f) > 2 else 0) for f in row["list"]]

    def step():
        for fill, x, argument in targets:
            fill(x, argument)

    def check():
        torch.manual_seed(0)
        step()
        return digest([x.numpy() for _, x, _ in targets])

    return step, check


def forward(compute):
    def step():
        with torch.no_grad():
            return compute()

    return step, lambda: digest([np.atleast_1d(step().numpy())])


def training(row, begin):
    now = {}

    def restart():
        now["optimizer"], now["loss"] = begin()

    def step():
        now["optimizer"].zero_grad()
        loss = now["loss"]()
        loss.backward()
        now["optimizer"].step()
        return loss

    def check():
        restart()
        losses = [step().item() for _ in range(row["checkSteps"])]
        restart()
        return {"scalars": losses}

    return step, check


def gradients(net, compute, r, parameters):
    def step():
        net.zero_grad(set_to_none=True)
        loss = (compute() * r).mean()
        loss.backward()
        return loss

    def check():
        loss, named = step().item(), dict(net.named_parameters())
        return {"scalars": [loss] + [named[name].grad.norm().item() for name in parameters]}

    return step, check


def load(net, data, names):
    net.load_state_dict({key: data[name] for key, name in names.items()})
    return net


def tiny_step(row, d):
    def begin():
        net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
        load(net, d, {"0.weight": "w1", "0.bias": "b1", "2.weight": "w2", "2.bias": "b2"})
        return torch.optim.SGD(net.parameters(), lr=row["lr"]), lambda: F.mse_loss(net(d["x"]), d["y"])

    return training(row, begin)


def perceptron(d):
    net = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))
    return load(net, d, {f"{2 * i}.{key}": f"{key[0]}{i + 1}" for i in range(3) for key in ("weight", "bias")})


def perceptron_step(row, d):
    def begin():
        net = perceptron(d)
        return torch.optim.Adam(net.parameters(), lr=row["lr"]), lambda: F.cross_entropy(net(d["x"]), d["labels"])

    return training(row, begin)


def perceptron_forward(_, d):
    net = perceptron(d)
    return forward(lambda: net(d["x"]))


def le_net(d):
    net = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip
    names = {f"{at}.{key}": f"{short}{i}" for i, at in ((1, 0), (2, 3)) for key, short in (("weight", "k"), ("bias", "c"))}
    names |= {f"{at}.{key}": f"{short}{i}" for i, at in ((1, 7), (2, 9), (3, 11)) for key, short in (("weight", "f"), ("bias", "fb"))}
    return load(net, d, names)


def le_net_step(row, d):
    def begin():
        net = le_net(d)
        return torch.optim.SGD(net.parameters(), lr=row["lr"]), lambda: F.cross_entropy(net(d["x"]), d["labels"])

    return training(row, begin)


def le_net_forward(_, d):
    net = le_net(d)
    return forward(lambda: net(d["x"]))


def lstm(d):
    return load(nn.LSTM(128, 128), d, {"weight_ih_l0": "wih", "weight_hh_l0": "whh", "bias_ih_l0": "bih", "bias_hh_l0": "bhh"})


def lstm_gradients(_, d):
    net = lstm(d)
    return gradients(net, lambda: net(d["x"])[0], d["r"], ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0"])


def lstm_forward(_, d):
    net = lstm(d)
    return forward(lambda: net(d["x"])[0])


def encoder(row, d):
    net = nn.TransformerEncoderLayer(128, row["heads"], 512, dropout=0.0, batch_first=True)
    names = {
        "self_attn.in_proj_weight": "wq", "self_attn.in_proj_bias": "bq",
        "self_attn.out_proj.weight": "wo", "self_attn.out_proj.bias": "bo",
        "linear1.weight": "w1", "linear1.bias": "b1", "linear2.weight": "w2", "linear2.bias": "b2",
        "norm1.weight": "g1", "norm1.bias": "h1", "norm2.weight": "g2", "norm2.bias": "h2",
    }  # fmt: skip
    return load(net, d, names)


def encoder_gradients(row, d):
    net = encoder(row, d)
    watched = ["self_attn.in_proj_weight", "self_attn.out_proj.weight", "linear1.weight", "linear2.weight", "norm1.weight"]
    return gradients(net, lambda: net(d["x"]), d["r"], watched)


def encoder_forward(row, d):
    net = encoder(row, d).eval()
    return forward(lambda: net(d["x"]))


works = {
    "initialization": initialization,
    "product": lambda _, d: forward(lambda: d["a"] @ d["b"]),
    "reluChain": lambda _, d: forward(lambda: torch.relu(d["x"] * d["w"] + d["b"])),
    "geluOf": lambda _, d: forward(lambda: F.gelu(d["x"])),
    "softmaxRows": lambda _, d: forward(lambda: torch.softmax(d["x"], -1)),
    "layerNormRows": lambda _, d: forward(lambda: F.layer_norm(d["x"], d["g"].shape, d["g"], d["h"])),
    "sumOf": lambda _, d: forward(lambda: d["x"].sum()),
    "convolution": lambda _, d: forward(lambda: F.conv2d(d["x"], d["k"], padding=1)),
    "tinyStep": tiny_step,
    "perceptronStep": perceptron_step,
    "perceptronForward": perceptron_forward,
    "leNetStep": le_net_step,
    "leNetForward": le_net_forward,
    "lstmGradients": lstm_gradients,
    "lstmForward": lstm_forward,
    "encoderGradients": encoder_gradients,
    "encoderForward": encoder_forward,
}

# ---- the line protocol ------------------------------------------------------------------------------------------------


def resident():
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) * 1024


now = {}


def prepare(row):
    now["step"], now["check"] = works[row["work"]](row, inputs_of(row))
    return {"answer": now["check"]()}


def run(message):
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(message["times"]):
        now["step"]()
    return {"wall": (time.perf_counter() - wall) * 1e3, "cpu": (time.process_time() - cpu) * 1e3}


def memory(message):
    prepare(message["row"])
    seen = []
    for part in range(10):
        for _ in range(message["steps"] // 10):
            now["step"]()
        seen.append(resident())
    return {"seen": seen}


def answer(message):
    command = message["command"]
    if command == "hello":
        return {"name": f"PyTorch {torch.__version__.split('+')[0]}", "relaxed": False}
    if command == "prepare":
        return prepare(message["row"])
    if command == "run":
        return run(message)
    if command == "memory":
        return memory(message)
    now.clear()
    return {}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:  # The other side decides what to do without this row.
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
