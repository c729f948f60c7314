#!/bin/sh
# Runs tests of Debian's dieharder (apt-get install dieharder) over keyed streams: about a quarter of an hour of one core each.
# From the root of the repository, after one run of draw.ts:
#     sh tooling/streams/dieharder.sh words|siblings|paths [seed] > result.txt
# Folded keys are slow to draw from, so for them the tests that eat most words are left out, and lagged sums repeat 25 times.
set -eu
stream=${1:-words} seed=${2:-20240229}
draw=${DRAW:-tooling/streams/dist/draw.js}
run() { node "$draw" "$stream" Infinity "$seed" | dieharder -g 200 -D test_name -D ntuple -D tsamples -D psamples -D pvalues -D assessment "$@"; }
for test in 0 1 2 3 4 8 9 10 11 12 13 15 16 100 101 102 202 204 205 206 207 208 209; do run -d "$test"; done
for bits in 1 2 3 4 5 6 7 8; do run -d 200 -n "$bits"; done
if [ "$stream" = words ]; then
  run -d 17
  for dimensions in 2 3 4 5; do run -d 201 -n "$dimensions"; done
  for lag in 0 1 3 4 7 15 31; do run -d 203 -n "$lag"; done
else
  for lag in 0 1 3; do run -d 203 -n "$lag" -p 25; done
fi
