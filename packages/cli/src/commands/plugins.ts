import { families } from '@ganreg/core';
import { catalogueFor } from '../load.ts';
import { table } from '../terminal/table.ts';

const termsOf = (terms: Readonly<Record<string, { readonly player: string; readonly on: string }>>): string =>
  Object.entries(terms)
    .map(([name, { player, on }]) => `${name} (${player}, ${on})`)
    .join(', ');

/** `ganreg plugins`: what is installed. */
export const plugins = async (options: { readonly json?: boolean }): Promise<void> => {
  const catalogue = catalogueFor(process.cwd());
  const listed = await catalogue.list();
  const recipes = (await catalogue.packages()).flatMap((found) =>
    Object.keys(found.recipes).map((name) => ({ name, package: found.name })),
  );
  const rows = listed.map(({ plugin, package: from, version }) => {
    const defaults = plugin.options['~standard'].validate({});
    const terms = defaults instanceof Promise || defaults.issues !== undefined ? {} : plugin.terms(defaults.value);
    return { name: plugin.name, version, package: from, about: plugin.about, terms, paper: plugin.paper };
  });
  if (options.json === true) {
    process.stdout.write(
      `${JSON.stringify({ plugins: rows, recipes, families: families.map((family) => family.name) }, undefined, 2)}\n`,
    );
    return;
  }
  process.stdout.write(
    `${table(
      ['plugin', 'version', 'terms', 'about'],
      rows.map((row) => [row.name, row.version, termsOf(row.terms), row.about]),
    )}\n\n` +
      `recipes  ${recipes.map((recipe) => `recipe:${recipe.name}`).join(', ') || 'none'}\n` +
      `families ${families.map((family) => family.name).join(', ')}\n`,
  );
};
