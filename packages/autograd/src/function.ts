import { isFloating, NnError } from '@nn/core';
import { Tensor } from '@nn/tensor';
import { CallContext, type FunctionContext } from './function-context.js';
import { FunctionNode } from './function-node.js';
import { isGradEnabled, noGrad } from './mode.js';
import { ownOutputs } from './outputs.js';
import { activeWatcher } from './watcher.js';

/** A function with a derivative of its own. An object, or a class whose methods are static. */
export interface FunctionDefinition<
  Inputs extends readonly unknown[],
  Output extends Tensor | readonly Tensor[],
  Attributes extends object = Record<string, unknown>,
> {
  /** What results print: `gradFn=<NameBackward>`. */
  readonly name?: string;
  /** The value, outside the tape. Only tensors that are arguments themselves get gradients, not those inside arrays or objects. */
  forward(ctx: FunctionContext<Attributes>, ...inputs: Inputs): Output;
  /**
   * The gradients of `forward`'s arguments, one each in their order, from those of its outputs; `null` for what wants none or is no tensor.
   * An output that nobody has used has a gradient of zeros. To be differentiable again it must be made of differentiable operations.
   */
  backward(ctx: FunctionContext<Attributes>, ...gradients: Tensor[]): Tensor | null | readonly (Tensor | null)[];
}

/**
 * Makes a function of a value and a derivative.
 *
 * @throws NnError when called, 'GRAD' for outputs that are no tensors; in `backward`, 'GRAD' for a wrong number of gradients or a gradient of
 * what is no tensor, 'SHAPE' for one that does not fit
 * @example
 * import { defineFunction, tensor } from '@nn/nn';
 *
 * const exp = defineFunction({
 *   name: 'Exp',
 *   forward(ctx, x: Tensor) {
 *     const y = x.exp();
 *     ctx.saveForBackward(y);
 *     return y;
 *   },
 *   backward: (ctx, dy) => dy.mul(ctx.savedTensors[0]!),
 * });
 * const x = tensor([0, 1], { requiresGrad: true });
 * exp(x).sum().backward();
 * x.grad?.toArraySync(); // [1, 2.7182817459106445]
 */
export function defineFunction<
  Inputs extends readonly unknown[],
  Output extends Tensor | readonly Tensor[],
  Attributes extends object = Record<string, unknown>,
>(definition: FunctionDefinition<Inputs, Output, Attributes>): (...inputs: Inputs) => Output {
  return (...inputs) => call(definition, inputs);
}

/**
 * The base of functions that are written as PyTorch writes them; `defineFunction` does the same without a class.
 *
 * @throws NnError as `defineFunction`
 * @example
 * import { Function, type FunctionContext, tensor, type Tensor } from '@nn/nn';
 *
 * class Reverse extends Function {
 *   static forward(_ctx: FunctionContext, x: Tensor): Tensor {
 *     return x.clone();
 *   }
 *   static backward(_ctx: FunctionContext, dy: Tensor): Tensor {
 *     return dy.neg();
 *   }
 * }
 * const x = tensor([1, 2], { requiresGrad: true });
 * Reverse.apply(x).sum().backward();
 * x.grad?.toArraySync(); // [-1, -1]
 */
// oxlint-disable-next-line typescript/no-extraneous-class -- to be extended, as in PyTorch
export abstract class Function {
  static apply<Inputs extends readonly unknown[], Output extends Tensor | readonly Tensor[], Attributes extends object>(
    this: FunctionDefinition<Inputs, Output, Attributes>,
    ...inputs: Inputs
  ): Output {
    return call(this, inputs);
  }
}

function call<Inputs extends readonly unknown[], Output extends Tensor | readonly Tensor[], Attributes extends object>(
  definition: FunctionDefinition<Inputs, Output, Attributes>,
  inputs: Inputs,
): Output {
  const name = `${definition.name || 'Function'}Backward`;
  const needs = inputs.map((input) => input instanceof Tensor && input.requiresGrad);
  const context = new CallContext(name, needs);
  const ctx = context as FunctionContext<object> as FunctionContext<Attributes>;
  const returned = noGrad(() => definition.forward(ctx, ...inputs));
  const raw: readonly unknown[] = Array.isArray(returned) ? returned : [returned];
  if (!raw.every((output) => output instanceof Tensor)) {
    throw new NnError('GRAD', `${name}: forward must return a tensor, or an array of tensors`, {
      op: 'defineFunction',
      details: { got: raw.map((output) => typeof output) },
    });
  }
  if (!isGradEnabled() || !needs.includes(true)) return returned;
  const outputs = ownOutputs(
    raw,
    inputs.filter((input) => input instanceof Tensor),
  );
  const differentiable = outputs.map((output, i) =>
    isFloating(output.dtype) && !context.nonDifferentiable.has(raw[i]!) ? output : null,
  );
  if (differentiable.some((output) => output !== null)) {
    const node = new FunctionNode(name, definition as FunctionDefinition<never, Output>, context, inputs);
    activeWatcher()?.recorded(node);
    node.attach(differentiable, outputs);
    context.seal(
      new Map(raw.map((output, i) => [output, outputs[i]!] as const).filter(([output]) => !inputs.includes(output))),
    );
  }
  return (Array.isArray(returned) ? outputs : outputs[0]) as Output;
}
