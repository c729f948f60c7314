import { BatchNorm2d, Conv2d, type Layer, Linear, Module, ModuleList, Sequential, type Tensor } from '@nn/nn';

/** Two convolutions and a way around them, with a projection where the shape changes. */
export class BasicBlock extends Module {
  readonly conv1: Conv2d;
  readonly bn1: BatchNorm2d;
  readonly conv2: Conv2d;
  readonly bn2: BatchNorm2d;
  readonly downsample: Layer | null;

  constructor(inputs: number, outputs: number, stride = 1) {
    super();
    this.conv1 = new Conv2d(inputs, outputs, 3, { stride, padding: 1, bias: false });
    this.bn1 = new BatchNorm2d(outputs);
    this.conv2 = new Conv2d(outputs, outputs, 3, { padding: 1, bias: false });
    this.bn2 = new BatchNorm2d(outputs);
    this.downsample =
      stride === 1 && inputs === outputs
        ? null
        : new Sequential(new Conv2d(inputs, outputs, 1, { stride, bias: false }), new BatchNorm2d(outputs));
  }

  override forward(x: Tensor): Tensor {
    const y = this.bn2.forward(this.conv2.forward(this.bn1.forward(this.conv1.forward(x)).relu()));
    return y.add(this.downsample === null ? x : this.downsample.forward(x)).relu();
  }
}

/** A residual network of ResNet-18's shape, as wide as asked. Images `[N, 3, H, W]` to logits `[N, classes]`. */
export class ResNet extends Module {
  readonly conv1: Conv2d;
  readonly bn1: BatchNorm2d;
  readonly layers = new ModuleList<Layer>();
  readonly fc: Linear;

  constructor(width = 64, classes = 10) {
    super();
    this.conv1 = new Conv2d(3, width, 3, { padding: 1, bias: false });
    this.bn1 = new BatchNorm2d(width);
    let inputs = width;
    for (const [i, outputs] of [width, 2 * width, 4 * width, 8 * width].entries()) {
      this.layers.append(
        new Sequential(new BasicBlock(inputs, outputs, i === 0 ? 1 : 2), new BasicBlock(outputs, outputs)),
      );
      inputs = outputs;
    }
    this.fc = new Linear(inputs, classes);
  }

  override forward(x: Tensor): Tensor {
    let y = this.bn1.forward(this.conv1.forward(x)).relu();
    for (const layer of this.layers) y = layer.forward(y);
    return this.fc.forward(y.mean([2, 3]));
  }
}
