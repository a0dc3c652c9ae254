// the side effect: tfjs-core alone registers no gradients in Node; this package registers all of them in core's registry
import '@tensorflow/tfjs-layers';
import { installActivationGradients } from './activations.ts';
import { installArithmeticGradients } from './arithmetic.ts';
import { installConvolutionGradients } from './convolution.ts';
import { installDepthwiseGradients } from './depthwise.ts';
import { installEinsumGradient } from './einsum.ts';
import { installNormalisationGradients } from './normalisation.ts';
import { installOnePassGradients } from './one-pass.ts';
import { installPoolingGradients } from './pooling.ts';
import { installPredicateGradients } from './predicates.ts';
import { installReductionGradients } from './reductions.ts';
import { installResizingGradients } from './resizing.ts';
import { installSelectionGradients } from './selection.ts';
import { installShapeGradients } from './shapes.ts';
import { repairTape } from './repair-tape.ts';

/**
 * Makes plain tfjs operations right to second order, on every engine, by registering gradients in place of stock ones.
 * Global to the process; calling it again does no harm. `useEngine` calls it.
 */
export function installGradients(): void {
  repairTape();
  installPredicateGradients();
  installActivationGradients();
  installOnePassGradients();
  installArithmeticGradients();
  installConvolutionGradients();
  installDepthwiseGradients();
  installPoolingGradients();
  installResizingGradients();
  installReductionGradients();
  installNormalisationGradients();
  installSelectionGradients();
  installShapeGradients();
  installEinsumGradient();
}
