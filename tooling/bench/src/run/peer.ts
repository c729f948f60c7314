import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Failure, Replies, Request } from './protocol.js';

/** Another process, asked one thing at a time. */
export class Peer {
  private readonly process: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[]) {
    this.process = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.process.stdout! })[Symbol.asyncIterator]();
  }

  async ask<C extends Request['command']>(request: Request & { readonly command: C }): Promise<Replies[C] | Failure> {
    this.process.stdin!.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.lines.next();
    return done === true ? { error: 'the process has ended' } : (JSON.parse(value) as Replies[C] | Failure);
  }

  end(): void {
    this.process.stdin!.end();
  }
}
