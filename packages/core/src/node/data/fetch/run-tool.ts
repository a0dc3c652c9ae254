import { execFile } from 'node:child_process';

export interface ToolResult {
  readonly status: number | 'missing';
  readonly output: string;
  /** What it complained about: at most three lines, without the tool's own name in front. */
  readonly complaint: string;
}

const complaintOf = (stderr: string): string =>
  stderr
    .split('\n')
    .map((line) => line.replace(/^(?:npm error|npm ERR!|E:|dpkg-deb: error:)\s*/u, '').trim())
    .filter(
      (line) =>
        line !== '' && !/^npm warn|^W:|^A complete log|^(?:code|syscall|errno|type) |debug-\d*\.log$/iu.test(line),
    )
    .slice(0, 3)
    .join('; ');

/** Runs a program of the system in a folder. Never throws: a program that is not there is a result, too. */
export const runTool = (program: string, args: readonly string[], folder: string): Promise<ToolResult> =>
  new Promise((resolve) => {
    // npm is a script on Windows, which only a shell can start; the arguments are ours, not the user's
    const shell = process.platform === 'win32';
    execFile(program, [...args], { cwd: folder, shell, maxBuffer: 2 ** 26 }, (error, output, stderr) => {
      const code = error?.code;
      const status = error === null ? 0 : code === 'ENOENT' ? 'missing' : typeof code === 'number' ? code : 1;
      resolve({ status, output, complaint: complaintOf(stderr) });
    });
  });
