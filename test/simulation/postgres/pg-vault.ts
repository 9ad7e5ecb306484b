import type { ClusterName } from '../../../functions/shared/contract';
import {
  BadAnswerError,
  NoAnswerError,
  VaultResponseError,
  type NoAnswerCause,
} from '../../../functions/shared/errors';
import type { JsonAnswer, Vault } from '../../../functions/shared/vault-client';
import { met } from '../kinds';
import type { Path } from '../network';
import type { Failures, SimRun } from '../sim-run';
import { drawWay } from '../slow-ways';
import type { PgWorld } from './pg-pair';

type Body = Readonly<Record<string, unknown>>;

const VERSION = '2.7.2';
const CAUSES: Readonly<Record<Exclude<Path, 'open'>, NoAnswerCause>> = {
  refuses: 'refused',
  silent: 'timeout',
  nameless: 'name',
};

/** The client of one run for the OpenBao nodes of one cluster, behind one address. */
export class PgVault implements Vault {
  readonly address: string;

  constructor(
    private readonly world: PgWorld,
    private readonly run: SimRun,
    readonly cluster: ClusterName,
  ) {
    this.address = `https://${cluster}.test`;
  }

  close(): void {}

  call(method: string, path: string): Promise<Body> {
    throw new Error(`the driver never sends ${method} ${path}`);
  }

  async read(path: string, timeoutMs: number): Promise<JsonAnswer> {
    await this.#connect(path, timeoutMs, false);
    return this.run.call(
      () => this.world.interpose?.(this.cluster, path) ?? this.#health(),
      this.#failures(path),
      timeoutMs,
      drawWay(this.world.noise),
    );
  }

  #health(): JsonAnswer {
    const { world } = this;
    world.clientWrites();
    const cluster = world.clusters[this.cluster];
    cluster.settle();
    const { staleAnswers = 0 } = world.noise;
    if (staleAnswers > 0 && Math.random() < staleAnswers) return this.#otherNode();
    if (cluster.sealed) return health(503);
    return health(cluster.hasLeader ? 200 : 429);
  }

  /** A node that the load balancer has not removed. */
  #otherNode(): JsonAnswer {
    const codes = [503, 501, 429] as const;
    const code = codes[Math.floor(Math.random() * codes.length)] ?? 429;
    met(
      `a read is answered by a node that ${code === 503 ? 'is sealed' : code === 501 ? 'is uninitialised' : 'has no leader'}`,
    );
    return health(code);
  }

  async write(path: string, { timeoutMs }: Parameters<Vault['write']>[1]): Promise<Body> {
    if (path !== 'sys/step-down') throw new Error(`the driver never writes ${path}`);
    await this.#connect(path, timeoutMs, true);
    const apply = (): Body => {
      const cluster = this.world.clusters[this.cluster];
      cluster.settle();
      if (cluster.sealed || !cluster.hasLeader) throw this.#failures(path).unavailable();
      this.world.pair.rules.tellsToStepDown(this.cluster);
      cluster.change(() => cluster.nodes.stepDown(this.world.clock.now()));
      return {};
    };
    return this.run.call(apply, this.#failures(path), timeoutMs, drawWay(this.world.noise));
  }

  async #connect(path: string, timeoutMs: number, writes: boolean): Promise<void> {
    const { world, run, cluster } = this;
    const ofCluster = world.clusters[cluster].reach;
    const way = ofCluster === 'open' ? world.network.lambda(run.region, cluster) : ofCluster;
    if (way === 'open' || run.isDead) return;
    await run.wait(way === 'silent' ? timeoutMs : 1);
    throw new NoAnswerError(this.address, path, CAUSES[way], writes && way === 'silent');
  }

  #failures = (path: string): Failures => ({
    reset: () => new NoAnswerError(this.address, path, 'reset', true),
    silent: () => new NoAnswerError(this.address, path, 'timeout', true),
    unavailable: () => new VaultResponseError(this.address, path, 503, ['no active node']),
    denied: () => new VaultResponseError(this.address, path, 403, ['permission denied']),
    garbled: () => new BadAnswerError(this.address, path, 'not-json'),
  });
}

const health = (status: 200 | 429 | 501 | 503): JsonAnswer => ({
  status,
  body: {
    initialized: status !== 501,
    sealed: status === 503 || status === 501,
    standby: status !== 200,
    version: VERSION,
  },
});
