import { Scope } from '../../wiring/scope.ts';
import type { Trainer } from '../../training/trainer.ts';
import { engineRequest } from './engine-request.ts';
import type { SavedRun } from './sample.ts';

/** Everything of a saved run, to look at: both networks, heads, plugins, data. */
export interface OpenedTrainer {
  readonly trainer: Trainer;
  readonly dispose: () => Promise<void>;
}

/** Binds a saved run to its data and services as training does, at the state of its checkpoint. @throws DataError, EngineError */
export const openTrainer = async ({ plan, project, snapshot }: SavedRun): Promise<OpenedTrainer> => {
  const [{ useEngine }, { createTrainer }, { bindServices }] = await Promise.all([
    import('@ganreg/numerics'),
    import('../../training/trainer.ts'),
    import('./open-services.ts'),
  ]);
  await useEngine(engineRequest(plan));
  const scope = new Scope();
  await bindServices(scope, plan, project);
  const trainer = await createTrainer(plan, scope);
  if (snapshot !== undefined) trainer.state.restore(snapshot);
  return {
    trainer,
    dispose: async () => {
      trainer.dispose();
      await scope[Symbol.asyncDispose]();
    },
  };
};
