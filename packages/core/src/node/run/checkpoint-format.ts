import { runNewer } from '../../errors/run.ts';
import type { Snapshot } from '../../training/trainer-state.ts';
import { ownVersion } from './own-version.ts';

type Values = Snapshot['values'];

/** What `state.json` of a checkpoint holds. */
export interface CheckpointIndex {
  readonly version: number;
  /** Version of ganreg; not in format 1. */
  readonly writer?: string;
  /** SHA-256 of `tensors.safetensors`. */
  readonly tensors: string;
  readonly values: Values;
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** @throws Error where it is something else */
export const checkpointIndex = (found: unknown): CheckpointIndex => {
  const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
  if (!isWhole(member(found, 'version')) || !isWhole(member(member(found, 'values'), 'step')))
    throw new Error('state.json is not what a checkpoint holds');
  return found as CheckpointIndex;
};

/** What turns the values of one format into those of the next. Tensors have been the same in all. */
const migrations: Readonly<Record<number, (values: Values) => Values>> = {
  // runs could not go back to a checkpoint and draw anew yet
  1: (values) => ({ attempt: 0, ...values }),
};

/** Of the checkpoints that are written now. Whoever raises it adds a migration and keeps a checkpoint of the old format as a fixture. */
export const checkpointFormat = 2;

/**
 * The values of a checkpoint as of today's format.
 * @throws GanregError RUN_NEWER
 */
export const migrated = ({ version, writer, values }: CheckpointIndex, path: string): Values => {
  if (version > checkpointFormat)
    throw runNewer(path, version, checkpointFormat, { writer: writer ?? 'of unknown version', reader: ownVersion() });
  let result = values;
  for (let format = version; format < checkpointFormat; format += 1) {
    const migrate = migrations[format];
    if (migrate === undefined) throw new Error(`it has the format ${version}, which there has never been`);
    result = migrate(result);
  }
  return result;
};
