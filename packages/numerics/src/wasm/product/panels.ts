import type { Code, Variables } from './assembler.ts';
import { add, integer, repeatWhile, subtract } from './instructions.ts';

/*
 * Matrix products in blocks that stay in the caches (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication",
 * 2008). Both operands are first packed into panels: 4 rows of the left one, 8 columns of the right one, depth by depth. Larger
 * tiles than 4×8 need more vector registers than the 15 that V8 has on x64, and are slower.
 *
 * Addresses are in bytes. Rows are found by tables of addresses, so that the same functions serve matrices, transposed matrices and
 * the windows of convolutions.
 */

/** Rows of a panel of the left operand. */
export const panelRows = 4;
/** Columns of a panel of the right operand. */
export const panelColumns = 8;

export const float = 4;
export const lanes = 4;
export const vector = lanes * float;
/** The rows of a panel. */
export const rows = [0, 1, 2, 3] as const;
export const vectors = (names: readonly string[]): Record<string, 'v128'> =>
  Object.fromEntries(names.map((name) => [name, 'v128']));

export const increase = ({ get, set }: Variables, name: string, by: Code): Code => set(name, add(get(name), by));

/** Repeats the body as often as the counter says, which must not be 0. */
export const repeat = ({ get, set }: Variables, counter: string, body: Code): Code =>
  repeatWhile(get(counter), [body, set(counter, subtract(get(counter), integer(1)))]);
