import {
  type DType,
  type FillRequest,
  fillTarget,
  type KeyedRequest,
  type PreparedFill,
  prepareFill,
  type Shape,
  type Storage,
  type TypedArray,
} from '@nn/core';
import { clone, contiguous, copy_ } from './copy.js';
import { fillTensor } from './fill.js';
import type { NestedArray } from './nested.js';
import type { Operand } from './op.js';
import * as ops from './ops/index.js';
import { reversed } from './ops/movement/permute.js';
import { matrixTranspose } from './ops/movement/transpose.js';
import { inspect } from './print/inspect.js';
import { prepareTensor } from './prepare-fill.js';
import { print, printAsync } from './print/print.js';
import { bernoulli_ } from './random/bernoulli.js';
import type { DrawOptions } from './random/draw.js';
import { exponential_ } from './random/exponential.js';
import { random_, type RandomArguments } from './random/integers.js';
import { normal_ } from './random/normal.js';
import { uniform_ } from './random/uniform.js';
import * as read from './read.js';
import { TensorBase, type ViewSource } from './tensor-base.js';
import { to, toAsync, type ToOptions } from './to.js';

/**
 * A multi-dimensional array of one dtype: a window (shape, strides, offset) on a storage of a backend. Views share the storage.
 *
 * Make one with `tensor`, `zeros`, `rand` and their like, not with `new`. Every method below is the function of the same name with the
 * tensor as its first argument; the function's documentation says what it does. A trailing underscore means in place.
 */
export class Tensor extends TensorBase {
  /** @internal */
  static wrap(
    storage: Storage,
    shape: Shape,
    strides: readonly number[],
    offset = 0,
    viewOf: ViewSource | null = null,
  ): Tensor {
    return new Tensor(storage.dtype, storage, shape, strides, offset, viewOf);
  }

  override over(
    storage: Storage,
    shape: Shape,
    strides: readonly number[],
    offset: number,
    viewOf: ViewSource | null = null,
  ): Tensor {
    return Tensor.wrap(storage, shape, strides, offset, viewOf);
  }

  override [fillTarget](request: FillRequest): void {
    fillTensor(this, request);
  }

  [prepareFill](request: KeyedRequest): PreparedFill {
    return prepareTensor(this, request);
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
  /** `to`, from any device. What comes back is a leaf. */
  toAsync(target: DType | (string & {}) | ToOptions): Promise<Tensor> {
    return toAsync(this, target);
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
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it expects, and needs no cast
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
  sub(other: Operand, options?: ops.AlphaOptions): Tensor {
    return ops.sub(this, other, options);
  }
  sub_(other: Operand, options?: ops.AlphaOptions): this {
    return ops.sub_(this, other, options) as this;
  }
  mul(other: Operand): Tensor {
    return ops.mul(this, other);
  }
  mul_(other: Operand): this {
    return ops.mul.inPlace(this, other) as this;
  }
  div(other: Operand, options?: ops.DivOptions): Tensor {
    return ops.div(this, other, options);
  }
  div_(other: Operand, options?: ops.DivOptions): this {
    return ops.div_(this, other, options) as this;
  }
  floorDivide(other: Operand): Tensor {
    return ops.floorDivide(this, other);
  }
  floorDivide_(other: Operand): this {
    return ops.floorDivide.inPlace(this, other) as this;
  }
  remainder(other: Operand): Tensor {
    return ops.remainder(this, other);
  }
  remainder_(other: Operand): this {
    return ops.remainder.inPlace(this, other) as this;
  }
  fmod(other: Operand): Tensor {
    return ops.fmod(this, other);
  }
  fmod_(other: Operand): this {
    return ops.fmod.inPlace(this, other) as this;
  }
  pow(exponent: Operand): Tensor {
    return ops.pow(this, exponent);
  }
  pow_(exponent: Operand): this {
    return ops.pow_(this, exponent) as this;
  }
  neg(): Tensor {
    return ops.neg(this);
  }
  neg_(): this {
    return ops.neg.inPlace(this) as this;
  }
  abs(): Tensor {
    return ops.abs(this);
  }
  abs_(): this {
    return ops.abs.inPlace(this) as this;
  }
  sign(): Tensor {
    return ops.sign(this);
  }
  sign_(): this {
    return ops.sign.inPlace(this) as this;
  }
  sgn(): Tensor {
    return ops.sgn(this);
  }
  sgn_(): this {
    return ops.sgn.inPlace(this) as this;
  }
  square(): Tensor {
    return ops.square(this);
  }
  square_(): this {
    return ops.square_(this) as this;
  }
  sqrt(): Tensor {
    return ops.sqrt(this);
  }
  sqrt_(): this {
    return ops.sqrt.inPlace(this) as this;
  }
  rsqrt(): Tensor {
    return ops.rsqrt(this);
  }
  rsqrt_(): this {
    return ops.rsqrt.inPlace(this) as this;
  }
  reciprocal(): Tensor {
    return ops.reciprocal(this);
  }
  reciprocal_(): this {
    return ops.reciprocal.inPlace(this) as this;
  }
  maximum(other: Operand): Tensor {
    return ops.maximum(this, other);
  }
  minimum(other: Operand): Tensor {
    return ops.minimum(this, other);
  }
  fmax(other: Operand): Tensor {
    return ops.fmax(this, other);
  }
  fmin(other: Operand): Tensor {
    return ops.fmin(this, other);
  }
  atan2(other: Tensor): Tensor {
    return ops.atan2(this, other);
  }
  atan2_(other: Tensor): this {
    return ops.atan2.inPlace(this, other) as this;
  }
  hypot(other: Tensor): Tensor {
    return ops.hypot(this, other);
  }
  hypot_(other: Tensor): this {
    return ops.hypot.inPlace(this, other) as this;
  }
  copysign(other: Operand): Tensor {
    return ops.copysign(this, other);
  }
  copysign_(other: Operand): this {
    return ops.copysign.inPlace(this, other) as this;
  }
  xlogy(other: Operand): Tensor {
    return ops.xlogy(this, other);
  }
  xlogy_(other: Operand): this {
    return ops.xlogy.inPlace(this, other) as this;
  }
  logaddexp(other: Tensor): Tensor {
    return ops.logaddexp(this, other);
  }
  lerp(end: Tensor, weight: Operand): Tensor {
    return ops.lerp(this, end, weight);
  }
  lerp_(end: Tensor, weight: Operand): this {
    return ops.lerp.inPlace(this, end, weight) as this;
  }
  addcmul(a: Tensor, b: Tensor, options?: ops.ValueOptions): Tensor {
    return ops.addcmul(this, a, b, options);
  }
  addcmul_(a: Tensor, b: Tensor, options?: ops.ValueOptions): this {
    return ops.addcmul_(this, a, b, options) as this;
  }
  addcdiv(a: Tensor, b: Tensor, options?: ops.ValueOptions): Tensor {
    return ops.addcdiv(this, a, b, options);
  }
  addcdiv_(a: Tensor, b: Tensor, options?: ops.ValueOptions): this {
    return ops.addcdiv_(this, a, b, options) as this;
  }
  fill_(value: Operand): this {
    return copy_(this, value) as this;
  }
  zero_(): this {
    return copy_(this, 0) as this;
  }

  // Functions

  exp(): Tensor {
    return ops.exp(this);
  }
  exp_(): this {
    return ops.exp.inPlace(this) as this;
  }
  expm1(): Tensor {
    return ops.expm1(this);
  }
  expm1_(): this {
    return ops.expm1.inPlace(this) as this;
  }
  exp2(): Tensor {
    return ops.exp2(this);
  }
  exp2_(): this {
    return ops.exp2.inPlace(this) as this;
  }
  log(): Tensor {
    return ops.log(this);
  }
  log_(): this {
    return ops.log.inPlace(this) as this;
  }
  log1p(): Tensor {
    return ops.log1p(this);
  }
  log1p_(): this {
    return ops.log1p.inPlace(this) as this;
  }
  log2(): Tensor {
    return ops.log2(this);
  }
  log2_(): this {
    return ops.log2.inPlace(this) as this;
  }
  log10(): Tensor {
    return ops.log10(this);
  }
  log10_(): this {
    return ops.log10.inPlace(this) as this;
  }
  sin(): Tensor {
    return ops.sin(this);
  }
  sin_(): this {
    return ops.sin.inPlace(this) as this;
  }
  cos(): Tensor {
    return ops.cos(this);
  }
  cos_(): this {
    return ops.cos.inPlace(this) as this;
  }
  tan(): Tensor {
    return ops.tan(this);
  }
  tan_(): this {
    return ops.tan.inPlace(this) as this;
  }
  asin(): Tensor {
    return ops.asin(this);
  }
  asin_(): this {
    return ops.asin.inPlace(this) as this;
  }
  acos(): Tensor {
    return ops.acos(this);
  }
  acos_(): this {
    return ops.acos.inPlace(this) as this;
  }
  atan(): Tensor {
    return ops.atan(this);
  }
  atan_(): this {
    return ops.atan.inPlace(this) as this;
  }
  sinh(): Tensor {
    return ops.sinh(this);
  }
  sinh_(): this {
    return ops.sinh.inPlace(this) as this;
  }
  cosh(): Tensor {
    return ops.cosh(this);
  }
  cosh_(): this {
    return ops.cosh.inPlace(this) as this;
  }
  tanh(): Tensor {
    return ops.tanh(this);
  }
  tanh_(): this {
    return ops.tanh.inPlace(this) as this;
  }
  asinh(): Tensor {
    return ops.asinh(this);
  }
  asinh_(): this {
    return ops.asinh.inPlace(this) as this;
  }
  acosh(): Tensor {
    return ops.acosh(this);
  }
  acosh_(): this {
    return ops.acosh.inPlace(this) as this;
  }
  atanh(): Tensor {
    return ops.atanh(this);
  }
  atanh_(): this {
    return ops.atanh.inPlace(this) as this;
  }
  sigmoid(): Tensor {
    return ops.sigmoid(this);
  }
  sigmoid_(): this {
    return ops.sigmoid.inPlace(this) as this;
  }
  relu(): Tensor {
    return ops.relu(this);
  }
  relu_(): this {
    return ops.relu.inPlace(this) as this;
  }
  erf(): Tensor {
    return ops.erf(this);
  }
  erf_(): this {
    return ops.erf.inPlace(this) as this;
  }
  erfc(): Tensor {
    return ops.erfc(this);
  }
  erfc_(): this {
    return ops.erfc.inPlace(this) as this;
  }
  erfinv(): Tensor {
    return ops.erfinv(this);
  }
  erfinv_(): this {
    return ops.erfinv.inPlace(this) as this;
  }
  lgamma(): Tensor {
    return ops.lgamma(this);
  }
  lgamma_(): this {
    return ops.lgamma.inPlace(this) as this;
  }
  digamma(): Tensor {
    return ops.digamma(this);
  }
  digamma_(): this {
    return ops.digamma.inPlace(this) as this;
  }
  sinc(): Tensor {
    return ops.sinc(this);
  }
  sinc_(): this {
    return ops.sinc.inPlace(this) as this;
  }
  deg2rad(): Tensor {
    return ops.deg2rad(this);
  }
  deg2rad_(): this {
    return ops.deg2rad.inPlace(this) as this;
  }
  rad2deg(): Tensor {
    return ops.rad2deg(this);
  }
  rad2deg_(): this {
    return ops.rad2deg.inPlace(this) as this;
  }
  logit(options?: ops.LogitOptions): Tensor {
    return ops.logit(this, options);
  }
  logit_(options?: ops.LogitOptions): this {
    return ops.logit_(this, options) as this;
  }

  // Rounding and bounds

  floor(): Tensor {
    return ops.floor(this);
  }
  floor_(): this {
    return ops.floor.inPlace(this) as this;
  }
  ceil(): Tensor {
    return ops.ceil(this);
  }
  ceil_(): this {
    return ops.ceil.inPlace(this) as this;
  }
  trunc(): Tensor {
    return ops.trunc(this);
  }
  trunc_(): this {
    return ops.trunc.inPlace(this) as this;
  }
  frac(): Tensor {
    return ops.frac(this);
  }
  frac_(): this {
    return ops.frac.inPlace(this) as this;
  }
  round(options?: ops.RoundOptions): Tensor {
    return ops.round(this, options);
  }
  round_(options?: ops.RoundOptions): this {
    return ops.round_(this, options) as this;
  }
  clamp(min?: Operand | null, max?: Operand | null): Tensor {
    return ops.clamp(this, min, max);
  }
  clamp_(min?: Operand | null, max?: Operand | null): this {
    return ops.clamp_(this, min, max) as this;
  }
  nanToNum(options?: ops.NanToNumOptions): Tensor {
    return ops.nanToNum(this, options);
  }
  nanToNum_(options?: ops.NanToNumOptions): this {
    return ops.nanToNum_(this, options) as this;
  }

  // Comparisons, logic and bits

  gt(other: Operand): Tensor {
    return ops.gt(this, other);
  }
  gt_(other: Operand): this {
    return ops.gt.inPlace(this, other) as this;
  }
  ge(other: Operand): Tensor {
    return ops.ge(this, other);
  }
  ge_(other: Operand): this {
    return ops.ge.inPlace(this, other) as this;
  }
  lt(other: Operand): Tensor {
    return ops.lt(this, other);
  }
  lt_(other: Operand): this {
    return ops.lt.inPlace(this, other) as this;
  }
  le(other: Operand): Tensor {
    return ops.le(this, other);
  }
  le_(other: Operand): this {
    return ops.le.inPlace(this, other) as this;
  }
  eq(other: Operand): Tensor {
    return ops.eq(this, other);
  }
  eq_(other: Operand): this {
    return ops.eq.inPlace(this, other) as this;
  }
  ne(other: Operand): Tensor {
    return ops.ne(this, other);
  }
  ne_(other: Operand): this {
    return ops.ne.inPlace(this, other) as this;
  }
  isnan(): Tensor {
    return ops.isnan(this);
  }
  isinf(): Tensor {
    return ops.isinf(this);
  }
  isfinite(): Tensor {
    return ops.isfinite(this);
  }
  isneginf(): Tensor {
    return ops.isneginf(this);
  }
  isposinf(): Tensor {
    return ops.isposinf(this);
  }
  signbit(): Tensor {
    return ops.signbit(this);
  }
  logicalAnd(other: Operand): Tensor {
    return ops.logicalAnd(this, other);
  }
  logicalAnd_(other: Operand): this {
    return ops.logicalAnd.inPlace(this, other) as this;
  }
  logicalOr(other: Operand): Tensor {
    return ops.logicalOr(this, other);
  }
  logicalOr_(other: Operand): this {
    return ops.logicalOr.inPlace(this, other) as this;
  }
  logicalXor(other: Operand): Tensor {
    return ops.logicalXor(this, other);
  }
  logicalXor_(other: Operand): this {
    return ops.logicalXor.inPlace(this, other) as this;
  }
  logicalNot(): Tensor {
    return ops.logicalNot(this);
  }
  logicalNot_(): this {
    return ops.logicalNot.inPlace(this) as this;
  }
  bitwiseAnd(other: Operand): Tensor {
    return ops.bitwiseAnd(this, other);
  }
  bitwiseAnd_(other: Operand): this {
    return ops.bitwiseAnd.inPlace(this, other) as this;
  }
  bitwiseOr(other: Operand): Tensor {
    return ops.bitwiseOr(this, other);
  }
  bitwiseOr_(other: Operand): this {
    return ops.bitwiseOr.inPlace(this, other) as this;
  }
  bitwiseXor(other: Operand): Tensor {
    return ops.bitwiseXor(this, other);
  }
  bitwiseXor_(other: Operand): this {
    return ops.bitwiseXor.inPlace(this, other) as this;
  }
  bitwiseNot(): Tensor {
    return ops.bitwiseNot(this);
  }
  bitwiseNot_(): this {
    return ops.bitwiseNot.inPlace(this) as this;
  }
  bitwiseLeftShift(other: Operand): Tensor {
    return ops.bitwiseLeftShift(this, other);
  }
  bitwiseLeftShift_(other: Operand): this {
    return ops.bitwiseLeftShift.inPlace(this, other) as this;
  }
  bitwiseRightShift(other: Operand): Tensor {
    return ops.bitwiseRightShift(this, other);
  }
  bitwiseRightShift_(other: Operand): this {
    return ops.bitwiseRightShift.inPlace(this, other) as this;
  }
  /** This tensor where the condition holds, `other` elsewhere. */
  where(condition: Tensor, other: Operand): Tensor {
    return ops.where(condition, this, other);
  }
  maskedFill(mask: Tensor, value: Operand): Tensor {
    return ops.maskedFill(this, mask, value);
  }
  maskedFill_(mask: Tensor, value: Operand): this {
    return ops.maskedFill.inPlace(this, mask, value) as this;
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
  prod(dim?: number, options?: ops.ProdOptions): Tensor {
    return ops.prod(this, dim, options);
  }
  all(dim?: ops.Dim, options?: ops.ReduceOptions): Tensor {
    return ops.all(this, dim, options);
  }
  any(dim?: ops.Dim, options?: ops.ReduceOptions): Tensor {
    return ops.any(this, dim, options);
  }
  var(dim?: ops.Dim, options?: ops.VarOptions): Tensor {
    return ops.variance(this, dim, options);
  }
  std(dim?: ops.Dim, options?: ops.VarOptions): Tensor {
    return ops.std(this, dim, options);
  }
  norm(p?: number | 'fro', dim?: ops.Dim, options?: ops.NormOptions): Tensor {
    return ops.norm(this, p, dim, options);
  }
  nansum(dim?: ops.Dim, options?: ops.SumOptions): Tensor {
    return ops.nansum(this, dim, options);
  }
  nanmean(dim?: ops.Dim, options?: ops.NanmeanOptions): Tensor {
    return ops.nanmean(this, dim, options);
  }
  countNonzero(dim?: ops.Dim): Tensor {
    return ops.countNonzero(this, dim);
  }
  median(): Tensor;
  median(dim: number, options?: ops.ReduceOptions): ops.ValuesAndIndices;
  median(dim?: number, options?: ops.ReduceOptions): Tensor | ops.ValuesAndIndices {
    return ops.median(this, dim as number, options);
  }
  nanmedian(): Tensor;
  nanmedian(dim: number, options?: ops.ReduceOptions): ops.ValuesAndIndices;
  nanmedian(dim?: number, options?: ops.ReduceOptions): Tensor | ops.ValuesAndIndices {
    return ops.nanmedian(this, dim as number, options);
  }
  quantile(q: number | readonly number[] | Tensor, dim?: number, options?: ops.QuantileOptions): Tensor {
    return ops.quantile(this, q, dim, options);
  }
  nanquantile(q: number | readonly number[] | Tensor, dim?: number, options?: ops.QuantileOptions): Tensor {
    return ops.nanquantile(this, q, dim, options);
  }
  aminmax(options?: ops.AminmaxOptions): { readonly min: Tensor; readonly max: Tensor } {
    return ops.aminmax(this, options);
  }
  isclose(other: Tensor, options?: ops.CloseOptions): Tensor {
    return ops.isclose(this, other, options);
  }
  allclose(other: Tensor, options?: ops.CloseOptions): boolean {
    return ops.allclose(this, other, options);
  }
  equal(other: Tensor): boolean {
    return ops.equal(this, other);
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
  outer(other: Tensor): Tensor {
    return ops.outer(this, other);
  }
  addmm(a: Tensor, b: Tensor, options?: ops.AddProductOptions): Tensor {
    return ops.addmm(this, a, b, options);
  }
  baddbmm(a: Tensor, b: Tensor, options?: ops.AddProductOptions): Tensor {
    return ops.baddbmm(this, a, b, options);
  }
  addbmm(a: Tensor, b: Tensor, options?: ops.AddProductOptions): Tensor {
    return ops.addbmm(this, a, b, options);
  }
  addmv(a: Tensor, v: Tensor, options?: ops.AddProductOptions): Tensor {
    return ops.addmv(this, a, v, options);
  }
  addr(a: Tensor, b: Tensor, options?: ops.AddProductOptions): Tensor {
    return ops.addr(this, a, b, options);
  }
  kron(other: Tensor): Tensor {
    return ops.kron(this, other);
  }
  cross(other: Tensor, dim?: number): Tensor {
    return ops.cross(this, other, dim);
  }
  trace(): Tensor {
    return ops.trace(this);
  }

  // Scans and order

  cumsum(dim: number, options?: ops.ScanOptions): Tensor {
    return ops.cumsum(this, dim, options);
  }
  cumprod(dim: number, options?: ops.ScanOptions): Tensor {
    return ops.cumprod(this, dim, options);
  }
  cummax(dim: number): ops.ValuesAndIndices {
    return ops.cummax(this, dim);
  }
  cummin(dim: number): ops.ValuesAndIndices {
    return ops.cummin(this, dim);
  }
  logcumsumexp(dim: number): Tensor {
    return ops.logcumsumexp(this, dim);
  }
  sort(dim?: number, options?: ops.SortOptions): ops.ValuesAndIndices {
    return ops.sort(this, dim, options);
  }
  argsort(dim?: number, options?: ops.SortOptions): Tensor {
    return ops.argsort(this, dim, options);
  }
  topk(k: number, dim?: number, options?: ops.TopkOptions): ops.ValuesAndIndices {
    return ops.topk(this, k, dim, options);
  }
  kthvalue(k: number, dim?: number, options?: ops.ReduceOptions): ops.ValuesAndIndices {
    return ops.kthvalue(this, k, dim, options);
  }
  unique(): Tensor;
  unique(
    options: ops.UniqueOptions & ({ readonly returnInverse: true } | { readonly returnCounts: true }),
  ): ops.UniqueResult;
  unique(options: ops.UniqueOptions = {}): Tensor | ops.UniqueResult {
    return ops.unique(this, options);
  }
  uniqueConsecutive(): Tensor;
  uniqueConsecutive(
    options: ops.UniqueOptions & ({ readonly returnInverse: true } | { readonly returnCounts: true }),
  ): ops.UniqueResult;
  uniqueConsecutive(options: ops.UniqueOptions = {}): Tensor | ops.UniqueResult {
    return ops.uniqueConsecutive(this, options);
  }
  bincount(options?: ops.BincountOptions): Tensor {
    return ops.bincount(this, options);
  }
  histc(options?: ops.HistcOptions): Tensor {
    return ops.histc(this, options);
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
    return reversed(this);
  }
  /** A view with the last two axes swapped: every matrix of a batch transposed. */
  get mT(): Tensor {
    return matrixTranspose(this);
  }
  permute(dims: readonly number[]): Tensor {
    return ops.permute(this, dims);
  }
  movedim(source: number | readonly number[], destination: number | readonly number[]): Tensor {
    return ops.movedim(this, source, destination);
  }
  swapaxes(dim0: number, dim1: number): Tensor {
    return ops.transpose(this, dim0, dim1);
  }
  expandAs(other: Tensor): Tensor {
    return ops.expandAs(this, other);
  }
  broadcastTo(shape: Shape): Tensor {
    return ops.broadcastTo(this, shape);
  }
  viewAs(other: Tensor): Tensor {
    return ops.view(this, other.shape);
  }
  reshapeAs(other: Tensor): Tensor {
    return ops.reshape(this, other.shape);
  }
  flatten(startDim?: number, endDim?: number): Tensor {
    return ops.flatten(this, startDim, endDim);
  }
  unflatten(dim: number, sizes: Shape): Tensor {
    return ops.unflatten(this, dim, sizes);
  }
  diagonal(options?: ops.DiagonalOptions): Tensor {
    return ops.diagonal(this, options);
  }
  diagEmbed(options?: ops.DiagonalOptions): Tensor {
    return ops.diagEmbed(this, options);
  }
  diag(offset?: number): Tensor {
    return ops.diag(this, offset);
  }
  unfold(dim: number, size: number, step: number): Tensor {
    return ops.unfold(this, dim, size, step);
  }
  flip(dims: number | readonly number[]): Tensor {
    return ops.flip(this, dims);
  }
  roll(shifts: number | readonly number[], dims?: number | readonly number[]): Tensor {
    return ops.roll(this, shifts, dims);
  }
  repeat(repeats: Shape): Tensor {
    return ops.repeat(this, repeats);
  }
  tile(repeats: Shape): Tensor {
    return ops.tile(this, repeats);
  }
  rot90(k?: number, dims?: readonly number[]): Tensor {
    return ops.rot90(this, k, dims);
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

  split(size: number | readonly number[], dim?: number): Tensor[] {
    return ops.split(this, size, dim);
  }
  chunk(chunks: number, dim?: number): Tensor[] {
    return ops.chunk(this, chunks, dim);
  }
  tensorSplit(sections: number | readonly number[], dim?: number): Tensor[] {
    return ops.tensorSplit(this, sections, dim);
  }
  unbind(dim?: number): Tensor[] {
    return ops.unbind(this, dim);
  }

  // Indexing

  at(...index: readonly ops.IndexKey[]): Tensor {
    return ops.at(this, ...index);
  }
  atAsync(...index: readonly ops.IndexKey[]): Promise<Tensor> {
    return ops.atAsync(this, ...index);
  }
  /** PyTorch's `x[…] = value`. */
  assign_(index: readonly ops.IndexKey[], value: Operand, options?: ops.AssignOptions): this {
    return ops.assign_(this, index, value, options) as this;
  }
  assignAsync_(index: readonly ops.IndexKey[], value: Operand, options?: ops.AssignOptions): Promise<this> {
    return ops.assignAsync_(this, index, value, options) as Promise<this>;
  }
  indexPut(indices: readonly (Tensor | null)[], values: Tensor, options?: ops.AssignOptions): Tensor {
    return ops.indexPut(this, indices, values, options);
  }
  indexPut_(indices: readonly (Tensor | null)[], values: Tensor, options?: ops.AssignOptions): this {
    return ops.indexPut_(this, indices, values, options) as this;
  }
  indexSelect(dim: number, index: Tensor): Tensor {
    return ops.indexSelect(this, dim, index);
  }
  indexAdd(dim: number, index: Tensor, source: Tensor, options?: ops.AlphaOptions): Tensor {
    return ops.indexAdd(this, dim, index, source, options);
  }
  indexAdd_(dim: number, index: Tensor, source: Tensor, options?: ops.AlphaOptions): this {
    return ops.indexAdd_(this, dim, index, source, options) as this;
  }
  indexCopy(dim: number, index: Tensor, source: Tensor): Tensor {
    return ops.indexCopy(this, dim, index, source);
  }
  indexCopy_(dim: number, index: Tensor, source: Tensor): this {
    return ops.indexCopy_(this, dim, index, source) as this;
  }
  indexFill(dim: number, index: Tensor, value: Operand): Tensor {
    return ops.indexFill(this, dim, index, value);
  }
  indexFill_(dim: number, index: Tensor, value: Operand): this {
    return ops.indexFill_(this, dim, index, value) as this;
  }
  take(index: Tensor): Tensor {
    return ops.take(this, index);
  }
  takeAlongDim(index: Tensor, dim?: number): Tensor {
    return ops.takeAlongDim(this, index, dim);
  }
  maskedSelect(mask: Tensor): Tensor {
    return ops.maskedSelect(this, mask);
  }
  maskedSelectAsync(mask: Tensor): Promise<Tensor> {
    return ops.maskedSelectAsync(this, mask);
  }
  maskedScatter(mask: Tensor, source: Tensor): Tensor {
    return ops.maskedScatter(this, mask, source);
  }
  maskedScatter_(mask: Tensor, source: Tensor): this {
    return ops.maskedScatter_(this, mask, source) as this;
  }
  oneHot(numClasses?: number): Tensor {
    return ops.oneHot(this, numClasses);
  }
  oneHotAsync(numClasses?: number): Promise<Tensor> {
    return ops.oneHotAsync(this, numClasses);
  }
  tril(diagonal?: number): Tensor {
    return ops.tril(this, diagonal);
  }
  triu(diagonal?: number): Tensor {
    return ops.triu(this, diagonal);
  }
  repeatInterleave(repeats: number | Tensor, dim?: number): Tensor {
    return ops.repeatInterleave(this, repeats, dim);
  }
  repeatInterleaveAsync(repeats: number | Tensor, dim?: number): Promise<Tensor> {
    return ops.repeatInterleaveAsync(this, repeats, dim);
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
  argwhere(): Tensor {
    return ops.argwhere(this);
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
