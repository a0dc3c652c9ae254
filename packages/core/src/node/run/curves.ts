import type { Plan } from '../../plan/types.ts';
import { panelsSvg } from '../curves/curves-svg.ts';
import type { Curves } from '../curves/types.ts';
import { readMetrics } from './metrics-file.ts';
import { series, type Line } from './series.ts';

/** Losses, realness scores (Fig. 4 of the GLeaD paper) and every plugin's numbers of a run, as one SVG of small charts. */
export const drawCurves = (lines: readonly Line[], plan: Plan): string => {
  const xLabel = 'images';
  const panels: Curves[] = [
    {
      title: 'adversarial loss',
      xLabel,
      series: [series(lines, 'loss/discriminator', 'discriminator'), series(lines, 'loss/generator', 'generator')],
    },
    {
      title: 'realness score (mean logit)',
      xLabel,
      series: [series(lines, 'score/real', 'real'), series(lines, 'score/fake', 'fake')],
    },
  ];
  for (const { id } of plan.plugins) {
    const names = [...new Set(lines.flatMap((line) => Object.keys(line)))].filter((name) => name.startsWith(`${id}/`));
    if (names.length > 0)
      panels.push({ title: id, xLabel, series: names.map((name) => series(lines, name, name.slice(id.length + 1))) });
  }
  return panelsSvg(panels);
};

/** The curves of several arms over each other: losses, scores, and what their plugins share. */
export const compareCurves = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const arms = await Promise.all(
    Object.entries(files).map(async ([arm, file]) => ({ arm, lines: await readMetrics(file) })),
  );
  const names = [...new Set(arms.flatMap(({ lines }) => lines.flatMap((line) => Object.keys(line))))].filter((name) =>
    name.includes('/'),
  );
  return panelsSvg(
    names.map((name) => ({
      title: name,
      xLabel: 'images',
      series: arms.map(({ arm, lines }) => series(lines, name, arm)).filter(({ points }) => points.length > 0),
    })),
  );
};
