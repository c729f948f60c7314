import { ones, type Tensor, zeros } from '@nn/tensor';
import { materialize } from '../../lazy.js';
import type { Buffer } from '../../parameter.js';
import type { NormBase } from './norm-base.js';

/**
 * @internal Turns a lazy norm into a plain one of class `type`, with as many channels as the first batch has; without a batch, only where
 * all values are there already. Where that is refused, all is as before.
 */
export function inferFeatures(module: NormBase, type: { readonly prototype: NormBase }, x?: Tensor): void {
  const { weight, bias, running_mean: mean, running_var: variance, numFeatures: before } = module;
  const waits =
    [weight, bias].some((parameter) => parameter?.isUninitialized) ||
    [mean, variance].some((buffer) => buffer?.awaitsLength);
  const settled =
    [weight, bias].find((parameter) => parameter?.isUninitialized === false) ??
    [mean, variance].find((buffer) => buffer?.awaitsLength === false);
  if (x === undefined && (waits || settled == null)) return;
  try {
    if (x !== undefined) module.checkInput(x);
    const features = settled?.shape[0] ?? x!.size(module.channelAxis(x!));
    const moments = [mean, variance].filter((buffer) => buffer?.awaitsLength);
    module.numFeatures = features;
    // What a state dict has brought stays, though the defaults of the rest are drawn.
    const brought = [mean, variance, module.num_batches_tracked].flatMap((buffer) =>
      buffer === null || buffer.awaitsLength || isBlank(buffer) ? [] : [[buffer, buffer.detach().clone()] as const],
    );
    materialize<NormBase>(module, type, [
      [weight, [features]],
      [bias, [features]],
    ]);
    for (const [buffer, value] of brought) buffer.detach().copy_(value);
    for (const buffer of moments) {
      const make = buffer === mean ? zeros : ones;
      buffer!.adopt(make([features], { dtype: buffer!.dtype, device: buffer!.device }));
      buffer!.awaitsLength = false;
    }
  } catch (error) {
    module.numFeatures = before;
    throw module.locate(error);
  }
}

/** Memory that nobody has written to: `skipInit` leaves such. */
function isBlank({ storage: { provenance, version } }: Buffer): boolean {
  return provenance?.law === 'empty' && provenance.version === version;
}

/** @internal Forgets what was to come in place of the defaults. */
export function forgetRemembered({ weight, bias }: NormBase): void {
  if (weight !== null) weight.remembered = null;
  if (bias !== null) bias.remembered = null;
}
