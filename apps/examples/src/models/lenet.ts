import { Conv2d, Linear, MaxPool2d, Module, type Tensor } from '@nn/nn';

/** LeCun's network of 1998 with ReLU: two convolutions, three linear layers. Images `[N, 1, 28, 28]` to logits `[N, 10]`. */
export class LeNet extends Module {
  readonly conv1 = new Conv2d(1, 6, 5, { padding: 2 });
  readonly conv2 = new Conv2d(6, 16, 5);
  readonly fc1 = new Linear(400, 120);
  readonly fc2 = new Linear(120, 84);
  readonly fc3 = new Linear(84, 10);
  private readonly pool = new MaxPool2d(2);

  override forward(x: Tensor): Tensor {
    const first = this.pool.forward(this.conv1.forward(x).relu());
    const second = this.pool.forward(this.conv2.forward(first).relu());
    const hidden = this.fc1.forward(second.flatten(1)).relu();
    return this.fc3.forward(this.fc2.forward(hidden).relu());
  }
}
