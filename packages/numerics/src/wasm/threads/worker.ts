// A thread of the wasm engine's products; see `startCrew`.
import { workerData } from 'node:worker_threads';
import { kernelNames } from '../product/kernels.ts';
import { WebAssembly } from '../web-assembly.ts';
import { remaining, word, work, type Seat } from './tickets.ts';

interface Given extends Omit<Seat, 'kernels'> {
  readonly module: object;
  readonly memory: object;
}

const { module, memory, ...rest } = workerData as Given;
const { exports } = new WebAssembly.Instance(module, { engine: { memory } });
const kernels = kernelNames.map((name) => Reflect.get(exports, name) as Seat['kernels'][number]);
const seat: Seat = { ...rest, kernels };
for (;;) {
  work(seat);
  const ticket = Atomics.load(seat.control, word.ticket);
  if (remaining(ticket) === 0) Atomics.wait(seat.control, word.ticket, ticket);
}
