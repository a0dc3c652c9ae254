import * as tf from '@tensorflow/tfjs-core';
import type { Adam } from './adam.ts';
import type { ActivePlugin } from './context.ts';
import type { NetworkVariables } from './network-state.ts';

/** Everything that decides how a run goes on: tensors by name, and JSON. */
export interface Snapshot {
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;
  readonly values: Readonly<Record<string, unknown>>;
}

interface Cell {
  readonly read: () => number;
  readonly write: (value: number) => void;
}

interface Parts {
  readonly networks: ReadonlyMap<string, NetworkVariables>;
  readonly optimizers: ReadonlyMap<string, Adam>;
  readonly plugins: readonly ActivePlugin[];
  readonly step: Cell;
  readonly attempt: Cell;
}

/** Takes and restores snapshots: networks, averages, optimizer moments, plugin state, step. Random numbers have no state. */
export class TrainerState {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Reads every tensor; call between steps. */
  async take(): Promise<Snapshot> {
    const tensors = this.#tensors();
    const names = [...tensors.keys()];
    const data = await Promise.all([...tensors.values()].map(async (tensor) => Float32Array.from(await tensor.data())));
    return {
      tensors: new Map(
        names.map((name, index) => [
          name,
          { shape: tensors.get(name)?.shape ?? [], values: data[index] ?? new Float32Array() },
        ]),
      ),
      values: {
        step: this.#parts.step.read(),
        attempt: this.#parts.attempt.read(),
        optimizers: Object.fromEntries([...this.#parts.optimizers].map(([name, adam]) => [name, adam.save().steps])),
        plugins: Object.fromEntries(
          this.#parts.plugins.map(({ planned, hooks }) => [planned.id, hooks.state?.save().values ?? {}]),
        ),
      },
    };
  }

  /** @throws Error when the snapshot lacks a tensor of this plan */
  restore(snapshot: Snapshot): void {
    const tensorOf = (name: string): tf.Tensor => {
      const saved = snapshot.tensors.get(name);
      if (saved === undefined) throw new Error(`the snapshot has no tensor ${name}`);
      return tf.tensor(saved.values, [...saved.shape], 'float32');
    };
    tf.tidy(() => {
      for (const [owner, network] of this.#parts.networks) {
        for (const [kind, map] of Object.entries(network)) {
          for (const [path, variable] of map as ReadonlyMap<string, tf.Variable>)
            variable.assign(tensorOf(`${owner}/${kind}/${path}`));
        }
      }
      const steps = snapshot.values.optimizers as Readonly<Record<string, Readonly<Record<string, number>>>>;
      for (const [name, adam] of this.#parts.optimizers) {
        const own = steps[name] ?? {};
        const tensors = Object.fromEntries(
          Object.keys(own).flatMap((path) =>
            [`${path}#first`, `${path}#second`].map((key) => [key, tensorOf(`optimizer/${name}/${key}`)]),
          ),
        );
        adam.restore({ tensors, steps: own });
      }
      const values = snapshot.values.plugins as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
      for (const { planned, hooks } of this.#parts.plugins) {
        const prefix = `plugin/${planned.id}/`;
        const names = [...snapshot.tensors.keys()].filter((name) => name.startsWith(prefix));
        hooks.state?.restore({
          tensors: Object.fromEntries(names.map((name) => [name.slice(prefix.length), tensorOf(name)])),
          values: values[planned.id] ?? {},
        });
      }
    });
    this.#parts.step.write(Number(snapshot.values.step));
    this.#parts.attempt.write(Number(snapshot.values.attempt));
  }

  #tensors(): ReadonlyMap<string, tf.Tensor> {
    const result = new Map<string, tf.Tensor>();
    for (const [owner, network] of this.#parts.networks) {
      for (const [kind, map] of Object.entries(network)) {
        for (const [path, variable] of map as ReadonlyMap<string, tf.Variable>)
          result.set(`${owner}/${kind}/${path}`, variable);
      }
    }
    for (const [name, adam] of this.#parts.optimizers) {
      for (const [key, tensor] of Object.entries(adam.save().tensors)) result.set(`optimizer/${name}/${key}`, tensor);
    }
    for (const { planned, hooks } of this.#parts.plugins) {
      for (const [key, tensor] of Object.entries(hooks.state?.save().tensors ?? {}))
        result.set(`plugin/${planned.id}/${key}`, tensor);
    }
    return result;
  }
}
