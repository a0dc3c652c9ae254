import { createHash } from 'node:crypto';
import { canonical } from '../plan/canonical.ts';
import { mixedProtocols } from '../errors.ts';

/** A set of real images or points, named so that an equal hash means equal contents in equal order. */
export interface SetName {
  readonly name: string;
  readonly hash: string;
  readonly count: number;
}

/** Everything that must be equal for two numbers to be compared. Belongs to each number. */
export interface Protocol {
  readonly version: 1;
  /** Feature space and the side that images are seen at, for example `efficientnet-lite0@64`. */
  readonly space: string;
  readonly weightsHash: string;
  /** The network that FID is defined by: only then is a Fréchet distance called so. */
  readonly fid?: true;
  /** How images reach the space. */
  readonly resize: string;
  readonly quantised: 'uint8' | 'no';
  /** Samples behind each number. */
  readonly samples: number;
  readonly reference: SetName;
  /** Real images measured like samples: the floor. */
  readonly floor: SetName | null;
  readonly neighbours: { readonly precisionRecall: number; readonly densityCoverage: number };
  readonly engine: string;
}

/** Twelve letters that differ as soon as anything in the protocol does. */
export const protocolHash = (protocol: Protocol): string =>
  createHash('sha256').update(canonical(protocol)).digest('hex').slice(0, 12);

/** What a metric is called under a protocol: `FD`, or `FID` in the one network that makes it that. */
const calledUnder = (metric: string, { fid }: Protocol): string =>
  metric === 'fd' && fid === true ? 'FID' : metric.toUpperCase();

/** `FD[efficientnet-lite0@64, n=1000, fashion-mnist 1a2b3c4d]`. */
export const protocolName = (metric: string, protocol: Protocol): string => {
  const { space, samples, reference } = protocol;
  return `${calledUnder(metric, protocol)}[${space}, n=${samples}, ${reference.name} ${reference.hash.slice(0, 8)}]`;
};

/** Gives the one protocol that all numbers of a table share. @throws GanregError STUDY_MIXED_PROTOCOLS */
export const commonProtocol = (protocols: readonly Protocol[]): Protocol | undefined => {
  const [first, ...rest] = protocols;
  if (first === undefined) return undefined;
  const stranger = rest.find((each) => protocolHash(each) !== protocolHash(first));
  if (stranger === undefined) return first;
  const differing = ([...new Set([...Object.keys(first), ...Object.keys(stranger)])] as (keyof Protocol)[]).filter(
    (key) => canonical(first[key] ?? null) !== canonical(stranger[key] ?? null),
  );
  throw mixedProtocols(
    differing.map((key) => `${key}: ${canonical(first[key] ?? null)} and ${canonical(stranger[key] ?? null)}`),
  );
};
