import { cast } from '../compose/cast.js';
import { clamp } from '../compose/clamp.js';
import { mask } from '../compose/mask.js';
import { mixture } from '../compose/mixture.js';
import { oneOf } from '../compose/one-of.js';
import { perBlock } from '../compose/per-block.js';
import { scale } from '../compose/scale.js';
import { shift } from '../compose/shift.js';
import { truncate } from '../compose/truncate.js';
import { type AnyInitializerFactory, registerInitializers } from '../initializer/registry.js';
import { bilinear } from './bilinear.js';
import { chrono } from './chrono.js';
import { constant } from './constant.js';
import { deltaOrthogonal } from './delta-orthogonal.js';
import { dirac } from './dirac.js';
import { glorotNormal } from './glorot-normal.js';
import { glorotUniform } from './glorot-uniform.js';
import { heNormal } from './he-normal.js';
import { heUniform } from './he-uniform.js';
import { icnr } from './icnr.js';
import { identity } from './identity.js';
import { kaimingNormal } from './kaiming-normal.js';
import { kaimingUniform } from './kaiming-uniform.js';
import { lecunNormal } from './lecun-normal.js';
import { lecunUniform } from './lecun-uniform.js';
import { lstmForgetBias } from './lstm-forget-bias.js';
import { nan } from './nan.js';
import { normal } from './normal.js';
import { ones } from './ones.js';
import { orthogonal } from './orthogonal.js';
import { priorBias } from './prior-bias.js';
import { residualNormal } from './residual-normal.js';
import { sign } from './sign.js';
import { sparse } from './sparse.js';
import { torchDefault } from './torch-default.js';
import { truncNormal } from './trunc-normal.js';
import { truncNormalCorrected } from './trunc-normal-corrected.js';
import { truncNormalRelative } from './trunc-normal-relative.js';
import { uniform } from './uniform.js';
import { values } from './values.js';
import { varianceScaling } from './variance-scaling.js';
import { xavierNormal } from './xavier-normal.js';
import { xavierUniform } from './xavier-uniform.js';
import { zeroGamma } from './zero-gamma.js';
import { zeros } from './zeros.js';

/** @internal Every initializer of this package. */
export function builtIns(): readonly AnyInitializerFactory[] {
  return [
    ...[zeros, ones, constant, nan, values],
    ...[uniform, normal, truncNormal, truncNormalRelative, truncNormalCorrected, sign],
    ...[varianceScaling, lecunNormal, lecunUniform, glorotNormal, glorotUniform, heNormal, heUniform],
    ...[xavierNormal, xavierUniform, kaimingNormal, kaimingUniform, torchDefault, residualNormal],
    ...[identity, dirac, orthogonal, deltaOrthogonal, sparse, bilinear, icnr],
    ...[lstmForgetBias, chrono, priorBias, zeroGamma],
    ...[scale, shift, clamp, truncate, mask, mixture, oneOf, perBlock, cast],
  ];
}

/**
 * Lets JSON find every initializer of this package by its name. Whoever counts kilobytes registers those that the JSON at hand has, by
 * `registerInitializers`.
 *
 * @returns a function that takes them out again
 * @throws NnError 'INITIALIZER' where one of the names is taken; none is registered then
 * @example
 * import { init } from '@nn/nn';
 *
 * const undo = init.registerBuiltins();
 * init.initializerFromJSON({ use: '@nn/init:heNormal' }).toString(); // heNormal(fans=declared)
 * undo();
 */
export function registerBuiltins(): () => void {
  return registerInitializers(...builtIns());
}
