import type { PolicyStatement } from '../../private/iam';
import { CIDR, DNS_NAME, known, validateSecret, when, whole } from '../../validation/rules';
import type { ClusterSecret } from '../node-role';
import type { StorageContext, VaultStorage } from './storage';

/** Settings of `postgresStorage`. */
export interface PostgresStorageOptions {
  /** Name or address of the server of this region. Its certificate has it. */
  readonly host: string;
  /** Port of the server. @default 5432 */
  readonly port?: number;
  /** Name of the database, which exists. OpenBao makes its tables; those of Vault Community have to exist. */
  readonly database: string;
  /** Role of the nodes. It must not be a superuser, because only a superuser may end its sessions. */
  readonly user: string;
  /**
   * The secret with the password of that role and with what the server is signed with, in the region of the cluster: the text
   * `{"password": "<password>", "ca_chain": "<PEM>"}`. Each node reads it at boot. This module neither creates nor reads it.
   */
  readonly password: ClusterSecret;
  /**
   * IPv4 networks of the servers of both regions. The nodes, and the Lambdas of `asCommunityMember`, may reach them. The
   * security groups of the servers have to let them in.
   */
  readonly cidrs: readonly string[];
}

const DEFAULT_PORT = 5432;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
/** What needs no quotes, neither in a URL nor in a password file. */
const IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}$/;
/** Endpoints of Aurora and of Multi-AZ DB clusters. */
const CLUSTER_ENDPOINT = /\.(cluster|cluster-ro|cluster-custom|global)-[a-z0-9]+\..*rds\.amazonaws\.com(\.cn)?$/i;

/**
 * Keeps the data of a cluster in PostgreSQL, which is yours. The nodes agree on the active one by a lock in it. Where the server is
 * a replica, all nodes are standbys until it is promoted. OpenBao calls it production ready; for Vault it is supported by the
 * community.
 */
export const postgresStorage = (options: PostgresStorageOptions): VaultStorage => ({
  kind: 'postgresql',
  validate: ({ product, region }) => validate(options, product, region),
  bind: (_scope, { product }) => {
    const { password, port = DEFAULT_PORT, cidrs, host, database, user } = options;
    return {
      stanza: stanza(options),
      permissions: permissions(password),
      warnings:
        product === 'vault' ? ['The storage is PostgreSQL, which the community supports and HashiCorp does not.'] : [],
      login: { secretArn: password.secretArn, entry: [host, port, database, user].join(':') },
      egress: { port, cidrs },
    };
  },
});

function validate(
  { host, port, password, cidrs, ...names }: PostgresStorageOptions,
  product: StorageContext['product'],
  region: string,
): string[] {
  return [
    ...when(
      product === 'vault-enterprise',
      'storage is PostgreSQL, which Vault Enterprise does not support: use raftStorage(), or another product.',
    ),
    ...when(
      known(host) && CLUSTER_ENDPOINT.test(host),
      `storage.host is "${host}", an endpoint of Aurora or of a DB cluster: give the endpoint of a DB instance.`,
    ),
    ...when(
      known(host) && !DNS_NAME.test(host) && !IPV4.test(host),
      `storage.host is "${host}": give a name or an IPv4 address, without a port.`,
    ),
    ...whole('storage.port', port, 1, 65_535),
    ...(['database', 'user'] as const).flatMap((field) =>
      when(
        known(names[field]) && !IDENTIFIER.test(names[field]),
        `storage.${field} is "${names[field]}": use lower-case letters, digits and _.`,
      ),
    ),
    ...when(
      names.user === 'postgres' || names.user === 'rdsadmin',
      `storage.user is "${names.user}": give Vault a role of its own, because nobody may end the sessions of a superuser.`,
    ),
    ...when(cidrs.length === 0, 'storage.cidrs is empty: give the IPv4 networks of the database servers.'),
    ...cidrs.flatMap((cidr) =>
      when(known(cidr) && !CIDR.test(cidr), `storage.cidrs has "${cidr}": give CIDR blocks, as in "10.0.0.0/16".`),
    ),
    ...validateSecret('storage.password.secretArn', password.secretArn, region),
  ];
}

/**
 * The password is in a file of the node, so that it is in no argument, no variable and no configuration.
 *
 * @see https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
function stanza({ host, port = DEFAULT_PORT, database, user }: PostgresStorageOptions): string {
  const options = [
    'sslmode=verify-full',
    'sslrootcert={{root}}/etc/vault.d/database-ca.pem',
    'passfile={{root}}/etc/vault.d/database-login',
    // A server that is gone without a word must not hold up the lock.
    'connect_timeout=5',
  ];
  return [
    'storage "postgresql" {',
    '  ha_enabled     = "true"',
    `  connection_url = "postgres://${user}@${host}:${port}/${database}?${options.join('&')}"`,
    '}',
  ].join('\n');
}

const permissions = ({ secretArn, kmsKeyArn }: ClusterSecret): readonly PolicyStatement[] => [
  { Sid: 'StorageLogin', Action: ['secretsmanager:GetSecretValue'], Resource: [secretArn] },
  ...(kmsKeyArn === undefined ? [] : [{ Sid: 'StorageLoginKey', Action: ['kms:Decrypt'], Resource: [kmsKeyArn] }]),
];
