import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { experimentSchema, metricNames, type ExperimentInput } from '@ganreg/core';
import type { RunJob } from '@ganreg/study';
import { z } from 'zod';
import { badPayload, outsidePath } from './errors.ts';
import { staysInside } from './store/store.ts';

const key = z.string().max(500).refine(staysInside, 'leads out of the store');
const count = z.int().nonnegative();

const space = z.union([
  z.strictObject({ use: z.enum(['efficientnet-lite0', 'random', 'points']) }),
  z.strictObject({
    use: z.enum(['onnx', 'tfjs']),
    path: z.string(),
    side: count.optional(),
    range: z.tuple([z.number(), z.number()]).optional(),
  }),
]);

const payloadSchema = z.strictObject({
  format: z.literal(1),
  /** Tells this trial from the same one asked for differently. */
  ask: z.string(),
  /** Identity of the store that the trial belongs to. */
  store: z.uuid(),
  /** Of the study and of the trial, below the store. */
  study: key,
  trial: key,
  arm: z.string(),
  seed: count,
  input: z.record(z.string(), z.unknown()),
  evaluation: z.strictObject({
    metrics: z.array(z.enum(metricNames)).min(1),
    spaces: z.array(space).min(1),
    count,
    reference: count,
    samplings: count,
    milestones: z.array(count).min(1),
  }),
  expects: z.strictObject({
    engine: z.strictObject({ name: z.string(), versions: z.record(z.string(), z.string()) }),
    key: z.string(),
  }),
  /** Written into the run's record and never opened: the study's own host knows these places. */
  recorded: z.strictObject({
    project: z.string(),
    files: z.array(z.string()),
    provenance: z.record(z.string(), z.string()),
  }),
});

/** A trial as it travels. */
export type TrialPayload = Omit<z.infer<typeof payloadSchema>, 'input' | 'expects' | 'evaluation'> & {
  readonly input: ExperimentInput;
} & Pick<Required<RunJob>, 'expects' | 'evaluation'>;

const leads = (path: string): boolean =>
  isAbsolute(path) || /^[a-z]+:|^[\\/~]/iu.test(path) || path.split(/[\\/]/u).includes('..');

const refuse = (path: string, value: string): void => {
  if (leads(value.replace(/^recipe:/u, ''))) throw outsidePath(path, value);
};

/** Every file or package that a configuration names stays in the project's folder. @throws GanregError QUEUE_OUTSIDE */
export const refuseOutsidePaths = ({ input, evaluation }: Pick<TrialPayload, 'input' | 'evaluation'>): void => {
  for (const [index, use] of (input.plugins ?? []).entries())
    refuse(`plugins[${index}].use`, typeof use === 'string' ? use : use.use);
  const { data, perceptual, model } = input;
  if (typeof data === 'object' && data.path !== undefined) refuse('data.path', data.path);
  if (typeof perceptual === 'object') refuse('perceptual.path', perceptual.path);
  if (model !== undefined) refuse('model', typeof model === 'string' ? model : model.use);
  if (input.run?.folder !== undefined) refuse('run.folder', input.run.folder);
  for (const each of evaluation.spaces) if ('path' in each) refuse('study.evaluate.spaces', each.path);
};

const firstIssue = ({ issues: [issue] }: z.ZodError): string =>
  issue === undefined ? 'it is malformed' : `${issue.path.map(String).join('.')}: ${issue.message}`;

/** What came over the queue, believed in nothing. @throws GanregError QUEUE_PAYLOAD, QUEUE_OUTSIDE */
export const readPayload = (data: unknown): TrialPayload => {
  const outer = payloadSchema.safeParse(data);
  if (!outer.success) throw badPayload(firstIssue(outer.error));
  const inner = experimentSchema.safeParse(outer.data.input);
  if (!inner.success) throw badPayload(firstIssue(inner.error));
  const payload = outer.data as TrialPayload;
  if (!payload.trial.startsWith(`${payload.study}/`)) throw badPayload('trial: not of its study');
  refuseOutsidePaths(payload);
  return payload;
};

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The same trial is the same job, whoever asks for it and however often. */
export const jobId = ({ store, trial }: Pick<TrialPayload, 'store' | 'trial'>): string => short(`${store} ${trial}`);

/** The payload with its `ask`. */
export const asked = (payload: Omit<TrialPayload, 'ask'>): TrialPayload => ({
  ask: short(JSON.stringify(payload)),
  ...payload,
});
