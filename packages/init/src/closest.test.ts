import { expect, it } from 'vitest';
import { closest } from './closest.js';

it('the closest name is the one with the fewest slips', () => {
  expect(closest('gian', ['gain', 'generator'])).toBe('gain');
  expect(closest('nonLinearity', ['a', 'mode', 'nonlinearity'])).toBe('nonlinearity');
  expect(closest('Std', ['mean', 'std'])).toBe('std');
  expect(closest('group', ['groups'])).toBe('groups');
});

it('no name is close to one that is altogether different', () => {
  expect(closest('temperature', ['gain', 'generator'])).toBeNull();
  expect(closest('x', ['a', 'b'])).toBeNull();
  expect(closest('', ['std'])).toBeNull();
  expect(closest('anything', [])).toBeNull();
});
