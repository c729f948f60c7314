"""The statistics of keyed streams, as JSON. From the root of the repository:

    node tooling/run.mjs tooling/streams/src/scan.ts > FOLDER/scan.json
    node tooling/run.mjs tooling/streams/src/draw.ts words 4 > FOLDER/words.bin
    python3 tooling/streams/battery.py FOLDER > FOLDER/battery.json

Draws come from draw.ts, which the second command has built; the statistics are numpy's and scipy's, so they share no code with the library.
"""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
from scipy import integrate, special, stats

N = 1 << 24
folder = Path(sys.argv[1])
scan = json.loads((folder / "scan.json").read_text())


def draw(what, dtype, count=N, seed=20240229):
    program = ["node", "tooling/streams/dist/draw.js", what, str(count), str(seed)]
    return np.frombuffer(subprocess.run(program, check=True, capture_output=True).stdout, dtype)


def two_sided(z):
    return 2 * stats.norm.sf(abs(z))


def smooth(u):
    """Neyman's smooth test of order 4."""
    y = 2 * u - 1
    sums = [math.sqrt((2 * k + 1) / len(u)) * special.eval_legendre(k, y).sum() for k in range(1, 5)]
    return stats.chi2.sf(sum(s * s for s in sums), 4)


def equal_cells(u, cells):
    counts = np.bincount(np.minimum((u * cells).astype(np.int64), cells - 1), minlength=cells)
    return stats.chi2.sf(((counts - len(u) / cells) ** 2).sum() / (len(u) / cells), cells - 1)


def kolmogorov(u):
    u = np.sort(u)
    i = np.arange(len(u))
    return stats.kstwobign.sf(math.sqrt(len(u)) * max((u - i / len(u)).max(), ((i + 1) / len(u) - u).max()))


def distinct(values, cells):
    """cells: pairs of how many values have how many words of 2^32."""
    n = len(values)
    lam = np.array([n * words / 2**32 for _, words in cells])
    many = np.array([count for count, _ in cells], float)
    none = np.exp(-lam)
    expected = (many * -np.expm1(-lam)).sum()
    variance = (many * none * (1 - none)).sum() - (many * lam * none).sum() ** 2 / n
    return two_sided((len(np.unique(values)) - expected) / math.sqrt(variance))


def battery(x, mean, std, kurtosis, cdf):
    x = x.astype(np.float64)
    n = len(x)
    z = (x - mean) / std
    out = {
        "mean": two_sided(z.sum() / math.sqrt(n)),
        "variance": two_sided((z * z - 1).sum() / math.sqrt(n * (kurtosis - 1))),
    }
    for lag in (1, 2, 3, 4, 64, 4096):
        out[f"lag {lag}"] = two_sided((z[:-lag] * z[lag:]).sum() / math.sqrt(n - lag))
    s = (z * z - 1) / math.sqrt(kurtosis - 1)
    for lag in (1, 4):
        out[f"lag {lag} of squares"] = two_sided((s[:-lag] * s[lag:]).sum() / math.sqrt(n - lag))
    u = cdf(x)
    out |= {
        "smooth, order 4": smooth(u),
        "64 cells": equal_cells(u, 64),
        "65,536 cells": equal_cells(u, 65536),
        "Kolmogorov": kolmogorov(u),
        "pairs, 256 x 256 cells": equal_cells((np.floor(u[::2] * 256) + u[1::2]) / 256, 65536),
    }
    return out


def hermite(z):
    polynomials = {k: special.hermitenorm(k) for k in (3, 4, 6, 8)}
    return {f"Hermite {k}": two_sided(h(z).sum() / math.sqrt(len(z) * math.factorial(k))) for k, h in polynomials.items()}


def tails(z):
    out = {}
    for edge in (3, 4, 5):
        expected = 2 * stats.norm.sf(edge) * len(z)
        count = int((np.abs(z) > edge).sum())
        out[f"beyond {edge}"] = min(1, 2 * min(stats.poisson.cdf(count, expected), stats.poisson.sf(count - 1, expected)))
    return out


def words_battery(w):
    popcount = np.array([bin(i).count("1") for i in range(65536)], np.uint8)
    weight = lambda v: popcount[v & 0xFFFF] + popcount[v >> 16]
    binomial = stats.binom.pmf(np.arange(33), 32, 0.5)

    def weights(v):
        counts = np.bincount(weight(v), minlength=33)
        keep = slice(4, 29)
        o = np.concatenate([[counts[:4].sum()], counts[keep], [counts[29:].sum()]])
        e = len(v) * np.concatenate([[binomial[:4].sum()], binomial[keep], [binomial[29:].sum()]])
        return stats.chi2.sf(((o - e) ** 2 / e).sum(), len(o) - 1)

    bits = np.array([int(((w >> b) & 1).sum()) for b in range(32)])
    u = (w + 0.5) / 2**32
    return {
        "each bit": stats.chi2.sf(((bits - len(w) / 2) ** 2 / (len(w) / 4)).sum(), 32),
        "ones in a word": weights(w),
        "ones, word xor next": weights(w[:-1] ^ w[1:]),
        "ones, block xor next": weights(w[:-4] ^ w[4:]),
        "distinct": distinct(w, [(2**32, 1)]),
    } | battery(u, 0.5, math.sqrt(1 / 12), 1.8, lambda x: x)


def moments_of(density, low, high):
    m = lambda k, c=0: integrate.quad(lambda x: (x - c) ** k * density(x), low, high, epsabs=1e-13)[0]
    mean = m(1)
    variance = m(2, mean)
    return mean, math.sqrt(variance), m(4, mean) / variance**2


results = {}
supports = []


def support(name, holds):
    supports.append((name, bool(holds)))


for stream in ("words", "siblings", "paths"):
    results[stream] = words_battery(draw(stream, np.uint32))

x = draw("uniform", np.float32)
results["uniform, float32"] = {"distinct": distinct(x, [(2**24, 256)])} | battery(x, 0, math.sqrt(1 / 3), 1.8, lambda v: (v + 1) / 2)
support("uniform, float32, in [-1, 1)", x.min() >= -1 and x.max() < 1)
x = draw("uniform64", np.float64)
results["uniform, float64"] = {"distinct": distinct(x, [(2**32, 1)])} | battery(x, 0, math.sqrt(1 / 3), 1.8, lambda v: (v + 1) / 2)
support("uniform, float64, in [-1, 1)", x.min() >= -1 and x.max() < 1)

cells = [(count, words) for words, count in enumerate(scan["floatsByWords"]) if count]
for dtype, name in ((np.float32, "normal"), (np.float64, "normal64")):
    x = draw(name, dtype)
    z = x.astype(np.float64)
    title = f"normal, {np.dtype(dtype).name}"
    results[title] = hermite(z) | tails(z) | battery(x, 0, 1, 3, stats.norm.cdf)
    if name == "normal":
        results[title]["distinct"] = distinct(x, cells)
    support(f"{title}, finite, |z| < 6.34", np.abs(z).max() < 6.34)

x = draw("truncNormal", np.float32)
law = stats.truncnorm(-2, 2)
results["truncated normal at ±2, float32"] = battery(x, *moments_of(law.pdf, -2, 2), law.cdf)
support("truncated normal in [-2, 2], nothing on the bounds beyond their share", np.abs(x).max() <= 2 and (np.abs(x) == 2).sum() < 30)

x = draw("logOfUniform", np.float32)
density = lambda y: math.exp(y) / 98
results["logarithm of a uniform number of [1, 99), float32"] = battery(
    x, *moments_of(density, 0, math.log(99)), lambda y: np.clip(np.expm1(y) / 98, 0, 1)
)
support("logarithm in [0, ln 99]", x.min() >= 0 and x.max() <= np.float32(math.log(99)))

x = draw("bernoulli", np.float32).astype(np.float64)
c = (x - 0.3) / math.sqrt(0.21)
results["Bernoulli 0.3"] = {"ones": two_sided(c.sum() / math.sqrt(N))} | {
    f"lag {lag}": two_sided((c[:-lag] * c[lag:]).sum() / math.sqrt(N - lag)) for lag in (1, 2, 3, 4, 64, 4096)
}
support("Bernoulli in {0, 1}", np.isin(x, (0, 1)).all())

print(json.dumps({"draws": N, "results": results, "supports": supports}, indent=1))
