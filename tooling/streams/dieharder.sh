#!/bin/sh
# Runs tests of Debian's dieharder (apt-get install dieharder) over keyed streams: about a quarter of an hour of one core each.
# From the root of the repository, after one run of draw.ts:
#     sh tooling/streams/dieharder.sh words|siblings|paths [seed] > result.txt
# Folded keys are slow to draw from, so for them the tests that eat most words are left out.
# Keep the 100 repeats: with 25 dieharder's p-values crowd near 1, whatever the generator.
set -eu
stream=${1:-words} seed=${2:-20240229}
draw=${DRAW:-tooling/streams/dist/draw.js}
case $stream in
  words) tests='0 1 2 3 4 8 9 10 11 12 13 15 16 17 100 101 102 202 204 205 206 207 208 209' lags='0 1 3 4 7 15 31' dimensions='2 3 4 5' ;;
  siblings) tests='0 1 2 3 4 8 9 10 11 12 13 15 16 100 101 102 202 204 205 206 207 208 209' lags='0 1 3' dimensions='' ;;
  paths) tests='0 8 10 12 15 100 101 102 204 206 209' lags='0' dimensions='' ;;
esac
run() { node "$draw" "$stream" Infinity "$seed" | dieharder -g 200 -D test_name -D ntuple -D tsamples -D psamples -D pvalues -D assessment "$@"; }
for test in $tests; do run -d "$test"; done
for bits in 1 2 3 4 5 6 7 8; do run -d 200 -n "$bits"; done
for n in $dimensions; do run -d 201 -n "$n"; done
for lag in $lags; do run -d 203 -n "$lag"; done
