import { transform } from 'esbuild';
import { inspect } from 'node:util';

/** Packages by the name that examples import them under. */
export type Packages = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Runs an example and checks what it says of its values: a line `expression; // literal` claims that the expression has that value, numbers
 * within float32's rounding. A comment that is no literal claims nothing. Throws where a claim is wrong; gives the number of claims.
 */
export async function runExample(code: string, packages: Packages): Promise<number> {
  let claims = 0;
  const check = (value: unknown, claim: string): void => {
    claims++;
    const reason = disagreement(value, claim);
    if (reason !== null) throw new Error(`'// ${claim}' is wrong: ${reason}`);
  };
  const { code: script } = await transform(withClaims(code), { loader: 'ts', target: 'es2022', format: 'esm' });
  const body = script.replace(
    /^import \{([^}]*)\} from "([^"]+)";$/gm,
    (_, names: string, from: string) =>
      `const {${names.replaceAll(' as ', ': ')}} = __packages[${JSON.stringify(from)}];`,
  );
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const quiet = { ...console, log: () => {} };
  await new AsyncFunction('__packages', '__check', 'console', body)(packages, check, quiet);
  return claims;
}

/** Turns lines with a claim into checks. */
function withClaims(code: string): string {
  return code
    .split('\n')
    .map((line) => {
      const [, statement = '', claim = ''] = line.match(/^(?!\s*(?:import|\/\/))(.*?);\s*\/\/ (.+)$/) ?? [];
      if (statement === '' || !isLiteral(claim)) return line;
      const [, declaration, name, value] = statement.match(/^((?:const|let) (\w+)(?::[^=]+)? = )(.*)$/) ?? [];
      if (declaration !== undefined) return `${declaration}${value}; __check(${name}, ${JSON.stringify(claim)});`;
      const shown = statement.match(/^\s*console\.log\((.*)\)$/)?.[1] ?? statement;
      return `__check((${shown}), ${JSON.stringify(claim)});`;
    })
    .join('\n');
}

const literal = /^(?:-?\d[\d.e+-]*n?|-?Infinity|NaN|true|false|null|'[^']*'|\[[\s\S]*\]|tensor\([\s\S]*\))$/;

/** What a comment says before any explanation in parentheses or after a comma. */
function isLiteral(claim: string): boolean {
  return literal.test(claim);
}

function disagreement(value: unknown, claim: string): string | null {
  if (claim.startsWith('tensor(')) {
    const text = String(value).replace(/^Parameter containing:\n/, '');
    return text === claim ? null : `it is ${text}`;
  }
  const expected = parse(claim);
  return alike(value, expected, rounding(claim))
    ? null
    : `it is ${inspect(value, { depth: 5, breakLength: Infinity })}`;
}

function parse(claim: string): unknown {
  // A literal of this repository's own documentation.
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function(`return ${claim};`)() as unknown;
}

/** How far a number may be from what a comment of four digits or more says of it. */
function rounding(claim: string): number {
  const digits = Math.max(0, ...[...claim.matchAll(/\.(\d+)/g)].map(([, decimals = '']) => decimals.length));
  return digits < 4 ? 0 : 0.51 * 10 ** -digits;
}

function alike(value: unknown, expected: unknown, slack: number): boolean {
  if (Array.isArray(expected)) {
    const list = ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value;
    return (
      Array.isArray(list) && list.length === expected.length && expected.every((item, i) => alike(list[i], item, slack))
    );
  }
  if (typeof expected === 'number' && typeof value === 'number') {
    return (
      Object.is(value, expected) ||
      Math.abs(value - expected) <= Math.max(slack, 2e-6 * Math.max(1e-6, Math.abs(expected))) ||
      (value === 0 && expected === 0)
    );
  }
  return Object.is(value, expected);
}
