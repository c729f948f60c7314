import { broadcastShapes, type DType, dtypes, expandStrides, type Backend, sameShape, type Scalar, type View } from '@nn/core';
import { buildExpression, computeType, type Expr, type ExpressionGraph, type ExprType } from '@nn/core/expression';
import { inPlace } from './in-place.js';
import { allocate, backendOf, gradNameOf, type Op, type Operand, run, type Saves, type VjpContext } from './op.js';
import { floatType, resultType } from './promotion.js';
import type { Tensor } from './tensor.js';

/**
 * Which dtype an elementwise operation computes in and which it gives, from the promoted dtype of its operands:
 * `same` both that dtype; `float` a floating one; `compare` computes in the promoted one, gives bool; `logical` computes and gives bool.
 */
export type ResultRule = 'same' | 'float' | 'compare' | 'logical';

export interface ElementwiseDefinition {
  readonly name: string;
  /** PyTorch's node name, where it is not the name with `Backward0`. */
  readonly gradName?: string;
  readonly result?: ResultRule;
  /** The value, from operands that are all of one type: the compute type of the result's rule. */
  readonly expression: (...operands: readonly Expr[]) => Expr;
  /** Refuses dtypes, with PyTorch's sentence; sees the promoted dtype. */
  readonly refuse?: (dtype: DType, operands: readonly Operand[]) => void;
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
 */
export function defineElementwise<Operands extends readonly Operand[]>(definition: ElementwiseDefinition): Elementwise<Operands> {
  const op = new ElementwiseOp(definition);
  const call = (...operands: Operands): Tensor => run(op, operands, null);
  const overwrite = (target: Tensor, ...others: readonly Operand[]): Tensor => inPlace(op, op.compute, [target, ...others], null);
  return Object.assign(call, { inPlace: overwrite as Elementwise<Operands>['inPlace'] });
}

/** @internal */
export class ElementwiseOp implements Op<null> {
  readonly name: string;
  readonly gradName: string;
  readonly saves: Saves;
  readonly vjp?: NonNullable<Op<null>['vjp']>;
  /** Graphs by operand kinds and output dtype, packed into one integer. */
  private readonly graphs = new Map<number, ExpressionGraph>();

  constructor(private readonly definition: ElementwiseDefinition) {
    this.name = definition.name;
    this.gradName = definition.gradName ?? gradNameOf(definition.name);
    this.saves = definition.vjp === undefined ? 'none' : (definition.saves ?? 'inputs');
    if (definition.vjp !== undefined) this.vjp = definition.vjp;
  }

  readonly forward = (inputs: readonly Operand[]): Tensor => {
    const backend = backendOf(this.name, inputs);
    const promoted = this.promote(inputs);
    const shape = broadcastOf(this.name, inputs);
    const output = allocate(firstTensor(inputs), backend, this.resultDType(promoted), shape);
    this.launch(backend, inputs, promoted, output);
    return output;
  };

  /** The in-place path: the same computation into a view whose dtype and shape were checked. */
  readonly compute = {
    resultDType: (inputs: readonly Operand[]): DType => this.resultDType(this.promote(inputs)),
    resultShape: (inputs: readonly Operand[]): readonly number[] => broadcastOf(this.name, inputs),
    into: (inputs: readonly Operand[], target: Tensor): void => this.launch(target.storage.backend, inputs, this.promote(inputs), target),
  };

  private promote(inputs: readonly Operand[]): DType {
    const dtype = resultType(inputs);
    this.definition.refuse?.(dtype, inputs);
    return this.definition.result === 'float' ? floatType(dtype) : dtype;
  }

  private resultDType(promoted: DType): DType {
    const rule = this.definition.result;
    return rule === 'compare' || rule === 'logical' ? 'bool' : promoted;
  }

  private launch(backend: Backend, inputs: readonly Operand[], promoted: DType, output: Tensor): void {
    const graph = this.graphFor(inputs, promoted, output.dtype);
    const views: View[] = [];
    const scalars: Scalar[] = [];
    for (const input of inputs) {
      if (typeof input === 'object') views.push(expandTo(input, output.shape));
      else scalars.push(input);
    }
    backend.kernels.expression(views, { graph, scalars }, [output]);
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
    const tensors = inputs.filter((input): input is Tensor => typeof input === 'object');
    const scalarTypes = inputs.filter((input) => typeof input !== 'object').map(() => type);
    return buildExpression({ inputs: tensors.map((x) => x.dtype), scalars: scalarTypes, outputs: [output] }, (loads, scalars) => {
      let tensor = 0;
      let scalar = 0;
      const operands = inputs.map((input) => (typeof input === 'object' ? loads[tensor++]!.to(type) : scalars[scalar++]!));
      return [this.definition.expression(...operands).to(computeType[output])];
    });
  }

  /** Booleans are added and compared as integers. */
  private computeType(promoted: DType): ExprType {
    if (this.definition.result === 'logical') return 'bool';
    return promoted === 'bool' ? 'i32' : computeType[promoted];
  }
}

function firstTensor(inputs: readonly Operand[]): Tensor {
  return inputs.find((input): input is Tensor => typeof input === 'object')!;
}

function broadcastOf(op: string, inputs: readonly Operand[]): readonly number[] {
  const shapes: (readonly number[])[] = [];
  for (const input of inputs) if (typeof input === 'object') shapes.push(input.shape);
  return shapes.length === 1 ? shapes[0]! : broadcastShapes(shapes, op);
}

/** The tensor itself where the shape is right, else a view that repeats it. */
export function expandTo(x: Tensor, shape: readonly number[]): View {
  if (sameShape(x.shape, shape)) return x;
  return { storage: x.storage, dtype: x.dtype, shape, strides: expandStrides(x.shape, x.strides, shape), offset: x.offset };
}

