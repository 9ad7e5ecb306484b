import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { planAdoption, type WantedRecords } from '../../cli/adopt/plan';

const WANTED: WantedRecords = {
  clientName: 'vault.example.com',
  clusters: {
    home: { dnsName: 'vault-primary.example.com', setIdentifier: 'vault-home-prod-eu1' },
    away: { dnsName: 'vault-dr.example.com', setIdentifier: 'vault-away-prod-eu1' },
  },
  ttlSeconds: 10,
};
const record = (more: Partial<ResourceRecordSet>): ResourceRecordSet => ({
  Name: 'vault.example.com.',
  Type: 'CNAME',
  TTL: 300,
  ...more,
});
const simple = (target: string): ResourceRecordSet => record({ ResourceRecords: [{ Value: target }] });
const weighted = (cluster: 'home' | 'away', weight: number, ttl: number): ResourceRecordSet =>
  record({
    SetIdentifier: WANTED.clusters[cluster].setIdentifier,
    Weight: weight,
    TTL: ttl,
    ResourceRecords: [{ Value: WANTED.clusters[cluster].dnsName }],
  });

/** The changes, one line each. */
function changesOf(listed: readonly ResourceRecordSet[], more: Partial<WantedRecords> = {}): string[] {
  const plan = planAdoption(listed, { ...WANTED, ...more });
  if (plan.kind !== 'change') throw new Error(`no change, but ${JSON.stringify(plan)}`);
  return plan.changes.map(
    ({ Action, ResourceRecordSet: set }) =>
      `${Action} ${set?.Type} ${set?.SetIdentifier ?? 'simple'} ${set?.Weight ?? '-'} ${set?.TTL ?? '-'}`,
  );
}

describe('adopting the records of a client name', () => {
  it('replaces a simple CNAME in one batch, and leaves the clients where they are', () => {
    expect(changesOf([simple('vault-dr.example.com')])).toEqual([
      'DELETE CNAME simple - 300',
      'CREATE CNAME vault-home-prod-eu1 0 10',
      'CREATE CNAME vault-away-prod-eu1 255 10',
    ]);
  });

  it('finds the cluster behind an ALIAS with the prefix of a dual-stack load balancer', () => {
    const alias = record({
      Type: 'A',
      TTL: undefined,
      AliasTarget: { HostedZoneId: 'Z1', DNSName: 'dualstack.VAULT-primary.example.com.', EvaluateTargetHealth: false },
    });
    expect(changesOf([alias])[1]).toBe('CREATE CNAME vault-home-prod-eu1 255 10');
  });

  it('changes the TTL of both weighted records in one batch, and no weight', () => {
    expect(changesOf([weighted('home', 0, 60), weighted('away', 255, 60)])).toEqual([
      'UPSERT CNAME vault-home-prod-eu1 0 10',
      'UPSERT CNAME vault-away-prod-eu1 255 10',
    ]);
  });

  it('has nothing to do where both weighted records exist with that TTL, or none exists', () => {
    expect(planAdoption([weighted('home', 255, 10), weighted('away', 0, 10)], WANTED).kind).toBe('done');
    expect(planAdoption([record({ Name: 'other.example.com.' })], WANTED).kind).toBe('done');
  });

  it('refuses a record that leads to neither cluster, until the operator names the primary', () => {
    expect(planAdoption([simple('old.example.com')], WANTED)).toMatchObject({
      kind: 'refuse',
      remedy: expect.stringContaining('--active') as string,
    });
    expect(changesOf([simple('old.example.com')], { active: 'away' })[2]).toBe(
      'CREATE CNAME vault-away-prod-eu1 255 10',
    );
  });

  it.each<[string, ResourceRecordSet[]]>([
    ['an A record beside an AAAA record', [record({ Type: 'A' }), record({ Type: 'AAAA' })]],
    ['records of another routing policy', [record({ SetIdentifier: 'geo', GeoLocation: { CountryCode: 'DE' } })]],
    ['one weighted record of two', [weighted('home', 255, 10)]],
  ])('refuses %s', (_what, listed) => {
    expect(planAdoption(listed, WANTED).kind).toBe('refuse');
  });
});
