import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { guardAllocation } from './allocation.ts';
import { installConv2D } from './conv2d.ts';
import { installConv2DFilterGradient } from './conv2d-filter-gradient.ts';
import { installConv2DInputGradient } from './conv2d-input-gradient.ts';
import { registerEinsum } from '../einsum/register.ts';
import { installElementwise } from './elementwise.ts';
import { installGather } from './gather.ts';
import { installMatMul } from './mat-mul.ts';
import { installMaxPool } from './max-pool.ts';
import { installMemoryKernels } from './memory.ts';
import { installPooling } from './pooling.ts';
import { installReductions } from './reductions.ts';
import { installSegmentSum } from './segment-sum.ts';

/** Registers the training kernels over the wasm engine's own. Idempotent; to be done before the engine is initialised or after. */
export function installWasmKernels(): void {
  installMatMul();
  registerEinsum('wasm');
  installGather();
  installMaxPool();
  installPooling();
  installSegmentSum();
  installConv2D();
  installConv2DInputGradient();
  installConv2DFilterGradient();
  installElementwise();
  installReductions();
  installMemoryKernels();
}

export function guardWasm(backend: BackendWasm): void {
  guardAllocation(backend);
}
