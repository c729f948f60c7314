import { add, tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { enableGrad, inferenceMode, isGradEnabled, isInferenceModeEnabled, noGrad, setGradEnabled } from './mode.js';
import { leaf, refusal, valuesOf } from './test-support.js';

describe('noGrad and enableGrad', () => {
  it('nest, and end with the function, however it ends', () => {
    expect(isGradEnabled()).toBe(true);
    noGrad(() => {
      expect(isGradEnabled()).toBe(false);
      enableGrad(() => expect(isGradEnabled()).toBe(true));
      expect(isGradEnabled()).toBe(false);
    });
    expect(() =>
      noGrad(() => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(isGradEnabled()).toBe(true);
  });

  it('refuse a function that returns a promise, and are off again when it goes on', async () => {
    let later: boolean | null = null;
    const wait = async (): Promise<void> => {
      await Promise.resolve();
      later = isGradEnabled();
    };
    const error = refusal(() => noGrad(wait));
    expect(error.code).toBe('GRAD');
    expect(error.message).toContain('noGrad: the function returned a promise');
    expect(isGradEnabled()).toBe(true);
    await Promise.resolve();
    await Promise.resolve();
    expect(later).toBe(true);
    for (const mode of [enableGrad, inferenceMode]) expect(refusal(() => mode(wait)).code).toBe('GRAD');
  });

  it('let a promise that they refuse fail in silence', async () => {
    expect(refusal(() => noGrad(() => Promise.reject(new Error('nobody hears this')))).code).toBe('GRAD');
    await new Promise((resolve) => setTimeout(resolve, 0));
  });
});

describe('setGradEnabled', () => {
  it('lasts until it is called again, or as long as a function runs', () => {
    const x = leaf(1);
    setGradEnabled(false);
    expect(x.mul(2).requiresGrad).toBe(false);
    expect(setGradEnabled(true, () => x.mul(2)).requiresGrad).toBe(true);
    setGradEnabled(true);
    expect(x.mul(2).requiresGrad).toBe(true);
    noGrad(() => setGradEnabled(true));
    expect(isGradEnabled()).toBe(true);
  });
});

describe('inferenceMode', () => {
  it('records nothing, also inside enableGrad', () => {
    const x = leaf(1, 2);
    const [plain, enabled] = inferenceMode(() => {
      expect(isInferenceModeEnabled()).toBe(true);
      return [x.mul(2), enableGrad(() => x.mul(2))] as const;
    });
    expect([plain.requiresGrad, enabled.requiresGrad]).toEqual([false, false]);
    expect([isInferenceModeEnabled(), isGradEnabled()]).toEqual([false, true]);
  });

  it('gives tensors that no derivative may keep', () => {
    const x = leaf(1, 2);
    const y = inferenceMode(() => tensor([3, 4]));
    expect(x.add(y).requiresGrad).toBe(true);
    const error = refusal(() => x.mul(y));
    expect(error.code).toBe('GRAD');
    expect(error.message).toContain('Inference tensors cannot be saved for backward.');
    expect(refusal(() => x.mul(y.at(0))).code).toBe('GRAD');
    x.mul(y.clone()).sum().backward();
    expect(valuesOf(x.grad)).toEqual([3, 4]);
  });

  it('gives tensors that cannot want a gradient or be written to outside', () => {
    const y = inferenceMode(() => tensor([3, 4]));
    expect(refusal(() => y.requiresGrad_()).message).toContain(
      'Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.',
    );
    const error = refusal(() => y.add_(1));
    expect(error.code).toBe('IN_PLACE');
    expect(error.message).toContain('Inplace update to inference tensor outside InferenceMode is not allowed.');
    expect(y.version).toBe(0);
    inferenceMode(() => y.add_(1));
    expect(valuesOf(y)).toEqual([4, 5]);
  });

  it('refuses to write where a derivative would keep one of its tensors, before it writes', () => {
    const y = leaf(1, 2).mul(2);
    const weights = inferenceMode(() => tensor([3, 4]));
    expect(refusal(() => y.mul_(weights)).code).toBe('GRAD');
    expect([valuesOf(y), y.version]).toEqual([[2, 4], 0]);
  });

  it('leaves tensors from outside, and views of them, usable', () => {
    const x = leaf(1, 2);
    const [view, apart] = inferenceMode(() => {
      x.add_(1);
      return [x.at(0), x.detach()] as const;
    });
    const y = add(view.mul(x), apart);
    y.sum().backward();
    expect(valuesOf(x.grad)).toEqual([2, 2]);
    const z = x.mul(1);
    const hidden = inferenceMode(() => z.at(0));
    expect(refusal(() => hidden.mul_(x.at(0))).message).toContain(
      'A view was created in inference mode and is being modified inplace in normal mode.',
    );
  });
});
