import { readFileSync } from 'node:fs';

/** One row of docs/signatures.md: PyTorch's parameters in order, and where each goes here. */
export interface Signature {
  /** Our name. */
  readonly name: string;
  /** PyTorch's parameters; `*name` takes the rest. */
  readonly parameters: readonly string[];
  /** PyTorch's names of what stands in its place here, in our order; `...name` spreads a list. */
  readonly positional: readonly string[];
  /** Our option names, as `plain` spells them → as we do. */
  readonly options: ReadonlyMap<string, string>;
}

/** The signatures of one section, by PyTorch's name. */
export function readSignatures(path: string, section: string): ReadonlyMap<string, Signature> {
  const text = readFileSync(path, 'utf8').split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = new Map<string, Signature>();
  for (const [, torch = '', here = ''] of text.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\|$/gm)) {
    const [, torchName = '', parameters = ''] = torch.match(/^([\w.]+)\((.*)\)$/) ?? [];
    const [, name = '', given = ''] = here.match(/^(?:new )?([\w.]+)\((.*)\)$/) ?? [];
    const [, positional = '', options = ''] = given.match(/^(.*?)(?:,? ?\{ (.*) \})?$/) ?? [];
    rows.set(torchName, {
      name,
      parameters: list(parameters),
      positional: list(positional).map(plain),
      options: new Map(list(options).map((option) => [plain(option), option])),
    });
  }
  return rows;
}

function list(text: string): string[] {
  return text === '' ? [] : text.split(', ');
}

/** A name without its spelling: `weight_decay` and `weightDecay`, `T_max` and `tMax` are the same. */
function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** A call as we write it, from PyTorch's positional and keyword arguments. */
export function translate(
  signature: Signature,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): unknown[] {
  const values = new Map(Object.entries(kwargs).map(([name, value]) => [plain(name), value]));
  signature.parameters.forEach((parameter, i) => {
    if (parameter.startsWith('*')) values.set(plain(parameter.slice(1)), args.slice(i));
    else if (i < args.length) values.set(plain(parameter), args[i]);
  });
  const call = signature.positional.flatMap((name) =>
    name.startsWith('...') ? (values.get(name.slice(3)) as unknown[]) : [values.get(name)],
  );
  while (call.length > 0 && call.at(-1) === undefined) call.pop();
  const options: Record<string, unknown> = {};
  for (const [name, value] of values) {
    if (signature.positional.includes(name) || signature.positional.includes(`...${name}`)) continue;
    const option = signature.options.get(name);
    if (option === undefined) throw new Error(`docs/signatures.md does not say where ${signature.name} takes ${name}`);
    options[option] = value;
  }
  if (Object.keys(options).length === 0) return call;
  while (call.length < signature.positional.length) call.push(undefined);
  return [...call, options];
}
