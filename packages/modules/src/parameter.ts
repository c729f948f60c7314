import {
  type DType,
  type FillRequest,
  fillTarget,
  formatShape,
  inDefaultInitialization,
  type KeyedRequest,
  NnError,
  type PreparedFill,
  prepareFill,
  sameShape,
  type Shape,
  withUserInitialization,
} from '@nn/core';
import { empty, Tensor, type TensorOptions } from '@nn/tensor';

export interface ParameterOptions {
  /** @default true for floating dtypes */
  readonly requiresGrad?: boolean;
}

/** Sizes as far as they are known before the first batch; `null` for one that it tells. */
export type PartialShape = readonly (number | null)[];

export interface UninitializedOptions extends TensorOptions {
  /** What is known of the shape. @default nothing */
  readonly shape?: PartialShape;
}

/**
 * A tensor that a module learns: found by `parameters()`, moved by `to`, written by an optimizer. It is a `Tensor`, so that
 * `linear.weight` is used as it is.
 *
 * One without a shape yet (of a lazy layer) can be initialized all the same: it remembers the last call and obeys it, in place of the
 * layer's default, as soon as the first batch tells its shape. It stays the same object, so an optimizer may hold it before.
 *
 * @throws NnError 'UNINITIALIZED' for reading the shape or the values of one that waits for its shape
 * @example
 * import { Parameter, zeros } from '@nn/nn';
 *
 * new Parameter(zeros([3])).requiresGrad; // true
 */
export class Parameter extends Tensor {
  /** @internal What to fill it with once there is a shape, in place of the layer's default. */
  remembered: FillRequest | null = null;
  /** @internal True where a layer's default must leave the values as they are. */
  settled = false;
  /** What is known of the shape while there is none. */
  private expected: PartialShape | null = null;
  /** Where the values will be, while there are none. */
  private pendingDevice: string | null = null;

  /** Takes the tensor's memory, not a copy of it. */
  constructor(data: Tensor, options: ParameterOptions = {}) {
    super(data.dtype, data.block, data.sizes, data.steps, data.offset, null);
    this.requiresGrad_(options.requiresGrad ?? data.isFloatingPoint());
  }

  /**
   * A parameter whose values nobody has set: an initializer will.
   *
   * @example
   * import { init, Parameter } from '@nn/nn';
   *
   * init.ones_(Parameter.empty([2])).detach().toArraySync(); // [1, 1]
   */
  static empty(shape: Shape, options: TensorOptions = {}): Parameter {
    const { requiresGrad, ...rest } = options;
    return new Parameter(empty(shape, rest), requiresGrad === undefined ? {} : { requiresGrad });
  }

  /**
   * A parameter whose shape the first batch will tell.
   *
   * @example
   * import { Parameter } from '@nn/nn';
   *
   * const weight = Parameter.uninitialized({ shape: [8, null] });
   * weight.isUninitialized; // true
   * weight.materialize([8, 4]);
   * weight.shape; // [8, 4]
   */
  static uninitialized(options: UninitializedOptions = {}): Parameter {
    const { shape, ...rest } = options;
    const parameter = Parameter.empty([0], rest);
    parameter.expected = shape ?? null;
    parameter.dematerialize();
    return parameter;
  }

  /** True while the shape is not known. */
  get isUninitialized(): boolean {
    return this.block === null;
  }

  /** True where this could be the parameter's shape: its shape, or, while it has none, one that fits what is known of it. */
  accepts(shape: Shape): boolean {
    const known: PartialShape | null = this.isUninitialized ? this.expected : this.shape;
    if (known === null) return true;
    return known.length === shape.length && known.every((size, axis) => size === null || size === shape[axis]);
  }

  /** The shape in words, with `?` for the sizes that the first batch tells. */
  describeShape(): string {
    const known: PartialShape | null = this.isUninitialized ? this.expected : this.shape;
    return known === null ? 'any' : `[${known.map((size) => size ?? '?').join(', ')}]`;
  }

  /**
   * Gives the parameter its shape; values are unset until an initializer has run. No effect on one that has its shape already.
   *
   * @param dtype overrides the dtype that it was declared with
   * @throws NnError 'SHAPE' for a shape that does not fit what is known of it
   */
  materialize(shape: Shape, dtype: DType = this.dtype): void {
    if (!this.isUninitialized) return;
    if (!this.accepts(shape)) {
      throw new NnError('SHAPE', `a parameter of shape ${this.describeShape()} cannot become [${shape.join(', ')}]`, {
        op: 'materialize',
        details: { shape, expected: this.expected },
      });
    }
    this.adopt(empty(shape, { dtype, ...(this.pendingDevice === null ? {} : { device: this.pendingDevice }) }));
  }

  /** @internal Takes a materialization back: what should have filled it was refused. */
  dematerialize(): void {
    this.pendingDevice = this.device;
    this.block = null;
  }

  /** @internal Where a parameter without values is to have them, and in which dtype. */
  redirect(dtype: DType, device: string | undefined): void {
    (this as { dtype: DType }).dtype = dtype;
    if (device !== undefined) this.pendingDevice = device;
  }

  /** @internal Another parameter that waits for the same shape, and remembers the same. */
  twin(): Parameter {
    const { dtype, requiresGrad } = this;
    const twin = Parameter.uninitialized({
      dtype,
      requiresGrad,
      ...(this.pendingDevice === null ? {} : { device: this.pendingDevice }),
    });
    twin.expected = this.expected;
    twin.remembered = this.remembered;
    return twin;
  }

  override [fillTarget](request: FillRequest): void {
    if (this.isUninitialized) {
      if (request.kind === 'sequential') request.law.check(request.parameters);
      this.remembered = request;
      return;
    }
    if (!inDefaultInitialization()) {
      super[fillTarget](request);
      return;
    }
    if (this.settled) return;
    const { remembered } = this;
    if (remembered === null) super[fillTarget](request);
    else withUserInitialization(() => super[fillTarget](remembered));
  }

  override [prepareFill](request: KeyedRequest): PreparedFill {
    if (!this.isUninitialized) return super[prepareFill](request);
    const { remembered } = this;
    return {
      compute: () => undefined,
      commit: () => {
        this.remembered = request;
      },
      revert: () => {
        this.remembered = remembered;
      },
    };
  }

  override toString(): string {
    return this.isUninitialized ? '<UninitializedParameter>' : `Parameter containing:\n${super.toString()}`;
  }
}

export interface BufferOptions {
  /** Part of the state dict. @default true */
  readonly persistent?: boolean;
}

/**
 * A tensor that belongs to a module's state but is not learned: running statistics, masks. Takes the tensor's memory.
 *
 * @example
 * import { Buffer, Module, type Tensor, zeros } from '@nn/nn';
 *
 * class Counter extends Module {
 *   seen = new Buffer(zeros([]));
 *   forward(x: Tensor): Tensor {
 *     this.seen.add_(1);
 *     return x;
 *   }
 * }
 * [...new Counter().stateDict().keys()]; // ['seen']
 */
export class Buffer extends Tensor {
  readonly persistent: boolean;

  constructor(data: Tensor, options: BufferOptions = {}) {
    super(data.dtype, data.block, data.sizes, data.steps, data.offset, null);
    this.persistent = options.persistent ?? true;
  }

  /** @internal True while the first batch, or a state dict, has yet to tell how long the buffer is. */
  awaitsLength = false;

  /** @internal True where this could be the buffer's shape. */
  accepts(shape: Shape): boolean {
    return this.awaitsLength ? shape.length === 1 : sameShape(this.shape, shape);
  }

  /** @internal */
  describeShape(): string {
    return this.awaitsLength ? '[?]' : formatShape(this.shape);
  }

  /** @internal Gets its length; values are zero. */
  materialize(shape: Shape): void {
    if (!this.awaitsLength) return;
    this.adopt(empty(shape, { dtype: this.dtype, device: this.device }));
    this.awaitsLength = false;
  }
}
