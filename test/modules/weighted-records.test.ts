import { resourcesOf, statementsOf, synthesisePair, type Synthesised } from './synthesise';

describe('WeightedRecords', () => {
  it('sends all clients to home at first, and ignores later changes of the weights', () => {
    const records = resourcesOf(synthesisePair(), 'aws_route53_record');
    expect(records['records_home']).toMatchObject({
      name: 'vault.example.com',
      type: 'CNAME',
      ttl: 10,
      records: ['vault-primary.example.com'],
      weighted_routing_policy: { weight: 255 },
      lifecycle: { ignore_changes: ['weighted_routing_policy'] },
    });
    expect(records['records_away']).toMatchObject({
      ttl: 10,
      records: ['vault-dr.example.com'],
      weighted_routing_policy: { weight: 0 },
      lifecycle: { ignore_changes: ['weighted_routing_policy'] },
    });
  });

  it('creates ALIAS records for load balancers', () => {
    const balanced = synthesisePair((valid) => ({
      ...valid,
      home: { ...valid.home, loadBalancer: { dnsName: 'nlb-1.elb.eu-west-1.amazonaws.com', zoneId: 'Z2IFOLAFXWLO4F' } },
      away: {
        ...valid.away,
        loadBalancer: { dnsName: 'nlb-2.elb.eu-central-1.amazonaws.com', zoneId: 'Z3F0SRJ5LGBH90' },
      },
    }));
    const home = resourcesOf(balanced, 'aws_route53_record')['records_home'];
    expect(home).toMatchObject({
      type: 'A',
      alias: { name: 'nlb-1.elb.eu-west-1.amazonaws.com', zone_id: 'Z2IFOLAFXWLO4F', evaluate_target_health: false },
    });
    expect(home).not.toHaveProperty('ttl');
  });

  describe('for load balancers with IPv6 addresses', () => {
    const nlb = { dnsName: 'nlb.elb.eu-west-1.amazonaws.com', zoneId: 'Z2IFOLAFXWLO4F', ipv6: true };
    const dual = synthesisePair((valid) => ({
      ...valid,
      home: { ...valid.home, loadBalancer: nlb },
      away: { ...valid.away, loadBalancer: nlb },
    }));

    it('creates A and AAAA records with the same set identifiers', () => {
      const records = Object.values(resourcesOf(dual, 'aws_route53_record'));
      expect(records.map(({ type, set_identifier }) => `${String(type)} ${String(set_identifier)}`).sort()).toEqual([
        'A vault-away-test-a1',
        'A vault-home-test-a1',
        'AAAA vault-away-test-a1',
        'AAAA vault-home-test-a1',
      ]);
    });

    it('lets the Lambdas change exactly these record types', () => {
      expect(changeableTypes(dual)).toEqual(['A', 'AAAA']);
      expect(changeableTypes(synthesisePair())).toEqual(['CNAME']);
    });
  });
});

/** The record types that `dns-switch` may change. */
function changeableTypes(synthesised: Synthesised): unknown {
  const statement = statementsOf(synthesised, 'home-control-plane_dns-switch').find(
    ({ Sid }) => Sid === 'ChangeWeights',
  );
  const condition = statement?.Condition as Record<string, Record<string, unknown>>;
  return condition['ForAllValues:StringEquals']?.['route53:ChangeResourceRecordSetsRecordTypes'];
}
