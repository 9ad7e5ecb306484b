import type { SnapshotPair } from '../../../local/community/snapshot-pair';
import { Writer } from '../../../local/community/writer';
import { afterDeath } from '../../../local/community/mortal';
import type { Wrap } from '../../../local/community/wrap';
import { BothServe } from './both-serve';
import type { Killed } from './run-case';

const WRITES = 10;
const REJOIN = { operation: 'rejoin', to: 'away', accept: ['loss'] } as const;

/** What each operation needs of a pair that copies snapshots, and what must be so at its end. */
export const killedOnSnapshot = (pair: SnapshotPair): readonly Killed[] => [
  new OnSnapshot(pair, 'failover', { operation: 'failover', to: 'away' }, 'gone primary'),
  new OnSnapshot(pair, 'switchover', { operation: 'switchover', to: 'away' }, 'secondary primary'),
  new OnSnapshot(pair, 'rejoin', REJOIN, 'secondary primary'),
  new OnSnapshot(pair, 'park', REJOIN, 'secondary primary', /^emptied servers\./),
  new OnSnapshot(pair, 'pull', undefined, 'primary secondary'),
];

class OnSnapshot implements Killed {
  #writer: Writer | undefined;
  #watch: BothServe | undefined;
  #takenAt = 0;

  constructor(
    private readonly pair: SnapshotPair,
    readonly name: string,
    /** @default - a pull */
    private readonly event: { readonly operation: string; readonly [more: string]: unknown } | undefined,
    private readonly roles: string,
    readonly only?: RegExp,
  ) {}

  async prepare(): Promise<void> {
    const { pair } = this;
    await this.#watch?.stop();
    await this.#writer?.stop();
    await pair.reset();
    const { home } = pair.nodes;
    const writer = await Writer.start(home, pair.rootToken);
    this.#writer = writer;
    await writer.more(WRITES);
    const { newest } = await pair.pull();
    this.#takenAt = Date.parse(newest?.takenAt ?? '');
    await writer.more(WRITES);
    if (this.name === 'switchover') await writer.stop();
    if (this.name === 'failover' || this.#hasTwo) await home.kill();
    if (this.#hasTwo) {
      await writer.stop();
      await pair.run('failover', { to: 'away' });
      await home.start();
      await home.until('it is active', ({ status }) => status === 200);
    }
    this.#watch = new BothServe(pair.nodes, async (node) => {
      const { status } = await node.call('GET', 'written/1', { token: pair.rootToken, timeoutMs: 1_000 });
      return status === 200;
    });
  }

  run(wrap: Wrap): Promise<unknown> {
    const { event, pair } = this;
    if (event === undefined) return pair.pull('away', undefined, wrap);
    const nodes = this.only && pair.parkedBy(wrap('emptied servers', pair.emptied));
    return pair.run(event.operation, event, nodes, wrap);
  }

  died(): Promise<void> {
    return afterDeath(this.pair);
  }

  async check(): Promise<string[]> {
    const { pair, name } = this;
    const wrong: string[] = [];
    const bothServed = (await this.#watch?.stop()) ?? 0;
    this.#watch = undefined;
    await this.#writer?.stop();
    // A returned old primary serves until the rejoin has sealed it: nothing can keep it from that.
    if (!this.#hasTwo && bothServed > 0) wrong.push(`both clusters served ${bothServed} times`);
    const roles = await pair.roles();
    if (roles !== this.roles) wrong.push(`the roles are ${roles}`);
    const primary = this.roles.startsWith('primary') ? 'home' : 'away';
    const missing = (await this.#writer?.missingOn(pair.nodes[primary])) ?? [];
    const lost = name === 'switchover' || name === 'pull' ? missing : missing.filter(({ at }) => at < this.#takenAt);
    if (lost.length > 0) wrong.push(`${lost.length} acknowledged writes are lost`);
    const { weights } = pair.route53;
    if (weights[primary] !== 255) wrong.push(`the weights are ${JSON.stringify(weights)}`);
    if (name === 'pull' && !(await this.#hasWholeFile())) wrong.push('the newest file cannot be restored');
    return wrong;
  }

  /** Whether it begins with an old primary that came back. */
  get #hasTwo(): boolean {
    return this.event?.operation === 'rejoin';
  }

  /** Whether the file that a failover would restore is whole: it is restored. */
  async #hasWholeFile(): Promise<boolean> {
    const { pair } = this;
    const newest = await pair.stores.away.newest(Date.now(), AbortSignal.timeout(5_000));
    return newest !== undefined && newest.takenAt >= this.#takenAt;
  }
}
