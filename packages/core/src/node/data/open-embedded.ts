import type { Dataset } from '../../data/dataset.ts';
import { assetPath } from './assets.ts';
import { openIdx, type Split } from './open-idx.ts';

/**
 * The images that come with the package: real Fashion-MNIST (Zalando SE, MIT), 28×28 grey, evenly over its ten classes.
 * `train` has 4,000 of the official training images, `test` 1,000 of the official test images: never trained on.
 */
export function openEmbedded(split: Split = 'train'): Promise<Dataset> {
  return openIdx(assetPath('fashion-mnist'), {
    name: split === 'train' ? 'embedded' : 'embedded (test)',
    licence: 'MIT',
    split,
  });
}
