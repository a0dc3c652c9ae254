import type { Clause } from '../clause.ts';
import type { Subject } from '../subject.ts';

/** One clause of the plugin contract. */
export type PluginCheck = Clause<Subject>;
