import type { Plugin } from '@ganreg/core';
import type { PluginCheck } from './plugin/check.ts';
import { pluginChecks } from './plugin/checks.ts';
import { runClauses } from './run-clauses.ts';
import { Subject, type PluginContractOptions } from './subject.ts';

/**
 * Seventeen tests that every plugin must pass, on networks of micro size. Call at the top of a vitest file:
 * `pluginContract(myPlugin, { equations: { term: ({ step, values }) => … } })`. A failure is a sentence that says what to do.
 */
export const pluginContract = (plugin: Plugin, options: PluginContractOptions = {}): void =>
  runClauses(
    `${plugin.name} as a plugin`,
    Object.values<PluginCheck>(pluginChecks),
    () => new Subject(plugin, options),
  );
