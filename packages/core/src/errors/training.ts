import { CapabilityError, GanregError } from './ganreg-error.ts';

export const incompleteReentry = (family: string, resolution: number, missing: string): GanregError =>
  new GanregError(
    'REENTRY_INCOMPLETE',
    `${family} cannot be entered at ${resolution}×${resolution} without ${missing}.`,
    {
      fix: 'give everything that the family describes under `reentry`',
    },
  );

export const undeclared = (plugin: string, reached: string, declare: string): CapabilityError =>
  new CapabilityError('CAPABILITY_UNDECLARED', `plugin "${plugin}" reached for ${reached} without declaring it.`, {
    fix: `declare ${declare}`,
  });

export const wrongTermValue = (plugin: string, term: string, why: string): GanregError =>
  new GanregError('TERM_INVALID', `${plugin}.${term} ${why}`, { fix: 'a term returns one finite scalar tensor' });

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
