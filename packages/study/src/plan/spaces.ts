import { suggest, type MetricName, type StudyConfig } from '@ganreg/core';
import { metricNeeds, unknownSpace } from '../errors.ts';

/** Feature spaces that metrics of images can be computed in. */
export const imageSpaces = ['efficientnet-lite0'] as const;

const pointMetrics: readonly MetricName[] = ['modes', 'quality'];

/** The spaces of a study: those asked for, or the ones that fit its data. @throws GanregError STUDY_UNKNOWN_SPACE, STUDY_METRIC */
export const spacesOf = (study: StudyConfig, kind: 'images' | 'points'): readonly string[] => {
  const known: readonly string[] = kind === 'points' ? ['points'] : imageSpaces;
  const onPoints = study.metrics.find((metric) => pointMetrics.includes(metric));
  if (kind === 'images' && onPoints !== undefined) throw metricNeeds(onPoints, 'points');
  const asked = study.evaluate.spaces ?? known;
  const stranger = asked.find((name) => !known.includes(name));
  if (stranger !== undefined) throw unknownSpace(stranger, known, suggest(stranger, known));
  return [...new Set(asked)];
};
