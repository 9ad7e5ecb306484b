import type { NormalisedChange } from './normalise';

/**
 * Resources whose loss cannot be undone or cuts off clients: keys, secrets, tables, clusters and records. Terraform
 * creates another one of the same name, and what the old one held is gone.
 */
const IRREPLACEABLE =
  /^(aws_kms_(key|alias|replica_key|external_key)|aws_secretsmanager_|aws_ssm_parameter|aws_dynamodb_|aws_route53_|aws_s3_bucket$|aws_(rds|docdb|neptune|redshift|eks|ecs|msk|elasticache)_?\w*cluster|vault_mount$|vault_auth_backend$|vault_\w*auth_backend$|vault_namespace$)/;

/** @returns the addresses that an approval has to name, because the plan deletes, replaces or forgets what they hold */
export const addressesToName = (changes: readonly NormalisedChange[]): string[] =>
  changes
    .filter(({ actions }) => actions.includes('delete') || actions.includes('forget'))
    .filter(({ address }) => IRREPLACEABLE.test(typeIn(address)))
    .map(({ address }) => address);

/** The type in an address such as `module.a["x"].aws_kms_key.home`; modules come before it. */
const typeIn = (address: string): string =>
  address.replace(/^(module\.[^.[]+(\[[^\]]*\])?\.)*/, '').split('.')[0] ?? '';
