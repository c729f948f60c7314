"""What real PyTorch answers for torch.utils.data: the order in which loaders read, and what they leave of the random stream.

Usage: /usr/bin/python3 make_data_golden.py [folder]  ->  golden/data.json

loaders    [{seed, generator: seed | null, length, kwargs, epochs: [[batch of samples]], next, next_generator}]
           Samples are 0 … length - 1. Before: torch.manual_seed(seed); `next` is randint(1000000, (2,)) afterwards, `next_generator` the same of the loader's own generator.
samplers   [{seed, python, generator: seed | null, places: [iteration][place], next, next_generator}]  `g` is the generator, `n` ten places.
splits     [{seed, length, lengths, indices: [part], next}]
refusals   [{python, error}]
"""
import json
import pathlib
import sys
import warnings

import torch
from torch.utils import data

warnings.filterwarnings("ignore")


class Numbers(data.Dataset):
    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        if not 0 <= index < self.length:
            raise IndexError(index)
        return index


def following(generator=None):
    return torch.randint(1000000, (2,), generator=generator).tolist()


def own(seed):
    return None if seed is None else torch.Generator().manual_seed(seed)


def loader_case(seed, generator, length, epochs=2, **kwargs):
    torch.manual_seed(seed)
    g = own(generator)
    loader = data.DataLoader(Numbers(length), generator=g, collate_fn=lambda batch: batch, **kwargs)
    read = [list(loader) for _ in range(epochs)]
    return {"seed": seed, "generator": generator, "length": length, "kwargs": kwargs, "epochs": read, "count": len(loader), "next": following(),
            "next_generator": None if g is None else following(g)}


def sampler_case(seed, python, generator):
    torch.manual_seed(seed)
    g = own(generator)
    sampler = eval(python, {"data": data, "n": range(10), "g": g})
    places = [[int(place) for place in sampler] for _ in range(2)]
    return {"seed": seed, "python": python, "generator": generator, "places": places, "length": len(sampler), "next": following(), "next_generator": None if g is None else following(g)}


def split_case(seed, length, lengths):
    torch.manual_seed(seed)
    parts = data.random_split(Numbers(length), lengths)
    return {"seed": seed, "length": length, "lengths": lengths, "indices": [[int(i) for i in part.indices] for part in parts], "next": following()}


LOADERS = [dict(length=10, batch_size=3, shuffle=True), dict(length=10, batch_size=3, shuffle=True, drop_last=True), dict(length=7, shuffle=True), dict(length=12, batch_size=4),
           dict(length=5, batch_size=8, shuffle=True), dict(length=1000, batch_size=128, shuffle=True), dict(length=6, batch_size=None, shuffle=True), dict(length=6, batch_size=2, sampler=[5, 1, 1]),
           dict(length=6, batch_sampler=[[0, 1, 2], [5]]), dict(length=4, batch_size=2, shuffle=True, drop_last=True)]
SAMPLERS = ["data.SequentialSampler(n)", "data.RandomSampler(n, generator=g)", "data.RandomSampler(n, num_samples=25, generator=g)", "data.RandomSampler(n, num_samples=4, generator=g)",
            "data.RandomSampler(n, replacement=True, generator=g)", "data.RandomSampler(n, replacement=True, num_samples=70, generator=g)", "data.RandomSampler(n, replacement=True, num_samples=64, generator=g)",
            "data.SubsetRandomSampler([3, 1, 4, 1, 5, 9], generator=g)", "data.WeightedRandomSampler([0.1, 0.0, 3.0, 2.5], 12, generator=g)", "data.WeightedRandomSampler([0.1, 0.7, 3.0, 2.5], 1, generator=g)",
            "data.WeightedRandomSampler([0.1, 0.7, 3.0, 2.5, 0.2], 4, replacement=False, generator=g)"]
SPLITS = [(10, [3, 7]), (10, [0.3, 0.3, 0.4]), (11, [0.5, 0.25, 0.25]), (3, [1, 1, 1]), (5, [5, 0]), (1, [1]), (7, [0.1, 0.9]), (0, [0])]

REFUSALS = ["data.DataLoader(n, batch_size=0)", "data.DataLoader(n, batch_size=2.5)", "data.DataLoader(n, sampler=[1], shuffle=True)", "data.DataLoader(n, batch_sampler=[[1]], batch_size=2)",
            "data.DataLoader(n, batch_size=None, drop_last=True)", "data.DataLoader(s, shuffle=True)", "data.DataLoader(s, sampler=[1])", "data.DataLoader(s, batch_sampler=[[1]])",
            "data.RandomSampler([])", "data.RandomSampler(n, num_samples=0)", "data.RandomSampler(n, replacement=1)", "data.BatchSampler([1], 0, False)", "data.BatchSampler([1], 1, 3)",
            "data.WeightedRandomSampler([1.0], 0)", "data.WeightedRandomSampler([1.0], 1, replacement=3)", "list(data.WeightedRandomSampler([-1.0, 2.0], 3))", "data.random_split(n, [3, 3])",
            "data.random_split(n, [1.5, -0.5])", "data.TensorDataset(torch.zeros(2), torch.zeros(3))", "data.TensorDataset(torch.zeros(()))", "data.ConcatDataset([])", "data.ConcatDataset([s])",
            "data.ConcatDataset([n])[-11]", "data.default_collate([[1, 2], [3]])", "data.default_collate([None, None])", "data.default_collate([torch.zeros(2), torch.zeros(3)])"]


class Stream(data.IterableDataset):
    def __iter__(self):
        return iter(range(3))


def refusal(python):
    try:
        eval(python, {"data": data, "torch": torch, "n": Numbers(10), "s": Stream()})
    except Exception as error:
        return {"python": python, "error": f"{type(error).__name__}: {error}"}
    raise RuntimeError(f"not refused: {python}")


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "golden"
    answer = {
        "torch": torch.__version__,
        "loaders": [loader_case(seed, generator, **kwargs) for seed, generator in ((0, None), (42, None), (1, 7)) for kwargs in LOADERS],
        "samplers": [sampler_case(seed, python, generator) for seed, generator in ((0, None), (3, 11)) for python in SAMPLERS],
        "splits": [split_case(seed, *row) for seed in (0, 5) for row in SPLITS],
        "refusals": [refusal(row) for row in REFUSALS],
    }
    (folder / "data.json").write_text(json.dumps(answer, allow_nan=False, separators=(",", ":")) + "\n")


main()
