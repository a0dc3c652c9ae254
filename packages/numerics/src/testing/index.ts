export { checkGradients, type GradientCheck } from './check-gradients.ts';
export { countLeaks, expectNoLeak } from './leaks.ts';
export { countKernels } from './count-kernels.ts';
