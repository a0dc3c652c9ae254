import { GanregError } from '@ganreg/core';

export const queueUnreachable = (where: string, reason: string): GanregError =>
  new GanregError('QUEUE_UNREACHABLE', `no answer from ${where}: ${reason}.`, {
    path: '--queue',
    fix: 'start a Redis server there, or give the URL of one: redis://host:6379',
  });

export const queueUrl = (url: string): GanregError =>
  new GanregError('QUEUE_URL', `"${url}" is not where a Redis server is.`, {
    path: '--queue',
    fix: 'redis://host:6379, rediss://user:password@host:6379/2, or redis://host:6379?prefix=team',
  });

export const storeUrl = (url: string, reason: string): GanregError =>
  new GanregError('QUEUE_STORE', `"${url}" cannot be the store: ${reason}.`, {
    path: '--store',
    fix: 'a folder that all hosts see, or s3://bucket/prefix?endpoint=https://host',
  });

export const storeNeedsClient = (reason: string): GanregError =>
  new GanregError('QUEUE_STORE_CLIENT', `an S3 store needs the package s3mini: ${reason}`, {
    path: '--store',
    fix: 'npm install s3mini',
  });

export const otherStore = (): GanregError =>
  new GanregError('QUEUE_OTHER_STORE', 'the trial belongs to another store than this worker’s.', {
    path: '--store',
    fix: 'give worker and study the same store; a folder must be the same folder on every host',
  });

const foreign =
  'let nothing but ganreg write to this queue, of one version on every host; `?prefix=` keeps others apart';

export const badKey = (key: string): GanregError =>
  new GanregError('QUEUE_PAYLOAD', `"${key}" does not stay inside the store.`, { fix: foreign });

export const badPayload = (reason: string): GanregError =>
  new GanregError('QUEUE_PAYLOAD', `this is no trial of ganreg: ${reason}`, { fix: foreign });

export const outsidePath = (path: string, value: string): GanregError =>
  new GanregError('QUEUE_OUTSIDE', `"${value}" may be anywhere on a worker’s host.`, {
    path,
    fix: 'name it relative to the project’s folder, without "..", and have it there on every host',
  });
