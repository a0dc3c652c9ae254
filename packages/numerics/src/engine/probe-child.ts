// child of `probe`: node probe-child.js ENGINE [speed]; its last line says what it found as JSON
import { isEngineName } from './names.ts';
import { selfTest } from './self-test.ts';
import { measureSpeed } from './speed.ts';
import { useEngine } from './use-engine.ts';

const [name = '', speed = ''] = process.argv.slice(2);
if (!isEngineName(name)) throw new Error(`no engine ${name}`);
try {
  const { threads, versions, note, software } = await useEngine(name);
  if (software === true)
    throw new Error(`its adapter computes on the processor (${versions['adapter']}), slower than wasm`);
  await selfTest(name);
  const measured = speed === 'speed' ? { speed: await measureSpeed() } : {};
  console.log(JSON.stringify({ works: true, threads, versions, note, ...measured }));
} catch (error) {
  console.log(JSON.stringify({ works: false, why: error instanceof Error ? error.message : String(error) }));
}
// thread pools of native libraries would keep the process alive
process.exit(0);
