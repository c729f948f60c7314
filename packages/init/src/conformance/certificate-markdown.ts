import type { Certificate } from './certify.js';
import type { CaseFigures } from './report.js';

/**
 * A certificate as a page.
 *
 * @example
 * import { init } from '@nn/nn';
 * import { certificateMarkdown, certify } from '@nn/init/conformance';
 *
 * certificateMarkdown(certify(init.zeros)).split('\n', 1)[0]; // '# @nn/init:zeros, version 1'
 */
export function certificateMarkdown(certificate: Certificate): string {
  const { initializer, version, stream, seed, draws, dtypes, significance, tests, passed, cases } = certificate;
  return [
    `# ${initializer}, version ${version}`,
    '',
    passed ? 'Passed every check.' : '**Failed**: see below.',
    '',
    `Seed ${seed}, streams \`${stream}\`, ${dtypes.join(', ')}; ${draws.toLocaleString('en-US')} draws a sample where elements are independent. ` +
      `${tests} tests of significance ${significance}: a false alarm in one of ${shortNumber(1 / (Math.max(tests, 1) * significance))} such runs.`,
    ...cases.flatMap(caseLines),
    '',
  ].join('\n');
}

function caseLines(figures: CaseFigures): readonly string[] {
  const failed = figures.checks.filter(({ passed }) => !passed);
  return [
    '',
    `## \`${figures.initializer}\``,
    '',
    `${figures.checks.length - failed.length} of ${figures.checks.length} checks passed.`,
    ...(failed.length === 0 ? [] : ['', ...failed.map(({ check, message }) => `- **${check}**: ${message}`)]),
    ...sampleLines(figures),
    ...invariantLines(figures),
    ...mutantLines(figures),
  ];
}

function sampleLines({ samples }: CaseFigures): readonly string[] {
  return table(
    ['dtype', 'law', 'draws', 'tests', 'smallest p', 'of'],
    samples.map(({ dtype, part, law, draws, tests }) => {
      const least = tests.reduce((a, b) => (b.p < a.p ? b : a));
      return [
        dtype,
        part === '' ? law : `${part}: ${law}`,
        String(draws),
        String(tests.length),
        shortNumber(least.p),
        least.test,
      ];
    }),
  );
}

function invariantLines({ invariants }: CaseFigures): readonly string[] {
  return table(
    ['dtype', 'invariant', 'largest error', 'tolerated'],
    invariants.map(({ dtype, invariant, residual, tolerance }) => [
      dtype,
      invariant,
      shortNumber(residual),
      shortNumber(tolerance),
    ]),
  );
}

/** Each mutant once: the most draws that any dtype and part took. */
function mutantLines({ mutants }: CaseFigures): readonly string[] {
  const names = [...new Set(mutants.filter(({ fate }) => fate !== 'left out').map(({ mutant }) => mutant))];
  const rows = names.map((name) => {
    const own = mutants.filter(({ mutant }) => mutant === name);
    const survived = own.some(({ fate }) => fate === 'survived');
    const rejected = own.flatMap((figure) => (figure.fate === 'rejected' ? [figure] : []));
    const hardest = rejected.reduce<(typeof rejected)[number] | null>(
      (a, b) => (a === null || b.draws > a.draws ? b : a),
      null,
    );
    return [
      name,
      survived ? '**survived**' : `rejected in ${rejected.length} of ${rejected.length}`,
      String(hardest?.draws ?? ''),
      hardest?.test ?? '',
    ];
  });
  return table(['mutant', 'fate', 'draws', 'by'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return ['', line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function shortNumber(x: number): string {
  return String(Number(x.toPrecision(2)));
}
