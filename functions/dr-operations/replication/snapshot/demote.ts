import type { Deadline } from '../../../shared/clock';
import { otherCluster, type ClusterName } from '../../../shared/contract';
import { NoAnswerError, VaultDrError } from '../../../shared/errors';
import { writeCanary } from '../../../shared/parked';
import { committedIndex, lookAtRaft } from '../../../shared/raft-cluster';
import { refuseOlder } from '../../../shared/snapshot-archive';
import type { SnapshotFile } from '../../../shared/snapshot-store';
import { takeSnapshot } from '../../../shared/take-snapshot';
import { OVERTAKEN, refused, type StepResult } from '../../execute/context';
import { upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import type { SnapshotContext } from './context';
import { seal, sealed } from './seal';

const CALL_MS = 3_000;
/** Time for the last file, as often as it takes until nothing is written meanwhile. */
const FINAL_MS = 60_000;
const TRIES = 5;
/** Between two tries. */
const PAUSE_MS = 300;
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
    const index = await committedIndex(context.vault[cluster], CALL_MS);
    if (index === taken.index) return sealAfter(context, step, taken);
    if (tries === TRIES || deadline.remainingMs() < CALL_MS) {
      const detail = `writes go on: raft index ${taken.index} is in the last file, and ${cluster} is at ${index}`;
      const remedy = 'keep the clients away from it (empty the target group of its listener), then try again';
      return { effect: false, isRefused: true, detail, run: { demoteFailed: `${detail}; ${remedy}` } };
    }
    context.note('role-change-retried', { cluster, detail: 'something was written after the last file' });
    await clock.wait(PAUSE_MS);
  }
}

/** Stops the standbys, so that the active node can commit nothing more, looks a last time, and seals it. */
async function sealAfter(context: SnapshotContext, step: StepOf<'demote'>, file: SnapshotFile): Promise<StepResult> {
  const { cluster } = step;
  if (!(await context.mayAct(step))) return OVERTAKEN;
  await context.nodes.stopStandbys(cluster, context.deadline.within(FINAL_MS));
  const lastIndex = await seal(context, cluster, file.index);
  const isWhole = lastIndex === file.index;
  await writeDown(context, cluster, { file, index: lastIndex, isWhole });
  const isUndo = context.world.run.promoted === cluster && { promoted: undefined };
  return {
    effect: true,
    run: { demoted: cluster, lastWalBeforeDemote: lastIndex, ...isUndo },
    detail: isWhole
      ? `raft index ${lastIndex} is the last one, and in the last file`
      : `raft index ${lastIndex} was reached while it was sealed, and the last file ends at ${file.index}`,
  };
}

/** An old primary that came back. It must not serve, whatever else fails. */
async function retire(context: SnapshotContext, step: StepOf<'demote'>): Promise<StepResult> {
  const { cluster } = step;
  const { world, clock } = context;
  if (!(await context.mayAct(step))) return OVERTAKEN;
  const { kept, index: before } = await keep(context, cluster);
  if (!(await context.mayAct(step))) return { ...OVERTAKEN, effect: true };
  const lastIndex = await seal(context, cluster, before);
  const file = kept instanceof VaultDrError ? undefined : kept;
  await writeDown(context, cluster, { file, index: lastIndex, isWhole: file?.index === lastIndex });
  const from = world.promotion?.cluster === otherCluster(cluster) ? world.promotion.lastRemoteWal : undefined;
  const beyond = from === undefined ? 'how much it had beyond its snapshot is not known' : beyondOf(lastIndex, from);
  const where = file
    ? `its last file is ${file.key} in ${context.stores[cluster].bucket}${missingIn(file, lastIndex)}`
    : `its last file could not be taken (${(kept as VaultDrError).message}) and its data are still on its disks`;
  return {
    effect: true,
    run: { demoted: cluster, lastWalBeforeDemote: lastIndex },
    detail: `${beyond}; ${where}. Sealed at ${new Date(clock.now()).toISOString()}`,
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

function asKnown(error: unknown): VaultDrError {
  if (error instanceof VaultDrError) return error;
  throw error;
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
  const { clusterId, version, seal: kind } = await lookAtRaft(vault[cluster], CALL_MS);
  const takenAt = clock.now();
  // The last write of the file. A canary in a file for a human would only add to what it had beyond the other cluster.
  if (!isKept) {
    await logins.with(cluster, (token) => writeCanary(vault[cluster], takenAt, { mount, token, timeoutMs: CALL_MS }));
  }
  const store = context.stores[isKept ? cluster : otherCluster(cluster)];
  const timeoutMs = Math.max(1, deadline.remainingMs());
  return logins.with(cluster, (token) =>
    takeSnapshot(vault[cluster], { token, timeoutMs, mostBytes }, (path, facts) => {
      if (newest) refuseOlder(facts, newest);
      const abortSignal = AbortSignal.timeout(Math.max(1, deadline.remainingMs()));
      return store.put(path, { ...facts, takenAt, clusterId, version, seal: kind }, { isKept, abortSignal });
    }),
  );
}

/** From now on the bucket tells that it is not an outage. Without that a later run takes it for one. */
async function writeDown(
  context: SnapshotContext,
  cluster: ClusterName,
  {
    file,
    index,
    isWhole,
  }: { readonly file: SnapshotFile | undefined; readonly index: number; readonly isWhole: boolean },
): Promise<void> {
  const clusterId = file?.clusterId ?? upCluster(context.world.clusters[cluster])?.clusterId;
  if (clusterId === undefined) return;
  const at = context.clock.now();
  const demotion = { clusterId, index, at, ...(isWhole && { sha256: file?.sha256 }), key: file?.key };
  await context.stores[otherCluster(cluster)].writeDemotion(cluster, demotion, AbortSignal.timeout(CALL_MS));
  context.looks.forget();
  sealed(context, cluster);
}
