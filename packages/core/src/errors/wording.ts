export const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text === undefined ? String(value) : text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

export const list = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? value : shown(value))).join(', ');

export const meant = (suggestion: string | undefined): string =>
  suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
