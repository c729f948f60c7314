/**
 * A number as the array's dtype holds it. With rounded operands one sum or one product in doubles, rounded to float32, is the float32 sum or
 * product: the bits do not depend on how an engine or a GPU gets there.
 */
export function rounded(x: number, out: Float32Array | Float64Array): number {
  return out instanceof Float64Array ? x : Math.fround(x);
}
