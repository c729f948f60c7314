import type { Certificate } from '@nn/init/conformance';
import type { FalseAlarms } from './false-alarms.js';
import type { RowFigure } from './mutants.js';

/** What a run of the script has found. */
export interface ConformanceReport {
  readonly certificates: readonly Certificate[];
  readonly mutants: { readonly firstSeed: number; readonly rows: readonly RowFigure[] };
  readonly falseAlarms: FalseAlarms & { readonly firstSeed: number };
}

const count = (n: number): string => n.toLocaleString('en-US');
const short = (x: number): string => String(Number(x.toPrecision(2)));
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The file name of an initializer's certificate, without ending. */
export function pageOf(initializer: string): string {
  return initializer.split(':').at(-1)!;
}

/** The page about a complete run. */
export function reportMarkdown({ certificates, mutants, falseAlarms }: ConformanceReport): string {
  const { runs, tests, alarms, figures, firstSeed } = falseAlarms;
  return `# Conformance of the built-in initializers

\`npm run certify\` tests every initializer of \`@nn/init\` with the kit that \`@nn/init/conformance\` offers to whoever writes one, and
writes this page, its figures as JSON beside it, and a certificate for each, as a page and as JSON.

## Certificates

Seed ${certificates[0]!.seed}, ${count(certificates[0]!.draws)} draws a sample, every mutant in every dtype.

${table(
  ['initializer', 'checks', 'tests with a p', 'mutants rejected', 'mutants that survived', ''],
  certificates.map((certificate) => {
    const { initializer, cases, passed, tests: own } = certificate;
    const checks = cases.flatMap((one) => one.checks);
    const fates = cases.flatMap((one) => one.mutants).map(({ fate }) => fate);
    return [
      `[${initializer}](../certificates/${pageOf(initializer)}.md)`,
      `${checks.filter((check) => check.passed).length} of ${checks.length}`,
      count(own),
      count(fates.filter((fate) => fate === 'rejected').length),
      count(fates.filter((fate) => fate === 'survived').length),
      passed ? 'passed' : '**failed**',
    ];
  }),
)}

## Faults that must be noticed

Each under ${mutants.rows[0]!.seeds} seeds, from ${mutants.firstSeed} on, at a significance of 1e-9 a test. *Planned* is the sample size that was
computed for the best test beforehand; *draws* is the size, of 4096, 16384, 65536 and that of the whole sample, at which the mutant was rejected under
every seed. A fan of 100 for one of 101 (half a percent of the standard deviation) takes 1.7 million draws; tests of fans choose shapes whose
fans differ by a factor of two.

${table(
  ['fault', 'of', 'rejected', 'draws', 'planned', 'by'],
  mutants.rows.map(({ fault, of, rejected, seeds, draws, planned, tests: by }) => [
    fault,
    of,
    `${rejected} of ${seeds}`,
    count(draws),
    planned,
    by.join(', '),
  ]),
)}

## False alarms

${count(runs)} runs of right initializers, each in one dtype, under seeds from ${firstSeed} on: ${count(tests)} tests with a p, **${alarms.length} false alarms**${
    alarms.length === 0 ? '' : ` (${alarms.join('; ')})`
  }.

${table(
  ['test', 'samples', 'smallest p', 'p below 0.01', 'p of uniformity of p'],
  figures.map(({ test, samples, smallest, below1Percent, uniformity }) => [
    test,
    count(samples),
    short(smallest),
    `${((100 * below1Percent) / samples).toFixed(2)} %`,
    uniformity === null ? '' : short(uniformity),
  ]),
)}

Counts have no uniform p, and tests of draws that depend on each other (orthogonal matrices) are cautious, so that theirs are too large.

To reproduce:

    npm run certify                              # everything, fresh seeds; writes the pages
    npm run certify -- --seed ${falseAlarms.firstSeed}             # with the seeds of this page
    NN_CONFORMANCE=nightly npx vitest run tooling/certify   # the tests, with 2^20 draws and a seed of the day
`;
}
