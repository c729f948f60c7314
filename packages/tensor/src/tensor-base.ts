import {
  type DType,
  dtypes,
  type FillRequest,
  type FillTarget,
  fillTarget,
  isContiguous,
  isFloating,
  NnError,
  numelOf,
  type Shape,
  type Storage,
  type View,
} from '@nn/core';
import type { Op } from './op.js';
import { activeRecorder, type BackwardOptions, type GradFn, requireRecorder } from './recorder.js';
import type { Tensor } from './tensor.js';

/** @internal The view operation that made a tensor, so that it can be said again of a parent that has changed. */
export interface ViewSource {
  readonly parent: Tensor;
  readonly op: Op<unknown>;
  readonly attributes: unknown;
  /** False where it was made inside `noGrad`: it stays outside the graph, whatever becomes of its parent. */
  readonly tracked: boolean;
}

/**
 * What a tensor is, without its operations: a window (shape, strides, offset) on a storage, and its place in the graph that is
 * differentiated. `Tensor` adds the operations, one line each.
 */
export abstract class TensorBase implements View, FillTarget {
  readonly dtype: DType;
  /** The accumulated gradient of a leaf; `null` before the first `backward`. */
  grad: Tensor | null = null;
  /** @internal How this tensor was seen in another; `null` where it has memory of its own. */
  readonly viewOf: ViewSource | null;
  /** @internal The tensor that this one is a view of in the end. */
  readonly base: Tensor | null;
  /** @internal How often this tensor's place in the graph was moved by a write in place: its views compare. */
  generation = 0;
  /** @internal `null` while a parameter waits for its shape. */
  block: Storage | null;
  /** @internal */
  sizes: Shape;
  /** @internal */
  steps: readonly number[];
  readonly offset: number;
  private node: GradFn | null = null;
  private nodeGeneration: number;
  private wantsGrad = false;

  /** @internal */
  constructor(dtype: DType, storage: Storage | null, shape: Shape, strides: readonly number[], offset: number, viewOf: ViewSource | null) {
    this.dtype = dtype;
    this.block = storage;
    this.sizes = shape;
    this.steps = strides;
    this.offset = offset;
    this.viewOf = viewOf;
    this.base = viewOf === null ? null : (viewOf.parent.base ?? viewOf.parent);
    this.nodeGeneration = this.base === null ? 0 : this.base.generation;
  }

  /** @internal A tensor on any storage; a view where `viewOf` says of what. */
  abstract over(storage: Storage, shape: Shape, strides: readonly number[], offset: number, viewOf?: ViewSource | null): Tensor;

  abstract [fillTarget](request: FillRequest): void;

  get shape(): Shape {
    if (this.block === null) throw this.uninitialized('shape');
    return this.sizes;
  }

  /** Steps between neighbours along every axis, in elements. */
  get strides(): readonly number[] {
    if (this.block === null) throw this.uninitialized('strides');
    return this.steps;
  }

  get storage(): Storage {
    if (this.block === null) throw this.uninitialized('values');
    return this.block;
  }

  /** The name of the backend that holds the values. */
  get device(): string {
    return this.storage.backend.name;
  }

  /** How many axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** How many elements. */
  numel(): number {
    return numelOf(this.shape);
  }

  /** The size of one axis, or the shape. */
  size(): Shape;
  size(dim: number): number;
  size(dim?: number): Shape | number {
    if (dim === undefined) return this.shape;
    const size = this.shape.at(dim);
    if (size === undefined) {
      const rank = Math.max(this.ndim, 1);
      throw new NnError('AXIS', `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`, { op: 'size', details: { dim } });
    }
    return size;
  }

  /** True where the elements stand in row-major order without gaps. */
  isContiguous(): boolean {
    return isContiguous(this.shape, this.strides);
  }

  isFloatingPoint(): boolean {
    return isFloating(this.dtype);
  }

  /** Counts the writes to the storage, by whichever view. */
  get version(): number {
    return this.storage.version;
  }

  /** Whether operations on this tensor are recorded for `backward`. Only floating leaves can be told to. */
  get requiresGrad(): boolean {
    return this.wantsGrad || this.gradFn !== null;
  }

  set requiresGrad(wanted: boolean) {
    this.requiresGrad_(wanted);
  }

  /**
   * Asks for a gradient, or gives it up.
   *
   * @throws NnError 'GRAD' for integers and booleans, and for giving up on a result
   */
  requiresGrad_(wanted = true): this {
    if (wanted && !isFloating(this.dtype)) {
      throw new NnError('GRAD', 'Only Tensors of floating point and complex dtype can require gradients', {
        op: 'requiresGrad_',
        details: { dtype: this.dtype },
        advice: `This one is ${dtypes[this.dtype].name}.`,
      });
    }
    if (!this.isLeaf) {
      if (wanted) return this;
      throw new NnError('GRAD', 'you can only change requires_grad flags of leaf variables.', {
        op: 'requiresGrad_',
        advice: 'Use detach() for a tensor outside the graph.',
      });
    }
    this.wantsGrad = wanted;
    return this;
  }

  /** True for what no recorded operation made. */
  get isLeaf(): boolean {
    return this.gradFn === null;
  }

  /** The recorded operation that made this tensor. */
  get gradFn(): GradFn | null {
    const base = this.base;
    if (base !== null && this.nodeGeneration !== base.generation) {
      this.nodeGeneration = base.generation;
      if (this.viewOf!.tracked) this.node = requireRecorder('gradFn').nodeOfView(this as unknown as Tensor);
    }
    return this.node;
  }

  /** @internal Puts the tensor behind a new node; `moved` where it was written to in place, so that its views follow. */
  setGradFn(node: GradFn | null, moved: boolean): void {
    this.node = node;
    if (moved) {
      this.wantsGrad = false;
      this.generation++;
    }
    if (this.base !== null) this.nodeGeneration = this.base.generation;
  }

  /**
   * Accumulates into `grad` of every leaf the derivative of this tensor with respect to it.
   *
   * @param gradient the gradient of this tensor; a scalar's is 1
   * @throws NnError 'AUTOGRAD' without `@nn/autograd`, 'GRAD' for what has no gradient, 'SHAPE' for a non-scalar without `gradient`,
   * 'VERSION' where a saved value was written to
   *
   * @example
   * import { tensor } from '@nn/nn';
   *
   * const x = tensor([1, 2, 3], { requiresGrad: true });
   * x.mul(x).sum().backward();
   * x.grad?.toArraySync(); // [2, 4, 6]
   */
  backward(gradient: Tensor | null = null, options: BackwardOptions = {}): void {
    requireRecorder('backward').backward([this as unknown as Tensor], [gradient], options);
  }

  /** The same values outside the graph: same storage, no gradient. */
  detach(): Tensor {
    return this.over(this.storage, this.shape, this.strides, this.offset);
  }

  /** PyTorch's `data`: the same storage, no gradient, not recorded. Writing to it writes to this tensor. */
  get data(): Tensor {
    return this.detach();
  }

  /** Removes the gradient. */
  zeroGrad(): void {
    this.grad = null;
  }

  /** A tensor is no number: `t + 1` would be a string, so it is refused. In a template, `${t}`, it is its text. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString();
    throw new NnError('OPTION', 'a tensor does not turn into a number or a string by itself', {
      op: 'toPrimitive',
      advice: 'Use t.add(1) for t + 1, t.itemSync() for its value, t.toString() for its text.',
    });
  }

  /** @internal Becomes a window on what another tensor looks at: same object, other memory. Views of the old memory keep it. */
  adopt(other: Tensor): void {
    const self = this as { dtype: DType; offset: number };
    self.dtype = other.dtype;
    self.offset = other.offset;
    this.block = other.storage;
    this.sizes = other.shape;
    this.steps = other.strides;
  }

  /** @internal */
  uninitialized(what: string): NnError {
    return new NnError(
      'UNINITIALIZED',
      `Can't access the ${what} of an uninitialized parameter or buffer.`,
      { op: what, advice: 'Its shape comes with the first batch: call forward once.' },
    );
  }

  /** @internal Whether an operation on this tensor would be recorded now. */
  isRecorded(): boolean {
    const recorder = activeRecorder();
    return recorder !== null && recorder.recording && this.requiresGrad;
  }
}
