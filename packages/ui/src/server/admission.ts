import type { IncomingMessage } from 'node:http';

/** Names of this machine for itself. Any other in `Host` means that a foreign name was made to point here. */
const ours = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/u;

/** Why a request is turned away. */
export interface Refusal {
  readonly status: 400 | 403 | 404 | 405;
  readonly text: string;
}

/**
 * Lets in what a person's own browser asks of a page of ours: reading, from this machine's own name. Pages of others may link here and
 * nothing more.
 */
export const refusalOf = ({ method, headers }: IncomingMessage): Refusal | undefined => {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, text: 'This server only reads.' };
  const { host, origin } = headers;
  if (host === undefined || !ours.test(host)) return { status: 403, text: 'Ask for localhost or 127.0.0.1.' };
  if (origin !== undefined && origin !== `http://${host}`) return { status: 403, text: 'Not for other pages.' };
  const site = headers['sec-fetch-site'];
  const visited = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !visited)
    return { status: 403, text: 'Not for other pages.' };
  return undefined;
};
