import { createRequire } from 'node:module';

/** Of this package. `src/` and `dist/` lie equally deep. */
export const ownVersion = (): string => {
  const manifest: unknown = createRequire(import.meta.url)('../../../package.json');
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
};
