import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError } from './options.js';

describe('the command line', () => {
  it('has defaults', () => {
    expect(parseOptions([])).toEqual({ seed: 0n, only: null, steps: 150, help: false });
  });

  it('reads every option', () => {
    expect(parseOptions(['--seed=-5', '--only', 'training', '--steps=3', '-h'])).toEqual({
      seed: -5n,
      only: 'training',
      steps: 3,
      help: true,
    });
  });

  it.each([
    [['--seed', '1.5']],
    [['--seed', String(2n ** 64n)]],
    [['--only', 'nothing']],
    [['--steps', '0']],
    [['--steps', 'many']],
    [['--unknown']],
    [['stray']],
  ])('refuses %j in one line', (args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    try {
      parseOptions(args);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
