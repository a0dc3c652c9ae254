import { readFile } from 'node:fs/promises';
import { code, generated, table } from './markdown.ts';
import { declarationsIn, type Declared } from './members.ts';

const folder = new URL('../../packages/core/src/plugin/', import.meta.url);

/** Which types each section shows; a type of these files that no section names is an error. */
const sections: Readonly<Record<string, readonly string[]>> = {
  Declaration: ['PluginDefinition', 'Paper', 'TermDeclaration', 'Requirements', 'Conflict', 'Setup'],
  Hooks: ['Hooks', 'Augment', 'Augmented', 'JudgeHook', 'SurroundedDiscriminator', 'GradientHook', 'ImageContext'],
  'What a step gives': [
    'Step',
    'Judged',
    'JudgedFake',
    'EitherStep',
    'DiscriminatorStep',
    'GeneratorStep',
    'AdversarialRequest',
  ],
  'What is observed and saved': ['HalfReport', 'StepReport', 'Saved'],
  'Small types': ['Domain', 'Player', 'StepDraws', 'Gradients', 'TermDeclarations'],
};

/** What `definePlugin` makes of a definition. */
const leftOut = new Set(['Plugin']);

const shown = ({ name, about, parent, members, type }: Declared): string => {
  const title = `### ${name}${parent === undefined ? '' : ` extends ${parent}`}`;
  const rows = members.map((member) => [
    code(member.name + (member.optional ? '?' : '')),
    code(member.type),
    member.about,
  ]);
  const body =
    type === undefined ? table(['member', 'type', ''], rows) : ['```ts', `type ${name} = ${type}`, '```'].join('\n');
  return [title, about, body].filter((part) => part !== '').join('\n\n');
};

/** docs/reference/hooks.md: what a plugin declares, does and is given. */
export const hooksPage = async (): Promise<string> => {
  const sources = await Promise.all(
    ['types.ts', 'hooks.ts', 'steps.ts'].map((file) => readFile(new URL(file, folder), 'utf8')),
  );
  const known = new Map(sources.flatMap(declarationsIn).map((each) => [each.name, each]));
  const named = Object.values(sections).flat();
  const forgotten = [...known.keys()].filter((name) => !named.includes(name) && !leftOut.has(name));
  if (forgotten.length > 0) throw new Error(`no section of the hook reference shows ${forgotten.join(', ')}`);
  const parts = Object.entries(sections).flatMap(([title, names]) => [
    `## ${title}`,
    ...names.map((name) => {
      const found = known.get(name);
      if (found === undefined) throw new Error(`the plugin contract has no type ${name}`);
      return shown(found);
    }),
  ]);
  const intro =
    'What a plugin declares, what it may do, and what it is given: the types of `@ganreg/core`. Each hook is of one kind: results of *sum* hooks are added, *pipe* hooks feed each other in order, *around* hooks have one owner, *observe* hooks only look, *collect* hooks are gathered.';
  return `${['# Hook reference', generated('packages/core/src/plugin'), intro, ...parts].join('\n\n')}\n`;
};
