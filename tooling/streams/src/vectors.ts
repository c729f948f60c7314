/*
 * Prints the vectors of docs/specs/keyed-streams.md, for copying into a page of a new version. A test reads that
 * page; it does not run this program.
 */
import {
  fillKeyedBernoulli,
  fillKeyedLogOfUniform,
  fillKeyedNormal,
  fillKeyedTruncNormal,
  fillKeyedUniform,
  fillKeyedWords,
  type KeyedArray,
  keyedTruncation,
  StreamKey,
} from '@nn/random';

const hex = (word: number): string => word.toString(16).padStart(8, '0');

function bits(values: KeyedArray): string {
  const words = Array.from(new Uint32Array(values.buffer), hex);
  if (values instanceof Float32Array) return words.join(' ');
  return Array.from(values, (_, i) => `${words[2 * i + 1]}${words[2 * i]}`).join(' ');
}

/** A finite float32, or one of its overflows, as the 16 bits that it rounds to. */
function rounded16(value: number, dtype: 'float16' | 'bfloat16'): string {
  const word = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  if (dtype === 'bfloat16') return ((word + 0x7fff + ((word >>> 16) & 1)) >>> 16).toString(16).padStart(4, '0');
  const size = Math.abs(value);
  const unit = Math.max(2 ** -24, 2 ** (Math.floor(Math.log2(size)) - 10));
  const steps = size / unit;
  const floor = Math.floor(steps);
  const up = steps - floor > 0.5 || (steps - floor === 0.5 && floor % 2 === 1);
  const kept = floor + Number(up);
  const magnitude = size < 2 ** -14 ? kept : (Math.log2(unit) + 24) * 1024 + kept;
  return ((value < 0 ? 0x8000 : 0) + Math.min(magnitude, 0x7c00)).toString(16).padStart(4, '0');
}

const plain = StreamKey.parse('00000001000000020000000300000004');
const folded = StreamKey.fromSeed(0).fold('layers.0.weight');
const far = 2 ** 35 - 3;
const lines: string[] = [];
const key = (seed: bigint, path: readonly (string | number)[]): void => {
  const end = path.reduce((parent, tag) => parent.fold(tag), StreamKey.fromSeed(seed));
  lines.push(`key ${seed} ${JSON.stringify(path)} | ${end.toString()}`);
};

for (const seed of [0n, 1n, -1n, 2n ** 63n, 20240229n]) key(seed, []);
for (const path of [
  [''],
  [0],
  ['0'],
  [1],
  ['a', 'b'],
  ['ab'],
  ['layers.0.weight'],
  ['layers.0.weight', 3],
  ['12345678'],
  ['123456789'],
  [Number.MAX_SAFE_INTEGER],
  ['größe', '重み', '🎲'],
]) {
  key(0n, path);
}

for (const [stream, first] of [
  [plain, 0],
  [plain, 5],
  [folded, 0],
  [folded, far],
  [folded, Number.MAX_SAFE_INTEGER - 4],
] as const) {
  const words = new Uint32Array(4);
  fillKeyedWords(words, stream, first);
  lines.push(`words | ${stream.toString()} | ${first} | ${Array.from(words, hex).join(' ')}`);
}

type Parameters = Readonly<Record<string, number>>;
type Law = (out: KeyedArray, parameters: never, stream: StreamKey, first: number) => void;

function law(name: string, fill: Law, all: readonly Parameters[], sixteen = true): void {
  for (const parameters of all) {
    const text = Object.entries(parameters)
      .map(([parameter, value]) => `${parameter}=${value}`)
      .join(' ');
    for (const [stream, first] of [
      [plain, 0],
      [folded, far],
    ] as const) {
      const place = `${text} | ${stream.toString()} | ${first} |`;
      const [single, double] = [new Float32Array(4), new Float64Array(4)];
      fill(single, parameters as never, stream, first);
      fill(double, parameters as never, stream, first);
      lines.push(`${name} float32 ${place} ${bits(single)}`, `${name} float64 ${place} ${bits(double)}`);
      if (!sixteen || stream !== plain) continue;
      for (const dtype of ['float16', 'bfloat16'] as const) {
        lines.push(`${name} ${dtype} ${place} ${Array.from(single, (x) => rounded16(x, dtype)).join(' ')}`);
      }
    }
  }
}

const truncated = [
  { mean: 0, std: 1, a: -2, b: 2 },
  { mean: 0, std: 0.02, a: -2, b: 2 },
  { mean: 0.3, std: 0.1, a: 0.1, b: 0.35 },
  { mean: 0, std: 1, a: 1, b: Infinity },
] as const;

law('uniform', fillKeyedUniform, [
  { low: 0, high: 1 },
  { low: -1, high: 1 },
  { low: -0.05, high: 0.1 },
  { low: 1, high: 1.0000002 },
]);
law('normal', fillKeyedNormal, [
  { mean: 0, std: 1 },
  { mean: 0, std: 0.02 },
  { mean: 1, std: 0.3 },
  { mean: -1e-40, std: 1e-40 },
  { mean: 5, std: 0 },
]);
law('truncNormal', fillKeyedTruncNormal, truncated);
for (const parameters of truncated) {
  for (const dtype of ['float32', 'float64'] as const) {
    const { mean, std, a, b } = parameters;
    const { first, count } = keyedTruncation(parameters, dtype);
    lines.push(`truncation ${dtype} mean=${mean} std=${std} a=${a} b=${b} | ${first} ${count}`);
  }
}
law('bernoulli', fillKeyedBernoulli, [{ p: 0.3 }, { p: 0.98 }, { p: 1 }], false);
law('logOfUniform', fillKeyedLogOfUniform, [
  { low: 1, high: 99 },
  { low: 0.001, high: 0.1 },
  { low: 1, high: 1.001 },
]);

console.log(lines.join('\n'));
