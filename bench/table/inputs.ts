/** The numbers of the table's inputs: the same here and in `scripts/fixtures/numerics_table.py`. */
export type Kind =
  /** in (-1, 1) */
  | 'plain'
  /** the same, but 0.15 away from zero: no kink in reach of a finite difference */
  | 'away'
  /** in (0.5, 1.5) */
  | 'positive'
  /** evenly spaced in (-1, 1), shuffled: no two alike, so that maxima are unique */
  | 'distinct';

export interface Input {
  readonly shape: number[];
  readonly kind: Kind;
}

/** Float32 numbers that depend on the name alone. */
export function numbers(name: string, { shape, kind }: Input): Float32Array {
  const count = shape.reduce((total, size) => total * size, 1);
  const next = generator(name);
  if (kind === 'distinct') return shuffled(count, next);
  return Float32Array.from({ length: count }, () => {
    const value = next();
    if (kind === 'plain') return value;
    if (kind === 'positive') return 0.5 + Math.abs(value);
    return value >= 0 ? 0.15 + value : value - 0.15;
  });
}

/** Weights in (0.5, 1.5) that make one number of an output; uneven, so that no errors cancel. */
export function weights(name: string, shape: number[]): Float32Array {
  return numbers(`${name}/weights`, { shape, kind: 'positive' });
}

/** A linear congruential generator in (-1, 1), seeded with the FNV-1a hash of a name: easy to repeat in any language. */
function generator(name: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return ((state >>> 8) / 2 ** 24) * 2 - 1;
  };
}

function shuffled(count: number, next: () => number): Float32Array {
  const values = Float32Array.from({ length: count }, (_, index) => (2 * index + 1) / count - 1);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(((next() + 1) / 2) * (last + 1));
    [values[last], values[other]] = [values[other] ?? 0, values[last] ?? 0];
  }
  return values;
}
