"""Whole models in real PyTorch: initial state, output, and the losses of five steps of training.

Usage: /usr/bin/python3 make_interchange_golden.py [folder]  ->  golden-interchange/models.safetensors

Tensors `<model>/state.<key>` (right after construction from seed 0), `<model>/input`, `<model>/target`, `<model>/output` (in training mode, before any
step), `<model>/after.<key>` (after five steps). Metadata `models`: {model: {"losses": [...], "optimizer": ..., "options": {...}}}.
"""
import json
import pathlib
import sys

import golden_lib
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, width=4, classes=5):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        widths = [width, 2 * width, 4 * width, 8 * width]
        self.layers = nn.ModuleList()
        inputs = width
        for i, outputs in enumerate(widths):
            self.layers.append(nn.Sequential(BasicBlock(inputs, outputs, 1 if i == 0 else 2), BasicBlock(outputs, outputs)))
            inputs = outputs
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        for layer in self.layers:
            x = layer(x)
        return self.fc(x.mean([2, 3]))


class LSTMClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(50, 12)
        self.lstm = nn.LSTM(12, 16, num_layers=2, batch_first=True)
        self.head = nn.Linear(16, 4)

    def forward(self, x):
        out, _ = self.lstm(self.embedding(x))
        return self.head(out[:, -1])


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.ln1 = nn.LayerNorm(width)
        self.c_attn = nn.Linear(width, 3 * width)
        self.c_proj = nn.Linear(width, width)
        self.ln2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        n, t, c = x.shape
        q, k, v = [part.view(n, t, self.heads, c // self.heads).transpose(1, 2) for part in self.c_attn(self.ln1(x)).split(c, 2)]
        scores = q @ k.transpose(-2, -1) / (c // self.heads) ** 0.5
        scores = scores.masked_fill(torch.ones(t, t).triu(1).bool(), float("-inf"))
        x = x + self.c_proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(n, t, c))
        return x + self.mlp(self.ln2(x))


class GPT(nn.Module):
    def __init__(self, vocabulary=20, context=8, width=16, heads=2, depth=2):
        super().__init__()
        self.wte = nn.Embedding(vocabulary, width)
        self.wpe = nn.Embedding(context, width)
        self.blocks = nn.ModuleList([Block(width, heads) for _ in range(depth)])
        self.ln_f = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.wte.weight

    def forward(self, x):
        y = self.wte(x) + self.wpe(torch.arange(x.shape[1]))
        for block in self.blocks:
            y = block(y)
        return self.head(self.ln_f(y)).flatten(0, 1)


generator = np.random.default_rng(20261125)
normal = lambda *shape: torch.from_numpy(generator.standard_normal(shape).astype(np.float32))
ints = lambda high, *shape: torch.from_numpy(generator.integers(0, high, shape))
MODELS = {
    "lenet": (LeNet, normal(4, 1, 28, 28), ints(10, 4), "SGD", {"lr": 0.05, "momentum": 0.9}),
    "resnet": (ResNet, normal(4, 3, 16, 16), ints(5, 4), "SGD", {"lr": 0.02, "momentum": 0.9}),
    "lstm": (LSTMClassifier, ints(50, 3, 7), ints(4, 3), "Adam", {"lr": 0.01}),
    "gpt": (GPT, ints(20, 2, 8), ints(20, 16), "AdamW", {"lr": 0.01}),
}
sink, facts = {}, {}
for name, (cls, x, y, optimizer, options) in MODELS.items():
    torch.manual_seed(0)
    model = cls()
    for key, value in model.state_dict().items():
        sink[f"{name}/state.{key}"] = value.clone()
    sink[f"{name}/input"], sink[f"{name}/target"] = x, y
    opt = getattr(torch.optim, optimizer)(model.parameters(), **options)
    losses = []
    for step in range(5):
        out = model(x)
        if step == 0:
            sink[f"{name}/output"] = out.detach().clone()
        loss = F.cross_entropy(out, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    for key, value in model.state_dict().items():
        sink[f"{name}/after.{key}"] = value.clone()
    facts[name] = {"losses": losses, "optimizer": optimizer, "options": options}
folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "golden-interchange")
folder.mkdir(parents=True, exist_ok=True)
golden_lib.write_safetensors(folder / "models.safetensors", sink, {"torch": torch.__version__, "models": json.dumps(facts)})
print({name: fact["losses"] for name, fact in facts.items()}, (folder / "models.safetensors").stat().st_size)
