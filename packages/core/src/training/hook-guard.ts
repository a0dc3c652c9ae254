import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '@ganreg/numerics';
import { GanregError } from '../errors/ganreg-error.ts';
import { hookInvalid, pluginFailed, pluginMutates } from './faults.ts';
import type { Hooks } from '../plugin/hooks.ts';
import type { LeakWatch } from './leak-watch.ts';

/** What guarding a plugin's hooks needs to know. */
export interface HookGuard {
  readonly plugin: string;
  /** Weights by name that the hooks may read and never write. */
  readonly weights: ReadonlyMap<string, tf.Variable>;
  readonly leaks: LeakWatch;
}

type AnyFunction = (...parameters: never[]) => unknown;

const tensorsIn = (value: unknown): readonly tf.Tensor[] =>
  value instanceof tf.Tensor ? [value] : value instanceof Map ? [...value.values()].flatMap(tensorsIn) : [];

/** Calls a hook so that whatever it does wrong is told with the plugin's id and the hook's name. */
const guarded = <Call extends AnyFunction>(
  { plugin, weights, leaks }: HookGuard,
  hook: string,
  [owner, call]: readonly [owner: object, call: Call],
  check?: (result: unknown, given: unknown) => string | undefined,
): Call => {
  const invalid = (why: string): GanregError => hookInvalid(plugin, hook, why);
  const guardedCall = (...parameters: Parameters<Call>): unknown => {
    const before = [...weights.values()].map(({ dataId }) => dataId);
    let result: unknown;
    try {
      result = leaks.during(`${plugin}.${hook}`, () => Reflect.apply(call, owner, parameters) as unknown);
    } catch (error) {
      // ours already say whose fault they are
      if (error instanceof GanregError || error instanceof EngineError) throw error;
      throw pluginFailed(plugin, hook, error);
    }
    if (result instanceof Promise) {
      // nobody will wait for it, and its failure must not end the process
      result.catch(() => undefined);
      throw invalid('returned a promise; hooks are synchronous');
    }
    const given: unknown = parameters[0];
    if (tensorsIn(given).some(({ isDisposed }) => isDisposed)) throw invalid('disposed a tensor that it was given');
    const moved = [...weights].find(([, weight], place) => weight.isDisposed || weight.dataId !== before[place]);
    if (moved !== undefined) throw pluginMutates(plugin, hook, moved[0]);
    const wrong = check?.(result, given);
    if (wrong !== undefined) throw invalid(wrong);
    return result;
  };
  return guardedCall as Call;
};

const shapeText = ({ shape }: tf.Tensor): string => `[${shape.join(', ')}]`;

const sameShape = (result: unknown, given: unknown): string | undefined => {
  if (!(result instanceof tf.Tensor)) return `returned ${typeof result}, not a tensor`;
  if (result.isDisposed) return 'returned a disposed tensor';
  if (given instanceof tf.Tensor && shapeText(result) !== shapeText(given))
    return `returned a tensor of shape ${shapeText(result)} for one of ${shapeText(given)}`;
  return undefined;
};

const member = (result: unknown, name: string): unknown =>
  typeof result === 'object' && result !== null ? Reflect.get(result, name) : undefined;

const imagesLike = (result: unknown, given: unknown): string | undefined => {
  const wrong = sameShape(member(result, 'images'), given);
  return wrong === undefined ? undefined : `${wrong} as images`;
};

const logits = (result: unknown, given: unknown): string | undefined => {
  const found = member(result, 'logits');
  if (!(found instanceof tf.Tensor)) return `returned ${typeof found}, not a tensor, as logits`;
  if (found.isDisposed) return 'returned disposed logits';
  const rows = given instanceof tf.Tensor ? given.shape[0] : undefined;
  return found.rank === 2 && found.shape[0] === rows && found.shape[1] === 1
    ? undefined
    : `returned logits of shape ${shapeText(found)}, not [${rows}, 1]`;
};

const gradients = (result: unknown, given: unknown): string | undefined => {
  if (!(result instanceof Map)) return `returned ${typeof result}, not a map of gradients`;
  for (const [path, gradient] of result as ReadonlyMap<string, unknown>) {
    const known: unknown = given instanceof Map ? given.get(path) : undefined;
    const wrong = sameShape(gradient, known);
    if (wrong !== undefined) return `${wrong} as the gradient of ${path}`;
  }
  return undefined;
};

/** The same hooks, guarded: see {@link guarded}. Only members that are there stay there. */
export const guardHooks = (guard: HookGuard, hooks: Hooks): Hooks => {
  const { terms = {}, reals, augment, judge, latents, judged, afterStep, state, dispose } = hooks;
  const { generatorGradients, discriminatorGradients } = hooks;
  // once the tape is closed weights may be written: clipped, or moved by an optimizer of one's own
  const between = { ...guard, weights: new Map<string, tf.Variable>() };
  const guardedTerms = Object.entries(terms).map(
    ([name, term]) => [name, guarded(guard, name, [terms, term])] as const,
  );
  return {
    ...(hooks.terms && { terms: Object.fromEntries(guardedTerms) }),
    ...(reals && { reals: guarded(guard, 'reals', [hooks, reals], sameShape) }),
    ...(augment && { augment: guarded(guard, 'augment', [hooks, augment], imagesLike) }),
    ...(judge && { judge: guarded(guard, 'judge', [hooks, judge], logits) }),
    ...(latents && { latents: guarded(guard, 'latents', [hooks, latents], sameShape) }),
    ...(generatorGradients && {
      generatorGradients: guarded(between, 'generatorGradients', [hooks, generatorGradients], gradients),
    }),
    ...(discriminatorGradients && {
      discriminatorGradients: guarded(between, 'discriminatorGradients', [hooks, discriminatorGradients], gradients),
    }),
    ...(judged && { judged: guarded(guard, 'judged', [hooks, judged]) }),
    ...(afterStep && { afterStep: guarded(between, 'afterStep', [hooks, afterStep]) }),
    ...(state && {
      state: {
        save: guarded(guard, 'state.save', [state, state.save]),
        restore: guarded(guard, 'state.restore', [state, state.restore]),
      },
    }),
    ...(dispose && { dispose: guarded(guard, 'dispose', [hooks, dispose]) }),
  };
};
