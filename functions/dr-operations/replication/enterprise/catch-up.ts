import type { ClusterObservation, UpCluster } from '../../../shared/cluster-observation';
import { otherCluster } from '../../../shared/contract';
import { repeat } from '../../../shared/retry';
import { compare, leadsTo, upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import type { Promotion, RunFacts } from '../../world';
import type { StepContext, StepResult } from '../../execute/context';
import { BETWEEN_LOOKS, isSilentTooLong } from '../../execute/wait';

/** Longest wait of a failover. */
const BRIEF_MS = 5_000;
/** Longest wait of a switchover, in all and without progress. */
const PATIENT_MS = 30_000;
const STALLED_MS = 5_000;
/** If nothing has arrived for this time, it is likely that nothing more will. */
const LIKELY_QUIET_MS = 150;
/** The same if the demoted cluster is back and reports nothing that can be compared. */
const QUIET_MS = 1_000;

/**
 * Waits until `cluster` has every WAL of the demoted one. Only answers after the demotion are a proof, because a number
 * that is read from a cluster that takes writes is outdated when it arrives.
 *
 * Ends early, as `likely`, if the demoted cluster restarts and gives no answer while `cluster` has every known write and
 * receives nothing more. Its promotion then overlaps the restart. If the client name leads to `cluster` already, it waits
 * for the proof instead: clients would use the promoted cluster at once, and the promotion could not be undone.
 */
export async function catchUp(context: StepContext, { cluster, patient }: StepOf<'catch-up'>): Promise<StepResult> {
  const source = otherCluster(cluster);
  const { clock, evidence, world } = context;
  const deadline = context.deadline.within(patient ? PATIENT_MS : BRIEF_MS);
  const mayPromoteEarly = !leadsTo(world, cluster);
  let progress = { wal: undefined as number | undefined, at: clock.now() };
  let sourceHasMore = false;

  return repeat({ clock, backOff: BETWEEN_LOOKS }, async (pause) => {
    const { [source]: from, [cluster]: to } = await evidence.lookAtBoth();
    const follower = upCluster(to);
    if (follower && follower.lastRemoteWal !== progress.wal)
      progress = { wal: follower.lastRemoteWal, at: clock.now() };
    const quietMs = clock.now() - progress.at;

    const compared = follower && isComparable(context, from, follower, quietMs);
    if (compared === 'proven') return result('proven');
    // It still has more if it gives no answer later.
    if (compared === 'lacking') sourceHasMore = true;
    const early =
      mayPromoteEarly && from.kind !== 'up' && quietMs >= LIKELY_QUIET_MS && promotionBeforeProof(context, follower);
    if (early && (await context.keep(early))) return { ...result('likely'), promotion: early };
    const sourceAnswers = upCluster(from) !== undefined;
    if (upCluster(from)?.mode === 'primary') return { effect: false, detail: `${source} is a primary again` };
    const isCut = sourceAnswers && follower !== undefined && isCutOff(follower) && quietMs > QUIET_MS;
    const hopeless = !patient && (isTimedOut(from) || isCut);
    const stalled = sourceAnswers && quietMs > STALLED_MS;
    if (hopeless || stalled || isSilentTooLong(evidence, source) || deadline.remainingMs() <= pause) {
      return result(sourceHasMore ? 'lacking' : 'not-proven', sourceAnswers, follower !== undefined);
    }
    return undefined;
  });
}

const DETAIL = {
  proven: 'every write has arrived',
  likely: 'every known write has arrived, and nothing more arrives',
  lacking: 'the demoted cluster has more',
  'not-proven': 'it is not known whether every write has arrived',
} as const;

const result = (
  outcome: NonNullable<RunFacts['catchUp']>,
  sourceAnswered = true,
  targetAnswered = true,
): StepResult => ({
  effect: false,
  run: { catchUp: outcome, sourceAnswered, targetAnswered },
  detail: DETAIL[outcome],
});

/** A restarting Vault refuses or resets connections. Only an unreachable one times out, and it sends no WAL. */
const isTimedOut = (source: ClusterObservation): boolean => source.kind === 'unreachable' && source.cause === 'timeout';

const isCutOff = (follower: UpCluster): boolean => follower.connected === false || follower.state === 'idle';

function isComparable(
  { world: { run } }: StepContext,
  from: ClusterObservation,
  { merkleRoot, lastRemoteWal }: UpCluster,
  quietMs: number,
): 'proven' | 'lacking' | 'unknown' {
  const compared = compare(upCluster(from), { merkleRoot, lastRemoteWal }, run.lastWalBeforeDemote);
  // If nothing can be compared, Vault's own check at the promotion remains.
  if (compared === 'nothing-against') return quietMs > QUIET_MS ? 'proven' : 'unknown';
  return compared;
}

/** The promotion to write down before the proof, if the follower has every write that the demoted cluster is known to have. */
function promotionBeforeProof(
  { world: { run }, clock }: StepContext,
  follower: UpCluster | undefined,
): Promotion | undefined {
  const { lastWalBeforeDemote, demoted } = run;
  if (!follower?.lastRemoteWal || lastWalBeforeDemote === undefined || demoted === undefined) return undefined;
  if (follower.mode !== 'secondary' || follower.lastRemoteWal < lastWalBeforeDemote) return undefined;
  const { lastRemoteWal, merkleRoot } = follower;
  const at = new Date(clock.now()).toISOString();
  return { cluster: otherCluster(demoted), at, lastRemoteWal, merkleRoot, lastWalBeforeDemote, proof: 'due' };
}
