/** The kernels cannot be had on this machine; the message says why and what to do. */
export class NativeError extends Error {
  override readonly name = 'NativeError';
}
