// The shortest program: import, a layer, Xavier's weights, a first result. Uses the built packages, as installed ones are.
import { init, Linear, ones } from '@nn/nn';

const layer = new Linear(4, 2);
init.xavierUniform_(layer.weight);
console.log(layer.forward(ones([1, 4])).shape[1]);
