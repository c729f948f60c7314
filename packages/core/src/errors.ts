/** What went wrong, for programs. People read the message. */
export type ErrorCode =
  | 'SHAPE'
  | 'DTYPE'
  | 'OPTION'
  | 'INDEX'
  | 'AXIS'
  | 'SEED'
  | 'STATE'
  | 'DEVICE'
  | 'BACKEND'
  | 'SYNC_READ'
  | 'AUTOGRAD'
  | 'GRAD'
  | 'IN_PLACE'
  | 'VERSION'
  | 'UNINITIALIZED'
  | 'STATE_DICT'
  | 'MODULE_TREE'
  | 'EXPRESSION'
  | 'FORMAT'
  | 'MEMORY'
  | 'DISPOSED'
  | 'VALUE'
  | 'INITIALIZER'
  | 'POLICY'
  | 'PLAN';

export interface NnErrorOptions {
  /** The operation that refused, as the user called it. */
  readonly op?: string;
  /** The facts of the message as data, for programs and tests. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** One suggestion: what to do. */
  readonly advice?: string;
  readonly cause?: unknown;
}

/**
 * The one error class of the library. Its message reads: the sentence (PyTorch's own where users know it), then where it
 * happened, then one suggestion. Branch on `code` and `details`, never on the text.
 *
 * @example
 * import { NnError, ones } from '@nn/nn';
 *
 * try {
 *   ones([2, 3]).matmul(ones([4, 5]));
 * } catch (error) {
 *   if (error instanceof NnError) console.log(error.code, error.op); // SHAPE matmul
 * }
 */
export class NnError extends Error {
  override readonly name = 'NnError';
  readonly code: ErrorCode;
  readonly op: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  readonly advice: string | undefined;
  /** The module that was running, once one has said so: `net.0: Linear(inFeatures=4, …) …`. */
  where: string | undefined = undefined;
  /** @internal */
  readonly sentence: string;

  constructor(code: ErrorCode, sentence: string, options: NnErrorOptions = {}) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.sentence = sentence;
    this.op = options.op;
    this.details = options.details ?? {};
    this.advice = options.advice;
    this.message = this.compose();
  }

  /** Says where it happened. The innermost place wins: a second call changes nothing. */
  locate(where: string): this {
    if (this.where === undefined) {
      this.where = where;
      this.message = this.compose();
      if (this.stack !== undefined)
        this.stack = this.stack.replace(/^[^\n]*/, () => `${this.name}: ${firstLine(this.message)}`);
    }
    return this;
  }

  private compose(): string {
    const parts = [this.sentence];
    if (this.where !== undefined) parts.push(`in ${this.where}`);
    const text = parts.join('; ');
    return this.advice === undefined ? text : `${text}${/[.!?]$/.test(text) ? '' : '.'} ${this.advice}`;
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;
