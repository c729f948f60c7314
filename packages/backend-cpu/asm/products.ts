/* float32 matrix products, and what is made of them. */
export { convolutionWorkspaceBytes, convolve, convolveWeights } from './convolution';
export { multiply, workspaceBytes } from './multiply';
