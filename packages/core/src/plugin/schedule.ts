import { quantityInSteps, type Quantity, type Scale } from '../config/quantity.ts';

/** A weight that changes during training. `from` and `to` are weights; `start` and `until` are points of the run. */
export interface Schedule {
  readonly schedule: 'linear' | 'cosine';
  readonly from: number;
  readonly to: number;
  readonly start?: Quantity | undefined;
  readonly until: Quantity;
}

/** A factor on a term’s value: one number, or one that changes during the run. */
export type Weight = number | Schedule;

/** Weight as a function of the step, and whether it is the constant 0 (then its term does not exist). */
export interface ResolvedWeight {
  readonly at: (step: number) => number;
  readonly absent: boolean;
  /** Whether it is another one on another step. */
  readonly scheduled: boolean;
  readonly text: string;
}

/** Turns a configured weight into a function of the step. @throws GanregError CONFIG_BAD_QUANTITY */
export const resolveWeight = (weight: Weight, scale: Scale, path: string): ResolvedWeight => {
  if (typeof weight === 'number')
    return { at: () => weight, absent: weight === 0, scheduled: false, text: String(weight) };
  const start = quantityInSteps(weight.start ?? 0, scale, `${path}.start`);
  const until = quantityInSteps(weight.until, scale, `${path}.until`);
  const ease = (x: number): number => (weight.schedule === 'linear' ? x : (1 - Math.cos(Math.PI * x)) / 2);
  return {
    at: (step) => {
      const x = until <= start ? Number(step >= until) : Math.min(1, Math.max(0, (step - start) / (until - start)));
      return weight.from + (weight.to - weight.from) * ease(x);
    },
    absent: false,
    scheduled: true,
    text: `${weight.from} → ${weight.to} (${weight.schedule}, steps ${start}–${until})`,
  };
};
