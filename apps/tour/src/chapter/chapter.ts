import { init, LazyLinear, Linear, type Module, rand, ReLU, Sequential, type Tensor } from '@nn/nn';

/** What a cell leaves to be looked at: tensors by the expression that names them. */
export interface CellResult {
  readonly id: string;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/**
 * The chapter "Parameter Initialization", cell by cell, in one go and without reseeding: each cell ends at its `yield`. The text between a
 * `// %%` line and the `yield` is what the tour shows.
 */
export function* chapter(console: { log(...values: unknown[]): void }): Generator<CellResult, void, void> {
  // %% net: A network whose layers do not know their inputs yet
  let net = new Sequential(new LazyLinear(8), new ReLU(), new LazyLinear(1));
  let X = rand([2, 4]);
  console.log(net.forward(X).shape);
  yield {
    id: 'net',
    tensors: {
      X,
      'net[0].weight': net[0].weight,
      'net[0].bias': net[0].bias!,
      'net[2].weight': net[2].weight,
      'net[2].bias': net[2].bias!,
      'net(X)': net.forward(X),
    },
  };

  // %% init_normal: Built-in initialization: normal weights, zero biases
  function initNormal(module: Module): void {
    if (module instanceof Linear) {
      init.normal_(module.weight, { mean: 0, std: 0.01 });
      init.zeros_(module.bias);
    }
  }

  net.apply(initNormal);
  console.log(net[0].weight.data.at(0), net[0].bias?.data.at(0));
  yield {
    id: 'init_normal',
    tensors: { 'net[0].weight': net[0].weight, 'net[0].bias': net[0].bias!, 'net[2].weight': net[2].weight },
  };

  // %% print_net: The lazy layers have become plain ones
  console.log(net);
  yield { id: 'print_net', tensors: {} };

  // %% type_net: What is it?
  console.log(net.constructor.name);
  yield { id: 'type_net', tensors: {} };

  // %% type_layer: And its first layer?
  console.log(net[0].constructor.name);
  yield { id: 'type_layer', tensors: {} };

  // %% init_constant: A constant, which makes all units of a layer alike
  function initConstant(module: Module): void {
    if (module instanceof Linear) {
      init.constant_(module.weight, 1);
      init.zeros_(module.bias);
    }
  }

  net.apply(initConstant);
  console.log(net[0].weight.data.at(0), net[0].bias?.data.at(0));
  yield { id: 'init_constant', tensors: { 'net[0].weight': net[0].weight } };

  // %% per_block: Another rule for each block
  function initXavier(module: Module): void {
    if (module instanceof Linear) init.xavierUniform_(module.weight);
  }

  function init42(module: Module): void {
    if (module instanceof Linear) init.constant_(module.weight, 42);
  }

  net[0].apply(initXavier);
  net[2].apply(init42);
  console.log(net[0].weight.data.at(0));
  console.log(net[2].weight.data);
  yield { id: 'per_block', tensors: { 'net[0].weight': net[0].weight, 'net[2].weight': net[2].weight } };

  // %% apply_order: In which order does apply see the modules?
  net.apply((module) => console.log('This is:', module.constructor.name));
  yield { id: 'apply_order', tensors: {} };

  // %% custom: A distribution of our own: nothing small survives
  function myInit(module: Module): void {
    if (module instanceof Linear) {
      const [name, parameter] = module.namedParameters().next().value!;
      console.log('Init', name, parameter.shape);
      init.uniform_(module.weight, { a: -10, b: 10 });
      module.weight.data.mul_(module.weight.data.abs().ge(5));
    }
  }

  net.apply(myInit);
  console.log(net[0].weight.slice(0, 2));
  yield { id: 'custom', tensors: { 'net[0].weight': net[0].weight, 'net[2].weight': net[2].weight } };

  // %% direct: Parameters can be written to directly
  net[0].weight.data.add_(1);
  net[0].weight.data.at(0, 0).fill_(42);
  console.log(net[0].weight.data.at(0));
  yield { id: 'direct', tensors: { 'net[0].weight': net[0].weight } };

  // %% lazy_before: Before the first batch there is nothing to see
  net = new Sequential(new LazyLinear(256), new ReLU(), new LazyLinear(10));
  console.log(net[0].weight);
  console.log(net[2].weight);
  yield { id: 'lazy_before', tensors: {} };

  // %% lazy_forward: The first batch tells the shapes
  console.log(net.forward(X));
  yield {
    id: 'lazy_forward',
    tensors: { 'net(X)': net.forward(X), 'net[0].weight': net[0].weight, 'net[2].weight': net[2].weight },
  };

  // %% lazy_shapes: Now they are known
  console.log(net[0].weight.data.shape, net[2].weight.data.shape);
  yield { id: 'lazy_shapes', tensors: {} };

  // %% mismatch: A batch of another width is refused, and the error says where
  X = rand([2, 10]);
  try {
    net.forward(X);
  } catch (error) {
    console.log((error as Error).message);
  }
  yield { id: 'mismatch', tensors: { X } };

  // %% eager: With both sizes given, parameters are there at once
  net = new Sequential(new Linear(10, 256), new ReLU(), new Linear(256, 10));
  console.log(net[0].weight.data);
  yield {
    id: 'eager',
    tensors: {
      'net[0].weight': net[0].weight,
      'net[0].bias': net[0].bias!,
      'net[2].weight': net[2].weight,
      'net[2].bias': net[2].bias!,
    },
  };

  // %% xavier_before_data: Initializing a lazy network before its first batch
  net = new Sequential(new LazyLinear(256), new ReLU(), new LazyLinear(10));
  net[0].apply(initXavier);
  net[2].apply(init42);
  console.log(net[0].weight);
  console.log(net[2].weight);
  yield { id: 'xavier_before_data', tensors: {} };

  // %% remembered: What PyTorch cannot do: the parameters have remembered, and passing the data gives the Xavier weights
  net.forward(X);
  console.log(
    'Xavier bound',
    Math.sqrt(6 / (10 + 256)).toFixed(4),
    'largest',
    net[0].weight.abs().max().itemSync().toFixed(4),
  );
  console.log(net[0].weight.data.at(0));
  console.log(net[2].weight.data.at(0));
  yield { id: 'remembered', tensors: { 'net[0].weight': net[0].weight, 'net[2].weight': net[2].weight } };
}
