/** A value that is not what it was. */
export interface Difference {
  /** Where, for example `data.hash` or `terms.1.weight`: what `--allow` is given. */
  readonly key: string;
  readonly before: string;
  readonly now: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Where two JSON values differ, leaf by leaf. */
export const differencesOf = (before: unknown, now: unknown, key = ''): readonly Difference[] => {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  if (!isObject(before) || !isObject(now)) return [{ key, before: text(before), now: text(now) }];
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].flatMap((name) =>
    differencesOf(Reflect.get(before, name), Reflect.get(now, name), key === '' ? name : `${key}.${name}`),
  );
};

/** Whether a key, or something it lies in, is among those allowed. */
export const isAllowed = ({ key }: Difference, allowed: readonly string[]): boolean =>
  allowed.some((one) => key === one || key.startsWith(`${one}.`));

export const describeDifference = ({ key, before, now }: Difference): string => `${key}: ${before} → ${now}`;
