import {
  broadcastShapes,
  type DType,
  type DTypeCategory,
  dtypes,
  expandStrides,
  type Backend,
  NnError,
  sameShape,
  type Scalar,
  type Shape,
  type View,
} from '@nn/core';
import { buildExpression, computeType, type Expr, type ExpressionGraph, type ExprType } from '@nn/core/expression';
import { inPlace } from './in-place.js';
import { allocateBlank, backendOf, gradNameOf, type Op, type Operand, run, type Saves, type VjpContext } from './op.js';
import { floatType, resultType } from './promotion.js';
import { convertScalar } from './scalar.js';
import type { Tensor } from './tensor.js';

/**
 * Which dtype an elementwise operation computes in and which it gives, from the promoted dtype of its operands:
 * `same` both that dtype; `float` a floating one; `compare` computes in the promoted one, gives bool; `logical` computes and gives bool.
 */
export type ResultRule = 'same' | 'float' | 'compare' | 'logical';

export interface ElementwiseDefinition<Operands extends readonly Operand[] = readonly Operand[]> {
  readonly name: string;
  /** PyTorch's node name, where it is not the name with `Backward0`. */
  readonly gradName?: string;
  /** Which of PyTorch's overloads the operands choose, where there are several: the 1 of `PowBackward1`. @default 0 */
  readonly overload?: (operands: Operands) => number;
  readonly result?: ResultRule;
  /**
   * Positions of the operands that decide the dtype. Of the others, a plain value is converted to the compute type and a tensor arrives
   * in its own: masks, weights. @default all
   */
  readonly promoted?: readonly number[];
  /** How many there are; what is passed beyond is left out, so that `tensors.map(relu)` does. @default as many as the expression names */
  readonly operands?: number;
  /** Compute booleans as booleans, not as the integers 0 and 1. @default false */
  readonly booleans?: boolean;
  /** The value, from operands that are all of one type: the compute type of the result's rule. */
  readonly expression: (...operands: { readonly [K in keyof Operands]: Expr }) => Expr;
  /** PyTorch's name of the kernel, for what it says where it has none, and the kinds of dtype that are refused so. */
  readonly refuses?: readonly [kernel: string, ...categories: DTypeCategory[]];
  /** Refuses dtypes and values, with PyTorch's sentence; sees the promoted dtype. */
  readonly refuse?: (dtype: DType, operands: Operands) => void;
  /** @default 'inputs' */
  readonly saves?: Saves;
  /** Gradients of the operands; they may have the broadcast shape. Absent: nothing flows back. */
  readonly vjp?: (context: VjpContext<null>) => readonly (Tensor | null)[];
}

/** An elementwise operation as a function, with its in-place form. */
export interface Elementwise<Operands extends readonly Operand[]> {
  (...operands: Operands): Tensor;
  /** Writes the result over the first operand and returns it. */
  inPlace(target: Tensor, ...others: Operands extends readonly [unknown, ...infer Rest] ? Rest : never): Tensor;
}

export type Unary = Elementwise<readonly [x: Tensor]>;
export type Binary = Elementwise<readonly [a: Operand, b: Operand]>;
export type Ternary = Elementwise<readonly [a: Operand, b: Operand, c: Operand]>;

/**
 * Defines an elementwise operation from one expression: every backend reads it, shapes broadcast, dtypes promote, and the in-place
 * form comes for free.
 *
 * @example
 * import { defineElementwise, tensor, type Unary } from '@nn/nn';
 *
 * const cube: Unary = defineElementwise({
 *   name: 'cube',
 *   expression: (x) => x.mul(x).mul(x),
 *   vjp: ({ dy, a }) => [dy.mul(a.square().mul(3))],
 * });
 * cube(tensor([1, 2])).toArraySync(); // [1, 8]
 */
export function defineElementwise<Operands extends readonly Operand[]>(
  definition: ElementwiseDefinition<Operands>,
): Elementwise<Operands> {
  const op = new ElementwiseOp(definition as ElementwiseDefinition);
  // One that takes its operands as a list names none.
  const count = definition.operands ?? (definition.expression.length || Infinity);
  const call = (...given: Operands): Tensor => {
    const operands = given.length > count ? given.slice(0, count) : given;
    return run(op.overload(operands), operands, null);
  };
  const overwrite = (target: Tensor, ...others: readonly Operand[]): Tensor => {
    const operands = [target, ...others.slice(0, count - 1)] as const;
    return inPlace(op.overload(operands), op.compute, operands, null);
  };
  return Object.assign(call, { inPlace: overwrite as Elementwise<Operands>['inPlace'] });
}

/** @internal */
export class ElementwiseOp implements Op<null> {
  readonly name: string;
  readonly gradName: string;
  readonly saves: Saves;
  readonly vjp?: NonNullable<Op<null>['vjp']>;
  // What every call asks: definitions are objects of many kinds, which engines read slowly.
  private readonly result: ResultRule;
  private readonly promoted: readonly number[] | null;
  /** Graphs by operand kinds and output dtype, packed into one integer. */
  private readonly graphs = new Map<number, ExpressionGraph>();
  private readonly overloads: ElementwiseOp[] = [this];

  constructor(private readonly definition: ElementwiseDefinition) {
    this.name = definition.name;
    this.gradName = definition.gradName ?? gradNameOf(definition.name);
    this.saves = definition.vjp === undefined ? 'none' : (definition.saves ?? 'inputs');
    if (definition.vjp !== undefined) this.vjp = definition.vjp;
    this.result = definition.result ?? 'same';
    this.promoted = definition.promoted ?? null;
  }

  /** The same operation under the name of the overload that the operands choose. */
  overload(operands: readonly Operand[]): ElementwiseOp {
    const number = this.definition.overload?.(operands) ?? 0;
    if (number === 0) return this;
    return (this.overloads[number] ??= Object.create(this, {
      gradName: { value: this.gradName.replace(/0$/, String(number)) },
    }) as ElementwiseOp);
  }

  readonly forward = (inputs: readonly Operand[]): Tensor => {
    const backend = backendOf(this.name, inputs);
    const promoted = this.accept(inputs);
    const shape = broadcastOf(this.name, inputs);
    const output = allocateBlank(firstTensor(inputs), backend, this.resultDType(promoted), shape);
    this.launch(backend, inputs, promoted, output);
    return output;
  };

  /** The in-place path: the same computation into a view whose dtype and shape were checked. */
  readonly compute = {
    resultDType: (inputs: readonly Operand[]): DType => {
      backendOf(this.name, inputs);
      return this.resultDType(this.accept(inputs));
    },
    resultShape: (inputs: readonly Operand[]): readonly number[] => broadcastOf(this.name, inputs),
    into: (inputs: readonly Operand[], target: Tensor): void =>
      this.launch(target.storage.backend, inputs, this.promote(inputs), target),
  };

  /** The promoted dtype of operands that are not refused. */
  private accept(inputs: readonly Operand[]): DType {
    const dtype = this.common(inputs);
    const { refuses, refuse } = this.definition;
    if (refuses !== undefined && refuses.includes(dtypes[dtype].category, 1))
      throw notImplemented(this.name, refuses[0], dtype);
    refuse?.(dtype, inputs);
    return this.result === 'float' ? floatType(dtype) : dtype;
  }

  private promote(inputs: readonly Operand[]): DType {
    const dtype = this.common(inputs);
    return this.result === 'float' ? floatType(dtype) : dtype;
  }

  /** The dtype of those operands that have a say. */
  private common(inputs: readonly Operand[]): DType {
    const positions = this.promoted;
    if (positions === null) return resultType(inputs);
    const first = inputs[positions[0]!]!;
    if (positions.length === 1 && typeof first === 'object') return first.dtype;
    return resultType(positions.map((position) => inputs[position]!));
  }

  private resultDType(promoted: DType): DType {
    const { result } = this;
    return result === 'compare' || result === 'logical' ? 'bool' : promoted;
  }

  private launch(backend: Backend, inputs: readonly Operand[], promoted: DType, output: Tensor): void {
    const graph = this.graphFor(inputs, promoted, output.dtype);
    const views = new Array<View>(graph.inputs.length);
    const scalars = new Array<Scalar>(graph.scalars.length);
    for (let i = 0, view = 0, scalar = 0; i < inputs.length; i++) {
      const input = inputs[i]!;
      if (typeof input === 'object') views[view++] = expandTo(input, output.shape);
      else scalars[scalar++] = this.scalar(input, promoted);
    }
    backend.kernels.expression(views, { graph, scalars }, [output]);
  }

  /** A plain operand as a value of the compute type. */
  private scalar(value: Scalar, promoted: DType): Scalar {
    if (this.result === 'logical') return convertScalar(value, 'bool');
    const element = convertScalar(value, promoted);
    return promoted === 'bool' && this.definition.booleans !== true ? Number(element) : element;
  }

  private graphFor(inputs: readonly Operand[], promoted: DType, output: DType): ExpressionGraph {
    let code = dtypes[promoted].index * 8 + dtypes[output].index;
    for (const input of inputs) code = code * 16 + (typeof input === 'object' ? dtypes[input.dtype].index : 8);
    let graph = this.graphs.get(code);
    if (graph === undefined) {
      graph = this.build(inputs, promoted, output);
      this.graphs.set(code, graph);
    }
    return graph;
  }

  private build(inputs: readonly Operand[], promoted: DType, output: DType): ExpressionGraph {
    const type = this.computeType(promoted);
    const { expression } = this.definition;
    const positions = this.promoted;
    const tensors = inputs.filter((input): input is Tensor => typeof input === 'object');
    const scalarTypes = inputs.filter((input) => typeof input !== 'object').map(() => type);
    return buildExpression(
      { inputs: tensors.map((x) => x.dtype), scalars: scalarTypes, outputs: [output] },
      (loads, scalars) => {
        let tensor = 0;
        let scalar = 0;
        const operands = inputs.map((input, position) => {
          if (typeof input !== 'object') return scalars[scalar++]!;
          const value = loads[tensor++]!;
          return positions === null || positions.includes(position) ? value.to(type) : value;
        });
        return [expression(...operands).to(computeType[output])];
      },
    );
  }

  private computeType(promoted: DType): ExprType {
    if (this.result === 'logical') return 'bool';
    return promoted === 'bool' && this.definition.booleans !== true ? 'i32' : computeType[promoted];
  }
}

function notImplemented(op: string, kernel: string, dtype: DType): NnError {
  return new NnError('DTYPE', `"${kernel}" not implemented for '${dtypes[dtype].torchName}'`, {
    op,
    details: { dtype },
    advice: `${op} does not take ${dtype}: convert with .to(dtype) first.`,
  });
}

function firstTensor(inputs: readonly Operand[]): Tensor {
  let at = 0;
  while (typeof inputs[at] !== 'object') at++;
  return inputs[at] as Tensor;
}

function broadcastOf(op: string, inputs: readonly Operand[]): Shape {
  let shape: Shape | null = null;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input !== 'object') continue;
    if (shape === null) shape = input.shape;
    else if (!sameShape(shape, input.shape)) return broadcastShapes(shapesOf(inputs), op);
  }
  return shape!;
}

function shapesOf(inputs: readonly Operand[]): Shape[] {
  return inputs.filter((input): input is Tensor => typeof input === 'object').map((input) => input.shape);
}

/** The view itself where the shape is right, else one that repeats it. */
export function expandTo(x: View, shape: readonly number[]): View {
  if (sameShape(x.shape, shape)) return x;
  return {
    storage: x.storage,
    dtype: x.dtype,
    shape,
    strides: expandStrides(x.shape, x.strides, shape),
    offset: x.offset,
  };
}
