import { createRequire } from 'node:module';
import { EngineError } from '../errors.ts';
import { refuseSecondCopies, locateTfjsNode, type TensorflowPackage } from './locate.ts';
import { restoreRemovedUtil } from './removed-util.ts';

/**
 * Loads tfjs-node, which registers the backend `tensorflow` with its kernels, in silence.
 *
 * @param threads of TensorFlow's pool; taken up only the first time, as TensorFlow makes the pool once
 * @returns the package's version
 * @throws EngineError when it is missing, incomplete, or would bring a second copy of tfjs
 */
export function loadTfjsNode(name: TensorflowPackage, threads: number): string {
  const entry = locateTfjsNode(name);
  refuseSecondCopies(entry);
  restoreRemovedUtil();
  // TensorFlow reads both when its library is loaded; its notices below errors would go to stderr
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  const require = createRequire(entry);
  try {
    require(entry);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new EngineError(
      'engine-failed',
      `${name} is installed but does not load: ${reason} (${entry}). Its install script downloads TensorFlow's ` +
        `library; run npm rebuild ${name} where it can, or use the engine wasm.`,
      { cause },
    );
  }
  return versionOf(require('../package.json'));
}

function versionOf(manifest: unknown): string {
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '?';
}
