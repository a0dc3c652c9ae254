import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.mjs';

// The newest level the package lists and so the one its loader picks on every Node from 15.12 on.
const NAPI = 8;

/**
 * Compiles tfjs-node's N-API addon against the libraries in `deps/lib`, to where its loader looks for it. N-API is
 * stable across Node versions: one build serves them all.
 *
 * @param {string} target the folder with node_modules/node-api-headers
 * @param {string} folder the package's folder
 * @param {string} compiler a C++17 compiler that takes g++'s options
 */
export function buildAddon(target, folder, compiler) {
  const addon = join(folder, 'lib', `napi-v${NAPI}`, 'tfjs_binding.node');
  if (existsSync(addon)) return;
  mkdirSync(join(addon, '..'), { recursive: true });
  const options = [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    `-DNAPI_VERSION=${NAPI}`,
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
  const includes = [join(folder, 'deps', 'include'), join(target, 'node_modules', 'node-api-headers', 'include')];
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  command(
    compiler,
    [
      ...options,
      ...includes.map((path) => `-I${path}`),
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(folder, 'binding', name)),
      ...libraries.map((name) => join(folder, 'deps', 'lib', name)),
      '-o',
      addon,
    ],
    { hint: 'needs a C++17 compiler (Debian: g++; or set CXX)' },
  );
}
