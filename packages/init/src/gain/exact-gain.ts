import { NnError } from '@nn/core';
import { closest } from '../closest.js';
import { readOptionsOfFixed } from '../options.js';
import { kindOf } from '../target.js';
import { type ActivationFunction, type ActivationName, activations } from './activations.js';
import { meanSquare, meanSquareSlope } from './gaussian-mean.js';

export interface ExactGainOptions {
  /** What keeps its size: the activations going forward, or the gradients going backward. @default 'forward' */
  readonly direction?: 'forward' | 'backward';
  /** The slope of `leaky_relu` below zero, `elu`'s alpha; of no meaning to the others. @default 0.01, 1 */
  readonly param?: number;
  /** The derivative of the function, for `'backward'`. @default taken from the function, which may bend but not jump */
  readonly derivative?: ActivationFunction;
}

const op = 'exactGain';

/**
 * The factor on weights that makes up exactly for an activation f, at inputs z ~ N(0, 1): forward 1/√E f(z)², so that the next layer sees
 * squares of mean 1 again (He et al., 2015, for any f), or backward 1/√E f′(z)². By quadrature, to a relative error of 1e-10, also where f bends
 * or jumps.
 *
 * `calculateGain` has PyTorch's figures, which differ: 5/3 for tanh, where 1.5925 forward and 1.4674 backward are exact.
 *
 * @param activation a name, or any function of one number: `(z) => Math.max(z, 0) ** 2`
 * @throws NnError 'OPTION' for unknown names and options; for a function that throws, or with E f² (or E f′²) 0 or not finite; backward, for a function that
 * jumps or is computed in few digits, whose derivative then has to be given
 * @example
 * import { init } from '@nn/nn';
 *
 * init.exactGain('tanh').toFixed(6); // '1.592537'
 * init.exactGain('gelu', { direction: 'backward' }).toFixed(6); // '1.481114'
 * init.exactGain((z) => Math.max(z, 0) ** 2).toFixed(6); // '0.816497'
 */
export function exactGain(activation: ActivationName | ActivationFunction, options: ExactGainOptions = {}): number {
  const { direction, param, derivative } = readOptionsOfFixed<Chosen>(op, options, defaults);
  checkChoices(direction, param, derivative);
  const f = functionOf(activation, param);
  const compute = (): number => asking(() => gainOf(f, direction, derivative));
  if (typeof activation !== 'string' || derivative !== null) return compute();
  const key = `${activation} ${param} ${direction}`;
  const gain = named.get(key) ?? compute();
  named.set(key, gain);
  return gain;
}

/** Gains found before: a plan asks for the same few a thousand times. */
const named = new Map<string, number>();

/** Runs what calls the caller's function. What it throws that is no error of ours goes on with a code: a class, say, is no such function. */
function asking<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof NnError) throw error;
    const said = error instanceof Error ? error.message : kindOf(error);
    throw new NnError('OPTION', `${op} calls the function with numbers, and it has thrown: ${said}`, {
      op,
      advice: 'Pass a function of one number, like (z) => Math.max(z, 0) ** 2.',
      cause: error,
    });
  }
}

function gainOf(f: ActivationFunction, direction: string, derivative: ActivationFunction | null): number {
  if (direction === 'forward') return gainFor(meanSquare(f).value, 'f', direction);
  if (derivative !== null) return gainFor(meanSquare(derivative).value, "f'", direction);
  const { value, error } = meanSquareSlope(f);
  if (!(error <= 1e-9 * value)) throw noDerivative();
  return gainFor(value, "f'", direction);
}

interface Chosen {
  readonly direction: 'forward' | 'backward';
  readonly param: number | null;
  readonly derivative: ActivationFunction | null;
}

const defaults: Chosen = { direction: 'forward', param: null, derivative: null };

function functionOf(activation: ActivationName | ActivationFunction, param: number | null): ActivationFunction {
  if (typeof activation === 'function') return activation;
  const name: unknown = activation;
  const shown = typeof name === 'string' ? name : kindOf(name);
  if (typeof name === 'string' && Object.hasOwn(activations, activation)) {
    const f = activations[activation];
    return param === null ? (z) => f(z) : (z) => f(z, param);
  }
  const known = Object.keys(activations);
  const meant = closest(shown, known);
  throw new NnError('OPTION', `${op} knows no activation '${shown}'`, {
    op,
    details: { activation, known },
    advice: meant === null ? `Pass a function, or one of ${known.join(', ')}.` : `Did you mean '${meant}'?`,
  });
}

function gainFor(meanOfSquares: number, what: string, direction: string): number {
  if (meanOfSquares > 0 && meanOfSquares < Infinity) return 1 / Math.sqrt(meanOfSquares);
  throw new NnError(
    'OPTION',
    `there is no gain ${direction}: the mean of ${what}(z)² is ${meanOfSquares} for z ~ N(0, 1)`,
    {
      op,
      details: { direction, meanOfSquares },
      advice: 'No factor on the weights makes up for this activation.',
    },
  );
}

function noDerivative(): NnError {
  return new NnError('OPTION', `${op} finds no derivative: the function jumps, is not finite, or has too few digits`, {
    op,
    advice: 'Pass it as { derivative }.',
  });
}

function checkChoices(direction: unknown, param: unknown, derivative: unknown): void {
  if (direction !== 'forward' && direction !== 'backward')
    throw wrongOption('direction', "'forward' or 'backward'", direction);
  if (param !== null && !(typeof param === 'number' && Number.isFinite(param)))
    throw wrongOption('param', 'a finite number', param);
  if (derivative !== null && typeof derivative !== 'function')
    throw wrongOption('derivative', 'a function', derivative);
}

function wrongOption(option: string, expected: string, value: unknown): NnError {
  const found = typeof value === 'number' || typeof value === 'string' ? String(value) : kindOf(value);
  return new NnError('OPTION', `${op} expects ${expected} as ${option}, but got ${found}`, {
    op,
    details: { option, value },
  });
}
