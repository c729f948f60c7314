import { type Tensor, tensor } from '@nn/nn';

/** A text as the numbers of its characters. */
export class CharacterText {
  readonly alphabet: readonly string[];
  private readonly numbers: readonly number[];

  constructor(text: string) {
    const characters = Array.from(text);
    this.alphabet = [...new Set(characters)].sort();
    this.numbers = characters.map((character) => this.alphabet.indexOf(character));
  }

  /** `count` stretches of `length` characters, and the same ones moved on by one: `[count, length]` each. */
  batch(step: number, count: number, length: number): { readonly inputs: Tensor; readonly targets: Tensor } {
    const starts = Array.from(
      { length: count },
      (_, i) => ((step * count + i) * 97) % (this.numbers.length - length - 1),
    );
    const rows = (shift: number): Tensor =>
      tensor(starts.map((start) => this.numbers.slice(start + shift, start + shift + length).map(BigInt)));
    return { inputs: rows(0), targets: rows(1) };
  }
}
