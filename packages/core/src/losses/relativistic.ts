import type * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { AdversarialLoss } from './adversarial.ts';

type Relativistic = Pick<AdversarialLoss, 'discriminator' | 'generator'>;

/** How much more real each image scores than the average of the other kind (Jolicoeur-Martineau 2019, eq. 10). */
const relative = (t: typeof tf, scores: Tensor2D, others: Tensor2D): Tensor => t.sub(scores, t.mean(others));

/**
 * Relativistic average loss (Jolicoeur-Martineau, ICLR 2019, eq. 8): with r(x) = s(x) − E s(g) and r(g) = s(g) − E s(x), the
 * discriminator minimises E softplus(−r(x)) + E softplus(r(g)), the generator the same with real and fake exchanged.
 */
export const relativistic = (t: typeof tf): Relativistic => {
  const loss = (better: Tensor2D, worse: Tensor2D) =>
    t.add<tf.Scalar>(
      t.mean(t.softplus(t.neg(relative(t, better, worse)))),
      t.mean(t.softplus(relative(t, worse, better))),
    );
  return {
    discriminator: ({ real, fake }) => loss(real, fake),
    generator: (fake, real) => loss(fake, real()),
  };
};

/** The hinge of the relativistic average loss: E relu(1 − r(x)) + E relu(1 + r(g)); `untruncated` −E r(x) + E r(g). */
export const relativisticHinge = (t: typeof tf): Relativistic => {
  const loss = (better: Tensor2D, worse: Tensor2D) =>
    t.add<tf.Scalar>(
      t.mean(t.relu(t.sub(1, relative(t, better, worse)))),
      t.mean(t.relu(t.add(1, relative(t, worse, better)))),
    );
  return {
    discriminator: ({ real, fake }, form) =>
      form === 'untruncated' ? t.mul<tf.Scalar>(2, t.sub(t.mean(fake), t.mean(real))) : loss(real, fake),
    generator: (fake, real) => loss(fake, real()),
  };
};
