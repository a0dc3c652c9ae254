import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { AdamMoments, AdamSettings } from '../ops/adam.ts';
import { currentAddon, runNative } from './addon.ts';

/** One step of Adam in one pass, where the addon computes; its results are new tensors. */
export function adamInOnePass(
  value: tf.Tensor,
  gradient: tf.Tensor,
  moments: Partial<AdamMoments>,
  { beta1, beta2, epsilon, rate }: AdamSettings,
): (AdamMoments & { readonly value: tf.Tensor }) | undefined {
  const addon = tf.getBackend() === 'wasm' ? currentAddon() : undefined;
  if (!addon) return undefined;
  const backend = tf.backend() as BackendWasm;
  const { first, second } = moments;
  const made = Array.from({ length: 3 }, () => backend.makeOutput(value.shape, 'float32'));
  const at = (info: tf.TensorInfo | undefined): number => (info ? backend.getMemoryOffset(info.dataId) : 0);
  const settings = [beta1, beta2, 1 - beta1, 1 - beta2, epsilon, rate];
  const addresses = [value, gradient, first, second, ...made].map(at);
  runNative(addon, backend, 'adam', [...addresses, value.size, first && second ? 1 : 0, ...settings]);
  const [next, nextFirst, nextSecond] = made.map((info) => tf.engine().makeTensorFromTensorInfo(info));
  if (!next || !nextFirst || !nextSecond) throw new TypeError('three tensors were made');
  return { value: next, first: nextFirst, second: nextSecond };
}
