import { Agent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { VaultDrError } from '../../functions/shared/errors';
import { exchange } from '../../functions/shared/http';
import type { EnvironmentSettings } from '../config';
import { ClientResolver } from './client-resolver';
import { HealthCheck, type ProbeKind, type ProbeRequest } from './probe-kinds';

/** One thing that the probe tried as a client. */
export interface Attempt {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly served: boolean;
  /** Where the client name led. */
  readonly cluster: ClusterName | undefined;
  readonly error: string | undefined;
}

/** A time in which the client was not served. */
export interface Outage {
  /** The last time it was, milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

const DEFAULT_PER_SECOND = 10;
/** A client gives up after this. */
const ATTEMPT_MS = 1_000;

/** Uses Vault through the client name at a steady rate, as an application would: it follows DNS and nothing else. */
export class ClientProbe {
  readonly attempts: Attempt[] = [];
  readonly #resolver: ClientResolver;
  readonly #running = new Set<Promise<void>>();
  #addresses: Readonly<Record<ClusterName, readonly string[]>> = { home: [], away: [] };
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: EnvironmentSettings,
    private readonly kind: ProbeKind = new HealthCheck(),
  ) {
    this.#resolver = new ClientResolver(settings.clientName, settings.nameServers);
  }

  async start(): Promise<void> {
    const [home, away] = await Promise.all(
      CLUSTER_NAMES.map((name) => this.#resolver.addressesOf(this.settings[name].dnsName)),
    );
    this.#addresses = { home: home ?? [], away: away ?? [] };
    this.#timer = setInterval(() => this.#begin(), 1000 / (this.settings.drill.probesPerSecond ?? DEFAULT_PER_SECOND));
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#running);
  }

  /** How many of the newest attempts were served by a cluster, without one that was not. */
  servedInARow(cluster: ClusterName): number {
    const index = this.attempts.findLastIndex((attempt) => !attempt.served || attempt.cluster !== cluster);
    return this.attempts.length - 1 - index;
  }

  /** The longest time without being served that began or ended between two moments, if there was one. */
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

  /** Makes one request through the client name, outside the steady rate. @throws VaultDrError, Error */
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
    if (!next) return; // its predecessor has not come back yet
    const startedAt = Date.now();
    let address: string | undefined;
    let error: string | undefined;
    try {
      address = await this.#resolver.resolve();
      error = next.settle(await this.#exchange(address, next.request));
    } catch (failure) {
      next.settle(undefined);
      error = failure instanceof VaultDrError ? failure.name : ((failure as NodeJS.ErrnoException).code ?? 'unknown');
    }
    const cluster = CLUSTER_NAMES.find((name) => address !== undefined && this.#addresses[name].includes(address));
    this.attempts.push({ startedAt, endedAt: Date.now(), served: error === undefined, cluster, error });
  }

  /** A connection for each request: one that is kept would stay with a cluster that DNS has left. */
  async #exchange(address: string, request: ProbeRequest): Promise<{ status: number; text: string }> {
    const { ca, clientAddress } = this.settings;
    const agent = new Agent({ keepAlive: false, lookup: always(address), ...(ca !== undefined && { ca }) });
    try {
      return await exchange(agent, { ...request, address: clientAddress, timeoutMs: ATTEMPT_MS });
    } finally {
      agent.destroy();
    }
  }
}

/** The name is resolved already. */
const always =
  (address: string): LookupFunction =>
  (_name, options, callback) =>
    options.all ? callback(null, [{ address, family: 4 }]) : callback(null, address, 4);
