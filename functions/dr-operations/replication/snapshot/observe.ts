import { NOTHING_REPORTED, type ClusterObservation, type UpCluster } from '../../../shared/cluster-observation';
import type { Clock } from '../../../shared/clock';
import { otherCluster, type ClusterName } from '../../../shared/contract';
import { asKnown, BadAnswerError, NoAnswerError, VaultDrError } from '../../../shared/errors';
import { isParked, pathsWithData } from '../../../shared/parked';
import { committedIndex } from '../../../shared/raft-cluster';
import { parseHealth, type Health } from '../../../shared/statements';
import {
  SnapshotStoreError,
  type Demotion,
  type DemotionBegun,
  type SnapshotFile,
} from '../../../shared/snapshot-store';
import type { SnapshotParts } from './context';
import { isBeingParked } from './park';

/** A look at a bucket takes about as long as one at a cluster, and its files change once a minute. */
const KEEP_LOOK_MS = 2_000;
/** After this many intervals without a new file, the copies have stopped. */
const MISSED = 2;
/** A cluster that was initialised and not used has a lower raft index (measured: 30). */
const EMPTY_INDEX = 60;

/** What the bucket of a region says. `undefined`: it gives no answer. */
export interface StoreLook {
  readonly newest: SnapshotFile | undefined;
  readonly demotion: Demotion | undefined;
  readonly begun: DemotionBegun | undefined;
  /** What is in the bucket and not of this system, with what to do. Then its newest file is not known. */
  readonly foreign?: string;
}

/** Looks at the buckets of both regions, and remembers what they said for a moment. */
export class StoreLooks {
  readonly #looks = new Map<ClusterName, { readonly at: number; readonly look: Promise<StoreLook | undefined> }>();

  constructor(
    private readonly stores: SnapshotParts['stores'],
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  of(cluster: ClusterName, timeoutMs: number): Promise<StoreLook | undefined> {
    const known = this.#looks.get(cluster);
    const now = this.clock.now();
    if (known && now - known.at < KEEP_LOOK_MS) return known.look;
    const look = this.#read(cluster, now, AbortSignal.timeout(timeoutMs));
    this.#looks.set(cluster, { at: now, look });
    return look;
  }

  /** After this process has changed what is in them. */
  forget(): void {
    this.#looks.clear();
  }

  async #read(cluster: ClusterName, now: number, abortSignal: AbortSignal): Promise<StoreLook | undefined> {
    const store = this.stores[cluster];
    try {
      const [newest, demotion, begun] = await Promise.all([
        store.newest(now, abortSignal),
        store.readDemotion(otherCluster(cluster), abortSignal),
        store.readDemotionBegun(otherCluster(cluster), abortSignal),
      ]);
      return { newest, demotion, begun };
    } catch (error) {
      if (error instanceof SnapshotStoreError) {
        return { newest: undefined, demotion: undefined, begun: undefined, foreign: error.message };
      }
      if (error instanceof VaultDrError) return undefined;
      throw error;
    }
  }
}

export interface ObserveOptions extends SnapshotParts {
  readonly clock: Pick<Clock, 'now'>;
}

/** Looks at one cluster and at the buckets. What they do is never an error. */
export async function observe(
  options: ObserveOptions,
  cluster: ClusterName,
  timeoutMs: number,
): Promise<ClusterObservation> {
  const { vault, looks } = options;
  const other = otherCluster(cluster);
  const [health, index, own, others] = await Promise.all([
    vault[cluster].read('sys/health', timeoutMs).catch(asKnown),
    committedIndex(vault[cluster], timeoutMs).catch(asKnown),
    looks.of(cluster, timeoutMs),
    looks.of(other, timeoutMs),
  ]);
  if (health instanceof Error) {
    // While it is parked, its servers are stopped and empty.
    if (health instanceof NoAnswerError) {
      return beingParked(undefined, others) ?? stopped(others) ?? { kind: 'unreachable', cause: health.noAnswer };
    }
    return { kind: 'odd', problem: health instanceof BadAnswerError ? health.badAnswer : 'not-vault' };
  }
  const { says, body } = parseHealth(health);
  switch (says.kind) {
    case 'odd':
      return { kind: 'odd', problem: says.problem };
    case 'uninitialised':
      // It has no data any more. It is brought back in the same way as one that is sealed.
      return emptied(demoted(body, others)) ?? { kind: 'uninitialised' };
    case 'sealed':
      return beingParked(body, others) ?? demoted(body, others) ?? { kind: 'sealed' };
    default:
      break;
  }
  const clusterId = (health.body['cluster_id'] as string | undefined) || undefined;
  // A standby answers at this address only while no node is active.
  if (health.status !== 200 || body === undefined || clusterId === undefined || typeof index !== 'number') {
    return { kind: 'changing', mode: undefined, detail: 'it has no active node' };
  }
  const look = { ...lookOf(body), clusterId };
  const data = [own?.newest, others?.newest].find((file) => file?.clusterId === clusterId);
  // A restore brings the id of the cluster along, so that a parked one has another.
  if (data) return { ...look, mode: 'primary', serving: true, state: 'running', lastWal: index };
  const file = own?.newest ?? others?.newest;
  const parked = await parkedState(options, cluster, timeoutMs, file === undefined);
  if (parked instanceof Error) {
    return (
      madeEmpty({ body, clusterId, index }, others) ?? {
        kind: 'changing',
        mode: undefined,
        // Its servers run, so that the reason says what to do: it may have been made anew.
        detail: `whether it is parked could not be read: ${parked.message}`,
      }
    );
  }
  if (typeof parked === 'string') return { kind: 'changing', mode: undefined, detail: parked };
  if (!parked && own === undefined) {
    const detail = 'the bucket of its region gives no answer, so that nothing tells whether it has the data';
    return { kind: 'changing', mode: undefined, detail };
  }
  if (!parked && file !== undefined) {
    const why = `it is not parked, and it is the cluster ${clusterId}, while ${file.key} is of ${file.clusterId}`;
    const detail = `${why}: if nobody needs what it holds, park it as docs/community.md says`;
    return { kind: 'changing', mode: undefined, detail };
  }
  if (!parked) return { ...look, mode: 'primary', serving: true, state: 'running', lastWal: index };
  if (own === undefined)
    return { kind: 'changing', mode: 'secondary', detail: 'the bucket with its files gives no answer' };
  if (own.foreign !== undefined) return { kind: 'changing', mode: 'secondary', detail: own.foreign };
  const seen = secondary(look, own.newest, options);
  // Its other servers may still be stopped. The step that parks it goes on.
  return beingParked(body, others) ? { ...seen, state: 'idle' } : seen;
}

/** A parked cluster with the files of its region. */
function secondary(
  look: UpCluster,
  newest: SnapshotFile | undefined,
  { clock, intervalSeconds }: ObserveOptions,
): UpCluster {
  const parked = { ...look, clusterId: newest?.clusterId, mode: 'secondary', serving: false } as const;
  if (newest === undefined) return { ...parked, state: 'merkle-sync' };
  const canaryAgeMs = Math.max(0, clock.now() - newest.takenAt);
  return {
    ...parked,
    state: canaryAgeMs <= MISSED * intervalSeconds * 1000 ? 'stream-wals' : 'idle',
    lastRemoteWal: newest.index,
    merkleRoot: newest.sha256,
    canaryAgeMs,
    hasWritesUntil: new Date(newest.takenAt).toISOString(),
  };
}

/**
 * What is written down of a cluster that this system sealed, if nothing was copied from it since, and nobody has begun to bring
 * it up or to take it down again since.
 */
function validDemotion(others: StoreLook | undefined): Demotion | undefined {
  const { demotion, newest, begun } = others ?? {};
  if (demotion === undefined) return undefined;
  const isOver = [newest?.takenAt, begun?.at].some((at) => at !== undefined && at > demotion.at);
  return isOver ? undefined : demotion;
}

/** A cluster that this system sealed, and that was not parked since. */
function demoted(health: Health | undefined, others: StoreLook | undefined): UpCluster | undefined {
  const demotion = validDemotion(others);
  // One that was parked and is sealed now has no data that a restart would bring back.
  if (!demotion || demotion.parking?.endedAt !== undefined) return undefined;
  return {
    ...lookOf(health),
    clusterId: demotion.clusterId,
    mode: 'secondary',
    serving: false,
    state: 'idle',
    lastWal: demotion.index,
    merkleRoot: demotion.sha256,
  };
}

/** The same, if Vault was stopped on its servers in place of a seal. */
const stopped = (others: StoreLook | undefined): UpCluster | undefined =>
  others?.demotion?.isStopped === true ? demoted(undefined, others) : undefined;

/** The same, if its servers may have been emptied. */
const beingParked = (health: Health | undefined, others: StoreLook | undefined): UpCluster | undefined =>
  isBeingParked(others?.demotion) ? emptied(demoted(health, others)) : undefined;

const emptied = (seen: UpCluster | undefined): UpCluster | undefined => seen && { ...seen, isEmptied: true };

/**
 * A run was killed between the initialisation and the restore. The cluster has nothing, and its root token is lost. A person may
 * have initialised it too, so that it has to be the one that was written down, or as empty as it was then.
 */
function madeEmpty(
  seen: { readonly body: Health | undefined; readonly clusterId: string; readonly index: number },
  others: StoreLook | undefined,
): UpCluster | undefined {
  const { parking, clusterId } = others?.demotion ?? {};
  if (seen.clusterId === clusterId) return undefined;
  const isOurs = parking?.emptyClusterId === seen.clusterId || seen.index <= EMPTY_INDEX;
  return isOurs ? beingParked(seen.body, others) : undefined;
}

const lookOf = (health: Health | undefined): UpCluster => ({
  ...NOTHING_REPORTED,
  mode: 'secondary',
  serving: false,
  version: health?.version,
  ...(health?.server_time_utc !== undefined && { serverTimeMs: health.server_time_utc * 1000 }),
});

/** A cluster that should be parked and has lost its marker looks like a new one that holds nothing yet. */
const MAY_BE_PARKED =
  'it is not parked, it has no secrets engine and no namespace, and no file tells which cluster has the data: if it is the one that should be parked, write its marker again (docs/community.md)';

/**
 * Whether a cluster is parked: it has the marker, and holds nothing else.
 *
 * @param isFirst no file tells which cluster has the data
 * @returns a text if the marker does not fit what the cluster holds; an error if that could not be read
 */
async function parkedState(
  { vault, logins, mount }: ObserveOptions,
  cluster: ClusterName,
  timeoutMs: number,
  isFirst: boolean,
): Promise<boolean | string | VaultDrError> {
  try {
    return await logins.with(cluster, async (token) => {
      const call = { mount, token, timeoutMs };
      const hasMarker = await isParked(vault[cluster], call);
      if (!hasMarker && !isFirst) return false;
      const paths = await pathsWithData(vault[cluster], call);
      const isEmpty = paths.length === 0;
      if (!hasMarker) return isEmpty && MAY_BE_PARKED;
      if (isEmpty) return true;
      return `it has the marker ${mount}/parked, and a restore would delete what it holds in ${paths.join(', ')}`;
    });
  } catch (error) {
    if (error instanceof VaultDrError) return error;
    throw error;
  }
}
