import { join } from 'node:path';
import type { Engine } from '@ganreg/numerics';
import { DivergedError, type Culprit } from '../../training/faults.ts';
import type { Plan } from '../../plan/types.ts';
import type { Snapshot } from '../../training/trainer-state.ts';
import type { Trainer } from '../../training/trainer.ts';
import type { Scope } from '../../wiring/scope.ts';
import { Clock, Sink } from '../../wiring/services.ts';
import { makeFolder, writeAtomically } from './atomic.ts';
import { writeCheckpoint } from './checkpoints.ts';
import { recover, type EventLog } from './divergence.ts';
import type { RunEvent, RunSummary } from './events.ts';
import { MetricsFile, readMetrics } from './metrics-file.ts';
import { drawCurves } from './curves.ts';
import { drawRedrawn, drawSamples } from './pictures.ts';
import { recentMean } from './recent.ts';
import { redraws } from './redraw.ts';
import type { RunFiles } from './run-files.ts';
import { openExporters, reporter, together } from './sinks.ts';
import { weightsHash } from './weights-hash.ts';

/** Real images that are redrawn for whoever watches. */
const redrawnImages = 8;

export interface SessionRequest {
  readonly plan: Plan;
  readonly trainer: Trainer;
  readonly scope: Scope;
  readonly engine: Engine;
  readonly files: RunFiles;
  readonly onEvent: (event: RunEvent) => void;
  /** Aborting saves and ends the session. */
  readonly signal?: AbortSignal | undefined;
  /** Pause after this many steps of the whole run. */
  readonly stopAfter?: number | undefined;
}

/** Milliseconds that sinks have for what they hold back when a run ends. */
const patience = 10_000;

/** The first tensor of a snapshot that is not finite: nothing that a run could go back to. */
const unhealthy = ({ tensors }: Snapshot): readonly Culprit[] => {
  for (const [name, { values }] of tensors) {
    const value = values.find((each) => !Number.isFinite(each));
    if (value === undefined) continue;
    const owner = /^(?:optimizer\/)?(generator|average|plugin)\//u.exec(name)?.[1];
    const player = owner === undefined ? 'discriminator' : owner === 'plugin' ? 'observed' : 'generator';
    return [{ name, player, value }];
  }
  return [];
};

/** Says once whose tensors pile up: harmless for a while, the end of a long run. */
const tellLeaks = (trainer: Trainer, log: EventLog, onEvent: (event: RunEvent) => void): void => {
  const leaks = trainer.leaks();
  if (leaks === undefined) return;
  log.event(trainer.step - 1, { event: 'leak', leaks });
  const whose = leaks.map(({ hook, tensors }) => `${hook} (${tensors} a step)`).join(', ') || 'nobody that was found';
  onEvent({ kind: 'note', text: `Tensors pile up with every step; left behind by ${whose}. Dispose what is kept.` });
};

/** Trains until the plan's last step, an abort, or `stopAfter`; writes metrics, samples, curves and checkpoints on the way. */
export const runSession = async (request: SessionRequest): Promise<RunSummary> => {
  const { plan, trainer, scope, files, onEvent, signal } = request;
  const now = scope.has(Clock) ? scope.get(Clock) : () => performance.now();
  const metrics = new MetricsFile(files.metrics, plan.imagesPerStep);
  const note = (text: string): void => onEvent({ kind: 'note', text });
  const bound = scope.all(Sink).map((sink) => ({ sink, report: reporter('a sink', note) }));
  const sinks = together([...bound, ...openExporters(plan.exporters, files.folder, note)], note, patience);
  const log: EventLog = {
    event: (step, { event, ...details }) => {
      metrics.event(step, { event, ...details });
      sinks.event({ step, event, details });
    },
    restartAt: async (step) => {
      await metrics.restartAt(step);
      sinks.restart(step);
    },
  };
  const last = Math.min(plan.steps, request.stopAfter ?? plan.steps);
  const first = trainer.step;
  let [training, trained] = [0, 0];
  let saved = trainer.step;

  const checkpoint = async (): Promise<void> => {
    const snapshot = await trainer.state.take();
    const culprits = plan.config.run.divergence.policy === 'continue' ? [] : unhealthy(snapshot);
    if (culprits.length > 0) throw new DivergedError(trainer.step - 1, culprits);
    await writeCheckpoint(files.checkpoints, trainer.step, snapshot, plan.config.run.checkpoint.keep);
    saved = trainer.step;
    onEvent({ kind: 'checkpoint', step: trainer.step });
  };
  const samples = async (): Promise<void> => {
    await makeFolder(files.samples);
    const picture = await drawSamples(trainer, plan.config.run.samples.count);
    const name = String(trainer.step).padStart(6, '0');
    const file = join(files.samples, `${name}.${picture.ending}`);
    if (redraws(plan) && picture.ending === 'png')
      await writeAtomically(join(files.reconstructions, `${name}.png`), await drawRedrawn(trainer, redrawnImages));
    await writeAtomically(file, picture.content);
    onEvent({ kind: 'samples', step: trainer.step, file });
    sinks.picture({ step: trainer.step, ...picture });
  };

  let state: 'failed' | RunSummary['state'] = 'failed';
  try {
    const { steps, imagesPerStep } = plan;
    void sinks.begin({ folder: files.folder, step: first, steps, imagesPerStep, config: { ...plan.config } });
    if (first === 0) await samples();
    if (first === 0 && plan.config.run.divergence.policy === 'rollback') await checkpoint();
    const recovery = { plan, trainer, checkpoints: files.checkpoints, log, onEvent, checkpoint };
    const goesOn = (): boolean => trainer.step < last && signal?.aborted !== true;
    const advance = async (): Promise<void> => {
      const begin = now();
      const report = await trainer.advance();
      training += now() - begin;
      trained += 1;
      tellLeaks(trainer, log, onEvent);
      metrics.write(report);
      sinks.write(report);
      const imagesPerSecond = (trained * plan.imagesPerStep * 1000) / Math.max(training, 1e-9);
      onEvent({
        kind: 'step',
        report,
        imagesPerSecond,
        secondsLeft: ((plan.steps - trainer.step) * training) / trained / 1000,
      });
      if (trainer.step % plan.samplesEvery === 0 || trainer.step === plan.steps) await samples();
      if (trainer.step % plan.checkpointEvery === 0 || trainer.step === last) await checkpoint();
    };
    while (goesOn()) {
      try {
        await advance();
      } catch (error) {
        if (!(error instanceof DivergedError && (await recover(error, recovery)))) throw error;
      }
      // Lets signals and timers in: steps of a synchronous engine would otherwise starve them.
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (saved !== trainer.step || trainer.step === first) await checkpoint();
    const logged = await readMetrics(files.metrics);
    await writeAtomically(files.curves, drawCurves(logged, plan));
    state = trainer.step >= plan.steps ? 'finished' : signal?.aborted === true ? 'interrupted' : 'paused';
    return {
      folder: files.folder,
      state,
      sha256: weightsHash(await trainer.state.take()),
      steps: trainer.step,
      images: trainer.step * plan.imagesPerStep,
      imagesPerSecond: training === 0 ? 0 : (trained * plan.imagesPerStep * 1000) / training,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      engine: request.engine.name,
      seconds: training / 1000,
      numbers: recentMean(logged, first),
      rollbacks: trainer.attempt,
    };
  } finally {
    metrics.close();
    await sinks.close(state);
  }
};
