"""What real PyTorch answers for optimizers and schedules where the cases of golden_cases.py do not go: every option, float64, two parameter groups, parameters
without a gradient, state dicts, resumed runs, schedules over many epochs, refusals.

Usage: /usr/bin/python3 make_optim_golden.py [folder]  ->  golden/optimizers.json

optimizers [{optim, kwargs, dtype, groups, start: [values], grads: [step][parameter] (null: none), params: [step][parameter], state_dict}]
           Groups: one, or one of parameters 0 and 1, another of parameter 2 with options of its own. state_dict is the one after the last step, tensors as {shape, values}.
schedules  [{schedule, args, kwargs, optim, optim_kwargs, lrs: [epoch][group], momenta: [epoch][group] | null, state_dict}]  epoch 0 is before the first step.
plateaus   [{kwargs, metrics, lrs: [epoch][group], state_dict}]
refusals   [{python, error}]
Names are torch's own. float32 values stand as the doubles that they are; infinities are "inf", "-inf", NaN "nan".
"""
import json
import math
import pathlib
import sys
import warnings

import numpy as np
import torch
from torch.optim import lr_scheduler

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
DTYPES = {"float32": torch.float32, "float64": torch.float64}
SHAPES = [[2, 3], [4], []]


def plain(value):
    if isinstance(value, torch.Tensor):
        return {"shape": list(value.shape), "values": plain(value.detach().double().flatten().tolist())}
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if value != value else ("inf" if value > 0 else "-inf")
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return None


def values(t):
    return t.detach().double().flatten().tolist()


def optimizer_case(n, name, dtype, kwargs, own):
    draw = np.random.default_rng([11, n])
    params = [torch.nn.Parameter(torch.from_numpy(draw.standard_normal(shape)).to(DTYPES[dtype])) if shape else
              torch.nn.Parameter(torch.tensor(draw.standard_normal(), dtype=DTYPES[dtype])) for shape in SHAPES]
    groups = params if own is None else [{"params": params[:2]}, {"params": [params[2]], **own}]
    optimizer = getattr(torch.optim, name)(groups, **kwargs)
    start, grads, after = [values(p) for p in params], [], []
    for step in range(7):
        given = []
        for i, p in enumerate(params):
            # The second parameter has no gradient in the second step, the third none in the first.
            if (step, i) in ((1, 1), (0, 2)):
                p.grad = None
                given.append(None)
                continue
            p.grad = torch.from_numpy(np.asarray(draw.standard_normal(SHAPES[i]))).to(DTYPES[dtype])
            given.append(values(p.grad))
        optimizer.step()
        grads.append(given)
        after.append([values(p) for p in params])
    return {"optim": name, "kwargs": kwargs, "dtype": dtype, "own": own, "start": start, "grads": grads, "params": after, "state_dict": plain(optimizer.state_dict())}


OPTIMIZERS = [
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5, "weight_decay": 0.1}, {"lr": 0.01, "dampening": 0.0, "nesterov": True}),
    ("SGD", {"lr": 0.1, "maximize": True}, None),
    ("SGD", {"lr": 0.1, "momentum": 0.5, "nesterov": True, "maximize": True, "weight_decay": 0.2}, None),
    ("Adam", {}, None),
    ("Adam", {"lr": 0.1, "betas": [0.5, 0.6], "eps": 0.1, "weight_decay": 0.3, "amsgrad": True, "maximize": True}, {"amsgrad": False, "betas": [0.9, 0.99]}),
    ("AdamW", {}, None),
    ("AdamW", {"lr": 0.1, "betas": [0.5, 0.6], "eps": 0.1, "weight_decay": 0.3, "amsgrad": True, "maximize": True}, {"lr": 0.01, "weight_decay": 0.0}),
    ("NAdam", {}, None),
    ("NAdam", {"lr": 0.1, "betas": [0.5, 0.6], "eps": 0.1, "weight_decay": 0.3, "momentum_decay": 0.1}, {"lr": 0.2, "momentum_decay": 0.0}),
    ("RAdam", {}, None),
    ("RAdam", {"lr": 0.1, "betas": [0.9, 0.6], "eps": 0.1, "weight_decay": 0.3}, {"betas": [0.5, 0.9]}),
    ("Adamax", {}, None),
    ("Adamax", {"lr": 0.1, "betas": [0.5, 0.6], "eps": 0.1, "weight_decay": 0.3, "maximize": True}, {"lr": 0.2, "weight_decay": 0.0}),
    ("Adagrad", {}, None),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.5, "weight_decay": 0.3, "initial_accumulator_value": 0.7, "eps": 0.1, "maximize": True}, {"lr_decay": 0.0}),
    ("Adadelta", {}, None),
    ("Adadelta", {"lr": 0.5, "rho": 0.4, "eps": 0.1, "weight_decay": 0.3, "maximize": True}, {"rho": 1.0}),
    ("RMSprop", {}, None),
    ("RMSprop", {"lr": 0.1, "alpha": 0.5, "eps": 0.1, "weight_decay": 0.3, "momentum": 0.6, "centered": True, "maximize": True}, {"momentum": 0.0, "centered": False}),
    ("RMSprop", {"centered": True}, {"momentum": 0.5}),
]


def two_groups(optim, kwargs):
    a, b = (torch.nn.Parameter(torch.zeros(1)) for _ in range(2))
    return getattr(torch.optim, optim)([{"params": [a]}, {"params": [b], "lr": kwargs["lr"] / 2}], **kwargs)


def momentum_of(group):
    return group["betas"][0] if "betas" in group else group.get("momentum")


def make_schedule(optimizer, spec):
    name, args, kwargs = spec
    made = [make_schedule(optimizer, one) for one in args[0]] if name in ("SequentialLR", "ChainedScheduler") else None
    cls = getattr(lr_scheduler, name)
    if name == "SequentialLR":
        return cls(optimizer, made, *args[1:], **kwargs)
    return cls(made) if name == "ChainedScheduler" else cls(optimizer, *args, **kwargs)


def schedule_case(spec, optim="SGD", epochs=25, **optim_kwargs):
    optim_kwargs = {"lr": 0.8, **optim_kwargs}
    optimizer = two_groups(optim, optim_kwargs)
    schedule = make_schedule(optimizer, spec)
    lrs, momenta = [[g["lr"] for g in optimizer.param_groups]], [[momentum_of(g) for g in optimizer.param_groups]]
    for _ in range(epochs):
        optimizer.step()
        schedule.step()
        lrs.append([g["lr"] for g in optimizer.param_groups])
        momenta.append([momentum_of(g) for g in optimizer.param_groups])
    return {"schedule": spec, "optim": optim, "optim_kwargs": optim_kwargs, "lrs": lrs, "momenta": momenta, "state_dict": plain(schedule.state_dict())}


def S(name, *args, **kwargs):
    return [name, list(args), kwargs]


SCHEDULES = [
    (S("StepLR", 4, gamma=0.7),), (S("StepLR", 1),), (S("MultiStepLR", [3, 3, 8], gamma=0.5),), (S("MultiStepLR", [], gamma=0.5),), (S("ExponentialLR", 0.93),),
    (S("CosineAnnealingLR", 7, eta_min=0.05),), (S("CosineAnnealingLR", 1),), (S("LinearLR", start_factor=0.2, end_factor=0.7, total_iters=6),), (S("LinearLR"),),
    (S("ConstantLR", factor=0.3, total_iters=3),), (S("ConstantLR"),), (S("PolynomialLR", total_iters=9, power=1.7),), (S("PolynomialLR"),),
    (S("CosineAnnealingWarmRestarts", 3, T_mult=2, eta_min=0.01),), (S("CosineAnnealingWarmRestarts", 4),),
    (S("SequentialLR", [S("ConstantLR", factor=0.1, total_iters=2), S("ExponentialLR", 0.9)], [2]),),
    (S("SequentialLR", [S("LinearLR", start_factor=0.5), S("StepLR", 2, gamma=0.5), S("CosineAnnealingLR", 5, eta_min=0.1)], [3, 9]),),
    (S("SequentialLR", [S("CosineAnnealingWarmRestarts", 3), S("PolynomialLR", total_iters=4), S("MultiStepLR", [2, 4])], [4, 10]),),
    (S("ChainedScheduler", [S("ConstantLR", factor=0.1, total_iters=2), S("ExponentialLR", 0.9)]),),
    (S("ChainedScheduler", [S("CosineAnnealingLR", 6, eta_min=0.02), S("StepLR", 5, gamma=0.5), S("LinearLR")]),),
    (S("OneCycleLR", 1.0, total_steps=26), "SGD", 25, {"momentum": 0.9}),
    (S("OneCycleLR", [1.0, 0.5], epochs=5, steps_per_epoch=6, pct_start=0.4, anneal_strategy="linear", three_phase=True, div_factor=10.0, final_div_factor=100.0), "Adam", 25, {}),
    (S("OneCycleLR", 1.0, total_steps=26, base_momentum=[0.5, 0.6], max_momentum=0.99, three_phase=True), "SGD", 25, {"momentum": 0.9}),
    (S("OneCycleLR", 1.0, total_steps=30, cycle_momentum=False), "Adagrad", 25, {}),
    (S("CyclicLR", 0.1, 0.9, step_size_up=4, cycle_momentum=False), "SGD", 25, {}),
    (S("CyclicLR", [0.1, 0.2], 0.9, step_size_up=3, step_size_down=5, mode="triangular2"), "SGD", 25, {"momentum": 0.9}),
    (S("CyclicLR", 0.1, 0.9, step_size_up=4, mode="exp_range", gamma=0.97, base_momentum=0.7, max_momentum=[0.8, 0.9]), "SGD", 25, {"momentum": 0.9}),
]


def plateau_case(kwargs, metrics):
    optimizer = two_groups("SGD", {"lr": 0.8})
    schedule = lr_scheduler.ReduceLROnPlateau(optimizer, **kwargs)
    lrs = []
    for metric in metrics:
        schedule.step(metric)
        lrs.append([g["lr"] for g in optimizer.param_groups])
    return {"kwargs": kwargs, "metrics": plain(metrics), "lrs": lrs, "state_dict": plain(schedule.state_dict())}


FALLING = [3.0, 2.0, 1.9999, 1.9998, 2.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.4, 1.4, math.nan, 1.4, 1.4, 1.4, 1.4, 1.4, 1.4, 1.4]
PLATEAUS = [
    ({"patience": 2}, FALLING), ({"patience": 0, "factor": 0.5, "cooldown": 2, "min_lr": 0.1}, FALLING), ({"mode": "max", "patience": 1, "threshold_mode": "abs", "threshold": 0.01}, FALLING),
    ({"patience": 1, "threshold": 0.3}, FALLING), ({"patience": 1, "min_lr": [0.1, 0.3], "eps": 0.05, "factor": 0.7}, FALLING), ({"mode": "max", "patience": 3}, [-x for x in FALLING]),
]

REFUSALS = [
    "optim.Adam([p], lr=-1)", "optim.Adam([p], eps=-1)", "optim.Adam([p], betas=[1.0, 0.9])", "optim.Adam([p], betas=[0.9, -0.1])", "optim.Adam([p], weight_decay=-1)",
    "optim.AdamW([p], lr=-1)", "optim.NAdam([p], momentum_decay=-1)", "optim.RAdam([p], betas=[0.9, 1.5])", "optim.Adamax([p], eps=-1)", "optim.Adagrad([p], lr_decay=-1)",
    "optim.Adagrad([p], initial_accumulator_value=-1)", "optim.Adadelta([p], rho=1.5)", "optim.Adadelta([p], lr=-1)", "optim.RMSprop([p], momentum=-1)", "optim.RMSprop([p], alpha=-1)",
    "optim.SGD([p], lr=-1)", "optim.SGD([p], lr=1, momentum=-1)", "optim.SGD([p], lr=1, nesterov=True)", "optim.SGD([p], lr=1, weight_decay=-1)", "optim.SGD([], lr=1)",
    "optim.SGD([{'params': [p]}, {'params': [p]}], lr=1)", "optim.SGD([p * 2], lr=1)", "optim.SGD([p], lr=1).load_state_dict({'state': {}, 'param_groups': []})",
    "optim.SGD([p], lr=1).load_state_dict({'state': {}, 'param_groups': [{'params': [0, 1]}]})", "lr_scheduler.StepLR(3, 1)", "lr_scheduler.LambdaLR(o, [f, f])",
    "lr_scheduler.ConstantLR(o, factor=2.0)", "lr_scheduler.LinearLR(o, start_factor=2.0)", "lr_scheduler.LinearLR(o, end_factor=-1.0)",
    "lr_scheduler.CosineAnnealingWarmRestarts(o, 0)", "lr_scheduler.CosineAnnealingWarmRestarts(o, 2, T_mult=0)", "lr_scheduler.CosineAnnealingWarmRestarts(o, 2).step(-1)",
    "lr_scheduler.OneCycleLR(o, 1.0)", "lr_scheduler.OneCycleLR(o, 1.0, total_steps=0)", "lr_scheduler.OneCycleLR(o, 1.0, epochs=0, steps_per_epoch=1)",
    "lr_scheduler.OneCycleLR(o, 1.0, epochs=1, steps_per_epoch=-1)", "lr_scheduler.OneCycleLR(o, [1.0, 2.0], total_steps=5)", "lr_scheduler.OneCycleLR(o, 1.0, total_steps=5, pct_start=2.0)",
    "lr_scheduler.OneCycleLR(o, 1.0, total_steps=5, anneal_strategy='steps')", "lr_scheduler.OneCycleLR(optim.Adagrad([p]), 1.0, total_steps=5)", "[s.step() for s in [lr_scheduler.OneCycleLR(o, 1.0, total_steps=2)] for _ in range(4)]",
    "lr_scheduler.ReduceLROnPlateau(o, factor=1.0)", "lr_scheduler.ReduceLROnPlateau(o, mode='mid')", "lr_scheduler.ReduceLROnPlateau(o, threshold_mode='mid')",
    "lr_scheduler.ReduceLROnPlateau(o, min_lr=[0.1, 0.2])", "lr_scheduler.SequentialLR(o, [lr_scheduler.ExponentialLR(o, 0.9)], [3])",
    "lr_scheduler.SequentialLR(o, [lr_scheduler.ExponentialLR(o2, 0.9)], [])", "lr_scheduler.ChainedScheduler([lr_scheduler.ExponentialLR(o, 0.9), lr_scheduler.ExponentialLR(o2, 0.9)])",
    "lr_scheduler.ExponentialLR(o, 0.9, last_epoch=3)", "lr_scheduler.CyclicLR(o, 0.1, 1.0, mode='none')", "lr_scheduler.CyclicLR(optim.Adagrad([p]), 0.1, 1.0)", "lr_scheduler.CyclicLR(o, [0.1, 0.2], 1.0)",
]


def refusal(python):
    p, q = (torch.nn.Parameter(torch.zeros(2)) for _ in range(2))
    scope = {"optim": torch.optim, "lr_scheduler": lr_scheduler, "p": p, "o": torch.optim.SGD([p], lr=0.1, momentum=0.5), "o2": torch.optim.SGD([q], lr=0.1), "f": lambda epoch: 1.0}
    try:
        eval(python, scope)
    except Exception as error:
        return {"python": python, "error": f"{type(error).__name__}: {error}"}
    raise RuntimeError(f"not refused: {python}")


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "golden"
    optimizers = [optimizer_case(n, name, dtype, kwargs, own) for dtype in DTYPES for n, (name, kwargs, own) in enumerate(OPTIMIZERS)]
    schedules = [schedule_case(row[0], *row[1:3], **(row[3] if len(row) > 3 else {})) for row in SCHEDULES]
    answer = {"torch": torch.__version__, "optimizers": optimizers, "schedules": schedules, "plateaus": [plateau_case(*row) for row in PLATEAUS], "refusals": [refusal(row) for row in REFUSALS]}
    (folder / "optimizers.json").write_text(json.dumps(answer, allow_nan=False, separators=(",", ":")) + "\n")


main()
