import type { ClusterObservation } from '../../shared/cluster-observation';
import type { ClusterName } from '../../shared/contract';
import { upCluster } from '../plan/facts';
import { changeRole } from './change-role';
import type { StepContext, StepResult } from './context';
import { look } from './look';

/** A demotion is answered within about a second; a cluster that takes much longer is as good as lost. */
const CALL_TIMEOUT_MS = 5_000;
const DEMOTE_MS = 15_000;

/** Makes a primary a secondary. From the moment that Vault accepts, it takes no more writes. */
export async function demote(context: StepContext, cluster: ClusterName): Promise<StepResult> {
  const deadline = context.deadline.within(DEMOTE_MS);
  let lastWalBeforeDemote: number | undefined;
  const change = {
    cluster,
    path: 'sys/replication/dr/primary/demote',
    token: context.credentials.header('primary'),
    body: {},
    wanted: 'secondary',
    callTimeoutMs: CALL_TIMEOUT_MS,
    // As late as possible, while it still serves. An older number says too little about what was written meanwhile.
    beforeAsking: async (): Promise<void> => {
      const before = upCluster(await look(context, cluster, deadline));
      lastWalBeforeDemote = before?.mode === 'primary' ? before.lastWal : undefined;
    },
    // A restart refuses or resets; silence is a black hole.
    isLost: (seen: ClusterObservation) => seen.kind === 'unreachable' && seen.cause === 'timeout',
  } as const;
  const outcome = await changeRole(context, change, deadline);
  switch (outcome.kind) {
    case 'accepted':
      return {
        effect: true,
        run: {
          demoted: cluster,
          lastWalBeforeDemote,
          ...(context.world.run.promoted === cluster && { promoted: undefined }),
        },
        clusters: {
          [cluster]: outcome.observation ?? { kind: 'changing', mode: undefined, detail: 'demotion accepted' },
        },
      };
    case 'refused':
      return {
        effect: false,
        run: { demoteFailed: outcome.detail },
        clusters: { [cluster]: outcome.observation },
      };
    case 'unknown':
      return {
        effect: true,
        clusters: { [cluster]: outcome.observation },
        detail: 'the outcome of the demotion is not known',
      };
  }
}
