import { resourcesOf, synthesisePair } from './synthesise';

describe('WeightedRecords', () => {
  it('sends everybody to home at first and leaves live weights alone', () => {
    const records = resourcesOf(synthesisePair(), 'aws_route53_record');
    expect(records['records_home']).toMatchObject({
      name: 'vault.example.com',
      type: 'CNAME',
      ttl: 60,
      records: ['vault-primary.example.com'],
      weighted_routing_policy: { weight: 255 },
      lifecycle: { ignore_changes: ['weighted_routing_policy'] },
    });
    expect(records['records_away']).toMatchObject({
      ttl: 60,
      records: ['vault-dr.example.com'],
      weighted_routing_policy: { weight: 0 },
      lifecycle: { ignore_changes: ['weighted_routing_policy'] },
    });
  });

  it('makes ALIAS records of load balancers', () => {
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
});
