import type { Plan } from '../plan/types.ts';
import type { Culprit } from './faults.ts';
import type { Logged } from './logs.ts';

/** Numbers of a step up to each one that is watched. */
const stretches = (logged: readonly Logged[]): readonly (readonly Logged[])[] => {
  const result: Logged[][] = [[]];
  for (const each of logged) {
    result.at(-1)?.push(each);
    if (each.watchedIn !== undefined) result.push([]);
  }
  return result;
};

/**
 * The numbers of a step that say it has diverged: anything that is not finite, gradients included, and losses and terms beyond
 * `run.divergence.limit`. What came after the first of them follows from it, and is left out.
 */
export const culpritsOf = (plan: Plan, logged: readonly Logged[]): readonly Culprit[] => {
  const { limit } = plan.config.run.divergence;
  const players = new Map<string, string>([
    ...(['generator', 'discriminator'] as const).map((player) => [`loss/${player}`, player] as const),
    ...plan.terms.map(({ key, declaration }) => [key, declaration.player] as const),
  ]);
  // a cosine follows from two gradients, which are logged too
  const isBroken = ({ name, value }: Logged): boolean =>
    (!Number.isFinite(value) && !name.startsWith('cosine/')) || (players.has(name) && Math.abs(value) > limit);
  const first = stretches(logged)
    .map((stretch) => stretch.filter(isBroken))
    .find((broken) => broken.length > 0);
  const results = first?.filter(({ watchedIn }) => watchedIn === undefined) ?? [];
  return (results.length > 0 ? results : (first ?? [])).map(({ name, value, watchedIn }) => ({
    name,
    player: watchedIn ?? players.get(name.replace(/^gradient\//u, '')) ?? 'observed',
    value,
  }));
};
