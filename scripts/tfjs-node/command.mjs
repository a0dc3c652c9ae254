import { spawnSync } from 'node:child_process';

/**
 * Runs a program to its end, its output shown on ours.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, hint?: string }} [options] `hint` says what to do when it fails
 * @throws {Error} when the program is missing or exits with another status than 0
 */
export function command(program, args, options = {}) {
  const { cwd, env, hint = '' } = options;
  const { error, status, signal } = spawnSync(program, args, { cwd, env: env ?? process.env, stdio: 'inherit' });
  if (error === undefined && status === 0) return;
  const why = error === undefined ? `ended with ${signal ?? `status ${status}`}` : `could not start: ${error.message}`;
  throw new Error([`${program} ${args.join(' ')}`, why, hint].filter(Boolean).join('\n  '));
}
