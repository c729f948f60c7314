/** An unsigned number as WebAssembly writes it: seven bits a byte, the lowest first. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const low = value & 0x7f;
    value >>>= 7;
    bytes.push(value === 0 ? low : low | 0x80);
  } while (value !== 0);
  return bytes;
}

/** A signed 32-bit number. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    if (value === (low & 0x40 ? -1 : 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function section(id: number, body: readonly number[]): number[] {
  return [id, ...unsigned(body.length), ...body];
}

function text(value: string): number[] {
  return [value.length, ...Array.from(value, (letter) => letter.charCodeAt(0))];
}

const I32 = 0x7f;
const V128 = 0x7b;
const VOID = 0x40;

/** A local variable of the function. */
export type Local = number & { readonly local: unique symbol };

/**
 * Writes the code of one function `(parameters: i32) → ()` over an imported memory, as a module. Numbers before locals: the type of a
 * local is chosen when it is made.
 */
export class Assembler {
  readonly parameters: Local = 0 as Local;
  private readonly code: number[] = [];
  private readonly locals: number[] = [];

  number(): Local {
    return this.locals.push(I32) as Local;
  }

  vector(): Local {
    return this.locals.push(V128) as Local;
  }

  get(...locals: readonly Local[]): this {
    for (const local of locals) this.code.push(0x20, ...unsigned(local));
    return this;
  }

  set(local: Local): this {
    this.code.push(0x21, ...unsigned(local));
    return this;
  }

  constant(value: number): this {
    this.code.push(0x41, ...signed(value));
    return this;
  }

  /** A plain instruction by its code. */
  op(code: number): this {
    this.code.push(code);
    return this;
  }

  /** A vector instruction, with what follows its code: lanes. */
  simd(code: number, ...lanes: readonly number[]): this {
    this.code.push(0xfd, ...unsigned(code), ...lanes);
    return this;
  }

  /** A vector instruction on memory; addresses need not be aligned. */
  simdMemory(code: number, offset: number, lane?: number): this {
    this.code.push(0xfd, ...unsigned(code), 0, ...unsigned(offset));
    if (lane !== undefined) this.code.push(lane);
    return this;
  }

  /** A plain instruction on memory. */
  memory(code: number, offset: number): this {
    this.code.push(code, 0, ...unsigned(offset));
    return this;
  }

  /** `local += what body leaves on the stack`. */
  increase(local: Local, body: () => void): void {
    this.get(local);
    body();
    this.op(plain.add).set(local);
  }

  /** Runs `body` for as long as `left` is at least `least`, tested before each round. */
  whileAtLeast(left: Local, least: number, body: () => void): void {
    this.code.push(0x02, VOID, 0x03, VOID);
    this.get(left).constant(least).op(plain.lessUnsigned);
    this.code.push(0x0d, 1);
    body();
    this.code.push(0x0c, 0, 0x0b, 0x0b);
  }

  /** The module: imports `env.memory`, exports `run`. */
  module(): Uint8Array {
    const locals = this.locals.flatMap((type) => [1, type]);
    const body = [...unsigned(this.locals.length), ...locals, ...this.code, 0x0b];
    return new Uint8Array([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(1, [1, 0x60, 1, I32, 0]),
      ...section(2, [1, ...text('env'), ...text('memory'), 2, 0, 0]),
      ...section(3, [1, 0]),
      ...section(7, [1, ...text('run'), 0, 0]),
      ...section(10, [1, ...unsigned(body.length), ...body]),
    ]);
  }
}

/** Plain instructions. */
export const plain = {
  load: 0x28,
  loadByte: 0x2d,
  storeByte: 0x3a,
  select: 0x1b,
  lessUnsigned: 0x49,
  add: 0x6a,
  sub: 0x6b,
  and: 0x71,
} as const;
