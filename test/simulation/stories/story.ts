import type { OperationRequest } from '../../../functions/dr-operations/event';
import type { OperationResult } from '../../../functions/dr-operations/result';
import type { ClusterName } from '../../../functions/shared/contract';
import { ask } from '../ask';
import { enterpriseWorld } from '../enterprise-pair';
import { PLAIN, type Habits } from '../habits';
import { killAfterPromotion, leaveOneWriteBehind } from '../happenings';
import { PG_PLAIN, type PgHabits } from '../postgres/habits';
import { pgWorld, type PgWorld } from '../postgres/pg-pair';
import type { AnyWorld } from '../sim-pair';
import type { SimWorld } from '../sim-world';
import { QUIET, type SnapshotHabits } from '../snapshot/snapshot-habits';
import { snapshotWorld, type SnapshotWorld } from '../snapshot/snapshot-pair';

/** One situation in a world of its own. */
export interface Story {
  readonly name: string;
  /** @returns what went wrong, or `undefined`; a promise that was broken on the way fails the story too */
  readonly tell: (begin: Begin) => Promise<string | undefined>;
}

type BeginOf<H, W> = (habits?: Partial<H>, more?: { readonly mayLose?: boolean; readonly writes?: number }) => W;

/** Creates a world without randomness: a client writes at every second call. */
export interface Begin extends BeginOf<Habits, SimWorld> {
  /** A pair on PostgreSQL. */
  readonly postgres: BeginOf<PgHabits, PgWorld>;
  /** A pair with snapshots of raft storage. */
  readonly snapshot: BeginOf<SnapshotHabits, SnapshotWorld>;
}

/** Runs a story. @returns what went wrong, or `undefined` */
export async function tellStory({ tell }: Story): Promise<string | undefined> {
  const random = Math.random;
  const worlds: AnyWorld[] = [];
  const of =
    <H, W extends AnyWorld>(plain: H, create: (habits: H, mayLose: boolean) => W): BeginOf<H, W> =>
    (habits, { mayLose = true, writes = 3 } = {}) => {
      let draws = 0;
      Math.random = () => (draws++ % 2 === 0 ? 0.25 : 0.75);
      const world = create({ ...plain, ...habits }, mayLose);
      worlds.push(world);
      world.isDisturbed = true;
      for (let i = 0; i < writes; i++) world.clientWritesNow();
      return world;
    };
  try {
    const others = { postgres: of(PG_PLAIN, pgWorld), snapshot: of(QUIET, snapshotWorld) };
    const said = await tell(Object.assign(of(PLAIN, enterpriseWorld), others));
    const broken = [...worlds.flatMap(({ watch }) => watch.broken), ...(said === undefined ? [] : [said])];
    return broken.length > 0 ? broken.join('; ') : undefined;
  } finally {
    Math.random = random;
  }
}

/** Whether the cluster that the client name leads to acknowledges writes. */
export function areServed({ route53: { weights }, clusters }: AnyWorld): boolean {
  const name: ClusterName = weights.home > 0 ? 'home' : 'away';
  return clusters[name].writable;
}

/** Number of acknowledged writes that no cluster has. */
export const gone = ({ acknowledged, clusters }: SimWorld): number =>
  [...acknowledged].filter((id) => !clusters.home.data.has(id) && !clusters.away.data.has(id)).length;

/** Makes a dry run. @returns its result, or the last result when the dry run is refused */
export async function foresee(world: SimWorld, asked: OperationRequest): Promise<OperationResult | undefined> {
  await world.operate({ ...asked, dryRun: true });
  return world.lastResult;
}

/** Checks that an operation was refused and asks for one acceptance. @returns what went wrong, or `undefined` */
export const refusesFor = (world: AnyWorld, ending: string, need: string): string | undefined =>
  ending === 'refused' && world.lastNeeds.some((name) => name === need)
    ? undefined
    : `it is ${ending}, and asks for ${world.lastNeeds.join(', ') || 'nothing'}`;

/** A world in which a switchover was killed between its promotion and its proof, and one write is only on home. */
export async function killSwitchoverBeforeProof(begin: Begin): Promise<SimWorld> {
  const world = begin({ demoteMs: 20_000 }, { mayLose: false });
  leaveOneWriteBehind(world);
  killAfterPromotion(world, 200);
  await world.operate(ask('switchover'));
  await world.pass(60_000);
  return world;
}
