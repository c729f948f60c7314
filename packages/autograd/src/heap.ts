import type { Node } from './node.js';

/** Nodes, the newest of which comes out first. */
export class NodeHeap {
  readonly nodes: Node[] = [];

  push(node: Node): void {
    const { nodes } = this;
    let at = nodes.length;
    nodes.push(node);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (nodes[above]!.id >= node.id) break;
      nodes[at] = nodes[above]!;
      at = above;
    }
    nodes[at] = node;
  }

  pop(): Node | undefined {
    const { nodes } = this;
    const newest = nodes[0];
    const last = nodes.pop();
    if (last === undefined || nodes.length === 0) return newest;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= nodes.length) break;
      if (below + 1 < nodes.length && nodes[below + 1]!.id > nodes[below]!.id) below++;
      if (nodes[below]!.id <= last.id) break;
      nodes[at] = nodes[below]!;
      at = below;
    }
    nodes[at] = last;
    return newest;
  }
}
