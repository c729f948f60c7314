import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { NodeHeap } from './heap.js';
import type { Node } from './node.js';

it('gives nodes back newest first, whatever the order in which they come and go', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 1, max: 1000 }), { freq: 3 })), (steps) => {
      const heap = new NodeHeap();
      let model: number[] = [];
      for (const id of steps) {
        if (id !== null) {
          heap.push({ id } as Node);
          model = [...model, id].sort((a, b) => b - a);
        } else {
          expect(heap.pop()?.id).toBe(model.shift());
        }
      }
      for (const id of model) expect(heap.pop()?.id).toBe(id);
      expect(heap.pop()).toBeUndefined();
    }),
    { seed: 42, numRuns: 300 },
  );
});
