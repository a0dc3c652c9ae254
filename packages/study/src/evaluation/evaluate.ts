import { experimentSchema, metricNames, type Catalogue, type MetricName } from '@ganreg/core';
import { cacheFolder } from '@ganreg/core/node';
import { openData } from '@ganreg/core/node/open';
import { useEngine, type EngineRequest } from '@ganreg/numerics';
import { needsReference, onlyImages, tooFewSamples } from '../errors.ts';
import { spacesOf } from '../plan/spaces.ts';
import { openEvaluator, type Measured } from './evaluator.ts';
import { commonProtocol, protocolHash, protocolName, type Protocol } from './protocol.ts';
import { realSets } from './real-sets.ts';
import { dataNamed, openSubject } from './subject.ts';
import { betterOf, type Values } from './values.ts';

/** What is measured, against what and how. */
export interface EvaluateRequest {
  /** Run, checkpoint or folder of images. */
  readonly path: string;
  /** Data set or folder of real images; what a run learned from by default. */
  readonly against?: string | undefined;
  readonly catalogueFor: (project: string) => Catalogue;
  /** Samples; 1,000 of a generator, all of a folder by default. */
  readonly count?: number | undefined;
  /** Real images at most. Default 10,000. */
  readonly reference?: number | undefined;
  /** Independent sets of samples of a generator. Default 1. */
  readonly samplings?: number | undefined;
  readonly metrics?: readonly MetricName[] | undefined;
  /** As `study.evaluate.spaces` takes them. */
  readonly spaces?: readonly string[] | undefined;
  readonly engine?: EngineRequest | undefined;
  readonly resolution?: number | undefined;
  readonly lossy?: boolean | undefined;
}

/** One number with everything that must be equal for another to be compared with it. */
export interface EvaluatedMetric {
  /** `FD[efficientnet-lite0@64, n=1000, embedded 1a2b3c4d]`. */
  readonly name: string;
  readonly metric: MetricName;
  readonly better: 'lower' | 'higher';
  /** Mean over samplings. */
  readonly value: number;
  /** One value for each sampling. */
  readonly values: readonly number[];
  /** The same metric of held-out real images: what a perfect generator would get. */
  readonly floor: number | null;
}

/** All metrics of one feature space, which share a protocol. */
export interface EvaluatedSpace {
  readonly protocol: Protocol;
  readonly protocolHash: string;
  readonly metrics: readonly EvaluatedMetric[];
}

/** What {@link evaluate} found. */
export interface Evaluated {
  readonly subject: string;
  readonly count: number;
  readonly spaces: readonly EvaluatedSpace[];
}

const pointsOnly: readonly MetricName[] = ['modes', 'quality'];

const most = 10_000;

/**
 * Measures one generator or one folder of images against real ones, in several spaces at once, each number with its protocol and its
 * real-vs-real floor. Features of real images are kept in the user's cache by content.
 * @throws GanregError EVALUATE_*, STUDY_TOO_FEW_REAL, STUDY_UNKNOWN_SPACE, RUN_NOT_FOUND, CHECKPOINT_BROKEN; DataError; EngineError
 */
export const evaluate = async (request: EvaluateRequest): Promise<Evaluated> => {
  const subject = await openSubject(request);
  const { model } = subject;
  const kind = model.resolution === 1 ? 'points' : 'images';
  const metrics = request.metrics ?? metricNames.filter((name) => kind === 'points' || !pointsOnly.includes(name));
  const spaces = spacesOf(metrics, request.spaces === undefined ? undefined : [...request.spaces], kind);
  const count = request.count ?? Math.min(subject.holds ?? 1000, most);
  if (subject.holds !== undefined && count > subject.holds) throw tooFewSamples(request.path, subject.holds, count);
  const data = request.against === undefined ? subject.data : dataNamed(request.against);
  if (data === undefined) throw needsReference(request.path);
  const config = experimentSchema.parse({ data });
  const open = (split: 'train' | 'test') => openData(config, subject.project, model.resolution, split);
  const train = await open('train');
  if (train.kind !== kind) throw onlyImages(train.name);
  const test = await open('test').catch(() => undefined);
  const real = realSets({ train, test, model, count, limit: request.reference ?? most });
  const { name: engine } = await useEngine(request.engine ?? subject.engine ?? 'wasm');
  const cache = cacheFolder('features');
  const evaluator = await openEvaluator({ spaces, project: process.cwd(), metrics, count, real, cache, engine });
  try {
    const rounds: (readonly Measured[])[] = [];
    const samplings = subject.holds === undefined ? (request.samplings ?? 1) : 1;
    for (let sampling = 0; sampling < samplings; sampling += 1)
      rounds.push(await evaluator.evaluate(await subject.samples(count, sampling)));
    const floor = await evaluator.floor();
    return {
      subject: subject.name,
      count,
      spaces: evaluator.protocols.map((_, index) => {
        const own = rounds.flatMap((round) => round[index] ?? []);
        return described(metrics, own, floor?.[index]?.values);
      }),
    };
  } finally {
    evaluator.dispose();
  }
};

const described = (
  metrics: readonly MetricName[],
  rounds: readonly { readonly protocol: Protocol; readonly values: Values }[],
  floor: Values | undefined,
): EvaluatedSpace => {
  const protocol = commonProtocol(rounds.map((round) => round.protocol));
  if (protocol === undefined) throw new RangeError('nothing was measured');
  const measured = metrics.flatMap((metric): readonly EvaluatedMetric[] => {
    const values = rounds.flatMap((round) => round.values[metric] ?? []);
    if (values.length === 0) return [];
    const value = values.reduce((sum, each) => sum + each, 0) / values.length;
    const name = protocolName(metric, protocol);
    return [{ name, metric, better: betterOf(metric), value, values, floor: floor?.[metric] ?? null }];
  });
  return { protocol, protocolHash: protocolHash(protocol), metrics: measured };
};
