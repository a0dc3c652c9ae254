import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** 1×1 grey. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

/** The folder of a run that nobody trains: what a page needs to know of it, and lines that a test writes. */
export const plantRun = async (folder: string, steps = 1000): Promise<{ line: (step: number) => Promise<void> }> => {
  await mkdir(join(folder, 'samples'), { recursive: true });
  await mkdir(join(folder, 'reconstructions'), { recursive: true });
  const terms = [
    { term: 'ggdr/features', player: 'discriminator', on: 'both', phase: 'joint', weight: '0 → 10', every: 1 },
  ];
  await writeFile(join(folder, 'config.json'), '{}');
  await writeFile(
    join(folder, 'plan.json'),
    JSON.stringify({
      seed: 1,
      model: { family: 'dcgan', resolution: 8, channels: 1 },
      loss: 'non-saturating',
      batch: 10,
      steps,
      images: steps * 10,
      plugins: [{ id: 'ggdr' }],
      terms,
    }),
  );
  for (const name of ['000000.png', '000500.png']) {
    await writeFile(join(folder, 'samples', name), pixel);
    await writeFile(join(folder, 'reconstructions', name), pixel);
  }
  const metrics = join(folder, 'metrics.jsonl');
  await writeFile(metrics, '');
  return {
    line: (step) =>
      appendFile(
        metrics,
        `${JSON.stringify({
          step,
          images: (step + 1) * 10,
          'loss/discriminator': 1 + Math.sin(step / 20),
          'loss/generator': 2,
          'score/real': 0.5,
          'score/fake': -0.5,
          'ggdr/features': 1 / (step + 1),
          'weight/ggdr/features': step / 100,
          'gradient/ggdr/features': 3,
        })}\n`,
      ),
  };
};
