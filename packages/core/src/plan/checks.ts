import {
  batchTooSmall,
  cannotReenter,
  conflictingPlugins,
  exclusiveHook,
  missingTap,
  unsupported,
} from '../errors/plan.ts';
import type { ModelDescription, Taps } from '../models/description.ts';
import type { PlannedPlugin } from './types.ts';

const sides = (taps: Taps): readonly number[] => [...taps.keys()].toSorted((one, other) => one - other);

const checkTaps = (plugin: PlannedPlugin, model: ModelDescription): void => {
  for (const { of, at } of plugin.requirements.taps ?? []) {
    const { taps } = model[of];
    if (!taps.has(at)) throw missingTap(`${plugin.path}.with`, plugin.id, of, at, sides(taps));
  }
};

const checkReentry = (plugin: PlannedPlugin, model: ModelDescription): void => {
  const { reentry } = plugin.requirements;
  if (reentry === undefined) return;
  const spec = model.generator.reentry;
  if (spec === undefined) throw cannotReenter(plugin.path, plugin.id, model.family, 'cannot be entered half-way');
  if (!spec.resolutions.includes(reentry)) {
    throw cannotReenter(
      `${plugin.path}.with`,
      plugin.id,
      model.family,
      `can be entered at ${spec.resolutions.join(', ')}, not at ${reentry}`,
    );
  }
};

const checkConflicts = (plugins: readonly PlannedPlugin[]): void => {
  for (const one of plugins) {
    for (const conflict of one.plugin.conflicts) {
      const other = plugins.find((candidate) => candidate !== one && candidate.plugin.name === conflict.with);
      if (other !== undefined) throw conflictingPlugins(one.path, one.id, other.id, conflict.why, conflict.fix);
    }
  }
};

const checkExclusive = (plugins: readonly PlannedPlugin[]): void => {
  const [first, second] = plugins.filter(({ requirements }) => requirements.exclusive?.includes('judge'));
  if (first !== undefined && second !== undefined)
    throw exclusiveHook(second.path, 'replace the logits of the adversarial loss', first.id, second.id);
};

/**
 * Every capability asked for against what the model has.
 * @throws GanregError PLAN_MISSING_TAP, PLAN_NO_REENTRY, PLAN_CONFLICT, PLAN_EXCLUSIVE, PLAN_BATCH_TOO_SMALL, PLAN_UNSUPPORTED
 */
export const checkCapabilities = (plugins: readonly PlannedPlugin[], model: ModelDescription, batch: number): void => {
  if (batch < 2 && model.discriminator.batchCoupled)
    throw batchTooSmall(batch, 2, 'the discriminator compares the images of a batch with each other');
  if (batch < 2 && model.generator.batchCoupled)
    throw batchTooSmall(batch, 2, 'the generator normalises over the batch');
  for (const plugin of plugins) {
    checkTaps(plugin, model);
    checkReentry(plugin, model);
    const { leastBatch = 1, independentSamples = false } = plugin.requirements;
    if (batch < leastBatch) throw batchTooSmall(batch, leastBatch, `${plugin.id} needs partners within the batch`);
    if (independentSamples && model.discriminator.batchCoupled === 'normalisation') {
      throw unsupported(
        plugin.path,
        plugin.id,
        'its penalty is defined per image, but this discriminator normalises over the images of a batch',
        'use a discriminator without batch normalisation',
      );
    }
  }
  checkConflicts(plugins);
  checkExclusive(plugins);
};
