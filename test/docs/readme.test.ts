import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ganreg } from '../support/command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the README', () => {
  it('shows a plugin that is a file of this repository, of at most 30 lines', async () => {
    const readme = await readFile(`${root}/README.md`, 'utf8');
    const file = await readFile(`${root}/examples/third-party-style/real-drift.ts`, 'utf8');
    expect(readme).toContain(file);
    expect(file.trim().split('\n').length).toBeLessThanOrEqual(30);
  });

  it('shows a plugin that trains as it stands', async () => {
    const set = [
      'engine=wasm',
      'plugins=["./real-drift.ts"]',
      'train.steps=2',
      'train.batch=4',
      'model={"use":"dcgan","resolution":8,"channels":1}',
    ];
    const { status, stdout } = await ganreg(['inspect', 'empty.json', ...set.flatMap((text) => ['--set', text])], {
      cwd: `${root}/examples/third-party-style`,
    });
    expect(status).toBe(0);
    expect(stdout).toContain('drift/scores');
  });

  it('shows a configuration that plans', async () => {
    const readme = await readFile(`${root}/README.md`, 'utf8');
    const [, yaml = ''] = /```yaml\n# ganreg\.config\.yaml\n([\s\S]*?)```/u.exec(readme) ?? [];
    const { mkdtemp, writeFile } = await import('node:fs/promises');
    const folder = await mkdtemp('/tmp/ganreg-readme-');
    await writeFile(`${folder}/ganreg.config.yaml`, yaml);
    const { status, stdout, stderr } = await ganreg(['inspect'], { cwd: folder });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('ggdr/features');
  });
});
