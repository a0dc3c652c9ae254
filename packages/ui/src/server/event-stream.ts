import type { ServerResponse } from 'node:http';
import type { Messages } from '../live/messages.ts';
import { beginEvents } from './respond.ts';

/** Bytes that may wait for a slow reader before it hears less. */
const patience = 2 ** 23;
const heartbeat = 15_000;

/** One page that listens. */
export interface EventStream {
  /** @returns whether it was sent; what a reader cannot keep up with is left out */
  readonly send: <Name extends keyof Messages>(name: Name, message: Messages[Name]) => boolean;
  /** The same message again is not sent. */
  readonly sendIfNew: <Name extends keyof Messages>(name: Name, message: Messages[Name]) => void;
  readonly closed: () => boolean;
}

/** @param onClose called once, when the page is gone */
export const openEvents = (response: ServerResponse, onClose: () => void): EventStream => {
  beginEvents(response);
  const sent = new Map<string, string>();
  const write = (name: string, text: string): boolean => {
    if (response.writableLength > patience || response.destroyed) return false;
    response.write(`event: ${name}\ndata: ${text}\n\n`);
    return true;
  };
  const timer = setInterval(() => response.write(':\n\n'), heartbeat);
  response.on('close', () => {
    clearInterval(timer);
    onClose();
  });
  return {
    send: (name, message) => write(name, JSON.stringify(message)),
    sendIfNew: (name, message) => {
      const text = JSON.stringify(message);
      if (sent.get(name) !== text && write(name, text)) sent.set(name, text);
    },
    closed: () => response.destroyed,
  };
};
