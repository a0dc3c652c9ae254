import type { MetricName } from '@ganreg/core';
import type { RunRecord, Stretch } from '../run/records.ts';
import { mean } from '../statistics/summary.ts';
import type { EqualSeconds, RunResult, RunTiming } from './types.ts';

/** Seconds of training until a step: each stretch at its measured pace, however often it was interrupted. */
const secondsUntil = (stretches: readonly Stretch[], step: number): number => {
  let [before, seconds] = [0, 0];
  for (const { toStep, secondsPerStep } of stretches) {
    if (toStep > step) break;
    seconds += (toStep - before) * secondsPerStep;
    before = toStep;
  }
  return seconds;
};

/** What a run took. Nothing before its first stretch. */
export const timingOf = (run: RunResult, { stretches }: RunRecord, imagesPerStep: number): RunTiming | undefined => {
  const last = stretches.at(-1);
  if (last === undefined) return undefined;
  const seconds = secondsUntil(stretches, last.toStep);
  return {
    arm: run.arm,
    seed: run.seed,
    seconds,
    imagesPerSecond: (last.toStep * imagesPerStep) / seconds,
    peakMemoryBytes: Math.max(...stretches.map((stretch) => stretch.peakMemoryBytes)),
    curve: run.curve.map(({ step }) => ({ step, seconds: secondsUntil(stretches, step) })),
  };
};

/** A curve's value at a moment, between its points by a straight line. */
const valueAt = (points: readonly (readonly [number, number])[], at: number): number | undefined => {
  const after = points.findIndex(([x]) => x >= at);
  const [right, left] = [points[after], points[after - 1]];
  if (right === undefined) return undefined;
  if (left === undefined) return right[0] === at ? right[1] : undefined;
  return left[1] + ((right[1] - left[1]) * (at - left[0])) / (right[0] - left[0]);
};

/** Every arm after as many seconds as the quickest arm's slowest run took. Nothing when no run has finished. */
export const equalSeconds = (
  runs: readonly RunResult[],
  timings: readonly RunTiming[],
  spaces: readonly string[],
  metrics: readonly MetricName[],
): EqualSeconds | null => {
  const finished = runs.filter((run) => run.state === 'finished');
  const timingFor = (run: RunResult): RunTiming | undefined =>
    timings.find((each) => each.arm === run.arm && each.seed === run.seed);
  const arms = [...new Set(finished.map((run) => run.arm))];
  const longest = arms.map((arm) =>
    Math.max(...finished.filter((run) => run.arm === arm).map((run) => timingFor(run)?.seconds ?? Infinity)),
  );
  const seconds = Math.min(...longest);
  if (!Number.isFinite(seconds)) return null;
  const values = spaces.flatMap((space) =>
    metrics.flatMap((metric) =>
      arms.flatMap((arm) => {
        const found = finished
          .filter((run) => run.arm === arm)
          .flatMap((run) => {
            const times = timingFor(run)?.curve ?? [];
            const points = run.curve.map(
              (point, index) =>
                [times[index]?.seconds ?? Number.NaN, point.values[space]?.[metric] ?? Number.NaN] as const,
            );
            // A run that was a little quicker than the slowest ends before that moment: its end stands for it.
            const end = points.at(-1)?.[0] ?? Number.NaN;
            return valueAt(points, Math.min(seconds, end)) ?? [];
          });
        return found.length === 0 ? [] : [{ space, metric, arm, n: found.length, mean: mean(found) }];
      }),
    ),
  );
  return { seconds, values };
};
