import type { StandardSchemaV1 } from '@standard-schema/spec';
import { isZod, placeText, validate } from '../config/validate.ts';
import { invalidOption } from '../errors/config.ts';
import { GanregErrors } from '../errors/ganreg-error.ts';

/** Something with options of its own: a plugin or an exporter. */
export interface Optioned {
  readonly name: string;
  readonly options: StandardSchemaV1;
}

/** Options with their defaults. @throws GanregError or GanregErrors with every mistake */
export const parseOptions = ({ name, options: schema }: Optioned, given: unknown, path: string): unknown => {
  if (isZod(schema)) return validate(schema, given, path);
  const result = schema['~standard'].validate(given);
  if (result instanceof Promise)
    throw invalidOption(path, `the options of ${name} are validated asynchronously, which planning does not allow`);
  if (result.issues === undefined) return result.value;
  throw new GanregErrors(
    result.issues.map((issue) =>
      invalidOption(
        placeText(
          (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part)),
          path,
        ),
        issue.message,
      ),
    ),
  );
};
