import { NnError } from '@nn/core';

export interface PrintOptions {
  /** Digits after the point. @default 4 */
  readonly precision?: number;
  /** Tensors with more elements are summarised. @default 1000 */
  readonly threshold?: number;
  /** How many places at either end of an axis a summary shows. @default 3 */
  readonly edgeitems?: number;
  /** Characters a line. @default 80 */
  readonly linewidth?: number;
  /** Write floats with an exponent, or never; where left out (or `null`), whenever magnitudes differ much. */
  readonly sciMode?: boolean | null;
  /** Where the rest starts from: `default`, `short` (2 digits, 2 places), `full` (nothing is summarised). */
  readonly profile?: 'default' | 'short' | 'full';
}

/** @internal */
export interface PrintSettings {
  readonly precision: number;
  readonly threshold: number;
  readonly edgeitems: number;
  readonly linewidth: number;
  readonly sciMode: boolean | null;
}

const profiles: Readonly<Record<'default' | 'short' | 'full', Omit<PrintSettings, 'sciMode'>>> = {
  default: { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80 },
  short: { precision: 2, threshold: 1000, edgeitems: 2, linewidth: 80 },
  full: { precision: 4, threshold: Number.POSITIVE_INFINITY, edgeitems: 3, linewidth: 80 },
};

let settings: PrintSettings = { ...profiles.default, sciMode: null };

/** @internal */
export function printSettings(): PrintSettings {
  return settings;
}

/**
 * Says how tensors are printed from now on, as `torch.set_printoptions`. What is left out stays as it is, but for `sciMode`, which goes back
 * to being chosen by the values.
 *
 * @throws NnError 'OPTION' for an unknown profile, and numbers that make no sense; nothing is changed then
 * @example
 * import { setPrintOptions, tensor } from '@nn/nn';
 *
 * setPrintOptions({ precision: 2 });
 * tensor([Math.PI]).toString(); // 'tensor([3.14])'
 * setPrintOptions({ profile: 'default' });
 */
export function setPrintOptions(options: PrintOptions): void {
  const { profile, sciMode = null } = options;
  if (profile !== undefined && !Object.hasOwn(profiles, profile)) {
    throw new NnError('OPTION', `setPrintOptions: no profile '${profile}'`, {
      op: 'setPrintOptions',
      details: { profile },
      advice: "Use 'default', 'short' or 'full'.",
    });
  }
  const base = profile === undefined ? settings : profiles[profile];
  const pick = (name: keyof typeof limits): number => checked(name, options[name] ?? base[name]);
  settings = {
    precision: pick('precision'),
    threshold: pick('threshold'),
    edgeitems: pick('edgeitems'),
    linewidth: pick('linewidth'),
    sciMode,
  };
}

/** The largest value of each option. */
const limits = {
  precision: 100,
  threshold: Number.POSITIVE_INFINITY,
  edgeitems: Number.POSITIVE_INFINITY,
  linewidth: Number.POSITIVE_INFINITY,
} as const;

function checked(name: keyof typeof limits, value: number): number {
  if (value >= 0 && value <= limits[name] && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY))
    return value;
  throw new NnError(
    'OPTION',
    `setPrintOptions: ${name} must be a whole number from 0 to ${limits[name]}, got ${value}`,
    { op: 'setPrintOptions', details: { [name]: value } },
  );
}
