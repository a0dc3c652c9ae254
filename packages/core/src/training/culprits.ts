import type { Culprit } from './faults.ts';
import type { Plan } from '../plan/types.ts';

/**
 * The numbers of a step that say it has diverged: anything that is not finite, and losses and terms beyond
 * `run.divergence.limit`.
 */
export const culpritsOf = (plan: Plan, numbers: Readonly<Record<string, number>>): readonly Culprit[] => {
  const { limit } = plan.config.run.divergence;
  const players = new Map<string, string>([
    ...(['generator', 'discriminator'] as const).map((player) => [`loss/${player}`, player] as const),
    ...plan.terms.map(({ key, declaration }) => [key, declaration.player] as const),
  ]);
  return Object.entries(numbers).flatMap(([name, value]) => {
    const player = players.get(name);
    const isTooLarge = player !== undefined && Math.abs(value) > limit;
    return Number.isFinite(value) && !isTooLarge ? [] : [{ name, player: player ?? 'observed', value }];
  });
};
