import * as tf from '@tensorflow/tfjs-core';
import * as ops from '@ganreg/numerics';
import { countKernels } from '@ganreg/numerics/testing';
import { createRandom } from '@ganreg/numerics/random';
import { describe, expect, it } from 'vitest';
import { blobs, hashOf, micro, trainerFor } from '../../support/experiment.ts';
import type { Trainer } from '@ganreg/core/training';

// The same training written out by hand: DCGAN 8×8, GLeaD on reals + GGDR on fakes through one decoder, lazy R1.
const config = {
  ...micro,
  model: { ...(micro.model as object), use: 'dcgan', resolution: 16 },
  plugins: [
    { use: 'glead', weight: { real: 10, fake: 0 }, with: { resolution: 8 } },
    { use: 'ggdr', weight: 10, with: { resolution: 8, source: 'head:generator-features' as const } },
    { use: 'r1', weight: 1, every: 2 },
  ],
};
const steps = 3;
const [batch, latentSize] = [4, 8];

type Weights = Map<string, tf.Tensor>;

const at = <T extends tf.Tensor>(weights: ReadonlyMap<string, tf.Tensor>, name: string): T => weights.get(name) as T;

const normalise = (x: tf.Tensor4D, w: Weights, name: string): tf.Tensor4D => {
  const mean = tf.mean(x, [0, 1, 2], true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), [0, 1, 2], true);
  return tf.add(
    tf.mul(centred, tf.mul(tf.rsqrt(tf.add(variance, 1e-5)), at(w, `${name}/scale`))),
    at(w, `${name}/offset`),
  );
};

const up = (x: tf.Tensor4D, w: Weights, side: number, channels: number): tf.Tensor4D =>
  tf.conv2dTranspose(x, at<tf.Tensor4D>(w, `generator/${side}/kernel`), [batch, side, side, channels], 2, 'same');

const tail = (f: tf.Tensor4D, w: Weights): tf.Tensor4D => tf.tanh(tf.add(up(f, w, 16, 1), at(w, 'generator/16/bias')));

const generate = (z: tf.Tensor2D, w: Weights): { images: tf.Tensor4D; f: tf.Tensor4D } => {
  const start = tf.reshape(tf.matMul(z, at<tf.Tensor2D>(w, 'generator/4/kernel')), [batch, 4, 4, 16]) as tf.Tensor4D;
  const four = tf.relu(normalise(start, w, 'generator/4/norm'));
  const f = tf.relu(normalise(up(four, w, 8, 8), w, 'generator/8/norm'));
  return { images: tail(f, w), f };
};

const down = (x: tf.Tensor4D, w: Weights, side: number): tf.Tensor4D =>
  tf.leakyRelu(
    tf.add(
      tf.conv2d(x, at<tf.Tensor4D>(w, `discriminator/${side}/kernel`), 2, 'same'),
      at(w, `discriminator/${side}/bias`),
    ),
    0.2,
  );

const judge = (x: tf.Tensor4D, w: Weights): { logits: tf.Tensor2D; four: tf.Tensor4D } => {
  const four = down(down(x, w, 8), w, 4);
  const logits = tf.add(
    tf.matMul(tf.reshape(four, [batch, -1]), at<tf.Tensor2D>(w, 'discriminator/logit/kernel')),
    at(w, 'discriminator/logit/bias'),
  );
  return { logits: logits as tf.Tensor2D, four };
};

const linear = (x: tf.Tensor4D, w: Weights, prefix: string): tf.Tensor4D => {
  const kernel = at<tf.Tensor4D>(w, `${prefix}/kernel`);
  return tf.add(
    tf.conv2d(x, tf.mul(kernel, 1 / Math.sqrt(kernel.shape[2])) as tf.Tensor4D, 1, 'valid'),
    at(w, `${prefix}/bias`),
  );
};

const featureHead = (four: tf.Tensor4D, w: Weights): tf.Tensor4D =>
  linear(ops.firUp(linear(four, w, 'head/unet-decoder/8')), w, 'head/generator-features');

interface Moments {
  first: tf.Tensor;
  second: tf.Tensor;
  steps: number;
}

const adam = (variable: tf.Variable, gradient: tf.Tensor, old: Moments | undefined): Moments => {
  const [beta1, beta2, rate] = [0.5, 0.999, 0.0002];
  const n = (old?.steps ?? 0) + 1;
  const blend = (before: tf.Tensor | undefined, now: tf.Tensor, beta: number): tf.Tensor => {
    const share = tf.mul(now, 1 - beta);
    return before === undefined ? share : tf.add(tf.mul(before, beta), share);
  };
  const first = tf.keep(blend(old?.first, gradient, beta1));
  const second = tf.keep(blend(old?.second, tf.square(gradient), beta2));
  const correction = Math.sqrt(1 - beta2 ** n);
  const direction = tf.div(first, tf.add(tf.sqrt(second), 1e-8 * correction));
  variable.assign(tf.sub(variable, tf.mul(direction, (rate * correction) / (1 - beta1 ** n))));
  if (old !== undefined) tf.dispose([old.first, old.second]);
  return { first, second, steps: n };
};

/** Trains copies of the trainer's initial weights by hand and gives them. */
const byHand = (initial: ReadonlyMap<string, tf.Variable>, average: Map<string, tf.Variable>): void => {
  const random = createRandom(1);
  const data = blobs(16, 1);
  const weights: Weights = new Map(initial);
  const moments = new Map<string, Moments>();
  const update = (player: RegExp, objective: () => tf.Scalar): void => {
    const variables = [...initial].filter(([name]) => player.test(name));
    const { grads } = tf.variableGrads(
      objective,
      variables.map(([, variable]) => variable),
    );
    for (const [name, variable] of variables) {
      const gradient = grads[variable.name];
      if (gradient !== undefined && gradient !== null) moments.set(name, adam(variable, gradient, moments.get(name)));
    }
  };
  const order = random.stream('data/order').at(0).permutation(data.count);
  for (let step = 0; step < steps; step += 1) {
    tf.tidy(() => {
      const pixels = Array.from({ length: batch }, (_, i) => data.image(order[step * batch + i] ?? 0));
      const real = tf.tensor4d(
        Float32Array.from(
          pixels.flatMap((image) => [...image]),
          (value) => value / 127.5 - 1,
        ),
        [batch, 16, 16, 1],
      );
      const z = ops.normalTensor(random.stream('latents/discriminator').at(step), [batch, latentSize]) as tf.Tensor2D;
      const fake = generate(z, weights);
      update(/^(?:discriminator|head)/u, () => {
        const [onReal, onFake] = [judge(real, weights), judge(fake.images, weights)];
        let loss = tf.add(tf.mean(tf.softplus(tf.neg(onReal.logits))), tf.mean(tf.softplus(onFake.logits)));
        loss = tf.add(
          loss,
          tf.mul(ops.cosineDistance(featureHead(onFake.four, weights), fake.f, { axis: 3, epsilon: 1e-8 }), 10),
        );
        const redrawn = tail(featureHead(onReal.four, weights), weights);
        loss = tf.add(loss, tf.mul(tf.mean(tf.square(tf.sub(real, redrawn))), 10));
        if (step % 2 === 0) {
          const slopes = ops.inputGradient(onReal.logits, real);
          loss = tf.add(loss, tf.mul(tf.mul(0.5, tf.mean(tf.sum(tf.square(slopes), [1, 2, 3]))), 2));
        }
        return loss as tf.Scalar;
      });
    });
    tf.tidy(() => {
      const z = ops.normalTensor(random.stream('latents/generator').at(step), [batch, latentSize]) as tf.Tensor2D;
      update(/^generator/u, () => tf.mean(tf.softplus(tf.neg(judge(generate(z, weights).images, weights).logits))));
    });
    tf.tidy(() => {
      const beta = 0.5 ** (batch / 100);
      for (const [name, value] of average)
        value.assign(tf.add(tf.mul(value, beta), tf.mul(at(weights, name), 1 - beta)));
    });
  }
  for (const { first, second } of moments.values()) tf.dispose([first, second]);
};

const trainable = (trainer: Trainer): ReadonlyMap<string, tf.Variable> =>
  new Map([...trainer.context.trainable.generator, ...trainer.context.trainable.discriminator]);

describe('the trainer against the same training written by hand', () => {
  it('gives the same weights bit for bit, from the same kernels', async () => {
    // Batch statistics and their commits are the trainer's service; the hand-written loop leaves them out.
    const trainer = await trainerFor(config);
    const copies = new Map(
      [...trainable(trainer)].map(([name, value]) => [name, tf.tidy(() => tf.variable(tf.clone(value)))]),
    );
    const average = new Map(
      [...trainer.context.trainable.generator].map(([name, value]) => [
        name,
        tf.tidy(() => tf.variable(tf.clone(value))),
      ]),
    );
    const ours: Record<string, number> = {};
    for (let step = 0; step < steps; step += 1) {
      let advanced: Promise<unknown> | undefined;
      // Both halves run before the first await: reading the step's numbers.
      const counts = countKernels(() => {
        advanced = trainer.advance();
      });
      await advanced;
      for (const [name, count] of Object.entries(counts)) ours[name] = (ours[name] ?? 0) + count;
    }
    const theirs = countKernels(() => byHand(copies, average));
    for (const [name, value] of trainable(trainer)) {
      expect([...(copies.get(name)?.dataSync() ?? [])], name).toEqual([...value.dataSync()]);
    }
    const services = serviceKernels(steps);
    const expected = Object.fromEntries(
      Object.entries(ours).map(([name, count]) => [name, count - (services[name] ?? 0)]),
    );
    expect(expected).toEqual(theirs);
    tf.dispose([...copies.values(), ...average.values()]);
    trainer.dispose();
  });
});

/** Committing running statistics: two norms with mean and variance each, and copying them into the average. */
const serviceKernels = (count: number): Readonly<Record<string, number>> => ({
  Multiply: count * 2 * 2 * 2,
  Add: count * 2 * 2,
  Reshape: count * 2 * 2,
  Identity: count * 2 * 2,
});

describe('sharing', () => {
  it('adding GGDR to GLeaD adds no forward of either network', async () => {
    const calls = async (plugins: readonly string[]): Promise<Record<string, number>> => {
      const trainer = await trainerFor({ ...micro, plugins: [...plugins] });
      const counted: Record<string, number> = {};
      const { generator, discriminator } = trainer.context;
      for (const [object, names] of [
        [generator, ['synthesize', 'resume']],
        [discriminator, ['judge']],
      ] as const) {
        for (const name of names) {
          const original = Reflect.get(object, name) as (...args: unknown[]) => unknown;
          Reflect.set(object, name, (...args: unknown[]) => {
            counted[name] = (counted[name] ?? 0) + 1;
            return original(...args);
          });
        }
      }
      await trainer.advance();
      trainer.dispose();
      return counted;
    };
    const alone = await calls(['glead']);
    expect(alone).toEqual({ synthesize: 2, resume: 2, judge: 3 });
    expect(await calls(['glead', 'ggdr'])).toEqual(alone);
  });
});

it('hashes differ when a weight differs', async () => {
  const trainer = await trainerFor(micro);
  const before = await hashOf(trainer);
  await trainer.advance();
  expect(await hashOf(trainer)).not.toBe(before);
  trainer.dispose();
});
