import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';

const numberIn = (file: string): number | undefined => {
  try {
    const value = Number(readFileSync(file, 'utf8').trim());
    return Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Pages of files that the kernel would drop for us, though they count as the container's. */
const droppable = (file: string, key: string): number => {
  try {
    return Number(new RegExp(`^${key} (\\d+)$`, 'mu').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

const leftOf = (limit: number | undefined, used: number | undefined, cache: number): number =>
  limit === undefined || used === undefined ? Number.POSITIVE_INFINITY : limit - used + cache;

/** Bytes that a process can still take: what the machine has free, or its container (Linux control groups, both versions) if less. */
export const freeMemory = (root = '/sys/fs/cgroup'): number => {
  const unified = leftOf(
    numberIn(`${root}/memory.max`),
    numberIn(`${root}/memory.current`),
    droppable(`${root}/memory.stat`, 'inactive_file'),
  );
  const older = `${root}/memory`;
  const legacy = leftOf(
    numberIn(`${older}/memory.limit_in_bytes`),
    numberIn(`${older}/memory.usage_in_bytes`),
    droppable(`${older}/memory.stat`, 'total_inactive_file'),
  );
  return Math.max(0, Math.min(freemem(), unified, legacy));
};
