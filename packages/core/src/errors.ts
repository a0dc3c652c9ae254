/** What went wrong, where, and the way out. Everything a person can cause ends in one of these, never in a stack trace. */
export class GanregError extends Error {
  override readonly name: string = 'GanregError';
  /** Stable identifier, listed in docs/errors.md. */
  readonly code: string;
  /** Where in the configuration or run, for example `plugins[1].with.resolution`. */
  readonly path: string | undefined;
  /** What to do about it. */
  readonly fix: string | undefined;

  constructor(
    code: string,
    message: string,
    details: { readonly path?: string; readonly fix?: string; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.path = details.path;
    this.fix = details.fix;
  }

  /** Several lines for a terminal: code and path, what happened, what to do. */
  format(): string {
    const place = this.path === undefined ? this.code : `${this.code} at ${this.path}`;
    return [place, `  ${this.message}`, ...(this.fix === undefined ? [] : [`  → ${this.fix}`])].join('\n');
  }
}

/** Several mistakes in one configuration, reported together. */
export class GanregErrors extends GanregError {
  override readonly name = 'GanregErrors';
  readonly errors: readonly GanregError[];

  constructor(errors: readonly GanregError[]) {
    super(errors[0]?.code ?? 'CONFIG_INVALID', `${errors.length} mistakes in the configuration`);
    this.errors = errors;
  }

  override format(): string {
    return this.errors.map((error) => error.format()).join('\n');
  }
}

/** A plugin reached for something that its declaration does not ask for. */
export class CapabilityError extends GanregError {
  override readonly name = 'CapabilityError';
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text === undefined ? String(value) : text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

const list = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? value : shown(value))).join(', ');

const meant = (suggestion: string | undefined): string =>
  suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;

export const unknownKey = (
  path: string,
  key: string,
  allowed: readonly string[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError('CONFIG_UNKNOWN_KEY', `"${key}" is not a known key here.${meant(suggestion)}`, {
    path,
    fix: allowed.length === 0 ? 'remove it: nothing can be set here' : `allowed: ${list(allowed)}`,
  });

export const invalidChoice = (
  path: string,
  found: unknown,
  allowed: readonly unknown[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError('CONFIG_INVALID_CHOICE', `${shown(found)} is not one of the choices.${meant(suggestion)}`, {
    path,
    fix: `allowed: ${list(allowed)}`,
  });

export const outOfRange = (path: string, found: unknown, range: string): GanregError =>
  new GanregError('CONFIG_OUT_OF_RANGE', `${shown(found)} is out of range.`, { path, fix: `it must be ${range}` });

export const wrongType = (path: string, found: unknown, expected: string): GanregError =>
  new GanregError('CONFIG_WRONG_TYPE', `${shown(found)} is not ${expected}.`, { path, fix: `give ${expected}` });

export const missingValue = (path: string, expected: string): GanregError =>
  new GanregError('CONFIG_MISSING', 'a value is missing.', { path, fix: `give ${expected}` });

export const invalidOption = (path: string, message: string): GanregError =>
  new GanregError('CONFIG_INVALID', message, { path, fix: 'see `ganreg plugins` for the options of each plugin' });

export const badQuantity = (path: string, found: unknown, allowed: string): GanregError =>
  new GanregError('CONFIG_BAD_QUANTITY', `${shown(found)} is not a quantity that is understood here.`, {
    path,
    fix: `give ${allowed}`,
  });

export const badOverride = (text: string, why: string): GanregError =>
  new GanregError('CONFIG_BAD_OVERRIDE', `--set ${text}: ${why}`, {
    fix: 'write --set path=value, for example --set train.batch=16',
  });

export const configNotFound = (place: string): GanregError =>
  new GanregError('CONFIG_NOT_FOUND', `no configuration was found ${place}.`, {
    fix: 'name a file (`ganreg train my.yaml`) or create ganreg.config.yaml',
  });

export const configUnreadable = (file: string, why: string): GanregError =>
  new GanregError('CONFIG_UNREADABLE', `${file} cannot be read: ${why}`, {
    fix: 'correct the file; YAML, JSON, JavaScript and TypeScript are understood',
  });

export const extendsCycle = (files: readonly string[]): GanregError =>
  new GanregError('CONFIG_EXTENDS_CYCLE', `configurations extend each other in a circle: ${files.join(' → ')}`, {
    path: 'extends',
    fix: 'remove one of these `extends`',
  });

export const unknownPlugin = (
  path: string,
  name: string,
  known: readonly string[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError('PLUGIN_UNKNOWN', `there is no plugin "${name}".${meant(suggestion)}`, {
    path,
    fix: `known: ${list(known)}; or install ganreg-plugin-${name.replaceAll(/[^a-z0-9-]/giu, '')}, or give a file such as ./my-plugin.ts`,
  });

export const pluginUnloadable = (path: string, name: string, why: string): GanregError =>
  new GanregError('PLUGIN_UNLOADABLE', `plugin "${name}" cannot be loaded: ${why}`, {
    path,
    fix: 'its module must export a plugin made with definePlugin({ … })',
  });

export const wrongEngine = (path: string, plugin: string, range: string, version: string): GanregError =>
  new GanregError('PLUGIN_ENGINE', `${plugin} is made for @ganreg/core ${range}, and this is ${version}.`, {
    path,
    fix: 'install a version of the plugin for this ganreg, or the ganreg that it is made for',
  });

export const twoCopies = (path: string, plugin: string, copied: string, theirs: string, ours: string): GanregError =>
  new GanregError(
    'PLUGIN_TWO_COPIES',
    `${plugin} would load a second ${copied}, which knows nothing of the first: ${theirs} beside ${ours}.`,
    {
      path,
      fix: `\`npm ls ${copied}\` shows who asks for it: in a plugin it belongs into peerDependencies; then run \`npm dedupe\``,
    },
  );

export const unknownRecipe = (
  path: string,
  name: string,
  known: readonly string[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError('RECIPE_UNKNOWN', `there is no recipe "${name}".${meant(suggestion)}`, {
    path,
    fix: `known: ${list(known)}`,
  });

export const duplicateId = (path: string, id: string): GanregError =>
  new GanregError('PLAN_DUPLICATE_ID', `two plugins have the id "${id}".`, {
    path,
    fix: 'give each its own `id`: ids name logs, saved state and random streams',
  });

export const unknownTerm = (
  path: string,
  plugin: string,
  term: string,
  known: readonly string[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError('PLAN_UNKNOWN_TERM', `${plugin} has no term "${term}".${meant(suggestion)}`, {
    path,
    fix: `its terms: ${list(known)}`,
  });

export const missingTap = (
  path: string,
  plugin: string,
  network: string,
  resolution: number,
  known: readonly number[],
): GanregError =>
  new GanregError(
    'PLAN_MISSING_TAP',
    `${plugin} asks for ${network} features at ${resolution}×${resolution}, which this model does not have.`,
    {
      path,
      fix: `available: ${known.map((side) => `${side}×${side}`).join(', ')}`,
    },
  );

export const cannotReenter = (path: string, plugin: string, family: string, why: string): GanregError =>
  new GanregError(
    'PLAN_NO_REENTRY',
    `${plugin} must enter the generator half-way, and the family "${family}" ${why}.`,
    {
      path,
      fix: 'choose a family that can be re-entered (`ganreg plugins` lists them), or drop this plugin',
    },
  );

export const incompleteReentry = (family: string, resolution: number, missing: string): GanregError =>
  new GanregError(
    'REENTRY_INCOMPLETE',
    `${family} cannot be entered at ${resolution}×${resolution} without ${missing}.`,
    {
      fix: 'give everything that the family describes under `reentry`',
    },
  );

export const clashingHeads = (path: string, head: string, one: string, other: string): GanregError =>
  new GanregError(
    'PLAN_CLASHING_HEADS',
    `two requests for the head "${head}" do not fit together: ${one} against ${other}.`,
    {
      path,
      fix: 'make both requests equal, or give one of the heads another name',
    },
  );

export const missingHead = (
  path: string,
  plugin: string,
  head: string,
  known: readonly string[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError(
    'PLAN_MISSING_HEAD',
    `${plugin} reads the head "${head}", which no active plugin provides.${meant(suggestion)}`,
    {
      path,
      fix: known.length === 0 ? 'add the plugin that provides it' : `provided: ${list(known)}`,
    },
  );

export const conflictingPlugins = (
  path: string,
  one: string,
  other: string,
  why: string,
  fix: string | undefined,
): GanregError =>
  new GanregError('PLAN_CONFLICT', `${one} and ${other} cannot be combined: ${why}`, {
    path,
    ...(fix === undefined ? {} : { fix }),
  });

export const exclusiveHook = (path: string, hook: string, one: string, other: string): GanregError =>
  new GanregError('PLAN_EXCLUSIVE', `${one} and ${other} both want to be the only one to ${hook}.`, {
    path,
    fix: 'keep one of them',
  });

export const orderCycle = (ids: readonly string[]): GanregError =>
  new GanregError('PLAN_ORDER_CYCLE', `the order of the plugins is circular: ${ids.join(' → ')}`, {
    path: 'plugins',
    fix: 'remove one `before` or `after`',
  });

export const batchTooSmall = (batch: number, least: number, why: string): GanregError =>
  new GanregError('PLAN_BATCH_TOO_SMALL', `a batch of ${batch} is too small: ${why}.`, {
    path: 'train.batch',
    fix: `give at least ${least}`,
  });

export const unsupported = (path: string, plugin: string, why: string, fix?: string): GanregError =>
  new GanregError('PLAN_UNSUPPORTED', `${plugin}: ${why}`, { path, ...(fix === undefined ? {} : { fix }) });

export const invalidModel = (path: string, found: unknown, why: string): GanregError =>
  new GanregError('PLAN_INVALID_MODEL', `${shown(found)}: ${why}`, { path, fix: 'change the model' });

export const invalidPlugin = (plugin: string, why: string): GanregError =>
  new GanregError('PLUGIN_INVALID', `plugin "${plugin}": ${why}`, { fix: 'correct its definePlugin({ … })' });

export const undeclared = (plugin: string, reached: string, declare: string): CapabilityError =>
  new CapabilityError('CAPABILITY_UNDECLARED', `plugin "${plugin}" reached for ${reached} without declaring it.`, {
    fix: `declare ${declare}`,
  });

export const wrongTermValue = (plugin: string, term: string, why: string): GanregError =>
  new GanregError('TERM_INVALID', `${plugin}.${term} ${why}`, { fix: 'a term returns one finite scalar tensor' });

export const runExists = (folder: string): GanregError =>
  new GanregError('RUN_EXISTS', `${folder} already holds a run.`, {
    path: 'run.folder',
    fix: `continue it with \`ganreg resume ${folder}\`, or give --set run.folder=…`,
  });

export const runMissing = (folder: string): GanregError =>
  new GanregError('RUN_NOT_FOUND', `${folder} holds no run.`, { fix: 'give the folder that `ganreg train` printed' });

export const runLocked = (folder: string, holder: string): GanregError =>
  new GanregError('RUN_LOCKED', `${folder} is in use by ${holder}.`, {
    fix: 'wait for it to end, or train into another folder',
  });

export const checkpointBroken = (folder: string, why: string): GanregError =>
  new GanregError('CHECKPOINT_BROKEN', `no checkpoint in ${folder} can be used: ${why}`, {
    fix: 'start again, or restore the folder from a backup',
  });

export const runChanged = (folder: string, differences: readonly string[], keys: readonly string[]): GanregError =>
  new GanregError('RUN_CHANGED', `${folder} was made under other conditions:\n    ${differences.join('\n    ')}`, {
    fix: `resume with the same configuration, data and versions, or accept and record it: ${keys.map((key) => `--allow ${key}`).join(' ')}`,
  });

export const pictureNeedsImages = (): GanregError =>
  new GanregError('PICTURE_NEEDS_IMAGES', 'this run learns points, which cannot be redrawn or looked at like images.', {
    fix: 'draw its realness scores (--what realness) or its samples',
  });

export const serviceMissing = (name: string, wantedBy: string): GanregError =>
  new GanregError('SERVICE_MISSING', `${wantedBy} needs the service "${name}", which nobody provides.`, {
    fix: 'provide it: scope.provide(token, service)',
  });

export const lossWithoutParts = (plugin: string, loss: string): GanregError =>
  new GanregError(
    'LOSS_HAS_NO_PARTS',
    `${plugin} asked for one part of the loss "${loss}", which compares reals with fakes.`,
    {
      fix: 'ask for both parts, or read `loss.parts` in setup',
    },
  );
