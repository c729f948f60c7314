export { calculateGain, type Nonlinearity } from './calculate-gain.js';
export { constant_, constantLaw, type ConstantParameters } from './in-place/constant.js';
export { dirac_, diracLaw, type DiracOptions, type DiracParameters } from './in-place/dirac.js';
export { eye_, eyeLaw } from './in-place/eye.js';
export { calculateFanInAndFanOut } from './fans.js';
export type { FanMode, KaimingOptions, KaimingParameters } from './in-place/kaiming.js';
export { kaimingNormal_, kaimingNormalLaw } from './in-place/kaiming-normal.js';
export { kaimingUniform_, kaimingUniformLaw } from './in-place/kaiming-uniform.js';
export { normal_, normalLaw, type NormalOptions, type NormalParameters } from './in-place/normal.js';
export { ones_, onesLaw } from './in-place/ones.js';
export type { GeneratorOption } from './options.js';
export {
  orthogonal_,
  orthogonalLaw,
  type OrthogonalOptions,
  type OrthogonalParameters,
} from './in-place/orthogonal.js';
export { sparse_, sparseLaw, type SparseOptions, type SparseParameters } from './in-place/sparse.js';
export type { BareArray, InitTarget } from './target.js';
export {
  truncNormal_,
  truncNormalLaw,
  type TruncNormalOptions,
  type TruncNormalParameters,
} from './in-place/trunc-normal.js';
export { uniform_, uniformLaw, type UniformOptions, type UniformParameters } from './in-place/uniform.js';
export type { XavierOptions, XavierParameters } from './in-place/xavier.js';
export { xavierNormal_, xavierNormalLaw } from './in-place/xavier-normal.js';
export { xavierUniform_, xavierUniformLaw } from './in-place/xavier-uniform.js';
export { zeros_, zerosLaw } from './in-place/zeros.js';

// Initializers as values: composed, planned, written as JSON, and held to the law that they claim.
export { acceptance } from './initializer/accepts.js';
export type { Claim, Invariant, PartLaw } from './initializer/claim.js';
export { claimOf } from './initializer/claim-of.js';
export { claimOfDraw, lawOfDraw } from './initializer/claim-of-draw.js';
export { defineInitializer, type InitializerFactory } from './initializer/define-initializer.js';
export type {
  BackendKernel,
  Draw,
  DrawnDefinition,
  FilledDefinition,
  InitializerDefinition,
  Need,
  WholeDefinition,
} from './initializer/definition.js';
export { fill_, type FillOptions } from './initializer/fill.js';
export type { FillContext, Place as FillPlace } from './initializer/fill-context.js';
export { Initializer, type InitializerConfig } from './initializer/initializer.js';
export { initializerFromJSON } from './initializer/initializer-from-json.js';
export type { Packing } from './initializer/parts.js';
export type { Region } from './initializer/region.js';
export { RegionStream } from './initializer/region-stream.js';
export {
  type AnyInitializerFactory,
  type InitializerMap,
  type InitializerName,
  registerInitializers,
} from './initializer/registry.js';
export type { Fans, TensorSpec } from './initializer/tensor-spec.js';
export { bilinear } from './initializers/bilinear.js';
export { registerBuiltins } from './initializers/built-ins.js';
export type { GroupOptions } from './initializers/channel-groups.js';
export { chrono, type ChronoParams } from './initializers/chrono.js';
export { constant, type ConstantParams } from './initializers/constant.js';
export {
  deltaOrthogonal,
  type DeltaOrthogonalInput,
  type DeltaOrthogonalParams,
} from './initializers/delta-orthogonal.js';
export { dirac } from './initializers/dirac.js';
export type { AxisChoice, FanOptions, FanSource } from './initializers/fan-options.js';
export { glorotNormal } from './initializers/glorot-normal.js';
export { glorotUniform } from './initializers/glorot-uniform.js';
export { heNormal } from './initializers/he-normal.js';
export { heUniform } from './initializers/he-uniform.js';
export { icnr, type IcnrInput, type IcnrParams } from './initializers/icnr.js';
export { identity, type IdentityParams } from './initializers/identity.js';
export type { KaimingParams as KaimingInitializerParams } from './initializers/kaiming.js';
export { kaimingNormal } from './initializers/kaiming-normal.js';
export { kaimingUniform } from './initializers/kaiming-uniform.js';
export { lecunNormal } from './initializers/lecun-normal.js';
export { lecunUniform } from './initializers/lecun-uniform.js';
export { lstmForgetBias, type LstmForgetBiasParams } from './initializers/lstm-forget-bias.js';
export { nan } from './initializers/nan.js';
export { normal, type NormalParams } from './initializers/normal.js';
export { ones } from './initializers/ones.js';
export { orthogonal, type OrthogonalParams as OrthogonalInitializerParams } from './initializers/orthogonal.js';
export { priorBias, type PriorBiasParams } from './initializers/prior-bias.js';
export type { RelativeCutParams } from './initializers/relative-cut.js';
export { residualNormal, type ResidualNormalParams } from './initializers/residual-normal.js';
export type { ScaledDistribution, ScaledFan } from './initializers/scaled-draw.js';
export { sign, type SignParams } from './initializers/sign.js';
export { sparse, type SparseInput, type SparseParams as SparseInitializerParams } from './initializers/sparse.js';
export { torchDefault } from './initializers/torch-default.js';
export { truncNormal, type TruncNormalParams as TruncNormalInitializerParams } from './initializers/trunc-normal.js';
export { truncNormalCorrected } from './initializers/trunc-normal-corrected.js';
export { truncNormalRelative } from './initializers/trunc-normal-relative.js';
export { uniform, type UniformParams } from './initializers/uniform.js';
export { values, type ValuesInput, type ValuesParams } from './initializers/values.js';
export { varianceScaling, type VarianceScalingParams } from './initializers/variance-scaling.js';
export type { XavierParams as XavierInitializerParams } from './initializers/xavier.js';
export { xavierNormal } from './initializers/xavier-normal.js';
export { xavierUniform } from './initializers/xavier-uniform.js';
export { zeroGamma } from './initializers/zero-gamma.js';
export { type NoParams, zeros } from './initializers/zeros.js';

// Initializers made of initializers.
export { cast, type CastInput, type CastParams } from './compose/cast.js';
export { clamp, type ClampInput, type ClampParams } from './compose/clamp.js';
export { mask, type MaskInput, type MaskParams } from './compose/mask.js';
export { mixture, type MixtureInput, type MixtureParams } from './compose/mixture.js';
export { oneOf, type OneOfInput, type OneOfParams } from './compose/one-of.js';
export { perBlock, type PerBlockInput, type PerBlockParams } from './compose/per-block.js';
export { scale, type ScaleInput, type ScaleParams } from './compose/scale.js';
export { shift, type ShiftInput, type ShiftParams } from './compose/shift.js';
export { truncate, type TruncateInput, type TruncateParams } from './compose/truncate.js';
export type { WeightedPart, WeightedPartInput } from './compose/weighted-parts.js';

// Laws and gains.
export type { ActivationFunction, ActivationName } from './gain/activations.js';
export { exactGain, type ExactGainOptions } from './gain/exact-gain.js';
export { checkLaw } from './law/check.js';
export { describeLaw } from './law/describe.js';
export type { Law, LawModel } from './law/law.js';
export { modelOf, stdOf } from './law/model.js';

// Parameters of initializers: checked, written as JSON, described as JSON Schema.
export { boolean } from './schema/boolean.js';
export { choice } from './schema/choice.js';
export { initializer } from './schema/initializer.js';
export { list } from './schema/list.js';
export { number, type NumberRange } from './schema/number.js';
export { type NumberList, numbers } from './schema/numbers.js';
export { type InputOfFields, object, type OutputOfFields } from './schema/object.js';
export { record } from './schema/record.js';
export { refined } from './schema/refined.js';
export { type InputOf, type Optional, optional, type OutputOf, type Place, type Schema } from './schema/schema.js';

// Which initializer goes where, what a network then holds, and where it came from.
export { assertCovered, type CoveredOptions } from './coverage/assert-covered.js';
export { type Coverage, coverage, type CoverageEntry } from './coverage/coverage.js';
export type { CoverageState } from './coverage/state.js';
export { bertPolicy, type BertPolicyOptions } from './policies/bert.js';
export { flaxPolicy } from './policies/flax.js';
export { gpt2Policy, type Gpt2PolicyOptions } from './policies/gpt2.js';
export { kerasPolicy, type KerasPolicyOptions } from './policies/keras.js';
export { llamaPolicy, type LlamaPolicyOptions } from './policies/llama.js';
export type { ReadyPolicyOptions } from './policies/ready-policy.js';
export { torchPolicy } from './policies/torch.js';
export { definePolicy, policyFromJSON, type PolicyOptions } from './policy/define-policy.js';
export type { Overlap } from './policy/overlaps.js';
export { type PathGlob, pathGlob } from './policy/path-glob.js';
export { type Plan, plan, type PlanOptions } from './policy/plan.js';
export type { PlanAction, PlanEntry } from './policy/plan-entry.js';
export type { PlanJSON, PlanRecord } from './policy/plan-json.js';
export type { Policy, PolicyChoices } from './policy/policy.js';
export type { PlanProblem } from './policy/problems.js';
export { restorePlan } from './policy/restore-plan.js';
export type { MatchOptions, OneOrMore, OwnerClass, Rule, RuleOptions, RuleUse } from './policy/rule.js';
export type { ParameterOrigin } from './provenance/origin-schema.js';
export { type Metadata, provenanceMetadata, readProvenance } from './provenance/provenance-metadata.js';
export { recreate } from './provenance/recreate.js';
