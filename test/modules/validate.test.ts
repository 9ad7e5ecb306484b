import { VaultDr, type VaultDrProps } from 'cdktf-vault-dr';
import { synthesise, synthesisePair, validProps } from './synthesise';

describe('props of VaultDr', () => {
  it('are told all their problems in one error', () => {
    const wrong = (): unknown =>
      synthesisePair((valid) => ({
        ...valid,
        environment: 'Prod!',
        clientName: 'vault',
        rotationMinutes: 300,
        home: { ...valid.home, address: 'http://vault-primary.example.com', subnetIds: [] },
      }));
    expect(wrong).toThrowErrorMatchingInlineSnapshot(`
     "VaultDr cannot be made:
       - environment is "Prod!": use lower-case letters, digits and dashes, as in "prod".
       - clientName is "vault": give a DNS name without a dot at the end.
       - home.address is "http://vault-primary.example.com": give it as https://host:port, without a path.
       - home.subnetIds is empty: the Lambdas run in a VPC.
       - rotationMinutes is 300: at most half of operationTokenTtlSeconds (28800 s), so that one missed run leaves a valid token."
    `);
  });

  const cases: readonly [string, (valid: VaultDrProps) => VaultDrProps, RegExp][] = [
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
    ['equal addresses', (v) => ({ ...v, away: { ...v.away, address: v.home.address } }), /two clusters/],
    [
      'equal regions',
      (v) => ({ ...v, away: { ...v.away, region: v.home.region } }),
      /regions? are equal|must not take both/,
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
      'a name and a load balancer',
      (v) => ({
        ...v,
        home: { ...v.home, dnsName: 'a.example.com', loadBalancer: { dnsName: 'b.example.com', zoneId: 'Z1' } },
      }),
      /give one of them/,
    ],
    [
      'a load balancer on one side',
      (v) => ({ ...v, home: { ...v.home, loadBalancer: { dnsName: 'b.example.com', zoneId: 'Z1' } } }),
      /both ALIAS or both CNAME/,
    ],
    ['a zone that is none', (v) => ({ ...v, hostedZoneId: 'example.com' }), /hostedZoneId/],
    ['a TTL of a day', (v) => ({ ...v, recordTtlSeconds: 86_400 }), /recordTtlSeconds/],
    ['a rotation that leaves a gap', (v) => ({ ...v, operationTokenTtlSeconds: 7200 }), /at most half/],
    [
      'a rule outside of DR',
      (v) => ({ ...v, extraOperationTokenRules: [{ path: 'sys/seal', capabilities: ['update'] }] }),
      /sys\/seal/,
    ],
    ['a CA that is none', (v) => ({ ...v, caPem: 'ca.pem' }), /caPem/],
    ['a private key as CA', (v) => ({ ...v, caPem: '-----BEGIN PRIVATE KEY-----' }), /private key/],
    ['an old runtime', (v) => ({ ...v, runtime: 'nodejs20.x' }), /nodejs22\.x/],
    ['names that IAM does not take', (v) => ({ ...v, identifier: 'a'.repeat(40) }), /too long/],
    [
      'a cluster address without port',
      (v) => ({ ...v, home: { ...v.home, clusterAddress: 'home' } }),
      /clusterAddress/,
    ],
    ['an operation longer than a Lambda', (v) => ({ ...v, operationTimeoutSeconds: 1000 }), /operationTimeoutSeconds/],
  ];
  it.each(cases)('refuses %s', (_name, change, problem) => {
    expect(() => synthesisePair(change)).toThrow(problem);
  });

  it('leave alone what is not known before the apply', () => {
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
