import type { HookResult, LifecycleHook } from './group-settings';

interface Wait {
  readonly hook: LifecycleHook;
  readonly end: (result: HookResult) => void;
  timer: NodeJS.Timeout;
}

/** The lifecycle hooks that instances are waiting for. */
export class LifecycleWaits {
  readonly #waits = new Map<string, Wait>();

  /** @param secondMs length of a second of AWS, milliseconds */
  constructor(private readonly secondMs: number) {}

  /** Waits for all of them. @returns `ABANDON` if one of them says so */
  async waitFor(id: string, hooks: readonly LifecycleHook[]): Promise<HookResult> {
    const results = await Promise.all(hooks.map((hook) => this.#wait(id, hook)));
    return results.includes('ABANDON') ? 'ABANDON' : 'CONTINUE';
  }

  /** @returns whether the instance was waiting for it */
  complete(id: string, hook: string, result: HookResult): boolean {
    const wait = this.#waits.get(keyOf(id, hook));
    wait?.end(result);
    return wait !== undefined;
  }

  /** The time until the default result begins anew. @returns whether the instance was waiting for it */
  heartbeat(id: string, hook: string): boolean {
    const wait = this.#waits.get(keyOf(id, hook));
    if (wait) {
      clearTimeout(wait.timer);
      wait.timer = this.#timer(wait.hook, wait.end);
    }
    return wait !== undefined;
  }

  /** Ends every wait of an instance, because it is gone. */
  abandon(id: string): void {
    for (const [key, wait] of this.#waits) if (key.startsWith(`${id} `)) wait.end('ABANDON');
  }

  #wait(id: string, hook: LifecycleHook): Promise<HookResult> {
    return new Promise((resolve) => {
      const end = (result: HookResult): void => {
        const wait = this.#waits.get(keyOf(id, hook.name));
        if (wait) clearTimeout(wait.timer);
        this.#waits.delete(keyOf(id, hook.name));
        resolve(result);
      };
      this.#waits.set(keyOf(id, hook.name), { hook, end, timer: this.#timer(hook, end) });
    });
  }

  #timer({ heartbeatSeconds, defaultResult }: LifecycleHook, end: (result: HookResult) => void): NodeJS.Timeout {
    return setTimeout(() => end(defaultResult), heartbeatSeconds * this.secondMs);
  }
}

const keyOf = (id: string, hook: string): string => `${id} ${hook}`;
