import type { ClusterObservation } from '../../../shared/cluster-observation';
import { otherCluster } from '../../../shared/contract';
import { repeat } from '../../../shared/retry';
import type { StepContext, StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';
import { sameLine, sameSet, upCluster, type Line } from '../../plan/facts';
import type { StepOf } from '../../steps';

/** Longest wait of a failover, and of a switchover. */
const BRIEF_MS = 5_000;
const PATIENT_MS = 30_000;
/** A replica that receives nothing for this time receives nothing more. */
const STALLED_MS = 5_000;
/** The same if it says that nothing is sent to it. */
const CUT_OFF_MS = 1_000;

/**
 * Waits until `cluster` has received the log of the fenced database up to a position that no acknowledged write is beyond.
 * What it has received it applies before it is promoted.
 */
export async function catchUp(context: StepContext, { cluster, patient }: StepOf<'catch-up'>): Promise<StepResult> {
  const { clock, evidence } = context;
  const { demoted, lastWalBeforeDemote } = context.world.run;
  const source = otherCluster(cluster);
  const deadline = context.deadline.within(patient ? PATIENT_MS : BRIEF_MS);
  let progress = { lsn: undefined as number | undefined, at: clock.now() };

  return repeat<StepResult>({ clock, backOff: BETWEEN_LOOKS }, async (pause) => {
    const { [source]: from, [cluster]: to } = await evidence.lookAtBoth();
    const [fenced, replica] = [upCluster(from), upCluster(to)];
    if (fenced?.mode === 'primary') return { effect: false, detail: `${source} is a primary again` };
    // Without the position of this run, a fenced database tells one: it has taken no write since it was fenced.
    const needed = demoted === source ? lastWalBeforeDemote : fenced?.lastWal;
    // A database that was made a replica without a rewind stands on a line of its own, perhaps far ahead.
    const line = lineOf(from) ?? lineOf(context.world.clusters[source]);
    const received = sameLine(line, replica) ? replica?.lastRemoteWal : undefined;
    const sourceAnswered = fenced !== undefined;
    const targetAnswered = replica !== undefined;
    if (line && replica && !sameSet(line, replica)) {
      const detail = `the database of ${cluster} belongs to another system than that of ${source}`;
      return { effect: false, run: { catchUp: 'lacking', sourceAnswered }, detail };
    }
    if (needed !== undefined && received !== undefined && received >= needed) {
      return { effect: false, run: { catchUp: 'proven', sourceAnswered }, detail: 'the log has arrived to its end' };
    }
    if (received !== progress.lsn) progress = { lsn: received, at: clock.now() };
    const quietMs = clock.now() - progress.at;
    const isStalled = quietMs > (replica?.connected === false ? CUT_OFF_MS : STALLED_MS);
    if (!isStalled && deadline.remainingMs() > pause) return undefined;
    if (needed === undefined || received === undefined) {
      const detail = `it is not known whether ${cluster} has the whole log of ${source}`;
      return { effect: false, run: { catchUp: 'not-proven', sourceAnswered, targetAnswered }, detail };
    }
    const detail = `${cluster} lacks ${needed - received} bytes of the log of ${source}`;
    return { effect: false, run: { catchUp: 'lacking', sourceAnswered }, detail };
  });
}

/** Which line of the log its positions are on, if its database has answered. */
const lineOf = (seen: ClusterObservation): Line | undefined =>
  (seen.kind === 'up' || seen.kind === 'changing') && seen.clusterId !== undefined ? seen : undefined;
