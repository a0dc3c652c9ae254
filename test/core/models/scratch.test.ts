import { it } from 'vitest';
import { families, countParameters } from '@ganreg/core';
import { trainerFor } from '../../support/experiment.ts';
const f = families.find((x) => x.name === 'stylegan2')!;
it('counts', () => {
  const cfg = [['stylegan2-256',256],['stylegan2-64',64],['stylegan2-32',32],['stylegan2-cifar',32]] as const;
  for (const [p,r] of cfg) {
    const d = f.describe(f.options.parse(f.presets![p]), {resolution:r, channels:3});
    const g = Object.entries(d.generator.parameters);
    const m = countParameters(Object.fromEntries(g.filter(([k])=>k.startsWith('mapping'))));
    console.log(p, m, countParameters(d.generator.parameters)-m, countParameters(d.discriminator.parameters), d.macs.generator/1e9, d.macs.discriminator/1e9, [...d.generator.reentry!.resolutions].map(s=>[s,d.macs.resume(s)/1e9].join(':')).join(' '));
  }
});
it('speed', async () => {
  for (const plugins of [[], ['glead'], ['glead','ggdr'], ['glead', 'ggdr', {use:'r1', with:{phase:'own'}}]]) {
    const t = await trainerFor({ data: 'cifar10', model: 'stylegan2', train: { steps: 100, batch: 16 }, plugins } as never);
    const times: number[] = [];
    for (let i=0;i<7;i++){ const s=performance.now(); const r = await t.advance(); times.push(Math.round(performance.now()-s)); if(i===6) console.log(JSON.stringify(r.numbers)); }
    console.log(JSON.stringify(plugins), times.join(' '));
    t.dispose();
  }
});
