import { dtypes, formatShape, NnError, type Storage } from '@nn/core';
import { checkSavable, type Tensor } from '@nn/tensor';

/** A value that a derivative reads, and the write to its memory after which it was right. */
export class Saved {
  private readonly storage: Storage;

  constructor(
    readonly value: Tensor,
    private readonly version: number = value.version,
  ) {
    if (value.isInference) checkSavable(value);
    this.storage = value.storage;
    this.storage.retain();
  }

  /** The value is not needed any more. Once only. */
  release(): void {
    this.storage.release();
  }

  /** Whether a gradient shares the value's memory. */
  shares(gradient: Tensor): boolean {
    return gradient.storage === this.storage;
  }

  /**
   * The value.
   *
   * @param reader who reads it, for the error
   * @throws NnError 'VERSION' where it was written to since, or has other memory
   */
  unpack(reader: string): Tensor {
    const { value, version } = this;
    if (value.version === version && value.storage === this.storage) return value;
    const maker = value.gradFn;
    const which = maker === null ? '' : `, which is output 0 of ${maker.name},`;
    const { change, now, way } = this.fault();
    throw new NnError(
      'VERSION',
      `one of the variables needed for gradient computation has been ${change}: [${dtypes[value.dtype].torchName}Tensor ${formatShape(value.shape)}]${which} ${now}.`,
      {
        op: 'backward',
        details: { node: reader, shape: value.shape, version: value.version, expected: version },
        advice: `${reader} needs the value from before: ${way}. detectAnomaly tells where it was recorded.`,
      },
    );
  }

  /** What has happened to the value, how it stands now, and what to do instead. */
  private fault(): { readonly change: string; readonly now: string; readonly way: string } {
    const { value, version, storage } = this;
    return value.storage === storage
      ? {
          change: 'modified by an inplace operation',
          now: `is at version ${value.version}; expected version ${version} instead`,
          way: 'write to a clone() instead',
        }
      : {
          change: 'given other memory',
          now: 'has had something assigned to its `data`',
          way: 'call backward() before the assignment',
        };
  }
}

/** The error of whoever needs saved values that an earlier pass has let go of. */
export function secondTime(node: string): NnError {
  return new NnError(
    'GRAD',
    'Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad().',
    { op: 'backward', details: { node }, advice: 'Pass { retainGraph: true } to the first call.' },
  );
}
