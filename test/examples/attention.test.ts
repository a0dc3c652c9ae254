import { pluginContract } from '@ganreg/testing';
import { describe, expect, it } from 'vitest';
import attention from '../../examples/third-party-style/attention.ts';
import { allPlugins, micro, planFor, trainerFor } from '../support/experiment.ts';

pluginContract(attention, {
  beside: allPlugins,
  equations: {
    // Everything again in plain numbers: GradCAM, the bump, the mean of what exceeds the tolerance.
    alignment: ({ step, rows, values, slope, mean }) => {
      const { latents, verdict } = step.fake;
      const features = verdict.features.at(4);
      const channels = features.shape[3];
      const maps = rows(features);
      const slopes = rows(slope(verdict.logits, features));
      const scores = values(verdict.logits);
      const errors = rows(latents).flatMap(([zx = 0, zy = 0], image) => {
        const [map = [], rise = []] = [maps[image], slopes[image]];
        const outer = 1 - 1 / (1 + Math.exp(-(scores[image] ?? 0)));
        const importance = Array.from({ length: channels }, (_, channel) =>
          mean(Array.from({ length: 16 }, (__, place) => outer * (rise[place * channels + channel] ?? 0))),
        );
        const seen = Array.from({ length: 16 }, (_, place) =>
          importance.reduce(
            (sum, weight, channel) => sum + Math.max(0, weight * (map[place * channels + channel] ?? 0)),
            0,
          ),
        );
        const least = Math.min(...seen);
        const range = Math.max(...seen) - least + 1e-6;
        const centre = (z: number): number => Math.min(0.75, Math.max(-0.75, 0.33 * z));
        return seen.map((value, place) => {
          const [x, y] = [((place % 4) * 2) / 3 - 1, (Math.floor(place / 4) * 2) / 3 - 1];
          const distance = (x - centre(zx)) ** 2 + (y - centre(zy)) ** 2;
          return Math.abs((value - least) / range - Math.exp(-distance / (2 * 0.6 ** 2)));
        });
      });
      return mean(errors.map((error) => Math.max(0, error - 0.25)));
    },
  },
});

describe('attention alignment, ported from its paper', () => {
  it('teaches the generator to place what the discriminator looks at', async () => {
    const trainer = await trainerFor(
      {
        ...micro,
        train: { ...micro.train, batch: 16, optimizer: { learningRate: 0.002, beta1: 0.5 } },
        plugins: [{ use: 'attention', weight: 5 }],
      },
      { plugins: [...allPlugins, attention] },
    );
    const errors: number[] = [];
    for (let step = 0; step < 60; step += 1)
      errors.push((await trainer.advance()).numbers['attention/alignment'] ?? Number.NaN);
    trainer.dispose();
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    console.log(`alignment: ${mean(errors.slice(0, 5)).toFixed(3)} → ${mean(errors.slice(-5)).toFixed(3)}`);
    expect(mean(errors.slice(-5))).toBeLessThan(mean(errors.slice(0, 5)));
  });

  it('refuses points, which have no place to look at', async () => {
    const points = { data: 'mixture-8' as const, model: 'mlp', plugins: ['attention'] };
    await expect(planFor(points, [attention])).rejects.toMatchObject({ code: 'PLAN_UNSUPPORTED' });
  });
});
