import type { Wrap } from './wrap';

/** At which moment of a call a run dies: before it is sent, after its effect, or in the middle of it. */
export type Death = { readonly when: 'before' | 'after' } | { readonly when: 'inside'; readonly ms: number };

/** What a run shares with the next one. */
interface Shared {
  readonly tables: Readonly<Record<string, { readonly items: Map<string, unknown> }>>;
  cutWires(): Promise<void>;
}

/** What the death of a process does: its connections break, and its lease runs out. */
export async function afterDeath(shared: Shared): Promise<void> {
  await shared.cutWires();
  for (const { items } of Object.values(shared.tables)) items.delete('lease/lease');
}

/** Calls that end a connection, and change nothing. */
const NOT_WATCHED = ['close'];

type Method = (...given: unknown[]) => unknown;

/**
 * A run of the engine that dies at one of its calls. What it would do next never happens: every later call hangs for ever. The
 * caller ends what it held: {@link afterDeath}.
 */
export class Mortal {
  /** Every call of the run, in its order. */
  readonly calls: string[] = [];
  #isDead = false;
  #die: () => void = () => undefined;

  constructor(private readonly deathAt: (call: string) => Death | undefined = () => undefined) {}

  /** Runs until the end or until the death. @throws what the run throws */
  async runUntilDeath(run: (wrap: Wrap) => Promise<unknown>): Promise<'killed' | 'ended'> {
    const death = new Promise<'killed'>((resolve) => (this.#die = () => resolve('killed')));
    const ended = run(this.#wrap).then(() => 'ended' as const);
    // What a dead run still throws is nobody's concern.
    ended.catch(() => undefined);
    return Promise.race([death, ended]);
  }

  readonly #wrap: Wrap = (name, part) =>
    new Proxy(part, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        const method = (value as Method).bind(target);
        const called = String(key);
        if (NOT_WATCHED.includes(called)) return method;
        return (...given: unknown[]) => this.#pass(`${name}.${called}${detailOf(given)}`, () => method(...given));
      },
    });

  #pass(call: string, send: () => unknown): unknown {
    if (this.#isDead) return never();
    this.calls.push(call);
    const death = this.deathAt(call);
    if (death === undefined) return this.#unlessDead(send());
    return this.#dieAt(death, send);
  }

  /** The answer to a call that was under way never comes back to a dead run. */
  async #unlessDead(answer: unknown): Promise<unknown> {
    try {
      const result = await answer;
      return this.#isDead ? await never() : result;
    } catch (error) {
      if (this.#isDead) await never();
      throw error;
    }
  }

  async #dieAt(death: Death, send: () => unknown): Promise<never> {
    if (death.when === 'inside') {
      Promise.resolve(send()).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, death.ms));
    }
    if (death.when === 'after') await Promise.resolve(send()).catch(() => undefined);
    this.#isDead = true;
    this.#die();
    return never();
  }
}

/** Text of a call that is equal in every run: the path, the operation, or what is written. */
function detailOf(given: readonly unknown[]): string {
  return given
    .slice(0, 2)
    .map((each) => {
      if (typeof each === 'string') return ` ${each}`;
      return isCommand(each) ? ` ${each.constructor.name}${keyOf(each.input)}` : '';
    })
    .join('')
    .replace(/\/tmp\/\S+/, 'a file');
}

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: { readonly Item?: Key; readonly Key?: Key };
}
type Key = Readonly<Record<string, { readonly S?: string }>>;

const isCommand = (given: unknown): given is Command =>
  typeof given === 'object' && given !== null && 'input' in given && 'middlewareStack' in given;

const keyOf = ({ Item, Key: key }: Command['input']): string => {
  const kind = (Item ?? key)?.['pk']?.S;
  return kind === undefined ? '' : ` ${kind}`;
};

const never = (): Promise<never> => new Promise(() => undefined);
