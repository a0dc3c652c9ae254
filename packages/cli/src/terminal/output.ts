/** What tells that nobody reads any more: a closed pipe, a closed terminal. */
const nobodyReads = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

/**
 * Keeps output that cannot be written from ending a training. That nobody reads it (`ganreg … | head`) is no mistake; anything
 * else, such as a full disk, is.
 * @returns what went wrong so far
 */
export const guardOutput = (): (() => NodeJS.ErrnoException | undefined) => {
  let failure: NodeJS.ErrnoException | undefined;
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!nobodyReads.has(error.code ?? '')) failure ??= error;
    });
  return () => failure;
};
