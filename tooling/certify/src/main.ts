// Certifies every initializer of @nn/init: `npm run certify`, with the seeds of an earlier run by `--seed n`; `--runs` and `--seeds` are for a quick try.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { certificateMarkdown, certify } from '@nn/init/conformance';
import { countFalseAlarms } from './false-alarms.js';
import { tryMutants } from './mutants.js';
import { type ConformanceReport, pageOf, reportMarkdown } from './report.js';
import { builtIns } from './subjects.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string', default: '1000' },
    seeds: { type: 'string', default: '20' },
  },
});
const firstSeed = values.seed === undefined ? Math.floor(Date.now() / 1000) : Number(values.seed);
const tell = (text: string): void => void process.stderr.write(`${text}\n`);
tell(`fresh seeds from ${firstSeed} on`);

// Certificates are those of seed 0, so that they change only if an initializer or the kit does.
const certificates = Object.values(builtIns)
  .flat()
  .map(({ subject }) => {
    const certificate = certify(subject, { seed: 0 });
    tell(`${certificate.initializer}: ${certificate.passed ? 'passed' : 'failed'}`);
    return certificate;
  });
const report: ConformanceReport = {
  certificates,
  mutants: { firstSeed, rows: tryMutants(firstSeed, Number(values.seeds), tell) },
  falseAlarms: { firstSeed, ...countFalseAlarms(firstSeed, Number(values.runs), tell) },
};

const docs = new URL('../../../docs/', import.meta.url);
for (const folder of ['certificates', 'reports']) mkdirSync(new URL(folder, docs), { recursive: true });
for (const certificate of certificates) {
  const page = new URL(`certificates/${pageOf(certificate.initializer)}`, docs).href;
  writeFileSync(new URL(`${page}.md`), certificateMarkdown(certificate));
  writeFileSync(new URL(`${page}.json`), json(certificate));
}
const { mutants, falseAlarms } = report;
writeFileSync(new URL('reports/conformance.md', docs), reportMarkdown(report));
writeFileSync(new URL('reports/conformance.json', docs), json({ mutants, falseAlarms }));

const survived = report.mutants.rows.filter(({ rejected, seeds }) => rejected < seeds);
const failed = [
  ...certificates.filter(({ passed }) => !passed).map(({ initializer }) => `${initializer} has not passed`),
  ...survived.map(({ fault, rejected, seeds }) => `'${fault}' was noticed under ${rejected} of ${seeds} seeds`),
  ...report.falseAlarms.alarms.map((alarm) => `false alarm: ${alarm}`),
];
for (const line of failed) tell(line);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Numbers with four digits, and nothing of the mutants that were left out. */
function json(value: unknown): string {
  const text = JSON.stringify(value, (_, entry: unknown) => {
    if (typeof entry === 'number' && !Number.isInteger(entry)) return Number(entry.toPrecision(4));
    if (Array.isArray(entry)) return entry.filter((one: { fate?: unknown } | null) => one?.fate !== 'left out');
    return entry;
  });
  return `${text}\n`;
}
