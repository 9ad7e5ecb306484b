import { Moment } from '../../shared/clock';
import { PlanRefusedError } from '../../shared/errors';
import { otherCluster, type ClusterName } from '../../shared/contract';
import type { EngineDependencies } from '../engine';
import type { AutomaticRequest } from '../event';
import { roleOf } from '../plan/facts';
import type { Step } from '../steps';
import type { World } from '../world';
import { decide, type Sight } from './decide';
import { HINDRANCES, hindranceOf, lossHindrance } from './permission';
import { readRow, regionState, type RegionState, type RowLook, type TableRow, type WatcherRow } from './rows';
import type { AutomaticSettings } from './settings';
import { deletePart, isEnough, readState, writePart, type Act, type ActName } from './state';
import { doesStsAnswer } from './sts';
import { isOfThisMinute } from './watcher';

/** A promotion must not rely on an agreement that is older. */
const AGREED_MS = 1_000;

export interface ConsentOptions {
  readonly act: ActName;
  readonly operationId: string;
  /** What the watcher saw when it asked. */
  readonly asked: AutomaticRequest;
  readonly reason: string;
  readonly settings: AutomaticSettings;
}

/**
 * Whether an operation that nobody asked for may begin, and go on until it changes something. The watcher has decided
 * before. This decides again under the lease, with new looks, because a decision without the lease may be outdated.
 */
export class AutomaticConsent {
  #isRecorded = false;
  /** When the watchers were last seen to agree. */
  #agreed: Moment | undefined;

  constructor(
    private readonly dependencies: EngineDependencies,
    private readonly options: ConsentOptions,
  ) {}

  /** Has to be called under the lease, before anything else. @throws PlanRefusedError */
  async mayBegin(): Promise<void> {
    const { aws, config, clock } = this.dependencies;
    const { act, settings } = this.options;
    const [state] = await Promise.all([readState(aws.tables, config.journalTable), this.#mayGoOn()]);
    const hindrance = hindranceOf(act, state, { now: clock.now(), coolDownSeconds: settings.coolDownSeconds });
    if (hindrance) throw refusal(HINDRANCES[hindrance]);
  }

  /**
   * Has to be called before each change. The first one is written down before it happens, so that there is no second one
   * until the cool-down is over.
   *
   * @throws PlanRefusedError
   */
  async mayChange(step: Step, world: World): Promise<void> {
    const { act } = this.options;
    // An operation that nobody watches takes no role from a cluster that serves clients.
    if (act === 'failover' && step.kind === 'demote') throw refusal('home answers as primary again');
    if (!this.#isRecorded) await this.#record();
    if (act === 'failover' && (step.kind === 'promote' || step.kind === 'fence')) {
      const other = step.kind === 'fence' ? step.cluster : otherCluster(step.cluster);
      // What this run has fenced counts as demoted. To stop now would leave both clusters without writes.
      const isFenced = world.run.fence?.cluster === other && world.run.fence.outcome === 'confirmed';
      if (roleOf(world, other) !== 'gone' && !isFenced) throw refusal('home answers again');
      if (this.#agreed === undefined || this.#agreed.ageMs() >= AGREED_MS) await this.#mayGoOn();
    }
  }

  /** Forgets an act that changed nothing. If this fails, a person has to acknowledge it. */
  async forget(): Promise<void> {
    if (!this.#isRecorded) return;
    const { aws, config } = this.dependencies;
    await deletePart(aws.tables, config.journalTable, this.options.act, this.options.operationId);
  }

  async #record(): Promise<void> {
    const { aws, config, clock } = this.dependencies;
    const { act, operationId, reason } = this.options;
    const value: Act = { id: operationId, at: new Date(clock.now()).toISOString(), reason };
    this.#isRecorded = true;
    const written = await writePart(aws.tables, config.journalTable, { slot: act, value });
    if (!isEnough(written)) throw refusal('fewer than two tables have a record of it');
  }

  /** Whether the watchers still agree. */
  async #mayGoOn(): Promise<void> {
    const { failover } = this.options.settings;
    if (this.options.act === 'fence') return;
    if (!failover) throw refusal('no failover begins by itself here');
    const seen = await this.#look();
    if (seen === undefined) throw refusal('the row of its own watcher cannot be read');
    const decision = decide(seen.sight, failover.afterSeconds * 1000);
    if (decision.kind !== 'failover') throw refusal(decision.reason);
    const hindrance = lossHindrance(seen.row.lossSeconds, failover.maxLossSeconds);
    if (hindrance) throw refusal(HINDRANCES[hindrance]);
    this.#agreed = new Moment(this.dependencies.clock);
  }

  /** Reads every row again, and asks the region of home. */
  async #look(): Promise<{ readonly sight: Sight; readonly row: WatcherRow } | undefined> {
    const { aws, config, clock } = this.dependencies;
    const { tables, homeSts } = aws;
    const { beats } = this.options.asked;
    if (!tables.witness || !homeSts) return undefined;
    const read = (client: (typeof tables)['home']): Promise<TableRow> => readRow(client, config.journalTable);
    const [home, away, witness, sts] = await Promise.all([
      read(tables.home),
      read(tables.away),
      read(tables.witness),
      doesStsAnswer(homeSts),
    ]);
    const { row } = away;
    if (row?.service === undefined || !isOfThisMinute(row, clock.now())) return undefined;
    const region: RegionState = regionState(home.look, sts);
    return {
      row,
      sight: {
        home: lookOf(home, beats.home),
        witness: lookOf(witness, beats.witness),
        service: row.service,
        region: region === row.region.is ? row.region : { is: region, forMs: 0 },
      },
    };
  }
}

/**
 * A row with the beat that the watcher of away saw a moment ago, when it was fresh, or with another one, which is newer.
 * Without such a beat nothing shows that the row is fresh.
 */
function lookOf({ look, row }: TableRow, beat: string | undefined): RowLook {
  if (look.kind === 'silent') return { kind: 'unread' };
  if (row === undefined) return { kind: 'absent' };
  return beat === undefined ? { kind: 'stale' } : { kind: 'fresh', row };
}

const refusal = (reason: string): PlanRefusedError =>
  new PlanRefusedError({
    refusal: 'not-by-itself',
    reason: `Nothing begins by itself: ${reason}`,
    remedy: 'Look at status. A person can run the operation at any time.',
  });

/** The cluster that an automatic failover promotes. A failback is never automatic. */
export const AUTOMATIC_TARGET: ClusterName = 'away';
