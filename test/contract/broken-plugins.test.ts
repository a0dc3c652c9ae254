import { ContractError, pluginChecks, Subject, type PluginCheck } from '@ganreg/testing/checks';
import ggdr from '@ganreg/plugin-ggdr';
import { r1 } from '@ganreg/plugin-classics';
import { describe, expect, it } from 'vitest';
import { brokenPlugins } from './broken-plugins.ts';

/** Names of the checks that a plugin fails, with what they say. */
const failures = async (subject: Subject): Promise<Readonly<Record<string, string>>> => {
  const found: Record<string, string> = {};
  for (const [name, { run }] of Object.entries<PluginCheck>(pluginChecks)) {
    try {
      await run(subject);
    } catch (error) {
      found[name] = error instanceof ContractError ? error.message : `not a sentence: ${String(error)}`;
    }
  }
  return found;
};

describe('a plugin is caught by exactly its check when', () => {
  it.each(Object.entries(brokenPlugins).map(([check, broken]) => [broken.defect, check, broken] as const))(
    '%s',
    async (_, check, { plugin, with: options = {}, equations = {} }) => {
      const found = await failures(new Subject(plugin, { with: options, equations, beside: [ggdr, r1] }));
      expect(found).toEqual({ [check]: expect.any(String) as string });
      // What is wrong, and what to do: at least two sentences.
      expect(found[check]).toMatch(/^[A-Z{].+[.:].* .+[.]$/su);
    },
  );
});
