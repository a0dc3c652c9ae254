import { createHash } from 'node:crypto';
import type { Snapshot } from '../../training/trainer-state.ts';

/** SHA-256 of every weight and buffer: names, shapes and bits, in the order of the names. */
export const weightsHash = ({ tensors }: Snapshot): string => {
  const sum = createHash('sha256');
  const weights = [...tensors].filter(([name]) => /^(?:generator|discriminator|average|head\/)/u.test(name));
  for (const [name, { shape, values }] of weights.toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    sum
      .update(`${name}[${shape.join(',')}]`)
      .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return sum.digest('hex');
};
