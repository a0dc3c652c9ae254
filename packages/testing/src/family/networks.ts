import type { Features, Taps } from '@ganreg/core';
import type { Trainer } from '@ganreg/core/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Clause } from '../clause.ts';
import { broken } from '../contract-error.ts';
import { countMacs } from '../laboratory/count-macs.ts';
import { hashOf } from '../laboratory/trainer.ts';
import { differenceOf, type FamilySubject } from './subject.ts';

const batch = 3;

const generated = ({ context: { generator } }: Trainer, latents: tf.Tensor2D, mode: 'training' | 'evaluation') =>
  generator.synthesize(generator.map(latents, { mode }), { mode, noise: 'constant' });

const checkFeatures = (features: Features, taps: Taps, of: string): void => {
  for (const [side, channels] of taps) {
    const shape = features.at(side).shape.join('×');
    if (shape !== [batch, side, side, channels].join('×'))
      throw broken(
        `The ${of}'s features of side ${side} have the shape ${shape}.`,
        `The description says ${batch}×${side}×${side}×${channels}: make the two agree.`,
      );
  }
};

export const networksAreAsDescribed: Clause<FamilySubject> = {
  title: 'images and features have the sizes that the description says',
  run: (subject) =>
    subject.withNetworks((trainer) => {
      const { model } = trainer.plan;
      tf.tidy(() => {
        const made = generated(trainer, trainer.latents(batch), 'training');
        const shape = made.images.shape.join('×');
        if (shape !== [batch, model.resolution, model.resolution, model.channels].join('×'))
          throw broken(`Images have the shape ${shape}.`, 'Make them [B, R, R, C] as described.');
        if (!made.images.dataSync().every(Number.isFinite))
          throw broken('Images are not finite.', 'Check the initial sizes of the weights.');
        checkFeatures(made.features, model.generator.taps, 'generator');
        checkFeatures(
          trainer.context.discriminator.judge(made.images).features,
          model.discriminator.taps,
          'discriminator',
        );
      });
    }),
};

export const verdictsAreConsistent: Clause<FamilySubject> = {
  title: 'score(embedding) and conclude(smallest features) give the logits',
  run: (subject) =>
    subject.withNetworks((trainer) => {
      const { discriminator } = trainer.context;
      tf.tidy(() => {
        const { images } = generated(trainer, trainer.latents(batch), 'training');
        const { logits, embedding, features } = discriminator.judge(images);
        if (logits.shape.join('×') !== `${batch}×1`)
          throw broken(`Logits have the shape ${logits.shape.join('×')}.`, 'Give one raw score an image: [B, 1].');
        if (!(differenceOf(discriminator.score(embedding), logits) < 1e-5))
          throw broken('score(embedding) is not logits.', 'Let `embedding` be what the last layer scores.');
        const smallest = features.at(Math.min(...trainer.plan.model.discriminator.taps.keys()));
        if (!(differenceOf(discriminator.conclude(smallest), logits) < 1e-5))
          throw broken('conclude(smallest features) is not logits.', 'Run everything behind the smallest map.');
      });
    }),
};

export const reentryContinues: Clause<FamilySubject> = {
  title: 'entered half-way with its own features, it makes its own images',
  run: (subject) =>
    subject.withNetworks((trainer) => {
      const { reentry } = trainer.plan.model.generator;
      const { resume } = trainer.context.generator;
      if (reentry === undefined) return;
      if (resume === undefined)
        throw broken('It describes `reentry`, but its generator has no `resume`.', 'Write it, or do not describe it.');
      tf.tidy(() => {
        const { images, features, pyramid, styles } = generated(trainer, trainer.latents(batch), 'training');
        for (const resolution of reentry.resolutions.filter((side) => trainer.plan.model.generator.taps.has(side))) {
          const again = resume(
            {
              resolution,
              features: features.at(resolution),
              image: pyramid?.at(resolution),
              style: reentry.styles ? (styles as tf.Tensor2D) : undefined,
            },
            { noise: 'constant' },
          );
          if (!(differenceOf(again, images) < 1e-4))
            throw broken(
              `Resumed at ${resolution}×${resolution} with its own features, it makes other images.`,
              'Continue behind the tap of that side with the same layers.',
            );
        }
      });
    }),
};

export const forwardsArePure: Clause<FamilySubject> = {
  title: 'a forward changes nothing and gives the same bits again',
  run: (subject) =>
    subject.withNetworks(async (trainer) => {
      const before = hashOf(await trainer.state.take());
      const tensors = tf.memory().numTensors;
      tf.tidy(() => {
        const latents = trainer.latents(batch);
        const [one, other] = [generated(trainer, latents, 'training'), generated(trainer, latents, 'training')];
        const [first, second] = [one, other].map(({ images }) => trainer.context.discriminator.judge(images).logits);
        if (first === undefined || second === undefined || differenceOf(first, second) !== 0)
          throw broken('Two forwards of the same latents differ.', 'Draw only from `request.draws`.');
      });
      if (tf.memory().numTensors !== tensors)
        throw broken('A forward leaves tensors behind.', 'Keep nothing; state belongs into buffers.');
      if (hashOf(await trainer.state.take()) !== before)
        throw broken('A forward changes state.', 'Record it with `request.observe`: the trainer commits it.');
    }),
};

export const batchesAreHonest: Clause<FamilySubject> = {
  title: 'images of a batch influence each other only where the description says so',
  run: (subject) =>
    subject.withNetworks((trainer) => {
      const { generator, discriminator } = trainer.plan.model;
      const alone = (mode: 'training' | 'evaluation', judged: boolean): number =>
        tf.tidy(() => {
          const latents = trainer.latents(batch);
          const of = (rows: tf.Tensor2D): tf.Tensor => {
            const { images } = generated(trainer, rows, mode);
            return judged ? trainer.context.discriminator.judge(images).logits : images;
          };
          const first = (x: tf.Tensor): tf.Tensor => tf.slice(x, 0, 1);
          return differenceOf(first(of(latents)), of(tf.slice(latents, 0, 1)));
        });
      const check = (what: string, difference: number): void => {
        if (difference > 1e-3)
          throw broken(`${what} depends on the others of its batch.`, 'Say so: `batchCoupled` in the description.');
      };
      check('In evaluation, an image', alone('evaluation', false));
      if (!generator.batchCoupled) check('An image', alone('training', false));
      if (discriminator.batchCoupled === false) check('The score of an image', alone('evaluation', true));
    }),
};

export const macsAreHonest: Clause<FamilySubject> = {
  title: 'the multiply-adds that it describes are within 25 % of those that are counted',
  run: (subject) =>
    subject.withNetworks(async (trainer) => {
      const { macs } = trainer.plan.model;
      const made = tf.tidy(() => generated(trainer, trainer.latents(batch), 'training').images);
      const counted = {
        generator: await countMacs(() => {
          tf.dispose(tf.tidy(() => generated(trainer, trainer.latents(batch), 'training').images));
        }),
        discriminator: await countMacs(() => {
          tf.dispose(tf.tidy(() => trainer.context.discriminator.judge(made).logits));
        }),
      };
      made.dispose();
      for (const player of ['generator', 'discriminator'] as const) {
        const each = counted[player] / batch;
        if (Math.abs(each - macs[player]) > 0.25 * each)
          throw broken(
            `It describes ${macs[player]} multiply-adds an image for the ${player}, and ${Math.round(each)} are counted.`,
            'Correct `macs`: plans and studies compare costs.',
          );
      }
    }),
};
