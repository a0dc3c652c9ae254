import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface Result {
  readonly status: number;
  readonly output: string;
}

/** Runs a command and gives everything that it printed. */
export const run = (command: string, args: readonly string[], cwd: string): Promise<Result> =>
  new Promise((resolve) => {
    // settings of the npm that runs these tests are not those of a stranger
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^npm_(?!config_)|^VITEST/iu.test(name)),
    );
    execFile(
      command,
      [...args],
      { cwd, env: { ...env, NO_COLOR: '1' }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ status, output: `${stdout}\n${stderr}` });
      },
    );
  });

/** The same, and it must succeed. */
export const succeed = async (command: string, args: readonly string[], cwd: string): Promise<string> => {
  const { status, output } = await run(command, args, cwd);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${output.slice(-4000)}`);
  return output;
};

/** A folder outside the repository in which every package of ours is installed from its tarball, and these packages work. */
export interface Elsewhere {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/** Packs all of ours, lets `fill` write packages into an empty folder, and installs everything there with npm. */
export const elsewhere = async (fill: (folder: string) => Promise<readonly string[]>): Promise<Elsewhere> => {
  const folder = await mkdtemp(join(tmpdir(), 'ganreg-elsewhere-'));
  await succeed('npm', ['pack', '--workspaces', '--pack-destination', folder, '--ignore-scripts'], repository);
  const ours: Record<string, string> = {};
  for (const each of await readdir(join(repository, 'packages'))) {
    const manifest = JSON.parse(await readFile(join(repository, 'packages', each, 'package.json'), 'utf8')) as {
      readonly name: string;
      readonly version: string;
    };
    ours[manifest.name] = `file:${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
  }
  const workspaces = await fill(folder);
  const manifest = { name: 'elsewhere', private: true, type: 'module', workspaces, dependencies: ours };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await succeed('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], folder);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
};

/** Copies a package as it would be checked out: without what building it left. */
export const copyPackage = (from: string, to: string): Promise<void> =>
  cp(from, to, { recursive: true, filter: (path) => !/[\\/](?:node_modules|dist|runs)$/u.test(path) });
