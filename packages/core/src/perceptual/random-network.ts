import { createRandom } from '@ganreg/numerics/random';
import { assembleNetwork, sha256, type FeatureNetwork } from './feature-network.ts';
import type { ConvolutionLayer, ConvolutionWeights, NetworkDescription } from './network-format.ts';

const convolution = (name: string, from: string, kernel: ConvolutionLayer['kernel']): ConvolutionLayer => ({
  op: 'convolution',
  name,
  from: [from],
  kernel,
  stride: 2,
  padding: 'same',
  activation: 'relu',
  bits: 16,
});

const layers = [
  convolution('fine', 'image', [5, 5, 3, 64]),
  convolution('middle', 'fine', [3, 3, 64, 128]),
  convolution('coarse', 'middle', [3, 3, 128, 256]),
] as const;

const description: NetworkDescription = {
  name: 'random',
  description: 'three convolutions with fixed random weights; the means of all three scales, side by side',
  source: 'drawn from seed 0 (He et al., ICCV 2015)',
  licence: 'MIT',
  input: { scale: 1, shift: 0 },
  minimumSide: 8,
  evaluationSide: 32,
  layers,
  taps: layers.map(({ name }) => name),
  embedding: layers.map(({ name }) => name),
};

/**
 * A network that was never trained: a second opinion that no training set has shaped (random embeddings: Naeem et al., ICML 2020).
 * The weights are the same on every machine and every engine. 448 dimensions.
 */
export const randomNetwork = async (): Promise<FeatureNetwork> => {
  const random = createRandom(0);
  const weights = new Map<string, ConvolutionWeights>();
  const bytes: Uint8Array[] = [new TextEncoder().encode(JSON.stringify(description))];
  for (const { name, kernel } of layers) {
    const [height, width, inputs, outputs] = kernel;
    const deviation = Math.sqrt(2 / (height * width * inputs));
    const draws = random
      .stream(`random-network/${name}`)
      .at(0)
      .normal(height * width * inputs * outputs);
    const values = Float32Array.from(draws, (value) => value * deviation);
    weights.set(name, { kernel: values, bias: new Float32Array(outputs) });
    bytes.push(new Uint8Array(values.buffer));
  }
  return assembleNetwork(description, weights, await sha256(...bytes));
};
