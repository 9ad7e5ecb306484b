import fc from 'fast-check';
import type { OperationRequest } from '../../../functions/dr-operations/event';
import { plan } from '../../../functions/dr-operations/plan';
import { contradictsDemotion, linkTo, roleOf } from '../../../functions/dr-operations/plan/facts';
import { WAY_THERE_AND_BACK_MS } from '../../../functions/dr-operations/plan/limits';
import type { Plan, Step } from '../../../functions/dr-operations/steps';
import type { World } from '../../../functions/dr-operations/world';
import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { anyRequest, anyWorld, RUNS } from './any-world';
import { LIMITS, NOW } from './worlds';

/** Checks a rule for each step of each plan, given the steps of earlier rounds. */
function eachStep(rule: (step: Step, before: readonly Step[], asked: OperationRequest, seen: World) => void): void {
  fc.assert(
    fc.property(anyRequest, anyWorld, (asked, seen) => {
      const planned = plan(asked, seen, LIMITS);
      if (planned.kind !== 'act') return;
      planned.rounds.forEach((round, index) => {
        const before = planned.rounds.slice(0, index).flat();
        for (const step of round) rule(step, before, asked, seen);
      });
    }),
    RUNS,
  );
}

const isSwitchover = (operation: OperationRequest['operation']): boolean =>
  operation === 'switchover' || operation === 'failback';
const isUpPrimary = (seen: World, name: ClusterName): boolean => {
  const look = seen.clusters[name];
  return look.kind === 'up' && look.mode === 'primary';
};
/** Whether neither journal nor client name says that another cluster took over from it, and its link shows that none did. */
const wasPrimary = ({ unfinished, promotion, clusters }: World, name: ClusterName): boolean => {
  const other = clusters[otherCluster(name)];
  const isLinked = other.kind === 'up' && (other.secondaryId !== undefined || Boolean(other.lastRemoteWal));
  return isLinked && (unfinished === undefined ? promotion?.cluster === name : unfinished.to !== name);
};
const has = (steps: readonly Step[], kind: Step['kind'], name: ClusterName): boolean =>
  steps.some((step) => step.kind === kind && step.cluster === name);
/** Whether a cluster is demoted that was promoted before the proof. */
const isWayBack = (step: Step, { run, promotion }: World): boolean =>
  promotion?.cluster === step.cluster &&
  promotion.proof === 'due' &&
  (run.catchUp === 'not-proven' || run.catchUp === 'lacking');
const must = (rule: boolean): void => {
  if (!rule) throw new Error('the rule is broken');
};

describe('plan, in any world', () => {
  it('promotes no cluster beside a primary, unless that was accepted or after its demotion', () => {
    eachStep((step, before, { accept }, seen) => {
      if (step.kind !== 'promote') return;
      const other = otherCluster(step.cluster);
      must(!isUpPrimary(seen, other) || has(before, 'demote', other) || accept.includes('unfenced-primary'));
    });
  });

  it('promotes no cluster beside one that it can fence and did not, unless that was accepted', () => {
    eachStep((step, before, { operation, to, accept }, seen) => {
      const { run, replication } = seen;
      if (operation !== 'failover' || step.kind !== 'promote' || step.cluster !== to) return;
      const other = otherCluster(step.cluster);
      const mayWrite = !['secondary', 'primary'].includes(roleOf(seen, other)) && !contradictsDemotion(seen, other);
      const isFenced = run.fence?.cluster === other && run.fence.outcome !== 'not-confirmed';
      if (!mayWrite || replication?.canFence !== true || accept.includes('unfenced-primary')) return;
      must(isFenced || has(before, 'fence', other));
    });
  });

  it('fences only what it can, and never the cluster that it promotes', () => {
    eachStep((step, _before, { to }, { replication, run }) => {
      if (step.kind !== 'fence') return;
      must(replication?.canFence === true && step.cluster !== to && run.fence?.cluster !== step.cluster);
    });
  });

  it('forces a promotion only when the operator did, or to go back to a cluster that has everything', () => {
    eachStep((step, before, { accept, to }, { run, unfinished, promotion }) => {
      if (step.kind !== 'promote' || !step.force || accept.includes('vault-force')) return;
      const other = otherCluster(step.cluster);
      // It was the primary, as the journal says.
      if (promotion?.cluster === step.cluster && promotion.proof !== 'due') return;
      if (unfinished?.to === other && step.cluster === to) return;
      must(step.cluster !== to && !has(before, 'promote', other));
      must(
        run.demoted !== undefined ||
          unfinished?.to === to ||
          run.promoteFailed !== undefined ||
          has(before, 'demote', other),
      );
    });
  });

  it('gives the name only to a primary, or to one whose promotion is accepted or comes first', () => {
    eachStep((step, before, _asked, seen) => {
      if (step.kind !== 'switch-dns') return;
      const { cluster: name } = step;
      must(isUpPrimary(seen, name) || seen.run.promoted === name || has(before, 'promote', name));
    });
  });

  it('never demotes the cluster that shall be primary, but for the way back, nor the one it promotes', () => {
    eachStep((step, before, { operation, to }, seen) => {
      if (step.kind === 'demote') must(operation === 'rejoin' || step.cluster !== to || isWayBack(step, seen));
      if (step.kind === 'promote') must(!has(before, 'demote', step.cluster) && operation !== 'rejoin');
    });
  });

  it('promotes the other cluster only on the way back', () => {
    eachStep((step, before, { to }, { run, unfinished }) => {
      if (step.kind !== 'promote' || step.cluster === to) return;
      const isWayBack = run.demoted !== undefined || has(before, 'demote', otherCluster(step.cluster));
      must(isWayBack || unfinished?.to === to || run.promoteFailed !== undefined);
    });
  });

  it('promotes in a switchover only what has caught up, catches up first, or was the primary', () => {
    eachStep((step, before, { operation, to }, seen) => {
      const { run } = seen;
      if (!isSwitchover(operation) || step.kind !== 'promote' || step.cluster !== to) return;
      must(
        run.catchUp === 'proven' ||
          run.catchUp === 'likely' ||
          has(before, 'catch-up', step.cluster) ||
          wasPrimary(seen, step.cluster),
      );
    });
  });

  it('moves the name in a switchover only after the proof that nothing is lost', () => {
    eachStep((step, before, { operation, to }, seen) => {
      const { run, promotion } = seen;
      if (step.kind !== 'switch-dns' || !isSwitchover(operation) || step.cluster !== to) return;
      const isAhead = promotion?.cluster === to && promotion.proof === 'due';
      const isDue = (isAhead || has(before, 'promote', to)) && run.catchUp !== 'proven';
      must(!isDue || has(before, 'verify', to) || linkTo(seen, to) !== undefined);
    });
  });

  it('demotes no primary while token or time end before the way there and back', () => {
    eachStep((step, _before, _asked, seen) => {
      if (step.kind !== 'demote' || isWayBack(step, seen)) return;
      const { token } = seen;
      must(token.kind === 'not-needed' || (token.kind === 'usable' && token.expiresAt - NOW >= WAY_THERE_AND_BACK_MS));
      must(seen.remainingMs === undefined || seen.remainingMs > 10_000);
    });
  });

  it('moves the name alone in a dns-switch, and the link alone in a link', () => {
    eachStep((step, _before, { operation, to }) => {
      if (operation === 'dns-switch') must(['settle', 'switch-dns', 'confirm-dns'].includes(step.kind));
      if (operation === 'link') must(step.kind === 'settle' || (step.kind === 'link' && step.cluster !== to));
    });
  });

  it('says why, whatever it plans, and the same for the same world', () => {
    fc.assert(
      fc.property(anyRequest, anyWorld, (asked, seen) => {
        const before = JSON.stringify(seen);
        const planned = plan(asked, seen, LIMITS);
        if (JSON.stringify(plan(asked, JSON.parse(before) as World, LIMITS)) !== JSON.stringify(planned)) return false;
        return JSON.stringify(seen) === before && speaks(planned);
      }),
      RUNS,
    );
  });
});

const speaks = (planned: Plan): boolean =>
  planned.kind === 'act'
    ? planned.rounds.flat().every(({ reason }) => reason.length > 0)
    : planned.reason.length > 0 &&
      (planned.kind === 'done' || planned.remedy.length > 0 || planned.refusal === 'token-unusable');
