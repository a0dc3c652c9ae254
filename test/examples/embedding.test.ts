import { Sink } from '@ganreg/core';
import { useEngine } from '@ganreg/numerics';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as inversify from '../../examples/embedding/inversify.ts';
import type { Dashboard } from '../../examples/embedding/services.ts';
import * as tsyringe from '../../examples/embedding/tsyringe.ts';
import { hashAfter, hashOf, micro, testEngine, trainerFor } from '../support/experiment.ts';

describe('an application wired with inversify', () => {
  it('lends a run its images, its distance and its dashboard, and keeps them', async () => {
    await useEngine(testEngine);
    const container = inversify.application(16);
    const { folder } = await inversify.train(container);
    const { reports } = container.get<Dashboard>(Sink);
    expect(reports.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(Object.keys(reports[0]?.numbers ?? {})).toEqual(expect.arrayContaining(['glead/real', 'ggdr/features']));
    expect(existsSync(`${folder}/metrics.jsonl`)).toBe(true);
    const environment = await readFile(`${folder}/environment.json`, 'utf8');
    expect(environment).toContain('stripes');
    expect(environment).toContain('vertical edges');
  });
});

describe('an application wired with tsyringe', () => {
  it('lends its services and a plugin that is one of its classes', async () => {
    await useEngine(testEngine);
    const numbers = await tsyringe.train(tsyringe.application({ brightness: -0.8 }), 12);
    const term = numbers.map((step) => step['brightness/mean'] ?? Number.NaN);
    expect(term[0]).toBeGreaterThan(0.3);
    expect(term.at(-1)).toBeLessThan((term[0] ?? 0) / 2);
    expect(numbers[0]).toHaveProperty('glead/real');
  });
});

describe('two runs in one process', () => {
  it('give the bits that each gives alone, step by step in turn', async () => {
    const configs = [
      { ...micro, plugins: ['glead', 'advas'] },
      { ...micro, seed: 2, plugins: ['ggdr', 'lecam'] },
    ];
    const trainers = await Promise.all(configs.map((config) => trainerFor(config)));
    for (let step = 0; step < 4; step += 1) for (const trainer of trainers) await trainer.advance();
    const together = await Promise.all(trainers.map((trainer) => hashOf(trainer)));
    for (const trainer of trainers) trainer.dispose();
    const alone = [];
    for (const config of configs) alone.push(await hashAfter(config, 4));
    expect(together).toEqual(alone);
  });
});
