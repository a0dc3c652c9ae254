import { families, type Plugin, type Requirements } from '@ganreg/core';
import { catalogueFor } from '../load.ts';
import { table } from '../terminal/table.ts';

type Terms = ReturnType<Plugin['terms']>;

const termsOf = (terms: Terms): string =>
  Object.entries(terms)
    .map(([name, { on }]) => `${name} (${on})`)
    .join(', ');

const playersOf = (terms: Terms): string =>
  [...new Set(Object.values(terms).map(({ player }) => player))].join(', ') || 'hooks only';

/** What it asks of a model, in words. */
const needsOf = (needs: Requirements): readonly string[] => [
  ...(needs.taps ?? []).map(({ of, at }) => `${of} features at ${at}`),
  ...(needs.heads ?? []).map(({ name }) => `head ${name}`),
  ...(needs.reentry === undefined ? [] : [`re-entry at ${needs.reentry}`]),
  ...(needs.calls ?? []).map((call) => `call ${call}`),
  ...(needs.exclusive ?? []).map((hook) => `exclusive ${hook}`),
  ...(needs.gradientOrder === 2 ? ['second-order gradients'] : []),
  ...(needs.independentSamples === true ? ['independent samples'] : []),
  ...((needs.leastBatch ?? 1) < 2 ? [] : [`batch of ${needs.leastBatch}`]),
];

/** What it needs by default on the default family at 32×32. */
const capabilities = (plugin: Plugin, options: unknown): readonly string[] => {
  const family = families.find(({ name }) => name === 'dcgan');
  if (family === undefined) return [];
  try {
    const model = family.describe(family.options.parse({}), { resolution: 32, channels: 3 });
    return needsOf(plugin.requires(options, model));
  } catch {
    return ['another family or options of its own'];
  }
};

/** `ganreg plugins`: what is installed, what it can do, and what cannot be used. */
export const plugins = async (options: { readonly json?: boolean }): Promise<void> => {
  const catalogue = catalogueFor(process.cwd());
  const [listed, unusable] = [await catalogue.list(), await catalogue.unusable()];
  const packages = await catalogue.packages();
  const recipes = packages.flatMap((found) =>
    Object.keys(found.recipes).map((name) => ({ name, package: found.name })),
  );
  const rows = listed.map(({ plugin, package: from, version }) => {
    const defaults = plugin.options['~standard'].validate({});
    const usable = !(defaults instanceof Promise) && defaults.issues === undefined;
    const terms = usable ? plugin.terms(defaults.value) : {};
    return {
      name: plugin.name,
      version,
      package: from,
      core: packages.find(({ name }) => name === from)?.core ?? null,
      about: plugin.about,
      player: playersOf(terms),
      terms,
      needs: usable ? capabilities(plugin, defaults.value) : [],
      paper: plugin.paper,
    };
  });
  const problems = unusable.map(({ package: name, version, problem }) => ({
    package: name,
    version,
    code: problem.code,
    why: problem.message,
    fix: problem.fix,
  }));
  if (options.json === true) {
    const names = families.map((family) => family.name);
    process.stdout.write(
      `${JSON.stringify({ plugins: rows, recipes, families: names, unusable: problems }, undefined, 2)}\n`,
    );
    return;
  }
  process.stdout.write(
    `${table(
      ['plugin', 'version', 'core', 'player', 'terms', 'needs', 'about'],
      rows.map((row) => [
        row.name,
        row.version,
        row.core ?? 'any',
        row.player,
        termsOf(row.terms),
        row.needs.join(', '),
        row.about,
      ]),
    )}\n\n` +
      `recipes  ${recipes.map((recipe) => `recipe:${recipe.name}`).join(', ') || 'none'}\n` +
      `families ${families.map((family) => family.name).join(', ')}\n` +
      problems
        .map(({ package: name, version, why, fix }) => `unusable ${name} ${version}: ${why}\n         → ${fix}\n`)
        .join(''),
  );
};
