import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExperimentInput, MetricName } from '@ganreg/core';
import { nodeCatalogue } from '@ganreg/core/node';
import { createRandom } from '@ganreg/numerics/random';
import { planStudy, type StudyPlan } from '@ganreg/study';
import { evaluationKey } from '../../../packages/study/src/run/complete.ts';
import type { Protocol } from '../../../packages/study/src/evaluation/protocol.ts';
import {
  writeEvaluation,
  writeOutcome,
  writeRedrawn,
  writeSameLatents,
  writeStart,
  writeStretch,
} from '../../../packages/study/src/run/records.ts';
import { recordStudy, runFolder, writeStudy } from '../../../packages/study/src/run/study-files.ts';

const cli = fileURLToPath(new URL('../../../packages/cli', import.meta.url));

/** What a simulated run gives: a number for each metric, or an end before its time. */
export type Simulated = Readonly<Partial<Record<MetricName, number>>> | { readonly lost: string };

export interface PlantedRequest {
  readonly study: ExperimentInput['study'];
  readonly name?: string;
  readonly resolution?: number;
  readonly model?: ExperimentInput['model'];
  /** Final value under one sampling; noise comes from `normal`, which is the same for every arm of a seed if `shared`. */
  readonly value: (arm: string, seed: number, normal: (shared: boolean) => number) => Simulated;
}

export interface PlantedStudy extends AsyncDisposable {
  readonly folder: string;
  readonly plan: StudyPlan;
}

/**
 * The folder of a study whose runs were never trained: numbers are drawn with known effects, so that tables, plots and pages can be
 * held against the truth.
 */
export const plantedStudy = async ({
  study,
  name = 'planted',
  resolution = 16,
  model = { use: 'dcgan', resolution, channels: 3, latentSize: 8, width: 8 },
  value,
}: PlantedRequest): Promise<PlantedStudy> => {
  const folder = await mkdtemp(join(tmpdir(), 'ganreg-planted-'));
  const config: ExperimentInput = {
    name,
    engine: 'wasm',
    model,
    train: { images: 4000, batch: 20 },
    run: { folder },
    study,
  };
  const loaded = { config, files: ['study.yaml'], folder: cli, provenance: {} };
  const plan = await planStudy(loaded, nodeCatalogue(cli, [cli]));
  const { metrics, milestones, samplings, count } = plan.evaluation;
  const protocol: Protocol = {
    version: 1,
    space: 'efficientnet-lite0@64',
    weightsHash: 'f'.repeat(64),
    resize: 'antialiased triangle filter to 64×64',
    quantised: 'uint8',
    samples: count,
    reference: { name: 'simulated', hash: 'a'.repeat(64), count: 4000 },
    floor: { name: 'simulated (test)', hash: 'b'.repeat(64), count },
    neighbours: { precisionRecall: 3, densityCoverage: 5 },
    engine: 'wasm',
  };
  const floor = Object.fromEntries(metrics.map((metric) => [metric, metric === 'fd' || metric === 'kid' ? 1 : 0.8]));
  const engine = { name: 'wasm' as const, why: 'simulated', threads: 1, versions: { '@ganreg/core': '0.1.0' } };
  const reference = { key: evaluationKey([protocol]), protocols: [protocol], floor: [{ protocol, values: floor }] };
  await writeStudy(folder, recordStudy(plan, engine, reference));
  for (const [armIndex, arm] of plan.arms.entries()) {
    for (const seed of plan.seeds) {
      const run = runFolder(folder, arm, seed);
      const own = createRandom(seed).stream(`arm/${arm.name}`).at(0);
      const common = createRandom(seed).stream('common').at(0);
      const normal = (shared: boolean): number => (shared ? common : own).normal(1)[0] ?? 0;
      await mkdir(run, { recursive: true });
      await writeStart(run, { weights: `w${seed}`, batch: `b${seed}`, latents: `l${seed}` });
      const final = value(arm.name, seed, normal);
      if ('lost' in final && typeof final.lost === 'string') {
        await writeOutcome(run, { state: 'diverged', step: 33, error: { code: 'RUN_DIVERGED', message: final.lost } });
        continue;
      }
      const values = final as Readonly<Record<string, number>>;
      for (const step of milestones) {
        const last = step === milestones.at(-1);
        const early = 1 + 2 * (1 - step / (milestones.at(-1) ?? 1));
        for (let sampling = 0; sampling < (last ? samplings : 1); sampling += 1) {
          const shown = Object.fromEntries(
            Object.entries(values).map(([metric, each]) => [
              metric,
              metric === 'fd' || metric === 'kid' ? each * early + 0.01 * normal(false) : each / early,
            ]),
          );
          await writeEvaluation(run, { step, images: step * 20, sampling, measured: [{ protocol, values: shown }] });
        }
        await writeStretch(run, { toStep: step, secondsPerStep: 0.1 * (1 + armIndex / 20), peakMemoryBytes: 2e8 });
      }
      await writeOutcome(run, { state: 'finished', step: milestones.at(-1) ?? 0, sha256: `${arm.name}${seed}` });
      const pixels = createRandom(seed)
        .stream('pixels')
        .at(0)
        .uniform(64 * resolution * resolution * 3, 0, 256);
      await writeSameLatents(
        run,
        Uint8Array.from(pixels, (pixel) => (pixel + 40 * armIndex) % 256),
      );
      if (arm.name.includes('glead')) {
        const images = createRandom(seed)
          .stream('redrawn')
          .at(0)
          .uniform(16 * resolution * resolution * 3, 0, 256);
        await writeRedrawn(run, Uint8Array.from(images));
      }
      const lines = Array.from({ length: 200 }, (_, step) =>
        JSON.stringify({
          step,
          images: (step + 1) * 20,
          'score/real': 1 + step / 100 + 0.2 * normal(false),
          'score/fake': -1 - step / 100 + 0.2 * normal(false) + armIndex / 10,
        }),
      );
      await writeFile(join(run, 'metrics.jsonl'), `${lines.join('\n')}\n`);
    }
  }
  return { folder, plan, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
};

/** Sixteen arms on six seeds: GLeaD and GGDR help and are redundant, AdaptiveMix and AdvAs hurt each other. Two runs are lost. */
export const plantedFactorial = (): Promise<PlantedStudy> =>
  plantedStudy({
    name: 'Four regularizers',
    study: { factorial: ['glead', 'ggdr', 'adaptivemix', 'advas'], seeds: 6 },
    value: (arm, seed, normal) => {
      const has = (plugin: string): number => (arm.split('+').includes(plugin) ? 1 : 0);
      if (arm === 'adaptivemix+advas' && seed > 4)
        return { lost: 'step 33: advas/balance is not finite. <script>alert(1)</script>' };
      const [glead, ggdr, mix, advas] = ['glead', 'ggdr', 'adaptivemix', 'advas'].map(has) as [
        number,
        number,
        number,
        number,
      ];
      const quality = 6 * glead + 5 * ggdr - 4 * glead * ggdr + 2 * mix + advas - 4 * mix * advas;
      const fd = 30 - quality + 3 * normal(true) + 0.6 * normal(false);
      return { fd, kid: fd / 300, precision: 0.3 + quality / 40 + 0.02 * normal(false), recall: 0.4 + quality / 60 };
    },
  });
