import { plan } from '../../functions/dr-operations/plan';
import type { Plan, Step } from '../../functions/dr-operations/steps';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { LIMITS } from '../functions/dr-operations/worlds';
import { combinations, type Combination } from './combinations';

const words = ({ home, away, weights, token, history, asked }: Combination): string =>
  `${asked.operation}${asked.force ? ' with force' : ''}: home ${home}, away ${away}, ${weights}, token ${token}, ${history}`;

/** The situations, in words, in which a rule does not hold. */
function brokenIn(rule: (planned: Plan, situation: Combination) => boolean): string[] {
  const broken: string[] = [];
  for (const each of combinations()) if (!rule(plan(each.asked, each.world, LIMITS), each)) broken.push(words(each));
  return broken.slice(0, 10);
}

/** A rule for each step, given those that come before its stage. */
const eachStep =
  (rule: (step: Step, before: readonly Step[], situation: Combination) => boolean) =>
  (planned: Plan, situation: Combination): boolean =>
    planned.kind !== 'act' ||
    planned.stages.every((stage, index) =>
      stage.every((step) => rule(step, planned.stages.slice(0, index).flat(), situation)),
    );

const isPrimary = ({ world }: Combination, name: ClusterName): boolean => {
  const look = world.clusters[name];
  return look.kind === 'up' && look.mode === 'primary';
};
const comesBefore = (before: readonly Step[], kind: Step['kind'], cluster: ClusterName): boolean =>
  before.some((step) => step.kind === kind && step.cluster === cluster);

describe('the planner, in every situation', () => {
  it('decides, says why, and says what lifts a refusal', () => {
    const speaks = (planned: Plan): boolean => {
      if (planned.kind === 'act') return planned.stages.flat().every(({ reason }) => reason.length > 0);
      if (planned.kind === 'done') return planned.reason.length > 0;
      return planned.reason.length > 0 && (planned.lift.length > 0 || planned.because !== undefined);
    };
    expect(brokenIn(speaks)).toEqual([]);
  });

  it('promotes no cluster beside a primary, unless forced or after its demotion', () => {
    const rule = eachStep((step, before, situation) => {
      if (step.kind !== 'promote') return true;
      const other = otherCluster(step.cluster);
      return !isPrimary(situation, other) || comesBefore(before, 'demote', other) || situation.asked.force;
    });
    expect(brokenIn(rule)).toEqual([]);
  });

  it('gives the name to no cluster that is neither primary nor promoted first', () => {
    const rule = eachStep(
      ({ kind, cluster }, before, situation) =>
        kind !== 'switch-dns' || isPrimary(situation, cluster) || comesBefore(before, 'promote', cluster),
    );
    expect(brokenIn(rule)).toEqual([]);
  });

  it('gives the name away in a switchover only with the proof that nothing is lost', () => {
    const rule = eachStep(
      ({ kind, cluster }, before, { asked }) =>
        kind !== 'switch-dns' ||
        asked.operation === 'failover' ||
        !comesBefore(before, 'promote', cluster) ||
        comesBefore(before, 'verify', cluster),
    );
    expect(brokenIn(rule)).toEqual([]);
  });
});
