import type { ClusterObservation, UpCluster } from '../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../shared/contract';
import { pauses } from '../../shared/retry';
import { hasEverythingOf, upCluster } from '../plan/facts';
import type { StepContext, StepResult } from './context';
import { look, TIGHT } from './look';

/** How long a failover waits for what is still on its way. */
const BRIEF_MS = 5_000;
/** How long a switchover waits in all, and without progress. */
const PATIENT_MS = 30_000;
const STALLED_MS = 5_000;
/** How long a cluster may still call itself primary after Vault has accepted its demotion. */
const TAKE_EFFECT_MS = 4_000;
/** Where nothing can be compared: how long the last WAL must stay the same. */
const QUIET_MS = 1_000;

/**
 * Waits until `cluster` has every WAL of the demoted one. Only answers given after the demotion count, because a
 * number read from a cluster that still takes writes is old when it arrives.
 */
export async function catchUp(context: StepContext, cluster: ClusterName, patient: boolean): Promise<StepResult> {
  const source = otherCluster(cluster);
  const { clock } = context;
  const deadline = context.deadline.within(patient ? PATIENT_MS : BRIEF_MS);
  const startedAt = clock.now();
  let progress = { wal: undefined as number | undefined, at: clock.now() };

  for (const pause of pauses(TIGHT)) {
    const [from, to] = await Promise.all([look(context, source, deadline), look(context, cluster, deadline)]);
    const seen = { [source]: from, [cluster]: to };
    const follower = upCluster(to);
    if (follower && follower.lastRemoteWal !== progress.wal)
      progress = { wal: follower.lastRemoteWal, at: clock.now() };
    const quietMs = clock.now() - progress.at;

    if (provesCaughtUp(context, from, to, quietMs)) return result('proven', seen);
    const maySayOldRole = context.world.run.demoted === source && clock.now() - startedAt < TAKE_EFFECT_MS;
    const backAsPrimary = upCluster(from)?.mode === 'primary' && !maySayOldRole;
    const sourceSpeaks = upCluster(from) !== undefined;
    const hopeless = !patient && (isSilent(from) || (sourceSpeaks && follower !== undefined && isCutOff(follower)));
    const stalled = sourceSpeaks && quietMs > STALLED_MS;
    if (backAsPrimary) return { effect: false, clusters: seen, detail: `${source} is a primary again` };
    if (hopeless || stalled || deadline.remainingMs() <= pause) return result('not-proven', seen);
    await clock.wait(pause);
  }
  throw new Error('pauses never end');
}

const result = (
  catchUp: 'proven' | 'not-proven',
  clusters: Partial<Record<ClusterName, ClusterObservation>>,
): StepResult => ({
  effect: false,
  run: { catchUp },
  clusters,
  detail: catchUp === 'proven' ? 'every WAL has arrived' : 'not every WAL is known to have arrived',
});

/** A restart refuses or resets; silence is a black hole, and no WAL comes out of it. */
const isSilent = (source: ClusterObservation): boolean => source.kind === 'unreachable' && source.cause === 'timeout';

const isCutOff = (follower: UpCluster): boolean => follower.connected === false || follower.state === 'idle';

function provesCaughtUp(
  context: StepContext,
  from: ClusterObservation,
  to: ClusterObservation,
  quietMs: number,
): boolean {
  const before = context.world.run.lastWalBeforeDemote;
  // A number that is lower than before the demotion was begun anew by the restart and proves nothing.
  const begunAnew = before !== undefined && (upCluster(from)?.lastWal ?? before) < before;
  const compared = hasEverythingOf(begunAnew ? { ...(from as UpCluster), lastWal: before } : from, to);
  if (compared !== undefined) return compared;
  // A demoted cluster of some versions gives neither WAL nor root. What is left: the other one has passed the number
  // read before the demotion and has received nothing for a while. Vault's own check at the promotion stands behind it.
  const received = upCluster(to)?.lastRemoteWal;
  return (
    upCluster(from) !== undefined &&
    before !== undefined &&
    received !== undefined &&
    received >= before &&
    quietMs > QUIET_MS
  );
}
