import { join } from 'node:path';
import type {
  AutomaticFailoverSettings,
  AwsAuthOptions,
  DrillSettings,
  VaultDrProps,
  WatchSettings,
} from 'cdktf-vault-dr';
import { expectKept } from '../helpers/kept-file';
import { leavesOf, partsOf } from './stack-text';
import {
  synthesisePair,
  withClientCertificates,
  withDataPlane,
  withRoutingControls,
  type Providers,
  type Synthesised,
} from './synthesise';

const MEANING = 'A resource, a variable of a Lambda or an output has another value than before.';

/** AWS policies; they are in the list of rights. */
const isPolicy = (address: string, path: string): boolean => address.startsWith('aws_') && /(^|_)policy$/.test(path);

const linesOf = (synthesised: Synthesised): [address: string, lines: string[]][] =>
  partsOf(synthesised).map(({ address, attributes }) => [
    address,
    leavesOf(attributes).flatMap(([path, leaf]) =>
      isPolicy(address, path) ? [] : [`  ${path} = ${JSON.stringify(leaf)}`],
    ),
  ]);

const render = (parts: readonly [string, readonly string[]][]): string =>
  `${parts.map(([address, lines]) => [address, ...lines].join('\n')).join('\n\n')}\n`;

/** A value that no default has, for every optional prop but `traffic`, which has lists of its own. */
const everyProp = (
  valid: VaultDrProps,
  providers: Providers,
): Required<Omit<VaultDrProps, 'vaultProvider' | 'watch' | 'traffic'>> & { watch: Required<WatchSettings> } => ({
  ...valid,
  home: {
    ...withClientCertificates(valid).home,
    dnsName: 'one.example.com',
    clusterAddress: 'https://one.example.com:8211',
  },
  away: {
    ...withClientCertificates(valid).away,
    dnsName: 'two.example.com',
    clusterAddress: 'https://two.example.com:8212',
  },
  witness: { region: 'eu-north-1', provider: providers.witness },
  dns: { provider: providers.dns, roleArn: 'arn:aws:iam::222222222222:role/zone' },
  watch: {
    notify: {
      home: ['arn:aws:sns:eu-west-1:111111111111:pager'],
      away: ['arn:aws:sns:eu-central-1:111111111111:pager'],
    },
    maxLagSeconds: 47,
    alarmsPage: 'https://wiki.example.com/alarms',
    dashboard: false,
    fence: true,
    autopilot: true,
  },
  events: false,
  drill: {
    rtoSeconds: 43,
    schedule: 'cron(0 4 1 * ? *)',
    holdSeconds: 29,
    inProduction: true,
  } satisfies Required<DrillSettings>,
  otherHostedZoneIds: ['Z9876543210ABCDEFGHIJ'],
  recordTtlSeconds: 31,
  awsAuth: {
    path: 'aws-dr',
    create: true,
    serverId: 'vault.internal',
    stsRegion: 'eu-west-3',
    resolveAwsUniqueIds: true,
  } satisfies Required<AwsAuthOptions>,
  operationTokenTtlSeconds: 7200,
  rotationMinutes: 41,
  breakGlassToken: false,
  boundCidrs: ['10.0.0.0/8', '192.0.2.0/24'],
  extraOperationTokenRules: [{ path: 'sys/replication/dr/secondary/reindex', capabilities: ['update'] }],
  maxLagWals: 7,
  maxFailoverLagSeconds: 611,
  heartbeatGraceSeconds: 23,
  automatic: {
    afterSeconds: 91,
    maxLossSeconds: 29,
    coolDownSeconds: 1801,
  } satisfies Required<AutomaticFailoverSettings>,
  operationTimeoutSeconds: 613,
  linkCaFile: '/etc/vault/ca.pem',
  caPem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  architecture: 'x86_64',
  runtime: 'nodejs24.x',
  probeTimeoutMs: 731,
  reservedConcurrency: 17,
  logRetentionDays: 30,
  logLevel: 'DEBUG',
  permissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/boundary',
  deletionProtection: false,
  secretRecoveryDays: 0,
  tags: { team: 'vault' },
  outputs: true,
  operatorParameters: true,
});

/** What the second stack has in addition (`+`) and no longer (`-`). */
function changes(from: Synthesised, to: Synthesised): [string, string[]][] {
  const [before, after] = [new Map(linesOf(from)), new Map(linesOf(to))];
  const addresses = [...new Set([...before.keys(), ...after.keys()])].sort();
  return addresses.flatMap((address): [string, string[]][] => {
    const [old = [], now = []] = [before.get(address), after.get(address)];
    const lines = [
      ...old.filter((line) => !now.includes(line)).map((line) => line.replace('  ', '  - ')),
      ...now.filter((line) => !old.includes(line)).map((line) => line.replace('  ', '  + ')),
    ];
    return lines.length === 0 ? [] : [[address, lines]];
  });
}

const keep = (list: string, parts: readonly [string, readonly string[]][]): void =>
  expectKept(join(__dirname, 'lists', `${list}.txt`), render(parts), MEANING);

describe('the settings', () => {
  it('of every resource, variable and output are those of the list', () => {
    keep('settings', linesOf(synthesisePair()));
  });

  it('that follow from every prop are those of the list', () => {
    keep('settings-of-every-prop', changes(synthesisePair(), synthesisePair(everyProp)));
  });

  it.each([
    ['settings-of-data-plane', withDataPlane],
    ['settings-of-routing-controls', withRoutingControls],
  ])('that follow from traffic are those of the list %s', (list, change) => {
    keep(list, changes(synthesisePair(), synthesisePair(change)));
  });

  it('that follow from load balancers are those of the list', () => {
    const balanced = synthesisePair((valid) => ({
      ...valid,
      home: {
        ...valid.home,
        loadBalancer: { dnsName: 'nlb-1.elb.eu-west-1.amazonaws.com', zoneId: 'Z2IFOLAFXWLO4F', ipv6: true },
      },
      away: {
        ...valid.away,
        loadBalancer: { dnsName: 'nlb-2.elb.eu-central-1.amazonaws.com', zoneId: 'Z3F0SRJ5LGBH90', ipv6: true },
      },
    }));
    keep('settings-of-load-balancers', changes(synthesisePair(), balanced));
  });
});
