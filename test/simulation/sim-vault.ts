import { BadAnswerError, NoAnswerError, VaultResponseError } from '../../functions/shared/errors';
import type { ClusterName } from '../../functions/shared/contract';
import type { JsonAnswer, Vault } from '../../functions/shared/vault-client';
import type { Failures, SimRun } from './sim-run';
import type { SimWorld } from './sim-world';
import { answerLook } from './sim-status';

const PREFIX = 'sys/replication/dr/';
type Body = Readonly<Record<string, unknown>>;

/** A cluster as one run reaches it. */
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
    await this.#connect(path, timeoutMs, false);
    const answer = await this.run.call(
      () => {
        this.world.clientWrites();
        const said = answerLook(this.world.clusters[this.cluster], this.world.habits, path, this.world.clock.now());
        if (!said) throw new NoAnswerError(this.address, path, 'reset', true);
        return said;
      },
      this.#failures(path),
      timeoutMs,
    );
    this.world.watch.saw(this.run, this.cluster, path, answer);
    return answer;
  }

  async write(path: string, { timeoutMs, token, body = {} }: Parameters<Vault['write']>[1]): Promise<Body> {
    await this.#connect(path, timeoutMs, true);
    const given = token?.reveal();
    return this.run.call(() => this.#apply(path.replace(PREFIX, ''), body, given), this.#failures(path), timeoutMs);
  }

  async #connect(path: string, timeoutMs: number, writes: boolean): Promise<void> {
    const { reach } = this.world.clusters[this.cluster];
    if (reach === 'open' || this.run.isDead) return;
    await this.world.clock.wait(reach === 'silent' ? timeoutMs : 1);
    throw new NoAnswerError(
      this.address,
      path,
      reach === 'silent' ? 'timeout' : 'refused',
      writes && reach === 'silent',
    );
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

  #apply(call: string, body: Body, headerToken: string | undefined): Body {
    const { world, cluster: name } = this;
    const cluster = world.clusters[name];
    world.clientWrites();
    cluster.settle();
    const refuse = (status: number, text: string): never => {
      throw this.#refusal(call, status, text);
    };
    if (cluster.sealed) refuse(503, 'Vault is sealed');
    if (cluster.restart) refuse(503, 'no active node');
    const given = call.startsWith('secondary/') ? body['dr_operation_token'] : headerToken;
    if (!world.tokens.isValid(given)) refuse(403, 'permission denied');
    if (call.startsWith('primary/') && cluster.role !== 'primary')
      refuse(400, 'path disabled in replication DR secondary mode');
    if (call.startsWith('secondary/') && cluster.role !== 'secondary') refuse(400, 'Not a DR secondary.');

    const other = world.other(name);
    switch (call) {
      case 'primary/demote':
        world.watch.acts(this.run, `demote ${name}`);
        cluster.demote(other);
        return {};
      case 'secondary/promote': {
        const isIdle = cluster.upstream === undefined && world.habits.idlePromoteNeedsForce;
        if (isIdle && body['force'] !== true) refuse(503, 'replication is still catching up');
        world.watch.acts(this.run, `promote ${name}`);
        world.watch.promotes(this.run, name);
        cluster.promote();
        return {};
      }
      case 'primary/revoke-secondary':
        cluster.known.delete(String(body['id']));
        return {};
      case 'primary/secondary-token':
        if (cluster.known.has(String(body['id']))) refuse(400, 'secondary with the given id already exists');
        world.watch.acts(this.run, `secondary-token ${name}`);
        cluster.known.add(String(body['id']));
        return { wrap_info: { token: 'wrapped' } };
      case 'secondary/update-primary':
        if (!other.writable) refuse(500, 'error unwrapping secondary token');
        world.watch.acts(this.run, `link ${name}`);
        cluster.follow(other);
        return {};
      default:
        return refuse(404, 'unsupported path');
    }
  }
}
