import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** What FID's network is called: Inception v3 as TensorFlow published it on 2015-12-05. */
export const officialName = 'inception-2015-12-05';

/** The published file of its weights, `pt_inception-2015-12-05-6726825d.pth`, is named after the first letters of its SHA-256. */
const officialWeights = '6726825d';

interface Origin {
  readonly weights?: unknown;
  readonly onnx?: unknown;
}

/**
 * Whether an ONNX file is the network that FID is defined by. An export differs in its bytes from one version of PyTorch to the next, so
 * the file alone cannot tell: `FILE.json`, which `scripts/features/export-fid-inception.py` writes beside it, names the SHA-256 of the
 * weights it was exported from and that of the export. Only if the first is the published one and the second this very file, at 299×299
 * and in [0, 1], are distances called FID.
 */
export const isOfficialInception = async (
  file: string,
  bytes: Uint8Array,
  side: number,
  [low, high]: readonly [number, number],
): Promise<boolean> => {
  if (side !== 299 || low !== 0 || high !== 1) return false;
  try {
    const { weights, onnx } = JSON.parse(await readFile(`${file}.json`, 'utf8')) as Origin;
    const own = createHash('sha256').update(bytes).digest('hex');
    return (
      typeof weights === 'string' &&
      /^[0-9a-f]{64}$/u.test(weights) &&
      weights.startsWith(officialWeights) &&
      onnx === own
    );
  } catch {
    return false;
  }
};
