import type * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import { relativistic, relativisticHinge } from './relativistic.ts';
import { separableLosses } from './separable.ts';

/** Names of the adversarial losses, in the order of the documentation. */
export const lossNames = [
  'non-saturating',
  'minimax',
  'hinge',
  'wgan',
  'lsgan',
  'relativistic',
  'relativistic-hinge',
] as const;
/** Name of an adversarial loss, see {@link lossNames}. */
export type LossName = (typeof lossNames)[number];

/** Raw scores `[B, 1]` of both sets of images. */
export interface Logits {
  readonly real: Tensor2D;
  readonly fake: Tensor2D;
}

/** `untruncated` leaves out the margins of a loss that has margins. */
export type LossForm = 'as-loss' | 'untruncated';

/** A game between the players, on raw logits. */
export interface AdversarialLoss {
  readonly name: LossName;
  /** What the discriminator minimises. */
  readonly discriminator: (logits: Logits, form?: LossForm) => Scalar;
  /** The discriminator's loss on one kind of image; missing where the loss compares the two kinds. */
  readonly part?: (on: keyof Logits, logits: Tensor2D, form?: LossForm) => Scalar;
  /** What the generator minimises. Only a loss without parts calls `real`. */
  readonly generator: (fake: Tensor2D, real: () => Tensor2D) => Scalar;
}

/** Builds a loss. A loss without {@link AdversarialLoss.part} needs reals in the generator's half too. */
export const adversarialLoss = (tensors: typeof tf, name: LossName): AdversarialLoss => {
  switch (name) {
    case 'relativistic':
      return { name, ...relativistic(tensors) };
    case 'relativistic-hinge':
      return { name, ...relativisticHinge(tensors) };
    default: {
      const { real, fake, generator, untruncated } = separableLosses[name](tensors);
      const asLoss = { real, fake };
      const parts = (form: LossForm = 'as-loss') => (form === 'as-loss' ? asLoss : (untruncated ?? asLoss));
      return {
        name,
        generator,
        part: (on, logits, form) => parts(form)[on](logits),
        discriminator: (logits, form) => tensors.add(parts(form).real(logits.real), parts(form).fake(logits.fake)),
      };
    }
  }
};
