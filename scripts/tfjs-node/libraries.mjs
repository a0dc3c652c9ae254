import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './command.mjs';

const HERE = import.meta.dirname;

const LINKER_NAMES = {
  'libtensorflow_cc.so.2': ['libtensorflow.so', 'libtensorflow.so.2', 'libtensorflow.so.2.9.1'],
  'libtensorflow_framework.so.2': ['libtensorflow_framework.so', 'libtensorflow_framework.so.2.9.1'],
};

/**
 * Fills `deps/lib` and `deps/include` of a tfjs-node package from a TensorFlow wheel. The libraries keep the names
 * they ask for each other by; the other names are those tfjs-node's own build and installer look for.
 *
 * @param {string} folder the package's folder
 * @param {{ wheel?: string, version?: string, python: string }} options a wheel already downloaded, or another version
 * of tensorflow-cpu than the pinned one
 */
export function installLibraries(folder, { wheel, version, python }) {
  const deps = join(folder, 'deps');
  if (Object.keys(LINKER_NAMES).every((name) => existsSync(join(deps, 'lib', name)))) return;
  const work = mkdtempSync(join(tmpdir(), 'tensorflow-wheel-'));
  try {
    const file = wheel ?? downloadWheel(work, python, version);
    command(python, [join(HERE, 'unpack-wheel.py'), file, deps]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  for (const [library, names] of Object.entries(LINKER_NAMES))
    for (const name of names) {
      rmSync(join(deps, 'lib', name), { force: true });
      symlinkSync(library, join(deps, 'lib', name));
    }
}

function downloadWheel(work, python, version) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `tensorflow-cpu's wheel is pinned for Linux x64; on ${process.platform} ${process.arch} give --wheel`,
    );
  const what = version === undefined ? ['--requirement', join(HERE, 'wheel.txt')] : [`tensorflow-cpu==${version}`];
  const plain = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--dest', work];
  // Only C libraries are taken from the wheel, so the Python it was built for need not be the one that runs pip.
  const built = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
  const platforms = ['manylinux_2_17_x86_64', 'manylinux2014_x86_64', 'manylinux_2_27_x86_64'];
  command(
    python,
    ['-m', 'pip', 'download', ...plain, ...built, ...platforms.flatMap((name) => ['--platform', name]), ...what],
    { hint: 'needs pip and a PyPI index; a wheel fetched by other means can be given with --wheel' },
  );
  return join(work, readdirSync(work).find((name) => name.endsWith('.whl')) ?? '');
}
