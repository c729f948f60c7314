import { NnError } from '@nn/core';
import { kindOf } from './target.js';

/** The names of activations and of layers without one, as PyTorch spells them. */
export type Nonlinearity =
  | 'linear'
  | 'conv1d'
  | 'conv2d'
  | 'conv3d'
  | 'conv_transpose1d'
  | 'conv_transpose2d'
  | 'conv_transpose3d'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'leaky_relu'
  | 'selu';

/**
 * The factor by which weights are made larger to make up for what an activation takes away: 1 for `linear`, `conv…` and `sigmoid`,
 * 5/3 for `tanh`, √2 for `relu`, √(2 / (1 + slope²)) for `leaky_relu`, 3/4 for `selu`. (PyTorch's table. A self-normalizing network
 * wants 1, `linear`, before its SELU.)
 *
 * @param param the slope of `leaky_relu` below zero, 0.01 if not given; of no meaning to the others
 * @throws NnError 'OPTION' for other names, and for a slope that is no finite number
 * @example
 * import { init } from '@nn/nn';
 *
 * init.calculateGain('leaky_relu', 0.2); // 1.3867504905630728
 */
export function calculateGain(nonlinearity: Nonlinearity, param?: number): number {
  return gainOf('calculateGain', nonlinearity, param);
}

/** The same, refused under the name of `op`. */
export function gainOf(op: string, nonlinearity: Nonlinearity, param?: number): number {
  switch (nonlinearity) {
    case 'linear':
    case 'conv1d':
    case 'conv2d':
    case 'conv3d':
    case 'conv_transpose1d':
    case 'conv_transpose2d':
    case 'conv_transpose3d':
    case 'sigmoid':
      return 1;
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.SQRT2;
    case 'leaky_relu':
      return gainOfSlope(op, param ?? 0.01);
    case 'selu':
      return 3 / 4;
    default:
      throw new NnError(
        'OPTION',
        `Unsupported nonlinearity ${typeof nonlinearity === 'object' ? kindOf(nonlinearity) : String(nonlinearity satisfies never)}`,
        {
          op,
          details: { nonlinearity },
          advice: "Use the nearest of 'linear', 'sigmoid', 'tanh', 'relu', 'leaky_relu' and 'selu'.",
        },
      );
  }
}

function gainOfSlope(op: string, slope: unknown): number {
  if (typeof slope === 'number' && Number.isFinite(slope * slope)) return Math.sqrt(2 / (1 + slope * slope));
  const found = typeof slope === 'number' || typeof slope === 'string' ? slope : kindOf(slope);
  throw new NnError('OPTION', `negative_slope ${found} not a valid number`, {
    op,
    details: { param: slope },
    advice: 'Pass a finite number.',
  });
}
