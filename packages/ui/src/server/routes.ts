import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { generatorsFolder, readGeneratorFile, renderReport } from '@ganreg/study/folder';
import { isPictureKind, readPicture } from '../folder/pictures.ts';
import type { ShownFolder } from '../folder/shown-folder.ts';
import { refusalOf, type Refusal } from './admission.ts';
import { streamOverview, streamRun, streamStudy } from './live.ts';
import { picturePolicy, respond, type Answer } from './respond.ts';
import { shell } from './shell.ts';
import { icon, style } from './style.ts';

/** The page's script as `npm run build` bundles it; also when this module runs from its sources, as in tests. */
const script = (): Promise<Buffer> =>
  readFile(fileURLToPath(new URL('../page/main.js', import.meta.url.replace('/ui/src/', '/ui/dist/'))));

type PagePart = Omit<Answer, 'content'> & { readonly content: () => Answer['content'] | Promise<Answer['content']> };

/** What the page is made of, by its address. */
const pageParts = new Map<string, PagePart>([
  ['', { type: 'text/html; charset=utf-8', content: () => shell }],
  ['main.js', { type: 'text/javascript; charset=utf-8', content: script }],
  ['style.css', { type: 'text/css; charset=utf-8', content: () => style }],
  ['icon.svg', { type: 'image/svg+xml', policy: picturePolicy, content: () => icon }],
]);

const nothing: Refusal = { status: 404, text: 'There is nothing here.' };

const segmentsOf = (url: string): readonly string[] | undefined => {
  try {
    const [path = ''] = url.split(/[?#]/u);
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
};

/** Answers a request that was let in. Whatever a path names is looked up in what was listed, never joined to a path. */
const answer = async (
  shown: ShownFolder,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Refusal | undefined> => {
  const segments = segmentsOf(request.url ?? '/');
  if (segments === undefined) return { status: 400, text: 'That is no address.' };
  const [first = '', second = '', third = '', fourth = '', ...more] = segments;
  if (more.length > 0) return nothing;
  const part = segments.length === 1 ? pageParts.get(first) : undefined;
  if (part !== undefined) {
    const { content, ...about } = part;
    respond(request, response, { ...about, content: await content() });
    return undefined;
  }
  const live = request.method === 'GET';
  switch (first) {
    case 'live': {
      if (!live || segments.length > 3) return nothing;
      if (second === 'overview' && segments.length === 2) {
        await streamOverview(shown, response);
        return undefined;
      }
      const kind = second === 'runs' ? 'run' : second === 'studies' ? 'study' : undefined;
      const found = kind === undefined ? undefined : await shown.find(third, kind);
      if (found === undefined) return nothing;
      await (found.kind === 'run' ? streamRun : streamStudy)(shown, found, response);
      return undefined;
    }
    case 'pictures': {
      const found = isPictureKind(third) ? await shown.find(second, 'run') : undefined;
      const content =
        found === undefined || !isPictureKind(third)
          ? undefined
          : await readPicture(shown.root, found.folder, third, fourth);
      if (content === undefined) return nothing;
      const type = fourth.endsWith('.png') ? 'image/png' : 'image/svg+xml';
      respond(request, response, { type, policy: picturePolicy, content });
      return undefined;
    }
    case 'reports': {
      const found = await shown.find(second, 'study');
      if (found === undefined) return nothing;
      if (third === generatorsFolder && segments.length === 4) {
        const content = await readGeneratorFile(found.folder, fourth);
        if (content === undefined) return nothing;
        respond(request, response, { type: 'text/javascript; charset=utf-8', content });
        return undefined;
      }
      // with its slash at the end: what lies beside a report is named from there
      if (segments.length !== 3 || third !== '') return nothing;
      const { html, policy } = await renderReport(found.folder);
      respond(request, response, { type: 'text/html; charset=utf-8', policy, content: html });
      return undefined;
    }
    default:
      return nothing;
  }
};

/** Answers one request, or says why not. */
export const handle = async (shown: ShownFolder, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  let refused: Refusal | undefined;
  try {
    refused = refusalOf(request) ?? (await answer(shown, request, response));
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    const text = error instanceof Error ? error.message : String(error);
    return respond(request, response, { status: 500, type: 'text/plain; charset=utf-8', content: `${text}\n` });
  }
  if (refused === undefined) return;
  const { status, text } = refused;
  respond(request, response, { status, type: 'text/plain; charset=utf-8', content: `${text}\n` });
};
