import * as tf from '@tensorflow/tfjs-core';
import { adamStep, createRandom, inputGradient, normalTensor, uniformTensor, type Random } from '@ganreg/numerics';

/** Plain tf operations only, so that the same step also runs on stock TensorFlow.js. */
export interface Step {
  /** One discriminator update, then one generator update; returns both losses as scalars to dispose. */
  readonly run: (index: number) => { readonly discriminator: tf.Scalar; readonly generator: tf.Scalar };
  readonly parameters: () => readonly tf.Tensor[];
}

/** What is trained. */
export interface StepOptions {
  readonly batch: number;
  /** Channels at 4×4; 256 gives the nets 256-128-64-3 and 3-64-128-256. */
  readonly channels: number;
  /** R1 in every discriminator update, without batch norm in the discriminator. */
  readonly r1: boolean;
}

type Parameters = Record<string, tf.Variable>;
const latentSize = 128;

/** A DCGAN of 32×32×3 images with Adam and the non-saturating loss. */
export function dcganStep(options: StepOptions): Step {
  const { batch, r1 } = options;
  const random = createRandom(1);
  const generator = generatorParameters(random, options);
  const discriminator = discriminatorParameters(random, options);
  const generate = (latents: tf.Tensor2D): tf.Tensor4D => forwardGenerator(generator, latents, options.channels);
  const judge = (images: tf.Tensor4D): tf.Tensor2D => forwardDiscriminator(discriminator, images, options);
  const real = uniformTensor<tf.Rank.R4>(random.stream('images').at(0), [batch, 32, 32, 3], -1, 1);
  const updateGenerator = adam(generator);
  const updateDiscriminator = adam(discriminator);

  const discriminatorLoss = (fake: tf.Tensor4D): tf.Scalar => {
    const logits = judge(real);
    const adversarial = tf.add(tf.mean(tf.softplus(tf.neg(logits))), tf.mean(tf.softplus(judge(fake))));
    if (!r1) return tf.mean(adversarial);
    const penalty = tf.mean(tf.sum(tf.square(inputGradient(logits, real)), [1, 2, 3]));
    return tf.mean(tf.add(adversarial, tf.mul(penalty, 5)));
  };
  return {
    parameters: () => [...Object.values(generator), ...Object.values(discriminator)],
    run: (index) => {
      const latents = random.stream('latents').at(index);
      const discriminatorValue = tf.tidy(() => {
        const fake = generate(normalTensor<tf.Rank.R2>(latents, [batch, latentSize]));
        const { value, grads } = tf.variableGrads(() => discriminatorLoss(fake), Object.values(discriminator));
        updateDiscriminator(grads);
        return value;
      });
      const generatorValue = tf.tidy(() => {
        const codes = normalTensor<tf.Rank.R2>(latents, [batch, latentSize]);
        const loss = (): tf.Scalar => tf.mean(tf.softplus(tf.neg(judge(generate(codes)))));
        const { value, grads } = tf.variableGrads(loss, Object.values(generator));
        updateGenerator(grads);
        return value;
      });
      return { discriminator: discriminatorValue, generator: generatorValue };
    },
  };
}

function generatorParameters(random: Random, { channels: c }: StepOptions): Parameters {
  return {
    dense: weight(random, 'g/dense', [latentSize, 16 * c], 0.05),
    ...norm('0', c),
    conv1: weight(random, 'g/1', [4, 4, c / 2, c]),
    ...norm('1', c / 2),
    conv2: weight(random, 'g/2', [4, 4, c / 4, c / 2]),
    ...norm('2', c / 4),
    conv3: weight(random, 'g/3', [4, 4, 3, c / 4]),
    bias3: filled([3], 0),
  };
}

function forwardGenerator(p: Parameters, latents: tf.Tensor2D, c: number): tf.Tensor4D {
  const batch = latents.shape[0];
  const up = (x: tf.Tensor4D, layer: string, size: number, channels: number): tf.Tensor4D =>
    tf.conv2dTranspose(x, get<tf.Rank.R4>(p, `conv${layer}`), [batch, size, size, channels], 2, 'same');
  const first = tf.reshape(tf.matMul(latents, get<tf.Rank.R2>(p, 'dense')), [batch, 4, 4, c]) as tf.Tensor4D;
  const at4 = tf.relu(normalise(first, p, '0'));
  const at8 = tf.relu(normalise(up(at4, '1', 8, c / 2), p, '1'));
  const at16 = tf.relu(normalise(up(at8, '2', 16, c / 4), p, '2'));
  return tf.tanh(tf.add(up(at16, '3', 32, 3), get(p, 'bias3')));
}

function discriminatorParameters(random: Random, { channels: c, r1 }: StepOptions): Parameters {
  const between = (layer: string, size: number): Parameters =>
    r1 ? { [`shift${layer}`]: filled([size], 0) } : norm(layer, size);
  return {
    conv0: weight(random, 'd/0', [4, 4, 3, c / 4]),
    bias0: filled([c / 4], 0),
    conv1: weight(random, 'd/1', [4, 4, c / 4, c / 2]),
    ...between('1', c / 2),
    conv2: weight(random, 'd/2', [4, 4, c / 2, c]),
    ...between('2', c),
    dense: weight(random, 'd/dense', [16 * c, 1]),
    bias: filled([1], 0),
  };
}

function forwardDiscriminator(p: Parameters, images: tf.Tensor4D, { channels: c, r1 }: StepOptions): tf.Tensor2D {
  const down = (x: tf.Tensor4D, layer: string): tf.Tensor4D =>
    tf.conv2d(x, get<tf.Rank.R4>(p, `conv${layer}`), 2, 'same');
  const between = (x: tf.Tensor4D, layer: string): tf.Tensor4D =>
    r1 ? tf.add(x, get(p, `shift${layer}`)) : normalise(x, p, layer);
  const at16 = tf.leakyRelu(tf.add(down(images, '0'), get(p, 'bias0')), 0.2) as tf.Tensor4D;
  const at8 = tf.leakyRelu(between(down(at16, '1'), '1'), 0.2);
  const at4 = tf.leakyRelu(between(down(at8, '2'), '2'), 0.2);
  const flat = tf.reshape(at4, [images.shape[0], 16 * c]) as tf.Tensor2D;
  return tf.add(tf.matMul(flat, get<tf.Rank.R2>(p, 'dense')), get(p, 'bias'));
}

function normalise(x: tf.Tensor4D, p: Parameters, layer: string): tf.Tensor4D {
  const centred = tf.sub(x, tf.mean(x, [0, 1, 2], true));
  const variance = tf.mean(tf.square(centred), [0, 1, 2], true);
  const scale = tf.mul(tf.rsqrt(tf.add(variance, 1e-5)), get(p, `scale${layer}`));
  return tf.add(tf.mul(centred, scale), get(p, `shift${layer}`));
}

function get<R extends tf.Rank>(p: Parameters, name: string): tf.Tensor<R> {
  const found = p[name];
  if (!found) throw new Error(`no parameter ${name}`);
  return found as tf.Tensor as tf.Tensor<R>;
}

const norm = (layer: string, size: number): Parameters => ({
  [`scale${layer}`]: filled([size], 1),
  [`shift${layer}`]: filled([size], 0),
});
const filled = (shape: number[], value: number): tf.Variable => tf.variable(tf.fill(shape, value));
const weight = (random: Random, name: string, shape: number[], deviation = 0.02): tf.Variable =>
  tf.tidy(() => tf.variable(tf.mul(normalTensor(random.stream(name).at(0), shape), deviation)));

/** Adam (Kingma and Ba, 2015) with the usual GAN settings: rate 2e-4, decays 0.5 and 0.999. */
function adam(parameters: Parameters): (gradients: tf.NamedTensorMap) => void {
  const slots = Object.values(parameters).map((parameter) => ({
    parameter,
    first: tf.variable(tf.zeros(parameter.shape), false),
    second: tf.variable(tf.zeros(parameter.shape), false),
  }));
  let steps = 0;
  return (gradients) => {
    steps++;
    const rate = (2e-4 * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.5 ** steps);
    for (const { parameter, first, second } of slots) {
      const gradient = gradients[parameter.name];
      if (!gradient) continue;
      const moments = { first, second };
      const settings = { beta1: 0.5, beta2: 0.999, epsilon: 1e-8, rate };
      const next = adamStep(parameter, gradient, moments, settings);
      first.assign(next.first);
      second.assign(next.second);
      parameter.assign(next.value);
    }
  };
}
