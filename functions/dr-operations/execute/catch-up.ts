import type { ClusterObservation, UpCluster } from '../../shared/cluster-observation';
import { otherCluster } from '../../shared/contract';
import { pauses } from '../../shared/retry';
import { compare, leadsTo, upCluster } from '../plan/facts';
import type { Step } from '../steps';
import type { Promotion, RunFacts } from '../world';
import type { StepContext, StepResult } from './context';
import { TIGHT } from './look';
import { isSilentForGood } from './silence';

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
 * It ends early, as `likely`, when the demoted cluster restarts and cannot be asked, while `cluster` has what was known
 * to be written and nothing more arrives: its promotion may then overlap the restart. Where the name leads to `cluster`
 * already it waits for the proof: a promotion there would have clients at once, and could not be taken back.
 */
export async function catchUp(
  context: StepContext,
  { cluster, patient }: Step & { kind: 'catch-up' },
): Promise<StepResult> {
  const source = otherCluster(cluster);
  const { clock, evidence, world } = context;
  const deadline = context.deadline.within(patient ? PATIENT_MS : BRIEF_MS);
  const mayBeAhead = !leadsTo(world, cluster);
  let progress = { wal: undefined as number | undefined, at: clock.now() };
  let toldOfMore = false;

  for (const pause of pauses(TIGHT)) {
    const { [source]: from, [cluster]: to } = await evidence.lookAtBoth();
    const follower = upCluster(to);
    if (follower && follower.lastRemoteWal !== progress.wal)
      progress = { wal: follower.lastRemoteWal, at: clock.now() };
    const quietMs = clock.now() - progress.at;

    const compared = follower && isComparable(context, from, follower, quietMs);
    if (compared === 'proven') return result('proven');
    // A cluster that has told of more and falls silent still has it.
    if (compared === 'lacking') toldOfMore = true;
    const ahead = mayBeAhead && from.kind !== 'up' && quietMs >= LIKELY_QUIET_MS && aheadOf(context, follower);
    if (ahead && (await context.keep(ahead))) return { ...result('likely'), promotion: ahead };
    const sourceSpeaks = upCluster(from) !== undefined;
    if (upCluster(from)?.mode === 'primary') return { effect: false, detail: `${source} is a primary again` };
    const isCut = sourceSpeaks && follower !== undefined && isCutOff(follower) && quietMs > QUIET_MS;
    const hopeless = !patient && (isSilent(from) || isCut);
    const stalled = sourceSpeaks && quietMs > STALLED_MS;
    if (hopeless || stalled || isSilentForGood(evidence, source) || deadline.remainingMs() <= pause) {
      return result(toldOfMore ? 'lacking' : 'not-proven', sourceSpeaks);
    }
    await clock.wait(pause);
  }
  throw new Error('pauses never end');
}

const DETAIL = {
  proven: 'every write has arrived',
  likely: 'what was known to be written has arrived, and nothing more arrives',
  lacking: 'the demoted cluster has more',
  'not-proven': 'not every write is known to have arrived',
} as const;

const result = (outcome: NonNullable<RunFacts['catchUp']>, sourceTold = true): StepResult => ({
  effect: false,
  run: { catchUp: outcome, sourceTold },
  detail: DETAIL[outcome],
});

/** A restart refuses or resets; silence is a black hole, and no WAL comes out of it. */
const isSilent = (source: ClusterObservation): boolean => source.kind === 'unreachable' && source.cause === 'timeout';

const isCutOff = (follower: UpCluster): boolean => follower.connected === false || follower.state === 'idle';

function isComparable(
  { world: { run } }: StepContext,
  from: ClusterObservation,
  { merkleRoot, lastRemoteWal }: UpCluster,
  quietMs: number,
): 'proven' | 'lacking' | 'unknown' {
  const compared = compare(upCluster(from), { merkleRoot, lastRemoteWal }, run.lastWalBeforeDemote);
  // Where nothing can be compared, Vault's own check at the promotion stands behind it.
  if (compared === 'nothing-against') return quietMs > QUIET_MS ? 'proven' : 'unknown';
  return compared;
}

/** The promotion ahead of the proof, when the follower has all that the demoted cluster is known to have written. */
function aheadOf({ world: { run }, clock }: StepContext, follower: UpCluster | undefined): Promotion | undefined {
  const { lastWalBeforeDemote, demoted } = run;
  if (!follower?.lastRemoteWal || lastWalBeforeDemote === undefined || demoted === undefined) return undefined;
  if (follower.mode !== 'secondary' || follower.lastRemoteWal < lastWalBeforeDemote) return undefined;
  const { lastRemoteWal, merkleRoot } = follower;
  const at = new Date(clock.now()).toISOString();
  return { cluster: otherCluster(demoted), at, lastRemoteWal, merkleRoot, lastWalBeforeDemote, proof: 'due' };
}
