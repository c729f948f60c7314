import { type Op, run, type Tensor, type ViewSource } from '@nn/tensor';

/**
 * What a write to a view means for its parent: (parent, written) ↦ the parent with the view's region replaced. The gradient of the old
 * parent is zero in the region; that of what was written is the region.
 */
export function replaceRegion({ op, attributes }: ViewSource): Op<null> {
  // Row by row in memory, so that every view of the parent can be said of its gradient too.
  const region = (dy: Tensor): Tensor => run(op, [dy.contiguous()], attributes);
  const outside = (dy: Tensor): Tensor => {
    const rest = dy.clone();
    run(op, [rest], attributes).fill_(0);
    return rest;
  };
  return {
    name: 'copySlices',
    gradName: 'CopySlices',
    saves: 'none',
    forward: (inputs) => inputs[0] as Tensor,
    vjp: ({ dy, needs }) => [needs[0] ? outside(dy) : null, needs[1] ? region(dy) : null],
  };
}
