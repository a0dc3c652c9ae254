import * as numerics from '@ganreg/numerics';
import * as random from '@ganreg/numerics/random';
import * as testing from '@ganreg/numerics/testing';
import { expect, it } from 'vitest';

it('exports what is documented and nothing else', () => {
  expect(Object.keys(numerics).toSorted()).toEqual([
    'EngineError',
    'averageDown',
    'cosineDistance',
    'createRandom',
    'describeEngines',
    'engineNames',
    'firDown',
    'firFilter',
    'firUp',
    'forgetPacked',
    'inputGradient',
    'installGradients',
    'normalTensor',
    'resizeAntialiased',
    'squaredNorm',
    'stopGradient',
    'uniformTensor',
    'upsampleNearest',
    'useEngine',
  ]);
  expect(Object.keys(random)).toEqual(['createRandom']);
  expect(Object.keys(testing).toSorted()).toEqual(['checkGradients', 'countKernels', 'countLeaks', 'expectNoLeak']);
});
