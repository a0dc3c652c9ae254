import { CommanderError } from 'commander';
import { Exit, exitCodes } from './exit.ts';
import { createProgram } from './program.ts';
import { explain } from './terminal/explain.ts';

/** Runs the command line and returns the exit code. */
export const main = async (args: readonly string[]): Promise<number> => {
  // A closed pipe (`ganreg … | head`) ends the output, not the training.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
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
