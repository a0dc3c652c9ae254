export { loadNative, type Native, type NativeKernel } from './load.ts';
export { NativeError } from './error.ts';
