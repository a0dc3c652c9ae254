import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));

/** Tells on exit whether TensorFlow.js was loaded: its core puts its engine on the global object. */
const spy = `data:text/javascript,${encodeURIComponent("process.on('exit',()=>{if('_tfengine' in globalThis)process.stderr.write('\\n#tensorflow')})")}`;

export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly tensorflow: boolean;
}

/** Takes away the administrator's right to read and write what permissions forbid. Everybody else has not got it. */
const withoutPower: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : [];

/** Runs the built command line in a process of its own. */
export const ganreg = (
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    /** Permissions of files count, even for the administrator. */
    readonly powerless?: boolean;
  } = {},
): Promise<CommandResult> =>
  new Promise((resolve) => {
    const env = { ...process.env, ...options.env };
    const [command, ...before] = [...(options.powerless ? withoutPower : []), process.execPath];
    execFile(
      command,
      [...before, '--import', spy, bin, ...args],
      { cwd: options.cwd, env, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        const tensorflow = stderr.endsWith('\n#tensorflow');
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ status, stdout, stderr: tensorflow ? stderr.slice(0, -'\n#tensorflow'.length) : stderr, tensorflow });
      },
    );
  });
