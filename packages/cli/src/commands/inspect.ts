import { bytesText, describePlan, type Plan, type PlanDescription } from '@ganreg/core';
import { estimateRun, memoryLimit, programsOf, type RunMemory } from '@ganreg/core/node';
import { loadPlan, type ConfigOptions } from '../load.ts';
import { brief, grouped, table } from '../terminal/table.ts';

/** What the run takes and may take, or why that is not known. */
type Memory = (RunMemory & { readonly limit: number | undefined }) | string;

const memoryOf = async (plan: Plan, project: string): Promise<Memory> => {
  const { engine } = plan.config;
  try {
    const limit = memoryLimit(plan, typeof engine === 'string' ? engine : engine.use);
    return { ...(await estimateRun(plan, project)), limit };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const memoryText = (memory: Memory): string => {
  if (typeof memory === 'string') return `memory   not known: ${memory}`;
  const { kept, tensors, process, limit } = memory;
  return `memory   about ${bytesText(process)} in all${limit === undefined ? '' : ` of ${bytesText(limit)}`}: ${bytesText(tensors)} of tensors in a step, ${bytesText(kept)} between steps`;
};

const text = (plan: PlanDescription, memory: Memory | undefined): string => {
  const { model, cost } = plan;
  const side = `${model.resolution}×${model.resolution}×${model.channels}`;
  const sections = [
    `model    ${model.family} ${side}, latent ${model.latentSize}; generator ${grouped(model.generatorParameters)} parameters, discriminator ${grouped(model.discriminatorParameters)}`,
    `training ${plan.loss}, batch ${plan.batch}${plan.microBatch === undefined ? '' : ` in parts of ${plan.microBatch}`}, ${grouped(plan.steps)} steps, ${grouped(plan.images)} images, seed ${plan.seed}`,
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
  if (memory !== undefined) sections.push(memoryText(memory));
  for (const note of plan.notes) sections.push(`note     ${note}`);
  return sections.join('\n');
};

/** `ganreg inspect [config]`: the plan, without training. */
export const inspect = async (
  file: string | undefined,
  options: ConfigOptions & { readonly json?: boolean; readonly memory?: boolean },
): Promise<void> => {
  const { plan, loaded } = await loadPlan(file, options);
  const described = describePlan(plan);
  const memory = options.memory === false ? undefined : await memoryOf(plan, loaded.folder);
  const programs = programsOf(loaded, plan);
  const running = [...programs.configurations, ...programs.plugins].join(', ');
  const { files, provenance } = loaded;
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ ...described, ...(memory && { memory }), files, programs, provenance }, undefined, 2)}\n`
      : `${text(described, memory)}\n${running === '' ? '' : `programs ${running}\n`}`,
  );
};
