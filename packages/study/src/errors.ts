import { GanregError } from '@ganreg/core';

const list = (values: readonly unknown[]): string => values.map(String).join(', ');

export const noStudy = (file: string): GanregError =>
  new GanregError('STUDY_MISSING', `${file} compares nothing: it has no \`study:\` section.`, {
    path: 'study',
    fix: 'add study: { arms: { baseline: [], with-ggdr: [ggdr] }, seeds: 6 }',
  });

export const oneDesign = (given: readonly string[]): GanregError =>
  new GanregError(
    'STUDY_DESIGN',
    given.length === 0 ? 'the study names no arms.' : `the study has several designs: ${list(given)}.`,
    { path: 'study', fix: 'give one of arms, factorial and half-factorial' },
  );

export const tooFewArms = (path: string): GanregError =>
  new GanregError('STUDY_DESIGN', 'a study compares two arms or more.', { path, fix: 'add an arm' });

export const repeatedFactor = (path: string, name: string): GanregError =>
  new GanregError('STUDY_DESIGN', `two factors are called "${name}".`, { path, fix: 'give one of them an `id`' });

export const repeatedSeed = (seed: number): GanregError =>
  new GanregError('STUDY_SEEDS', `seed ${seed} is listed twice; the second would repeat the first bit for bit.`, {
    path: 'study.seeds',
    fix: 'remove it',
  });

export const unknownArm = (name: string, known: readonly string[], suggestion: string | undefined): GanregError =>
  new GanregError(
    'STUDY_UNKNOWN_ARM',
    `there is no arm "${name}".${suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`}`,
    { path: 'study.baseline', fix: `arms: ${list(known)}` },
  );

export const metricNeeds = (metric: string, needs: 'points' | 'images'): GanregError =>
  new GanregError('STUDY_METRIC', `${metric} is measured on ${needs} only.`, {
    path: 'study.metrics',
    fix: needs === 'points' ? 'leave it out, or use data: mixture-8 or mixture-25' : 'leave it out',
  });

export const unknownSpace = (name: string, known: readonly string[], suggestion: string | undefined): GanregError =>
  new GanregError(
    'STUDY_UNKNOWN_SPACE',
    `there is no feature space "${name}" for this data.${suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`}`,
    { path: 'study.evaluate.spaces', fix: `known: ${list(known)}` },
  );

export const mixedProtocols = (differences: readonly string[]): GanregError =>
  new GanregError(
    'STUDY_MIXED_PROTOCOLS',
    `numbers measured in different ways do not belong in one table:\n    ${differences.join('\n    ')}`,
    { fix: 'run `ganreg study` again: it measures whatever is missing in one way' },
  );

export const tooFewReal = (name: string, there: number, wanted: number): GanregError =>
  new GanregError('STUDY_TOO_FEW_REAL', `${name} has ${there} images; ${wanted} samples need at least as many.`, {
    path: 'study.evaluate.count',
    fix: `give at most ${there}, better half of it`,
  });

export const studyMissing = (folder: string): GanregError =>
  new GanregError('STUDY_NOT_FOUND', `${folder} holds no study.`, {
    fix: 'give the folder that `ganreg study` printed',
  });

export const studyDamaged = (folder: string, why: string): GanregError =>
  new GanregError('STUDY_DAMAGED', `study.json of ${folder} cannot be read: ${why}`, {
    path: `${folder}/study.json`,
    fix: 'run `ganreg study` with its configuration again: that writes it anew and keeps the runs',
  });

export const needsReference = (what: string): GanregError =>
  new GanregError('EVALUATE_NEEDS_REFERENCE', `${what} is a folder of images: compared with what?`, {
    fix: 'add --against embedded, another data set, or a folder of real images',
  });

export const lossyImages = (file: string): GanregError =>
  new GanregError('EVALUATE_LOSSY', `${file} is not a PNG: what JPEG and WebP leave out changes every number.`, {
    fix: 'save the images as PNG, or add --lossy if they were never anything else',
  });

export const notSquare = (folder: string, width: number, height: number): GanregError =>
  new GanregError('EVALUATE_NOT_SQUARE', `the images of ${folder} are ${width}×${height}.`, {
    fix: `give --resolution ${Math.min(width, height)}: the central square of every image, on both sides`,
  });

export const tooFewSamples = (folder: string, there: number, wanted: number): GanregError =>
  new GanregError('EVALUATE_TOO_FEW', `${folder} holds ${there} images, not ${wanted}.`, {
    fix: `give --count ${there}`,
  });

export const onlyImages = (what: string): GanregError =>
  new GanregError('EVALUATE_NEEDS_IMAGES', `${what} holds points; these samples are images.`, {
    fix: 'compare them with images',
  });

export const hostDiffers = (what: string, wanted: string, found: string): GanregError =>
  new GanregError('STUDY_HOST_DIFFERS', `the study has ${what} ${wanted}; here it is ${found}.`, {
    fix: 'install the same versions everywhere, and give every host the same data and feature networks',
  });
