/*
 * The exponential and the logarithm of glibc 2.36 for float32 (ARM's optimized routines, MIT licence, Copyright (c)
 * 2017-2018 ARM Limited): computed in double, rounded once. PyTorch's inverse error function depends on their last
 * bits.
 */

const fround = Math.fround;

/** 2^(i / 32) */
const exp32nds: readonly number[] = [
  1.0, 1.0218971486541166, 1.0442737824274138, 1.0671404006768237, 1.0905077326652577, 1.1143867425958924,
  1.1387886347566916, 1.1637248587775775, 1.189207115002721, 1.215247359980469, 1.241857812073484, 1.2690509571917332,
  1.2968395546510096, 1.3252366431597413, 1.3542555469368927, 1.383909881963832, 1.4142135623730951, 1.4451808069770467,
  1.4768261459394993, 1.5091644275934228, 1.5422108254079407, 1.5759808451078865, 1.6104903319492543, 1.645755478153965,
  1.681792830507429, 1.718619298122478, 1.7562521603732995, 1.7947090750031072, 1.8340080864093424, 1.8741676341103,
  1.9152065613971474, 1.9571441241754002,
];

/** 2^(i - 128) */
const powers: Float64Array = /* @__PURE__ */ Float64Array.from({ length: 256 }, (_, i) => 2 ** (i - 128));

const perOctave32 = 1.4426950408889634 * 32;
const expC0 = 0.05550361559341535 / 32768;
const expC1 = 0.2402284522445722 / 1024;
const expC2 = 0.6931471806916203 / 32;
/** Adding and subtracting it rounds to the nearest integer, ties to even. */
const roundingShift = 1.5 * 2 ** 52;

/** exp(x), for float32 x in [-88, 88]. */
export function exp32(x: number): number {
  const z = x * perOctave32;
  const k = z + roundingShift - roundingShift;
  const r = z - k;
  const power = exp32nds[k & 31]! * powers[(k >> 5) + 128]!;
  return fround(((expC0 * r + expC1) * (r * r) + (expC2 * r + 1)) * power);
}

const inverses: readonly number[] = [
  1.398907162146528, 1.3403141896637998, 1.286432210124115, 1.2367150214269895, 1.1906977166711752, 1.1479821020556429,
  1.1082251448272158, 1.0711297413057381, 1.036437278977283, 1.0, 0.9492859795739057, 0.8951049428609004,
  0.8476821620351103, 0.8050314851692001, 0.7664671008843108, 0.731428603316328,
];
const logarithms: readonly number[] = [
  -0.33569133332882284, -0.2929040563774074, -0.2518726580937369, -0.21245868807117255, -0.17453945183745634,
  -0.1380057072319758, -0.10275976698545139, -0.06871392447020525, -0.0357891387398228, 0.0, 0.05204517742929496,
  0.11081431298787942, 0.1652495223695143, 0.21687389031699977, 0.2659635028121397, 0.3127556664073557,
];
const ln2 = 0.6931471805599453;
const logA0 = -0.25089342214237154;
const logA1 = 0.333456765744066;
const logA2 = -0.4999997485802103;

const asFloat: Float32Array = /* @__PURE__ */ new Float32Array(1);
const asBits: Int32Array = /* @__PURE__ */ new Int32Array(asFloat.buffer);

/** log(x), for positive normal float32 x. */
export function log32(x: number): number {
  if (x === 1) return 0;
  asFloat[0] = x;
  const bits = asBits[0]!;
  const offset = bits - 0x3f330000;
  const k = offset >> 23;
  const i = (offset >> 19) & 15;
  asBits[0] = bits - (k << 23);
  const r = asFloat[0] * inverses[i]! - 1;
  const whole = logarithms[i]! + k * ln2;
  const rr = r * r;
  return fround((logA0 * rr + (logA1 * r + logA2)) * rr + (whole + r));
}
