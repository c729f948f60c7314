import { afterEach, describe, expect, it } from 'vitest';
import type { Backend } from './backend.js';
import { defaultDevice, getBackend, registerBackend, setDefaultDevice } from './backends.js';
import { meta } from './meta.js';

const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((one) => one()));

const backend = (name: string, changes: Partial<Backend> = {}): Backend => ({ ...meta, name, ...changes });
const register = (one: Backend): void => void undo.push(registerBackend(one));
const coded = (details: Readonly<Record<string, unknown>> = {}): Error =>
  expect.objectContaining({
    name: 'NnError',
    code: 'BACKEND',
    details: expect.objectContaining(details) as unknown,
  }) as Error;

describe('registerBackend', () => {
  it('makes the first backend the default device', () => {
    register(backend('one'));
    register(backend('two'));
    expect(defaultDevice()).toBe('one');
    expect(getBackend().name).toBe('one');
    expect(getBackend('two').name).toBe('two');
  });

  it('passes the default on when its backend is taken out', () => {
    const first = registerBackend(backend('one'));
    register(backend('two'));
    first();
    expect(defaultDevice()).toBe('two');
    expect(() => getBackend('one')).toThrow(coded());
  });

  it('names every required kernel that is missing, and registers nothing', () => {
    const { matmul: _, sort: __, ...kernels } = meta.kernels;
    const lacking = backend('lacking', { kernels: kernels as Backend['kernels'] });
    expect(() => registerBackend(lacking)).toThrow(coded({ missing: ['matmul', 'sort'] }));
    expect(() => getBackend('lacking')).toThrow(coded());
  });

  it('refuses a backend whose memory does not do what its capabilities say', () => {
    const says = backend('says', { capabilities: { ...meta.capabilities, syncRead: true } });
    expect(() => registerBackend(says)).toThrow(coded());
    const hides = backend('hides', { memory: { ...meta.memory, downloadSync: () => new Float32Array() } });
    expect(() => registerBackend(hides)).toThrow(coded());
  });

  it('refuses a name that is taken, and the name of the device without memory', () => {
    register(backend('one'));
    expect(() => registerBackend(backend('one'))).toThrow(coded({ name: 'one' }));
    expect(() => registerBackend(backend('meta'))).toThrow(coded());
  });
});

describe('getBackend', () => {
  it('always has the device without memory', () => {
    expect(getBackend('meta')).toBe(meta);
  });

  it('says how to get a backend where there is none', () => {
    expect(() => getBackend()).toThrow(/No backend is registered.*@nn\/nn/);
  });
});

describe('setDefaultDevice', () => {
  it('chooses among registered backends', () => {
    register(backend('one'));
    register(backend('two'));
    setDefaultDevice('two');
    expect(defaultDevice()).toBe('two');
  });

  it('refuses an unknown one, and changes nothing', () => {
    register(backend('one'));
    expect(() => setDefaultDevice('two')).toThrow(coded({ name: 'two' }));
    expect(defaultDevice()).toBe('one');
  });
});
