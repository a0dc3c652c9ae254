/** Rows as aligned columns; numbers to the right. */
export const table = (header: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const cells = [header, ...rows.map((row) => row.map(String))];
  const widths = header.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const isNumber = header.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        isNumber[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
};

/** 1234567 → 1,234,567. */
export const grouped = (value: number): string => value.toLocaleString('en-US');

/** 0.0123456 → 0.0123; 12345.6 → 12,346. */
export const brief = (value: number): string =>
  Math.abs(value) >= 1000 ? grouped(Math.round(value)) : Number(value.toPrecision(3)).toString();
