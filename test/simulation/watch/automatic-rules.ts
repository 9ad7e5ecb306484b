import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { met } from '../kinds';
import { tally } from '../tally';
import type { SimRun } from '../sim-run';
import { doesHomeAnswer, type Written } from '../sim-watchers';
import type { AnyWorld } from '../sim-pair';
import { broken, FRESH_MS, type Seen, type Verdict } from './seen';

interface Acting {
  readonly run: SimRun;
  readonly seen: Seen;
  readonly askedAt: number;
}

/** A row counts for this long at most: 30 s by its reader, and two pauses between runs that the reader does not count. */
const ROW_MS = 75_000;
/** Rows of one watcher are without interruption if none of their pauses is longer: 90 s by two clocks that are 30 s wrong. */
const PAUSE_MS = 150_000;

/** A look takes up to this long until its row is written. */
const LOOKING_MS = 3_500;

/** Judges what begins by itself, by what the watchers have written and people have confirmed, in true time. */
export class AutomaticActs {
  /** A pause was confirmed, and nobody has begun to end it. */
  isPaused = false;
  /** The last failover that began by itself was acknowledged. */
  isAcknowledged = true;
  /** The cluster that was promoted last, by whomever. */
  lastPromoted: ClusterName | undefined;
  readonly #last = new Map<string, { readonly run: SimRun; readonly at: number }>();

  promotes(world: AnyWorld, { run, askedAt, seen }: Acting, name: ClusterName): Verdict[] {
    const isFirst = this.#last.get('failover')?.run !== run;
    const what = `${name} is promoted by itself`;
    const verdicts = [
      name === 'away' ? undefined : broken(`${what}: a failback is never automatic`),
      seen.operation === 'failover' ? undefined : broken(`${what} by a ${seen.operation}`),
      this.isPaused ? broken(`${what} after a pause was confirmed`) : undefined,
      isFirst ? this.#isTooSoon(world, 'failover', what) : undefined,
      isFirst && !this.isAcknowledged ? broken(`${what} before the last one was acknowledged`) : undefined,
      saysServes(world, askedAt, what),
      doObserversAgree(world, askedAt, what),
    ];
    if (isFirst) {
      met('a failover began by itself');
      this.isAcknowledged = false;
      this.#last.set('failover', { run, at: world.clock.now() });
    }
    return verdicts;
  }

  demotes(world: AnyWorld, { run, seen }: Omit<Acting, 'askedAt'>, name: ClusterName): Verdict {
    const what = `${name} is demoted by itself`;
    if (seen.operation !== 'fence') return broken(`${what} by a ${seen.operation}`);
    if (this.isPaused) return broken(`${what} after a pause was confirmed`);
    if (!world.clusters[otherCluster(name)].isPrimary) return broken(`${what}, and no other cluster is primary`);
    if (this.lastPromoted !== otherCluster(name)) return broken(`${what}, and the other cluster has not taken over`);
    if (this.#last.get('fence')?.run === run) return undefined;
    const verdict = this.#isTooSoon(world, 'fence', what);
    met('a fence began by itself');
    this.#last.set('fence', { run, at: world.clock.now() });
    return verdict;
  }

  #isTooSoon({ clock, habits }: AnyWorld, act: string, what: string): Verdict {
    const last = this.#last.get(act);
    const coolDownMs = (habits.automatic?.coolDownSeconds ?? 0) * 1000;
    if (last === undefined || clock.now() - last.at >= coolDownMs) return undefined;
    return broken(`${what} twice in one cool-down`);
  }
}

/** No fresh row that can be read says that home serves. */
function saysServes(world: AnyWorld, at: number, what: string): Verdict {
  const { watchers, network, tables } = world;
  const isReadable = network.reachesTable('away', 'home') && tables.home.behaviour === 'answers';
  const rows = [...(isReadable ? [watchers?.rows.home.at(-1)] : []), watchers?.rows.away.at(-1)];
  const serving = rows.some((row) => row?.service === 'serves' && at - row.at <= 30_000 && at - row.at >= FRESH_MS);
  return serving ? broken(`${what} while a fresh row says that home serves`) : undefined;
}

/** Two observers on different paths have seen home lost, each without interruption, for as long as it has to be. */
function doObserversAgree(world: AnyWorld, at: number, what: string): Verdict {
  const { rows } = world.watchers ?? { rows: { home: [], away: [], witness: [] } };
  const afterMs = (world.habits.automatic?.failover?.afterSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  const isLong = (written: readonly Written[], is: (row: Written) => boolean): boolean =>
    spanOf(written, is, at) >= afterMs - LOOKING_MS;
  const isDown = ({ service }: Written): boolean => service === 'down';
  const isSilent = ({ region }: Written): boolean => region === 'silent';
  if (!isLong(rows.away, isDown)) return broken(`${what}, and away has not seen home down for long enough`);
  const areTwoDown = isLong(rows.home, isDown);
  const isRegionLost = isLong(rows.away, isSilent) && isLong(rows.witness, isSilent);
  if (!areTwoDown && !isRegionLost) return broken(`${what}, and the observers do not agree`);
  if (isRegionLost && !areTwoDown && doesHomeAnswer(world, 'away')) {
    tally.count('excused: the region of home came back while a promotion was sent');
  }
  return undefined;
}

/** For how long the newest rows have said so, milliseconds. */
function spanOf(written: readonly Written[], is: (row: Written) => boolean, at: number): number {
  const newest = written.at(-1);
  if (newest === undefined || at - newest.at > ROW_MS) return 0;
  // The row that is written while the promotion is under way may say something else.
  const from = !is(newest) && at - newest.at < FRESH_MS ? written.length - 2 : written.length - 1;
  let first: number | undefined;
  for (let i = from; i >= 0; i--) {
    const row = written[i];
    if (row === undefined || !is(row) || (first !== undefined && first - row.at > PAUSE_MS)) break;
    first = row.at;
  }
  return first === undefined ? 0 : (written[from]?.at ?? first) - first;
}
