/* float32 matrix products, and what is made of them. */
export { convolutionWorkspaceBytes, convolve, convolveWeights, turnWeights } from './convolution';
export { multiply, workspaceBytes } from './multiply';
