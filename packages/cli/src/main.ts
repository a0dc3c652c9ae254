import { CommanderError } from 'commander';
import { Exit, exitCodes } from './exit.ts';
import { createProgram } from './program.ts';
import { explain } from './terminal/explain.ts';
import { guardOutput } from './terminal/output.ts';

const run = async (args: readonly string[]): Promise<number> => {
  try {
    await createProgram().parseAsync([...args], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usersInput;
    const { text, code } = explain(error);
    process.stderr.write(`${text}\n`);
    return code;
  }
};

/** Runs the command line and returns the exit code. */
export const main = async (args: readonly string[]): Promise<number> => {
  const failure = guardOutput();
  const code = await run(args);
  // errors of streams are told with the next tick
  await new Promise((resolve) => setImmediate(resolve));
  const lost = failure();
  if (lost === undefined) return code;
  process.stderr.write(`${lost.code}\n  what was printed could not be written: ${lost.message}\n  → free some space\n`);
  return code === exitCodes.done ? exitCodes.usersInput : code;
};
