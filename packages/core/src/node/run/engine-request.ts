import type { EngineRequest } from '@ganreg/numerics';
import type { Plan } from '../../plan/types.ts';

/** What the configuration's `engine:` asks of `useEngine`. */
export const engineRequest = (plan: Plan): EngineRequest => {
  const { engine } = plan.config;
  if (typeof engine === 'string') return engine;
  const { use, threads, memoryLimit, fused } = engine;
  return {
    use,
    ...(threads === undefined ? {} : { threads }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(fused === undefined ? {} : { fused }),
  };
};
