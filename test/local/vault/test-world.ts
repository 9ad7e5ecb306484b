import { Agent, request } from 'node:https';
import { json } from 'node:stream/consumers';
import { until } from '../../helpers/until';
import type { Tap } from '../tap';
import {
  createAuthority,
  SimulatedPair,
  startOpenBao,
  type ClusterName,
  type OpenBao,
  type PairOptions,
  type Timings,
} from './index';

/** Short times, so that a test takes milliseconds. A test that checks a short moment freezes the time. */
export const FAST: Partial<Timings> = {
  roleCallMs: 5,
  demoteMs: 100,
  promoteMs: 150,
  enableMs: 50,
  lagMs: 10,
  syncMs: 60,
  unwrapTimeoutMs: 20_000,
  primarySilenceNoticeMs: 0,
  secondarySilenceNoticeMs: 0,
};

/** The answer to a call. */
export interface Got {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: {
    readonly data?: Record<string, unknown>;
    readonly auth?: { readonly client_token: string } & Record<string, unknown>;
    readonly wrap_info?: { readonly token: string };
    readonly errors?: readonly string[];
    readonly [key: string]: unknown;
  };
}

export interface CallOptions {
  readonly token?: string;
  readonly body?: object;
  /** @default 20000, so that a call fails only when it hangs */
  readonly timeoutMs?: number;
  /** Aborts the call. */
  readonly signal?: AbortSignal;
  /** Opens a new connection. @default false: reuses a kept one */
  readonly fresh?: boolean;
}

/** One OpenBao, one pair, and the calls that tests make. A call without an answer rejects with Node's error. */
export class TestWorld {
  readonly #agent: Agent;

  private constructor(
    readonly bao: OpenBao,
    readonly pair: SimulatedPair,
  ) {
    this.#agent = new Agent({ ca: pair.ca, keepAlive: true });
  }

  static async start(bao: OpenBao, options: Partial<PairOptions> = {}): Promise<TestWorld> {
    const ca = createAuthority();
    const timings = { ...FAST, ...options.timings };
    return new TestWorld(bao, await SimulatedPair.start({ bao, ca, ...options, timings }));
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.pair.stop();
  }

  call(cluster: ClusterName, method: string, path: string, options: CallOptions = {}): Promise<Got> {
    const { token, body, timeoutMs = 20_000, signal = AbortSignal.timeout(timeoutMs), fresh = false } = options;
    return new Promise((resolve, reject) => {
      const sent = request(`${this.pair.cluster(cluster).address}/v1/${path}`, {
        method,
        agent: fresh ? new Agent({ ca: this.pair.ca }) : this.#agent,
        headers: { ...(token && { 'x-vault-token': token }) },
        signal,
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        const { statusCode: status = 0, headers } = response;
        if (status === 204 || method === 'HEAD') {
          response.resume();
          return resolve({ status, headers, body: {} });
        }
        json(response).then((parsed) => resolve({ status, headers, body: parsed as Got['body'] }), reject);
      });
      sent.end(body && JSON.stringify(body));
    });
  }

  /** As root, and it has to succeed. */
  async asRoot(cluster: ClusterName, method: string, path: string, body?: object): Promise<Got> {
    const got = await this.call(cluster, method, path, { token: this.bao.rootToken, ...(body && { body }) });
    if (got.status >= 300) throw new Error(`${method} ${path}: ${got.status} ${String(got.body.errors)}`);
    return got;
  }

  /** `data` of `dr/status`. */
  async status(cluster: ClusterName): Promise<Record<string, unknown>> {
    return (await this.call(cluster, 'GET', 'sys/replication/dr/status')).body.data ?? {};
  }

  write(cluster: ClusterName, name: string, value = 'x'): Promise<Got> {
    return this.call(cluster, 'POST', `secret/data/${name}`, { token: this.bao.rootToken, body: { data: { value } } });
  }

  /** A batch token of a real token role whose policy is this one. */
  async batchToken(policy = DR_POLICY, ttl = '1h', name = 'dr'): Promise<string> {
    await this.asRoot('home', 'PUT', `sys/policies/acl/${name}`, { policy });
    await this.asRoot('home', 'POST', `auth/token/roles/${name}`, {
      allowed_policies: name,
      orphan: true,
      renewable: false,
      token_type: 'batch',
    });
    const { body } = await this.asRoot('home', 'POST', `auth/token/create/${name}`, { ttl });
    return body.auth?.client_token ?? '';
  }

  /** `sys/replication/dr/<operation>` with a token in header and body. */
  dr(cluster: ClusterName, operation: string, token: string, body: object = {}): Promise<Got> {
    return this.call(cluster, 'POST', `sys/replication/dr/${operation}`, {
      token,
      body: { dr_operation_token: token, ...body },
    });
  }

  /** Moves the primary: demote, promote as soon as nothing is behind, and wait for both. */
  async switchTo(to: ClusterName, token: string): Promise<void> {
    const from = to === 'home' ? 'away' : 'home';
    await this.dr(from, 'primary/demote', token);
    await until(async () => (await this.dr(to, 'secondary/promote', token)).status === 200);
    await until(() => this.pair.cluster(to).writable && this.pair.cluster(from).mode === 'secondary');
  }

  /** Makes `follower` follow the other cluster; the last answer. */
  async link(follower: ClusterName, token: string, more: object = {}): Promise<Got> {
    const primary = follower === 'home' ? 'away' : 'home';
    const id = `${follower}-${Math.random()}`;
    const { body } = await this.dr(primary, 'primary/secondary-token', token, { id });
    return this.dr(follower, 'secondary/update-primary', token, {
      token: body.wrap_info?.token,
      primary_api_addr: this.pair.cluster(primary).address,
      ...more,
    });
  }
}

export const DR_POLICY = 'path "sys/replication/dr/*" { capabilities = ["update", "sudo"] }';

/** Holds back the answer to every call whose path contains `path` until {@link release}. The call has had its effect. */
export class HeldAnswer {
  /** Resolves when the first such call has had its effect. */
  readonly reached: Promise<void>;
  release: () => void = () => {};
  #reach: () => void = () => {};
  readonly #released: Promise<void>;

  constructor(private readonly path: string) {
    this.reached = new Promise((resolve) => (this.#reach = resolve));
    this.#released = new Promise((resolve) => (this.release = resolve));
  }

  readonly tap: Tap = async ({ moment, call }) => {
    if (moment === 'done' && call.includes(this.path)) {
      this.#reach();
      await this.#released;
    }
    return 'pass';
  };
}

/**
 * Stops the clock and the timers of the simulated clusters until the end of the test; only {@link advanceTime} moves
 * them. HTTP and `until` go on in real time, so that a slow machine cannot skip a moment.
 */
export function freezeTime(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'clearImmediate', 'queueMicrotask', 'hrtime'] });
}

export const advanceTime = (ms: number): void => void jest.advanceTimersByTime(ms);

/** Starts an OpenBao for a test file. On a busy machine the start, and every test, can take seconds. */
export function withOpenBao(): { readonly bao: OpenBao } {
  jest.setTimeout(90_000);
  const shared: { bao: OpenBao } = { bao: undefined as unknown as OpenBao };
  beforeAll(async () => {
    shared.bao = await startOpenBao();
  }, 120_000);
  afterEach(() => void jest.useRealTimers());
  afterAll(() => shared.bao.stop());
  return shared;
}
