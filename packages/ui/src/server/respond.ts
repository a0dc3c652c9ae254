import type { IncomingMessage, ServerResponse } from 'node:http';

/** What our own page may do: run its one script, ask this server, show its pictures. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A picture that is opened by itself runs nothing. */
export const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

const headersFor = (type: string, policy: string): Readonly<Record<string, string>> => ({
  'content-type': type,
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
});

/** Something to answer with. */
export interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly policy?: string;
  readonly content: string | Uint8Array;
}

export const respond = (
  request: IncomingMessage,
  response: ServerResponse,
  { status = 200, type, policy = pagePolicy, content }: Answer,
): void => {
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  response.writeHead(status, { ...headersFor(type, policy), 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
};

/** Begins an answer that goes on: server-sent events. */
export const beginEvents = (response: ServerResponse): void => {
  response.writeHead(200, headersFor('text/event-stream; charset=utf-8', pagePolicy));
  response.flushHeaders();
};
