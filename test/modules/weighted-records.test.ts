import {
  resourcesOf,
  statementsOf,
  synthesisePair,
  variablesOf,
  withDataPlane,
  withRoutingControls,
  type Synthesised,
} from './synthesise';

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

describe.each([
  ['a signal', withDataPlane],
  ['routing controls', withRoutingControls],
])('health checks on %s', (_, withChecks) => {
  const checked = synthesisePair(withChecks);

  it('belong to both records, each to its own cluster', () => {
    const records = resourcesOf(checked, 'aws_route53_record');
    for (const cluster of ['home', 'away']) {
      expect(records[`records_${cluster}`]?.['health_check_id']).toMatch(
        new RegExp(`^\\$\\{aws_route53_health_check\\.vault-dr_name-health_${cluster}-check_\\w+\\.id\\}$`),
      );
    }
  });

  it('are kept by the next apply, which ignores the weights alone', () => {
    const records = Object.values(resourcesOf(checked, 'aws_route53_record'));
    expect(records.map(({ lifecycle }) => lifecycle)).toEqual([
      { ignore_changes: ['weighted_routing_policy'] },
      { ignore_changes: ['weighted_routing_policy'] },
    ]);
  });

  it('belong to the records of every type', () => {
    const nlb = { dnsName: 'nlb.elb.eu-west-1.amazonaws.com', zoneId: 'Z2IFOLAFXWLO4F', ipv6: true };
    const dual = synthesisePair((valid) =>
      withChecks({
        ...valid,
        home: { ...valid.home, loadBalancer: nlb },
        away: { ...valid.away, loadBalancer: nlb },
      }),
    );
    const records = resourcesOf(dual, 'aws_route53_record');
    expect(Object.keys(records)).toHaveLength(4);
    expect(records['records_away-ipv6']?.['health_check_id']).toBe(records['records_away']?.['health_check_id']);
    for (const record of Object.values(records)) {
      expect(record).toHaveProperty('health_check_id');
      expect(record).toMatchObject({ alias: { evaluate_target_health: false } });
    }
  });
});

describe('the health check on a signal', () => {
  const checked = synthesisePair(withDataPlane);

  it.each([
    ['home', 'away', 'eu-central-1'],
    ['away', 'home', 'eu-west-1'],
  ])('of %s turns unhealthy while the region of %s announces its own cluster', (cluster, other, region) => {
    const check = resourcesOf(checked, 'aws_route53_health_check')[`name-health_${cluster}-check`];
    expect(check).toMatchObject({ type: 'CLOUDWATCH_METRIC', cloudwatch_alarm_region: region });
    expect(check?.['cloudwatch_alarm_name']).toContain(`name-health_${other}-alarm`);
    expect(resourcesOf(checked, 'aws_cloudwatch_metric_alarm')[`name-health_${other}-alarm`]).toMatchObject({
      provider: `aws.${other}`,
      namespace: 'VaultDr',
      metric_name: 'Announced',
      dimensions: { environment: 'test', identifier: 'a1', cluster: other },
      statistic: 'Maximum',
      comparison_operator: 'GreaterThanThreshold',
      threshold: 0,
    });
  });

  it('is healthy without data, so that a silent region announces nothing', () => {
    const checks = Object.values(resourcesOf(checked, 'aws_route53_health_check'));
    expect(checks.map((check) => check['insufficient_data_health_status'])).toEqual(['Healthy', 'Healthy']);
    const alarms = resourcesOf(checked, 'aws_cloudwatch_metric_alarm');
    for (const cluster of ['home', 'away']) {
      expect(alarms[`name-health_${cluster}-alarm`]).toMatchObject({ treat_missing_data: 'notBreaching' });
    }
  });

  it('lets the operating Lambdas of both regions announce, and the watch only know of it', () => {
    for (const region of ['home', 'away']) {
      for (const lambda of ['dns-switch', 'dr-operations'].map((name) => `${region}-control-plane_${name}`)) {
        expect(statementsOf(checked, lambda)).toContainEqual({
          Sid: 'Signal',
          Effect: 'Allow',
          Action: ['cloudwatch:PutMetricData'],
          Resource: ['*'],
          Condition: { StringEquals: { 'cloudwatch:namespace': 'VaultDr' } },
        });
      }
      const watch = `${region}-watch`;
      expect(JSON.parse(variablesOf(checked, watch)['TRAFFIC'] ?? '')).toMatchObject({ kind: 'signal' });
      expect(statementsOf(checked, watch).map(({ Sid }) => Sid)).not.toContain('Signal');
    }
  });
});

it('without traffic, no record has a health check and no Lambda hears of one', () => {
  const plain = synthesisePair();
  expect(JSON.stringify(plain)).not.toMatch(/health_check|TRAFFIC|PutMetricData/);
});

/** The record types that `dns-switch` may change. */
function changeableTypes(synthesised: Synthesised): unknown {
  const statement = statementsOf(synthesised, 'home-control-plane_dns-switch').find(
    ({ Sid }) => Sid === 'ChangeWeights',
  );
  const condition = statement?.Condition as Record<string, Record<string, unknown>>;
  return condition['ForAllValues:StringEquals']?.['route53:ChangeResourceRecordSetsRecordTypes'];
}
