import { overlayConvolutions } from './convolutions.ts';
import { overlayDepthwise } from './depthwise.ts';
import { overlayElementwise } from './elementwise.ts';
import { overlayFir } from './fir.ts';
import { overlayMatMul } from './mat-mul.ts';
import { overlayPadding } from './padding.ts';
import { overlayPerChannel } from './per-channel.ts';
import { overlayReductions } from './reductions.ts';

/** Lays the addon's kernels over those of `wasm`; they compute while an addon is chosen. Idempotent. */
export function overlayKernels(): void {
  overlayMatMul();
  overlayConvolutions();
  overlayDepthwise();
  overlayElementwise();
  overlayReductions();
  overlayPerChannel();
  overlayPadding();
  overlayFir();
}
