import type { NormalisedChange } from './normalise';

/** Types of resources whose loss cannot be undone or cuts off clients. */
interface Irreplaceable {
  readonly types: RegExp;
  /** What else would do, where a person may have meant something smaller. */
  readonly instead?: string;
}

/**
 * Keys, secrets, tables, clusters, buckets and records: Terraform creates another one of the same name, and what the old
 * one held is gone. And the nodes of a Vault cluster and their load balancer: a replacement has none of them at once.
 */
const IRREPLACEABLE: readonly Irreplaceable[] = [
  {
    types: /^aws_kms_(key|replica_key)$/,
    instead:
      'nothing that it has encrypted can be read again. Without the key of its seal no Vault node unseals, and no snapshot ' +
      'can be restored. To rotate a key, use the rotation of KMS',
  },
  { types: /^aws_kms_(alias|external_key|replica_external_key)$/ },
  {
    types: /^aws_autoscaling_group$/,
    instead:
      'all nodes of the Vault cluster would end at once, without quorum. To roll the nodes, change version, image or ' +
      'instance: the instance refresh replaces one node after the other',
  },
  {
    types: /^aws_launch_template$/,
    instead:
      'the group could start no node with the old template. Keep its name: a change in place makes a new version of it, ' +
      'and the instance refresh rolls it out',
  },
  {
    types: /^aws_(lb|alb)(_listener|_target_group)?$/,
    instead:
      'clients, Lambdas and the other cluster would lose their way to the Vault cluster. Keep name, scheme, subnets and ' +
      'ports, or move clients to the other cluster first (vault-dr switchover)',
  },
  {
    types: /^aws_dynamodb_|^aws_s3_bucket$/,
    instead: 'what it holds is gone: data of Vault, snapshots, leases or journal. Make a backup of it first',
  },
  { types: /^aws_acmpca_certificate_authority/ },
  { types: /^aws_secretsmanager_|^aws_ssm_parameter|^aws_route53_/ },
  { types: /^aws_(rds|docdb|neptune|redshift|eks|ecs|msk|elasticache)_?\w*cluster/ },
  { types: /^vault_(mount|namespace|\w*auth_backend)$/ },
];

/** Something that the plan deletes, replaces or forgets. */
export interface Loss {
  readonly address: string;
  readonly instead?: string;
}

/** @returns what the plan deletes, replaces or forgets although it cannot be made again */
export const lossesOf = (changes: readonly NormalisedChange[]): Loss[] =>
  changes
    .filter(({ actions }) => actions.includes('delete') || actions.includes('forget'))
    .flatMap(({ address }) => {
      const found = IRREPLACEABLE.find(({ types }) => types.test(typeIn(address)));
      return found ? [{ address, ...(found.instead !== undefined && { instead: found.instead }) }] : [];
    });

/** @returns the addresses that an approval has to name, because the plan deletes, replaces or forgets what they hold */
export const addressesToName = (changes: readonly NormalisedChange[]): string[] =>
  lossesOf(changes).map(({ address }) => address);

/** The type in an address such as `module.a["x"].aws_kms_key.home`; modules come before it. */
const typeIn = (address: string): string =>
  address.replace(/^(module\.[^.[]+(\[[^\]]*\])?\.)*/, '').split('.')[0] ?? '';
