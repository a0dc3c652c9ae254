import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { NativeError } from './error.ts';

const names = ['c++', 'clang++', 'g++'];

/**
 * The compiler to use: `$CXX`, else the first of c++, clang++ and g++ on the path.
 *
 * @throws NativeError when there is none
 */
export function findCompiler(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const { CXX: asked, PATH: path = '' } = environment;
  const wanted = asked ? [asked] : names;
  for (const name of wanted)
    for (const folder of isAbsolute(name) ? [''] : path.split(delimiter).filter((entry) => entry !== '')) {
      const file = join(folder, name);
      if (isExecutable(file)) return file;
    }
  throw new NativeError(
    `no C++ compiler: ${wanted.join(', ')} ${wanted.length > 1 ? 'are' : 'is'} not on the path. Install one ` +
      '(Debian: apt-get install g++, macOS: xcode-select --install) or name one in CXX',
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
