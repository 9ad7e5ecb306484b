import { inspect } from 'node:util';
import { parseOperationEvent } from '../../../functions/dr-operations/event';
import { runOperation, type EngineDependencies } from '../../../functions/dr-operations/engine';
import type { OperationResult } from '../../../functions/dr-operations/result';
import { startClock, type Clock } from '../../../functions/shared/clock';
import type { Vault } from '../../../functions/shared/vault-client';
import { closeVaultClients, openVaultClients } from '../../../functions/shared/vault-config';
import { everythingIn, failure } from '../../helpers/errors';
import { authority, closeServer, closeServers, refusingAddress } from '../../helpers/servers';
import { FakeRoute53, FakeSecrets, FakeTable } from './fake-aws';
import { FakePair } from './fake-pair';
import { operationsConfig } from './operations-config';

export const systemClock = startClock();
const BUDGET_MS = 60_000;

/** The engine with two clusters over HTTPS and AWS services in memory. Each test has a new one. */
export class EngineBench {
  pair = new FakePair();
  tables = { home: new FakeTable(), away: new FakeTable() };
  route53 = new FakeRoute53((event) => this.pair.tell(event));
  secrets = new FakeSecrets();
  readonly #logged: unknown[] = [];
  readonly #open: EngineDependencies['vault'][] = [];

  async start(): Promise<void> {
    await this.pair.start();
    this.pair.clientsAt = () => (this.route53.weights.away === 255 ? 'away' : 'home');
    this.secrets.value = JSON.stringify({
      token: this.pair.token,
      issuedAt: '2025-01-01T00:00:00Z',
      expiresAt: '2999-01-01T00:00:00Z',
    });
  }

  /** Checks that neither the log nor the journal has the token. */
  async stop(): Promise<void> {
    this.#open.splice(0).forEach(closeVaultClients);
    await closeServers();
    expect(inspect(this.#logged, { depth: 20 })).not.toContain(this.pair.token);
    expect(JSON.stringify([...this.tables.home.items, ...this.tables.away.items])).not.toContain(this.pair.token);
  }

  /** @param addresses addresses instead of those of the fakes */
  dependencies(addresses: { home?: string; away?: string } = {}, probeTimeoutMs = 1000): EngineDependencies {
    const { home, away } = this.pair.clusters;
    const vaultConfig = {
      addresses: { home: addresses.home ?? home.server.address, away: addresses.away ?? away.server.address },
      ca: authority.ca,
      probeTimeoutMs,
    };
    const vault = openVaultClients(vaultConfig);
    this.#open.push(vault);
    const keep = (...words: unknown[]): number => this.#logged.push(words);
    return {
      vault,
      aws: {
        secrets: this.secrets.client,
        route53: this.route53.client,
        tables: { home: this.tables.home.client, away: this.tables.away.client },
      },
      config: operationsConfig(vaultConfig),
      clock: systemClock,
      log: { info: keep, warn: keep, error: keep },
    };
  }

  async run(
    operation: string,
    more: object = {},
    world: EngineDependencies = this.dependencies(),
    budgetMs = BUDGET_MS,
  ): Promise<OperationResult> {
    const event = parseOperationEvent({ operation, reason: 'a test', ...more });
    const result = await runOperation(world, event, budgetMs);
    expect(JSON.stringify(result)).not.toContain(this.pair.token);
    return result;
  }

  async failureOf(...args: Parameters<EngineBench['run']>): Promise<Error> {
    const error = await failure(this.run(...args));
    expect(everythingIn(error)).not.toContain(this.pair.token);
    return error;
  }

  roles = (): string => `${this.pair.clusters.home.mode} ${this.pair.clusters.away.mode}`;

  /** Does something right after a change, on the side of the server. */
  after(event: string, act: () => unknown): void {
    const { tell } = this.pair;
    this.pair.tell = (told) => {
      tell(told);
      if (told === event) act();
    };
  }

  /** The home cluster is lost: its address refuses connections, and away reports it as disconnected. */
  async loseHome(): Promise<void> {
    this.pair.clusters.home.isLost = true;
    await closeServer(this.pair.clusters.home.server);
  }

  /** The same if the cluster may come back: the engine gets an address that refuses connections. */
  async withoutHome(): Promise<EngineDependencies> {
    this.pair.clusters.home.isLost = true;
    return this.dependencies({ home: await refusingAddress() });
  }

  homeReturns(): void {
    this.pair.clusters.home.isLost = false;
  }

  /** Another operation has taken the lease. */
  loseLease(): void {
    const another = { pk: { S: 'lease' }, sk: { S: 'lease' }, operation_id: { S: 'another' }, beat: { S: 'b#1' } };
    for (const table of [this.tables.home, this.tables.away]) table.items.set('lease/lease', another);
  }
}

/** The tests compute little, but may wait long on a busy machine. */
const MOST_MS = 60_000;

/** Creates a new bench for each test. */
export function useEngine(): { readonly current: EngineBench } {
  jest.setTimeout(MOST_MS);
  const bench = { current: new EngineBench() };
  beforeEach(async () => {
    bench.current = new EngineBench();
    await bench.current.start();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await bench.current.stop();
  });
  return bench;
}

export const stepsOf = ({ steps }: OperationResult): string[] => steps.map(({ kind, cluster }) => `${kind} ${cluster}`);

/**
 * The same dependencies without waiting: while no call to a cluster is under way, time jumps to the end of the next wait. A wait beside
 * a call therefore never ends before that call does.
 */
export function hurried(dependencies: EngineDependencies): EngineDependencies {
  const clock = new HurriedClock();
  const counted = (vault: Vault): Vault => ({
    cluster: vault.cluster,
    address: vault.address,
    read: (...args) => clock.during(vault.read(...args)),
    write: (...args) => clock.during(vault.write(...args)),
    call: (...args) => clock.during(vault.call(...args)),
    close: () => vault.close(),
  });
  const { home, away } = dependencies.vault;
  return { ...dependencies, clock, vault: { home: counted(home), away: counted(away) } };
}

class HurriedClock implements Clock {
  #skippedMs = 0;
  #calls = 0;
  #isChecking = false;
  readonly #waits = new Map<object, { readonly at: number; readonly end: () => void }>();

  now(): number {
    return Date.now() + this.#skippedMs;
  }

  async during<T>(call: Promise<T>): Promise<T> {
    this.#calls += 1;
    try {
      return await call;
    } finally {
      this.#calls -= 1;
      this.#check();
    }
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const key = {};
      const abort = (): void => {
        this.#waits.delete(key);
        reject(new Error('aborted'));
      };
      const end = (): void => {
        this.#waits.delete(key);
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      this.#waits.set(key, { at: this.now() + ms, end });
      this.#check();
    });
  }

  /** Code that continues after a call or a wait gets the time to begin its next call first. */
  #check(): void {
    if (this.#isChecking) return;
    this.#isChecking = true;
    setImmediate(() =>
      setImmediate(() => {
        this.#isChecking = false;
        if (this.#calls === 0) this.#jump();
      }),
    );
  }

  #jump(): void {
    const next = Math.min(...[...this.#waits.values()].map(({ at }) => at));
    if (next === Number.POSITIVE_INFINITY) return;
    this.#skippedMs += Math.max(0, next - this.now());
    for (const { at, end } of [...this.#waits.values()]) if (at <= this.now()) end();
    if (this.#waits.size > 0) this.#check();
  }
}
