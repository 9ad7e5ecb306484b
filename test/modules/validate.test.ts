import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { VaultDr, type RoutingControls, type VaultDrProps } from 'cdktf-vault-dr';
import {
  synthesise,
  synthesisePair,
  validProps,
  withClientCertificates,
  withDataPlane,
  withRoutingControls,
  withWitness,
  type Providers,
} from './synthesise';

/** The valid pair with routing controls, and something else in them. */
function withControls(
  valid: VaultDrProps,
  change: (controls: RoutingControls) => Partial<RoutingControls>,
): VaultDrProps {
  const { routingControls } = withRoutingControls(valid).traffic ?? {};
  if (!routingControls) throw new Error('there are no routing controls');
  return { ...valid, traffic: { routingControls: { ...routingControls, ...change(routingControls) } } };
}

describe('props of VaultDr', () => {
  it('are checked, and one error lists all problems', () => {
    const wrong = (): unknown =>
      synthesisePair((valid) => ({
        ...valid,
        environment: 'Prod!',
        clientName: 'vault',
        rotationMinutes: 300,
        maxFailoverLagSeconds: 0.5,
        heartbeatGraceSeconds: 5,
        witness: { region: 'eu-west-1', provider: valid.away.provider },
        home: { ...valid.home, address: 'http://vault-primary.example.com', subnetIds: [] },
      }));
    expect(wrong).toThrowErrorMatchingInlineSnapshot(`
     "The props of VaultDr have problems:
       - environment is "Prod!": use lower-case letters, digits and dashes, as in "prod".
       - clientName is "vault": give a DNS name without a dot at the end, as in "vault.example.com".
       - home.address is "http://vault-primary.example.com": give it as https://host:port, without a path.
       - home.subnetIds is empty: give the private subnets of the Lambdas.
       - witness.region is "eu-west-1", but witness.provider is for "eu-central-1": give the provider of that region.
       - witness.region and home.region are equal: give a third region, or leave witness out.
       - witness.provider and away.provider are the same: each region needs its own.
       - rotationMinutes is 300: give at most 240, which is half of operationTokenTtlSeconds (28800), so that a token is still valid after one failed run.
       - maxFailoverLagSeconds is 0.5: give a whole number from 1 to 2592000.
       - heartbeatGraceSeconds is 5: give a whole number from 6 to 120."
    `);
  });

  const cases: readonly [string, (valid: VaultDrProps, providers: Providers) => VaultDrProps, RegExp][] = [
    [
      'an address with a path',
      (v) => ({ ...v, home: { ...v.home, address: 'https://a.example.com/v1' } }),
      /home\.address/,
    ],
    [
      'the client name as address',
      (v) => ({ ...v, away: { ...v.away, address: 'https://vault.example.com:8200' } }),
      /away\.address is the client name/,
    ],
    [
      'a role of the zone that is no role',
      (v, { dns }) => ({ ...v, dns: { provider: dns, roleArn: 'vault-dr-zone' } }),
      /dns\.roleArn is "vault-dr-zone"/,
    ],
    [
      'a zone in another account with the provider of the pair',
      (v) => ({ ...v, dns: { provider: v.home.provider, roleArn: 'arn:aws:iam::222222222222:role/zone' } }),
      /dns\.provider and home\.provider/,
    ],
    [
      'health checks on a signal without a publisher',
      (v) => ({ ...withDataPlane(v), watch: false }),
      /traffic\.dataPlane is true and watch is false: leave out watch/,
    ],
    [
      'health checks of a zone in another account',
      (v, { dns }) => ({
        ...withDataPlane(v),
        dns: { provider: dns, roleArn: 'arn:aws:iam::222222222222:role/zone' },
      }),
      /traffic needs records in the account of the pair/,
    ],
    [
      'two health checks for one record',
      (v) => ({ ...v, traffic: { ...withRoutingControls(v).traffic, dataPlane: true } }),
      /traffic has both dataPlane and routingControls/,
    ],
    [
      'one routing control for both clusters',
      (v) => withControls(v, ({ home }) => ({ away: home })),
      /routingControls\.home and traffic\.routingControls\.away are equal/,
    ],
    [
      'a routing control by its name',
      (v) => withControls(v, () => ({ home: 'vault-home' })),
      /traffic\.routingControls\.home is "vault-home": give the ARN/,
    ],
    [
      'routing controls without an endpoint',
      (v) => withControls(v, () => ({ endpoints: [] })),
      /traffic\.routingControls\.endpoints is empty/,
    ],
    [
      'an endpoint that is no address',
      (v) => withControls(v, () => ({ endpoints: [{ region: 'Oregon', endpoint: 'http://example.com' }] })),
      /endpoints\[0\]\.region is "Oregon"[^]*endpoints\[0\]\.endpoint is "http:\/\/example\.com"/,
    ],
    [
      'a client certificate of one cluster only',
      (v) => ({ ...v, home: withClientCertificates(v).home }),
      /Only one cluster has a clientCertificate/,
    ],
    [
      'a client certificate in the region of the other cluster',
      (v) => ({
        ...withClientCertificates(v),
        away: { ...v.away, clientCertificate: withClientCertificates(v).home.clientCertificate },
      }),
      /away\.clientCertificate\.secretArn is in eu-west-1: give a secret in eu-central-1/,
    ],
    [
      'the name of a secret instead of its ARN',
      (v) => ({
        ...withClientCertificates(v),
        home: { ...v.home, clientCertificate: { secretArn: 'vault-client' } },
      }),
      /home\.clientCertificate\.secretArn is "vault-client"/,
    ],
    ['equal addresses', (v) => ({ ...v, away: { ...v.away, address: v.home.address } }), /two clusters/],
    [
      'equal regions',
      (v) => ({ ...v, away: { ...v.away, region: v.home.region } }),
      /home\.region and away\.region are equal/,
    ],
    [
      'one provider for both',
      (v) => ({ ...v, away: { ...v.away, provider: v.home.provider } }),
      /each region needs its own/,
    ],
    [
      'an IP address without a name for the CNAME',
      (v) => ({ ...v, home: { ...v.home, address: 'https://10.0.0.1:8200' } }),
      /give dnsName/,
    ],
    [
      'both a DNS name and a load balancer',
      (v) => ({
        ...v,
        home: { ...v.home, dnsName: 'a.example.com', loadBalancer: { dnsName: 'b.example.com', zoneId: 'Z1' } },
      }),
      /give one of them/,
    ],
    [
      'a load balancer for only one cluster',
      (v) => ({ ...v, home: { ...v.home, loadBalancer: { dnsName: 'b.example.com', zoneId: 'Z1' } } }),
      /both ALIAS or both CNAME/,
    ],
    ['a domain instead of the id of a hosted zone', (v) => ({ ...v, hostedZoneId: 'example.com' }), /hostedZoneId/],
    [
      'a domain among the other zones',
      (v) => ({ ...v, otherHostedZoneIds: ['internal'] }),
      /otherHostedZoneIds\[0\] is "internal"/,
    ],
    ['a zone that is named twice', (v) => ({ ...v, otherHostedZoneIds: [v.hostedZoneId] }), /name a zone twice/],
    ['a TTL of one day', (v) => ({ ...v, recordTtlSeconds: 86_400 }), /recordTtlSeconds/],
    [
      'a rotation after which one failed run leaves no valid token',
      (v) => ({ ...v, operationTokenTtlSeconds: 7200 }),
      /give at most 60/,
    ],
    [
      'a Vault rule outside of DR replication',
      (v) => ({ ...v, extraOperationTokenRules: [{ path: 'sys/seal', capabilities: ['update'] }] }),
      /sys\/seal/,
    ],
    ...[
      'sys/replication/drs/x',
      'xsys/replication/dr/status',
      'sys/replication/dr',
      'sys/replication/dr/x" { } path "*',
    ].map((path): [string, (valid: VaultDrProps) => VaultDrProps, RegExp] => [
      `a Vault rule for ${path}`,
      (v) => ({ ...v, extraOperationTokenRules: [{ path, capabilities: ['sudo'] }] }),
      /give only paths under sys\/replication\/dr\//,
    ]),
    ['a file name instead of PEM text', (v) => ({ ...v, caPem: 'ca.pem' }), /caPem/],
    ['a private key as the CA', (v) => ({ ...v, caPem: '-----BEGIN PRIVATE KEY-----' }), /private key/],
    ['a runtime older than Node.js 22', (v) => ({ ...v, runtime: 'nodejs20.x' }), /nodejs22\.x/],
    ['names that are too long for IAM', (v) => ({ ...v, identifier: 'a'.repeat(40) }), /too long/],
    [
      'a cluster address without a port',
      (v) => ({ ...v, home: { ...v.home, clusterAddress: 'home' } }),
      /clusterAddress/,
    ],
    [
      'a witness in the region of away',
      (v, { witness }) => ({ ...v, witness: { region: v.away.region, provider: witness } }),
      /witness\.region and away\.region are equal/,
    ],
    [
      'a witness in a region that does not exist',
      (v, { witness }) => ({ ...v, witness: { region: 'Stockholm', provider: witness } }),
      /witness\.region is "Stockholm"/,
    ],
    [
      'a failover that may lose the writes of 0 s',
      (v) => ({ ...v, maxFailoverLagSeconds: 0 }),
      /maxFailoverLagSeconds/,
    ],
    [
      'a failover that may lose the writes of more than 30 days',
      (v) => ({ ...v, maxFailoverLagSeconds: 2_592_001 }),
      /maxFailoverLagSeconds/,
    ],
    [
      'a heartbeat grace of more than two minutes',
      (v) => ({ ...v, heartbeatGraceSeconds: 121 }),
      /heartbeatGraceSeconds/,
    ],
    [
      'an address that is known only at the apply, without a name for the CNAME',
      (v) => ({ ...v, home: { ...v.home, address: '${aws_lb.home.dns_name}' } }),
      /home\.address is known only at the apply.*dnsName/,
    ],
    [
      'the provider of another region',
      (v, { witness }) => ({ ...v, home: { ...v.home, provider: witness } }),
      /home\.region is "eu-west-1", but home\.provider is for "eu-north-1"/,
    ],
    ['regions of two partitions', (v) => ({ ...v, away: { ...v.away, region: 'cn-north-1' } }), /two AWS partitions/],
    [
      'IPv6 for only one cluster',
      (v) => ({
        ...v,
        home: { ...v.home, loadBalancer: { dnsName: 'b.example.com', zoneId: 'Z1', ipv6: true } },
        away: { ...v.away, loadBalancer: { dnsName: 'c.example.com', zoneId: 'Z1' } },
      }),
      /Only one loadBalancer has ipv6/,
    ],
    [
      'a rotation that makes more versions than Secrets Manager keeps',
      (v) => ({ ...v, rotationMinutes: 14 }),
      /15 to 23040/,
    ],
    [
      'a log retention that CloudWatch does not accept',
      (v) => ({ ...v, logRetentionDays: 100 }),
      /CloudWatch accepts, which are 1, 3, 5/,
    ],
    [
      'a permissions boundary that is not a policy',
      (v) => ({ ...v, permissionsBoundaryArn: 'arn:aws:iam::111111111111:role/x' }),
      /ARN of an IAM policy/,
    ],
    ['a mount path with a slash', (v) => ({ ...v, awsAuth: { path: '/aws' } }), /awsAuth\.path is "\/aws"/],
    ['an STS region that does not exist', (v) => ({ ...v, awsAuth: { stsRegion: 'global' } }), /awsAuth\.stsRegion/],
    ['a bound address without a prefix', (v) => ({ ...v, boundCidrs: ['10.0.0.1'] }), /boundCidrs has "10\.0\.0\.1"/],
    ['a recovery window of three days', (v) => ({ ...v, secretRecoveryDays: 3 }), /secretRecoveryDays/],
    ['a probe that may take a minute', (v) => ({ ...v, probeTimeoutMs: 60_000 }), /probeTimeoutMs/],
    ['a reservation that looking could use up', (v) => ({ ...v, reservedConcurrency: 1 }), /reservedConcurrency/],
    [
      'an operation that may run longer than a Lambda',
      (v) => ({ ...v, operationTimeoutSeconds: 1000 }),
      /operationTimeoutSeconds/,
    ],
  ];
  it.each(cases)('refuses %s', (_name, change, problem) => {
    expect(() => synthesisePair(change)).toThrow(problem);
  });

  it('accept a witness in a third region, and limits at their bounds', () => {
    const least = { maxFailoverLagSeconds: 1, heartbeatGraceSeconds: 6 };
    const most = { maxFailoverLagSeconds: 2_592_000, heartbeatGraceSeconds: 120 };
    for (const limits of [least, most]) {
      expect(() => synthesisePair((v, providers) => ({ ...withWitness(v, providers), ...limits }))).not.toThrow();
    }
  });

  it('accept a secret that is deleted immediately, and CIDR blocks of IPv4 and IPv6', () => {
    const change = { secretRecoveryDays: 0, boundCidrs: ['10.0.0.0/16', 'fd00::/8'], rotationMinutes: 15 };
    const { resource } = synthesisePair((v) => ({ ...v, ...change, operationTokenTtlSeconds: 3600 }));
    const of = (type: string): Record<string, unknown>[] => Object.values(resource[type] ?? {});
    expect(of('aws_secretsmanager_secret')).toMatchObject(Array(4).fill({ recovery_window_in_days: 0 }));
    const bound = { token_bound_cidrs: change.boundCidrs };
    expect(of('vault_aws_auth_backend_role')).toMatchObject([bound]);
    expect(of('vault_token_auth_backend_role')).toMatchObject([bound, bound]);
  });

  it('are not checked if their value is known only at the apply', () => {
    const deferred = (): unknown =>
      synthesise(
        (stack, providers) =>
          new VaultDr(stack, 'vault-dr', {
            ...validProps(providers),
            hostedZoneId: '${aws_route53_zone.main.zone_id}',
          }),
      );
    expect(deferred).not.toThrow();
  });
});

describe('a cluster in us-east-1', () => {
  it("is accepted with a warning, because Route 53's control plane is in the same region", () => {
    const warnings: string[] = [];
    synthesise((stack, providers) => {
      const virginia = new AwsProvider(stack, 'aws-virginia', { alias: 'virginia', region: 'us-east-1' });
      const valid = validProps(providers);
      const pair = new VaultDr(stack, 'vault-dr', {
        ...valid,
        home: { ...valid.home, region: 'us-east-1', provider: virginia },
      });
      warnings.push(...pair.node.metadata.filter(({ type }) => type === '@cdktf/warn').map(({ data }) => String(data)));
    });
    expect(warnings).toEqual([expect.stringMatching(/^A cluster is in us-east-1/)]);
  });
});

describe('a pair in China', () => {
  it('uses the host names of its partition for the log service and for STS', () => {
    const { resource } = synthesise((stack, providers) => {
      const provider = (alias: string, region: string): AwsProvider =>
        new AwsProvider(stack, `aws-${alias}`, { alias, region });
      const valid = validProps(providers);
      new VaultDr(stack, 'vault-dr', {
        ...valid,
        home: { ...valid.home, region: 'cn-north-1', provider: provider('beijing', 'cn-north-1') },
        away: { ...valid.away, region: 'cn-northwest-1', provider: provider('ningxia', 'cn-northwest-1') },
        awsAuth: { create: true, stsRegion: 'cn-north-1' },
      });
    });
    const policies = Object.values(resource['aws_kms_key'] ?? {}).map(({ policy }) => policy);
    expect(policies).toContainEqual(expect.stringContaining('"Service":"logs.cn-north-1.amazonaws.com.cn"'));
    const [client] = Object.values(resource['vault_aws_auth_backend_client'] ?? {});
    expect(client).toMatchObject({ sts_endpoint: 'https://sts.cn-north-1.amazonaws.com.cn' });
  });
});
