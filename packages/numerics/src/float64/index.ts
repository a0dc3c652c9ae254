/** Matrix products in float64 on the processor, without an engine: for statistics, where float32 would leave few digits. */
export { columnProducts, rowProducts, type ColumnProducts, type Numbers } from './products.ts';
