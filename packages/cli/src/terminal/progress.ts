import { bytesText } from '@ganreg/core';
import type { RunEvent } from '@ganreg/core/node';
import { duration } from './duration.ts';
import { brief } from './table.ts';

type Listener = (event: RunEvent) => void;
type StepEvent = Extract<RunEvent, { kind: 'step' }>;

const shown = (event: StepEvent, steps: number): string => {
  const { report, imagesPerSecond, secondsLeft } = event;
  const numbers = Object.entries(report.numbers)
    .filter(([name]) => !name.startsWith('score/'))
    .map(
      ([name, value]) => `${name.replace('loss/discriminator', 'D').replace('loss/generator', 'G')} ${brief(value)}`,
    );
  return `step ${report.index + 1}/${steps}  ${numbers.join('  ')}  ${brief(imagesPerSecond)} images/s  ${duration(secondsLeft)} left`;
};

const bar = (share: number, width = 20): string => {
  const full = Math.round(share * width);
  return `[${'█'.repeat(full)}${'░'.repeat(width - full)}]`;
};

const announce = (event: RunEvent, write: (line: string) => void): void => {
  if (event.kind === 'started') {
    const { plan } = event;
    const names = plan.plugins.map((plugin) => plugin.id).join(' + ') || 'no regularizer';
    write(
      `${plan.model.family} ${plan.model.resolution}×${plan.model.resolution}×${plan.model.channels}, ${plan.loss}, ${names}, on ${event.engine}`,
    );
    if (event.adaptation.length > 0) write(`data: ${event.adaptation.join(', ')}`);
    if (event.step > 0) write(`continues after step ${event.step}`);
    if (event.memory !== undefined) write(`takes about ${bytesText(event.memory.process)} of memory`);
    write(`writes to ${event.folder}`);
  } else if (event.kind === 'note') write(event.text);
};

/** A bar that redraws itself on a terminal. */
const onTerminal = (out: NodeJS.WriteStream): Listener => {
  let steps = 1;
  let last = 0;
  const line = (text: string): void => {
    out.write(`\r\u{1B}[2K${text}\n`);
  };
  return (event) => {
    if (event.kind === 'started') steps = event.plan.steps;
    if (event.kind === 'step') {
      const done = event.report.index + 1;
      if (performance.now() - last < 100 && done < steps) return;
      last = performance.now();
      const text = `${bar(done / steps)} ${shown(event, steps)}`;
      out.write(`\r\u{1B}[2K${text.slice(0, (out.columns || 120) - 1)}${done === steps ? '\n' : ''}`);
    } else announce(event, line);
  };
};

/** Plain lines in a pipe, at most one every five seconds. */
const inPipe = (write: (line: string) => void): Listener => {
  let steps = 1;
  let last = 0;
  return (event) => {
    if (event.kind === 'started') steps = event.plan.steps;
    if (event.kind !== 'step') return announce(event, write);
    if (event.report.index !== 0 && event.report.index + 1 !== steps && performance.now() - last < 5000) return;
    last = performance.now();
    write(shown(event, steps));
  };
};

/** One JSON line per event for machines. */
const asJson = (write: (line: string) => void): Listener => {
  return (event) => {
    if (event.kind === 'started') {
      write(
        JSON.stringify({
          event: 'started',
          folder: event.folder,
          engine: event.engine,
          step: event.step,
          steps: event.plan.steps,
          adaptation: event.adaptation,
          ...(event.memory && { memory: event.memory }),
        }),
      );
    } else if (event.kind === 'step') {
      const { report, imagesPerSecond, secondsLeft } = event;
      write(JSON.stringify({ event: 'step', step: report.index, ...report.numbers, imagesPerSecond, secondsLeft }));
    } else {
      const { kind, ...rest } = event;
      write(JSON.stringify({ event: kind, ...rest }));
    }
  };
};

/** How training is shown: JSON lines, a redrawn bar on a terminal, plain lines in a pipe. */
export const progress = (json: boolean): Listener => {
  const write = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  if (json) return asJson(write);
  return process.stdout.isTTY ? onTerminal(process.stdout) : inPipe(write);
};
