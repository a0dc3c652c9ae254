import type * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';

/** Names of the adversarial losses, in the order of the documentation. */
export const lossNames = ['non-saturating', 'minimax', 'hinge', 'wgan', 'lsgan'] as const;
export type LossName = (typeof lossNames)[number];

/**
 * A game between the players, on raw logits `[B, 1]`. The discriminator's loss is the sum of a part on reals and one on
 * fakes, so that plugins can ask for either.
 */
export interface AdversarialLoss {
  readonly name: LossName;
  readonly real: (logits: Tensor2D) => Scalar;
  readonly fake: (logits: Tensor2D) => Scalar;
  readonly generator: (fakeLogits: Tensor2D) => Scalar;
  /** The discriminator's parts without margins, where the loss has margins. */
  readonly untruncated: { readonly real: (logits: Tensor2D) => Scalar; readonly fake: (logits: Tensor2D) => Scalar };
}

type Make = (
  tensors: typeof tf,
) => Omit<AdversarialLoss, 'name' | 'untruncated'> & Partial<Pick<AdversarialLoss, 'untruncated'>>;

const makers: Readonly<Record<LossName, Make>> = {
  // Goodfellow et al. 2014, §3: E softplus(-s(x)) + E softplus(s(g)); generator E softplus(-s(g)).
  'non-saturating': (t) => ({
    real: (s) => t.mean(t.softplus(t.neg(s))),
    fake: (s) => t.mean(t.softplus(s)),
    generator: (s) => t.mean(t.softplus(t.neg(s))),
  }),
  // Goodfellow et al. 2014, eq. 1: the generator minimises the negative of the discriminator's loss on fakes.
  minimax: (t) => ({
    real: (s) => t.mean(t.softplus(t.neg(s))),
    fake: (s) => t.mean(t.softplus(s)),
    generator: (s) => t.neg(t.mean(t.softplus(s))),
  }),
  // Lim & Ye 2017; Miyato et al. 2018.
  hinge: (t) => ({
    real: (s) => t.mean(t.relu(t.sub(1, s))),
    fake: (s) => t.mean(t.relu(t.add(1, s))),
    generator: (s) => t.neg(t.mean(s)),
    untruncated: { real: (s) => t.neg(t.mean(s)), fake: (s) => t.mean(s) },
  }),
  // Arjovsky et al. 2017, eq. 3; the Lipschitz constraint comes from a plugin (wgan-gp).
  wgan: (t) => ({
    real: (s) => t.neg(t.mean(s)),
    fake: (s) => t.mean(s),
    generator: (s) => t.neg(t.mean(s)),
  }),
  // Mao et al. 2017, eq. 9 with a = 0, b = c = 1.
  lsgan: (t) => ({
    real: (s) => t.mul(0.5, t.mean(t.square(t.sub(s, 1)))),
    fake: (s) => t.mul(0.5, t.mean(t.square(s))),
    generator: (s) => t.mul(0.5, t.mean(t.square(t.sub(s, 1)))),
  }),
};

export const adversarialLoss = (tensors: typeof tf, name: LossName): AdversarialLoss => {
  const loss = makers[name](tensors);
  return { name, untruncated: { real: loss.real, fake: loss.fake }, ...loss };
};
