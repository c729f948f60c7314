import { describe, expect, it } from 'vitest';
import { NnError } from './errors.js';

describe('NnError', () => {
  it('is an error with a code, an operation and facts', () => {
    const cause = new Error('below');
    const error = new NnError('SHAPE', 'Sizes differ', { op: 'add', details: { a: 1 }, advice: 'Reshape one.', cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'NnError',
      code: 'SHAPE',
      op: 'add',
      details: { a: 1 },
      advice: 'Reshape one.',
      cause,
    });
    expect(new NnError('VALUE', 'No')).toMatchObject({ op: undefined, details: {}, advice: undefined });
    expect(new NnError('VALUE', 'No')).not.toHaveProperty('cause');
  });

  it('reads: the sentence, where, what to do', () => {
    const error = new NnError('SHAPE', 'Sizes differ', { advice: 'Reshape one.' });
    expect(error.message).toBe('Sizes differ. Reshape one.');
    error.locate('net.0: Linear(inFeatures=4)');
    expect(error.message).toBe('Sizes differ; in net.0: Linear(inFeatures=4). Reshape one.');
    expect(error.where).toBe('net.0: Linear(inFeatures=4)');
  });

  it('puts no second full stop', () => {
    expect(new NnError('SHAPE', 'Sizes differ!', { advice: 'Reshape.' }).message).toBe('Sizes differ! Reshape.');
  });

  it('keeps the innermost place', () => {
    const error = new NnError('SHAPE', 'Sizes differ').locate('net.0').locate('net');
    expect(error.message).toBe('Sizes differ; in net.0');
  });

  it('shows the whole message at the head of its stack', () => {
    const error = new NnError('SHAPE', 'Sizes differ', { advice: 'Reshape one.' });
    error.locate('net.$&');
    expect(error.stack).toMatch(/^NnError: Sizes differ; in net\.\$&\. Reshape one\.\n\s+at /);
  });
});
