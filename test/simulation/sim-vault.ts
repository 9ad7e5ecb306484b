import { met } from './kinds';
import { BadAnswerError, NoAnswerError, VaultResponseError, type NoAnswerCause } from '../../functions/shared/errors';
import type { ClusterName } from '../../functions/shared/contract';
import type { JsonAnswer, Vault } from '../../functions/shared/vault-client';
import { answerOfOtherNode } from './other-nodes';
import { applyWrite } from './sim-vault-writes';
import type { Failures, SimRun } from './sim-run';
import type { SimWorld } from './sim-world';
import { answerLook } from './sim-status';
import { drawWay } from './slow-ways';

type Body = Readonly<Record<string, unknown>>;

/** A write that gets no answer before its timeout. */
interface Hanging {
  readonly path: string;
  readonly hangs: 'never' | 'early' | 'late';
  readonly askedAt: number;
  readonly timeoutMs: number;
}

/** Time after the timeout at which a hanging write takes effect, if its effect is `late`. */
const LATE_MS = 3_000;

/** The Vault client of one run for one cluster. */
export class SimVault implements Vault {
  readonly address: string;

  constructor(
    private readonly world: SimWorld,
    private readonly run: SimRun,
    readonly cluster: ClusterName,
  ) {
    this.address = `https://${cluster}.test`;
  }

  close(): void {}

  call(method: string, path: string, options: Parameters<Vault['write']>[1]): Promise<Body> {
    if (method !== 'POST') throw new Error(`the engine never sends ${method}`);
    return this.write(path, options);
  }

  async read(path: string, timeoutMs: number): Promise<JsonAnswer> {
    const { world, run } = this;
    const look = world.watch.looks(run, this.cluster);
    await this.#connect(path, timeoutMs, false);
    const answer = await run.call(() => this.#answer(path), this.#failures(path), timeoutMs, drawWay(world.noise));
    look.saw(answer);
    return answer;
  }

  #answer(path: string): JsonAnswer {
    const { world } = this;
    world.clientWrites();
    const cluster = world.clusters[this.cluster];
    const other =
      world.interpose?.(this.cluster, path) ?? answerOfOtherNode(cluster, world.noise, path, world.clock.now());
    const said = other ?? answerLook(cluster, world.habits, path, world.clock.now());
    if (!said) throw new NoAnswerError(this.address, path, 'reset', true);
    return said;
  }

  async write(path: string, { timeoutMs, token, body = {} }: Parameters<Vault['write']>[1]): Promise<Body> {
    const { world, run } = this;
    const askedAt = world.clock.now();
    await this.#connect(path, timeoutMs, true);
    const write = { path, body, headerToken: token?.reveal(), askedAt };
    const refuse = (status: number, text: string): never => {
      throw this.#refusal(path, status, text);
    };
    const apply = (): Body => applyWrite({ world, run, name: this.cluster, refuse }, write);
    const { hangs } = world.clusters[this.cluster];
    if (hangs === undefined || run.isDead)
      return run.call(apply, this.#failures(path), timeoutMs, drawWay(world.noise));
    met(`a write hangs (takes effect: ${hangs})`);
    return run.call(() => this.#hang(apply, { path, hangs, askedAt, timeoutMs }), this.#failures(path), timeoutMs);
  }

  async #hang(apply: () => Body, { path, hangs, askedAt, timeoutMs }: Hanging): Promise<Body> {
    if (hangs !== 'never') this.run.doLater(apply, askedAt, hangs === 'early' ? 0 : timeoutMs + LATE_MS);
    await this.world.clock.wait(timeoutMs);
    throw this.#failures(path).silent();
  }

  async #connect(path: string, timeoutMs: number, writes: boolean): Promise<void> {
    const { world, run, cluster } = this;
    const ofCluster = world.clusters[cluster].reach;
    const reach = ofCluster === 'open' ? world.network.lambda(run.region, cluster) : ofCluster;
    if (reach === 'open' || run.isDead) return;
    await run.wait(reach === 'silent' ? timeoutMs : 1);
    throw new NoAnswerError(this.address, path, CAUSES[reach], writes && reach === 'silent');
  }

  #failures = (path: string): Failures => ({
    reset: () => new NoAnswerError(this.address, path, 'reset', true),
    silent: () => new NoAnswerError(this.address, path, 'timeout', true),
    unavailable: () => this.#refusal(path, 503, 'no active node'),
    denied: () => this.#refusal(path, 403, 'permission denied'),
    garbled: () => new BadAnswerError(this.address, path, 'not-json'),
  });

  #refusal = (path: string, status: number, text: string): Error =>
    new VaultResponseError(this.address, path, status, [text]);
}

const CAUSES: Readonly<Record<'refuses' | 'silent' | 'nameless', NoAnswerCause>> = {
  refuses: 'refused',
  silent: 'timeout',
  nameless: 'name',
};
