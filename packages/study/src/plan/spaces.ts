import { builtInSpaces, suggest, type MetricName, type SpaceSpec, type StudyConfig } from '@ganreg/core';
import { metricNeeds, unknownSpace } from '../errors.ts';

const pointMetrics: readonly MetricName[] = ['modes', 'quality'];

const isBuiltIn = (name: string): name is (typeof builtInSpaces)[number] =>
  (builtInSpaces as readonly string[]).includes(name);

/** `random`, `onnx:FILE`, `tfjs:FILE` → spelled out. @throws GanregError STUDY_UNKNOWN_SPACE */
const spaceSpec = (asked: string | SpaceSpec, known: readonly string[]): SpaceSpec => {
  if (typeof asked !== 'string') return asked;
  const [, use, path = ''] = /^(onnx|tfjs):(.+)$/su.exec(asked) ?? [];
  if (use === 'onnx' || use === 'tfjs') return { use, path };
  if (isBuiltIn(asked) && known.includes(asked)) return { use: asked };
  throw unknownSpace(
    asked,
    [...known, ...(known.includes('points') ? [] : ['onnx:FILE', 'tfjs:FILE'])],
    suggest(asked, known),
  );
};

/** How a person would write it. */
export const spaceName = (spec: SpaceSpec): string => ('path' in spec ? `${spec.use}:${spec.path}` : spec.use);

/** The spaces to measure in: those asked for, or the one that fits the data. @throws GanregError STUDY_UNKNOWN_SPACE, STUDY_METRIC */
export const spacesOf = (
  metrics: readonly MetricName[],
  asked: StudyConfig['evaluate']['spaces'],
  kind: 'images' | 'points',
): readonly SpaceSpec[] => {
  const onPoints = metrics.find((metric) => pointMetrics.includes(metric));
  if (kind === 'images' && onPoints !== undefined) throw metricNeeds(onPoints, 'points');
  const known = builtInSpaces.filter((name) => (name === 'points') === (kind === 'points'));
  const specs = (asked ?? known.slice(0, 1)).map((each) => spaceSpec(each, known));
  const own = specs.find((spec) => 'path' in spec);
  if (kind === 'points' && own !== undefined) throw unknownSpace(spaceName(own), known, undefined);
  return [...new Map(specs.map((spec) => [JSON.stringify(spec), spec])).values()];
};
