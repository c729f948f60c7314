import { logSigmoid, type Tensor } from '@nn/tensor';
import { Activation } from './activation.js';

/**
 * ln sigmoid(x), element by element, without overflow.
 *
 * @example
 * import { LogSigmoid, tensor } from '@nn/nn';
 *
 * new LogSigmoid().forward(tensor([0, -1000])).toArraySync(); // [-0.6931471824645996, -1000]
 */
export class LogSigmoid extends Activation {
  static override readonly logicalName: string = 'LogSigmoid';
  static override readonly name: string = 'LogSigmoid';

  protected override activate(x: Tensor): Tensor {
    return logSigmoid(x);
  }
}
