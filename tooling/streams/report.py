"""Writes docs/reports/keyed-streams.md from what battery.py and dieharder.sh found. From the root of the repository:

    for s in words siblings paths; do sh tooling/streams/dieharder.sh $s > FOLDER/$s.txt; done
    python3 tooling/streams/report.py FOLDER
"""

import json
import sys
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])


def rows_of(name):
    """What dieharder.sh has written to NAME.txt. NAME-again.txt holds weak tests repeated with the seeds 1, 2 and 3."""
    path = folder / f"{name}.txt"
    text = path.read_text() if path.exists() else ""
    return [[cell.strip() for cell in row.split("|")][:6] for row in text.splitlines() if row.count("|") >= 5]


scan = json.loads((folder / "scan.json").read_text())
battery = json.loads((folder / "battery.json").read_text())
results, supports, N = battery["results"], battery["supports"], battery["draws"]

all_p = np.array([p for tests in results.values() for p in tests.values()])
lines = [
    "# Quality of keyed streams",
    "",
    "Measured on [`philox-icdf32/1`](../specs/keyed-streams.md), seed 20240229, by the programs of `tooling/streams`: `battery.py` and `report.py` say how to do it again.",
    "",
    "## All 2^32 normals",
    "",
    f"Larger words that give smaller normals: {scan['falls']}, before and after rounding to float32. Moments of the whole map, against those of the law:",
    "",
    "| moment | law | difference |",
    "| ---: | ---: | ---: |",
]
for power, moment, law_moment in zip(scan["powers"], scan["moments"], (1, 3, 15, 105)):
    lines.append(f"| {power} | {law_moment} | {moment - law_moment:.1e} |")
floats = sum(scan["floatsByWords"])
pairs = sum(count * words**2 for words, count in enumerate(scan["floatsByWords"])) / 2**64
lines += [
    "",
    f"Odd moments are zero. {floats:,} different float32, none from more than {len(scan['floatsByWords']) - 1} words; two draws are equal with "
    f"probability {pairs:.2e}. The largest is {scan['largest']}.",
    "",
    f"## {N:,} draws of each law",
    "",
    f"{len(all_p)} tests with two-sided p-values, computed with numpy and scipy (the laws are made of the same words, so their tests lean on each other). "
    f"Smallest: {all_p.min():.2g}, where {1 / (len(all_p) + 1):.2g} is expected of so many; largest {all_p.max():.4f}; below 0.05: {(all_p < 0.05).sum()} "
    f"(expected {0.05 * len(all_p):.0f}).",
    "",
    "`siblings` are words 0 to 3 of `key.fold(0)`, `key.fold(1)` …, `paths` those of `key.fold('layers.0.weight')`, `key.fold('layers.1.weight')` …, one key after the other.",
]
for title, tests in results.items():
    lines += ["", f"**{title}**: " + "; ".join(f"{name} {p:.3f}" if p >= 0.001 else f"{name} {p:.1e}" for name, p in tests.items()) + "."]
lines += ["", "Supports:", ""]
lines += [f"- {name}: {'kept' if holds else '**left**'}" for name, holds in supports]
lines += [
    "",
    "## dieharder 3.31.1 on the raw words",
    "",
    "`tooling/streams/dieharder.sh` pipes the words into Debian's `dieharder -g 200`. dieharder calls a p-value below 0.005 or above 0.995 weak; of so many, some are expected to be.",
]
for stream in ("words", "siblings", "paths"):
    rows = rows_of(stream)
    if not rows:
        continue
    verdicts = [row[5] for row in rows]
    p = np.array([float(row[4]) for row in rows])
    counts = ", ".join(f"{verdicts.count(v)} {v.lower()}" for v in ("PASSED", "WEAK", "FAILED"))
    lines += [
        "",
        f"**{stream}**: {len(rows)} results: {counts}; smallest p {p.min():.4f}, largest {p.max():.4f}.",
        "",
        "| test | ntuple | samples | repeats | p | |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    lines += [f"| {name} | {n} | {t} | {r} | {float(v):.4f} | {verdict.lower()} |" for name, n, t, r, v, verdict in rows]
    again = ", ".join(f"{name} {float(v):.4f}" for name, _, _, _, v, _ in rows_of(f"{stream}-again"))
    if again:
        lines += ["", f"Weak ones once more, with the seeds 1, 2 and 3: {again}."]
    note = folder / f"{stream}-note.txt"
    if note.exists():
        lines += ["", note.read_text().strip()]
Path("docs/reports/keyed-streams.md").write_text("\n".join(lines) + "\n")
