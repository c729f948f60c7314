import { describe, expect, it } from 'vitest';
import {
  Linear,
  loadSafetensors,
  manualSeed,
  openSafetensors,
  openShardedSafetensors,
  rand,
  readStateDict,
  ReLU,
  saveStateDict,
  saveStateDictSync,
  Sequential,
  tensor,
  type Tensor,
} from './index.js';

const bits = (x: Tensor): number[] => {
  const { buffer, byteOffset, byteLength } = x.toTypedArraySync();
  return [...new Uint8Array(buffer, byteOffset, byteLength)];
};

describe('a state dict in a safetensors file', () => {
  it('comes back to the bit, in every dtype', async () => {
    const values = {
      float32: [0.1, -0, Number.NaN],
      float64: [0.1],
      int32: [-1, 2],
      int64: [-1n, 2n ** 62n],
      uint8: [255],
      bool: [true, false],
      float16: [0.1],
      bfloat16: [0.1],
    } as const;
    const state = new Map(
      Object.entries(values).map(([dtype, one]) => [dtype, tensor([[...one]] as never, { dtype: dtype as 'float32' })]),
    );
    state.set('scalar', tensor(3));
    state.set(
      'transposed',
      tensor([
        [1, 2],
        [3, 4],
      ]).t(),
    );
    const bytes = await saveStateDict(state, { format: 'pt' });
    expect(saveStateDictSync(Object.fromEntries(state), { format: 'pt' })).toEqual(bytes);
    for (const back of [loadSafetensors(bytes), await readStateDict(await openSafetensors(bytes))]) {
      expect(new Set(back.keys())).toEqual(new Set(state.keys()));
      for (const [name, x] of state)
        expect([back.get(name)!.dtype, back.get(name)!.shape, bits(back.get(name)!)]).toEqual([
          x.dtype,
          x.shape,
          bits(x),
        ]);
    }
  });

  it('carries a network from one module to another', async () => {
    manualSeed(0);
    const net = new Sequential(new Linear(3, 4), new ReLU(), new Linear(4, 1));
    const other = new Sequential(new Linear(3, 4), new ReLU(), new Linear(4, 1));
    const x = rand([5, 3]);
    expect(bits(other.forward(x).detach())).not.toEqual(bits(net.forward(x).detach()));
    other.loadStateDict(loadSafetensors(await saveStateDict(net.stateDict())));
    expect(bits(other.forward(x).detach())).toEqual(bits(net.forward(x).detach()));
  });

  it('takes only the tensors that are asked for, also from shards', async () => {
    const shards: Record<string, Uint8Array> = {
      a: saveStateDictSync({ 'net.x': tensor([1]) }),
      b: saveStateDictSync({ 'net.y': tensor([2]) }),
    };
    const model = await openShardedSafetensors({ weight_map: { 'net.x': 'a', 'net.y': 'b' } }, (file) => shards[file]!);
    const state = await readStateDict(model, { only: (name) => name.endsWith('y'), device: 'cpu' });
    expect([...state].map(([name, x]) => [name, x.toArraySync()])).toEqual([['net.y', [2]]]);
  });

  it('refuses what is no state dict', async () => {
    await expect(saveStateDict(new Sequential(new Linear(1, 1)) as never)).rejects.toMatchObject({
      code: 'STATE_DICT',
    });
    expect(() => saveStateDictSync({ x: [1] as never })).toThrow('Pass module.stateDict()');
  });

  it('keeps what the tensor had when it was read: loading copies', () => {
    const bytes = saveStateDictSync({ x: tensor([1, 2]) });
    const x = loadSafetensors(bytes).get('x')!;
    bytes.fill(0);
    expect(x.toArraySync()).toEqual([1, 2]);
  });
});
