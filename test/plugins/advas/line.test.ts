import advas from '@ganreg/plugin-advas';
import { describe, expect, it } from 'vitest';
import { descent, finalGradients, lineTrainer, type LineValues } from '../../support/line.ts';
import { probe } from '../../support/probe.ts';

// G(z) = a·z + b, D(x) = w·x + c; every number worked out by hand in double precision.
const values = { w: 0.4, c: 0.1, a: 0.7, b: -0.3 };
const points = { reals: [1, 2, -0.5, 0.25], latents: [0.3, -1.2, 0.8, 2] };

interface Measured {
  readonly r: number;
  readonly original: readonly [number, number];
  readonly residual: readonly [number, number];
  readonly total: readonly [number, number];
  readonly lambda: number;
  readonly numbers: Readonly<Record<string, number>>;
}

/** One generator's half at these values: gradients in (a, b). The discriminator does not move. */
const measure = async (
  loss: 'wgan' | 'non-saturating' | 'lsgan' | 'hinge',
  options: Record<string, unknown> = {},
  start: LineValues = values,
): Promise<Measured> => {
  const [recorded, final] = [probe(), finalGradients()];
  const trainer = await lineTrainer(
    {
      loss,
      train: { order: 'generator-first', batch: 4 },
      plugins: [{ use: 'advas', with: { penaltyTerms: 'exclude', ...options } }, 'probe', 'zy-final'],
    },
    [advas, recorded.plugin, final.plugin],
    start,
    points,
  );
  const { numbers } = await trainer.advance();
  trainer.dispose();
  const pass = recorded.passes.find(({ player }) => player === 'generator');
  const pair = (gradients: ReadonlyMap<string, Float32Array> | undefined): readonly [number, number] => [
    gradients?.get('generator/a')?.[0] ?? 0,
    gradients?.get('generator/b')?.[0] ?? 0,
  ];
  return {
    r: numbers['advas/r'] ?? Number.NaN,
    lambda: numbers['advas/lambda'] ?? Number.NaN,
    original: pair(pass?.gradients),
    residual: pair(pass?.separate['advas/r']),
    total: [final.read.get('generator/a') ?? 0, final.read.get('generator/b') ?? 0],
    numbers,
  };
};

const close = (found: readonly number[], expected: readonly number[], digits = 5): void => {
  expect(found.length).toBe(expected.length);
  found.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? Number.NaN, digits));
};

describe('AdvAs on the line', () => {
  it.each([
    ['wgan', 0.429025, [-0.62225, -1.31], [-0.19, -0.4], 0.305344, [-0.38, -0.8]],
    ['non-saturating', 0.028349, [-0.093465, -0.105299], [-0.053523, -0.188944], 1, [-0.146988, -0.294243]],
    ['lsgan', 0.292518, [0.083347, -0.365681], [-0.02104, -0.3548], 0.947645, [0.057943, -0.701336]],
    ['hinge', 0.429025, [-0.62225, -1.31], [-0.19, -0.4], 0.305344, [-0.38, -0.8]],
  ] as const)(
    '%s: r, both gradients, λ and the applied gradient are those worked out by hand',
    async (loss, r, residual, original, lambda, total) => {
      const found = await measure(loss);
      expect(found.r).toBeCloseTo(r, 5);
      close(found.residual, residual);
      close(found.original, original);
      expect(found.lambda).toBeCloseTo(lambda, 5);
      close(found.total, total);
    },
  );

  it('of a hinge whose margins bite, r leaves the margins out unless asked', async () => {
    const biting = { ...values, w: 2 };
    const asLoss = await measure('hinge', { hingeForR: 'as-loss' }, biting);
    expect(asLoss.r).toBeCloseTo(0.2069, 5);
    close(asLoss.residual, [0.589, 0.57]);
    expect((await measure('hinge', {}, biting)).r).toBeCloseTo(0.429025, 5);
  });

  it('from two halves multiplies their gradients, which may be negative', async () => {
    const wgan = await measure('wgan', { estimator: 'split' });
    expect(wgan.r).toBeCloseTo(-1.702575, 5);
    close(wgan.residual, [-3.32325, -1.31]);
    const logistic = await measure('non-saturating', { estimator: 'split' });
    expect(logistic.r).toBeCloseTo(-0.350006, 5);
    close(logistic.residual, [-0.74887, -0.259764]);
  });

  it.each(['wgan', 'non-saturating', 'lsgan'] as const)(
    '%s: finite differences agree with double backprop',
    async (loss) => {
      for (const estimator of ['biased', 'split', 'two-batch']) {
        const exact = await measure(loss, { estimator });
        const numeric = await measure(loss, { estimator, differentiation: 'finite-difference', stepSize: 0.01 });
        expect(numeric.r).toBeCloseTo(exact.r, 5);
        close(numeric.residual, exact.residual, 3);
      }
    },
  );

  it('keeps λ ≤ 1 and the added gradient no longer than the other', async () => {
    for (const loss of ['wgan', 'non-saturating', 'lsgan'] as const) {
      const { lambda, original, residual, total } = await measure(loss);
      expect(lambda).toBeLessThanOrEqual(1);
      const added = Math.hypot(total[0] - original[0], total[1] - original[1]);
      expect(added).toBeLessThanOrEqual(Math.hypot(...original) * (1 + 1e-5));
      expect(added).toBeCloseTo(Math.min(Math.hypot(...original), Math.hypot(...residual)), 5);
    }
  });

  it('where the added gradient is the longer, any factor on r changes r and not what is applied', async () => {
    const [one, five] = await Promise.all([1, 5].map((weight) => measureWeighted(weight)));
    expect(one?.lambda).toBeLessThan(1);
    close(five?.total ?? [], one?.total ?? []);
    expect(five?.lambda).toBeCloseTo((one?.lambda ?? 0) / 5, 5);
  });

  it('at a discriminator without slope r and its gradient are nothing', async () => {
    // δ = a·mean(z) + b − mean(x) = 0.
    const found = await measure('wgan', {}, { ...values, b: 0.6875 - 0.7 * 0.475 });
    expect(found.r).toBeCloseTo(0, 6);
    close(found.residual, [0, 0]);
    close(found.total, found.original);
  });

  it('of one parameter counts that parameter alone', async () => {
    const found = await measure('non-saturating', { parameters: '^c$' });
    expect(found.r).toBeCloseTo(0.117206 ** 2, 5);
  });
});

describe('over all minibatches of one real and one fake', () => {
  // Each of the 16 minibatches alone, then each of the 256 ordered pairs as the two halves of a batch.
  const singles = points.reals.flatMap((real) => points.latents.map((latent) => ({ real, latent })));
  const pairs = singles.flatMap((one) => singles.map((other) => [one, other] as const));

  const averageOf = async (
    loss: 'wgan' | 'non-saturating',
    estimator: 'biased' | 'split',
    batches: readonly (readonly { readonly real: number; readonly latent: number }[])[],
  ): Promise<number> => {
    const still = descent(0);
    let at = 0;
    const trainer = await lineTrainer(
      {
        loss,
        train: { order: 'generator-first' },
        plugins: [{ use: 'advas', with: { penaltyTerms: 'exclude', estimator } }, 'zz-descent'],
      },
      [advas, still.plugin],
      values,
      () => {
        const batch = batches[at] ?? [];
        return { reals: batch.map(({ real }) => real), latents: batch.map(({ latent }) => latent) };
      },
    );
    let sum = 0;
    for (at = 0; at < batches.length; at += 1) sum += (await trainer.advance()).numbers['advas/r'] ?? Number.NaN;
    trainer.dispose();
    return sum / batches.length;
  };

  it.each([
    ['wgan', 0.429025, 1.929762],
    ['non-saturating', 0.028349, 0.316276],
  ] as const)(
    '%s: the biased estimate exceeds r by the variance, the product of independent ones does not',
    async (loss, r, biased) => {
      const found = [
        await averageOf(
          loss,
          'biased',
          singles.map((each) => [each]),
        ),
        await averageOf(loss, 'split', pairs),
      ];
      console.log(`${loss}: r ${r}, mean biased ${found[0]?.toFixed(6)}, mean product ${found[1]?.toFixed(6)}`);
      expect(found[0]).toBeCloseTo(biased, 5);
      expect(found[1]).toBeCloseTo(r, 5);
    },
  );
});

const measureWeighted = async (weight: number): Promise<Measured> => {
  const final = finalGradients();
  const trainer = await lineTrainer(
    {
      loss: 'wgan',
      train: { order: 'generator-first' },
      plugins: [{ use: 'advas', weight, with: { penaltyTerms: 'exclude' } }, 'zy-final'],
    },
    [advas, final.plugin],
    values,
    points,
  );
  const { numbers } = await trainer.advance();
  trainer.dispose();
  return {
    r: numbers['advas/r'] ?? Number.NaN,
    lambda: numbers['advas/lambda'] ?? Number.NaN,
    original: [0, 0],
    residual: [0, 0],
    total: [final.read.get('generator/a') ?? 0, final.read.get('generator/b') ?? 0],
    numbers,
  };
};
