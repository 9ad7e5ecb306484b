import { otherCluster, type ClusterName } from '../../../../functions/shared/contract';
import { until } from '../../../helpers/until';
import type { PostgresPair } from '../../../local/community/pair';
import type { PostgresEngine } from '../../../local/community/postgres-engine';
import { Writer } from '../../../local/community/writer';
import { afterDeath } from '../../../local/community/mortal';
import type { Wrap } from '../../../local/community/wrap';
import { BothServe } from './both-serve';
import type { Killed } from './run-case';

const WRITES = 10;

/** What each operation needs of a pair on PostgreSQL, and what must be so at its end. */
export const killedOnPostgres = (pair: PostgresPair, engine: PostgresEngine): readonly Killed[] => {
  const common = { pair, engine };
  return (['switchover', 'failover', 'rejoin', 'fence'] as const).map((name) => new OnPostgres(name, common));
};

class OnPostgres implements Killed {
  #writer: Writer | undefined;
  #watch: BothServe | undefined;
  /** Cases take turns: each begins with the roles that the one before left. */
  #primary: ClusterName = 'home';
  #lostBefore = new Set<number>();

  constructor(
    readonly name: 'switchover' | 'failover' | 'rejoin' | 'fence',
    private readonly parts: { readonly pair: PostgresPair; readonly engine: PostgresEngine },
  ) {}

  async prepare(): Promise<void> {
    const { pair, engine } = this.parts;
    await this.#watch?.stop();
    await this.#writer?.stop();
    await this.#heal();
    const primary = this.#primary;
    const writer = await Writer.start(pair.nodes[primary], pair.rootToken, `written-${Date.now()}`);
    this.#writer = writer;
    await writer.more(WRITES);
    this.#lostBefore = new Set();
    if (this.name !== 'switchover') await pair.nodes[primary].kill();
    if (this.#hasTwo) {
      await writer.stop();
      await pair.databases[primary].stop('SIGKILL');
      await engine.run('failover', { to: this.#target, accept: ['unfenced-primary'] });
      await pair.databases[primary].start();
      await pair.nodes[primary].start();
      await pair.nodes[primary].until('it is active', ({ status }) => status === 200);
      this.#lostBefore = new Set((await writer.missingOn(pair.nodes[this.#target])).map(({ number }) => number));
    }
    this.#watch = new BothServe(
      pair.nodes,
      // A standby passes requests on to the active node, so only its own word counts.
      async (node) => (await node.call('GET', 'sys/health', { timeoutMs: 1_000 })).status === 200,
    );
  }

  run(wrap: Wrap): Promise<unknown> {
    const accept = this.name === 'rejoin' ? ['loss'] : [];
    return this.parts.engine.run(this.name, { to: this.#target, accept }, wrap);
  }

  died(): Promise<void> {
    return afterDeath(this.parts.engine);
  }

  async check(): Promise<string[]> {
    const { pair, engine } = this.parts;
    const [old, target] = [this.#primary, this.#target];
    const wrong: string[] = [];
    const bothServed = (await this.#watch?.stop()) ?? 0;
    this.#watch = undefined;
    await this.#writer?.stop();
    // A returned old primary serves until it is fenced.
    if (!this.#hasTwo && bothServed > 0) wrong.push(`both clusters served ${bothServed} times`);
    const missing = (await this.#writer?.missingOn(pair.nodes[target])) ?? [];
    const lost = missing.filter(({ number }) => !this.#lostBefore.has(number));
    if (lost.length > 0) wrong.push(`${lost.length} acknowledged writes are lost`);
    const status = [await pair.nodes[old].health(), await pair.nodes[target].health()].join();
    const expected = this.name === 'failover' ? '0,200' : '429,200';
    if (status !== expected) wrong.push(`the nodes answer ${status}, and not ${expected}`);
    if (engine.route53.weights[target] !== 255) wrong.push(`the weights are ${JSON.stringify(engine.route53.weights)}`);
    if (await this.#takesWrites(old)) wrong.push(`the database of ${old} takes writes`);
    return wrong;
  }

  /** Whether it begins with an old primary that came back. */
  get #hasTwo(): boolean {
    return this.name === 'rejoin' || this.name === 'fence';
  }

  get #target(): ClusterName {
    return otherCluster(this.#primary);
  }

  async #takesWrites(cluster: ClusterName): Promise<boolean> {
    const database = this.parts.pair.databases[cluster];
    return (await database.sql('SHOW default_transaction_read_only')) !== 'on';
  }

  /** Makes it a healthy pair again, whoever is primary. */
  async #heal(): Promise<void> {
    const { pair, engine } = this.parts;
    await engine.restore();
    const { primary } = await engine.status();
    if (primary === undefined) throw new Error('the pair has no primary to go on with');
    this.#primary = primary;
    const follower = this.#target;
    if (!(await engine.status()).healthy) {
      await pair.nodes[follower].kill();
      await pair.databases[follower].followAfterCopy(pair.databases[primary]);
      await pair.nodes[follower].start();
    }
    await until(async () => (await engine.status()).healthy);
  }
}
