import { NnError, sameShape } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { giveAway, listTemporaries, type Temporary } from '@nn/tensor/internal';
import { fit } from './fit.js';
import { NodeHeap } from './heap.js';
import type { JointNode } from './joint-node.js';
import type { Leaf } from './leaf.js';
import type { Edge, Node } from './node.js';
import type { OperandNode } from './operand-node.js';
import { Paths } from './paths.js';
import { activeWatcher } from './watcher.js';

export interface PassOptions {
  readonly retainGraph: boolean;
  readonly createGraph: boolean;
  /** The nodes whose gradients are wanted; `null` for all leaves. */
  readonly targets: ReadonlySet<Node> | null;
}

/** A gradient that a tensor is to have. */
export interface Arrived {
  readonly tensor: Tensor;
  readonly gradient: Tensor;
}

/** What a node was doing for a pass around this one, which a hook or a derivative has interrupted. */
interface Interrupted {
  readonly node: Node;
  readonly gradient: Tensor;
  readonly pass: Pass | null;
  readonly summed: boolean;
}

let passes = 0;
const nothing: Map<Node, Tensor> = /* @__PURE__ */ new Map();

/**
 * One walk through the graph, newest node first: each takes its gradient when it is complete, and sends gradients on.
 *
 * What derivatives make on the way is the pass's own, and freed as soon as no node waits for it: `uses` counts those that do. What hooks,
 * custom functions or the graph of the pass itself may look at is given away instead, and lives as other tensors do.
 */
export class Pass {
  /** The leaves that were reached, where all are wanted, and results that keep their gradient: complete, after their hooks. */
  readonly arrived: Arrived[] = [];
  readonly retained: Arrived[] = [];
  /** The gradients of the targets. */
  readonly captured: Map<Node, Tensor>;
  private readonly heap = new NodeHeap();
  private readonly leaves: Leaf[] = [];
  private readonly paths: Paths | null;
  /** Gradients of the outputs of operations with several. */
  private outputs: Map<JointNode, (Tensor | null)[]> | null = null;
  /** What it marks memory with that others than the pass may look at. Passes within this one have greater marks: theirs count too. */
  private readonly mark = ++passes;
  private readonly interrupted: Interrupted[] = [];
  /** What the derivative that is being computed has made. */
  private readonly temporaries: Temporary[] = [];

  constructor(private readonly options: PassOptions) {
    this.paths = options.targets === null ? null : new Paths(options.targets);
    this.captured = options.targets === null ? nothing : new Map();
  }

  /** Walks until nothing is left. Where that fails, the graph has no trace of the pass, but for what it has released. */
  run(starts: readonly { readonly edge: Node; readonly gradient: Tensor }[]): void {
    try {
      this.paths?.explore(starts.map((start) => start.edge));
      for (const { edge, gradient } of starts) this.send(edge, gradient);
      for (let node = this.heap.pop(); node !== undefined; node = this.heap.pop()) this.visit(node);
      for (const leaf of this.leaves) this.arrive(leaf);
    } finally {
      this.forget();
    }
  }

  /** Adds to the gradient at a node. */
  send(node: Node, gradient: Tensor): void {
    if (node.pass !== this || node.gradient === null) {
      this.place(node, gradient);
    } else if (node.summed && !this.options.createGraph) {
      node.gradient.add_(gradient);
    } else {
      const first = node.gradient;
      node.gradient = hold(first.add(gradient));
      node.summed = true;
      letGo(first);
    }
  }

  /** Sends the gradients of a node's operands to where they belong, in the operands' shapes and dtypes. */
  deliver(node: OperandNode, gradients: readonly (Tensor | null | undefined)[]): void {
    const { edges } = node;
    const watcher = activeWatcher();
    for (let i = 0; i < edges.length; i++) {
      const edge = edges[i]!;
      const gradient = gradients[i];
      if (edge === null || gradient === null || gradient === undefined || !this.wants(edge)) continue;
      watcher?.sent(node, gradient, i);
      if (node.keeps(gradient)) this.expose(gradient);
      this.send(edge, fit(gradient, node, i));
    }
  }

  /** Sends a gradient into a part of the graph that was made while the pass ran. */
  sendNew(edge: Edge, gradient: Tensor): void {
    this.paths?.explore([edge]);
    if (edge !== null && this.wants(edge)) this.send(edge, gradient);
  }

  /** Keeps the gradient of one of a joint node's outputs until all are there. */
  collect(joint: JointNode, index: number, gradient: Tensor): void {
    giveAway(gradient);
    const outputs = (this.outputs ??= new Map());
    let gradients = outputs.get(joint);
    if (gradients === undefined) {
      gradients = joint.outputs.map(() => null);
      outputs.set(joint, gradients);
      this.place(joint, gradient);
    }
    gradients[index] = gradient;
  }

  /** What `collect` has kept. */
  collected(joint: JointNode): readonly (Tensor | null)[] | undefined {
    const gradients = this.outputs?.get(joint);
    this.outputs?.delete(joint);
    return gradients;
  }

  /** Which operands' gradients this pass wants. */
  needs(node: OperandNode): readonly boolean[] {
    return this.paths === null ? node.needs : node.edges.map((edge) => edge !== null && this.wants(edge));
  }

  /** Others may look at this gradient's memory: no leaf may have it for its own, and the pass does not free it. */
  expose(gradient: Tensor): void {
    giveAway(gradient);
    gradient.storage.mark = this.mark;
  }

  /** The gradient, which has arrived, with memory that nobody else looks at, and no more of it than it needs. */
  own(gradient: Tensor): Tensor {
    const { storage } = gradient;
    const { createGraph } = this.options;
    const isKnown = storage.mark >= this.mark || (!createGraph && gradient.uses < 0);
    const isPart = gradient.numel() !== storage.length || !gradient.isContiguous();
    const own =
      isKnown || isPart || (createGraph && gradient.requiresGrad)
        ? gradient.clone()
        : gradient.viewOf === null
          ? gradient
          : gradient.detach();
    own.storage.mark = this.mark;
    if (own !== gradient) letGo(gradient);
    return own;
  }

  private wants(node: Node): boolean {
    return this.paths === null || this.paths.has(node);
  }

  private place(node: Node, gradient: Tensor): void {
    if (node.gradient !== null)
      this.interrupted.push({ node, gradient: node.gradient, pass: node.pass, summed: node.summed });
    node.gradient = hold(gradient);
    node.pass = this;
    node.summed = false;
    if (node.id === 0) this.leaves.push(node as Leaf);
    else this.heap.push(node);
  }

  private visit(node: Node): void {
    const gradient = this.complete(node);
    if (this.options.targets !== null) {
      if (this.options.targets.has(node)) this.captured.set(node, hold(gradient));
      if (!this.paths!.leadsOn(node)) return letGo(gradient);
    }
    if (this.options.createGraph) this.propagate(node, gradient);
    else this.propagateAlone(node, gradient);
    if (!this.options.retainGraph) node.release();
    letGo(gradient);
  }

  private propagate(node: Node, gradient: Tensor): void {
    const watcher = activeWatcher();
    if (watcher === null) node.propagate(this, gradient);
    else watcher.differentiate(node, () => node.propagate(this, gradient));
  }

  /** The same where nobody else sees what it makes. */
  private propagateAlone(node: Node, gradient: Tensor): void {
    const { temporaries } = this;
    const before = listTemporaries(temporaries);
    try {
      this.propagate(node, gradient);
    } finally {
      listTemporaries(before);
      for (let x = temporaries.pop(); x !== undefined; x = temporaries.pop()) if (x.uses === 0) x.dispose();
    }
  }

  private arrive(leaf: Leaf): void {
    const gradient = this.complete(leaf);
    checkArrived(leaf.tensor, gradient);
    const { targets } = this.options;
    if (targets === null) this.arrived.push({ tensor: leaf.tensor, gradient });
    else if (targets.has(leaf)) this.captured.set(leaf, gradient);
  }

  /** Takes the gradient off a node, through its hooks. */
  private complete(node: Node): Tensor {
    const gradient = node.gradient!;
    clear(node);
    const { hooks } = node;
    if (hooks === null) return gradient;
    this.expose(gradient);
    const replaced = hooks.run(gradient);
    this.expose(replaced);
    if (hooks.retaining !== null) this.retained.push({ tensor: hooks.retaining, gradient: replaced });
    return replaced;
  }

  private forget(): void {
    for (const node of this.heap.nodes) clear(node);
    for (const leaf of this.leaves) clear(leaf);
    for (const { node, gradient, pass, summed } of this.interrupted.reverse())
      Object.assign(node, { gradient, pass, summed });
  }
}

/** One more node waits for a gradient, if that is the pass's own. */
function hold(gradient: Tensor): Tensor {
  if (gradient.uses >= 0) gradient.uses++;
  return gradient;
}

/** One node less; nobody looks at a gradient that none waits for. */
export function letGo(gradient: Tensor): void {
  if (gradient.uses > 0 && --gradient.uses === 0) gradient.dispose();
}

function clear(node: Node): void {
  node.gradient = null;
  node.pass = null;
  node.summed = false;
}

/** What a leaf is given must be what it can keep: a leaf may have changed its shape or its device since the graph was made. */
function checkArrived(leaf: Tensor, gradient: Tensor): void {
  if (
    sameShape(leaf.shape, gradient.shape) &&
    leaf.dtype === gradient.dtype &&
    leaf.storage.backend === gradient.storage.backend
  )
    return;
  throw new NnError(
    'GRAD',
    `a gradient of ${gradient.dtype} [${gradient.shape.join(', ')}] on ${gradient.device} has come to a leaf of ${leaf.dtype} [${leaf.shape.join(', ')}] on ${leaf.device}`,
    {
      op: 'backward',
      advice: 'Compute the forward pass again after changing a leaf.',
    },
  );
}
