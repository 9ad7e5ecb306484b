import { CLUSTER_NAMES } from '../../shared/contract';
import type { RunFacts, World } from '../world';
import { upCluster } from './facts';

/**
 * What this run still knows after a look at the clusters. A role that Vault accepted and the cluster does not keep, after
 * it had the time, was not taken: the first time it is asked for again, the second time it has failed. Pure.
 */
export function withoutWhatDidNotHold({ run, clusters }: Pick<World, 'run' | 'clusters'>): RunFacts {
  let facts = run;
  for (const cluster of CLUSTER_NAMES) {
    const mode = upCluster(clusters[cluster])?.mode;
    if (facts.promoted === cluster && mode === 'secondary') {
      const notHeld = (facts.notHeld ?? 0) + 1;
      const promoteFailed = { cluster, detail: 'the promotion was accepted twice and did not hold' };
      facts = { ...facts, promoted: undefined, notHeld, ...(notHeld > 1 && { promoteFailed }) };
    }
    if (facts.demoted === cluster && facts.promoted !== cluster && mode === 'primary') {
      facts = { ...facts, demoted: undefined, catchUp: undefined };
    }
  }
  return facts;
}
