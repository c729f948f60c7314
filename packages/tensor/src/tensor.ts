import { type DType, type FillRequest, fillTarget, type Shape, type Storage, type TypedArray } from '@nn/core';
import { cast, clone, contiguous, copy_ } from './copy.js';
import { fillTensor } from './fill.js';
import type { NestedArray } from './nested.js';
import type { Operand } from './op.js';
import * as ops from './ops/index.js';
import { inspect } from './print/inspect.js';
import { print, printAsync } from './print/print.js';
import { bernoulli_ } from './random/bernoulli.js';
import type { DrawOptions } from './random/draw.js';
import { exponential_ } from './random/exponential.js';
import { random_, type RandomArguments } from './random/integers.js';
import { normal_ } from './random/normal.js';
import { uniform_ } from './random/uniform.js';
import * as read from './read.js';
import { TensorBase, type ViewSource } from './tensor-base.js';
import { to, type ToOptions } from './to.js';

/**
 * A multi-dimensional array of one dtype: a window (shape, strides, offset) on a storage of a backend. Views share the storage.
 *
 * Make one with `tensor`, `zeros`, `rand` and their like, not with `new`. Every method below is the function of the same name with the
 * tensor as its first argument; the function's documentation says what it does. A trailing underscore means in place.
 */
export class Tensor extends TensorBase {
  /** @internal */
  static wrap(storage: Storage, shape: Shape, strides: readonly number[], offset = 0, viewOf: ViewSource | null = null): Tensor {
    return new Tensor(storage.dtype, storage, shape, strides, offset, viewOf);
  }

  override over(storage: Storage, shape: Shape, strides: readonly number[], offset: number, viewOf: ViewSource | null = null): Tensor {
    return Tensor.wrap(storage, shape, strides, offset, viewOf);
  }

  override [fillTarget](request: FillRequest): void {
    fillTensor(this, request);
  }

  // Copies and conversions

  clone(): Tensor {
    return clone(this);
  }
  contiguous(): Tensor {
    return contiguous(this);
  }
  to(target: DType | (string & {}) | ToOptions): Tensor {
    return to(this, target);
  }
  copy_(source: Operand): this {
    return copy_(this, source) as this;
  }

  // Reading

  /** PyTorch's text, in TypeScript's spelling; `setPrintOptions` changes it. Where values cannot be read at once, the shape in their place. */
  override toString(): string {
    return print(this);
  }
  /** The text with its values, on any device. */
  toStringAsync(): Promise<string> {
    return printAsync(this);
  }
  [inspect](): string {
    return this.toString();
  }
  toTypedArray(): Promise<TypedArray> {
    return read.toTypedArray(this);
  }
  toTypedArraySync(): TypedArray {
    return read.toTypedArraySync(this);
  }
  /** The values as arrays in arrays; the type that you expect is the type that you get: `const rows: number[][] = await x.toArray()`. */
  toArray<T extends NestedArray = NestedArray<number>>(options?: read.ReadOptions): Promise<T> {
    return read.toArray(this, options) as Promise<T>;
  }
  toArraySync<T extends NestedArray = NestedArray<number>>(options?: read.ReadOptions): T {
    return read.toArraySync(this, options) as T;
  }
  item(): Promise<number>;
  item(options: { readonly bigint: true }): Promise<bigint>;
  item(options?: read.ReadOptions): Promise<number | bigint> {
    return read.item(this, options);
  }
  itemSync(): number;
  itemSync(options: { readonly bigint: true }): bigint;
  itemSync(options?: read.ReadOptions): number | bigint {
    return read.itemSync(this, options);
  }

  // Arithmetic

  add(other: Operand, options?: ops.AlphaOptions): Tensor {
    return ops.add(this, other, options);
  }
  add_(other: Operand, options?: ops.AlphaOptions): this {
    return ops.add_(this, other, options) as this;
  }
  mul(other: Operand): Tensor {
    return ops.mul(this, other);
  }
  mul_(other: Operand): this {
    return ops.mul.inPlace(this, other) as this;
  }
  neg(): Tensor {
    return ops.neg(this);
  }
  tanh(): Tensor {
    return ops.tanh(this);
  }
  tanh_(): this {
    return ops.tanh.inPlace(this) as this;
  }
  fill_(value: Operand): this {
    return copy_(this, value) as this;
  }

  // Reductions

  sum(dim?: ops.Dim, options?: ops.SumOptions): Tensor {
    return ops.sum(this, dim, options);
  }
  mean(dim?: ops.Dim, options?: ops.MeanOptions): Tensor {
    return ops.mean(this, dim, options);
  }
  amax(dim?: ops.Dim, options?: ops.ReduceOptions): Tensor {
    return ops.amax(this, dim, options);
  }
  amin(dim?: ops.Dim, options?: ops.ReduceOptions): Tensor {
    return ops.amin(this, dim, options);
  }
  max(): Tensor;
  max(dim: number, options?: ops.ReduceOptions): ops.ValuesAndIndices;
  max(other: Tensor): Tensor;
  max(by?: number | Tensor, options?: ops.ReduceOptions): Tensor | ops.ValuesAndIndices {
    return ops.max(this, by as number, options);
  }
  min(): Tensor;
  min(dim: number, options?: ops.ReduceOptions): ops.ValuesAndIndices;
  min(other: Tensor): Tensor;
  min(by?: number | Tensor, options?: ops.ReduceOptions): Tensor | ops.ValuesAndIndices {
    return ops.min(this, by as number, options);
  }
  argmax(dim?: number, options?: ops.ReduceOptions): Tensor {
    return ops.argmax(this, dim, options);
  }
  argmin(dim?: number, options?: ops.ReduceOptions): Tensor {
    return ops.argmin(this, dim, options);
  }
  logsumexp(dim: ops.Dim, options?: ops.ReduceOptions): Tensor {
    return ops.logsumexp(this, dim, options);
  }
  softmax(dim: number, options?: ops.SoftmaxOptions): Tensor {
    return ops.softmax(this, dim, options);
  }
  logSoftmax(dim: number, options?: ops.SoftmaxOptions): Tensor {
    return ops.logSoftmax(this, dim, options);
  }

  // Linear algebra

  matmul(other: Tensor): Tensor {
    return ops.matmul(this, other);
  }
  mm(other: Tensor): Tensor {
    return ops.mm(this, other);
  }
  bmm(other: Tensor): Tensor {
    return ops.bmm(this, other);
  }
  mv(vector: Tensor): Tensor {
    return ops.mv(this, vector);
  }
  dot(other: Tensor): Tensor {
    return ops.dot(this, other);
  }

  sumToSize(shape: Shape): Tensor {
    return ops.sumToSize(this, shape);
  }

  // Movement

  expand(shape: Shape): Tensor {
    return ops.expand(this, shape);
  }
  reshape(shape: Shape): Tensor {
    return ops.reshape(this, shape);
  }
  view(shape: Shape): Tensor {
    return ops.view(this, shape);
  }
  squeeze(dim?: number | readonly number[]): Tensor {
    return ops.squeeze(this, dim);
  }
  unsqueeze(dim: number): Tensor {
    return ops.unsqueeze(this, dim);
  }
  transpose(dim0: number, dim1: number): Tensor {
    return ops.transpose(this, dim0, dim1);
  }
  t(): Tensor {
    return ops.t(this);
  }
  /** A view with all axes in reverse order: a matrix transposed. */
  get T(): Tensor {
    return ops.reversed(this);
  }
  /** A view with the last two axes swapped: every matrix of a batch transposed. */
  get mT(): Tensor {
    return ops.matrixTranspose(this);
  }
  permute(dims: readonly number[]): Tensor {
    return ops.permute(this, dims);
  }
  movedim(source: number | readonly number[], destination: number | readonly number[]): Tensor {
    return ops.movedim(this, source, destination);
  }
  narrow(dim: number, start: number, length: number): Tensor {
    return ops.narrow(this, dim, start, length);
  }
  slice(start?: number, stop?: number, options?: ops.SliceOptions): Tensor {
    return ops.slice(this, start, stop, options);
  }
  select(dim: number, index: number): Tensor {
    return ops.select(this, dim, index);
  }

  // Indexing

  at(...index: readonly ops.IndexKey[]): Tensor {
    return ops.at(this, ...index);
  }
  atAsync(...index: readonly ops.IndexKey[]): Promise<Tensor> {
    return ops.atAsync(this, ...index);
  }
  gather(dim: number, index: Tensor): Tensor {
    return ops.gather(this, dim, index);
  }
  scatter(dim: number, index: Tensor, source: Operand, options?: ops.ScatterOptions): Tensor {
    return ops.scatter(this, dim, index, source, options);
  }
  scatter_(dim: number, index: Tensor, source: Operand, options?: ops.ScatterOptions): this {
    return ops.scatter_(this, dim, index, source, options) as this;
  }
  scatterAdd(dim: number, index: Tensor, source: Tensor): Tensor {
    return ops.scatterAdd(this, dim, index, source);
  }
  scatterAdd_(dim: number, index: Tensor, source: Tensor): this {
    return ops.scatterAdd_(this, dim, index, source) as this;
  }
  nonzero(): Tensor {
    return ops.nonzero(this);
  }
  nonzeroAsync(): Promise<Tensor> {
    return ops.nonzeroAsync(this);
  }

  // Random numbers

  uniform_(low?: number, high?: number, options?: DrawOptions): this {
    return uniform_(this, low, high, options) as this;
  }
  normal_(mean?: number, std?: number, options?: DrawOptions): this {
    return normal_(this, mean, std, options) as this;
  }
  bernoulli_(p?: number | Tensor, options?: DrawOptions): this {
    return bernoulli_(this, p, options) as this;
  }
  exponential_(lambd?: number, options?: DrawOptions): this {
    return exponential_(this, lambd, options) as this;
  }
  random_(...args: RandomArguments): this {
    return random_(this, ...args) as this;
  }
}
