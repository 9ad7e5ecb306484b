import { otherCluster } from '../../../shared/contract';
import { repeat } from '../../../shared/retry';
import { upCluster } from '../../plan/facts';
import { DEFAULT_HEARTBEAT_GRACE_MS } from '../../plan/limits';
import { mayHear } from '../../plan/witness';
import type { StepOf } from '../../steps';
import type { StepContext, StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';

/**
 * Waits to see whether a secondary still hears its primary, which gave us no answer. Ends as soon as another heartbeat has
 * come, the last one is too old, the secondary says that it is disconnected, or the primary answers us.
 */
export async function listen(context: StepContext, { cluster }: StepOf<'listen'>): Promise<StepResult> {
  const { evidence, clock, world, heartbeatGraceMs = DEFAULT_HEARTBEAT_GRACE_MS } = context;
  const lost = otherCluster(cluster);
  const before = upCluster(world.clusters[cluster])?.lastHeartbeat;
  // The first look may have met a cluster without a leader, which reports no heartbeats.
  let first = before;
  const deadline = context.deadline.within(heartbeatGraceMs);
  return repeat<StepResult>({ clock, backOff: BETWEEN_LOOKS }, async (pause) => {
    const { [cluster]: seen, [lost]: other } = await evidence.lookAtBoth();
    const witness = upCluster(seen);
    if (upCluster(other)) return { effect: false, detail: `${lost} answers again` };
    first ??= witness?.lastHeartbeat;
    if (witness && first !== undefined && Date.parse(witness.lastHeartbeat ?? '') > Date.parse(first)) {
      return { effect: false, run: { heard: 'goes-on' }, detail: `${cluster} hears ${lost}` };
    }
    if (witness && !mayHear(witness, heartbeatGraceMs)) {
      return { effect: false, run: { heard: 'stopped' }, detail: `${cluster} no longer hears ${lost}` };
    }
    if (deadline.remainingMs() > pause) return undefined;
    // Without an answer of the secondary nothing is known, and the planner looks again.
    if (!witness) return { effect: false, detail: `${cluster} gives no answer` };
    if (before === undefined && first !== undefined) {
      // Nobody has waited for the next heartbeat yet. The planner looks again, and then the first one is known.
      return { effect: false, detail: `${cluster} has only now told when it last heard ${lost}` };
    }
    // A secondary that reports a connection but no heartbeats is believed.
    const hasNoHeartbeats = witness.lastHeartbeat === undefined && witness.connected === true;
    return { effect: false, run: { heard: hasNoHeartbeats ? 'goes-on' : 'stopped' } };
  });
}
