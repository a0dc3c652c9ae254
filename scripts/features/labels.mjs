// Class labels of the named datasets: only the probes need them, so the product does not read them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export async function labelsOf(folder, name, split) {
  if (name === 'cifar10')
    return JSON.parse(
      readFileSync(join(folder, name, split === 'train' ? 'train_lables.json' : 'test_lables.json'), 'utf8'),
    );
  const file = `${split === 'train' ? 'train' : 't10k'}-labels-idx1-ubyte`;
  try {
    return readFileSync(join(folder, name, file)).subarray(8);
  } catch {
    return gunzipSync(readFileSync(join(folder, name, `${file}.gz`))).subarray(8);
  }
}
