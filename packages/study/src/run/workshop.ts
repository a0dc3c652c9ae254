import { planExperiment, type ExperimentInput, type Plan } from '@ganreg/core';
import { nodeCatalogue, type NodeCatalogue } from '@ganreg/core/node';
import { engineRequest, openData } from '@ganreg/core/node/open';
import type { Data } from '@ganreg/core/training';
import { useEngine, type Engine } from '@ganreg/numerics';
import { openEvaluator, type Evaluator } from '../evaluation/evaluator.ts';
import { realSets } from '../evaluation/real-sets.ts';
import { canonical } from '../plan/canonical.ts';
import type { Place } from './messages.ts';

/** What a worker process opens once and uses for every job: plugins, data, feature spaces with the embedded reference. */
export interface Workshop {
  readonly catalogueFor: (project: string) => NodeCatalogue;
  readonly plan: (input: ExperimentInput, project: string) => Promise<Plan>;
  readonly engine: (plan: Plan) => Promise<Engine>;
  readonly data: (plan: Plan, project: string) => Promise<Data>;
  readonly evaluator: (plan: Plan, place: Place) => Promise<Evaluator>;
}

const remembered = <Value>(): ((key: string, make: () => Promise<Value>) => Promise<Value>) => {
  const known = new Map<string, Promise<Value>>();
  return (key, make) => {
    const found = known.get(key) ?? make();
    known.set(key, found);
    // What failed may succeed next time.
    found.catch(() => known.delete(key));
    return found;
  };
};

/** @param bundled folders whose dependencies offer plugins, beside the project's own */
export const openWorkshop = (bundled: readonly string[]): Workshop => {
  const catalogues = new Map<string, NodeCatalogue>();
  const datasets = remembered<Data>();
  const evaluators = remembered<Evaluator>();
  const catalogueFor = (project: string): NodeCatalogue => {
    const found = catalogues.get(project) ?? nodeCatalogue(project, bundled);
    catalogues.set(project, found);
    return found;
  };
  const engine = (plan: Plan): Promise<Engine> => useEngine(engineRequest(plan));
  const data = ({ config, model }: Plan, project: string, split: 'train' | 'test' = 'train'): Promise<Data> =>
    datasets(canonical([project, config.data, model.resolution, split]), () =>
      openData(config, project, model.resolution, split),
    );
  return {
    catalogueFor,
    engine,
    data: (plan, project) => data(plan, project),
    plan: (input, project) => planExperiment(input, catalogueFor(project)),
    evaluator: async (plan, { project, cache, evaluation }) => {
      const { name } = await engine(plan);
      const { resolution, channels } = plan.model;
      return evaluators(
        canonical([project, plan.config.data, resolution, channels, cache, evaluation, name]),
        async () => {
          const train = await data(plan, project);
          const test = await data(plan, project, 'test').catch(() => undefined);
          const { spaces, metrics, count, reference: limit } = evaluation;
          const real = realSets({ train, test, model: { resolution, channels }, count, limit });
          return openEvaluator({ spaces, project, metrics, count, real, cache, engine: name });
        },
      );
    },
  };
};
