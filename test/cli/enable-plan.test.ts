import { planEnable, type EnablePlan, type EnableWorld } from '../../cli/enable/plan';
import type { ClusterObservation, UpCluster } from '../../functions/shared/cluster-observation';
import { disabled, primary, secondary } from '../functions/dr-operations/worlds';

const up = (mode: UpCluster['mode'], more: Partial<UpCluster> = {}): UpCluster =>
  ({ primary, secondary, disabled })[mode](more);

const world = (home: ClusterObservation, away: ClusterObservation, more: Partial<EnableWorld> = {}): EnableWorld => ({
  clusters: { home, away },
  tokens: { home: 'usable', away: 'usable' },
  canaryArrived: false,
  ...more,
});

const steps = (plan: EnablePlan): string =>
  plan.kind === 'act' ? plan.steps.map(({ kind, cluster }) => `${kind} ${cluster}`).join(', ') : plan.kind;

describe('planEnable', () => {
  it.each<[string, EnableWorld, string]>([
    [
      'two fresh clusters',
      world(up('disabled'), up('disabled'), { tokens: { home: 'missing', away: 'missing' } }),
      'enable-primary home, enable-secondary away, await-stream away, canary away, first-token home, first-token away',
    ],
    [
      'a primary without a secondary',
      world(up('primary'), up('disabled')),
      'enable-secondary away, await-stream away, canary away',
    ],
    [
      'a pair the other way round',
      world(up('disabled'), up('primary')),
      'enable-secondary home, await-stream home, canary home',
    ],
    [
      'a secondary that copies',
      world(up('primary'), up('secondary', { state: 'merkle-sync', lastRemoteWal: 0 })),
      'await-stream away, canary away',
    ],
    [
      'a secondary that has received nothing yet',
      world(up('primary'), up('secondary', { lastRemoteWal: 0 })),
      'canary away',
    ],
    [
      'a canary that arrived',
      world(up('primary'), up('secondary', { lastRemoteWal: 0 }), { canaryArrived: true }),
      'done',
    ],
    [
      'a region without a token',
      world(up('primary'), up('secondary'), { tokens: { home: 'usable', away: 'missing' } }),
      'first-token away',
    ],
    ['a healthy pair', world(up('primary'), up('secondary')), 'done'],
  ])('for %s plans the remaining steps', (_what, seen, expected) => {
    expect(steps(planEnable(seen))).toBe(expected);
  });

  it('lists what is already done', () => {
    expect(planEnable(world(up('primary'), up('disabled')))).toMatchObject({
      already: [
        'home is primary',
        'the region of home has an operation token',
        'the region of away has an operation token',
      ],
    });
  });

  it.each<[string, EnableWorld, RegExp]>([
    ['a sealed cluster', world(up('disabled'), { kind: 'sealed' }), /away is sealed/],
    ['a lost cluster', world({ kind: 'unreachable', cause: 'timeout' }, up('disabled')), /home is unreachable/],
    ['two primaries', world(up('primary'), up('primary')), /Both clusters are primary/],
    ['two secondaries', world(up('secondary'), up('secondary')), /no cluster is primary/],
    ['a secondary of somebody else', world(up('disabled'), up('secondary')), /another primary/],
    [
      'another replication set',
      world(up('primary'), up('secondary', { clusterId: 'other' })),
      /another replication set/,
    ],
    ['a secondary that lost its link', world(up('primary'), up('secondary', { state: 'idle' })), /without a link/],
    ['a secondary that is older', world(up('disabled'), up('disabled', { version: '1.9.2+ent' })), /older than home's/],
    ['Vault Community', world(up('disabled'), up('disabled', { isCommunity: true })), /^away runs Vault Community/],
  ])('refuses %s', (_what, seen, reason) => {
    expect(planEnable(seen)).toMatchObject({ kind: 'refuse', reason: expect.stringMatching(reason) as string });
  });

  it('tells call by call how a pair is made again after replication was enabled anew on the primary', () => {
    const seen = world(up('primary', { clusterId: 'anew', knownSecondaries: [] }), up('secondary'));
    const told = /secondary\/disable on it.* run vault-dr enable, which wipes away/;
    expect(planEnable(seen)).toMatchObject({ kind: 'refuse', remedy: expect.stringMatching(told) as string });
  });
});
