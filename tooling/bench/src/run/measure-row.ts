import type { Row } from '../workloads.js';
import type { Digest } from './digest.js';
import { disagreement } from './disagreement.js';
import type { Peer } from './peer.js';
import type { Times } from './protocol.js';

export interface Effort {
  readonly rounds: number;
  /** Milliseconds of a peer's turn in a round; a turn is one step at least. */
  readonly turn: number;
}

/** Milliseconds a step, and the ratio to the first peer: medians over rounds, of times and of each round's ratio. */
export interface Timing {
  readonly cpu: number;
  readonly wall: number;
  readonly cpuRatio: number;
  readonly wallRatio: number;
}

/** A peer's result, or why there is none. */
export type Result = Timing | { readonly refused: string };

/**
 * One row by all peers, of which the first is PyTorch. Who answers otherwise is not timed. In every round each has a turn, another one first, so
 * that what else the machine does strikes all of them.
 */
export async function measureRow(row: Row, peers: readonly Peer[], { rounds, turn }: Effort): Promise<Result[]> {
  const refused = await checkAnswers(row, peers);
  const live = peers.filter((_, i) => refused[i] === null);
  const times = new Map<Peer, number>();
  for (const peer of live) times.set(peer, await timesPerTurn(peer, turn));
  const seen = new Map<Peer, Times[]>(live.map((peer) => [peer, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < live.length; i++) {
      const peer = live[(i + round) % live.length]!;
      seen.get(peer)!.push(await runFor(peer, times.get(peer)!));
    }
  }
  for (const peer of peers) await peer.ask({ command: 'drop' });
  const base = seen.get(peers[0]!) ?? [];
  return peers.map((peer, i) => (refused[i] === null ? timing(seen.get(peer)!, base) : { refused: refused[i]! }));
}

async function checkAnswers(row: Row, peers: readonly Peer[]): Promise<(string | null)[]> {
  const refused: (string | null)[] = [];
  let reference: Digest | null = null;
  for (const peer of peers) {
    const reply = await peer.ask({ command: 'prepare', row });
    if ('error' in reply) refused.push(reply.error);
    else {
      reference ??= reply.answer;
      refused.push(disagreement(row, reply.answer, reference));
    }
  }
  return refused;
}

/** Warms a peer up, and says how many steps fill a turn. */
async function timesPerTurn(peer: Peer, turn: number): Promise<number> {
  let { cpu } = await runFor(peer, 1);
  // Engines compile what has run for a while.
  for (let spent = cpu; spent < 10 * turn; spent += Math.max(turn, cpu)) {
    ({ cpu } = await runFor(peer, Math.max(1, Math.round(turn / cpu))));
  }
  return Math.max(1, Math.round(turn / cpu));
}

/** Runs some steps; milliseconds of one. */
async function runFor(peer: Peer, times: number): Promise<Times> {
  const reply = await peer.ask({ command: 'run', times });
  if ('error' in reply) throw new Error(reply.error);
  return { wall: reply.wall / times, cpu: reply.cpu / times };
}

function timing(own: readonly Times[], base: readonly Times[]): Timing {
  const of = (key: keyof Times): number => median(own.map((times) => times[key]));
  const ratio = (key: keyof Times): number => median(own.map((times, i) => times[key] / base[i]![key]));
  return { cpu: of('cpu'), wall: of('wall'), cpuRatio: ratio('cpu'), wallRatio: ratio('wall') };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
