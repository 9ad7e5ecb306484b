import { runControl } from '../../functions/dr-operations/automatic/controls';
import type { OperationsConfig } from '../../functions/dr-operations/config';
import { runOperation, runStatus, type EngineDependencies } from '../../functions/dr-operations/engine';
import type { OperationRequest } from '../../functions/dr-operations/event';
import type { OperationResult, StatusResult } from '../../functions/dr-operations/result';
import type { Clock } from '../../functions/shared/clock';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import { VaultDrError } from '../../functions/shared/errors';
import type { JsonAnswer } from '../../functions/shared/vault-client';
import { FakeTable } from '../functions/dr-operations/fake-aws';
import { operationsConfig } from '../functions/dr-operations/operations-config';
import type { Acceptance, Control } from '../../functions/dr-operations/contract';
import { needsOf } from './ask';
import type { EnterprisePair } from './enterprise-pair';
import { Network, TABLE_NAMES, type TableName } from './network';
import { awsFor } from './sim-aws';
import { SimClients } from './sim-clients';
import type { CommonHabits, SimPair } from './sim-pair';
import { SimRun, type PlannedFault } from './sim-run';
import { SimTokens } from './sim-tokens';
import { SimWatchers } from './sim-watchers';
import { VirtualClock } from './virtual-clock';
import { Watch } from './watch/watch';

const START = Date.parse('2025-01-01T10:00:00Z');
const BUDGET_MS = 240_000;

export type Ending = 'done' | 'partial' | 'refused' | 'killed';

/** Something that happens while an operation runs. */
export interface Meanwhile {
  /** Virtual milliseconds after the operation began. */
  readonly afterMs: number;
  readonly happen: (run: SimRun) => void;
}

export interface RunOptions {
  readonly region?: ClusterName;
  readonly faults?: readonly PlannedFault[];
  /** Error of the clock of the Lambda, milliseconds. */
  readonly skewMs?: number;
  readonly budgetMs?: number;
  readonly meanwhile?: readonly Meanwhile[];
  /** Moves the client name in place of Route 53, as an operator would by hand. */
  readonly moveNameByHand?: () => void;
}

/** Answers a read in place of a cluster. @returns `undefined` to let the cluster answer */
export type Interpose = (cluster: ClusterName, path: string) => JsonAnswer | undefined;

/**
 * Everything that the engine acts on, in virtual time: two clusters, AWS, and clients that write through the name. What is
 * about the replication of the clusters is in {@link SimPair}.
 */
export class SimWorld<out P extends SimPair = EnterprisePair> {
  readonly clock = new VirtualClock(START);
  readonly network = new Network(() => this.clock.now());
  readonly pair: P;
  readonly tables = { home: new FakeTable(), away: new FakeTable() };
  readonly witness = new FakeTable();
  readonly tokens = new SimTokens(this.clock);
  readonly watch: Watch;
  readonly #clients: SimClients;
  /** Writes that a cluster lost by a fault of its own. */
  readonly diverged = new Set<number>();
  /** The run that began last. */
  lastRun: SimRun | undefined;
  /** Result of the operation that ended last without being killed. */
  lastResult: OperationResult | undefined;
  /** Outcome and summary of each operation, oldest first. */
  readonly words: string[] = [];
  /** Acceptances that the last refusal asks for. */
  lastNeeds: readonly Acceptance[] = [];
  /** Habits that cause noise, such as slow answers; `calm` switches them off. */
  noise: P['habits'];
  /** Set by a story that answers reads itself. */
  interpose: Interpose | undefined;
  /** Whether a fault or a trouble has happened, so that an operation may fail. */
  isDisturbed = false;
  /** The Lambdas that watch. @default - nothing begins by itself */
  readonly watchers: SimWatchers | undefined;
  #running = 0;
  /** Operations that began while another one ran. */
  readonly #alongside = new Set<Promise<Ending>>();

  /** @param mayLose whether happenings are allowed by which a write may be lost */
  constructor(
    pairOf: (world: SimWorld<P>) => P,
    readonly mayLose: boolean,
  ) {
    this.watch = new Watch(this);
    this.#clients = new SimClients(this);
    this.pair = pairOf(this);
    this.noise = this.habits;
    this.watchers = this.habits.automatic && new SimWatchers(this);
    this.watchers?.begin();
  }

  get habits(): P['habits'] {
    return this.pair.habits;
  }
  get clusters(): P['clusters'] {
    return this.pair.clusters;
  }
  other = (name: ClusterName): P['clusters']['home'] => this.clusters[otherCluster(name)];
  tableOf = (name: TableName): FakeTable => (name === 'witness' ? this.witness : this.tables[name]);
  get tableNames(): readonly TableName[] {
    return this.habits.hasWitness ? TABLE_NAMES : CLUSTER_NAMES;
  }

  get acknowledged(): Set<number> {
    return this.#clients.acknowledged;
  }
  get acknowledgedAt(): ReadonlyMap<number, number> {
    return this.#clients.acknowledgedAt;
  }
  get route53(): SimClients['route53'] {
    return this.#clients.route53;
  }
  answerOfRoute53 = (command: Parameters<SimClients['answerOfRoute53']>[0]): object =>
    this.#clients.answerOfRoute53(command);
  clientWrites = (): void => this.#clients.write();
  /** Acknowledges a write on one cluster that never ships. */
  acknowledgeOn = (name: ClusterName): void => this.#clients.acknowledge(name, undefined);
  clientWritesNow = (): void => this.#clients.writeNow();

  /** Acknowledged writes that this cluster lacks. */
  lost = (name: ClusterName): number[] => [...this.acknowledged].filter((id) => !this.clusters[name].data.has(id));

  primaries = (): ClusterName[] => CLUSTER_NAMES.filter((name) => this.clusters[name].isPrimary);

  /** Runs one operation as its Lambda does, to its end. */
  operate = (request: OperationRequest, options: RunOptions = {}): Promise<Ending> =>
    this.clock.run(this.begin(request, options));

  /** Runs two operations that begin at the same moment, one in each region. */
  operateTwo = ([home, away]: readonly [OperationRequest, OperationRequest]): Promise<Ending[]> =>
    this.clock.run(Promise.all([this.begin(home, { region: 'home' }), this.begin(away, { region: 'away' })]));

  /** Begins another operation while one runs. The running one waits for it before it returns. */
  beginAlongside(request: OperationRequest, options: RunOptions): void {
    this.#alongside.add(this.begin(request, options));
  }

  /** Begins an operation; `clock.run` lets time pass until it ends. */
  async begin(request: OperationRequest, options: RunOptions = {}): Promise<Ending> {
    const run = new SimRun(this.clock, options.faults ?? [], options.region);
    this.watch.begins(run, request.accept, request.operation, {
      isAutomatic: request.automatic !== undefined,
      leavesName: request.dns === 'defer',
    });
    this.lastRun = run;
    this.#running += 1;
    const over = new AbortController();
    for (const { afterMs, happen } of options.meanwhile ?? []) {
      this.clock.wait(afterMs, over.signal).then(
        () => happen(run),
        () => undefined,
      );
    }
    const ended = await Promise.race([this.#work(run, request, options), run.killed]);
    run.isOver = true;
    over.abort();
    if (ended === 'killed') this.watch.ends(run);
    this.#running -= 1;
    if (ended !== 'killed' && !this.isDisturbed && this.#running === 0) this.watch.endsInPeace(request);
    this.clientWrites();
    for (const other of this.#alongside) {
      this.#alongside.delete(other);
      await other;
    }
    return ended;
  }

  async #work(run: SimRun, request: OperationRequest, options: RunOptions): Promise<Ending> {
    try {
      const result = await runOperation(this.dependencies(run, options), request, options.budgetMs ?? BUDGET_MS);
      this.lastResult = result;
      this.#hear(request, `${result.outcome}: ${result.summary}`);
      this.lastNeeds = result.error?.needs ?? [];
      this.watch.ends(run, result);
      return result.outcome === 'partial' ? 'partial' : 'done';
    } catch (error) {
      if (!(error instanceof VaultDrError)) throw error;
      this.lastNeeds = needsOf(error);
      this.#hear(request, `refused: ${error.message}`);
      this.watch.refused(run, error.message);
      return 'refused';
    }
  }

  #hear = ({ operation, to }: OperationRequest, words: string): void =>
    void this.words.push(`${operation}${to ? ` to ${to}` : ''} ${words}`);

  /** Pauses or resumes what begins by itself, or acknowledges what has. */
  async control(operation: Control, region: ClusterName = 'away'): Promise<Ending> {
    const run = new SimRun(this.clock, [], region);
    this.watch.begins(run, [], operation);
    if (operation === 'resume') this.watch.automatic.isPaused = false;
    const asked = { operation, actor: 'a person', reason: 'a drill' } as const;
    try {
      await this.clock.run(runControl(this.dependencies(run, {}), asked));
    } catch (error) {
      if (!(error instanceof VaultDrError)) throw error;
      return 'refused';
    } finally {
      this.watch.forget(run);
    }
    if (operation === 'pause') this.watch.automatic.isPaused = true;
    if (operation === 'acknowledge') this.watch.automatic.isAcknowledged = true;
    return 'done';
  }

  async status(): Promise<StatusResult> {
    const run = new SimRun(this.clock, []);
    this.watch.begins(run, [], 'status');
    const status = await this.clock.run(runStatus(this.dependencies(run, {})));
    this.watch.says(JSON.stringify(status));
    return status;
  }

  pass = (ms: number): Promise<void> => this.clock.run(this.clock.wait(ms), 2 * ms);

  /** The dependencies of the engine for one run. */
  dependencies(run: SimRun, { skewMs = 0, moveNameByHand }: RunOptions): EngineDependencies {
    const keep = (...words: unknown[]): void => this.watch.says(JSON.stringify(words));
    const clock: Clock = {
      now: () => this.clock.now() + skewMs - run.stoodStillMs,
      wall: () => this.clock.now() + skewMs,
      wait: (ms, signal) => run.wait(ms, signal),
    };
    return {
      ...this.pair.engineOf(run, clock),
      aws: awsFor(this, run),
      config: config(run.region, this.habits),
      clock,
      log: { info: keep, warn: keep, error: keep },
      ...(moveNameByHand && { moveNameByHand }),
    };
  }
}

const VAULT = {
  addresses: { home: 'https://home.test', away: 'https://away.test' },
  ca: undefined,
  probeTimeoutMs: 1000,
} as const;

const config = (region: ClusterName, { hasWitness, automatic }: CommonHabits): OperationsConfig => {
  const { regions } = operationsConfig(VAULT);
  return operationsConfig(VAULT, {
    region: regions[region],
    ...(hasWitness && { witnessRegion: 'eu-west-3' }),
    ...(automatic && { automatic }),
  });
};
