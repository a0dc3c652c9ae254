import * as tf from '@tensorflow/tfjs-core';

type Inputs = Readonly<Record<string, tf.Tensor | null | undefined>>;

interface TapeNode {
  readonly inputs: Inputs;
  readonly outputs: readonly tf.Tensor[];
  readonly gradient: () => never;
  readonly saved: readonly tf.Tensor[];
}
type NodeArguments = readonly [
  name: string,
  inputs: Inputs,
  outputs: unknown,
  gradient: unknown,
  saved: unknown,
  attributes: unknown,
];

/** The private part of tfjs' engine that records operations; the same in every 4.x release. */
interface Recorder {
  addTapeNode: (...node: NodeArguments) => void;
  getTensorsForGradient: (name: string, inputs: Inputs, outputs: tf.Tensor[]) => (tf.Tensor | null | undefined)[];
  gradients: (...request: readonly unknown[]) => unknown;
  readonly state: { activeTape: TapeNode[] | null; readonly gradientDepth: number };
  [repaired]?: true;
}
const repaired = Symbol.for('@ganreg/numerics/tape');

/**
 * Repairs how tfjs records operations, once for the process. Without it
 *
 * - second derivatives of `tf.customGrad` functions that save their output silently drop terms, in anybody's code and in tfjs'
 *   own (`logSoftmax`, `logSigmoid`, `softmaxCrossEntropy`; tensorflow/tfjs#3252, open);
 * - the same terms vanish where a `tf.customGrad` function saves something between its input and its output, which cannot be
 *   repaired: a second derivative through it now throws and says what to do;
 * - a gradient that throws half-way, for want of memory perhaps, never gives back the tensors that it had saved;
 * - operations with an optional input left out (`batchNorm` without scale or offset) throw as soon as a gradient is taken.
 */
export function repairTape(): void {
  const engine = tf.engine() as unknown as Recorder;
  if (engine[repaired]) return;
  engine[repaired] = true;
  const record = engine.addTapeNode.bind(engine);
  const tensorsToSave = engine.getTensorsForGradient.bind(engine);
  engine.addTapeNode = (name, inputs, outputs, gradient, saved, attributes) => {
    record(name, given(inputs), outputs, gradient, saved, attributes);
    const tape = engine.state.activeTape;
    if (tape && Array.isArray(saved) && saved.length > 0) orderClones(tape, saved.length);
  };
  const differentiate = engine.gradients.bind(engine);
  engine.gradients = (...request) => {
    try {
      return differentiate(...request);
    } catch (error) {
      if (engine.state.gradientDepth === 0) dropTape(engine);
      throw error;
    }
  };
  engine.getTensorsForGradient = (name, inputs, outputs) =>
    tensorsToSave(name, inputs, outputs).filter((tensor) => tensor !== undefined && tensor !== null);
}

function dropTape({ state }: Recorder): void {
  for (const { saved } of state.activeTape ?? []) tf.dispose([...saved]);
  state.activeTape = null;
}

function given(inputs: Inputs): Inputs {
  const missing = Object.values(inputs).some((input) => input === undefined || input === null);
  return missing ? Object.fromEntries(Object.entries(inputs).filter(([, input]) => input)) : inputs;
}

/**
 * The last node of the tape comes after `count` clones that it saved. A clone of one of its own outputs has to follow it: the
 * forward sweep from x would otherwise meet the clone before it knows that the output depends on x. A clone of anything else
 * that is no input either was computed off the tape, and nobody knows how it depends on x.
 */
function orderClones(tape: TapeNode[], count: number): void {
  const operation = tape.at(-1);
  if (!operation) return;
  const idsOf = (tensors: Iterable<tf.Tensor | null | undefined>): Set<number | undefined> =>
    new Set(Array.from(tensors, (tensor) => tensor?.id));
  const inputs = idsOf(Object.values(operation.inputs));
  const outputs = idsOf(operation.outputs);
  const source = (clone: TapeNode): tf.Tensor | null | undefined => clone.inputs['x'];
  const clones = tape.slice(-1 - count, -1);
  const late = clones.filter((clone) => outputs.has(source(clone)?.id));
  const early = clones.filter((clone) => !outputs.has(source(clone)?.id));
  const checked = early.map((clone) => {
    const known = inputs.has(source(clone)?.id) || source(clone)?.dtype !== 'float32';
    return known ? clone : { ...clone, inputs: { ...operation.inputs, ...clone.inputs }, gradient: refuse };
  });
  tape.splice(-1 - count, count + 1, ...checked, operation, ...late);
}

function refuse(): never {
  throw new Error(
    'Second derivative of a tf.customGrad function that saved a tensor which is neither its input nor its output: ' +
      'TensorFlow.js would silently leave out terms. Save the inputs and recompute the rest in gradFunc; ' +
      'a mask may be saved as bool.',
  );
}
