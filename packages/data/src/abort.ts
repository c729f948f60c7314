/** What is used of an `AbortSignal`, which every engine has but the ES2023 library does not declare. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

interface AbortControllerLike {
  readonly signal: AbortSignalLike;
  abort(reason?: unknown): void;
}

declare const AbortController: new () => AbortControllerLike;

/** @internal A signal of one iteration: aborted with the user's, or when the iteration ends. */
export class Cancellation {
  private readonly controller = new AbortController();
  private readonly follow = (): void => this.controller.abort(this.outer?.reason);

  constructor(private readonly outer: AbortSignalLike | undefined) {
    if (outer?.aborted === true) this.follow();
    else outer?.addEventListener('abort', this.follow, { once: true });
  }

  get signal(): AbortSignalLike {
    return this.controller.signal;
  }

  /** Throws the user's reason where the user has aborted. */
  check(): void {
    if (this.outer?.aborted === true) throw this.outer.reason;
  }

  /** The promise's outcome, or the user's reason as soon as the user aborts. */
  race<T>(promise: Promise<T>): Promise<T> {
    if (this.outer === undefined) return promise;
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(signal.reason);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    });
  }

  /** Lets go of the user's signal, and tells whoever still loads that nobody waits. */
  end(): void {
    this.outer?.removeEventListener('abort', this.follow);
    this.controller.abort();
  }
}
