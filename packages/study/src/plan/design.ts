import { basename, extname } from 'node:path';
import type { PluginUse, StudyConfig } from '@ganreg/core';
import { oneDesign, repeatedFactor, tooFewArms } from '../errors.ts';

export type Use = string | PluginUse;

/** How the arms of a study relate. */
export type Design =
  | { readonly kind: 'arms' }
  | { readonly kind: 'factorial' | 'half-factorial'; readonly factors: readonly string[] };

/** An arm as the configuration names it. */
export interface NamedArm {
  readonly name: string;
  readonly uses: readonly Use[];
  /** Where each use stands in the configuration. */
  readonly paths: readonly string[];
  /** Which factors are on; nothing for an arm that is listed by name. */
  readonly levels?: readonly boolean[];
}

/** `recipe:ours-star` → ours-star; `./my/idea.ts` → idea. */
const factorName = (use: Use): string => {
  if (typeof use !== 'string') return use.id ?? factorName(use.use);
  const name = use.replace(/^recipe:/u, '');
  return /^\.{0,2}\//u.test(name) ? basename(name, extname(name)) : name;
};

const combinations = (factors: number): readonly (readonly boolean[])[] =>
  Array.from({ length: 2 ** factors }, (_, code) =>
    Array.from({ length: factors }, (__, bit) => ((code >> bit) & 1) === 1),
  );

const factorialArms = (kind: 'factorial' | 'half-factorial', uses: readonly Use[]): readonly NamedArm[] => {
  const names = uses.map(factorName);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice !== -1) throw repeatedFactor(`study.${kind}[${twice}]`, names[twice] ?? '');
  // An even number of factors: the half that holds the base alone, defined by the product of all factors.
  const kept = combinations(uses.length).filter(
    (levels) => kind === 'factorial' || levels.filter(Boolean).length % 2 === 0,
  );
  return kept
    .toSorted((one, other) => one.filter(Boolean).length - other.filter(Boolean).length)
    .map((levels) => {
      const on = uses.flatMap((use, index) => (levels[index] === true ? [{ use, index }] : []));
      return {
        name: on.map(({ index }) => names[index]).join('+') || 'baseline',
        uses: on.map(({ use }) => use),
        paths: on.map(({ index }) => `study.${kind}[${index}]`),
        levels,
      };
    });
};

/** The arms that a `study:` section asks for. @throws GanregError STUDY_DESIGN */
export const armsOf = (study: StudyConfig): { readonly design: Design; readonly arms: readonly NamedArm[] } => {
  const given = (['arms', 'factorial', 'half-factorial'] as const).filter((kind) => study[kind] !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) throw oneDesign(given);
  if (kind !== 'arms') {
    const uses = study[kind] ?? [];
    return { design: { kind, factors: uses.map(factorName) }, arms: factorialArms(kind, uses) };
  }
  const arms = Object.entries(study.arms ?? {}).map(([name, uses]) => ({
    name,
    uses,
    paths: uses.map((_, index) => `study.arms.${name}[${index}]`),
  }));
  if (arms.length < 2) throw tooFewArms('study.arms');
  return { design: { kind }, arms };
};
