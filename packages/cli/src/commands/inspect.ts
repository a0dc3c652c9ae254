import { describePlan, type PlanDescription } from '@ganreg/core';
import { programsOf } from '@ganreg/core/node';
import { loadPlan, type ConfigOptions } from '../load.ts';
import { brief, grouped, table } from '../terminal/table.ts';

const text = (plan: PlanDescription): string => {
  const { model, cost } = plan;
  const side = `${model.resolution}×${model.resolution}×${model.channels}`;
  const sections = [
    `model    ${model.family} ${side}, latent ${model.latentSize}; generator ${grouped(model.generatorParameters)} parameters, discriminator ${grouped(model.discriminatorParameters)}`,
    `training ${plan.loss}, batch ${plan.batch}, ${grouped(plan.steps)} steps, ${grouped(plan.images)} images, seed ${plan.seed}`,
    '',
    plan.terms.length === 0
      ? 'no regularizer'
      : table(
          ['term', 'player', 'on', 'weight', 'every', 'gain', 'effective', 'phase'],
          plan.terms.map((term) => [
            term.term,
            term.player,
            term.on,
            term.weight,
            term.every,
            term.gain,
            Number(term.effectiveWeight.toPrecision(4)),
            term.phase,
          ]),
        ),
  ];
  if (plan.heads.length > 0) {
    sections.push(
      '',
      table(
        ['head', 'parameters', 'asked for by'],
        plan.heads.map((head) => [head.name, head.parameters, head.askedBy.join(', ')]),
      ),
    );
  }
  sections.push(
    '',
    `cost     ${brief(cost.baseline / 1e6)} M multiply-adds per image and step without regularizers; with them ×${cost.ratio.toFixed(2)}`,
  );
  for (const { id, share } of cost.plugins)
    if (share > 0) sections.push(`         ${id} +${(share * 100).toFixed(1)} %`);
  for (const note of plan.notes) sections.push(`note     ${note}`);
  return sections.join('\n');
};

/** `ganreg inspect [config]`: the plan, without training. */
export const inspect = async (
  file: string | undefined,
  options: ConfigOptions & { readonly json?: boolean },
): Promise<void> => {
  const { plan, loaded } = await loadPlan(file, options);
  const described = describePlan(plan);
  const programs = programsOf(loaded, plan);
  const running = [...programs.configurations, ...programs.plugins].join(', ');
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ ...described, files: loaded.files, programs, provenance: loaded.provenance }, undefined, 2)}\n`
      : `${text(described)}\n${running === '' ? '' : `programs ${running}\n`}`,
  );
};
