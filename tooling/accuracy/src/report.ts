import type { Measurement, Sample } from './measure.js';

const count = (n: number): string => n.toLocaleString('en-US');
const sample = ({ x, got, want }: Sample): string => `${x} | ${got} | ${Number(want.toPrecision(12))}`;

/** The table of a run, as Markdown. */
export function table(rows: readonly Measurement[]): string {
  return [
    '| function | operations | largest error (ulp) | at | gives | true value | not nearest | wrong kind |',
    '| --- | --: | --: | --: | --: | --: | --: | --: |',
    ...rows.map(({ name, operations, tried, worst, notNearest, wrongKind }) => {
      const nodes =
        operations.wide === 0 ? `${operations.narrow}` : `${operations.narrow} + ${operations.wide} in float64`;
      const share = `${((100 * notNearest) / tried).toFixed(2)} %`;
      return `| ${name} | ${nodes} | ${worst.ulps.toFixed(4)} | ${sample(worst)} | ${share} | ${count(wrongKind.count)} |`;
    }),
  ].join('\n');
}

/** The page about a complete run. */
export function report(rows: readonly Measurement[]): string {
  return `# How accurate float32 functions are

Every one of the 2^32 float32 was given to every function, lowered to the basic operations that all readers of an expression
share, so the figures hold for each of them. \`npm run accuracy\` measures again and writes this page.

${table(rows)}

- **operations**: nodes of the lowered expression without constants and reinterpretations of bits.
- **largest error**: distance from the true value in units of the last place of float32 at that value (2^−149 for denormals). The
  contract is at most 2. The true value is the function's float64 value; \`erf\` and \`sigmoid\` are our own there, the rest \`Math\`.
- **not nearest**: results that are not the float32 next to the true value.
- **wrong kind**: NaN, an infinity, or a zero of either sign where another value belongs, or the other way round; and wrong signs.

All other functions (\`asin\`, \`lgamma\`, \`pow\` …) are computed in float64 and rounded once: at most 0.5 ulp plus the error of
float64, which is far below.

To reproduce:

    npm run accuracy                       # everything: about an hour on one core; writes this page
    npm run accuracy -- --every 64         # one in 64 float32: a minute; prints only
    npm run accuracy -- --only tanh,erf    # some functions; prints only
`;
}
