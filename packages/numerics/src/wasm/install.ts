import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { guardAllocation } from './allocation.ts';
import { guardStockConvolutions, installConv2D } from './conv2d.ts';
import { installConv2DFilterGradient } from './conv2d-filter-gradient.ts';
import { installConv2DInputGradient } from './conv2d-input-gradient.ts';
import { registerEinsum } from '../einsum/register.ts';
import { installElementwise } from './elementwise.ts';
import { installGather } from './gather.ts';
import { guardFusedMatMul, installMatMul } from './mat-mul.ts';
import { installMaxPool } from './max-pool.ts';
import { installMemoryKernels } from './memory.ts';
import { installPooling } from './pooling.ts';
import { installReductions } from './reductions.ts';
import { installSegmentSum } from './segment-sum.ts';
import { installTranspose } from './transpose.ts';

/** Registers the training kernels over the wasm engine's own. Idempotent; to be done before the engine is initialised or after. */
export function installWasmKernels(): void {
  installMatMul();
  guardFusedMatMul();
  registerEinsum('wasm');
  installGather();
  installMaxPool();
  installPooling();
  installSegmentSum();
  installConv2D();
  guardStockConvolutions();
  installConv2DInputGradient();
  installConv2DFilterGradient();
  installElementwise();
  installReductions();
  installMemoryKernels();
  installTranspose();
}

/** Guards a started engine; see `guardAllocation` for the limit. */
export function guardWasm(backend: BackendWasm, memoryLimit?: number): void {
  guardAllocation(backend, memoryLimit);
}
