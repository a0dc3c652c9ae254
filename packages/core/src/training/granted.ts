import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { undeclared } from '../errors/training.ts';
import type { Features, Verdict } from '../models/types.ts';
import type { PlannedPlugin, PlannedTerm } from '../plan/types.ts';
import type { Domain, Judged, JudgedFake } from '../plugin/steps.ts';
import type { Requirements } from '../plugin/types.ts';
import type { ActiveTerm } from './context.ts';
import type { Judging } from './judging.ts';

/** Features restricted to what a plugin declared. */
export const grantedFeatures = (
  features: Features,
  plugin: PlannedPlugin,
  of: 'generator' | 'discriminator',
): Features => {
  const declared = (plugin.requirements.taps ?? []).filter((tap) => tap.of === of).map((tap) => tap.at);
  return {
    resolutions: features.resolutions.filter((side) => declared.includes(side)),
    at: (resolution): Tensor4D => {
      if (!declared.includes(resolution)) {
        throw undeclared(
          plugin.id,
          `${of} features at ${resolution}×${resolution}`,
          `taps: [{ of: '${of}', at: ${resolution} }] in requires`,
        );
      }
      return features.at(resolution);
    },
  };
};

export const grantedVerdict = (verdict: Verdict, plugin: PlannedPlugin): Verdict => ({
  ...verdict,
  features: grantedFeatures(verdict.features, plugin, 'discriminator'),
});

/** @throws CapabilityError when the term looks at images that it is not declared on */
export const requireDomain = (plugin: PlannedPlugin, term: PlannedTerm, domain: Domain): void => {
  const { on } = term.declaration;
  if (on !== 'both' && on !== domain)
    throw undeclared(plugin.id, `${domain} images in its term "${term.name}"`, `on: '${domain}' or on: 'both'`);
};

/** @throws CapabilityError when the call is not declared */
export const requireCall = (plugin: PlannedPlugin, call: NonNullable<Requirements['calls']>[number]): void => {
  if (plugin.requirements.calls?.includes(call) !== true)
    throw undeclared(plugin.id, `the call "${call}"`, `calls: ['${call}'] in requires`);
};

/** @throws CapabilityError when the head is not declared */
export const requireHead = (plugin: PlannedPlugin, name: string): void => {
  if (plugin.requirements.heads?.some((head) => head.name === name) !== true) {
    throw undeclared(plugin.id, `the head "${name}"`, `it under heads in requires`);
  }
};

/** @throws CapabilityError when re-entry at this side is not declared */
export const requireReentry = (plugin: PlannedPlugin, resolution: number): void => {
  if (plugin.requirements.reentry !== resolution)
    throw undeclared(plugin.id, `re-entry at ${resolution}×${resolution}`, `reentry: ${resolution} in requires`);
};

/** Images and verdict of one kind, as far as the term declared them. */
export const grantedJudged = (judging: Judging, { term, plugin: { planned } }: ActiveTerm, on: Domain): Judged => {
  requireDomain(planned, term, on);
  return {
    images: judging.shown(on).images,
    original: judging.originalOf(on),
    verdict: grantedVerdict(judging.verdict(on), planned),
    get adversarialLogits(): Tensor2D {
      requireCall(planned, 'adversarial');
      return judging.adversarial(on).logits;
    },
  };
};

/** The same of fakes, with latents and the generator's features in the geometry of the images. */
export const grantedFake = (judging: Judging, active: ActiveTerm): JudgedFake => {
  const { latents, styles, features } = judging.fake;
  const granted = grantedFeatures(features, active.plugin.planned, 'generator');
  const { geometry } = judging.shown('fake');
  const moved: Features =
    geometry === undefined
      ? granted
      : { resolutions: granted.resolutions, at: (resolution) => geometry(granted.at(resolution)) };
  const judged = grantedJudged(judging, active, 'fake');
  return {
    images: judged.images,
    original: judged.original,
    verdict: judged.verdict,
    latents,
    styles,
    features: moved,
    get adversarialLogits(): Tensor2D {
      return judged.adversarialLogits;
    },
  };
};
