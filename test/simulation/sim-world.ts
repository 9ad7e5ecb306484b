import type { OperationsConfig } from '../../functions/dr-operations/config';
import { runOperation, runStatus, type EngineDependencies } from '../../functions/dr-operations/engine';
import type { OperationRequest } from '../../functions/dr-operations/event';
import type { StatusResult } from '../../functions/dr-operations/result';
import type { Weights } from '../../functions/dns-switch/contract';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import { VaultDrError } from '../../functions/shared/errors';
import { weightsFor } from '../../functions/shared/weighted-records';
import { DNS, FakeRoute53, FakeTable } from '../functions/dr-operations/fake-aws';
import { awsFor } from './sim-aws';
import { SimCluster, type Habits } from './sim-cluster';
import { SimRun, type PlannedFault } from './sim-run';
import { SimTokens } from './sim-tokens';
import { SimVault } from './sim-vault';
import { VirtualClock } from './virtual-clock';
import { Watch } from './watch';

const START = Date.parse('2025-01-01T10:00:00Z');
const BUDGET_MS = 240_000;
/** How long clients may still follow what the name said before a change. */
const SPREAD_MS = 1_000;

export type Ending = 'done' | 'partial' | 'refused' | 'killed';

export interface RunOptions {
  readonly region?: ClusterName;
  readonly faults?: readonly PlannedFault[];
  /** How far the clock of the Lambda's machine is off, milliseconds. */
  readonly skewMs?: number;
}

/** Two clusters, AWS, and clients that follow the name: everything that the engine acts on, in virtual time. */
export class SimWorld {
  readonly clock = new VirtualClock(START);
  readonly clusters: Readonly<Record<ClusterName, SimCluster>>;
  readonly tables = { home: new FakeTable(), away: new FakeTable() };
  readonly route53 = new FakeRoute53(() => this.#noteChange());
  readonly tokens = new SimTokens(this.clock);
  readonly watch = new Watch(this);
  /** Numbers of the writes that a client was told are there. */
  readonly acknowledged = new Set<number>();
  /** The operation that began last. */
  lastRun: SimRun | undefined;
  #weights: Weights = weightsFor('home');
  #before = { weights: this.#weights, until: 0 };

  /** @param mayLose whether anything happens by which a write may be lost */
  constructor(
    readonly habits: Habits,
    readonly mayLose: boolean,
  ) {
    const home = new SimCluster('home', this.clock, habits);
    const away = new SimCluster('away', this.clock, habits);
    away.role = 'secondary';
    away.follow(home);
    this.clusters = { home, away };
  }

  other = (name: ClusterName): SimCluster => this.clusters[otherCluster(name)];

  /** Sometimes a client writes wherever the name leads, now or until a moment ago. */
  clientWrites(): void {
    if (Math.random() >= 0.5) this.clientWritesNow();
  }

  clientWritesNow(): void {
    const { weights, until } = this.#before;
    const isSpreading = this.clock.now() < until;
    const reached = CLUSTER_NAMES.filter(
      (name) => this.route53.weights[name] > 0 || (isSpreading && weights[name] > 0),
    );
    const writable = reached.filter((name) => this.clusters[name].writable);
    if (writable.length > 1 && !this.mayLose) this.watch.broken.push('clients reach two writable primaries');
    for (const name of writable) {
      const id = this.acknowledged.size + 1;
      this.acknowledged.add(id);
      this.clusters[name].write(id, this.other(name));
    }
  }

  /** Writes that a client was told are there, and that this cluster lacks. */
  lost = (name: ClusterName): number[] => [...this.acknowledged].filter((id) => !this.clusters[name].data.has(id));

  primaries = (): ClusterName[] => CLUSTER_NAMES.filter((name) => this.clusters[name].isPrimary);

  /** Runs one operation as its Lambda does. */
  async operate(request: OperationRequest, options: RunOptions = {}): Promise<Ending> {
    const run = new SimRun(this.clock, options.faults ?? []);
    this.watch.begins(run, request.force);
    this.lastRun = run;
    const ending = runOperation(this.#dependencies(run, options), request, BUDGET_MS).then(
      (result) => {
        this.watch.says(JSON.stringify(result));
        return result.outcome === 'partial' ? ('partial' as const) : ('done' as const);
      },
      (error: unknown) => {
        if (!(error instanceof VaultDrError)) throw error;
        this.watch.says(error.message);

        this.watch.refused(run);
        return 'refused' as const;
      },
    );
    const ended = await this.clock.run(Promise.race([ending, run.killed]));
    run.isOver = true;
    this.clientWrites();
    return ended;
  }

  /** Two that begin at the same moment, one in each region. */
  async operateTwo(requests: readonly [OperationRequest, OperationRequest]): Promise<Ending[]> {
    const [home, away] = requests;
    return Promise.all([this.operate(home, { region: 'home' }), this.operate(away, { region: 'away' })]);
  }

  async status(): Promise<StatusResult> {
    const run = new SimRun(this.clock, []);
    this.watch.begins(run, false);
    const status = await this.clock.run(runStatus(this.#dependencies(run, {})));
    this.watch.says(JSON.stringify(status));
    return status;
  }

  pass = (ms: number): Promise<void> => this.clock.run(this.clock.wait(ms));

  #dependencies(run: SimRun, { region = 'away', skewMs = 0 }: RunOptions): EngineDependencies {
    const keep = (...words: unknown[]): void => this.watch.says(JSON.stringify(words));
    return {
      vault: { home: new SimVault(this, run, 'home'), away: new SimVault(this, run, 'away') },
      aws: awsFor(this, run),
      config: config(region),
      clock: { now: () => this.clock.now() + skewMs, wait: (ms, signal) => this.clock.wait(ms, signal) },
      log: { info: keep, warn: keep, error: keep },
    };
  }

  #noteChange(): void {
    this.#before = { weights: this.#weights, until: this.clock.now() + SPREAD_MS };
    this.#weights = this.route53.weights;
  }
}

const REGIONS = { home: 'eu-central-1', away: 'eu-west-1' } as const;

const config = (region: ClusterName): OperationsConfig => ({
  vault: { addresses: { home: 'https://home.test', away: 'https://away.test' }, ca: undefined, probeTimeoutMs: 1000 },
  dns: DNS,
  secretArn: 'arn:secret',
  journalTable: 'journal',
  regions: REGIONS,
  region: REGIONS[region],
  clusterAddresses: { home: undefined, away: undefined },
  linkCaFile: undefined,
  maxLagWals: 1000,
});
