import { hostname } from 'node:os';
import { join } from 'node:path';
import { defineExporter } from '@ganreg/core';
import { z } from 'zod';
import { appender, type Appender } from '../appender.ts';
import { fileVersion, image, scalars, sessionStart, text } from './event-file.ts';

const now = (): number => Date.now() / 1000;

const asMarkdown = (value: unknown): string => `    ${JSON.stringify(value, undefined, 2).replaceAll('\n', '\n    ')}`;

let files = 0;

/** Event files: `tensorboard --logdir runs` shows scalars, samples, events and the configuration. */
export const tensorboard = defineExporter({
  name: 'tensorboard',
  about: 'event files for TensorBoard: scalars, samples, events',
  options: z.strictObject({
    every: z.int().positive().default(1).describe('Steps between scalars'),
  }),
  open: ({ options: { every }, folder, report }) => {
    let out: Appender | undefined;
    return {
      begin: ({ step, config }) => {
        files += 1;
        // A file of its own for every stretch: the names sort by their beginning.
        const name = `events.out.tfevents.${Math.floor(now())}.${hostname()}.${process.pid}.${files}`;
        out = appender(join(folder, name), Promise.resolve(), report);
        out.add(fileVersion(now()));
        out.add(sessionStart(now(), step));
        if (step === 0) out.add(text(now(), 0, 'configuration', asMarkdown(config)));
      },
      restart: (step) => out?.add(sessionStart(now(), step)),
      write: ({ index, numbers }) => {
        if (index % every === 0) out?.add(scalars(now(), index, numbers));
      },
      picture: ({ step, ending, content }) => {
        if (ending === 'png') out?.add(image(now(), step, 'samples', Buffer.from(content)));
      },
      event: ({ step, event, details }) => out?.add(text(now(), step, `events/${event}`, asMarkdown(details))),
      close: () => out?.close(),
    };
  },
});
