import { useEngine } from '@ganreg/numerics';
import { expect, it } from 'vitest';
import { loadFeatureNetwork } from '../../../packages/core/src/perceptual/feature-network.ts';
import { featureDistance } from '../../../packages/core/src/perceptual/feature-distance.ts';
import { octetsOf, valuesOf } from '../../support/exact.ts';
import { testEngine } from '../../support/experiment.ts';
import { expectGradients, reference, referenceStep } from '../../support/parity.ts';

it('GLeaD with a perceptual distance agrees with PyTorch in its value and every gradient', async () => {
  await useEngine(testEngine);
  const distance = featureDistance(await loadFeatureNetwork(...smallNetwork()), {
    featureWeight: 1,
    pixelWeight: 0,
    seenSide: 16,
  });
  const { probe: seen, numbers: logged } = await referenceStep(distance);
  expect(logged['glead/real']! / reference.perceptual!.value).toBeCloseTo(1, 4);
  expectGradients(
    seen.passes.find(({ player }) => player === 'discriminator')?.separate['glead/real'],
    reference.perceptual!.gradients,
  );
  distance.dispose();
});

/** The small feature network of the reference, in the library's file format. */
const smallNetwork = (): [Uint8Array, Uint8Array] => {
  const shapes = { first: [3, 3, 3, 8], second: [3, 3, 8, 8] } as const;
  const layer = (name: keyof typeof shapes, from: string) => ({
    op: 'convolution',
    name,
    from: [from],
    kernel: shapes[name],
    stride: 1,
    padding: 'same',
    activation: 'relu',
    bits: 8,
  });
  const description = {
    name: 'reference',
    description: '',
    source: '',
    licence: '',
    input: { scale: 1, shift: 0 },
    minimumSide: 8,
    evaluationSide: 16,
    layers: [
      layer('first', 'image'),
      { op: 'max-pool', name: 'pool', from: ['first'], size: 2, stride: 2, padding: 'valid' },
      layer('second', 'pool'),
    ],
    taps: ['first', 'second'],
    embedding: ['second'],
  };
  const floats = (['first', 'second'] as const).flatMap((name) => [
    ...Array<number>(8).fill(0.003),
    ...Array<number>(8).fill(-0.38),
    ...valuesOf(`perceptual/${name}/bias`, 8).map((value) => Math.fround(0.1) * value),
  ]);
  const kernels = (['first', 'second'] as const).flatMap((name) => [
    ...octetsOf(
      `perceptual/${name}/kernel`,
      shapes[name].reduce((product, side) => product * side, 1),
    ),
  ]);
  const bytes = new Uint8Array([...new Uint8Array(Float32Array.from(floats).buffer), ...kernels]);
  return [new TextEncoder().encode(JSON.stringify(description)), bytes];
};
