/** Edit distance in which swapping two neighbours counts as one edit, the commonest slip of the fingers. */
const distance = (one: string, other: string): number => {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const change = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const at = (back: number, left: number): number => rows[row - back]?.[column - left] ?? Number.POSITIVE_INFINITY;
      const steps = [at(1, 0) + 1, (current[column - 1] ?? 0) + 1, at(1, 1) + change];
      current.push(Math.min(...steps, swapped ? at(2, 2) + 1 : Number.POSITIVE_INFINITY));
    }
    rows.push(current);
  }
  return rows.at(-1)?.[other.length] ?? 0;
};

/** The known word nearest to a mistyped one, or nothing when none is near. */
export const suggest = (word: string, known: readonly string[]): string | undefined => {
  const ranked = known
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= Math.max(1, Math.floor(word.length / 3)) ? best.candidate : undefined;
};
