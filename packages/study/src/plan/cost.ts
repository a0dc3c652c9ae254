import type { StudyArm, StudyPlan } from './types.ts';

/** What an arm needs, before anything was measured. */
export interface ArmCost {
  readonly arm: string;
  /** Multiply-adds of one whole run. */
  readonly macs: number;
  /** Against the baseline arm. */
  readonly ratio: number;
}

const macsOf = ({ plan, description: { cost } }: StudyArm): number =>
  cost.baseline * cost.ratio * plan.batch * plan.steps;

/** The cost of each arm's run, from the plan alone. Evaluation not included. */
export const studyCost = ({ arms, baseline }: StudyPlan): readonly ArmCost[] => {
  const reference = arms.find((arm) => arm.name === baseline);
  return arms.map((arm) => ({
    arm: arm.name,
    macs: macsOf(arm),
    ratio: reference === undefined ? 1 : macsOf(arm) / macsOf(reference),
  }));
};
