export { CreateError } from './create-error.ts';
export { createPlugin, type Created, type CreateRequest } from './create-plugin.ts';
