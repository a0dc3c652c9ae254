import { clashingHeads, missingHead, missingTap } from '../errors/plan.ts';
import { suggest } from '../config/suggest.ts';
import type { ModelDescription } from '../models/description.ts';
import { isReference, type Head } from '../models/heads/head.ts';
import type { PlannedHead, PlannedPlugin } from './types.ts';

interface Request {
  readonly head: Head;
  readonly by: PlannedPlugin;
}

const requestsOf = (plugin: PlannedPlugin): readonly Request[] => {
  const found: Request[] = [];
  const visit = (head: Head): void => {
    head.uses.forEach(visit);
    found.push({ head, by: plugin });
  };
  for (const head of plugin.requirements.heads ?? []) if (!isReference(head)) visit(head);
  return found;
};

const specText = (head: Head): string => JSON.stringify(head.spec);

const unite = (one: Request, other: Request): Head => {
  if (specText(one.head) === specText(other.head)) return one.head;
  const merged = one.head.merge?.(other.head);
  if (merged === undefined)
    throw clashingHeads(
      other.by.path,
      one.head.name,
      `${one.by.id} ${specText(one.head)}`,
      `${other.by.id} ${specText(other.head)}`,
    );
  return merged;
};

/**
 * One head per name, each after the heads it reads.
 * @throws GanregError PLAN_CLASHING_HEADS, PLAN_MISSING_HEAD, PLAN_MISSING_TAP
 */
export const planHeads = (plugins: readonly PlannedPlugin[], model: ModelDescription): readonly PlannedHead[] => {
  const heads = new Map<string, { request: Request; askedBy: string[] }>();
  for (const request of plugins.flatMap(requestsOf)) {
    const known = heads.get(request.head.name);
    if (known === undefined) heads.set(request.head.name, { request, askedBy: [request.by.id] });
    else {
      known.request = { head: unite(known.request, request), by: known.request.by };
      if (!known.askedBy.includes(request.by.id)) known.askedBy.push(request.by.id);
    }
  }
  const sides = [...model.discriminator.taps.keys()].toSorted((one, other) => one - other);
  for (const { request } of heads.values()) {
    const missing = request.head.taps(model).find((side) => !model.discriminator.taps.has(side));
    if (missing !== undefined)
      throw missingTap(
        `${request.by.path}.with`,
        `${request.by.id} (head ${request.head.name})`,
        'discriminator',
        missing,
        sides,
      );
  }
  for (const plugin of plugins) {
    for (const head of plugin.requirements.heads ?? []) {
      if (!isReference(head)) continue;
      const known = heads.get(head.name);
      if (known === undefined)
        throw missingHead(
          `${plugin.path}.with`,
          plugin.id,
          head.name,
          [...heads.keys()],
          suggest(head.name, [...heads.keys()]),
        );
      if (!known.askedBy.includes(plugin.id)) known.askedBy.push(plugin.id);
    }
  }
  return [...heads.values()].map(({ request, askedBy }) => ({ head: request.head, askedBy }));
};
