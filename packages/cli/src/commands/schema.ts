import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { experimentJsonSchema, families } from '@ganreg/core';
import { catalogueFor } from '../load.ts';

/** `ganreg schema`: what a configuration may say here, with everything that is installed, for editors. */
export const schema = async (options: { readonly out?: string }): Promise<void> => {
  const catalogue = catalogueFor(process.cwd());
  const composed = experimentJsonSchema({
    families,
    plugins: (await catalogue.list()).map(({ plugin }) => plugin),
    recipes: (await catalogue.packages()).flatMap(({ recipes }) => Object.keys(recipes)),
  });
  const text = `${JSON.stringify(composed, undefined, 2)}\n`;
  if (options.out === undefined) {
    process.stdout.write(text);
    return;
  }
  await writeFile(options.out, text);
  process.stdout.write(
    `${options.out}\n\nFirst line of a YAML configuration:\n  # yaml-language-server: $schema=./${basename(options.out)}\n`,
  );
};
