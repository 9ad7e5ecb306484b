import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { leavesOf, partsOf, type Part } from './stack-text';
import { synthesisePair, withWitness } from './synthesise';

/** A pair in which every value of a region tells the region by itself. */
const pair = synthesisePair((valid, providers) => ({
  ...withWitness(valid, providers),
  home: {
    ...valid.home,
    address: 'https://of-home.example.com:8200',
    clusterAddress: 'https://of-home.example.com:8201',
    subnetIds: ['subnet-of-home'],
    securityGroupIds: ['sg-of-home'],
  },
  away: {
    ...valid.away,
    address: 'https://of-away.example.com:8200',
    clusterAddress: 'https://of-away.example.com:8201',
    subnetIds: ['subnet-of-away'],
    securityGroupIds: ['sg-of-away'],
  },
}));

/** What belongs to the region of one cluster, or to the third. */
const SIGNS: Readonly<Record<ClusterName | 'witness', RegExp>> = {
  home: /home|eu-west-1/,
  away: /away|eu-central-1/,
  witness: /witness|eu-north-1/,
};
const PLACES = [...CLUSTER_NAMES, 'witness'] as const;

/** The place of a resource, by its address: `aws_kms_key.away-store_key`. */
const placeOf = ({ address }: Part): keyof typeof SIGNS | undefined =>
  PLACES.find((place) => new RegExp(`\\.(${place}[-_]|records_${place}|vault-dr_${place}$)`).test(address));

const other = (cluster: ClusterName): ClusterName => (cluster === 'home' ? 'away' : 'home');

/**
 * What names another region than its own, and why it has to: both engines act on both clusters, and hold the lease and
 * keep the journal in every table. `*` stands for `home` or `away`.
 */
const ALLOWED: readonly (readonly [lambdas: RegExp, where: RegExp])[] = [
  // The settings of the whole pair, which each region publishes for the tool.
  [/^aws_ssm_parameter\..*-operator_settings$/, /^value$/],
  [
    /_(auth|dr-operation-token-gen|dns-switch|dr-operations)_lambda$|-(watch|events)_lambda$/,
    /^environment\.variables\.VAULT_(HOME|AWAY)_ADDR$/,
  ],
  [/_dr-operations_lambda$/, /^environment\.variables\.VAULT_(HOME|AWAY)_CLUSTER_ADDR$/],
  [
    /_(dns-switch|dr-operations)_lambda$|-watch_lambda$/,
    /^environment\.variables\.(HOME|AWAY)_(REGION|SET_IDENTIFIER)$/,
  ],
  [/_(dns-switch|dr-operations)_lambda$|-watch_lambda$/, /^environment\.variables\.WITNESS_REGION$/],
  [/_(dns-switch|dr-operations)_lambda_policy$|-watch_lambda_policy$/, /^(Journal|JournalKey)\.Resource\.\d$/],
  [/_(dns-switch|dr-operations)_lambda_policy$|-watch_lambda_policy$/, /^(Witness|WitnessKey)\.Resource\.0$/],
  // Each region watches both clusters.
  [/-watch_(home|away)-(certificate|license)-days-left$/, /^(alarm_name|alarm_description|dimensions\.cluster)$/],
  [/-watch_look-tomorrow$/, /^alarm_rule$/],
  [/-watch_dashboard$/, /^dashboard_body$/],
];

/** The leaves of a part but its provider; those of a policy by the Sid of their statement. */
function leaves({ attributes: { provider: _, ...attributes } }: Part): [path: string, leaf: unknown][] {
  return leavesOf(attributes).flatMap(([path, leaf]): [string, unknown][] => {
    if (!/(^|_)policy$/.test(path) || typeof leaf !== 'string' || !leaf.startsWith('{')) return [[path, leaf]];
    const { Statement } = JSON.parse(leaf) as { readonly Statement: readonly { readonly Sid?: string }[] };
    return Statement.flatMap((statement) => leavesOf(statement, statement.Sid ?? 'Trust'));
  });
}

/** `address path = value` of everything that names a region that is not its own. */
const strays = partsOf(pair).flatMap((part) => {
  const place = placeOf(part);
  if (place === undefined) return [];
  const foreign = PLACES.filter((each) => each !== place).map((each) => SIGNS[each]);
  return leaves(part).flatMap(([path, leaf]) =>
    foreign.some((sign) => sign.test(String(leaf))) ? [{ address: part.address, path, leaf }] : [],
  );
});

const isAllowed = ({ address, path }: { readonly address: string; readonly path: string }): boolean =>
  ALLOWED.some(([lambdas, where]) => lambdas.test(address) && where.test(path));

describe('what belongs to one region', () => {
  it('refers to another one only where the list here says so', () => {
    expect(strays.filter((stray) => !isAllowed(stray))).toEqual([]);
  });

  it('uses every line of that list in both regions', () => {
    for (const cluster of CLUSTER_NAMES) {
      const inCluster = strays.filter(({ address }) => address.includes(`.${cluster}-`));
      const unused = ALLOWED.filter(
        ([lambdas, where]) => !inCluster.some(({ address, path }) => lambdas.test(address) && where.test(path)),
      );
      expect(unused.map(String)).toEqual([]);
    }
  });

  it('is made by the provider of that region', () => {
    const made = partsOf(pair).flatMap((part) => {
      const place = placeOf(part);
      const provider = part.attributes['provider'];
      // Route 53 is global: one provider makes both records, so that one plan has them both.
      if (place === undefined || provider === undefined || part.address.startsWith('aws_route53_record.')) return [];
      return [{ address: part.address, right: provider === `aws.${place}` }];
    });
    expect(made.filter(({ right }) => !right)).toEqual([]);
    expect(made.length).toBeGreaterThan(50);
  });

  it('is all there is, but for the records, the mount and the roles in Vault', () => {
    const global = partsOf(pair).flatMap((part) => (placeOf(part) === undefined ? [part.address] : []));
    expect(global).toEqual([
      'data.vault_auth_backend.aws-auth_mount',
      'output.vault-dr_client_name',
      'output.vault-dr_operator',
      'output.vault-dr_vault',
      'vault_aws_auth_backend_role.aws-auth',
      'vault_policy.aws-auth_policy',
      'vault_policy.break-glass-token-role_policy',
      'vault_policy.operation-token-role_policy',
      'vault_token_auth_backend_role.break-glass-token-role',
      'vault_token_auth_backend_role.operation-token-role',
    ]);
  });
});

/** Away as it would be if it were home. */
const mirrored = (text: string): string =>
  text.replace(/home|away|HOME|AWAY|eu-west-1|eu-central-1/g, (word) => MIRROR[word] ?? word);
const MIRROR: Readonly<Record<string, string>> = {
  home: 'away',
  away: 'home',
  HOME: 'AWAY',
  AWAY: 'HOME',
  'eu-west-1': 'eu-central-1',
  'eu-central-1': 'eu-west-1',
};

/** Both regions publish the same settings of the whole pair. */
const isPublished = /^aws_ssm_parameter\./;

describe('the two regions', () => {
  it('mirror each other, so that what works in one works in the other', () => {
    const linesOf = (cluster: ClusterName): string[] =>
      partsOf(pair)
        .filter(({ address }) => address.includes(`.${cluster}-`))
        .filter(({ address }) => !isPublished.test(address))
        .flatMap((part) => leaves(part).map(([path, leaf]) => `${part.address} ${path} = ${String(leaf)}`))
        .map((line) => line.replace(/\.\d = /, ' = ')); // home comes first in lists of both
    expect(linesOf('away').map(mirrored).sort()).toEqual(linesOf('home').sort());
  });

  it('differ in their own variables alone, which are not mixed up', () => {
    for (const cluster of CLUSTER_NAMES) {
      const lambda = partsOf(pair).find(({ address }) =>
        address.endsWith(`${cluster}-control-plane_dr-operations_lambda`),
      );
      expect(lambda?.attributes['environment']).toMatchObject({
        variables: {
          VAULT_HOME_ADDR: 'https://of-home.example.com:8200',
          VAULT_AWAY_ADDR: 'https://of-away.example.com:8200',
          VAULT_HOME_CLUSTER_ADDR: 'https://of-home.example.com:8201',
          VAULT_AWAY_CLUSTER_ADDR: 'https://of-away.example.com:8201',
          HOME_REGION: 'eu-west-1',
          AWAY_REGION: 'eu-central-1',
          WITNESS_REGION: 'eu-north-1',
        },
      });
      expect(JSON.stringify(lambda)).not.toContain(`subnet-of-${other(cluster)}`);
    }
  });
});
