import { bytesText, parseBytes } from '../../config/bytes.ts';
import { tooLarge } from '../../errors/run.ts';
import { obstaclesToParts, sizesOfParts } from '../../plan/micro-batch.ts';
import type { Plan } from '../../plan/types.ts';
import type { MemoryEstimate } from '../../training/memory/estimate-memory.ts';
import { Perceptual } from '../../wiring/services.ts';
import { Scope } from '../../wiring/scope.ts';
import { freeMemory } from './free-memory.ts';

/** What a run takes, in bytes. */
export interface RunMemory extends MemoryEstimate {
  /** Of the whole process: its tensors and the gaps between them, a copy of what a checkpoint holds, Node and TensorFlow.js. */
  readonly process: number;
}

/** Node, TensorFlow.js and this program before there is a tensor, and the gaps between tensors: `bench/memory-estimate.mjs`. */
const ofProgram = 140 * 2 ** 20;
const gaps = 1.1;

/** The wasm heap has 4 GiB, of which its kernels keep some for themselves. */
const wasmTensors = 3.5 * 2 ** 30;

/**
 * Works out what a run of this plan takes, without numbers and without its images: see `estimateMemory`.
 * @param outer the application around the run
 */
export const estimateRun = async (plan: Plan, project: string, outer = new Scope()): Promise<RunMemory> => {
  const [{ estimateMemory }, { openPerceptual }, { wantsPerceptual }] = await Promise.all([
    import('../../training/memory/estimate-memory.ts'),
    import('./open-perceptual.ts'),
    import('./open-services.ts'),
  ]);
  const estimate = await estimateMemory(plan, outer, async (scope) => {
    if (!wantsPerceptual(plan) || scope.has(Perceptual)) return;
    const distance = await openPerceptual(plan, project);
    scope.build(Perceptual, {}, () => distance);
    scope.get(Perceptual);
  });
  return { ...estimate, process: ofProgram + gaps * estimate.tensors + estimate.kept };
};

/** What a run may take: `run.memory`, or what is free here; nothing where there is no limit or tensors lie elsewhere. */
export const memoryLimit = ({ config }: Plan, engine: string): number | undefined => {
  const { memory } = config.run;
  if (memory === false) return undefined;
  if (memory !== undefined) return parseBytes(memory, 'run.memory');
  return engine === 'tensorflow-gpu' || engine === 'webgpu' ? undefined : freeMemory();
};

const tensorLimit = ({ config }: Plan, engine: string): number => {
  const own = typeof config.engine === 'object' ? config.engine.memoryLimit : undefined;
  return engine.startsWith('wasm') ? (own ?? wasmTensors) : Number.POSITIVE_INFINITY;
};

/** The first setting that fits, as `--set` takes it: parts as large as possible, or else a smaller batch. */
const wayOut = async (
  plan: Plan,
  fits: (memory: RunMemory) => boolean,
  estimate: (plan: Plan) => Promise<RunMemory>,
): Promise<string | undefined> => {
  const { batch, loss, model, plugins } = plan;
  const measuresGradients = plan.config.run.gradients !== undefined;
  const divisible = obstaclesToParts({ batch, loss, model, plugins, measuresGradients }).length === 0;
  const halves = Array.from({ length: Math.floor(Math.log2(batch)) }, (_, index) =>
    Math.floor(batch / 2 ** (index + 1)),
  );
  const tries = divisible
    ? sizesOfParts(plan).map((size) => [`train.microBatch=${size}`, { ...plan, microBatch: size }] as const)
    : halves.map((size) => [`train.batch=${size}`, { ...plan, batch: size }] as const);
  for (const [setting, smaller] of tries) {
    const memory = await estimate(smaller);
    if (fits(memory)) return `--set ${setting} (about ${bytesText(memory.process)})`;
  }
  return undefined;
};

/**
 * Refuses a run that does not fit, before it begins.
 * @returns what it takes
 * @throws GanregError RUN_TOO_LARGE, CONFIG_BAD_QUANTITY; whatever {@link estimateRun} throws
 */
export const checkMemory = async (plan: Plan, project: string, engine: string, outer?: Scope): Promise<RunMemory> => {
  const limit = memoryLimit(plan, engine);
  const most = plan.config.run.memory === false ? Number.POSITIVE_INFINITY : tensorLimit(plan, engine);
  const fits = ({ process, tensors }: RunMemory): boolean => process <= (limit ?? process) && tensors <= most;
  const estimate = (of: Plan): Promise<RunMemory> => estimateRun(of, project, outer);
  const memory = await estimate(plan);
  if (fits(memory)) return memory;
  const ofTensors = memory.tensors > most;
  throw tooLarge({
    needed: bytesText(ofTensors ? memory.tensors : memory.process),
    limit: ofTensors
      ? `${bytesText(most)} of tensors on ${engine}`
      : `${bytesText(limit ?? 0)} ${plan.config.run.memory === undefined ? 'that are free' : 'of run.memory'}`,
    fits: await wayOut(plan, fits, estimate),
  });
};
