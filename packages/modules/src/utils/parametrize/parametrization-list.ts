import {
  type DType,
  dtypes,
  type FillRequest,
  fillTarget,
  formatShape,
  type KeyedRequest,
  NnError,
  type PlannedTarget,
  type PreparedFill,
  prepareFill,
  provenanceOf,
  sameShape,
  type Shape,
  type Storage,
} from '@nn/core';
import { defaultGenerator } from '@nn/random';
import { empty, Tensor } from '@nn/tensor';
import { ModuleListBase } from '../../containers/module-list.js';
import type { Module } from '../../module.js';
import { moduleName } from '../../print-module.js';
import { Buffer, Parameter } from '../../parameter.js';
import { everyTensor } from '../../tree.js';
import { undrawnIfRefused } from '../../undrawn-if-refused.js';

/**
 * A module that computes a tensor from another, or from several. `rightInverse` says which values to start from to arrive at a given one: it
 * makes initialization and assignment possible. One that can not say (of these options) returns null.
 */
export interface Parametrization extends Module {
  forward(...originals: Tensor[]): Tensor;
  rightInverse?(value: Tensor): Tensor | readonly Tensor[] | null;
}

/**
 * What a parametrized tensor is computed from (`original`, or `original0`, `original1` …), and by what, in order. Made by
 * `registerParametrization`; its `forward` computes the tensor.
 */
export class ParametrizationList extends ModuleListBase<Parametrization> implements PlannedTarget {
  static override readonly logicalName: string = 'ParametrizationList';
  static override readonly name: string = 'ParametrizationList';

  declare original: Parameter | Buffer;
  declare original0: Parameter | Buffer;
  declare original1: Parameter | Buffer;
  /** May the tensor change its shape and dtype? */
  unsafe: boolean;
  /** How many originals there are; `null` for the one that is named `original`. */
  private readonly several: number | null;
  /** What was computed last; before that, what was there to be parametrized. */
  private last: { readonly shape: Shape; readonly dtype: DType };

  /** @internal */
  constructor(first: Parametrization, tensor: Parameter | Buffer, unsafe: boolean) {
    super([first]);
    this.unsafe = unsafe;
    const given = tensor.detach();
    this.last = { shape: given.shape, dtype: given.dtype };
    const start = first.rightInverse?.(given) ?? given;
    checkStart(start);
    if (start instanceof Tensor) {
      if (start.dtype !== given.dtype) {
        throw new NnError(
          'DTYPE',
          `When \`right_inverse\` outputs one tensor, it may not change the dtype.\noriginal.dtype: ${dtypes[given.dtype].torchName}\nright_inverse(original).dtype: ${dtypes[start.dtype].torchName}`,
          { op: 'registerParametrization' },
        );
      }
      this.several = null;
      if (!unsafe) this.checkResult(first.forward(start), given);
      // The same object, so that an optimizer may hold it. Nobody has said other values.
      const { storage } = tensor;
      storage.complete(() => overwrite(tensor, start));
      if (tensor.storage !== storage) tensor.storage.inherit(storage);
      this.original = tensor;
      return;
    }
    this.several = start.length;
    const requiresGrad = tensor.requiresGrad;
    start.forEach((value, i) => {
      const own = value.detach().clone();
      const original = tensor instanceof Parameter ? new Parameter(own, { requiresGrad }) : new Buffer(own);
      original.storage.inherit(tensor.storage);
      Reflect.set(this, `original${i}`, original);
    });
    if (!unsafe) this.checkResult(first.forward(...this.originals().map((x) => x.detach())), given);
  }

  /** Computes the tensor. */
  override forward(): never;
  override forward(): Tensor {
    return this.chain(this.originals());
  }

  /** What the tensor is computed from. */
  originals(): readonly (Parameter | Buffer)[] {
    if (this.several === null) return [this.original];
    return Array.from({ length: this.several }, (_, i) => Reflect.get(this, `original${i}`) as Parameter);
  }

  /** True where the tensor is computed from one other, which has its dtype. */
  get isTensor(): boolean {
    return this.several === null;
  }

  /**
   * Sets the originals such that the tensor becomes `value`, or as near as the parametrizations can bring it.
   *
   * @throws NnError 'OPTION' where one of them has no `rightInverse`, 'SHAPE' and 'DTYPE' where what it gives does not fit; nothing has changed
   */
  rightInverse(value: Tensor): void {
    this.checkInvertible();
    let at: Tensor | readonly Tensor[] = value.detach();
    for (const part of [...this].reverse()) {
      const before: Tensor | readonly Tensor[] | null = part.rightInverse!(at as Tensor);
      if (before === null) throw hasNoInverse(part);
      at = before;
    }
    checkStart(at);
    const values = at instanceof Tensor ? [at] : at;
    const originals = this.originals();
    if (at instanceof Tensor !== this.isTensor || values.length !== originals.length) {
      throw new NnError('SHAPE', `\`right_inverse\` must return ${originals.length} tensor(s), got ${values.length}`, {
        op: 'rightInverse',
      });
    }
    values.forEach((one, i) => {
      if (one.dtype === originals[i]!.dtype) return;
      throw new NnError(
        'DTYPE',
        `The tensor returned by \`right_inverse\` has dtype ${dtypes[one.dtype].torchName} while \`original\` has dtype ${dtypes[originals[i]!.dtype].torchName}`,
        { op: 'rightInverse' },
      );
    });
    values.forEach((one, i) => overwrite(originals[i]!, one));
  }

  /** @internal One more at the end, which sees what the others make. */
  adopt(next: Parametrization, unsafe: boolean): void {
    if (!unsafe) {
      const now = this.value();
      const after = next.forward(now);
      this.checkResult(after, now);
      const back = next.rightInverse?.(after.detach()) ?? null;
      if (back !== null) {
        if (!(back instanceof Tensor))
          throw new NnError('OPTION', 'parametrization.right_inverse must return a tensor. Got: array', {
            op: 'registerParametrization',
          });
        this.checkResult(back, now);
      }
    }
    this.append(next);
    this.unsafe ||= unsafe;
  }

  /** @internal The tensor for whoever reads it: outside memory that is the originals', it is sealed, since a write to it would be lost. */
  effective(name: string): Tensor {
    const y = this.chain(this.originals());
    if (this.owns(y)) return y;
    y.storage.sealed = (op) => writeWouldBeLost(name, op);
    Object.defineProperty(y, fillTarget, {
      value: (request: FillRequest) => this[fillTarget](request),
      configurable: true,
    });
    return y;
  }

  /** @internal The tensor outside the graph, in memory of its own. */
  value(): Tensor {
    const y = this.chain(this.originals().map((x) => x.detach())).detach();
    return this.owns(y) ? y.clone() : y;
  }

  /** The tensor's shape, as far as it is known without computing it. */
  get shape(): Shape {
    return this.last.shape;
  }

  /** The tensor's dtype, also when the originals have been moved to another. */
  get dtype(): DType {
    return this.originals().find((original) => original.isFloatingPoint())?.dtype ?? this.last.dtype;
  }

  /** What was done to the originals; where there are several, to one that somebody has written to, if any. */
  get history(): Storage {
    const storages = this.originals().map(({ storage }) => storage);
    return storages.find((storage) => !storage.isAccountedFor) ?? storages[0]!;
  }

  /** Fills the tensor: the values go through the right inverse. A refusal changes nothing. */
  [fillTarget](request: FillRequest): void {
    this.checkInvertible();
    const source = request.kind === 'sequential' ? request.source : null;
    const before = source?.getState();
    try {
      undrawnIfRefused(defaultGenerator, () => {
        const value = empty(this.shape, { dtype: this.dtype, device: this.originals()[0]!.device });
        value[fillTarget](request);
        this.rightInverse(value);
      });
    } catch (error) {
      if (before !== undefined) source?.setState(before);
      throw error;
    }
    for (const { storage } of this.originals()) storage.provenance = provenanceOf(request, storage.version);
  }

  /** The same, step by step. Taking it back restores what the parametrizations themselves hold, too. */
  [prepareFill](request: KeyedRequest): PreparedFill {
    this.checkInvertible();
    const { shape, dtype } = this;
    const onDevice = (device: string): Tensor => empty(shape, { dtype, device });
    onDevice('meta')[prepareFill](request);
    let value: Tensor | null = null;
    let restore: readonly (() => void)[] = [];
    return {
      compute: () => {
        value = onDevice(this.originals()[0]!.device);
        value[fillTarget](request);
      },
      commit: () => {
        restore = Array.from(everyTensor(this), ([, tensor]) => snapshot(tensor));
        undrawnIfRefused(defaultGenerator, () => this.rightInverse(value!));
        for (const { storage } of this.originals()) storage.provenance = provenanceOf(request, storage.version);
        value = null;
      },
      revert: () => {
        for (const one of restore) one();
        restore = [];
      },
    };
  }

  private chain(originals: readonly Tensor[]): Tensor {
    const [first, ...rest] = this;
    let y = first!.forward(...originals);
    for (const part of rest) y = part.forward(y);
    this.last = { shape: y.shape, dtype: y.dtype };
    return y;
  }

  private owns(y: Tensor): boolean {
    for (const [, tensor] of everyTensor(this)) if (tensor.block === y.storage) return true;
    return false;
  }

  private checkInvertible(): void {
    for (const part of this) if (part.rightInverse === undefined) throw hasNoInverse(part);
  }

  private checkResult(result: unknown, wanted: Tensor): void {
    const op = 'registerParametrization';
    if (!(result instanceof Tensor))
      throw new NnError('OPTION', `A parametrization must return a tensor. Got ${typeof result}.`, { op });
    if (result.dtype !== wanted.dtype) {
      throw new NnError(
        'DTYPE',
        `Registering a parametrization may not change the dtype of the tensor, unless \`unsafe\` flag is enabled.\nunparametrized dtype: ${dtypes[wanted.dtype].torchName}\nparametrized dtype: ${dtypes[result.dtype].torchName}`,
        { op },
      );
    }
    if (!sameShape(result.shape, wanted.shape)) {
      throw new NnError(
        'SHAPE',
        `Registering a parametrization may not change the shape of the tensor, unless \`unsafe\` flag is enabled.\nunparametrized shape: ${formatShape(wanted.shape)}\nparametrized shape: ${formatShape(result.shape)}`,
        { op, details: { shape: wanted.shape, got: result.shape } },
      );
    }
  }
}

function checkStart(start: unknown): asserts start is Tensor | readonly Tensor[] {
  if (start instanceof Tensor) return;
  if (Array.isArray(start) && start.length > 0 && start.every((x) => x instanceof Tensor)) return;
  throw new NnError(
    'OPTION',
    `'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got ${typeof start}`,
    {
      op: 'rightInverse',
    },
  );
}

/** The same tensor with other values; only an unsafe parametrization changes its shape, and then it gets other memory. */
function overwrite(target: Parameter | Buffer, value: Tensor): void {
  if (sameShape(target.shape, value.shape)) {
    if (value.storage !== target.storage || value.steps !== target.steps) target.detach().copy_(value.detach());
  } else target.adopt(value.detach().clone());
}

/** What puts a tensor's values, memory and history back to where they are now. */
function snapshot(tensor: Parameter | Buffer): () => void {
  const before = tensor.detach();
  const { storage } = before;
  const { version, provenance, trained } = storage;
  const values = before.clone();
  return () => {
    if (tensor.block !== storage) tensor.adopt(before);
    before.copy_(values);
    storage.inherit({ version, provenance, trained });
  };
}

function hasNoInverse(part: Parametrization): NnError {
  return new NnError('OPTION', `parametrization ${moduleName(part)} does not implement right_inverse.`, {
    op: 'rightInverse',
    advice:
      'Without it nobody can tell which originals give a value: initialize the originals, below parametrizations, or add rightInverse.',
  });
}

function writeWouldBeLost(name: string, op: string): NnError {
  return new NnError(
    'IN_PLACE',
    `'${name}' is parametrized: it is computed anew at every access, so that a write to it would be lost`,
    {
      op,
      details: { name },
      advice: `Initialize it with init.…_(module.${name}), assign a tensor to it, or write to the originals in module.parametrizations.`,
    },
  );
}
