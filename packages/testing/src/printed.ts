/**
 * Brings a printed form, PyTorch's or ours, to one spelling, so that the two can be compared. What it evens out, and nothing else:
 *
 * - option names are camelCase: `in_features=4` and `inFeatures=4` are alike (child names such as `(out_proj)` are data and stay);
 * - `True`, `False`, `None` are `true`, `false`, `null`; `nan` and `inf` are `NaN` and `Infinity`;
 * - tuples are lists, `torch.Size([2, 1])` is `[2, 1]`, lists have one space after a comma and none inside the brackets;
 * - numbers are compared by value: `1e-05`, `0.00001`; `1.0`, `1`;
 * - strings in double quotes are in single quotes; whether a string is quoted at all is PyTorch's choice and stays;
 * - dtypes lose the prefix `torch.`; `NonDynamicallyQuantizableLinear` is a `Linear`; spaces at the ends of lines go.
 *
 * Inside `tensor(…)` numbers and spaces are the point, so they stay as printed.
 *
 * @example
 * import { normalizePrinted } from '@nn/testing';
 *
 * normalizePrinted("Conv1d(4, 6, kernel_size=(3,), bias=False)"); // 'Conv1d(4, 6, kernelSize=[3], bias=false)'
 */
export function normalizePrinted(text: string): string {
  return new Normalizer(text).run();
}

/** What an opening bracket was, and what its closing one becomes. */
interface Frame {
  readonly kind: 'call' | 'list' | 'tensor';
  readonly close: string;
}

const words: Readonly<Record<string, string>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  nan: 'NaN',
  inf: 'Infinity',
  NonDynamicallyQuantizableLinear: 'Linear',
};

const patterns = {
  childLabel: /\([^()\s]+\):/y,
  string: /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y,
  name: /[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*/y,
  number: /-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y,
  spaces: / +/y,
} as const;

class Normalizer {
  private at = 0;
  private out = '';
  private readonly frames: Frame[] = [];

  constructor(private readonly text: string) {}

  run(): string {
    while (this.at < this.text.length) this.token();
    return this.out.replace(/[ \t]+$/gm, '').trimEnd();
  }

  private token(): void {
    const char = this.text[this.at]!;
    if (char === '(') this.openParenthesis();
    else if (char === '[') this.open('[', { kind: this.inTensor() ? 'tensor' : 'list', close: ']' });
    else if (char === ')' || char === ']') this.close(char);
    else if (char === ' ') this.space();
    else this.word(char);
  }

  private openParenthesis(): void {
    const label = this.match(patterns.childLabel);
    if (label !== null) {
      this.out += label;
      return;
    }
    const name = /(?:^|[^\w$.])([\w$.]+)$/.exec(this.text.slice(Math.max(0, this.at - 80), this.at))?.[1];
    if (name === undefined) this.open('[', { kind: this.inTensor() ? 'tensor' : 'list', close: ']' });
    else if (name === 'torch.Size') this.open('', { kind: 'list', close: '' });
    else this.open('(', { kind: name === 'tensor' || this.inTensor() ? 'tensor' : 'call', close: ')' });
  }

  private open(bracket: string, frame: Frame): void {
    this.at++;
    this.out += bracket;
    this.frames.push(frame);
  }

  private close(char: string): void {
    this.at++;
    const frame = this.frames.pop();
    if (frame?.kind === 'list') this.out = this.out.replace(/,? *$/, '');
    this.out += frame?.close ?? char;
  }

  private space(): void {
    const spaces = this.match(patterns.spaces) ?? '';
    if (this.frames.at(-1)?.kind !== 'list') this.out += spaces;
    else if (!/[[\n]$/.test(this.out)) this.out += ' ';
  }

  private word(char: string): void {
    const previous = this.text[this.at - 1] ?? '';
    const quoted = /\w/.test(previous) ? null : this.match(patterns.string);
    if (quoted !== null) {
      this.out += `'${quoted.slice(1, -1)}'`;
      return;
    }
    const name = this.match(patterns.name);
    if (name !== null) {
      this.out += this.spellName(name);
      return;
    }
    const number = /[\w$.]/.test(previous) ? null : this.match(patterns.number);
    if (number !== null) {
      this.out += this.inTensor() ? number : spellNumber(number);
      return;
    }
    this.at++;
    this.out += char;
    // A comma in a list is followed by one space, whether one was printed or not.
    if (char === ',' && this.frames.at(-1)?.kind === 'list' && this.text[this.at] !== ' ') this.out += ' ';
  }

  private spellName(name: string): string {
    if (this.text[this.at] === '=') return name.replace(/(?<=.)_+(.)/g, (_, letter: string) => letter.toUpperCase());
    if (name === 'torch.Size' && this.text[this.at] === '(') return '';
    if (this.inTensor() && (name === 'nan' || name === 'inf')) return name;
    return (Object.hasOwn(words, name) ? words[name] : undefined) ?? name.replace(/^torch\./, '');
  }

  private inTensor(): boolean {
    return this.frames.at(-1)?.kind === 'tensor';
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }
}

/** The shortest spelling of a number's value; whole numbers beyond 2^53 keep their digits. */
function spellNumber(text: string): string {
  const value = Number(text);
  if (Object.is(value, -0)) return '-0';
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? text : String(value);
}
