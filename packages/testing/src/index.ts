// The contracts as vitest suites.
export { ContractError } from './contract-error.ts';
export { datasetContract } from './dataset-contract.ts';
export { familyContract } from './family-contract.ts';
export type { FamilyContractOptions } from './family/subject.ts';
export { metricContract } from './metric-contract.ts';
export type { Metric } from './metric/checks.ts';
export { pluginContract } from './plugin-contract.ts';
export type { Equation, EquationInput, PluginContractOptions } from './subject.ts';
