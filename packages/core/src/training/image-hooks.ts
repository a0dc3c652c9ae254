import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Augmented, ImageContext, SurroundedDiscriminator } from '../plugin/hooks.ts';
import type { Domain, Player, StepDraws } from '../plugin/steps.ts';
import type { ActivePlugin, TrainingContext } from './context.ts';
import { grantedVerdict } from './granted.ts';

/** Which half, phase and draw of a step is going on. */
export interface Occasion {
  readonly player: Player;
  readonly phase: 'joint' | 'own';
  readonly index: number;
  /** Counts the draws: the step, or the repetition of the discriminator's half. */
  readonly draw: number;
  /** Tells several sets of images of one half apart, for example a second batch. */
  readonly purpose?: string;
}

/** What the adversarial loss sees instead of the verdict's logits. */
export interface Replaced {
  readonly logits: Tensor2D;
  readonly extra?: unknown;
}

/** What stands between the images of a half and the logits of its adversarial loss. */
export interface ImageHooks {
  readonly reals: (images: Tensor4D) => Tensor4D;
  readonly augment: (images: Tensor4D, on: Domain) => Augmented;
  readonly replace: ((images: Tensor4D, on: Domain, discriminator: SurroundedDiscriminator) => Replaced) | undefined;
}

const drawsOf =
  ({ random }: TrainingContext, { planned }: ActivePlugin, occasion: Occasion, scope: string) =>
  (stream: string): StepDraws => {
    const { player, phase, purpose, draw } = occasion;
    const half = [player, ...(phase === 'own' ? ['own'] : []), ...(purpose === undefined ? [] : [purpose]), scope];
    return random.stream(`plugin/${planned.id}/${half.join('/')}/${stream}`).at(draw);
  };

const surround = (
  { planned, hooks }: ActivePlugin,
  images: Tensor4D,
  { judge, conclude }: SurroundedDiscriminator,
  context: ImageContext,
): Replaced => {
  const granted: SurroundedDiscriminator = {
    judge: (others) => grantedVerdict(judge(others), planned),
    conclude,
  };
  return hooks.judge?.(images, granted, context) ?? judge(images);
};

/** Has it told at the end of the step whether what a hook gave is finite. */
const watched = <Given extends Tensor>(
  { logs }: TrainingContext,
  { planned }: ActivePlugin,
  hook: string,
  { player, phase, purpose }: Occasion,
  given: Given | undefined,
): Given | undefined => {
  const half = [phase === 'own' ? ' (own)' : '', purpose === undefined ? '' : ` (${purpose})`].join('');
  if (given !== undefined) logs.watch(`${planned.id}.${hook}${half}`, player, tf.sum(given));
  return given;
};

/** The image hooks of every plugin for one half, in their order. */
export const imageHooks = (context: TrainingContext, occasion: Occasion): ImageHooks => {
  const { index, player, phase } = occasion;
  const around = context.ordered.find(({ hooks }) => hooks.judge !== undefined);
  const contextOf = (plugin: ActivePlugin, on: Domain): ImageContext => ({
    index,
    progress: index / context.plan.steps,
    player,
    phase,
    on,
    random: drawsOf(context, plugin, occasion, on),
  });
  return {
    reals: (images) =>
      context.ordered.reduce(
        (changed, plugin) =>
          watched(context, plugin, 'reals', occasion, plugin.hooks.reals?.(changed, contextOf(plugin, 'real'))) ??
          changed,
        images,
      ),
    augment: (images, on) =>
      context.ordered.reduce<Augmented>(
        (shown, plugin) => {
          const next = plugin.hooks.augment?.(shown.images, contextOf(plugin, on));
          if (next === undefined) return shown;
          watched(context, plugin, `augment of ${on} images`, occasion, next.images);
          const [first, second] = [shown.geometry, next.geometry];
          const geometry = first && second ? (maps: Tensor4D) => second(first(maps)) : (first ?? second);
          return { images: next.images, geometry };
        },
        { images },
      ),
    replace:
      around?.hooks.judge === undefined
        ? undefined
        : (images, on, discriminator) => {
            const replaced = surround(around, images, discriminator, contextOf(around, on));
            watched(context, around, `judge of ${on} images`, occasion, replaced.logits);
            return replaced;
          },
  };
};

/** Latents as the plugins want them. */
export const shapeLatents = (context: TrainingContext, latents: Tensor2D, occasion: Occasion): Tensor2D =>
  context.ordered.reduce(
    (shaped, plugin) =>
      watched(
        context,
        plugin,
        'latents',
        occasion,
        plugin.hooks.latents?.(shaped, drawsOf(context, plugin, occasion, 'latents')),
      ) ?? shaped,
    latents,
  );
