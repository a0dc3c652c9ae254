import { assemble } from './assembler.ts';
import { packAcross, packAlong, packNarrow } from './packing-kernels.ts';
import { narrowTiles, tile, tiles } from './tile-kernels.ts';

/** The module's functions as JavaScript sees them; parameters are theirs, in their order. */
export interface ProductKernels {
  readonly tiles: Kernel;
  readonly narrowTiles: Kernel;
  readonly packAlong: Kernel;
  readonly packAcross4: Kernel;
  readonly packAcross8: Kernel;
  readonly packNarrow: Kernel;
}
/** Their names, in the order in which calls are written down for threads. */
export const kernelNames = [
  'tiles',
  'narrowTiles',
  'packAlong',
  'packAcross4',
  'packAcross8',
  'packNarrow',
] as const satisfies readonly (keyof ProductKernels)[];

type Kernel = (...parameters: readonly number[]) => void;

/**
 * @param fused whether products and sums are rounded once, which needs relaxed SIMD
 * @param shared whether the memory that it works on is shared between threads
 */
export function productModule(fused: boolean, shared = false): Uint8Array<ArrayBuffer> {
  const functions = [
    tile(fused),
    tiles,
    narrowTiles,
    packAlong,
    packAcross('packAcross4', 4),
    packAcross('packAcross8', 8),
    packNarrow,
  ];
  return assemble(functions, shared);
}
