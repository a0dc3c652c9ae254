import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { command } from './command.mjs';

const MANIFEST = '{ "name": "ganreg-tfjs-node", "private": true }\n';

const VERSION = '4.22.0';

// The N-API headers come as an npm package, so nothing has to be fetched from nodejs.org.
const HEADERS = 'node-api-headers@1.9.0';

// What keeps state at module level (engine, registries, layer classes): two copies of these disagree with each other.
const SHARED = ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu', 'tfjs-converter', 'tfjs-data', 'tfjs-backend-webgl'];

/**
 * Puts tfjs-node's JavaScript and C++ sources and the N-API headers below `target`, running no install script: the
 * stock one downloads libtensorflow. Throws when `target` is a package of somebody else's.
 *
 * @param {string} target absolute path of a folder of its own, outside any package.json
 * @param {string} name '@tensorflow/tfjs-node' or '@tensorflow/tfjs-node-gpu'
 * @returns {string} the package's folder
 */
export function installPackage(target, name) {
  const folder = join(target, 'node_modules', name);
  mkdirSync(target, { recursive: true });
  const manifest = join(target, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, MANIFEST);
  else if (JSON.parse(readFileSync(manifest, 'utf8')).name !== 'ganreg-tfjs-node')
    throw new Error(`${target} holds a package of its own: give a folder that is empty or does not exist yet`);
  if (existsSync(join(folder, 'binding')) && existsSync(join(target, 'node_modules', 'node-api-headers')))
    return folder;
  const quiet = ['--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  command('npm', ['install', ...quiet, '--save-exact', `${name}@${VERSION}`, HEADERS], { cwd: target });
  return folder;
}

/**
 * Replaces tfjs-node's own copies of `@tensorflow/*` by links to those of `project`. Node resolves a link to its real
 * path, so both sides then load the very same modules.
 *
 * @param {string} target
 * @param {string} project absolute path of the folder whose code will use tfjs-node
 * @returns {readonly string[]} `name -> path` of each shared package
 */
export function shareCopies(target, project) {
  const fromProject = createRequire(join(project, 'package.json'));
  return SHARED.flatMap((short) => {
    const name = `@tensorflow/${short}`;
    const found = folderOf(fromProject, name);
    if (found === undefined) return [];
    const { version } = fromProject(join(found, 'package.json'));
    if (version !== VERSION) throw new Error(`${name} ${version} in ${found}: tfjs-node ${VERSION} needs ${VERSION}`);
    const link = join(target, 'node_modules', name);
    rmSync(link, { recursive: true, force: true });
    symlinkSync(found, link, 'dir');
    return [`${name} -> ${found}`];
  });
}

/** @returns {string | undefined} the folder of an installed package */
function folderOf(require, name) {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
