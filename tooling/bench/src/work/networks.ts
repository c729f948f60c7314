import {
  Adam,
  Conv2d,
  crossEntropy,
  Flatten,
  Linear,
  LSTM,
  MaxPool2d,
  mseLoss,
  ReLU,
  Sequential,
  SGD,
  TransformerEncoderLayer,
} from '@nn/nn';
import type { Data, Prepare, Workload } from '../workload.js';
import { forward } from './forward.js';
import { inputTensor, labelTensor, stateOf } from './tensors.js';
import { gradients, training } from './training.js';

/** The book chapter's net, a gradient step on a batch of two. */
export const tinyStep: Prepare = (workload, data) => {
  const [x, y] = [inputTensor(data, 'x'), inputTensor(data, 'y')];
  return training(workload, () => {
    const net = new Sequential(new Linear(4, 8), new ReLU(), new Linear(8, 1));
    net.loadStateDict(stateOf(data, { '0.weight': 'w1', '0.bias': 'b1', '2.weight': 'w2', '2.bias': 'b2' }));
    return {
      optimizer: new SGD(net.parameters(), { lr: workload.lr! }),
      loss: () => mseLoss(net.forward(x), y),
    };
  });
};

function perceptron(data: Data) {
  const net = new Sequential(new Linear(784, 256), new ReLU(), new Linear(256, 128), new ReLU(), new Linear(128, 10));
  const names = {
    '0.weight': 'w1',
    '0.bias': 'b1',
    '2.weight': 'w2',
    '2.bias': 'b2',
    '4.weight': 'w3',
    '4.bias': 'b3',
  };
  net.loadStateDict(stateOf(data, names));
  return net;
}

export const perceptronStep: Prepare = (workload, data) => {
  const [x, labels] = [inputTensor(data, 'x'), labelTensor(data)];
  return training(workload, () => {
    const net = perceptron(data);
    return {
      optimizer: new Adam(net.parameters(), { lr: workload.lr! }),
      loss: () => crossEntropy(net.forward(x), labels),
    };
  });
};

export const perceptronForward: Prepare = (_, data) => {
  const [net, x] = [perceptron(data), inputTensor(data, 'x')];
  return forward(() => net.forward(x));
};

function leNet(data: Data) {
  const net = new Sequential(
    new Conv2d(1, 6, 5, { padding: 2 }),
    new ReLU(),
    new MaxPool2d(2),
    new Conv2d(6, 16, 5),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    new Linear(400, 120),
    new ReLU(),
    new Linear(120, 84),
    new ReLU(),
    new Linear(84, 10),
  );
  const names = {
    '0.weight': 'k1',
    '0.bias': 'c1',
    '3.weight': 'k2',
    '3.bias': 'c2',
    '7.weight': 'f1',
    '7.bias': 'fb1',
    '9.weight': 'f2',
    '9.bias': 'fb2',
    '11.weight': 'f3',
    '11.bias': 'fb3',
  };
  net.loadStateDict(stateOf(data, names));
  return net;
}

export const leNetStep: Prepare = (workload, data) => {
  const [x, labels] = [inputTensor(data, 'x'), labelTensor(data)];
  return training(workload, () => {
    const net = leNet(data);
    return {
      optimizer: new SGD(net.parameters(), { lr: workload.lr! }),
      loss: () => crossEntropy(net.forward(x), labels),
    };
  });
};

export const leNetForward: Prepare = (_, data) => {
  const [net, x] = [leNet(data), inputTensor(data, 'x')];
  return forward(() => net.forward(x));
};

function lstm(data: Data): LSTM {
  const net = new LSTM(128, 128);
  net.loadStateDict(stateOf(data, { weight_ih_l0: 'wih', weight_hh_l0: 'whh', bias_ih_l0: 'bih', bias_hh_l0: 'bhh' }));
  return net;
}

export const lstmGradients: Prepare = (_, data) => {
  const [net, x, r] = [lstm(data), inputTensor(data, 'x'), inputTensor(data, 'r')];
  return gradients(net, () => net.forward(x)[0], r, ['weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0']);
};

export const lstmForward: Prepare = (_, data) => {
  const [net, x] = [lstm(data), inputTensor(data, 'x')];
  return forward(() => net.forward(x)[0]);
};

function encoder({ heads }: Workload, data: Data): TransformerEncoderLayer {
  const net = new TransformerEncoderLayer(128, heads!, { dimFeedforward: 512, dropout: 0, batchFirst: true });
  const names = {
    'self_attn.in_proj_weight': 'wq',
    'self_attn.in_proj_bias': 'bq',
    'self_attn.out_proj.weight': 'wo',
    'self_attn.out_proj.bias': 'bo',
    'linear1.weight': 'w1',
    'linear1.bias': 'b1',
    'linear2.weight': 'w2',
    'linear2.bias': 'b2',
    'norm1.weight': 'g1',
    'norm1.bias': 'h1',
    'norm2.weight': 'g2',
    'norm2.bias': 'h2',
  };
  net.loadStateDict(stateOf(data, names));
  return net;
}

export const encoderGradients: Prepare = (workload, data) => {
  const [net, x, r] = [encoder(workload, data), inputTensor(data, 'x'), inputTensor(data, 'r')];
  const watched = ['self_attn.in_proj_weight', 'self_attn.out_proj.weight', 'linear1.weight', 'linear2.weight'];
  return gradients(net, () => net.forward(x), r, [...watched, 'norm1.weight']);
};

export const encoderForward: Prepare = (workload, data) => {
  const [net, x] = [encoder(workload, data), inputTensor(data, 'x')];
  net.eval();
  return forward(() => net.forward(x));
};
