// the side effect: tfjs-core alone registers no gradients in Node; this package registers all of them in core's registry
import '@tensorflow/tfjs-layers';
import { installActivationGradients } from './activations.ts';
import { installConvolutionGradients } from './convolution.ts';
import { installPredicateGradients } from './predicates.ts';
import { installReductionGradients } from './reductions.ts';
import { installResamplingGradients } from './resampling.ts';
import { installSelectionGradients } from './selection.ts';
import { installShapeGradients } from './shapes.ts';

/**
 * Makes plain tfjs operations right to second order, on every engine, by registering gradients in place of stock ones.
 * Global to the process; calling it again does no harm. `useEngine` calls it.
 */
export function installGradients(): void {
  installPredicateGradients();
  installActivationGradients();
  installConvolutionGradients();
  installResamplingGradients();
  installReductionGradients();
  installSelectionGradients();
  installShapeGradients();
}
