import '@nn/autograd/register';
import { readFileSync } from 'node:fs';
import { cpu } from '@nn/backend-cpu';
import { registerBackend } from '@nn/core';
import { linspace, tensor, type Tensor, zeros, onesLike } from '@nn/tensor';
import { expect, it } from 'vitest';
registerBackend(cpu());
type P = { w: number[]; u: number[]; prog: any[]; loss: number; gw: number[] | null; gu: number[] | null; vals: number[][]; error?: string };
const progs = JSON.parse(readFileSync(process.env['PROG'] ?? '/tmp/b/fuzz/prog.json', 'utf8')) as P[];
function view(v: Tensor, op: string, a: any): Tensor {
  switch (op) {
    case 'transpose': return v.transpose(a[0], a[1]);
    case 'select': return v.select(a[0], a[1]);
    case 'slice': return v.slice(a[1], a[2], { dim: a[0], step: a[3] });
    case 'permute': return v.permute(a);
    case 'reshape': return v.reshape(a);
    case 'unsqueeze': return v.unsqueeze(a[0]);
    case 'squeeze': return v.squeeze(a[0]);
    case 'expand': return v.expand(a);
    case 'diagonal': return v.diagonal({ offset: a[0], dim1: a[1], dim2: a[2] });
    case 'narrow': return v.narrow(a[0], a[1], a[2]);
  }
  throw new Error(op);
}
it('fuzz', () => {
  const bad: any[] = []; let errs = 0, same = 0;
  progs.forEach((p, n) => {
    const w = tensor(Float64Array.from(p.w), { shape: [2, 3, 4], requiresGrad: true });
    const u = tensor(Float64Array.from(p.u), { shape: [2, 3, 4], requiresGrad: true });
    const vs = [w.mul(1), u.mul(1), zeros([2, 3, 4], { dtype: 'float64' })];
    let message: string | null = null;
    try {
      for (const st of p.prog) {
        if (st[0] === 'view') vs.push(view(vs[st[1]]!, st[2], st[3]));
        else if (st[0] === 'mul') vs.push(vs[st[1]]!.mul(vs[st[2]]!));
        else {
          const v = vs[st[1]]!; const o = vs[st[3]]!;
          if (st[2] === 'mulc') v.mul_(1.5);
          else if (st[2] === 'addv') v.add_(o);
          else if (st[2] === 'mulv') v.mul_(o);
          else if (st[2] === 'copy') v.copy_(o);
          else if (st[2] === 'fill') v.fill_(0.25);
          else if (st[2] === 'exp_') v.mul_(0.5).tanh_();
          else if (st[2] === 'scat') v.indexPut_([tensor([BigInt(st[3])])], tensor(0.75, { dtype: 'float64' }));
          else throw new Error(st[2]);
        }
      }
      let loss: Tensor = tensor(0, { dtype: 'float64' });
      for (const v of vs) loss = loss.add(v.mul(linspace(-1, 1, v.numel(), { dtype: 'float64' }).reshape(v.shape)).sum());
      loss.backward();
      if (p.error === undefined) expect(loss.itemSync()).toBeCloseTo(p.loss, 9);
    } catch (e) { message = String((e as Error).message); if (!(e as any).code) bad.push([n, (e as Error).stack]); }
    if (p.error !== undefined) { errs++; if (message !== null) same++; return; }
    if (message !== null) { bad.push([n, message, JSON.stringify(p.prog)]); return; }
    for (const [mine, theirs] of [[w, p.gw], [u, p.gu]] as const) {
      const g = mine.grad === null ? null : Array.from(mine.grad.toTypedArraySync() as Float64Array);
      const zero = (x: number[] | null) => x ?? new Array<number>(24).fill(0);
      if (zero(g).some((x, i) => Math.abs(x - zero(theirs)[i]!) > 1e-9)) { bad.push([n, JSON.stringify(p.prog), g, theirs]); break; }
    }
  });
  console.log(progs.length, 'errors in torch', errs, 'of which ours too', same, 'bad', bad.length, bad.slice(0, 4));
});
