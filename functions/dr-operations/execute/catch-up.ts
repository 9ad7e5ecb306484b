import type { ClusterObservation, UpCluster } from '../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../shared/contract';
import { pauses } from '../../shared/retry';
import { compare, upCluster } from '../plan/facts';
import type { Received } from '../world';
import type { StepContext, StepResult } from './context';
import { look, maySayOldRole, TIGHT } from './look';

/** How long a failover waits for what is still on its way. */
const BRIEF_MS = 5_000;
/** How long a switchover waits in all, and without progress. */
const PATIENT_MS = 30_000;
const STALLED_MS = 5_000;
/** How long nothing may have arrived before it is likely that nothing more will. */
const LIKELY_QUIET_MS = 150;
/** The same where the demoted cluster is back and tells nothing that could be compared. */
const QUIET_MS = 1_000;

/**
 * Waits until `cluster` has every WAL of the demoted one. Only answers given after the demotion prove it, because a
 * number read from a cluster that still takes writes is old when it arrives.
 *
 * A patient wait ends early, as `likely`, when the demoted cluster restarts and cannot be asked, while `cluster` has
 * what was known to be written and nothing more arrives: its promotion may then overlap the restart.
 */
export async function catchUp(context: StepContext, cluster: ClusterName, patient: boolean): Promise<StepResult> {
  const source = otherCluster(cluster);
  const { clock } = context;
  const deadline = context.deadline.within(patient ? PATIENT_MS : BRIEF_MS);
  const startedAt = clock.now();
  let progress = { wal: undefined as number | undefined, at: startedAt };

  for (const pause of pauses(TIGHT)) {
    const [from, to] = await Promise.all([look(context, source, deadline), look(context, cluster, deadline)]);
    const seen = { [source]: from, [cluster]: to };
    const follower = upCluster(to);
    if (follower && follower.lastRemoteWal !== progress.wal)
      progress = { wal: follower.lastRemoteWal, at: clock.now() };
    const quietMs = clock.now() - progress.at;

    if (follower && isProven(context, from, follower, quietMs)) return result('proven', seen);
    const received =
      patient && from.kind !== 'up' && quietMs >= LIKELY_QUIET_MS && receivedBy(context, follower, cluster);
    if (received && (await context.keepReceived(received))) return result('likely', seen, received);
    const backAsPrimary = upCluster(from)?.mode === 'primary' && !maySayOldRole(context, source, startedAt);
    const sourceSpeaks = upCluster(from) !== undefined;
    const hopeless = !patient && (isSilent(from) || (sourceSpeaks && follower !== undefined && isCutOff(follower)));
    const stalled = sourceSpeaks && quietMs > STALLED_MS;
    if (backAsPrimary) return { effect: false, clusters: seen, detail: `${source} is a primary again` };
    if (hopeless || stalled || deadline.remainingMs() <= pause) return result('not-proven', seen);
    await clock.wait(pause);
  }
  throw new Error('pauses never end');
}

const DETAIL = {
  proven: 'every WAL has arrived',
  likely: 'what was known to be written has arrived, and nothing more arrives',
  'not-proven': 'not every WAL is known to have arrived',
} as const;

const result = (
  outcome: keyof typeof DETAIL,
  clusters: Partial<Record<ClusterName, ClusterObservation>>,
  received?: Received,
): StepResult => ({ effect: false, run: { catchUp: outcome, received }, clusters, detail: DETAIL[outcome] });

/** A restart refuses or resets; silence is a black hole, and no WAL comes out of it. */
const isSilent = (source: ClusterObservation): boolean => source.kind === 'unreachable' && source.cause === 'timeout';

const isCutOff = (follower: UpCluster): boolean => follower.connected === false || follower.state === 'idle';

function isProven(
  { world: { run } }: StepContext,
  from: ClusterObservation,
  { merkleRoot, lastRemoteWal }: UpCluster,
  quietMs: number,
): boolean {
  const compared = compare(upCluster(from), { merkleRoot, lastRemoteWal }, run.lastWalBeforeDemote);
  // Where nothing can be compared, Vault's own check at the promotion stands behind it.
  return compared === 'nothing-against' ? quietMs > QUIET_MS : compared === 'proven';
}

/** What the follower has, when that is all that the demoted cluster is known to have written. */
function receivedBy(
  { world: { run } }: StepContext,
  follower: UpCluster | undefined,
  cluster: ClusterName,
): Received | undefined {
  const { lastWalBeforeDemote } = run;
  if (!follower?.lastRemoteWal || lastWalBeforeDemote === undefined || follower.mode !== 'secondary') return undefined;
  if (follower.lastRemoteWal < lastWalBeforeDemote) return undefined;
  const { lastRemoteWal, merkleRoot } = follower;
  return { cluster, lastRemoteWal, merkleRoot, lastWalBeforeDemote };
}
