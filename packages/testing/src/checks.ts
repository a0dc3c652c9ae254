// The clauses of the contracts without a test runner: each a title, and a function that throws a ContractError.
export type { Clause } from './clause.ts';
export { ContractError } from './contract-error.ts';
export { datasetChecks } from './dataset/checks.ts';
export { familyChecks } from './family/checks.ts';
export { FamilySubject, type FamilyContractOptions } from './family/subject.ts';
export { countMacs } from './laboratory/count-macs.ts';
export { withoutKinks } from './laboratory/without-kinks.ts';
export { metricChecks, type Metric } from './metric/checks.ts';
export type { PluginCheck } from './plugin/check.ts';
export { pluginChecks } from './plugin/checks.ts';
export { Subject, type Equation, type EquationInput, type PluginContractOptions } from './subject.ts';
