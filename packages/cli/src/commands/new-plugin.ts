import { createPlugin } from 'create-ganreg-plugin';

/** `ganreg new plugin <name>`: the same as `npm create ganreg-plugin <name>`. */
export const newPlugin = async (
  name: string,
  options: { readonly plain?: boolean; readonly in: string },
): Promise<void> => {
  const { path, next } = await createPlugin({ name, folder: options.in, plain: options.plain === true });
  process.stdout.write(`${path}\n\n${next.map((line) => `  ${line}`).join('\n')}\n`);
};
