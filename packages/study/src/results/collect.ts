import { readFile } from 'node:fs/promises';
import type { MetricName } from '@ganreg/core';
import { runFiles, type Environment } from '@ganreg/core/node';
import { betterOf } from '../evaluation/values.ts';
import { commonProtocol, protocolHash, type Protocol } from '../evaluation/protocol.ts';
import { canonical } from '../plan/canonical.ts';
import { readRecord, type RunRecord } from '../run/records.ts';
import { readStudy, runFolder, type RecordedStudy } from '../run/study-files.ts';
import { effectsOf } from './effects.ts';
import { runResult } from './runs.ts';
import { rowsOf, type ArmValues } from './table.ts';
import { equalSeconds, timingOf } from './timings.ts';
import type { MetricTable, RunResult, SpaceResult, StudyResults } from './types.ts';

interface Collected {
  readonly result: RunResult;
  readonly record: RunRecord;
}

const valuesOf = (arm: string, runs: readonly RunResult[], space: string, metric: MetricName): ArmValues => {
  const own = runs.filter((run) => run.arm === arm);
  const bySeed = own
    .filter((run) => run.samplings.length > 0)
    .map((run) => [run.seed, run.samplings.flatMap((values) => values[space]?.[metric] ?? [])] as const);
  const lost = own.filter((run) => run.state === 'failed' || run.state === 'diverged').length;
  return { arm, lost, bySeed: new Map(bySeed) };
};

const spaceResult = (study: RecordedStudy, runs: readonly Collected[], expected: Protocol): SpaceResult => {
  const { space } = expected;
  const last = study.evaluation.milestones.at(-1);
  const used = runs
    .filter(({ result }) => result.samplings.length > 0)
    .flatMap(({ record }) => record.evaluations.filter((each) => each.step === last))
    .flatMap(({ measured }) => measured.map(({ protocol }) => protocol).filter((protocol) => protocol.space === space));
  const protocol = commonProtocol([expected, ...used]) ?? expected;
  const floor = study.reference?.floor?.find((each) => each.protocol.space === space)?.values;
  const tables = study.evaluation.metrics.map((metric): MetricTable => {
    const results = runs.map(({ result }) => result);
    const arms = study.arms.map(({ name }) => valuesOf(name, results, space, metric));
    return {
      metric,
      better: betterOf(metric),
      floor: floor?.[metric] ?? null,
      rows: rowsOf(space, metric, arms, study.baseline),
      effects: effectsOf(study, metric, arms),
    };
  });
  return { protocol, protocolHash: protocolHash(protocol), tables };
};

const startsOf = (study: RecordedStudy, runs: readonly RunResult[]): StudyResults['starts'] =>
  study.seeds.map((seed) => {
    const starts = runs.flatMap((run) => (run.seed === seed && run.start !== null ? [canonical(run.start)] : []));
    return { seed, arms: starts.length, identical: new Set(starts).size <= 1 };
  });

const environmentOf = async (folders: readonly string[]): Promise<Environment | null> => {
  for (const folder of folders) {
    try {
      return JSON.parse(await readFile(runFiles(folder).environment, 'utf8')) as Environment;
    } catch {
      // not there yet, or damaged: another run of the study was made under the same conditions
    }
  }
  return null;
};

/** Reads everything a study has produced so far and compares it. @throws GanregError STUDY_NOT_FOUND, STUDY_MIXED_PROTOCOLS */
export const collectResults = async (
  folder: string,
): Promise<{ readonly study: RecordedStudy; readonly results: StudyResults }> => {
  const study = await readStudy(folder);
  const places = study.arms.flatMap((arm) => study.seeds.map((seed) => ({ arm, seed })));
  const runs: Collected[] = await Promise.all(
    places.map(async ({ arm, seed }) => {
      const record = await readRecord(runFolder(folder, arm, seed));
      return { record, result: runResult(study, arm, seed, record) };
    }),
  );
  const results = runs.map(({ result }) => result);
  const [first] = study.arms;
  const steps = first?.plan.steps ?? 0;
  const images = first?.plan.images ?? 0;
  const baselineCost = study.arms.find((arm) => arm.name === study.baseline)?.plan.cost.ratio ?? 1;
  const timings = runs.flatMap(({ result, record }) => timingOf(result, record, images / steps) ?? []);
  const protocols = study.reference?.protocols ?? [];
  const count = (arm: string, state: RunResult['state']): number =>
    results.filter((run) => run.arm === arm && run.state === state).length;
  return {
    study,
    results: {
      format: 1,
      name: study.name,
      design: study.design,
      baseline: study.baseline,
      arms: study.arms.map(({ name, folder: own, plan }) => ({
        name,
        folder: own,
        plugins: plan.plugins.map((plugin) => plugin.id),
        terms: plan.terms.map((term) => `${term.term} × ${term.weight}`),
        costRatio: plan.cost.ratio / baselineCost,
        finished: count(name, 'finished'),
        diverged: count(name, 'diverged'),
        failed: count(name, 'failed'),
        rollbacks: results.filter((run) => run.arm === name).reduce((sum, run) => sum + run.rollbacks, 0),
      })),
      seeds: study.seeds,
      budget: { images, steps, batch: first?.plan.batch ?? 0 },
      engine: { name: study.engine.name, versions: study.engine.versions },
      environment: await environmentOf(places.map(({ arm, seed }) => runFolder(folder, arm, seed))),
      starts: startsOf(study, results),
      spaces: protocols.map((protocol) => spaceResult(study, runs, protocol)),
      runs: results,
      timings: {
        runs: timings,
        equalSeconds: equalSeconds(
          results,
          timings,
          protocols.map((protocol) => protocol.space),
          study.evaluation.metrics,
        ),
      },
    },
  };
};
