import { pluginContract } from '@ganreg/testing';
import featureMatching from '../src/index.ts';

/** The mean of each column. */
const means = (rows: readonly (readonly number[])[]): readonly number[] =>
  (rows[0] ?? []).map((_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / rows.length);

pluginContract(featureMatching, {
  equations: {
    /** §3.1: ‖E_x f(x) − E_z f(G(z))‖², f being the features of side 4. */
    features: ({ step, rows }) => {
      const reals = means(rows(step.real.verdict.features.at(4)));
      const fakes = means(rows(step.fake.verdict.features.at(4)));
      return reals.reduce((sum, real, place) => sum + (real - (fakes[place] ?? Number.NaN)) ** 2, 0);
    },
  },
});
