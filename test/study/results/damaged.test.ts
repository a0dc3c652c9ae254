import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeResults } from '@ganreg/study';
import { describe, expect, it } from 'vitest';
import { plantedStudy } from '../support/planted-study.ts';

describe('a study folder', () => {
  it('of which files are damaged loses these alone, and says which it cannot do without', async () => {
    const planted = await plantedStudy({
      study: { arms: { one: [], two: ['ggdr'] }, seeds: 2, metrics: ['fd'] },
      value: (_, seed) => ({ fd: seed }),
    });
    const { folder } = planted;
    const run = join(folder, (await writeResults(folder)).runs[0]!.folder);
    await mkdir(run, { recursive: true });
    await writeFile(join(run, 'environment.json'), '{"engine":');
    await writeFile(join(run, 'study', 'outcome.json'), '{"state":"fin');
    const { environment, runs } = await writeResults(folder);
    expect(environment).toBeNull();
    expect(runs.map(({ state }) => state)).toEqual(['unfinished', 'finished', 'finished', 'finished']);

    const file = join(folder, 'study.json');
    const text = await readFile(file, 'utf8');
    for (const damaged of [text.slice(0, 100), 'null', '']) {
      await writeFile(file, damaged);
      await expect(writeResults(folder)).rejects.toMatchObject({
        code: 'STUDY_DAMAGED',
        path: file,
        fix: expect.stringContaining('ganreg study'),
      });
    }
    await rm(file);
    await expect(writeResults(folder)).rejects.toMatchObject({ code: 'STUDY_NOT_FOUND' });
    await planted[Symbol.asyncDispose]();
  });
});
