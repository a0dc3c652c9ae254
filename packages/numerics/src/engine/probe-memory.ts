import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { cacheFolder } from './cache-folder.ts';
import type { EngineName } from './names.ts';
import { probe, type Probe } from './probe.ts';

const hour = 3_600_000;

/**
 * Milliseconds that an answer holds. A week: libraries and drivers come and go without a trace that could be watched. An hour where
 * the trial ran out of time or memory: a run that a busy machine started without its engine would be refused for a week.
 */
export const holdsFor = (probe: Probe): number => (!probe.works && probe.passing === true ? 1 : 7 * 24) * hour;

type Answers = Record<string, { readonly at: number; readonly probe: Probe }>;

/**
 * `probe`, remembered on disk by machine, Node, TensorFlow.js and the entry that was found, in `$GANREG_CACHE` or the user's
 * cache folder. Where that cannot be written, it is asked anew.
 *
 * @param entry names what would be loaded, where the engine has something; asked again after the trial, which may change it
 */
export function rememberedProbe(name: Exclude<EngineName, 'auto'>, entry: () => string): Probe {
  const key = (): string => {
    const machine = [process.version, platform(), arch(), cpus()[0]?.model, tf.version_core, entry(), name];
    return createHash('sha256').update(JSON.stringify(machine)).digest('hex').slice(0, 16);
  };
  const answers = load();
  const known = answers[key()];
  if (known && Date.now() - known.at < holdsFor(known.probe)) return known.probe;
  const answer = probe(name);
  save({ ...answers, [key()]: { at: Date.now(), probe: answer } });
  return answer;
}

function load(): Answers {
  try {
    return JSON.parse(readFileSync(join(cacheFolder(), 'engines.json'), 'utf8')) as Answers;
  } catch {
    return {};
  }
}

function save(answers: Answers): void {
  try {
    mkdirSync(cacheFolder(), { recursive: true });
    writeFileSync(join(cacheFolder(), 'engines.json'), JSON.stringify(answers, undefined, 1));
  } catch {
    // a read-only home only costs the time of another trial
  }
}
