// The public API of the live page: a server that reads a folder of runs and shows it to this machine.
export { serveUi, type UiOptions, type UiServer } from './server/serve.ts';
