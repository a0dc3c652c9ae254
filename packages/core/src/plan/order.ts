import { orderCycle } from '../errors/plan.ts';

/** Something that runs before and after others, by id. */
export interface Ordered {
  readonly id: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Where its plugin wants to be when nobody says more. */
  readonly plugin: { readonly place?: 'first' | 'last' };
}

const rank = ({ plugin: { place } }: Ordered): number => (place === undefined ? 1 : place === 'first' ? 0 : 2);

/** Sorts by declared before/after, then by place, ties by id. @throws GanregError PLAN_ORDER_CYCLE */
export const orderHooks = <Item extends Ordered>(items: readonly Item[]): readonly Item[] => {
  const waiting = items.toSorted((one, other) => rank(one) - rank(other) || (one.id < other.id ? -1 : 1));
  const result: Item[] = [];
  const mustPrecede = (one: Item, other: Item): boolean =>
    one.before.includes(other.id) || other.after.includes(one.id);
  while (waiting.length > 0) {
    const next = waiting.findIndex((item) => !waiting.some((other) => other !== item && mustPrecede(other, item)));
    if (next === -1) throw orderCycle(waiting.map((item) => item.id));
    result.push(...waiting.splice(next, 1));
  }
  return result;
};
