import type { FillLaw } from '@nn/core';
import { Generator } from '@nn/random';
import * as init from './index.js';

// Checked by the compiler, never run: what is wrong must not compile.

const bare = { data: new Float32Array(6), shape: [2, 3] };
const generator = new Generator(0);

/** An initializer gives back its target, with its own type. */
const same: { data: Float32Array; shape: number[] } = init.normal_(bare, { mean: 0, std: 0.01, generator });
const law: FillLaw<init.NormalParameters> = init.normalLaw;
const fans: [fanIn: number, fanOut: number] = init.calculateFanInAndFanOut(same);
law.check({ mean: fans[0], std: fans[1] });

init.kaimingUniform_(bare, { a: 0.1, mode: 'fan_out', nonlinearity: 'leaky_relu' });
// @ts-expect-error no such mode
init.kaimingUniform_(bare, { mode: 'fan_avg' });
// @ts-expect-error names that are data are PyTorch's own
init.kaimingNormal_(bare, { mode: 'fanIn' });
// @ts-expect-error no such nonlinearity
init.kaimingNormal_(bare, { nonlinearity: 'gelu' });
// @ts-expect-error no such nonlinearity
init.calculateGain('ReLU');
// @ts-expect-error a slope is a number
init.calculateGain('leaky_relu', '0.2');
// @ts-expect-error parameters are options
init.normal_(bare, 0, 0.01);
// @ts-expect-error a misspelled option
init.xavierUniform_(bare, { gian: 2 });
// @ts-expect-error an option of another initializer
init.uniform_(bare, { std: 1 });
// @ts-expect-error a constant needs its value
init.constant_(bare);
// @ts-expect-error a constant is a number
init.constant_(bare, '1');
// @ts-expect-error the sparsity is required
init.sparse_(bare);
// @ts-expect-error nothing is drawn
init.dirac_(bare, { generator });
// @ts-expect-error nothing is drawn
init.eye_(bare, { generator });
// @ts-expect-error a seed is no generator
init.normal_(bare, { generator: 42 });
// @ts-expect-error an array needs a shape
init.zeros_(new Float32Array(6));
// @ts-expect-error integers are no weights
init.zeros_({ data: new Int32Array(6), shape: [6] });
const none: null = init.zeros_(null);
void none;
// @ts-expect-error what may be undefined is no target
init.zeros_(undefined);
// @ts-expect-error an undefined option is left out
init.xavierNormal_(bare, { gain: undefined });
