import type { Messages } from '../src/live/messages.ts';

type Handlers = { readonly [Name in keyof Messages]?: (message: Messages[Name]) => void };

const names = ['overview', 'facts', 'numbers', 'lines'] as const;

/** Listens to the server. The browser begins again by itself when the connection is lost, and then hears everything anew. */
export const connect = (path: string, handlers: Handlers, told: (state: 'live' | 'lost') => void): (() => void) => {
  const source = new EventSource(path);
  source.addEventListener('open', () => told('live'));
  source.addEventListener('error', () => told('lost'));
  for (const name of names) {
    const handler = handlers[name] as ((message: unknown) => void) | undefined;
    if (handler !== undefined) source.addEventListener(name, ({ data }) => handler(JSON.parse(String(data))));
  }
  return () => source.close();
};
