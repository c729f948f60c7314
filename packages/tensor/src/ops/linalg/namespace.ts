/** PyTorch's `torch.linalg`. */
export { cholesky, type CholeskyOptions } from './cholesky.js';
export { along as cross } from './cross.js';
export { det, slogdet } from './det.js';
export { eigh, type EighOptions, eigvalsh } from './eigh.js';
export { inv } from './inv.js';
export { matmul } from './matmul.js';
export { matrixPower } from './matrix-power.js';
export { multiDot } from './multi-dot.js';
export { matrixNorm, type MatrixNormOptions, type MatrixOrder, norm, vectorNorm } from './norms.js';
export { cond, matrixRank, pinv, type RankOptions } from './pinv.js';
export { qr, type QrMode, type QrOptions } from './qr.js';
export { solve, type SolveOptions } from './solve.js';
export { solveTriangular, type SolveTriangularOptions } from './solve-triangular.js';
export { svd, type SvdOptions, svdvals } from './svd.js';
