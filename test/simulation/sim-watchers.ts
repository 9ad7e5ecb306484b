import type { OperationRequest } from '../../functions/dr-operations/event';
import { doesStsAnswer } from '../../functions/dr-operations/automatic/sts';
import type { RegionState, ServiceState, WatcherRow } from '../../functions/dr-operations/automatic/rows';
import { LOOK_MS, Watcher } from '../../functions/dr-operations/automatic/watcher';
import { fenceRequest } from '../../functions/watch/automatic/fence';
import { everyTenSeconds } from '../../functions/watch/automatic/in-a-loop';
import { Lookout } from '../../functions/watch/automatic/lookout';
import { foresee } from '../../functions/dr-operations/foresight';
import { met } from './kinds';
import { TABLE_NAMES, type TableName } from './network';
import { awsFor } from './sim-aws';
import { SimRun } from './sim-run';
import type { AnyWorld } from './sim-pair';

const MINUTE_MS = 60_000;
/** How long a watcher waits for the answer of the operation that it asked for. */
const ANSWER_MS = 20_000;
/** More than the Lambda needs for an operation. */
const LONGEST_MS = 300_000;

/** A row as it was written, and when, in true time. */
export interface Written {
  readonly at: number;
  readonly service: ServiceState | undefined;
  readonly region: RegionState;
}

/** The Lambdas that watch: one in each region of a cluster, and the witness. Each runs once a minute, as EventBridge does it. */
export class SimWatchers {
  /** Every row of each watcher, oldest first. */
  readonly rows: Record<TableName, Written[]> = { home: [], away: [], witness: [] };
  /** Watchers that do not run. */
  readonly silent = new Set<TableName>();
  #listener: (() => void) | undefined;
  /** Operations that began by themselves and have not ended. */
  readonly #asked = new Set<Promise<unknown>>();
  #isOver = false;

  constructor(private readonly world: AnyWorld) {}

  /** Begins to watch. The watchers of the regions begin at different seconds. */
  begin(): void {
    for (const [i, name] of TABLE_NAMES.entries()) void this.#runEachMinute(name, i * 7_000);
  }

  /** Ends the watch, and waits until what has begun by itself has ended. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.world.clock.run(this.world.clock.wait(LOOK_MS), LONGEST_MS);
    await this.world.clock.run(Promise.all(this.#asked), 2 * LONGEST_MS);
  }

  /** Calls the listener when a watcher first asks for an operation. */
  onAsk(listener: () => void): void {
    this.#listener = listener;
  }

  /** Keeps the history of the rows. */
  kept(input: unknown): void {
    const { Item } = input as { Item: Record<string, { S?: string }> };
    if (Item['pk']?.S !== 'watcher') return;
    const { watcher, service, region } = JSON.parse(Item['row']?.S ?? '{}') as WatcherRow;
    this.rows[watcher].push({ at: this.world.clock.now(), service: service?.is, region: region.is });
  }

  async #runEachMinute(name: TableName, afterMs: number): Promise<void> {
    const { clock } = this.world;
    await clock.wait(afterMs);
    while (!this.#isOver) {
      const nextAt = clock.now() + MINUTE_MS;
      if (!this.silent.has(name)) await this.#runOnce(name);
      await clock.wait(Math.max(0, nextAt - clock.now()));
    }
  }

  async #runOnce(name: TableName): Promise<void> {
    const { world } = this;
    const run = new SimRun(world.clock, [], name === 'witness' ? 'away' : name);
    world.watch.begins(run, [], 'status');
    const look = this.#look(name, run);
    const isOn = (): boolean => !this.#isOver && !this.silent.has(name);
    if (name !== 'witness' && world.habits.automatic?.fence) void this.#fence(run);
    const { end } = everyTenSeconds(world.clock, async () => {
      if (isOn()) await look().catch(() => undefined);
    });
    await end;
    world.watch.forget(run);
  }

  #look(name: TableName, run: SimRun): () => Promise<unknown> {
    const { world } = this;
    const dependencies = world.dependencies(run, { skewMs: this.#skew() });
    const { automatic } = world.habits;
    if (name === 'witness' || !automatic?.failover) {
      const aws = awsFor(world, run, name);
      const { homeSts, tables } = aws;
      const { clock, config } = dependencies;
      const ask = (): Promise<boolean> => (homeSts ? doesStsAnswer(homeSts) : Promise.resolve(true));
      const watcher = new Watcher({ self: name, tables, tableName: config.journalTable, doesStsAnswer: ask, clock });
      return () => watcher.look();
    }
    const lookout = new Lookout({
      dependencies,
      cluster: name,
      settings: automatic.failover,
      ask: (request) => this.#ask(request, name),
    });
    return () => lookout.look();
  }

  async #fence(run: SimRun): Promise<void> {
    const { world } = this;
    const { world: seen, status } = await foresee(world.dependencies(run, { skewMs: this.#skew() }));
    const request = fenceRequest(seen, status, world.habits.automatic);
    if (request && !this.#isOver) await this.#ask(request, run.region);
  }

  async #ask(request: OperationRequest, region: 'home' | 'away'): Promise<void> {
    met(request.operation === 'fence' ? 'a fence is asked for by a watcher' : 'a failover is asked for by a watcher');
    this.#listener?.();
    this.#listener = undefined;
    const running = this.world.begin(request, { region, skewMs: this.#skew() });
    this.#asked.add(running);
    void running.finally(() => this.#asked.delete(running));
    await Promise.race([running, this.world.clock.wait(ANSWER_MS)]);
  }

  /** Each run may be on a machine with another clock. */
  #skew(): number {
    const { skewMs = 0 } = this.world.habits;
    return skewMs === 0 ? 0 : Math.round((2 * Math.random() - 1) * skewMs);
  }
}

/** Whether AWS in the region of home answers a region, in truth. */
export const doesHomeAnswer = ({ network, tables }: AnyWorld, region: TableName): boolean =>
  network.homeSts[region] || (network.reachesTable(region, 'home') && tables.home.behaviour !== 'black-holed');
