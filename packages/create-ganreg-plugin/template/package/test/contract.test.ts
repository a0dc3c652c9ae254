import { pluginContract } from '@ganreg/testing';
import myMethod from '../src/index.ts';

// Seventeen tests on networks of micro size. `equations` is the paper's own arithmetic, beside the tensors of the plugin.
pluginContract(myMethod, {
  with: { target: 0.5 },
  equations: {
    /** Eq. 1: E_x (s(x) − target)². */
    scores: ({ step, values, mean }) => mean(values(step.real.verdict.logits).map((score) => (score - 0.5) ** 2)),
  },
});
