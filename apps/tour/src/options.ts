import { parseArgs } from 'node:util';

export interface TourOptions {
  readonly seed: bigint;
  readonly only: 'chapter' | 'training' | null;
  readonly steps: number;
  readonly help: boolean;
}

/** A command line that cannot be followed; the message is one line. */
export class UsageError extends Error {}

export const usage = `npm start -- [options]

The chapter "Parameter Initialization", cell by cell, then a training run on real digits.

  --seed N      the seed, a whole number           (default 0)
  --only PART   chapter or training                (default both)
  --steps N     training steps per initialization  (default 150)
  --help        this text
`;

/** Reads the command line; throws `UsageError`. */
export function parseOptions(args: readonly string[]): TourOptions {
  const { seed, only, steps, help } = parse(args);
  if (only !== undefined && only !== 'chapter' && only !== 'training')
    throw new UsageError(`--only takes chapter or training, not '${only}'`);
  return {
    seed: wholeNumber('--seed', seed, -(2n ** 63n), 2n ** 64n - 1n),
    only: only ?? null,
    steps: Number(wholeNumber('--steps', steps, 1n, 100_000n)),
    help,
  };
}

function parse(args: readonly string[]): { seed: string; only: string | undefined; steps: string; help: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: '0' },
        only: { type: 'string' },
        steps: { type: 'string', default: '150' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { ...values, only: values.only };
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

function wholeNumber(name: string, text: string, low: bigint, high: bigint): bigint {
  if (!/^-?\d{1,20}$/.test(text)) throw new UsageError(`${name} takes a whole number, not '${text}'`);
  const value = BigInt(text);
  if (value < low || value > high) throw new UsageError(`${name} must be from ${low} to ${high}, not ${text}`);
  return value;
}
