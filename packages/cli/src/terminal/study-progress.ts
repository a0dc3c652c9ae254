import type { RunStatus, StudyEvent } from '@ganreg/study';
import { duration } from './duration.ts';
import { brief } from './table.ts';

/** Shows a running study. */
export interface StudyProgress {
  readonly listen: (event: StudyEvent) => void;
  /** Leaves the last picture standing. */
  readonly end: () => void;
}

type Write = (text: string) => void;

const marks: Readonly<Record<RunStatus['state'], string>> = {
  waiting: '·',
  running: '▶',
  finished: '✓',
  diverged: '✗',
  failed: '!',
};

const numbers = ({ values = {} }: RunStatus): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${brief(value)}`)
    .join('  ');

const cell = (run: RunStatus): string =>
  run.state === 'running'
    ? `${String(Math.floor((100 * run.step) / run.steps)).padStart(2)}%`
    : ` ${marks[run.state]} `;

/** One line per arm, one mark per seed; arms beyond the screen are counted. */
const picture = (runs: readonly RunStatus[], secondsLeft: number | undefined, rows: number): readonly string[] => {
  const arms = [...new Set(runs.map((run) => run.arm))];
  const width = Math.max(...arms.map((arm) => arm.length));
  const room = Math.max(1, rows - 3);
  const lines = arms.slice(0, room).map((arm) => {
    const own = runs.filter((run) => run.arm === arm);
    const last = own.findLast((run) => run.values !== undefined);
    return `${arm.padEnd(width)}  ${own.map(cell).join(' ')}  ${last === undefined ? '' : numbers(last)}`;
  });
  if (arms.length > room) lines.push(`… and ${arms.length - room} more arms`);
  const ended = runs.filter((run) => run.state !== 'waiting' && run.state !== 'running').length;
  const left = secondsLeft === undefined ? '' : `, ${duration(secondsLeft)} of training left`;
  return [...lines, `${ended} of ${runs.length} runs${left}`];
};

const keep = (runs: readonly RunStatus[], run: RunStatus): readonly RunStatus[] =>
  runs.map((each) => (each.arm === run.arm && each.seed === run.seed ? run : each));

/** A table that redraws itself. */
const onTerminal = (out: NodeJS.WriteStream): StudyProgress => {
  let runs: readonly RunStatus[] = [];
  let left: number | undefined;
  let height = 0;
  let last = 0;
  const draw = (): void => {
    const lines = picture(runs, left, out.rows || 24).map((line) => line.slice(0, (out.columns || 120) - 1));
    out.write(`${height === 0 ? '' : `\u{1B}[${height}A`}${lines.map((line) => `\u{1B}[2K${line}\n`).join('')}`);
    height = lines.length;
    last = performance.now();
  };
  return {
    listen: (event) => {
      if (event.kind === 'note') {
        if (height > 0) out.write(`\u{1B}[${height}A\u{1B}[J`);
        out.write(`${event.text}\n`);
        height = 0;
      }
      if (event.kind === 'started') {
        out.write(
          `${event.workers} worker${event.workers === 1 ? '' : 's'} on ${event.engine.name} (${event.engine.why})\n`,
        );
        ({ runs } = event);
      }
      if (event.kind === 'run') {
        runs = keep(runs, event.run);
        left = event.secondsLeft;
      }
      if (runs.length > 0 && (event.kind !== 'run' || event.run.state !== 'running' || performance.now() - last > 200))
        draw();
    },
    end: () => {
      if (height > 0) draw();
      height = 0;
    },
  };
};

const changeLine = (run: RunStatus, secondsLeft: number | undefined): string => {
  const what = run.state === 'running' ? `step ${run.step}/${run.steps}` : run.state;
  const left = secondsLeft === undefined || run.state === 'waiting' ? '' : `  ${duration(secondsLeft)} left`;
  return `${run.arm}, seed ${run.seed}: ${what}  ${run.error ?? numbers(run)}${left}`;
};

/** A line when a run changes its state or was measured. */
const inPipe = (write: Write): StudyProgress => {
  const known = new Map<string, string>();
  return {
    listen: (event) => {
      if (event.kind === 'note') write(event.text);
      if (event.kind === 'started') {
        const { runs } = event;
        const ready = runs.filter((run) => run.state !== 'waiting').length;
        write(`${event.workers} workers on ${event.engine.name}; ${ready} of ${runs.length} runs are done already`);
      }
      if (event.kind === 'run') {
        const { run } = event;
        const key = `${run.arm}/${run.seed}`;
        const now = `${run.state} ${JSON.stringify(run.values)}`;
        if (known.get(key) === now) return;
        known.set(key, now);
        write(changeLine(run, event.secondsLeft));
      }
    },
    end: () => undefined,
  };
};

const asJson = (write: Write): StudyProgress => ({
  listen: (event) => {
    if (event.kind === 'started') {
      const { engine, workers, runs, plan } = event;
      write(JSON.stringify({ event: 'started', folder: plan.folder, engine: engine.name, workers, runs }));
    } else {
      const { kind, ...rest } = event;
      write(JSON.stringify({ event: kind, ...rest }));
    }
  },
  end: () => undefined,
});

/** How a study is shown: JSON lines, a redrawn table on a terminal, plain lines in a pipe. */
export const studyProgress = (json: boolean): StudyProgress => {
  const write = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  if (json) return asJson(write);
  return process.stdout.isTTY ? onTerminal(process.stdout) : inPipe(write);
};
