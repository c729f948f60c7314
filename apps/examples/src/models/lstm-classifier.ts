import { Embedding, Linear, LSTM, Module, type Tensor } from '@nn/nn';

/** Reads a sequence of token numbers `[N, T]` with two layers of LSTM, and classifies by the last output. */
export class LSTMClassifier extends Module {
  readonly embedding: Embedding;
  readonly lstm: LSTM;
  readonly head: Linear;

  constructor(vocabulary: number, width: number, hidden: number, classes: number) {
    super();
    this.embedding = new Embedding(vocabulary, width);
    this.lstm = new LSTM(width, hidden, { numLayers: 2, batchFirst: true });
    this.head = new Linear(hidden, classes);
  }

  override forward(tokens: Tensor): Tensor {
    const [outputs] = this.lstm.forward(this.embedding.forward(tokens));
    return this.head.forward(outputs.select(1, -1));
  }
}
