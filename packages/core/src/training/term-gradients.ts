import * as tf from '@tensorflow/tfjs-core';
import type { Gradients } from '../plugin/steps.ts';
import type { TrainingContext } from './context.ts';
import { gradientOf, type Objective } from './differentiate.ts';

const inner = (one: Gradients, other: Gradients): tf.Scalar =>
  [...one].reduce<tf.Scalar>((sum, [path, gradient]) => {
    const second = other.get(path);
    return second === undefined ? sum : tf.add(sum, tf.sum(tf.mul(gradient, second)));
  }, tf.scalar(0));

/**
 * On the steps that `run.gradients` names: what observes the parts of an objective and logs the norm of each part's gradient
 * (`gradient/<part>`, weights included) and the cosine between every two (`cosine/<part>·<part>`). It changes no number of the
 * training.
 */
export const termGradients = (
  { plan, logs, trainable }: TrainingContext,
  player: 'generator' | 'discriminator',
  index: number,
): ((parts: Objective['parts']) => void) | undefined => {
  const every = plan.config.run.gradients?.every;
  if (every === undefined || index % every !== 0) return undefined;
  return (parts) => {
    tf.tidy(() => {
      const gradients = [...parts].map(([key, value]) => ({ key, gradient: gradientOf(value, trainable[player]) }));
      const norms = gradients.map(({ gradient }) => tf.sqrt(inner(gradient, gradient)));
      gradients.forEach(({ key, gradient }, place) => {
        const norm = norms[place];
        if (norm === undefined) return;
        logs.copy(`gradient/${key}`, norm);
        gradients.slice(place + 1).forEach((other, distance) => {
          const second = norms[place + 1 + distance];
          if (second === undefined) return;
          const cosine = tf.divNoNan(inner(gradient, other.gradient), tf.mul(norm, second));
          logs.copy(`cosine/${key}·${other.key}`, cosine);
        });
      });
    });
  };
};
