import { text } from 'node:stream/consumers';
import { getHeapSnapshot } from 'node:v8';

/** What V8 keeps for itself: code, the shapes of objects, and lists of which code depends on which shape. */
const ofEngine = new Set(['code', 'hidden', 'object shape', 'native', 'synthetic']);

/** Bytes on the heap by whose they are: what programs keep (objects, arrays, functions, numbers, strings), and V8's own. */
export const kinds = async () => {
  const { snapshot, nodes } = JSON.parse(await text(getHeapSnapshot()));
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  const sum = { programs: 0, engine: 0 };
  for (let node = 0; node < nodes.length; node += fields.length)
    sum[ofEngine.has(types[0][nodes[node + type]]) ? 'engine' : 'programs'] += nodes[node + size];
  return sum;
};
