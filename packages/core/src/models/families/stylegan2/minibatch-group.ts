/** The largest group, up to `wanted`, that divides the batch. */
export const groupSize = (batch: number, wanted: number): number => {
  let group = Math.min(batch, wanted);
  while (batch % group !== 0) group -= 1;
  return group;
};
