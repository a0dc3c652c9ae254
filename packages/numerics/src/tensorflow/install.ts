import { borrowMissingKernels } from './borrow.ts';
import { installConvolutions } from './convolution.ts';
import { installPooling } from './pooling.ts';
import { installResizing } from './resizing.ts';
import { installStep } from './step.ts';

/** Registers kernels over those of tfjs-node that are missing or wrong. Idempotent; to be done after it is loaded. */
export function installTensorflowKernels(): void {
  installConvolutions();
  installPooling();
  installResizing();
  installStep();
  borrowMissingKernels();
}
