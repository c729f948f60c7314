import type { Edge, Node } from './node.js';

/** Which nodes lead to a set of targets: what a pass that wants the targets' gradients only has to visit. */
export class Paths {
  private readonly leads = new Map<Node, boolean>();

  constructor(private readonly targets: ReadonlySet<Node>) {}

  /** Looks at everything behind some nodes. */
  explore(starts: readonly Edge[]): void {
    const found: Node[] = [];
    const stack = starts.filter((start) => start !== null);
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (this.leads.has(node)) continue;
      this.leads.set(node, false);
      found.push(node);
      for (const edge of node.edges) if (edge !== null && !this.leads.has(edge)) stack.push(edge);
    }
    // Oldest first: what a node leads to is known before it.
    for (const node of found.sort((a, b) => a.id - b.id))
      this.leads.set(node, this.targets.has(node) || this.leadsOn(node));
  }

  /** Whether the node is a target or leads to one. */
  has(node: Node): boolean {
    return this.leads.get(node) === true;
  }

  /** Whether something behind the node is, or leads to, a target. */
  leadsOn(node: Node): boolean {
    return node.leadsAnywhere || node.edges.some((edge) => edge !== null && this.has(edge));
  }
}
