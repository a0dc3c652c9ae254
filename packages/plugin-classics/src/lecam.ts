import { definePlugin } from '@ganreg/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const options = z.strictObject({
  decay: z.number().min(0).lt(1).default(0.99).describe('What is kept of the anchors in each step'),
});

/**
 * LeCam (Tseng et al., CVPR 2021, eq. 4): penalty = E relu(s(x) − a_F)² + E relu(a_R − s(g))², where the anchors a_R and a_F are
 * moving averages of the mean scores of reals and fakes, moved before they are used. The weight 0.3 is that of the authors'
 * BigGAN on CIFAR, which starts it at step 1000: `from: 1000`. The anchors start at the first active step.
 */
export const lecam = definePlugin({
  name: 'lecam',
  version: '0.1.0',
  about: 'Scores are kept near the moving average of the other kind',
  paper: {
    title: 'Regularizing Generative Adversarial Networks under Limited Data',
    authors: 'Hung-Yu Tseng, Lu Jiang, Ce Liu, Ming-Hsuan Yang, Weilong Yang',
    venue: 'CVPR 2021',
    url: 'https://arxiv.org/abs/2104.03310',
  },
  options,
  terms: {
    penalty: {
      player: 'discriminator',
      on: 'both',
      weight: 0.3,
      about: 'E relu(s(x) − a_F)² + E relu(a_R − s(g))²',
    },
  },
  requires: () => ({ batchCoupled: 'its anchors move with the mean score of a batch' }),
  setup: ({ tf, ops, options: { decay } }) => {
    const anchors = new Map<string, Tensor>();
    const replace = (name: string, value: Tensor): Tensor => {
      const kept = tf.keep(value);
      anchors.get(name)?.dispose();
      anchors.set(name, kept);
      return kept;
    };
    const moved = (name: string, scores: Tensor): Tensor => {
      const now = ops.stopGradient(tf.mean(scores));
      const before = anchors.get(name);
      const next = before === undefined ? now : tf.add(tf.mul(before, decay), tf.mul(now, 1 - decay));
      return replace(name, ops.stopGradient(next));
    };
    const excess = (x: Tensor): Scalar => tf.mean(tf.square(tf.relu(x)));
    return {
      terms: {
        penalty: ({ real, fake, log }) => {
          const [scores, fakeScores] = [real.verdict.logits, fake.verdict.logits];
          const [anchor, fakeAnchor] = [moved('real', scores), moved('fake', fakeScores)];
          log('anchor/real', anchor as Scalar);
          log('anchor/fake', fakeAnchor as Scalar);
          return tf.add<Scalar>(excess(tf.sub(scores, fakeAnchor)), excess(tf.sub(anchor, fakeScores)));
        },
      },
      state: {
        save: () => ({ tensors: Object.fromEntries(anchors) }),
        restore: ({ tensors = {} }) => {
          for (const [name, value] of Object.entries(tensors)) replace(name, tf.clone(value));
        },
      },
      dispose: () => tf.dispose([...anchors.values()]),
    };
  },
});
