// The public API that needs no TensorFlow.js: declaring, configuring and planning. Training is in @ganreg/core/training.
export { CapabilityError, GanregError, GanregErrors } from './errors/ganreg-error.ts';

export { definePlugin, isPlugin } from './plugin/define.ts';
export type {
  AdversarialRequest,
  DiscriminatorStep,
  Domain,
  GeneratorStep,
  Gradients,
  Judged,
  JudgedFake,
  Player,
  StepDraws,
} from './plugin/steps.ts';
export type {
  Augment,
  Augmented,
  GradientHook,
  HalfReport,
  Hooks,
  ImageContext,
  JudgeHook,
  Saved,
  StepReport,
  SurroundedDiscriminator,
} from './plugin/hooks.ts';
export type {
  Conflict,
  Paper,
  Plugin,
  PluginDefinition,
  Requirements,
  Setup,
  TermDeclaration,
  TermDeclarations,
} from './plugin/types.ts';
export type { Schedule, Weight } from './plugin/schedule.ts';

export {
  defineFamily,
  type Family,
  type FamilyForwards,
  type ImageSize,
  type NetworkState,
  type Tools,
} from './models/family.ts';
export { families } from './models/families/families.ts';
export {
  countParameters,
  quarterResolution,
  type ModelDescription,
  type ParameterSpecs,
  type ReentrySpec,
  type Taps,
} from './models/description.ts';
export type {
  Discriminator,
  Features,
  ForwardRequest,
  Generated,
  Generator,
  Observations,
  Parameters,
  Reentry,
  Verdict,
} from './models/types.ts';
export { defineHead, existingHead, type Head, type HeadInput, type HeadReference } from './models/heads/head.ts';
export { mapHead, pooledHead } from './models/heads/linear-heads.ts';
export { unetDecoder } from './models/heads/unet-decoder.ts';
export { lossNames, type LossName } from './losses/adversarial.ts';

export { defineExperiment } from './config/define-experiment.ts';
export {
  experimentSchema,
  builtInSpaces,
  metricNames,
  type ExperimentConfig,
  type ExperimentInput,
  type MetricName,
  type SpaceSpec,
  type PluginUse,
  type StudyConfig,
} from './config/schema.ts';
export { experimentJsonSchema, type JsonSchema, type Nameable } from './config/json-schema.ts';
export { bytesText } from './config/bytes.ts';
export { quantityInSteps, type Quantity } from './config/quantity.ts';
export { validate } from './config/validate.ts';
export { mergeConfig } from './config/merge.ts';
export { applyOverrides } from './config/overrides.ts';
export { suggest } from './config/suggest.ts';
export { planExperiment, type Catalogue } from './plan/resolve.ts';
export { isActive, weightAt, type Plan, type PlannedHead, type PlannedPlugin, type PlannedTerm } from './plan/types.ts';
export { describePlan, type PlanDescription } from './plan/describe.ts';

export { Scope } from './wiring/scope.ts';
export {
  Clock,
  Perceptual,
  Sink,
  TrainingData,
  type MetricSink,
  type SinkEvent,
  type SinkPicture,
  type SinkRun,
} from './wiring/services.ts';
export { defineExporter, isExporter } from './exporter/define.ts';
export type { Exporter, ExporterDefinition, ExporterSetup } from './exporter/types.ts';
export { token, type Needs, type Resolved, type Token } from './wiring/token.ts';
export type { PerceptualDistance } from './perceptual/types.ts';
export type { Dataset } from './data/dataset.ts';
export type { PointSet } from './data/points.ts';
