import * as tf from '@tensorflow/tfjs-core';
import * as ops from '@ganreg/numerics';
import { createRandom } from '@ganreg/numerics/random';
import type { Dataset, ExperimentInput } from '@ganreg/core';

// The same training as `handWrittenConfig`, written out by hand: DCGAN 16×16, GLeaD on reals and GGDR on fakes through one
// decoder (ours-star), lazy R1, generator average.

/** What the loop is written for; channels and batch may vary. */
export interface HandWritten {
  readonly batch: number;
  readonly width: number;
  readonly data: Dataset;
}

export const latentSize = 8;

/** The configuration that the loop is the same as. */
export const handWrittenConfig = ({ batch, width }: HandWritten): ExperimentInput => ({
  model: { use: 'dcgan', resolution: 16, channels: 1, latentSize, width, widthMax: 256 },
  train: { steps: 1000, batch, ema: 1000 / batch },
  plugins: [
    { use: 'glead', weight: { real: 10, fake: 0 }, with: { resolution: 8 } },
    { use: 'ggdr', weight: 10, with: { resolution: 8, source: 'head:generator-features' } },
    { use: 'r1', weight: 1, every: 2 },
  ],
});

type Weights = Map<string, tf.Tensor>;

const at = <T extends tf.Tensor>(weights: ReadonlyMap<string, tf.Tensor>, name: string): T => weights.get(name) as T;

const normalise = (x: tf.Tensor4D, w: Weights, name: string): tf.Tensor4D => {
  const mean = tf.mean(x, [0, 1, 2], true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), [0, 1, 2]);
  return tf.add(
    tf.mul(centred, tf.mul(tf.rsqrt(tf.add(variance, 1e-5)), at(w, `${name}/scale`))),
    at(w, `${name}/offset`),
  );
};

const up = (x: tf.Tensor4D, w: Weights, side: number): tf.Tensor4D => {
  const kernel = at<tf.Tensor4D>(w, `generator/${side}/kernel`);
  return tf.conv2dTranspose(x, kernel, [x.shape[0], side, side, kernel.shape[2]], 2, 'same');
};

const tail = (f: tf.Tensor4D, w: Weights): tf.Tensor4D => tf.tanh(tf.add(up(f, w, 16), at(w, 'generator/16/bias')));

const generate = (z: tf.Tensor2D, w: Weights): { images: tf.Tensor4D; f: tf.Tensor4D } => {
  const start = tf.reshape(tf.matMul(z, at<tf.Tensor2D>(w, 'generator/4/kernel')), [
    z.shape[0],
    4,
    4,
    at(w, 'generator/4/norm/scale').size,
  ]) as tf.Tensor4D;
  const four = tf.relu(normalise(start, w, 'generator/4/norm'));
  const f = tf.relu(normalise(up(four, w, 8), w, 'generator/8/norm'));
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
    tf.matMul(tf.reshape(four, [x.shape[0], -1]), at<tf.Tensor2D>(w, 'discriminator/logit/kernel')),
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

/** Trains these weights in place, by hand. */
export const trainByHand = (
  { batch, data }: HandWritten,
  steps: number,
  initial: ReadonlyMap<string, tf.Variable>,
  average: ReadonlyMap<string, tf.Variable>,
): void => {
  const random = createRandom(1);
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
  const orders = Array.from({ length: Math.ceil((steps * batch) / data.count) }, (_, epoch) =>
    random.stream('data/order').at(epoch).permutation(data.count),
  );
  const indexAt = (position: number): number => orders[Math.floor(position / data.count)]?.[position % data.count] ?? 0;
  for (let step = 0; step < steps; step += 1) {
    tf.tidy(() => {
      const pixels = Array.from({ length: batch }, (_, i) => data.image(indexAt(step * batch + i)));
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
      const beta = 0.5 ** (batch / 1000);
      for (const [name, value] of average)
        value.assign(tf.add(tf.mul(value, beta), tf.mul(at(weights, name), 1 - beta)));
    });
  }
  for (const { first, second } of moments.values()) tf.dispose([first, second]);
};
