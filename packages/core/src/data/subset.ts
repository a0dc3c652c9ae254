import type { Dataset } from './dataset.ts';

/**
 * Part of a dataset, by the indices of its images (repeats allowed).
 * The hash is derived from the whole set's hash and the indices, so it names this part exactly.
 */
export function subset(
  dataset: Dataset,
  indices: readonly number[],
  name = `${dataset.name} (${indices.length})`,
): Dataset {
  const chosen = [...indices];
  return {
    ...dataset,
    name,
    count: chosen.length,
    hash: `${dataset.hash}[${ranges(chosen)}]`,
    image: (index) => {
      const original = chosen[index];
      if (original === undefined) throw new RangeError(`${name} has images 0 to ${chosen.length - 1}, not ${index}`);
      return dataset.image(original);
    },
  };
}

/** 0,1,2,7 → '0-2,7': short for the usual contiguous parts, still exact for any other. */
function ranges(indices: readonly number[]): string {
  const parts: string[] = [];
  for (let start = 0; start < indices.length;) {
    let end = start;
    while (indices[end + 1] === (indices[end] ?? 0) + 1) end++;
    parts.push(start === end ? `${indices[start]}` : `${indices[start]}-${indices[end]}`);
    start = end + 1;
  }
  return parts.join(',');
}
