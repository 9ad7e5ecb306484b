import fc from 'fast-check';
import { planSwitch } from '../../../functions/dns-switch/plan';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import { PlanRefusedError } from '../../../functions/shared/errors';

const up = (mode: string) => ({ kind: 'up', mode }) as ClusterObservation;
const GONE: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };
const SEALED: ClusterObservation = { kind: 'sealed' };
const CHANGING: ClusterObservation = { kind: 'changing', mode: 'primary', detail: 'role change or election' };
const ODD: ClusterObservation = { kind: 'odd', problem: 'not-json' };

const HOME = { home: 255, away: 0 };
const AWAY = { home: 0, away: 255 };

describe('planSwitch', () => {
  it.each([
    ['keeps what is right', up('primary'), up('secondary'), HOME, 'home', false],
    ['keeps what is right after a failover', GONE, up('primary'), AWAY, 'away', false],
    ['moves to away', up('secondary'), up('primary'), HOME, 'away', true],
    ['moves back home', up('primary'), up('secondary'), AWAY, 'home', true],
    ['moves to away when home is unreachable', GONE, up('primary'), HOME, 'away', true],
    ['moves to away when home is sealed', SEALED, up('primary'), HOME, 'away', true],
    ['moves to away when something odd answers for home', ODD, up('primary'), HOME, 'away', true],
    ['gives weight where there was none', up('primary'), up('secondary'), { home: 0, away: 0 }, 'home', true],
    ['takes one of two weights away', up('secondary'), up('primary'), { home: 255, away: 255 }, 'away', true],
  ])('%s', (_name, home, away, weights, active, changes) => {
    expect(planSwitch({ home, away }, weights)).toEqual({ active, changes, after: active === 'home' ? HOME : AWAY });
  });

  it.each([
    ['two primaries', up('primary'), up('primary'), HOME, /Both clusters are primary/],
    ['two secondaries', up('secondary'), up('secondary'), HOME, /Neither cluster/],
    ['two clusters without DR', up('disabled'), up('disabled'), HOME, /Neither cluster/],
    ['two silent clusters', GONE, GONE, HOME, /Neither cluster/],
    ['a primary that is only becoming one', CHANGING, up('secondary'), HOME, /Neither cluster/],
    ['weights of 1 and 0', up('secondary'), up('primary'), { home: 1, away: 0 }, /by hand \(home 1, away 0\)/],
    ['weights of 255 and 10', up('primary'), up('secondary'), { home: 255, away: 10 }, /by hand/],
  ])('refuses %s', (_name, home, away, weights, message) => {
    expect(() => planSwitch({ home, away }, weights)).toThrow(PlanRefusedError);
    expect(() => planSwitch({ home, away }, weights)).toThrow(message);
  });

  it('never plans weights that are all zero, and plans nothing a second time', () => {
    const cluster = fc.constantFrom(up('primary'), up('secondary'), up('disabled'), GONE, SEALED, CHANGING, ODD);
    const weight = fc.constantFrom(0, 255, 1, 100);
    fc.assert(
      fc.property(cluster, cluster, weight, weight, (home, away, homeWeight, awayWeight) => {
        const plan = attempt(() => planSwitch({ home, away }, { home: homeWeight, away: awayWeight }));
        if (plan === undefined) return true;
        return (
          plan.after.home + plan.after.away === 255 &&
          plan.after[plan.active] === 255 &&
          !planSwitch({ home, away }, plan.after).changes
        );
      }),
    );
  });
});

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof PlanRefusedError) return undefined;
    throw error;
  }
}
