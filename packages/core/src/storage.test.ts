import { describe, expect, it } from 'vitest';
import { meta } from './meta.js';
import { Storage, unwritten } from './storage.js';

const write = (storage: Storage): void => void storage.version++;
const filled = (): Storage => {
  const storage = new Storage(meta, 'float32', 1);
  write(storage);
  storage.provenance = { ...unwritten, law: 'normal_', version: storage.version };
  return storage;
};

describe('the history of a block', () => {
  it('knows its last write: a fill, or training that followed on one', () => {
    const storage = filled();
    expect(storage.isAccountedFor).toBe(true);
    for (let i = 0; i < 3; i++) storage.train(() => [write(storage), write(storage)]);
    expect([storage.trained, storage.isAccountedFor]).toEqual([storage.version, true]);
    write(storage);
    expect(storage.isAccountedFor).toBe(false);
    storage.train(() => write(storage));
    storage.complete(() => write(storage));
    expect([storage.trained, storage.isAccountedFor]).toEqual([7, false]);
  });

  it('takes values that came along for known, until somebody writes after training', () => {
    const storage = new Storage(meta, 'float32', 1);
    write(storage);
    storage.train(() => write(storage));
    expect([storage.trained, storage.isAccountedFor]).toEqual([2, true]);
    write(storage);
    expect(storage.isAccountedFor).toBe(false);
  });

  it('counts what completes a write to it', () => {
    const storage = filled();
    storage.complete(() => write(storage));
    expect([storage.provenance!.version, storage.trained]).toEqual([2, 0]);
    storage.train(() => write(storage));
    storage.complete(() => write(storage));
    expect([storage.provenance!.version, storage.trained, storage.version]).toEqual([2, 4, 4]);
  });

  it('does not count a step that failed', () => {
    const storage = filled();
    const failing = (): void => {
      write(storage);
      throw new Error('half-way');
    };
    expect(() => storage.train(failing)).toThrow('half-way');
    expect([storage.trained, storage.isAccountedFor]).toEqual([0, false]);
  });

  it('is inherited as it is', () => {
    const [from, to] = [filled(), new Storage(meta, 'float32', 1)];
    from.train(() => write(from));
    write(from);
    to.inherit(from);
    expect([to.version, to.trained, to.provenance, to.isAccountedFor]).toEqual([3, 2, from.provenance, false]);
  });
});
