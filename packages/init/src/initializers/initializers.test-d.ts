import * as init from '../index.js';

// Checked by the compiler, never run: what is wrong must not compile.

const weight: init.Initializer = init.normal({ std: 0.02 });
init.zeros();
init.zeros({});
init.values({ data: Float32Array.of(1), shape: [1] });
init.heNormal({ fans: 'torch' });
init.varianceScaling({ mode: 'fan_geo_avg', axes: { in: [-2], out: [-1] } });
init.scale({ of: weight, factor: 2 });
init.scale({ of: { use: '@nn/init:normal', params: { std: 1 } }, factor: 2 });
init.mixture({ parts: [{ weight: 1, of: weight }] });
init.perBlock({ blocks: { q: weight } });

// @ts-expect-error a value is required
init.constant();
// @ts-expect-error a misspelled parameter
init.normal({ sdt: 1 });
// @ts-expect-error no such mode
init.varianceScaling({ mode: 'fan_sum' });
// @ts-expect-error an initializer, not the function that makes one
init.scale({ of: init.normal, factor: 2 });
// @ts-expect-error a factor is required
init.scale({ of: weight });
// @ts-expect-error a part has a weight
init.mixture({ parts: [{ of: weight }] });
// @ts-expect-error only 16-bit dtypes
init.cast({ of: weight, dtype: 'float32' });

/** Names with their parameters, built-in and merged. */
const params: init.InitializerMap['@nn/init:uniform'] = { low: 0 };
const name: init.InitializerName = '@nn/init:heNormal';
const other: init.InitializerName = '@acme/init:band';
export const used = [params, name, other];
