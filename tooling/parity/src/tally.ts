import type { Outcome } from './outcome.js';

interface Group {
  passed: number;
  bits: number;
  failed: number;
  missing: number;
}

/** Counts outcomes by group. */
export class Tally {
  private readonly groups = new Map<string, Group>();
  private readonly failures: string[] = [];
  private readonly notBuilt = new Map<string, number>();

  add(name: string, id: string, outcome: Outcome): void {
    const group = this.groups.get(name) ?? { passed: 0, bits: 0, failed: 0, missing: 0 };
    this.groups.set(name, group);
    group[outcome.status]++;
    if (outcome.status === 'passed' && outcome.bits) group.bits++;
    if (outcome.status === 'failed') this.failures.push(`FAILED ${name}: ${id}: ${outcome.reason}`);
    if (outcome.status === 'missing') this.notBuilt.set(outcome.what, (this.notBuilt.get(outcome.what) ?? 0) + 1);
  }

  get failed(): number {
    return this.sum('failed');
  }

  get missing(): number {
    return this.sum('missing');
  }

  /** Failures, a row a group, what is missing, and the last line. */
  report(): string {
    const width = Math.max(0, ...[...this.groups.keys()].map((name) => name.length));
    const rows = [...this.groups].map(([name, { passed, bits, failed, missing }]) => {
      const total = passed + failed + missing;
      const rest = [failed > 0 ? `${failed} failed` : '', missing > 0 ? `${missing} not built` : ''].filter(
        (text) => text !== '',
      );
      return `${name.padEnd(width)}  ${passed} of ${total} passed, ${bits} bit-equal${rest.map((text) => `, ${text}`).join('')}`;
    });
    const names = [...this.notBuilt].map(([name, count]) => (count === 1 ? name : `${name} ×${count}`));
    const lines = [...this.failures, ...rows, ...(names.length === 0 ? [] : [`not built: ${names.join(', ')}`])];
    const passed = this.sum('passed');
    lines.push(`parity: ${passed} of ${passed + this.failed + this.missing} cases, ${this.missing} not built`);
    return `${lines.join('\n')}\n`;
  }

  private sum(key: keyof Group): number {
    let sum = 0;
    for (const group of this.groups.values()) sum += group[key];
    return sum;
  }
}
