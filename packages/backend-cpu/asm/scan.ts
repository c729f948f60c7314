/* Running sums, products and extremes of float32, as the kernel in JavaScript has them: in doubles, and every step rounded once. */

const SUM: i32 = 0;
const PRODUCT: i32 = 1;
const GREATEST: i32 = 2;

/**
 * Of `x`, outer × n × inner, along the middle. For extremes `places` says where they are, in 64 bits, unless it is 0; the latest of equals
 * counts, and a NaN stays.
 */
export function scan(kind: i32, x: usize, out: usize, places: usize, outer: i32, n: i32, inner: i32): void {
  const rows = outer * inner;
  const step = <usize>inner << 2;
  for (let row = 0; row < rows; row++) {
    const at = <usize>((row / inner) * n * inner + (row % inner)) << 2;
    if (kind == SUM || kind == PRODUCT) runningFold(kind == SUM, x + at, out + at, n, step);
    else runningExtreme(kind == GREATEST, x + at, out + at, places == 0 ? 0 : places + 2 * at, n, step);
  }
}

function runningFold(isSum: bool, x: usize, out: usize, n: i32, step: usize): void {
  let fold: f64 = isSum ? 0 : 1;
  for (; n > 0; n--) {
    const value = <f64>load<f32>(x);
    if (isSum) fold += value;
    else fold *= value;
    store<f32>(out, <f32>fold);
    x += step;
    out += step;
  }
}

function runningExtreme(isGreatest: bool, x: usize, out: usize, places: usize, n: i32, step: usize): void {
  let best = load<f32>(x);
  let place = 0;
  for (let k = 0; k < n; k++) {
    const value = load<f32>(x);
    if (value != value || (isGreatest ? value >= best : value <= best)) {
      best = value;
      place = k;
    }
    store<f32>(out, best);
    if (places != 0) {
      store<i64>(places, place);
      places += 2 * step;
    }
    x += step;
    out += step;
  }
}
