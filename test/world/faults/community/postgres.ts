import { otherCluster, type ClusterName } from '../../../../functions/shared/contract';
import { until } from '../../../helpers/until';
import type { PostgresPair } from '../../../local/community/pair';
import type { PostgresEngine } from '../../../local/community/postgres-engine';
import type { WireState } from '../../../local/community/wire';
import { Writer } from '../../../local/community/writer';
import type { Ended, Fault, FaultyPair } from './cell';

const WRITES = 10;
const SLOW: WireState = { slowMs: 150 };
const BOTH = ['failover', 'switchover'] as const;

/** A real pair on PostgreSQL, and what can go wrong around it. Each case begins with the roles that the one before left. */
export class FaultyPostgresPair implements FaultyPair {
  readonly driver = 'postgres';
  #writer: Writer | undefined;
  #primary: ClusterName = 'home';
  #accept: readonly string[] = [];
  /** A write that was made while the regions were cut. */
  #behindCut: number | undefined;

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
      {
        name: 'the log does not reach the secondary',
        operations: BOTH,
        put: () => this.pair.streams[this.#primary].set('silent'),
        heal: () => this.#restoreStreams(),
      },
      {
        name: 'a cut between the regions',
        operations: ['failover, primary alive', 'switchover'],
        put: () => this.#cut(),
        heal: () => this.#endCut(),
      },
      {
        name: 'a cut between the regions, and a person says that the primary is fenced',
        operations: ['failover, primary alive'],
        put: async () => {
          this.#accept = ['unfenced-primary'];
          await this.#cut();
        },
        heal: () => this.#endCut(),
        judge: (first) => this.#judgeDivided(first),
      },
    ];
  }

  async prepare(operation: string): Promise<void> {
    const { pair, engine } = this;
    await this.#writer?.stop();
    this.#accept = [];
    await engine.restore();
    await this.#restoreStreams();
    await this.#heal();
    const writer = await Writer.start(pair.nodes[this.#primary], pair.rootToken, `written-${Date.now()}`);
    this.#writer = writer;
    await writer.more(WRITES);
    if (operation === 'failover') {
      await pair.nodes[this.#primary].kill();
      await writer.stop();
    }
  }

  async end(): Promise<void> {
    await this.#writer?.stop();
  }

  run(operation: string): Promise<unknown> {
    const accept = this.#accept;
    const event = { to: this.#secondary, ...(accept.length > 0 && { accept }) };
    return this.engine.run(operation.replace(/,.*/, ''), event);
  }

  async during(): Promise<string[]> {
    if (this.#accept.length > 0) return [];
    const { [this.#primary]: old, [this.#secondary]: target } = this.pair.nodes;
    const areBothActive = async (): Promise<boolean> => (await old.health()) === 200 && (await target.health()) === 200;
    if (!(await areBothActive())) return [];
    if (!(await this.#isFenced())) return ['both clusters take writes'];
    // A node whose database was fenced answers reads until it cannot renew its lock.
    return until(async () => !(await areBothActive())).then(
      () => [],
      () => ['the node of a fenced database does not step down'],
    );
  }

  async check(): Promise<string[]> {
    await this.#writer?.stop();
    const missing = (await this.#writer?.missingOn(this.pair.nodes[this.#secondary])) ?? [];
    const wrong = await this.#wrongWithTarget();
    if (missing.length > 0) wrong.push(`${missing.length} acknowledged writes are lost`);
    return wrong;
  }

  async #wrongWithTarget(): Promise<string[]> {
    const { pair, engine } = this;
    const target = this.#secondary;
    const wrong: string[] = [];
    if (engine.route53.weights[target] !== 255) wrong.push(`the weights are ${JSON.stringify(engine.route53.weights)}`);
    if ((await pair.nodes[target].health()) !== 200) wrong.push(`${target} does not serve`);
    if (!(await this.#isFenced())) wrong.push(`the database of ${this.#primary} takes writes`);
    return wrong;
  }

  async #isFenced(): Promise<boolean> {
    return (await this.pair.databases[this.#primary].sql('SHOW default_transaction_read_only')) === 'on';
  }

  /** A replica that was cut off has to go on by itself. */
  isAsBefore(): Promise<boolean> {
    const isHealthy = async (): Promise<boolean> => {
      const { healthy, primary } = await this.engine.status();
      return healthy && primary === this.#primary;
    };
    return until(isHealthy).then(
      () => true,
      () => false,
    );
  }

  /** Two primaries, because somebody accepted it: nothing is lost but what was announced, and the old one can be fenced. */
  async #judgeDivided({ outcome, text, possibleLoss }: Ended): Promise<string[]> {
    const { pair, engine } = this;
    if (outcome !== 'done') return [`what was accepted was not done: ${text}`];
    const wrong: string[] = [];
    // Its clients are in its region, so they go on to write until the cut is over.
    await this.#writer?.more(WRITES);
    const { problems } = await engine.status();
    if (problems[0]?.kind !== 'two-primaries') wrong.push(`the status does not tell of two: ${problems[0]?.text}`);
    await engine.run('fence', { to: this.#secondary });
    wrong.push(...(await this.#wrongWithTarget()));
    const missing = (await this.#writer?.missingOn(pair.nodes[this.#secondary])) ?? [];
    if (!missing.some(({ number }) => number === this.#behindCut)) wrong.push('the log passed the cut');
    if (possibleLoss?.kind !== 'since') return [...wrong, `the loss is announced as ${JSON.stringify(possibleLoss)}`];
    const since = Date.parse(possibleLoss.since);
    const unannounced = missing.filter(({ at }) => at < since);
    if (unannounced.length > 0) wrong.push(`${unannounced.length} writes are lost that were not announced`);
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

  /** The engine is in the region of the secondary: it reaches nothing of the other one, and neither does the replica. */
  async #cut(): Promise<void> {
    const { vault, databases } = this.engine.wires;
    const primary = this.#primary;
    this.engine.tables[primary].behaviour = 'black-holed';
    await Promise.all([vault, databases, this.pair.streams].map((wires) => wires[primary].set('silent')));
    await this.#writer?.more(WRITES);
    this.#behindCut = this.#writer?.acknowledged.at(-1)?.number;
  }

  async #endCut(): Promise<void> {
    this.engine.tables[this.#primary].behaviour = 'answers';
    await this.engine.restore();
    await this.#restoreStreams();
  }

  async #restoreStreams(): Promise<void> {
    await Promise.all(Object.values(this.pair.streams).map((wire) => wire.set('passes')));
  }

  /** Makes it a healthy pair again, whoever is primary. */
  async #heal(): Promise<void> {
    const { pair, engine } = this;
    // A cluster that has just begun may answer too late to be seen.
    let why: string | undefined;
    await until(
      async () => {
        const { primary, problems } = await engine.status();
        why = problems[0]?.text;
        // After a cut there are two: the one that was promoted stays.
        const stays = primary ?? (problems[0]?.kind === 'two-primaries' ? this.#secondary : undefined);
        if (stays !== undefined) this.#primary = stays;
        return stays !== undefined;
      },
      () => `no primary to go on with: ${String(why)}`,
    );
    const follower = this.#secondary;
    if (!(await engine.status()).healthy) {
      await pair.nodes[follower].kill();
      await pair.databases[follower].followAfterCopy(pair.databases[this.#primary]);
      await pair.nodes[follower].start();
    }
    await until(async () => (await engine.status()).healthy, 'the pair is not healthy again');
  }
}
