import { tensor, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { detectAnomaly, isAnomalyEnabled, setDetectAnomaly } from './anomaly.js';
import { defineFunction } from './function.js';
import { grad } from './grad.js';
import { leaf, refusal, valuesOf } from './test-support.js';

/** Named in the calls that led to an operation. */
function rootOf(x: Tensor): Tensor {
  return x.sqrt();
}

describe('detectAnomaly', () => {
  it('stops at the first NaN and names the operation and its place', () => {
    const x = leaf(-1, 4);
    const error = refusal(() => detectAnomaly(() => rootOf(x.mul(2)).sum().backward()));
    expect(error.code).toBe('GRAD');
    expect(error.message).toContain("Function 'SqrtBackward0' returned nan values in its 0th output.");
    expect(error.message).toMatch(/rootOf.*anomaly\.test\.ts:\d+:\d+/);
    expect(error.details).toMatchObject({ node: 'SqrtBackward0', position: 0 });
    expect(x.grad).toBeNull();
  });

  it('names the operand', () => {
    const x = leaf(0, 2);
    const y = x.mul(0).div(x);
    const error = refusal(() => detectAnomaly(() => y.sum().backward()));
    expect(error.message).toContain("Function 'DivBackward0' returned nan values in its 1th output.");
    expect(error.message).toContain('which was called outside detectAnomaly');
  });

  it('says where an operation was called whose derivative fails', () => {
    const x = leaf(1, 2);
    const squared = (y: Tensor): Tensor => y.mul(y);
    const error = refusal(() =>
      detectAnomaly(() => {
        const y = x.mul(1);
        const z = squared(y);
        y.add_(1);
        z.sum().backward();
      }),
    );
    expect(error.code).toBe('VERSION');
    expect(error.message).toMatch(/MulBackward0, which was called\n.*squared.*anomaly\.test\.ts/s);
  });

  it('follows operations that a derivative has called, and custom functions', () => {
    const wrong = defineFunction({
      name: 'Wrong',
      forward: (_ctx, x: Tensor) => x.clone(),
      backward: (_ctx, dy) => dy.mul(Number.NaN),
    });
    expect(refusal(() => detectAnomaly(() => wrong(leaf(1)).backward())).message).toMatch(
      /Function 'WrongBackward' returned nan values.*anomaly\.test\.ts/s,
    );
    const x = leaf(0, 4);
    const error = refusal(() =>
      detectAnomaly(() => {
        const [first] = grad([x.mul(x).mul(x).sum()], [x], { createGraph: true });
        grad([first!.sqrt().sum()], [x]);
      }),
    );
    // The root's derivative is infinite at zero; what made the zero multiplies that by zero.
    expect(error.message).toContain("Function 'MulBackward0' returned nan values");
    expect(error.message).toContain('while differentiating MulBackward0');
  });

  it('changes nothing where nothing is wrong, and ends with the function', () => {
    const x = leaf(1, 4);
    detectAnomaly(() => x.sqrt().sum().backward());
    expect(valuesOf(x.grad)).toEqual([0.5, 0.25]);
    expect(isAnomalyEnabled()).toBe(false);
    expect(refusal(() => detectAnomaly(() => Promise.resolve())).message).toContain(
      'detectAnomaly: the function returned a promise',
    );
    expect(isAnomalyEnabled()).toBe(false);
  });

  it('can be left on, and can leave NaN alone', () => {
    setDetectAnomaly(true, { checkNan: false });
    const x = leaf(-1);
    x.sqrt().sum().backward();
    expect(valuesOf(x.grad)).toEqual([Number.NaN]);
    setDetectAnomaly(false);
    expect(isAnomalyEnabled()).toBe(false);
    expect(tensor([1]).requiresGrad).toBe(false);
  });
});
