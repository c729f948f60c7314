import { NnError, numelOf, type ParamSpec, type Shape } from '@nn/core';
import type { StreamKey } from '@nn/random';
import { acceptance, takesWhole } from '../initializer/accepts.js';
import type { Claim } from '../initializer/claim.js';
import { claimOf } from '../initializer/claim-of.js';
import { fillRegion } from '../initializer/fill-region.js';
import type { Initializer } from '../initializer/initializer.js';
import { type Region, wholeOf } from '../initializer/region.js';
import { roundTo16Bits } from '../initializer/round-to-16-bits.js';
import { blockSpecOf, specOf } from '../initializer/spec-of.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import type { FloatDType } from './settings.js';
import type { ConformanceCase } from './subject.js';

/** An initializer with parameters, for tensors as a module would declare them. */
export class Trial {
  private readonly claims = new Map<string, Claim>();

  constructor(
    readonly of: Initializer,
    private readonly conformanceCase: ConformanceCase<unknown>,
  ) {}

  /** The same for another initializer. */
  with(of: Initializer): Trial {
    return new Trial(of, this.conformanceCase);
  }

  /** The shapes that the case names. */
  get shapes(): readonly Shape[] | undefined {
    return this.conformanceCase.shapes;
  }

  /** What the initializer is told of such a tensor; of a packed one, of a block of it, unless it takes it in one piece. */
  specFor(shape: Shape, dtype: FloatDType): TensorSpec {
    const { spec = declaredWeight, siblings = {} } = this.conformanceCase;
    const source = {
      spec: typeof spec === 'function' ? spec(shape) : spec,
      sibling: (name: string) => siblings[name] ?? null,
    };
    const whole = specOf(source, shape, dtype, this.of.definition.name);
    return whole.blocks === null || takesWhole(this.of) ? whole : blockSpecOf(whole, whole.blocks.length);
  }

  /** Whether it is for such a tensor. */
  accepts(shape: Shape, dtype: FloatDType): boolean {
    try {
      return acceptance(this.of, this.specFor(shape, dtype)) === true;
    } catch (error) {
      if (error instanceof NnError) return false;
      throw error;
    }
  }

  claim(shape: Shape, dtype: FloatDType): Claim {
    const name = `${dtype} ${String(shape)}`;
    const known = this.claims.get(name) ?? claimOf(this.of, this.specFor(shape, dtype));
    this.claims.set(name, known);
    return known;
  }

  /** The values of a region as a tensor of the dtype holds them. */
  values(
    shape: Shape,
    dtype: FloatDType,
    key: StreamKey,
    region: Region = wholeOf(this.specFor(shape, dtype).shape),
  ): Float32Array | Float64Array {
    const length = numelOf(region.size);
    const out = dtype === 'float64' ? new Float64Array(length) : new Float32Array(length);
    fillRegion(this.of, this.specFor(shape, dtype), key, region, out);
    return out instanceof Float32Array && (dtype === 'float16' || dtype === 'bfloat16')
      ? roundTo16Bits(out, dtype)
      : out;
  }
}

/** A linear or convolutional layer's weight [out, in, …field]; what has one axis is a bias. */
function declaredWeight(shape: Shape): ParamSpec {
  if (shape.length < 2) return { role: 'bias' };
  return { role: 'weight', axes: { in: [1], out: [0], field: shape.slice(2).map((_, axis) => axis + 2) } };
}
