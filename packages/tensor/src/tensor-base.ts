import {
  disposeSymbol,
  type DType,
  dtypes,
  type ErrorCode,
  type FillRequest,
  type FillTarget,
  fillTarget,
  formatShape,
  isContiguous,
  isFloating,
  NnError,
  numelOf,
  sameShape,
  type Shape,
  type Storage,
  type View,
} from '@nn/core';
import type { Op } from './op.js';
import { enter, keep } from './scope.js';
import {
  activeRecorder,
  type BackwardOptions,
  type GradFn,
  type HookHandle,
  requireRecorder,
  type TensorHook,
} from './recorder.js';
import type { Tensor } from './tensor.js';

/** @internal The view operation that made a tensor, so that it can be said again of a parent that has changed. */
export interface ViewSource {
  readonly parent: Tensor;
  readonly op: Op<unknown>;
  readonly attributes: unknown;
  /** Why writes to the view are not followed, where they are not: then it stays outside the graph, whatever becomes of its parent. */
  readonly untracked?: Untracked | null;
}

/** @internal A view was made inside `noGrad` or `inferenceMode`, or by a custom function, whose derivative a write would bypass. */
export type Untracked = 'no_grad' | 'inference' | 'function';

/**
 * What a tensor is, without its operations: a window (shape, strides, offset) on a storage, and its place in the graph that is
 * differentiated. `Tensor` adds the operations, one line each.
 */
export abstract class TensorBase implements View, FillTarget {
  readonly dtype: DType;
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
  /** @internal Made inside `inferenceMode`, or a view of what was. */
  isInference: boolean;
  /** @internal By how many a temporary of an engine is still wanted; -1 for a tensor that others may know of. */
  uses = -1;
  /** @internal The recorder's own: where a leaf's gradients arrive. */
  accumulator: GradFn | null = null;
  private gradient: Tensor | null = null;
  private node: GradFn | null = null;
  private nodeGeneration: number;
  private wantsGrad = false;
  private disposed = false;

  /** @internal */
  constructor(
    dtype: DType,
    storage: Storage | null,
    shape: Shape,
    strides: readonly number[],
    offset: number,
    viewOf: ViewSource | null,
  ) {
    storage?.retain();
    enter(this);
    this.dtype = dtype;
    this.block = storage;
    this.sizes = shape;
    this.steps = strides;
    this.offset = offset;
    this.viewOf = viewOf;
    this.base = viewOf === null ? null : (viewOf.parent.base ?? viewOf.parent);
    this.nodeGeneration = this.base === null ? 0 : this.base.generation;
    this.isInference = viewOf === null ? (activeRecorder()?.inferring ?? false) : viewOf.parent.isInference;
  }

  /** @internal A tensor on any storage; a view where `viewOf` says of what. */
  abstract over(
    storage: Storage,
    shape: Shape,
    strides: readonly number[],
    offset: number,
    viewOf?: ViewSource | null,
  ): Tensor;

  abstract [fillTarget](request: FillRequest): void;

  abstract toString(): string;

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
    const { block } = this;
    if (block === null) throw this.uninitialized('values');
    if (block.freed) throw disposed();
    return block;
  }

  /**
   * Says that this tensor will not be used again. Its memory is free for others as soon as no other tensor looks at it and no derivative needs it.
   * Nobody has to call this: what is not used any more is collected, and makes room when room is needed.
   *
   * @example
   * import { memoryStats, ones } from '@nn/nn';
   *
   * const before = memoryStats().resident;
   * ones([1000]).dispose();
   * memoryStats().resident - before; // 0
   */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.block?.release();
  }

  /** `dispose`, at the end of a block that says `using x = …`. */
  [disposeSymbol](): void {
    this.dispose();
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
      throw new NnError(
        'AXIS',
        `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`,
        { op: 'size', details: { dim } },
      );
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
   * @throws NnError 'GRAD' for integers and booleans, for giving up on a result, and for a tensor of `inferenceMode` outside it
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
    if (wanted && this.isInference && activeRecorder()?.inferring !== true) {
      throw new NnError(
        'GRAD',
        'Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.',
        {
          op: 'requiresGrad_',
          advice: 'Use clone() for a normal tensor.',
        },
      );
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
    if (this.base !== null && this.nodeGeneration !== this.base.generation) this.followBase(this.base);
    return this.node;
  }

  /** @internal Why writes to this view are not followed, where they are not: it or one that it was seen through is so. */
  get untracked(): Untracked | null {
    for (let source = this.viewOf; source !== null; source = source.parent.viewOf) {
      if ((source.untracked ?? null) !== null) return source.untracked!;
    }
    return null;
  }

  /** The base was written to: the view says itself again of it. */
  private followBase(base: Tensor): void {
    const { untracked } = this;
    if (untracked === null) this.node = activeRecorder()?.nodeOfView(this as unknown as Tensor, this.node) ?? null;
    else if (this.node !== null) throw movedUnder(this.node, untracked);
    this.nodeGeneration = base.generation;
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

  /** The accumulated gradient of a leaf; `null` before the first `backward`. Of a result, after `retainGrad`. */
  get grad(): Tensor | null {
    const { gradient } = this;
    // Who has seen it may keep it.
    if (gradient !== null) gradient.uses = -1;
    return gradient;
  }

  set grad(gradient: Tensor | null) {
    if (gradient !== null) {
      checkGradient(this, gradient);
      keep(gradient);
    }
    this.replaceGradient(gradient);
  }

  /** @internal The gradient, for who keeps no reference to it: as long as nobody else has seen it, it is freed when another replaces it. */
  get heldGrad(): Tensor | null {
    return this.gradient;
  }

  /** @internal Takes a gradient that fits, and that nobody else knows of. */
  holdGrad(gradient: Tensor): void {
    keep(gradient);
    this.replaceGradient(gradient);
    gradient.uses = 1;
  }

  private replaceGradient(gradient: Tensor | null): void {
    const before = this.gradient;
    this.gradient = gradient;
    if (before === null || before === gradient) return;
    if (before.uses > 0) before.dispose();
    // What a scope replaces, it made room for.
    else enter(before);
  }

  /**
   * Calls `hook` with the gradient of this tensor whenever one is complete; what it returns, if anything, goes on in its place. Hooks run in
   * their order, before `retainGrad` and `grad` take the gradient. A later write in place leaves them where they are: at the value from before.
   *
   * @throws NnError 'GRAD' where no gradient is wanted; in `backward`, 'SHAPE' or 'DTYPE' for a gradient that does not fit
   * @example
   * import { tensor } from '@nn/nn';
   *
   * const x = tensor([1, 2], { requiresGrad: true });
   * const handle = x.registerHook((gradient) => gradient.mul(10));
   * x.mul(3).sum().backward();
   * x.grad?.toArraySync(); // [30, 30]
   * handle.remove();
   */
  registerHook(hook: TensorHook): HookHandle {
    return requireRecorder('registerHook').registerHook(this as unknown as Tensor, hook);
  }

  /**
   * Calls `hook` with this leaf after `backward` has added to its `grad`.
   *
   * @throws NnError 'GRAD' for what is no leaf, or wants no gradient
   */
  registerPostAccumulateGradHook(hook: (leaf: Tensor) => void): HookHandle {
    return requireRecorder('registerPostAccumulateGradHook').registerPostAccumulateGradHook(
      this as unknown as Tensor,
      hook,
    );
  }

  /**
   * Lets `backward` fill `grad` of this result too: with respect to its value in the end, should it be written to. No effect on a leaf.
   *
   * @throws NnError 'GRAD' where no gradient is wanted
   * @example
   * import { tensor } from '@nn/nn';
   *
   * const y = tensor([1, 2], { requiresGrad: true }).mul(2);
   * y.retainGrad();
   * y.mul(y).sum().backward();
   * y.grad?.toArraySync(); // [4, 8]
   */
  retainGrad(): void {
    requireRecorder('retainGrad').retainGrad(this as unknown as Tensor);
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
    const x = this.over(this.storage, this.shape, this.strides, this.offset);
    x.isInference = this.isInference;
    return x;
  }

  /**
   * Takes this tensor out of the graph: it becomes a leaf that wants no gradient. Views that were made before stay in.
   *
   * @throws NnError 'IN_PLACE' for views
   */
  detach_(): this {
    if (this.viewOf !== null)
      throw new NnError('IN_PLACE', "Can't detach views in-place. Use detach() instead.", { op: 'detach_' });
    this.node = null;
    this.wantsGrad = false;
    return this;
  }

  /** PyTorch's `data`: the same storage, no gradient, not recorded. Writing to it writes to this tensor. */
  get data(): Tensor {
    return this.detach();
  }

  /**
   * Takes over another tensor's memory, as it is and unrecorded: this stays the same object, a leaf with its gradient, and whoever holds it sees the
   * other's values. Views of this tensor keep the memory from before.
   *
   * @throws NnError 'SHAPE', 'DTYPE' or 'DEVICE' for another shape, dtype or device than this tensor has, 'OPTION' for what is no tensor,
   * 'UNINITIALIZED' where one of them waits for its shape, 'IN_PLACE' for a view, or a parametrized weight, which is computed. PyTorch takes any shape
   * @example
   * import { Linear, ones } from '@nn/nn';
   *
   * const layer = new Linear(2, 1);
   * layer.weight.data = ones([1, 2]);
   * layer.weight.toArraySync(); // [[1, 1]]
   */
  set data(value: Tensor) {
    const { storage } = this;
    checkData(this, value);
    if (storage.sealed !== null) throw storage.sealed('data');
    this.adopt(value);
    if (!this.disposed) storage.release();
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
    other.storage.retain();
    this.block = other.storage;
    this.sizes = other.shape;
    this.steps = other.strides;
  }

  /** @internal */
  uninitialized(what: string): NnError {
    return new NnError('UNINITIALIZED', `Can't access the ${what} of an uninitialized parameter or buffer.`, {
      op: what,
      advice: 'Its shape comes with the first batch: call forward once.',
    });
  }

  /** @internal Whether an operation on this tensor would be recorded now. */
  isRecorded(): boolean {
    const recorder = activeRecorder();
    return recorder !== null && recorder.recording && this.requiresGrad;
  }
}

function disposed(): NnError {
  return new NnError('DISPOSED', 'this tensor was disposed of, and nothing else was using its memory', {
    advice: 'Leave dispose() out: nobody needs it. In a scope, return the tensor, or keep(it).',
  });
}

/** A gradient that somebody assigns must be one of this tensor. */
function checkGradient(x: TensorBase, gradient: Tensor): void {
  const refuse = (
    code: 'SHAPE' | 'DTYPE' | 'DEVICE' | 'GRAD',
    sentence: string,
    details: Readonly<Record<string, unknown>> = {},
  ): NnError => new NnError(code, sentence, { op: 'grad', details });
  if ((gradient as TensorBase) === x) throw refuse('GRAD', "can't assign Variable as its own grad");
  if (gradient.dtype !== x.dtype)
    throw refuse('DTYPE', 'assigned grad has data of a different type', { dtype: x.dtype, got: gradient.dtype });
  if (!sameShape(gradient.shape, x.shape))
    throw refuse('SHAPE', 'assigned grad has data of a different size', { shape: x.shape, got: gradient.shape });
  if (gradient.storage.backend !== x.storage.backend)
    throw refuse('DEVICE', 'assigned grad has data located on a different device', {
      device: x.device,
      got: gradient.device,
    });
}

/** What is to become a tensor's memory must be as the tensor is. */
function checkData(x: TensorBase, value: Tensor): void {
  const refuse = (code: ErrorCode, sentence: string, advice: string, expected?: unknown, got?: unknown): NnError =>
    new NnError(code, sentence, { op: 'data', details: { expected, got }, advice });
  if (!((value as unknown) instanceof TensorBase))
    throw refuse('OPTION', 'expected data to be a tensor', 'To set all elements to a number, use data.fill_(…).');
  if (x.viewOf !== null) throw refuse('IN_PLACE', 'a view has no memory of its own to replace', 'Use data.copy_(…).');
  if (!sameShape(x.shape, value.shape)) {
    const sentence = `expected data of shape ${formatShape(x.shape)}, but got ${formatShape(value.shape)}`;
    throw refuse('SHAPE', sentence, 'For another shape, make a new layer or Parameter.', x.shape, value.shape);
  }
  if (x.dtype !== value.dtype) {
    const sentence = `expected data of dtype ${x.dtype}, but got ${value.dtype}`;
    throw refuse('DTYPE', sentence, `Use to('${x.dtype}'), or move the whole module by its to.`, x.dtype, value.dtype);
  }
  if (x.storage.backend !== value.storage.backend) {
    const sentence = `expected data on ${x.device}, but got some on ${value.device}`;
    throw refuse(
      'DEVICE',
      sentence,
      `Use to('${x.device}'), or move the whole module by its to.`,
      x.device,
      value.device,
    );
  }
}

/** A view that a custom function made, of something that was written to since. */
function movedUnder({ name }: GradFn, untracked: Untracked): NnError {
  return new NnError(
    'IN_PLACE',
    `Output 0 of ${name} is a view and its base or another view of its base has been modified inplace. This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic to handle view+inplace would override the custom backward associated with the custom Function, leading to incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function.`,
    {
      op: 'gradFn',
      details: { untracked },
    },
  );
}
