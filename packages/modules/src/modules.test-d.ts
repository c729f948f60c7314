import type { Tensor } from '@nn/tensor';
import { ModuleDict } from './containers/module-dict.js';
import { ModuleList } from './containers/module-list.js';
import { ParameterList } from './containers/parameter-list.js';
import { type Layer, Sequential } from './containers/sequential.js';
import { crossEntropy } from './functional/cross-entropy.js';
import { LeakyReLU } from './layers/activations/leaky-relu.js';
import { GELU } from './layers/activations/gelu.js';
import { ReLU } from './layers/activations/relu.js';
import { Softmax } from './layers/activations/softmax.js';
import { Dropout } from './layers/dropout.js';
import { LazyLinear } from './layers/lazy-linear.js';
import { Linear } from './layers/linear.js';
import { MSELoss } from './losses/mse-loss.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';

// Checked by the compiler, never run: what is wrong must not compile.

declare const x: Tensor;
declare const modules: Module[];
declare const i: number;

/** Layers of a chain have their own types. */
const net = new Sequential(new Linear(4, 8), new ReLU(), new LazyLinear(1));
const first: Linear = net[0];
const second: ReLU = net[1];
const last: Linear | ReLU | undefined = net.at(-1);
const y: Tensor = net.forward(x);
// @ts-expect-error a ReLU has no weight
void net[1].weight;
// @ts-expect-error the first is no ReLU
net[0] = new ReLU();
net[0] = new Linear(4, 8);
// @ts-expect-error a number is no tensor
net.forward(1);
// @ts-expect-error one input
net.forward(x, x);

/** A plain array of modules works as it is, and any chain is one. */
const plain = new Sequential(...modules);
const any: Module | undefined = plain[i];
const general: Sequential = net;
const empty: Sequential = new Sequential().append(new ReLU());
const layers: Layer[] = [net, first, second, new Dropout(0.1), general];
for (const layer of net) layer satisfies Linear | ReLU;
for (const layer of general) layer satisfies Module;
net.append(new Dropout()).insert(0, new ReLU());

/** Named layers are properties. */
const named = new Sequential({ hidden: new Linear(4, 8), act: new ReLU() });
const hidden: Linear = named.hidden;
// @ts-expect-error no such layer
void named.output;

// @ts-expect-error a function is no module
new Sequential(new Linear(1, 1), (z: Tensor) => z);
// @ts-expect-error a tensor is no module
net.append(x);

const list = new ModuleList([new Linear(1, 1)]);
const item: Linear | undefined = list[0];
const found: Linear | undefined = list.at(-1);
for (const layer of list) layer satisfies Linear;
// @ts-expect-error a list of linears
list.append(new ReLU());
// @ts-expect-error a list is not called
net.append(list).forward(x) satisfies number;

const dict = new ModuleDict({ small: new Linear(1, 1), act: new ReLU() });
const small: Linear = dict.small;
const act: ReLU = dict.get('act');
const other: Module | undefined = dict.get('other');
const fromPairs = new ModuleDict(new Map<string, Module>([['a', new ReLU()]]));
const unknown: Module | undefined = fromPairs.get('a');
// @ts-expect-error hits a member
new ModuleDict({ keys: new ReLU() });
// @ts-expect-error hits a member
new ModuleDict({ forward: new ReLU() });
// @ts-expect-error no module
new ModuleDict({ a: 1 });
// @ts-expect-error no such entry
void dict.large;

// @ts-expect-error a tensor is no parameter
new ParameterList([x]);

/** Containers may be extended. */
class Mlp extends Sequential {
  readonly width: number = 3;
  constructor() {
    super(new Linear(1, 1));
  }
  override forward(z: Tensor): Tensor {
    return super.forward(z);
  }
}
class Heads extends ModuleDict {
  readonly width: number = 3;
}
const mlp: Layer = new Mlp();
const heads: number = new Heads().width;

/** A module says what it takes and gives. */
class Two extends Module {
  readonly layer: Linear = new Linear(1, 1);
  override forward(a: Tensor, b: number): [Tensor, number] {
    return [this.layer.forward(a), b];
  }
}
const two = new Two();
const [out, n]: [Tensor, number] = two.forward(x, 1);
// @ts-expect-error forward is missing
class Nothing extends Module {}
two.registerForwardHook((module, [a, b], [c, d]): [Tensor, number] => {
  module.layer satisfies Linear;
  a satisfies Tensor;
  b satisfies number;
  return [c, d];
});
two.registerForwardPreHook((_, [a, b]) => [a, b + 1]);
two.registerFullBackwardHook((_, [a]) => [a ?? null, null]);
// @ts-expect-error not what forward gives
two.registerForwardHook(() => x);
// @ts-expect-error not what forward takes
two.registerForwardPreHook(() => [1, 2]);
// @ts-expect-error no gradients
two.registerFullBackwardHook(() => [1]);

/** Options and arguments. */
new Linear(4, 8, { bias: false, dtype: 'float64', device: 'cpu' });
// @ts-expect-error bias is an option
new Linear(4, 8, false);
// @ts-expect-error the sizes are required
new Linear(4);
// @ts-expect-error a misspelled option
new Linear(4, 8, { biass: true });
// @ts-expect-error no such dtype
new Linear(4, 8, { dtype: 'float' });
// @ts-expect-error the number of inputs comes with the batch
new LazyLinear(4, 8);
// @ts-expect-error the axis is required
new Softmax();
// @ts-expect-error no such approximation
new GELU({ approximate: 'erf' });
// @ts-expect-error inplace is an option
new ReLU(true);
// @ts-expect-error a slope is a number
new LeakyReLU('0.1');
// @ts-expect-error no such reduction
new MSELoss({ reduction: 'average' });
// @ts-expect-error weights are a tensor
crossEntropy(x, x, { weight: [1, 2] });
// @ts-expect-error a bias may be missing
void first.bias.shape;
const weight: Parameter = first.weight;
// Weights may be tied.
first.weight = new Parameter(x);
// @ts-expect-error a tensor is no parameter
first.weight = x;
// @ts-expect-error a state dict holds tensors
net.loadStateDict({ '0.weight': [1] });
net.loadStateDict(net.stateDict(), { strict: false }).missingKeys satisfies readonly string[];

void [
  y,
  last,
  any,
  empty,
  layers,
  hidden,
  item,
  found,
  small,
  act,
  other,
  unknown,
  mlp,
  heads,
  out,
  n,
  weight,
  Nothing,
];
