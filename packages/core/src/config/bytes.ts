import { badQuantity } from '../errors/config.ts';

const sizes = /^(\d+(?:\.\d+)?)\s*(k|m|g|t)?(i)?b$/iu;
const powers: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4 };

/** `2GiB` → 2147483648, `500MB` → 500000000; a number is bytes. @throws GanregError CONFIG_BAD_QUANTITY */
export const parseBytes = (size: number | string, path: string): number => {
  if (typeof size === 'number') return size;
  const match = sizes.exec(size.trim());
  if (match?.[1] === undefined) throw badQuantity(path, size, 'a size such as 2GiB or 800MiB, or false for no limit');
  return Number(match[1]) * (match[3] === undefined ? 1000 : 1024) ** (powers[match[2]?.toLowerCase() ?? ''] ?? 0);
};

/** 1288490189 → `1.2 GiB`. */
export const bytesText = (bytes: number): string => {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 1000 ? `${Math.ceil(mebibytes)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
};
