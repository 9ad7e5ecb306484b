import { Agent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { tlsOptions } from '../../functions/shared/client-certificate';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { VaultDrError } from '../../functions/shared/errors';
import { exchange } from '../../functions/shared/http';
import { engineConfig } from '../operations/engine-config';
import type { EnvironmentSettings } from '../config';
import { ClientResolver } from './client-resolver';
import { HealthCheck, type ProbeKind, type ProbeRequest } from './probe-kinds';

/** One request of the probe. */
export interface Attempt {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly served: boolean;
  /** The cluster to which the client name resolved. */
  readonly cluster: ClusterName | undefined;
  readonly error: string | undefined;
}

/** A time for which the client was not served. Both ends are in milliseconds since the epoch. */
export interface Outage {
  /** When the client was last served. */
  readonly from: number;
  readonly to: number;
}

const DEFAULT_PER_SECOND = 10;
/** Time-out of one request. */
const ATTEMPT_MS = 1_000;

/** Requests Vault through the client name at a steady rate, as an application does. */
export class ClientProbe {
  readonly attempts: Attempt[] = [];
  readonly #resolver: ClientResolver;
  readonly #identity: ReturnType<typeof tlsOptions>;
  readonly #running = new Set<Promise<void>>();
  #addresses: Readonly<Record<ClusterName, readonly string[]>> = { home: [], away: [] };
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: EnvironmentSettings,
    private readonly kind: ProbeKind = new HealthCheck(),
  ) {
    this.#identity = tlsOptions(engineConfig(settings, 'home').vault);
    this.#resolver = new ClientResolver(settings.clientName, settings.nameServers);
  }

  async start(): Promise<void> {
    const [home, away] = await Promise.all(
      CLUSTER_NAMES.map((name) => this.#resolver.addressesOf(this.settings[name].dnsName)),
    );
    this.#addresses = { home: home ?? [], away: away ?? [] };
    this.#timer = setInterval(() => this.#begin(), 1000 / (this.settings.drill.probesPerSecond ?? DEFAULT_PER_SECOND));
  }

  /** Stops, and waits for requests that are still running. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#running);
  }

  /** Number of the newest attempts, in a row, that this cluster served. */
  servedInARow(cluster: ClusterName): number {
    const index = this.attempts.findLastIndex((attempt) => !attempt.served || attempt.cluster !== cluster);
    return this.attempts.length - 1 - index;
  }

  /** The longest outage that overlaps the time from `from` to `to`, in milliseconds since the epoch. */
  longestOutage(from: number, to: number): Outage | undefined {
    const served = this.attempts
      .filter((attempt) => attempt.served)
      .map(({ endedAt }) => endedAt)
      .sort((a, b) => a - b);
    const failed = this.attempts.filter(
      (attempt) => !attempt.served && attempt.endedAt >= from && attempt.startedAt <= to,
    );
    const outages = failed.map(({ endedAt }) => ({
      from: served.findLast((end) => end <= endedAt) ?? from,
      to: served.find((end) => end > endedAt) ?? to,
    }));
    return outages.sort((a, b) => b.to - b.from - (a.to - a.from))[0];
  }

  /** Sends one extra request through the client name. @throws VaultDrError, Error */
  async request(request: ProbeRequest): Promise<{ readonly status: number; readonly text: string }> {
    return this.#exchange(await this.#resolver.resolve(), request);
  }

  #begin(): void {
    const attempt = this.#attempt();
    this.#running.add(attempt);
    void attempt.finally(() => this.#running.delete(attempt));
  }

  async #attempt(): Promise<void> {
    const next = this.kind.next();
    const startedAt = Date.now();
    let address: string | undefined;
    let error: string | undefined;
    try {
      address = await this.#resolver.resolve();
      error = next.judge(await this.#exchange(address, next.request));
    } catch (failure) {
      next.judge(undefined);
      error = failure instanceof VaultDrError ? failure.name : ((failure as NodeJS.ErrnoException).code ?? 'unknown');
    }
    const cluster = CLUSTER_NAMES.find((name) => address !== undefined && this.#addresses[name].includes(address));
    this.attempts.push({ startedAt, endedAt: Date.now(), served: error === undefined, cluster, error });
  }

  /** Uses a new connection for each request: an existing one would stay with its cluster after DNS has changed. */
  async #exchange(address: string, request: ProbeRequest): Promise<{ status: number; text: string }> {
    const { clientAddress } = this.settings;
    const agent = new Agent({ keepAlive: false, lookup: always(address), ...this.#identity });
    try {
      return await exchange(agent, { ...request, address: clientAddress, timeoutMs: ATTEMPT_MS });
    } finally {
      agent.destroy();
    }
  }
}

/** A lookup that returns an address that is already resolved. */
const always =
  (address: string): LookupFunction =>
  (_name, options, callback) =>
    options.all ? callback(null, [{ address, family: 4 }]) : callback(null, address, 4);
