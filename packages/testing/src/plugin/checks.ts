import { weightZeroIsAbsence } from './absence.ts';
import { capabilitiesAreDeclared } from './capabilities.ts';
import type { PluginCheck } from './check.ts';
import { optionsAreClosed } from './closed-options.ts';
import { costIsDeclared } from './cost.ts';
import { defaultsTrain } from './defaults.ts';
import { enginesAgree } from './engines.ts';
import { equationsHold } from './equations.ts';
import { gradientsAreRight } from './finite-differences.ts';
import { termsHaveGradients } from './gradient.ts';
import { instancesCoexist } from './instances.ts';
import { memoryIsFlat } from './memory.ts';
import { playersAreApart } from './players.ts';
import { randomnessIsItsOwn } from './randomness.ts';
import { shapesAreFree } from './shapes.ts';
import { snapshotsAreExact } from './snapshots.ts';
import { stacksWithAll } from './stacking.ts';
import { weightsAreEffective } from './weights.ts';

/** The clauses of the plugin contract, each by a name. */
export const pluginChecks = {
  defaultsTrain,
  optionsAreClosed,
  termsHaveGradients,
  playersAreApart,
  gradientsAreRight,
  weightZeroIsAbsence,
  capabilitiesAreDeclared,
  memoryIsFlat,
  randomnessIsItsOwn,
  snapshotsAreExact,
  weightsAreEffective,
  instancesCoexist,
  stacksWithAll,
  shapesAreFree,
  enginesAgree,
  costIsDeclared,
  equationsHold,
} as const satisfies Readonly<Record<string, PluginCheck>>;
