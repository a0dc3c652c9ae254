// Where a run's numbers and pictures go beside its folder: `run: { exporters: [tensorboard] }`.
export { csv } from './csv.ts';
export { mlflow } from './mlflow/mlflow.ts';
export { tensorboard } from './tensorboard/tensorboard.ts';
