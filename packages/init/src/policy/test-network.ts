import {
  type DType,
  type FillRequest,
  fillTarget,
  type KeyedRequest,
  type NetworkView,
  numelOf,
  type ParameterView,
  type ParamSpec,
  type PlannedTarget,
  type PreparedFill,
  prepareFill,
  type Provenance,
  provenanceOf,
  type Shape,
} from '@nn/core';

export interface FakeOptions {
  readonly aliases?: readonly string[];
  readonly owners?: readonly string[];
  readonly layer?: string;
  readonly dtype?: DType;
  readonly spec?: ParamSpec | null;
  /** Shares the memory of another. */
  readonly memory?: FakeParameter;
}

/** A parameter of no framework: values on the host, and all that initialization asks of it. */
export class FakeParameter implements PlannedTarget {
  readonly values: Float32Array | Float64Array;
  history: { provenance: Provenance | null; version: number; trained: number };
  remembered: FillRequest | null = null;
  /** What it does instead of being written. */
  sabotage: { readonly prepare?: () => void; readonly commit?: () => void; readonly revert?: () => void } = {};

  constructor(
    readonly path: string,
    public shape: Shape | null,
    readonly options: FakeOptions = {},
  ) {
    const length = numelOf(shape ?? []);
    const own = options.dtype === 'float64' ? new Float64Array(length) : new Float32Array(length);
    this.values = options.memory?.values ?? own;
    this.history = options.memory?.history ?? { provenance: null, version: 0, trained: 0 };
  }

  [fillTarget](request: FillRequest): void {
    if (request.kind !== 'keyed') throw new Error('only keyed requests');
    const fill = this[prepareFill](request);
    fill.compute();
    fill.commit();
  }

  [prepareFill](request: KeyedRequest): PreparedFill {
    this.sabotage.prepare?.();
    const { shape } = this;
    const spans = shape === null ? [] : request.resolve(shape, this.options.dtype ?? 'float32');
    const before = { values: this.values.slice(), history: { ...this.history }, remembered: this.remembered };
    const ready: (Float32Array | Float64Array | null)[] = [];
    return {
      compute: () => {
        for (const { length, fill } of spans) {
          const room = this.values instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
          if (fill.kind === 'values') fill.compute(room);
          ready.push(fill.kind === 'values' ? room : null);
        }
      },
      commit: () => {
        if (shape === null) {
          this.remembered = request;
          return;
        }
        spans.forEach(({ offset, length, fill }, i) => {
          const out = this.values.subarray(offset, offset + length);
          if (fill.kind === 'constant') out.fill(fill.value);
          else if (fill.kind === 'draw') fill.write(0, out);
          else out.set(ready[i]!);
        });
        this.sabotage.commit?.();
        this.history.version++;
        this.history.provenance = provenanceOf(request, this.history.version);
      },
      revert: () => {
        this.sabotage.revert?.();
        this.values.set(before.values);
        Object.assign(this.history, before.history);
        this.remembered = before.remembered;
      },
    };
  }

  /** Somebody writes past initialization. */
  write(value: number): void {
    this.values.fill(value);
    this.history.version++;
  }
}

/** A network of parameters that know nothing of each other but their names. */
export class FakeNetwork implements NetworkView {
  readonly parameters: readonly FakeParameter[];

  constructor(...parameters: readonly FakeParameter[]) {
    this.parameters = parameters;
  }

  *parameterViews(): Iterable<ParameterView> {
    for (const parameter of this.parameters) yield this.viewOf(parameter);
  }

  of(path: string): FakeParameter {
    return this.parameters.find((parameter) => parameter.path === path)!;
  }

  private viewOf(target: FakeParameter): ParameterView {
    const { path, shape, history, remembered, options } = target;
    const { aliases = [], owners = [], layer = null, dtype = 'float32', spec = null } = options;
    const module = path.slice(0, path.lastIndexOf('.') + 1);
    return {
      path,
      aliases,
      owners,
      layer,
      shape,
      dtype,
      spec,
      target,
      history: shape === null ? null : history,
      remembered,
      sibling: (name) => this.of(module + name)?.shape ?? null,
    };
  }
}

/** A weight `[out, in]` and a bias, as `Linear` declares them. */
export function linear(path: string, inputs: number, outputs: number): FakeParameter[] {
  const bound = { law: 'uniform', fanInOf: 'weight' } as const;
  return [
    new FakeParameter(`${path}.weight`, [outputs, inputs], {
      owners: ['Linear'],
      spec: { role: 'weight', axes: { in: [1], out: [0] }, default: bound },
    }),
    new FakeParameter(`${path}.bias`, [outputs], { owners: ['Linear'], spec: { role: 'bias', default: bound } }),
  ];
}
