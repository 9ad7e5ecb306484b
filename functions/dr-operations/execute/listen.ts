import { otherCluster, type ClusterName } from '../../shared/contract';
import { pauses } from '../../shared/retry';
import { upCluster } from '../plan/facts';
import { DEFAULT_HEARTBEAT_GRACE_MS } from '../plan/limits';
import { mayHear } from '../plan/witness';
import type { StepContext, StepResult } from './context';
import { TIGHT } from './look';

/**
 * Waits whether a secondary hears its primary again, which gave us no answer. It ends as soon as one of three is clear:
 * another heartbeat has come; the last one is too old, or the secondary says that it is cut off; or the primary answers
 * us after all, and the planner decides anew.
 */
export async function listen(context: StepContext, cluster: ClusterName): Promise<StepResult> {
  const { evidence, clock, world, heartbeatGraceMs = DEFAULT_HEARTBEAT_GRACE_MS } = context;
  const lost = otherCluster(cluster);
  const before = upCluster(world.clusters[cluster])?.lastHeartbeat;
  const deadline = context.deadline.within(heartbeatGraceMs);
  for (const pause of pauses(TIGHT)) {
    const { [cluster]: seen, [lost]: other } = await evidence.lookAtBoth();
    const witness = upCluster(seen);
    if (upCluster(other)) return { effect: false, detail: `${lost} answers again` };
    if (witness && before !== undefined && Date.parse(witness.lastHeartbeat ?? '') > Date.parse(before)) {
      return { effect: false, run: { heard: 'goes-on' }, detail: `${cluster} hears ${lost}` };
    }
    if (witness && !mayHear(witness, heartbeatGraceMs)) {
      return { effect: false, run: { heard: 'stopped' }, detail: `${cluster} no longer hears ${lost}` };
    }
    if (deadline.remainingMs() <= pause) {
      // One that cannot be asked is no witness: it is looked at again. One that says that it is connected, and tells no
      // heartbeats, is believed.
      if (!witness) return { effect: false, detail: `${cluster} cannot be asked` };
      const tellsNone = witness.lastHeartbeat === undefined && witness.connected === true;
      return { effect: false, run: { heard: tellsNone ? 'goes-on' : 'stopped' } };
    }
    await clock.wait(pause);
  }
  throw new Error('pauses never end');
}
