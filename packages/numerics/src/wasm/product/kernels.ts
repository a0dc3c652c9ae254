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
type Kernel = (...parameters: readonly number[]) => void;

/** @param fused whether products and sums are rounded once, which needs relaxed SIMD */
export function productModule(fused: boolean): Uint8Array<ArrayBuffer> {
  return assemble([
    tile(fused),
    tiles,
    narrowTiles,
    packAlong,
    packAcross('packAcross4', 4),
    packAcross('packAcross8', 8),
    packNarrow,
  ]);
}
