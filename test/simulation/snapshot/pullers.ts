import { pull } from '../../../functions/snapshot-puller/pull';
import { Deadline, type Clock } from '../../../functions/shared/clock';
import { CLUSTER_NAMES, type ClusterName } from '../../../functions/shared/contract';
import { VaultDrError } from '../../../functions/shared/errors';
import { FAULTS, SimRun, type PlannedFault } from '../sim-run';
import { tally } from '../tally';
import { MOST_BYTES, type SnapshotPair, type SnapshotWorld } from './snapshot-pair';

const EACH_MS = 60_000;
/** Limit of one copy, and of its Lambda, milliseconds. */
const MOST_MS = 50_000;
const LAMBDA_MS = 60_000;
/** Calls of a copy. */
const CALLS = 30;

/** The Lambdas that copy the other cluster into the bucket of their region each minute. */
export class Pullers {
  /** Whether they meet no more faults. */
  areWell = false;
  readonly #running = new Set<ClusterName>();

  constructor(
    private readonly world: SnapshotWorld,
    private readonly pair: SnapshotPair,
  ) {}

  begin(): void {
    for (const name of CLUSTER_NAMES) void this.#eachMinute(name);
  }

  async #eachMinute(own: ClusterName): Promise<void> {
    const { clock } = this.world;
    await clock.wait(own === 'away' ? 1_000 : 31_000);
    for (;;) {
      void this.copy(own);
      await clock.wait(EACH_MS);
    }
  }

  /** One copy, as its Lambda makes it. Two never run at once. */
  async copy(own: ClusterName): Promise<void> {
    const { world, pair } = this;
    if (this.#running.has(own) || pair.isRegionLost(own)) return;
    this.#running.add(own);
    const run = new SimRun(world.clock, this.#faults(), own);
    world.watch.begins(run, []);
    void world.clock.wait(LAMBDA_MS).then(() => run.kill());
    try {
      await Promise.race([this.#copy(own, run), run.killed]);
    } catch (error) {
      if (!(error instanceof VaultDrError)) throw error;
      world.watch.says(error.message);
      tally.count(`a copy fails: ${error.name}`);
    } finally {
      run.isOver = true;
      world.watch.forget(run);
      this.#running.delete(own);
    }
  }

  async #copy(own: ClusterName, run: SimRun): Promise<void> {
    const { world, pair } = this;
    const clock: Clock = {
      now: () => world.clock.now() + (pair.areClocksRight ? 0 : pair.habits.pullerClockMs[own]),
      wait: (ms, signal) => run.wait(ms, signal),
    };
    const { skipped, file } = await pull({
      own,
      vault: pair.vaultOf(run),
      login: (cluster) => pair.login(run, cluster),
      store: pair.storeIn(own, run),
      mount: 'dr',
      mostBytes: MOST_BYTES,
      clock,
      deadline: Deadline.in(clock, MOST_MS),
    });
    tally.count(skipped ? `a copy is skipped: ${skipped}` : 'a copy is made');
    world.watch.says(JSON.stringify({ skipped, file }));
  }

  #faults(): PlannedFault[] {
    if (this.areWell || Math.random() >= this.pair.habits.pullFaults) return [];
    const kind = FAULTS[Math.floor(Math.random() * FAULTS.length)] ?? 'reset';
    return [{ call: Math.floor(Math.random() * CALLS), times: Math.random() < 0.7 ? 1 : 5, kind }];
  }
}
