import type { EngineName } from '@ganreg/numerics';

const asked = process.env['GANREG_ENGINE'] as EngineName | undefined;

/** The engines that tests of numerics run on; `GANREG_ENGINE=tensorflow` runs them on that one alone. */
export const engines: readonly EngineName[] = asked ? [asked] : ['wasm', 'cpu'];
