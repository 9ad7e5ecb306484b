import { otherCluster, type ClusterName } from '../../../../functions/shared/contract';
import { until } from '../../../helpers/until';
import type { PostgresPair } from '../../../local/community/pair';
import type { PostgresEngine } from '../../../local/community/postgres-engine';
import type { WireState } from '../../../local/community/wire';
import { Writer } from '../../../local/community/writer';
import type { Fault, FaultyPair } from './cell';

const WRITES = 10;
const SLOW: WireState = { slowMs: 150 };
const BOTH = ['failover', 'switchover'] as const;

/** A real pair on PostgreSQL, and what can go wrong around it. Each case begins with the roles that the one before left. */
export class FaultyPostgresPair implements FaultyPair {
  readonly driver = 'postgres';
  #writer: Writer | undefined;
  #primary: ClusterName = 'home';
  #accept: readonly string[] = [];

  constructor(
    private readonly pair: PostgresPair,
    private readonly engine: PostgresEngine,
  ) {}

  get faults(): readonly Fault[] {
    return [
      this.#wire('the database of the primary refuses', 'databases', 'primary', 'refused'),
      this.#wire('the database of the primary hangs', 'databases', 'primary', 'silent'),
      this.#wire('the database of the primary is slow', 'databases', 'primary', SLOW),
      this.#wire('the database of the secondary refuses', 'databases', 'secondary', 'refused'),
      this.#wire('the database of the secondary hangs', 'databases', 'secondary', 'silent'),
      this.#wire('the database of the secondary is slow', 'databases', 'secondary', SLOW),
      this.#wire('Vault of the primary hangs', 'vault', 'primary', 'silent', ['switchover', 'failover, primary alive']),
      this.#wire('Vault of the secondary hangs', 'vault', 'secondary', 'silent'),
      {
        name: 'the nodes of the secondary are sealed',
        operations: BOTH,
        put: async () => {
          const { nodes, rootToken } = this.pair;
          await nodes[this.#secondary].must('POST', 'sys/seal', { token: rootToken });
        },
        heal: async () => {
          const node = this.pair.nodes[this.#secondary];
          await node.kill();
          await node.start();
          await node.until('it is a standby', ({ status }) => status === 429);
        },
      },
      {
        name: 'the replica does not apply the log',
        operations: BOTH,
        put: () => this.#sql('secondary', 'SELECT pg_wal_replay_pause()'),
        heal: () => this.#sql('secondary', 'SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_replay_resume() END'),
      },
      {
        name: 'the lease table of home hangs',
        operations: BOTH,
        put: () => Promise.resolve(void (this.engine.tables.home.behaviour = 'black-holed')),
        heal: () => Promise.resolve(void (this.engine.tables.home.behaviour = 'answers')),
      },
      this.#cut('a cut between the regions', []),
      this.#cut('a cut between the regions, and a person says that the primary is fenced', [
        'unfenced-primary',
        'loss',
      ]),
    ];
  }

  async prepare(operation: string): Promise<void> {
    const { pair, engine } = this;
    await this.#writer?.stop();
    this.#accept = [];
    await engine.restore();
    await this.#heal();
    const writer = await Writer.start(pair.nodes[this.#primary], pair.rootToken, `written-${Date.now()}`);
    this.#writer = writer;
    await writer.more(WRITES);
    if (operation === 'failover') {
      await pair.nodes[this.#primary].kill();
      await writer.stop();
    }
  }

  run(operation: string): Promise<unknown> {
    const accept = this.#accept;
    const event = { to: this.#secondary, ...(accept.length > 0 && { accept }) };
    return this.engine.run(operation.replace(/,.*/, ''), event);
  }

  async during(): Promise<string[]> {
    if (this.#accept.length > 0) return [];
    const { home, away } = this.pair.nodes;
    return (await home.health()) === 200 && (await away.health()) === 200 ? ['both clusters are active'] : [];
  }

  async check(): Promise<string[]> {
    const { pair, engine } = this;
    const target = this.#secondary;
    await this.#writer?.stop();
    const wrong: string[] = [];
    const missing = (await this.#writer?.missingOn(pair.nodes[target])) ?? [];
    if (missing.length > 0) wrong.push(`${missing.length} acknowledged writes are lost`);
    if (engine.route53.weights[target] !== 255) wrong.push(`the weights are ${JSON.stringify(engine.route53.weights)}`);
    if ((await pair.nodes[target].health()) !== 200) wrong.push(`${target} does not serve`);
    const fenced = await pair.databases[this.#primary].sql('SHOW default_transaction_read_only');
    if (fenced !== 'on') wrong.push(`the database of ${this.#primary} takes writes`);
    return wrong;
  }

  get #secondary(): ClusterName {
    return otherCluster(this.#primary);
  }

  #nameOf(role: 'primary' | 'secondary'): ClusterName {
    return role === 'primary' ? this.#primary : this.#secondary;
  }

  async #sql(role: 'primary' | 'secondary', text: string): Promise<void> {
    await this.pair.databases[this.#nameOf(role)].sql(text);
  }

  #wire(
    name: string,
    kind: 'vault' | 'databases',
    role: 'primary' | 'secondary',
    state: WireState,
    operations: readonly string[] = BOTH,
  ): Fault {
    const set = (to: WireState): Promise<void> => this.engine.wires[kind][this.#nameOf(role)].set(to);
    return { name, operations, put: () => set(state), heal: () => set('passes') };
  }

  #cut(name: string, accept: readonly string[]): Fault {
    const set = async (state: WireState): Promise<void> => {
      const { vault, databases } = this.engine.wires;
      await Promise.all([vault[this.#primary].set(state), databases[this.#primary].set(state)]);
    };
    return {
      name,
      operations: accept.length > 0 ? ['failover, primary alive'] : ['failover, primary alive', 'switchover'],
      put: async () => {
        this.#accept = accept;
        await set('silent');
      },
      heal: () => set('passes'),
      stays: true,
    };
  }

  /** Makes it a healthy pair again, whoever is primary. */
  async #heal(): Promise<void> {
    const { pair, engine } = this;
    const { primary, problems } = await engine.status();
    // After a cut there are two: the one that was promoted stays.
    const stays = primary ?? (problems[0]?.kind === 'two-primaries' ? this.#secondary : undefined);
    if (stays === undefined) throw new Error(`no primary to go on with: ${problems[0]?.text}`);
    this.#primary = stays;
    const follower = this.#secondary;
    if (!(await engine.status()).healthy) {
      await pair.nodes[follower].kill();
      await pair.databases[follower].followAfterCopy(pair.databases[stays]);
      await pair.nodes[follower].start();
    }
    await until(async () => (await engine.status()).healthy, 'the pair is not healthy again');
  }
}
