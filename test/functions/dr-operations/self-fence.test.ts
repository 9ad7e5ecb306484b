import { runOperation } from '../../../functions/dr-operations/engine';
import { parseOperationEvent } from '../../../functions/dr-operations/event';
import type { StepContext, StepResult } from '../../../functions/dr-operations/execute/context';
import type { ReplicationDriver } from '../../../functions/dr-operations/replication/driver';
import { withSelfFence } from '../../../functions/dr-operations/replication/self-fence';
import { FenceRows } from '../../../functions/dr-operations/replication/self-fence/rows';
import type { OperationResult } from '../../../functions/dr-operations/result';
import type { Step } from '../../../functions/dr-operations/steps';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import type { ClusterName } from '../../../functions/shared/contract';
import { VirtualClock } from '../../simulation/virtual-clock';
import { FakeRoute53, FakeTable } from './fake-aws';
import { operationsConfig } from './operations-config';
import { NOW, primary, secondary } from './worlds';

const AFTER_SECONDS = 30;
/** For how long an agent leaves Vault running after it was told to stop. */
const AGENT_MS = 20_000;
const TICK_MS = 1_000;

type State = 'primary' | 'secondary' | 'stopped';

/** Two clusters whose servers read the rows of three tables, and an engine that may be unable to reach home. */
class Pair {
  readonly tables = { home: new FakeTable(), away: new FakeTable(), witness: new FakeTable() };
  readonly route53 = new FakeRoute53(() => undefined);
  readonly events: string[] = [];
  readonly states: Record<ClusterName, State> = { home: 'primary', away: 'secondary' };
  /** Clusters that the engine cannot reach. */
  readonly cut = new Set<ClusterName>();
  hasAgent = true;
  ownFence: 'confirmed' | 'not-confirmed' = 'not-confirmed';
  promotion: 'accepted' | 'refused' = 'accepted';
  /** Called whenever a second passes. */
  eachSecond: () => void = () => undefined;
  #toldSince: Record<ClusterName, number | undefined> = { home: undefined, away: undefined };
  /** What a stopped cluster is when it starts again. */
  readonly #data: Record<ClusterName, State> = { home: 'primary', away: 'secondary' };

  /** Whether the process of the engine ends at its next look after the servers were told to stop. */
  isKilled = false;
  readonly clock = new VirtualClock(NOW);

  constructor() {
    void this.#passSeconds();
  }

  async #passSeconds(): Promise<void> {
    for (;;) {
      await this.clock.wait(TICK_MS);
      this.tick();
    }
  }

  rows = (cluster: ClusterName): number =>
    Object.values(this.tables).filter(({ items }) => items.has(`fence-${cluster}/fence-${cluster}`)).length;

  tick(): void {
    for (const cluster of ['home', 'away'] as const) {
      const isTold = this.rows(cluster) >= 2;
      this.#toldSince[cluster] = isTold ? (this.#toldSince[cluster] ?? this.clock.now()) : undefined;
      if (!this.hasAgent) continue;
      const since = this.#toldSince[cluster];
      if (since !== undefined && this.clock.now() - since >= AGENT_MS) this.become(cluster, 'stopped');
      if (!isTold && this.states[cluster] === 'stopped') this.become(cluster, this.#data[cluster]);
    }
    this.eachSecond();
  }

  become(cluster: ClusterName, state: State): void {
    if (this.states[cluster] === state) return;
    this.states[cluster] = state;
    if (state !== 'stopped') this.#data[cluster] = state;
    this.events.push(`${cluster} ${state}`);
  }

  #observe(cluster: ClusterName): ClusterObservation {
    const state = this.states[cluster];
    if (this.isKilled && this.rows('home') > 0) throw new Error('killed');
    if (this.cut.has(cluster) || state === 'stopped') return { kind: 'unreachable', cause: 'timeout' };
    return state === 'primary' ? primary() : secondary();
  }

  #driver(): ReplicationDriver {
    const asked = async (context: StepContext, step: Step, then: () => StepResult): Promise<StepResult> =>
      (await context.mayAct(step)) ? then() : { effect: false };
    return {
      traits: {
        kind: 'snapshot',
        needsOperationToken: false,
        canFence: true,
        lagUnit: 'raft entries',
        proof: 'raft-index',
      },
      observe: async (cluster) => Promise.resolve().then(() => this.#observe(cluster)),
      fence: (context, step) =>
        asked(context, step, () => {
          const { cluster } = step;
          const run = { fence: { cluster, outcome: this.ownFence, detail: 'no server answers' } };
          if (this.ownFence === 'not-confirmed') return { effect: false, run };
          this.become(cluster, 'stopped');
          return { effect: true, run: { ...run, demoted: cluster } };
        }),
      steps: {
        listen: () => Promise.resolve({ effect: false }),
        verify: () => Promise.resolve({ effect: false }),
        'catch-up': () => Promise.resolve({ effect: false, run: { catchUp: 'not-proven', sourceAnswered: false } }),
        link: (_context, { cluster }) => {
          this.events.push(`${cluster} linked`);
          return Promise.resolve({ effect: true, run: { linked: 'streaming' } });
        },
        demote: (context, step) =>
          asked(context, step, () => {
            this.become(step.cluster, 'secondary');
            context.evidence.accept(step.cluster, 'secondary');
            return { effect: true, run: { demoted: step.cluster } };
          }),
        promote: (context, step) =>
          asked(context, step, () => {
            const { cluster } = step;
            if (this.promotion === 'refused')
              return { effect: false, isRefused: true, run: { promoteFailed: { cluster, detail: 'corrupt' } } };
            this.become(cluster, 'primary');
            context.evidence.accept(cluster, 'primary');
            const promotion = { cluster, at: new Date(this.clock.now()).toISOString(), proof: 'none' } as const;
            return { effect: true, run: { promoted: cluster }, promotion };
          }),
      },
    };
  }

  run(operation: string, more: object = {}): Promise<OperationResult> {
    const { home, away, witness } = this.tables;
    const tables = { home: home.client, away: away.client, witness: witness.client };
    const rows = new FenceRows(tables, 'journal');
    const replication = withSelfFence(this.#driver(), { rows, afterSeconds: AFTER_SECONDS });
    const work = runOperation(
      {
        vault: undefined as never,
        aws: { secrets: undefined as never, route53: this.route53.client, tables },
        config: operationsConfig({
          addresses: { home: 'https://h', away: 'https://a' },
          ca: undefined,
          probeTimeoutMs: 1000,
        }),
        clock: this.clock,
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        replication,
      },
      parseOperationEvent({ operation, reason: 'a test', ...more }),
      600_000,
    );
    return this.clock.run(work);
  }

  /** Lets time pass. */
  pass = (ms: number): Promise<void> => this.clock.run(this.clock.wait(ms));
}

let pair: Pair;
beforeEach(() => {
  pair = new Pair();
  pair.cut.add('home');
});

const UNFENCED = { error: { needs: ['unfenced-primary'] } };

describe('a failover beside a primary that cannot be reached and still serves', () => {
  it('promotes the other cluster only after the servers of the primary have stopped by themselves', async () => {
    expect(await pair.run('failover')).toMatchObject({ outcome: 'done' });
    expect(pair.events).toEqual(['home stopped', 'away primary']);
  });

  it('leaves the row, so that the old primary does not start again', async () => {
    await pair.run('failover');
    await pair.pass(60_000);
    expect(pair.states).toEqual({ home: 'stopped', away: 'primary' });
  });

  it('needs the override if only one table can tell the servers, and takes the row away', async () => {
    pair.tables.home.behaviour = 'fails';
    const [{ client }] = [pair.tables.witness];
    const send = client.send.bind(client) as (command: { input: { Item?: { pk: { S: string } } } }) => Promise<object>;
    jest
      .spyOn(client, 'send')
      .mockImplementation(((command: Parameters<typeof send>[0]) =>
        command.input.Item?.pk.S.startsWith('fence-') ? Promise.reject(new Error('no')) : send(command)) as never);
    expect(await pair.run('failover')).toMatchObject(UNFENCED);
    expect(pair.events).toEqual([]);
    expect(pair.rows('home')).toBe(0);
  });

  it('does not wait with the override, and tells the servers all the same', async () => {
    const result = await pair.run('failover', { accept: ['unfenced-primary'] });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(pair.events).toEqual(['away primary']);
    expect(pair.rows('home')).toBe(3);
  });

  it('does not wait if another fence is confirmed', async () => {
    pair.ownFence = 'confirmed';
    pair.hasAgent = false;
    const { durationMs } = await pair.run('failover');
    expect(durationMs).toBeLessThan(AFTER_SECONDS * 1000);
    expect(pair.events).toEqual(['home stopped', 'away primary']);
  });

  it('demotes the primary if it answers at the end and still serves, and takes the row away', async () => {
    pair.hasAgent = false;
    pair.eachSecond = () => {
      if (pair.clock.now() >= NOW + 25_000) pair.cut.delete('home');
    };
    expect(await pair.run('failover')).toMatchObject({ outcome: 'done' });
    expect(pair.rows('home')).toBe(0);
    expect(pair.events).toEqual(['home secondary', 'away primary']);
  });

  it('lets the servers of the primary serve again if the promotion is refused', async () => {
    pair.promotion = 'refused';
    expect(await pair.run('failover')).toMatchObject({ outcome: 'partial' });
    expect(pair.rows('home')).toBe(0);
    await pair.pass(10_000);
    expect(pair.events).toEqual(['home stopped', 'home primary']);
  });
});

describe('a failover that was killed while it waited', () => {
  beforeEach(async () => {
    pair.isKilled = true;
    await expect(pair.run('failover')).rejects.toThrow('killed');
    pair.isKilled = false;
    pair.events.length = 0;
  });

  it('waits the whole time when it is run again', async () => {
    const { durationMs, outcome } = await pair.run('failover');
    expect(outcome).toBe('done');
    expect(durationMs).toBeGreaterThanOrEqual(AFTER_SECONDS * 1000);
    expect(pair.events).toEqual(['away primary']);
  });

  it('can be given up: the primary serves again', async () => {
    pair.cut.clear();
    expect(await pair.run('failover', { to: 'home' })).toMatchObject({ outcome: 'done' });
    expect(pair.events).toEqual(['home primary']);
    expect(pair.rows('home')).toBe(0);
  });
});

describe('a rejoin of a cluster whose servers have stopped by themselves', () => {
  beforeEach(async () => {
    await pair.run('failover');
    pair.cut.clear();
    pair.events.length = 0;
  });

  it('lets them serve only if the operator accepts what is discarded', async () => {
    await expect(pair.run('rejoin')).rejects.toMatchObject({ needs: ['loss'] });
    expect(pair.states.home).toBe('stopped');
    expect(pair.rows('home')).toBe(3);
  });

  it('demotes the old primary as soon as it answers, then links it', async () => {
    expect(await pair.run('rejoin', { accept: ['loss'] })).toMatchObject({ outcome: 'done' });
    expect(pair.events).toEqual(['home primary', 'home secondary', 'home linked']);
    expect(pair.rows('home')).toBe(0);
  });
});

it('never tells the servers of the promoted cluster to stop', async () => {
  await pair.run('failover');
  expect(pair.rows('away')).toBe(0);
});
