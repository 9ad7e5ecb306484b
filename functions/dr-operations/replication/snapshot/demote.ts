import type { Deadline } from '../../../shared/clock';
import { otherCluster, type ClusterName } from '../../../shared/contract';
import { asKnown, NoAnswerError, StepError, VaultDrError } from '../../../shared/errors';
import { writeCanary } from '../../../shared/parked';
import { committedIndex, identityOfSnapshot, lookAtRaft } from '../../../shared/raft-cluster';
import { poll } from '../../../shared/retry';
import { refuseOlder } from '../../../shared/snapshot-archive';
import { FutureFileError, type SnapshotFile } from '../../../shared/snapshot-store';
import { takeSnapshot } from '../../../shared/take-snapshot';
import { OVERTAKEN, refused, type StepResult } from '../../execute/context';
import { upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import { beginDemotion } from './begun';
import type { SnapshotContext } from './context';
import { sealed, takeDown, type Down } from './seal';

const CALL_MS = 3_000;
/** Time for the last file, as often as it takes until nothing is written meanwhile. */
const FINAL_MS = 60_000;
const TRIES = 5;
/** Between two tries. */
const PAUSE_MS = 300;
/** Time for the last look at the raft index. */
const LAST_LOOK_MS = 5_000;
const BETWEEN_LOOKS = { firstMs: 50, mostMs: 500 };
/** Time until a cluster serves again that was not taken down. */
const GIVE_BACK_MS = 60_000;
/** Time for the last file of an old primary, which is for a human. */
const KEEP_MS = 30_000;

/**
 * Ends the role of a primary. If the other cluster is to take over, a last file is taken, and all nodes are sealed only if
 * nothing was written since: Vault has no switch that stops writes. If the other cluster has taken over already, its last
 * file is kept for a human, and it is sealed in any case.
 */
export async function demote(context: SnapshotContext, step: StepOf<'demote'>): Promise<StepResult> {
  const { cluster } = step;
  const other = upCluster(context.evidence.of(otherCluster(cluster)));
  try {
    return other?.mode === 'primary' ? await retire(context, step) : await handOver(context, step);
  } catch (error) {
    if (!(error instanceof VaultDrError) || error.name === 'LeaseError') throw error;
    const mayHaveEffect = error instanceof NoAnswerError && error.mayHaveEffect;
    return { ...refused({ detail: error.message, mayHaveEffect }), run: { demoteFailed: error.message } };
  }
}

async function handOver(context: SnapshotContext, step: StepOf<'demote'>): Promise<StepResult> {
  const { cluster } = step;
  const { clock } = context;
  const store = context.stores[otherCluster(cluster)];
  const deadline = context.deadline.within(FINAL_MS);
  const limit = (): AbortSignal => AbortSignal.timeout(Math.max(1, deadline.remainingMs()));
  const newest = await store.newest(clock.now(), limit());
  for (let tries = 1; ; tries += 1) {
    if (!(await context.mayAct(step))) return OVERTAKEN;
    const taken = await finalFile(context, cluster, { deadline, newest, isKept: false });
    // Before the look at the index, so that what is written meanwhile is seen while the cluster still serves.
    const begunAt = await beginDemotion(context, cluster, taken.clusterId);
    const index = await committedIndex(context.vault[cluster], CALL_MS);
    if (index === taken.index) return sealAfter(context, step, taken, begunAt);
    if (tries === TRIES || deadline.remainingMs() < CALL_MS) {
      const detail = `writes go on: raft index ${taken.index} is in the last file, and ${cluster} is at ${index}`;
      const remedy = 'keep the clients away from it (empty the target group of its listener), then try again';
      return { effect: false, isRefused: true, detail, run: { demoteFailed: `${detail}; ${remedy}` } };
    }
    context.note('role-change-retried', { cluster, detail: 'something was written after the last file' });
    await clock.wait(PAUSE_MS);
  }
}

/** Stops the standbys, so that the active node can commit nothing more, looks a last time, and takes that node down. */
async function sealAfter(
  context: SnapshotContext,
  step: StepOf<'demote'>,
  file: SnapshotFile,
  begunAt: number,
): Promise<StepResult> {
  const { cluster } = step;
  if (!(await context.mayAct(step))) return OVERTAKEN;
  let down: Down;
  try {
    await context.nodes.stopStandbys(cluster, context.deadline.within(FINAL_MS), context.mayTakeBack);
    const index = await lastIndexOf(context, cluster);
    if (index !== file.index) throw wroteMore(cluster, file, index);
    down = await takeDown(context, cluster, { index, isAlone: true });
    if (down.highest !== file.index) throw wroteMore(cluster, file, down.highest);
  } catch (error) {
    if (error instanceof VaultDrError && error.name !== 'LeaseError') return giveBack(context, step, error);
    throw error;
  }
  const unwritten = await writeDown(context, cluster, { file, index: file.index, isWhole: true, down, begunAt });
  const isUndo = context.world.run.promoted === cluster && { promoted: undefined };
  const detail = `raft index ${file.index} is the last one, and in the last file`;
  const stopped = down.how === 'stopped' ? [`Vault is stopped on all servers of ${cluster}`] : [];
  return {
    effect: true,
    run: { demoted: cluster, lastWalBeforeDemote: file.index, ...isUndo },
    detail: [detail, ...stopped, ...unwritten].join('; '),
  };
}

const wroteMore = (cluster: ClusterName, file: SnapshotFile, index: number): StepError =>
  new StepError(
    `raft index ${file.index} is in the last file, and ${cluster} went on to ${index}`,
    'Keep the clients away from it, then try again.',
    { retryable: true },
  );

/** Nothing is committed any more. Without this look a write before that would be missed. @throws VaultDrError */
async function lastIndexOf({ vault, clock, deadline }: SnapshotContext, cluster: ClusterName): Promise<number> {
  let failure: VaultDrError | undefined;
  const index = await poll(
    async () => {
      try {
        return await committedIndex(vault[cluster], CALL_MS);
      } catch (error) {
        if (!(error instanceof VaultDrError)) throw error;
        failure = error;
        return undefined;
      }
    },
    { clock, deadline: deadline.within(LAST_LOOK_MS), backOff: BETWEEN_LOOKS },
  );
  if (index === undefined) throw failure ?? new StepError(`${cluster} names no raft index`, 'Look at its logs.');
  return index;
}

/** The standbys were stopped, or some of them, and the cluster was not taken down. It gets its role back. @throws LeaseError */
async function giveBack(
  context: SnapshotContext,
  { cluster }: StepOf<'demote'>,
  { message: detail }: VaultDrError,
): Promise<StepResult> {
  await context.mayTakeBack();
  const { vault, nodes, clock } = context;
  const deadline = context.deadline.within(GIVE_BACK_MS);
  // One that is alone soon names no active server, so that its standbys cannot be told from it.
  const notStarted = await nodes.restart(cluster, 'all', deadline).then(() => undefined, asKnown);
  const serves = await poll(
    async () => {
      const seen = await lookAtRaft(vault[cluster], CALL_MS).catch(asKnown);
      return seen instanceof Error || !seen.isActive ? undefined : true;
    },
    { clock, deadline, backOff: BETWEEN_LOOKS },
  );
  const mayBeFenced = notStarted !== undefined || serves === undefined;
  return {
    effect: true,
    isRefused: true,
    detail,
    run: { demoteFailed: detail, ...(mayBeFenced && { mayBeFenced: cluster }) },
  };
}

/** An old primary that came back. It must not serve, whatever else fails. */
async function retire(context: SnapshotContext, step: StepOf<'demote'>): Promise<StepResult> {
  const { cluster } = step;
  const { world, clock } = context;
  if (!(await context.mayAct(step))) return OVERTAKEN;
  const { kept, index: before } = await keep(context, cluster);
  const clusterId = upCluster(world.clusters[cluster])?.clusterId;
  const begun = clusterId === undefined ? 0 : await beginDemotion(context, cluster, clusterId).catch(asKnown);
  if (!(await context.mayAct(step))) return { ...OVERTAKEN, effect: true };
  const isAlone = await context.nodes.stopStandbys(cluster, context.deadline.within(KEEP_MS), context.mayTakeBack).then(
    () => true,
    (error: unknown) => asKnown(error) === undefined,
  );
  const down = await takeDown(context, cluster, { index: before, isAlone }).catch(asKnown);
  if (down instanceof Error) {
    const { message: detail } = down;
    return { effect: true, isRefused: true, detail, run: { demoteFailed: detail } };
  }
  const lastIndex = down.highest;
  const file = kept instanceof VaultDrError ? undefined : kept;
  const unwritten = await writeDown(context, cluster, {
    file,
    index: lastIndex,
    isWhole: file?.index === lastIndex,
    down,
    begunAt: typeof begun === 'number' ? begun : 0,
  });
  const from = world.promotion?.cluster === otherCluster(cluster) ? world.promotion.lastRemoteWal : undefined;
  const beyond = from === undefined ? 'how much it had beyond its snapshot is not known' : beyondOf(lastIndex, from);
  const where = file
    ? `its last file is ${file.key} in ${context.stores[cluster].bucket}${missingIn(file, lastIndex)}`
    : `its last file could not be taken (${(kept as VaultDrError).message}) and its data are still on its disks`;
  return {
    effect: true,
    run: { demoted: cluster, lastWalBeforeDemote: lastIndex },
    detail: [`${beyond}; ${where}. Sealed at ${new Date(clock.now()).toISOString()}`, ...unwritten].join('; '),
  };
}

/** Keeps the last file of an old primary, taken anew until nothing is written meanwhile. Clients may go on to write to it. */
async function keep(
  context: SnapshotContext,
  cluster: ClusterName,
): Promise<{ readonly kept: SnapshotFile | VaultDrError; readonly index: number }> {
  const deadline = context.deadline.within(KEEP_MS);
  const lookAtIndex = (): Promise<number> => committedIndex(context.vault[cluster], CALL_MS);
  let index = await lookAtIndex();
  let kept: SnapshotFile | undefined;
  for (let tries = 1; ; tries += 1) {
    const taken = await finalFile(context, cluster, { deadline, newest: undefined, isKept: true }).catch(asKnown);
    if (taken instanceof VaultDrError) return { kept: kept ?? taken, index };
    kept = taken;
    const now = await lookAtIndex().catch(asKnown);
    if (now instanceof VaultDrError) return { kept, index };
    index = now;
    if (kept.index === index || tries === TRIES || deadline.remainingMs() < KEEP_MS / 2) return { kept, index };
  }
}

const missingIn = ({ index }: SnapshotFile, last: number): string =>
  index < last ? `, without the last ${last - index} raft entries` : '';

const beyondOf = (index: number, from: number): string =>
  `it had up to ${Math.max(0, index - from)} raft entries beyond the snapshot that was restored (${from} to ${index})`;

interface FinalOptions {
  readonly deadline: Deadline;
  readonly newest: SnapshotFile | undefined;
  readonly isKept: boolean;
}

async function finalFile(
  context: SnapshotContext,
  cluster: ClusterName,
  { deadline, newest, isKept }: FinalOptions,
): Promise<SnapshotFile> {
  const { vault, logins, mount, mostBytes, clock } = context;
  const store = context.stores[isKept ? cluster : otherCluster(cluster)];
  const seen = await lookAtRaft(vault[cluster], CALL_MS);
  const takenAt = clock.now();
  if (newest && takenAt <= newest.takenAt) throw new FutureFileError(newest, store.bucket);
  // The last write of the file. A canary in a file for a human would only add to what it had beyond the other cluster.
  if (!isKept) {
    await logins.with(cluster, (token) => writeCanary(vault[cluster], takenAt, { mount, token, timeoutMs: CALL_MS }));
  }
  const timeoutMs = Math.max(1, deadline.remainingMs());
  return logins.with(cluster, (token) =>
    takeSnapshot(vault[cluster], { token, timeoutMs, mostBytes }, async (path, facts) => {
      if (newest) refuseOlder(facts, newest);
      // A primary is not restored while this operation holds the lease.
      const identity = await identityOfSnapshot(vault[cluster], seen, { isIdSure: true, timeoutMs: CALL_MS });
      const abortSignal = AbortSignal.timeout(Math.max(1, deadline.remainingMs()));
      return store.put(path, { ...facts, ...identity, takenAt, seal: seen.seal }, { isKept, abortSignal });
    }),
  );
}

interface LastState {
  readonly file: SnapshotFile | undefined;
  readonly index: number;
  /** Whether the file has every write. */
  readonly isWhole: boolean;
  readonly down: Down;
  /** When it was written down that the demotion begins. The end of it must not be earlier. */
  readonly begunAt: number;
}

/**
 * From now on the bucket tells that it is not an outage. Without that a later run takes it for one.
 *
 * @returns why not
 * @throws LeaseError
 */
async function writeDown(
  context: SnapshotContext,
  cluster: ClusterName,
  { file, index, isWhole, down, begunAt }: LastState,
): Promise<string[]> {
  // Another operation may have let it serve again since. What this one knows of it would then pass for the newest.
  await context.mayTakeBack();
  const clusterId = file?.clusterId ?? upCluster(context.world.clusters[cluster])?.clusterId;
  const at = Math.max(context.clock.now(), begunAt);
  sealed(context, cluster);
  if (clusterId === undefined) return ['it is not written down that it was sealed, because its id is not known'];
  const store = context.stores[otherCluster(cluster)];
  const demotion = {
    ...{ clusterId, index, at, key: file?.key },
    ...(isWhole && { sha256: file?.sha256 }),
    ...(down.how === 'stopped' && { isStopped: true }),
  };
  const failure = await store.writeDemotion(cluster, demotion, AbortSignal.timeout(CALL_MS)).catch(asKnown);
  context.looks.forget();
  return failure ? [`it is not written down in ${store.bucket} that it was sealed: ${failure.message}`] : [];
}
