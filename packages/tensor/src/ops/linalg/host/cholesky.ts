/**
 * The lower triangle L of A = L·Lᵀ, row by row, from A's lower triangle.
 *
 * @returns 0, or the order of the leading minor that is not positive
 */
export function cholesky(a: Float64Array, n: number, l: Float64Array): number {
  l.fill(0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      if (i !== j) l[i * n + j] = sum / l[j * n + j]!;
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else return i + 1;
    }
  }
  return 0;
}
