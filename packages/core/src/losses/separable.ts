import type * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';

type Loss = (logits: Tensor2D) => Scalar;

/** A loss whose discriminator part is one function of real logits plus one of fake logits. */
interface SeparableLoss {
  readonly real: Loss;
  readonly fake: Loss;
  readonly generator: Loss;
  /** The discriminator's parts without margins, where the loss has margins. */
  readonly untruncated?: { readonly real: Loss; readonly fake: Loss };
}

export const separableLosses = {
  // Goodfellow et al. 2014, §3: E softplus(-s(x)) + E softplus(s(g)); generator E softplus(-s(g)).
  'non-saturating': (t: typeof tf): SeparableLoss => ({
    real: (s) => t.mean(t.softplus(t.neg(s))),
    fake: (s) => t.mean(t.softplus(s)),
    generator: (s) => t.mean(t.softplus(t.neg(s))),
  }),
  // Goodfellow et al. 2014, eq. 1: the generator minimises the negative of the discriminator's loss on fakes.
  minimax: (t: typeof tf): SeparableLoss => ({
    real: (s) => t.mean(t.softplus(t.neg(s))),
    fake: (s) => t.mean(t.softplus(s)),
    generator: (s) => t.neg(t.mean(t.softplus(s))),
  }),
  // Lim & Ye 2017; Miyato et al. 2018.
  hinge: (t: typeof tf): SeparableLoss => ({
    real: (s) => t.mean(t.relu(t.sub(1, s))),
    fake: (s) => t.mean(t.relu(t.add(1, s))),
    generator: (s) => t.neg(t.mean(s)),
    untruncated: { real: (s) => t.neg(t.mean(s)), fake: (s) => t.mean(s) },
  }),
  // Arjovsky et al. 2017, eq. 3; the Lipschitz constraint comes from a plugin (wgan-gp).
  wgan: (t: typeof tf): SeparableLoss => ({
    real: (s) => t.neg(t.mean(s)),
    fake: (s) => t.mean(s),
    generator: (s) => t.neg(t.mean(s)),
  }),
  // Mao et al. 2017, eq. 9 with a = 0, b = c = 1.
  lsgan: (t: typeof tf): SeparableLoss => ({
    real: (s) => t.mul(0.5, t.mean(t.square(t.sub(s, 1)))),
    fake: (s) => t.mul(0.5, t.mean(t.square(s))),
    generator: (s) => t.mul(0.5, t.mean(t.square(t.sub(s, 1)))),
  }),
};
