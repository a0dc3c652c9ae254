// Measuring one model or folder of images. An entry of its own, because it loads TensorFlow.js.
export {
  evaluate,
  type Evaluated,
  type EvaluatedMetric,
  type EvaluatedSpace,
  type EvaluateRequest,
} from './evaluation/evaluate.ts';
