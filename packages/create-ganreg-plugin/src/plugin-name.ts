import { CreateError } from './create-error.ts';

/** One name in the forms that a plugin needs. */
export interface PluginName {
  /** `my-method`: in configurations. */
  readonly plugin: string;
  /** `ganreg-plugin-my-method`: on npm. */
  readonly package: string;
  /** `myMethod`: in TypeScript. */
  readonly identifier: string;
  /** `My method`: for people. */
  readonly title: string;
}

/** @throws CreateError when it is no name for a plugin */
export const pluginName = (given: string): PluginName => {
  const plugin = given.replace(/^ganreg-plugin-/u, '');
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u.test(plugin))
    throw new CreateError(
      'NEW_BAD_NAME',
      `"${given}" is no name for a plugin.`,
      'give lower-case letters, digits and dashes, for example feature-matching',
    );
  return {
    plugin,
    package: `ganreg-plugin-${plugin}`,
    identifier: plugin.replaceAll(/-([a-z0-9])/gu, (_, letter: string) => letter.toUpperCase()),
    title: plugin.charAt(0).toUpperCase() + plugin.slice(1).replaceAll('-', ' '),
  };
};
