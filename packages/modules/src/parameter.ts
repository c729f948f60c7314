import { type DType, type FillRequest, fillTarget, inDefaultInitialization, type Shape, withUserInitialization } from '@nn/core';
import { empty, Tensor, type TensorOptions } from '@nn/tensor';

export interface ParameterOptions {
  /** @default true for floating dtypes */
  readonly requiresGrad?: boolean;
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

  /** Takes the tensor's memory, not a copy of it. */
  constructor(data: Tensor, options: ParameterOptions = {}) {
    super(data.dtype, data.block, data.sizes, data.steps, data.offset, null);
    this.requiresGrad_(options.requiresGrad ?? data.isFloatingPoint());
  }

  /** A parameter whose values nobody has set: an initializer will. */
  static empty(shape: Shape, options: TensorOptions = {}): Parameter {
    const { requiresGrad, ...rest } = options;
    return new Parameter(empty(shape, rest), requiresGrad === undefined ? {} : { requiresGrad });
  }

  /** A parameter whose shape the first batch will tell. */
  static uninitialized(options: TensorOptions = {}): Parameter {
    const parameter = Parameter.empty([0], options);
    parameter.pendingDevice = parameter.device;
    parameter.block = null;
    return parameter;
  }

  /** Where the values will be, while there are none. */
  private pendingDevice: string | null = null;

  /** True while the shape is not known. */
  get isUninitialized(): boolean {
    return this.block === null;
  }

  /**
   * Gives the parameter its shape; values are unset until an initializer has run. No effect on one that has its shape already.
   *
   * @param dtype overrides the dtype that it was declared with
   */
  materialize(shape: Shape, dtype: DType = this.dtype): void {
    if (!this.isUninitialized) return;
    this.adopt(empty(shape, { dtype, ...(this.pendingDevice === null ? {} : { device: this.pendingDevice }) }));
  }

  /** @internal Takes a materialization back: what should have filled it was refused. */
  dematerialize(): void {
    if (this.isUninitialized) return;
    this.pendingDevice = this.device;
    this.block = null;
  }

  override [fillTarget](request: FillRequest): void {
    if (this.isUninitialized) {
      request.law.check(request.parameters);
      this.remembered = request;
      return;
    }
    const { remembered } = this;
    if (remembered === null || !inDefaultInitialization()) {
      super[fillTarget](request);
      return;
    }
    withUserInitialization(() => super[fillTarget](remembered));
    this.remembered = null;
  }

  override toString(): string {
    return this.isUninitialized ? '<UninitializedParameter>' : `Parameter containing:\n${super.toString()}`;
  }
}

export interface BufferOptions {
  /** Part of the state dict. @default true */
  readonly persistent?: boolean;
}

/** A tensor that belongs to a module's state but is not learned: running statistics, masks. Takes the tensor's memory. */
export class Buffer extends Tensor {
  readonly persistent: boolean;

  constructor(data: Tensor, options: BufferOptions = {}) {
    super(data.dtype, data.block, data.sizes, data.steps, data.offset, null);
    this.persistent = options.persistent ?? true;
  }
}
