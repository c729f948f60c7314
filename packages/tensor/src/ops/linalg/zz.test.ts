import { it } from 'vitest';
import '../../test-support.js';
import { tensor } from '../../create/tensor-of.js';
import { defineFold } from '../reduce/fold.js';
const time = (name: string, f: () => void, n = 10000) => { for (let i = 0; i < n; i++) f(); const t = performance.now(); for (let i = 0; i < n; i++) f(); console.log('##', name, ((performance.now() - t) / n * 1000).toFixed(2), 'µs'); };
it('x', () => {
  const x = tensor(new Float32Array(8), { shape: [2, 4] });
  const one = defineFold({ name: 'v', kind: 'sum', inputs: 1, body: ([a]) => [a!.mul(a!)] });
  const two = defineFold({ name: 'v', kind: 'sum', inputs: 1, body: ([a]) => [a!.mul(a!), a!] });
  const m = x.mean(1, { keepdim: true });
  const twoIn = defineFold({ name: 'v', kind: 'sum', inputs: 2, body: ([a, b]) => [a!.sub(b!)] });
  time('one', () => one([x], x.shape, [1]));
  time('two', () => two([x], x.shape, [1]));
  time('two in', () => twoIn([x, m], x.shape, [1]));
  time('mean', () => x.mean(1)); time('div', () => x.div(3)); time('sub', () => x.sub(m)); time('mul', () => x.mul(x)); 
  time('var', () => x.var(1));
  time('std', () => x.std(1));
}, 100000);
